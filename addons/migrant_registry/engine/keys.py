# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names cut into tokens, tokens turned into blocking keys.

A *token* is one part of a name with its particles resolved: ``عبد الرحمن``,
``Abd er-Rahman`` and ``Abderrahmane`` are one token; the article of ``El Hassan`` is
dropped; ``Ben Ali`` is one token that also answers to ``Ali``.

A *key* is a short string that two spellings of a token share with high probability:
the consonants of the token in coarse classes, and the same with one consonant left
out (so one slip of the pen, in either spelling, still leaves a common key). Keys are
kept space separated in one text column, whose GIN index over ``string_to_array`` is
asked with ``&&``; :mod:`.candidates` puts the question.
"""

import re
from functools import lru_cache

from .scripts import VOWELS, fold, phones, script_of

# Consonant classes of the keys: which consonants a clerk may write for one another.
_COARSE = str.maketrans({"j": "g", "z": "s", "x": "s", "q": "k", "h": None})
_NO_VOWELS = str.maketrans({vowel: None for vowel in VOWELS})

#: From this many consonants on, a key with one left out is still telling.
MIN_DELETE = 3
#: Up to this many consonants a name has a fine skeleton too.
MAX_FINE = 3
#: Longer skeletons are cut: the end of a long compound name tells little.
MAX_SKELETON = 9

_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
# N'Diaye, M'Barek, Sa'ad: the sign joins, it does not part.
_JOINERS = re.compile(r"(?<=\w)['’‘`ʼ´](?=\w)")

_ARTICLES = frozenset(
    "al el ul il ad ed ud ar er ur as es us ash ech esh an en at et az ez "
    "de da do dos du di le la les the van von d ال".split()
)
_ABD = frozenset("abd abdel abdul abdal abdoul abdu عبد عبدال".split())
_ABU = frozenset("abu abou abo aboul bou bu ابو أبو بو ابي أبي".split())
_SON = frozenset(
    "ben bin ibn ebn bent bint ould oueld wuld ait ayt aït mint bani beni "
    "بن ابن إبن بنت ولد ايت آيت بني".split()
)
_FAITH = frozenset("din dine deen eddine edin eldin uddin الدين دين".split())
_GOD = frozenset("allah ullah الله اللہ".split())
# Joined to a stem without space; the stem must keep three letters.
_SON_PREFIX = re.compile(r"^(?:ben|bin|ibn|ould|ait|بن|ولد)(?=\w{3})")
_ARTICLE_PREFIX = re.compile(r"^(?:el|al|l)(?=\w{4})")
_ABD_LATIN = re.compile(
    r"^abd(?:[aeiou]{0,2})(?:l(?!l?a[hy])|(?P<sun>[rstndz]|ch|sh)(?=(?P=sun)))"
    r"(?=\w{3})|^abd[eu](?=[rsnzt][aeiou]\w{2})"
)
_ABD_ARABIC = re.compile(r"^عبد?ال(?!له$|لّه$)(?=\w{2})")
_DIN_ARABIC = re.compile(r"(?<=\w)الدين$")
_DIN_LATIN = re.compile(r"(?:[aeu]l?|e)?dd?[ie]{1,2}ne?$")


def _words(text):
    return _WORD.findall(_JOINERS.sub("", fold(text)))


def _join_particles(words):
    """Join particles to the word they belong to; drop articles between words."""
    out = []
    at = 0
    while at < len(words):
        word = words[at]
        rest = words[at + 1 :]
        if word in _ABD and rest:
            skip = 1 if rest[0] in _ARTICLES and len(rest) > 1 else 0
            stem = rest[skip]
            if stem in _GOD:
                out.append("عبدالله" if script_of(stem) == "arab" else "abdallah")
            else:
                out.append(_servant(_strip_article(stem)))
            at += 2 + skip
        elif word in _ABU and rest:
            skip = 1 if rest[0] in _ARTICLES and len(rest) > 1 else 0
            stem = _strip_article(rest[skip])
            out.append(("بو" if script_of(stem) == "arab" else "bu") + stem)
            at += 2 + skip
        elif word in _SON and rest:
            skip = 1 if rest[0] in _ARTICLES and len(rest) > 1 else 0
            stem = _strip_article(rest[skip])
            out.append(("بن" if script_of(stem) == "arab" else "ben") + stem)
            at += 2 + skip
        elif out and (word in _FAITH or word in _GOD):
            arabic = script_of(word) == "arab"
            tail = ("الله" if arabic else "allah") if word in _GOD else None
            out[-1] += tail or ("دين" if arabic else "din")
            at += 1
        elif word in _ARTICLES and len(words) > 1:
            at += 1
        else:
            out.append(word)
            at += 1
    return out


def parts(text):
    """Return the parts of a name as they were written, particles with their word.

    >>> parts("Mohamed Ben Ali")
    ['Mohamed', 'Ben Ali']
    >>> parts("عبد الرحمن بن علي")
    ['عبد الرحمن', 'بن علي']
    """
    out, is_open = [], False
    for word in text.split():
        folded = fold(word)
        if is_open or (out and folded in _FAITH | _GOD):
            out[-1] += f" {word}"
        else:
            out.append(word)
        # What stands first may be a name: El Hadj, Ed. A servant of whom never is.
        is_open = folded in _ABD or (len(out) > 1 and folded in _SON | _ARTICLES)
    return out


def _strip_article(word):
    if word.startswith("ال") and len(word) > 4 and word not in _GOD:
        return word[2:]
    return word


def _servant(stem):
    return ("عبد" if script_of(stem) == "arab" else "abd") + stem


def _normal(word):
    """Return the word with its compound prefix written in one way."""
    arabic = script_of(word) == "arab"
    if arabic:
        word = _ABD_ARABIC.sub("عبد", word)
        word = _DIN_ARABIC.sub("دين", word)
        return _strip_article(word)
    word = _ABD_LATIN.sub("abd", word)
    if len(word) > 6:
        word = _DIN_LATIN.sub("din", word)
    return word


@lru_cache(maxsize=200_000)
def tokens(text):
    """Return the tokens of a name, as a tuple of folded strings, in writing order.

    >>> tokens("Abd er-Rahman BEN ALI")
    ('abdrahman', 'benali')
    >>> tokens("عبد الرحمن بن علي")
    ('عبدرحمن', 'بنعلي')
    """
    return tuple(dict.fromkeys(_normal(word) for word in _join_particles(_words(text))))


@lru_cache(maxsize=200_000)
def readings(token):
    """Return the phones of a token and of its stem without *ben*, *el*."""
    out = list(phones(token))
    for pattern in (_SON_PREFIX, _ARTICLE_PREFIX):
        stem = pattern.sub("", token, count=1)
        if stem != token and stem:
            out.extend(phones(stem)[:2])
    return tuple(dict.fromkeys(filter(None, out))) or (token,)


@lru_cache(maxsize=200_000)
def skeleton(phone):
    """Return the coarse consonants of one phone string.

    A name of one consonant or none begins with a hyphen: it is never made shorter.
    """
    bones = phone.translate(_COARSE).translate(_NO_VOWELS)[:MAX_SKELETON]
    return bones if len(bones) > 1 else "-" + bones


@lru_cache(maxsize=200_000)
def fine_skeleton(phone):
    """Return the consonants of a short phone string, not merged, or None if long.

    Thousands share a coarse skeleton of three letters; this one is asked first.
    """
    if len(skeleton(phone)) > MAX_FINE:
        return None
    mark = "=-" if phone[0] in VOWELS else "="
    return mark + phone.translate(_NO_VOWELS).removesuffix("h")


@lru_cache(maxsize=200_000)
def token_keys(token):
    """Return ``(fine, exact, near)``: the keys of a token, three frozensets.

    *exact* holds the coarse skeletons of its readings, *near* those with one consonant
    left out, *fine* the unmerged skeletons of short names. Two tokens one consonant
    apart share a key of ``exact | near``.
    """
    fine = {fine_skeleton(phone) for phone in readings(token)} - {None}
    exact = {skeleton(phone) for phone in readings(token)}
    near = set()
    for bones in exact:
        if len(bones) >= MIN_DELETE and bones[0] != "-":
            near.update(bones[:at] + bones[at + 1 :] for at in range(len(bones)))
    return frozenset(fine), frozenset(exact), frozenset(near - exact)


def birth_keys(birth):
    """Return the keys of a :class:`.dates.PartialDate`: its year, its day if known.

    The first of January is no day: it stands in the papers of a tenth of the people.
    """
    keys = [str(birth.year)]
    if birth.precision == "day" and (birth.month, birth.day) != (1, 1):
        keys.append(f"d{birth}")
    return keys


def number_keys(identifiers=(), numbers=()):
    """Return the keys of normalised identifier values and telephone numbers."""
    return [f"#{value}" for value in identifiers if value] + [
        f"+{number}" for number in numbers if number
    ]


def stored_keys(names, births=(), identifiers=(), numbers=()):
    """Return the sorted keys to store for a person.

    :param names: iterable of str, every name of the person in any script
    :param births: iterable of :class:`.dates.PartialDate` (several when disputed)
    :param identifiers: iterable of str, see :func:`.phones.identifier_key`
    :param numbers: iterable of str, see :func:`.phones.phone_key`
    :return: list of str without spaces, fit for ``" ".join``
    """
    out = set(number_keys(identifiers, numbers))
    for name in names:
        for token in tokens(name):
            out.update(*token_keys(token))
    for birth in births:
        out.update(birth_keys(birth))
    return sorted(out)


def query_keys(text, max_tokens=4):
    """Return the keys of each token of a typed name: a list of :func:`token_keys`.

    :param text: the name as typed, any script, any order
    :param max_tokens: longest tokens kept (a long line of ancestors adds cost only)
    """
    parts = sorted(tokens(text), key=len, reverse=True)[:max_tokens]
    return [token_keys(part) for part in parts]
