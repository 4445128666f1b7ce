# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names in any script find each other, and different names do not."""

import doctest
import importlib
import os
import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tools.engines import load

engine = load("migrant_registry")
MODULES = (
    "candidates",
    "codes",
    "dates",
    "keys",
    "match",
    "phones",
    "rows",
    "scripts",
    "within",
)

SAME = [
    "محمد Mohamed Muhammad Mohammed Mouhamed ሙሐመድ",
    "عبدالرحمن Abderrahmane Abdurrahman Abdarrahman Abdelrahman",
    "عبدالكريم Abdelkrim Abdelkarim Abdulkarim",
    "نورالدين Noureddine Nureddin Nouredine",
    "فاطمة Fatima Fatma",
    "خديجة Khadija Khadidja",
    "يوسف Youssef Yusuf Yousef ዮሴፍ",
    "حسين Houcine Hussein Hocine Hossein",
    "الحسن Elhassan Alhasan",
    "بوبكر Boubacar Boubaker Bubakar",
    "عثمان Othmane Ousmane Osman",
    "سليمان Souleymane Sulaiman Soliman",
    "عائشة Aicha Aisha Aïcha",
    "መድህን Medhin Medhn",
    "ተስፋይ Tesfay Tesfaye",
    "ገብረመድህን Gebremedhin",
    "Diallo Djallo Dialo",
    "Ouedraogo Wedraogo Ouédraogo",
]
DIFFERENT = [
    ("محمد", "Ibrahima Sow"),
    ("Fatima", "Aminata Keita"),
    ("Diallo", "Traoré"),
    ("يوسف", "Salem"),
]
# Two writings of one name in words: particles, articles, order.
SAME_FULL = [
    ("عبد الرحمن بن علي", "Abderrahmane Ben Ali"),
    ("عبد الرحمن بن علي", "BENALI Abd er-Rahman"),
    ("Nour Eddine", "نور الدين"),
    ("Abou Bakr", "أبو بكر"),
    ("N'Diaye Fatou", "fatou ndiaye"),
    ("Mamadou DIALLO", "Diallo, Mamadou"),
    ("El Hassan", "حسن"),
    ("Abd Allah", "عبدالله"),
]


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name):
    module = importlib.import_module(f"permanence_engine_migrant_registry.{name}")
    failed, _tried = doctest.testmod(module)
    assert not failed


@pytest.mark.parametrize("spellings", SAME)
def test_spellings_of_one_name_meet(spellings):
    """Each pair shares a blocking key and is alike, whatever its scripts."""
    names = spellings.split()
    for one in names:
        for other in names:
            assert engine.match.name_similarity(one, other) >= 0.74, (one, other)
            index = engine.candidates.Index()
            index.add("found", [one])
            assert index.find(other) == {"found"}, (one, other)


@pytest.mark.parametrize(("one", "other"), SAME_FULL)
def test_particles_and_order_do_not_matter(one, other):
    assert engine.match.name_similarity(one, other) > 0.85


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_names_stay_apart(one, other):
    assert engine.match.name_similarity(one, other) < 0.7


_names = st.text(
    st.characters(
        categories=("Lu", "Ll", "Lo", "Mn", "Zs", "Pd"), max_codepoint=0x13FF
    ),
    max_size=40,
)


@given(_names, _names)
def test_similarity_is_symmetric_and_bounded(one, other):
    forth = engine.match.name_similarity(one, other)
    assert forth == pytest.approx(engine.match.name_similarity(other, one))
    assert -1 <= forth <= 1


@given(_names)
def test_a_name_finds_itself_and_keys_are_words(name):
    keys = engine.keys.stored_keys([name])
    assert all(key and not any(c.isspace() for c in key) for key in keys)
    assert len(keys) <= 60 * max(1, len(engine.keys.tokens(name)))
    if engine.keys.tokens(name):
        index = engine.candidates.Index()
        index.add(1, [name])
        assert index.find(name) == {1}


@given(_names)
@example("Ǽ")  # the ligature stands under an accent
def test_folding_twice_is_folding_once(name):
    assert engine.scripts.fold(engine.scripts.fold(name)) == engine.scripts.fold(name)


@given(
    st.sampled_from("mohamed abderrahmane fatoumata ouedraogo gebremedhin".split()),
    st.integers(0, 12),
)
def test_one_dropped_letter_is_still_found(name, place):
    slip = name[:place] + name[place + 1 :]
    index = engine.candidates.Index()
    index.add(1, [name])
    assert index.find(slip) == {1}


def _train_pairs():
    named = os.environ.get("PERMANENCE_NAMES")
    # Beside the clone; a git worktree may stand one level deeper.
    beside = Path(__file__).resolve().parents[3:5]
    places = [place / "shared/data/names/ar-latin-train.tsv" for place in beside]
    file = Path(named) if named else next((p for p in places if p.is_file()), places[0])
    if not file.is_file():
        pytest.skip(f"NAMES DATA ABSENT: {file} (set PERMANENCE_NAMES to its path)")
    lines = file.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


def test_recall_at_10_across_scripts():
    """Asked in Arabic, the Latin spelling is among the first ten: 0.95 at least."""
    pairs = _train_pairs()
    names = sorted({latin for _arabic, latin in pairs})
    right = {}
    for arabic, latin in pairs:
        right.setdefault(arabic, set()).add(latin)
    index = engine.candidates.Index()
    for place, name in enumerate(names):
        index.add(place, [name])
    asked = random.Random(7).sample(pairs, 400)
    found = 0
    for arabic, _latin in asked:
        similarity = {
            place: engine.match.name_similarity(arabic, names[place])
            for place in index.find(arabic)
        }
        best = sorted(similarity, key=similarity.get, reverse=True)[:10]
        found += any(names[place] in right[arabic] for place in best)
    assert found / len(asked) >= 0.95


@settings(max_examples=300)
@given(st.integers(0, 19**7 - 1), st.integers(0, 6), st.integers(0, 18))
def test_codes_find_every_slip(number, place, other):
    """A wrong character and two neighbours swapped are refused."""
    codes = engine.codes
    body = ""
    for _i in range(7):
        number, rest = divmod(number, 19)
        body += codes.ALPHABET[rest]
    whole = body + codes.check_character(body)
    good = f"P-{whole[:4]}-{whole[4:]}"
    assert codes.normalise_code(good.lower().replace("-", " ")) == good
    wrong = whole[:place] + codes.ALPHABET[other] + whole[place + 1 :]
    if wrong != whole:
        assert codes.normalise_code("P" + wrong) is None
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    if swapped != whole:
        assert codes.normalise_code("P" + swapped) is None


def test_codes_are_random_and_readable():
    made = {engine.codes.new_code() for _i in range(2000)}
    assert len(made) > 1990
    assert not set("".join(made)) & set("01258ILOSZBUVAE")
