# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a bank label says: references, holder codes, names across spellings."""

import re
import unicodedata
from functools import lru_cache

# Legal forms and payment words: they say nothing about who is paid.
STOP = frozenset(
    "SARL STE SOC SOCIETE ETS ETABLISSEMENT ETABLISSEMENTS FILS SA SUARL CIE "
    "COMPAGNIE GROUPE VIR VIREMENT VRT EMIS RECU PAIEMENT PAIMENT PMT PAY FOURN "
    "FOURNISSEUR REG REGL REGLEMENT CHQ CHEQUE FACT FACTURE FAC FAV FAVEUR NUM "
    "REF SOLDE ACOMPTE AVANCE TRANCHE ORDRE DE DU DES LES LE THE ET AU AUX "
    "BEN EL AL LA".split()
)
# A line that bears one of these pays no supplier's bill unless it cites it.
NOISE = frozenset(
    "SALAIRE SALAIRES PAIE PAYE RETRAIT DAB GAB COMMISSION COMMISSIONS AGIOS "
    "FRAIS TENUE INTERETS CNSS STEG SONEDE TELECOM TIMBRE TIMBRES IMPOTS LOYER "
    "ABONNEMENT ASSURANCE VERSEMENT".split()
)
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئءپڤڨ",
        "A B T TH J H KH D DH R Z S CH S D T DH A GH F K K L M N H OU I A A A A A "
        "OU I A P V G".split(),
        strict=True,
    )
)
_SOUNDS = (
    (re.compile("TCH|SCH|SH|CH"), "X"),
    (re.compile("PH"), "F"),
    (re.compile("KH|CK|QU|Q"), "K"),
    (re.compile("GH"), "G"),
    (re.compile("DH"), "D"),
    (re.compile("TH"), "T"),
    (re.compile("DJ"), "J"),
    (re.compile("C(?=[EIY])"), "S"),
    (re.compile("C"), "K"),
    (re.compile("G(?=[EIY])"), "J"),
)
_WORD = re.compile(r"[A-Z0-9]+")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def fold(text):
    """Upper case Latin text without accents; Arabic letters are written in Latin.

    >>> fold("Société Générale"), fold("قابس")
    ('SOCIETE GENERALE', 'KABS')
    """
    text = "".join(_ARABIC.get(ch, ch) for ch in text or "")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch)).upper()


@lru_cache(maxsize=65536)
def tokens(text):
    """Words and numbers of a text, folded, in order."""
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=65536)
def skeleton(token):
    """Consonants of a folded word: what spellings of one name have in common.

    >>> skeleton("YOUSSEF") == skeleton("YOUCEF") == skeleton("YUSUF")
    True
    >>> skeleton("OUERGHI") == skeleton("WERGHI")
    True
    """
    for pattern, sound in _SOUNDS:
        token = pattern.sub(sound, token)
    first = token[:1]
    if token.startswith("OU") or first == "W":
        head = "W"
    elif first in "IY":
        head = "Y"
    elif first in "AEOU":
        head = "A"
    else:
        head = first
    rest = re.sub(r"[AEIOUYWH]", "", token[1:])
    return _DOUBLED.sub(r"\1", head + rest)


def significant(name):
    """Words of a name that tell one supplier from another.

    >>> significant("Sté Ben Youssef & Fils SARL")
    ['YOUSSEF']
    """
    words = [t for t in tokens(name) if t not in STOP and len(t) > 1]
    return words or [t for t in tokens(name) if len(t) > 1]


def _same_within_one(a, b):
    """Whether two words differ by at most one letter put, dropped or changed."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] if len(a) == len(b) else a[i:] == b[i + 1 :]


def word_likeness(word, label_words):
    """How surely a word of a name stands in a label, from 0 to 1.

    1 the word itself; 0.9 cut by the bank or a letter doubled; 0.85 another
    spelling of the same consonants; 0.75 one letter apart (from six letters).

    :param str word: folded
    :param tuple label_words: folded
    """
    if word in label_words:
        return 1.0
    best = 0.0
    bones, single = skeleton(word), _DOUBLED.sub(r"\1", word)
    for other in label_words:
        if len(word) >= 5 and len(other) >= 4 and word.startswith(other):
            best = max(best, 0.9)
        elif len(single) >= 4 and _DOUBLED.sub(r"\1", other) == single:
            best = max(best, 0.9)
        elif len(bones) >= 3 and not other.isdigit() and skeleton(other) == bones:
            best = max(best, 0.85)
        elif len(word) >= 6 and len(other) >= 6 and _same_within_one(word, other):
            best = max(best, 0.75)
    return best


@lru_cache(maxsize=65536)
def reference_patterns(reference):
    """Regular expressions of a document number: (whole, numbers only or None).

    Leading zeros, separators and the century may differ between the document
    and the label. A number never ends inside a longer one: ``F-2026-11`` does
    not stand in ``F-2026-118``.
    """
    runs = re.findall(r"[A-Z]+|\d+", fold(reference))
    solid = "".join(runs)
    digits = [r for r in runs if r.isdigit()]
    if len(solid) < 4 or not digits:
        return None, None

    def spelled(run):
        if re.fullmatch(r"20\d\d", run):
            return f"(?:20)?{run[2:]}"
        return "0*" + (run.lstrip("0") or "0") if run.isdigit() else run

    gap = r"[^A-Z0-9]*"
    whole = gap.join(spelled(r) for r in runs)
    before = r"(?<!\d)" if runs[0].isdigit() else r"(?<![A-Z])"
    after = r"(?!\d)" if runs[-1].isdigit() else r"(?![A-Z])"
    numbers = None
    # The serial itself must be telling: three digits with a year, four without.
    serial = [d.lstrip("0") for d in digits if not re.fullmatch(r"20\d\d", d)]
    has_year = len(serial) < len(digits)
    if any(len(s) >= (3 if has_year else 4) for s in serial):
        numbers = re.compile(
            r"(?<!\d)" + r"\D{0,3}".join(spelled(d) for d in digits) + r"(?!\d)"
        )
    return re.compile(before + whole + after), numbers


def reference_hit(reference, label):
    """How surely a label cites a document number, from 0 to 1.

    1 the whole number; 0.8 all its digits in order; 0.6 a run of four digits
    or more that is no year.

    >>> reference_hit("F-2026-118", "VIR FACT F2026/0118 ETS X")
    1.0
    >>> reference_hit("F-2026-11", "VIR FACT F2026/118"), reference_hit("F-77", "7")
    (0.0, 0.0)
    """
    whole, numbers = reference_patterns(reference or "")
    if whole is None:
        return 0.0
    text = fold(label)
    if whole.search(text):
        return 1.0
    if numbers is not None and numbers.search(text):
        return 0.8
    runs = {
        r.lstrip("0")
        for r in re.findall(r"\d+", fold(reference))
        if len(r.lstrip("0")) >= 4 and not re.fullmatch(r"20\d\d", r)
    }
    found = {r.lstrip("0") for r in re.findall(r"\d+", text)}
    return 0.6 if runs & found else 0.0


_CITED = re.compile(
    r"(?<![A-Z])(?:FACTURES?|FACT|FAC|FCT|FT|FA|FV|F|BL|INV)[^A-Z0-9]{0,3}"
    r"(?:N[^A-Z0-9]{0,2})?(\d(?:[\d/.-]*\d)?)(?!\d)"
)


def _runs(text):
    """Numbers of a text as a sorted tuple: no leading zero, years on two digits."""
    found = []
    for run in re.findall(r"\d+", text):
        run = run[2:] if re.fullmatch(r"20\d\d", run) else run
        found.append(run.lstrip("0") or "0")
    return tuple(sorted(found))


def _serial(runs):
    """The number that tells documents apart: the longest that may be no year."""
    return max(
        (r for r in runs if len(r) >= 3 or not re.fullmatch(r"[23]\d", r)),
        key=len,
        default="",
    )


@lru_cache(maxsize=65536)
def cited_numbers(label):
    """Document numbers that a label announces ("FACT 118/26"), as their runs.

    >>> cited_numbers("VIR STE X FACT N.118/2026"), cited_numbers("CHQ 0012345")
    ((('118', '26'),), ())
    """
    cited = (_runs(text) for text in _CITED.findall(fold(label)))
    return tuple(runs for runs in cited if max(map(len, runs)) >= 2)


def citation_hit(reference, label):
    """How surely an announced number is this document's: 0.8, 0.6 or 0.

    0.8 when all the numbers agree in any order ("118/26" for F-2026-118), 0.6
    when the label gives the serial number only, without the year.
    """
    own = _runs(fold(reference or ""))
    if not own:
        return 0.0
    serial = _serial(own)
    best = 0.0
    for runs in cited_numbers(label):
        if runs == own and len(own) > 1:
            best = max(best, 0.8)
        elif len(serial) >= 2 and runs == (serial,):
            best = max(best, 0.6)
    return best


_TRANCHE = re.compile(r"(?<![A-Z0-9])T(?:R|RANCHE)?[^A-Z0-9]{0,2}0?(\d)(?!\d)")


def holder_hit(code, tranche, label):
    """How surely a label names a micro-project's code and tranche, from -1 to 1.

    1 code and tranche; 0.7 the code alone; -1 the code with another tranche,
    which speaks against; 0 no code.

    >>> holder_hit("MP-KTRWZ", 2, "VIR MP KTRWZ TR.2"), holder_hit(
    ...     "MP-KTRWZ", 2, "MPKTRWZ T1")
    (1.0, -1.0)
    """
    if not code:
        return 0.0
    letters = _WORD.findall(fold(code))
    text = fold(label)
    if not re.search(
        r"(?<![A-Z0-9])" + r"[^A-Z0-9]{0,2}".join(letters) + r"(?![A-Z])", text
    ):
        return 0.0
    said = {int(n) for n in _TRANCHE.findall(text)}
    if not tranche or not said:
        return 0.7
    return 1.0 if tranche in said else -1.0


def cites_other_code(code, label):
    """Whether the label bears a code of the same make that is not this one.

    >>> cites_other_code("MP-KTRWZ", "VIR MP-QJXYE T1")
    True
    """
    words = _WORD.findall(fold(code))
    if len(words) != 2:
        return False
    prefix, own = words
    make = re.compile(
        rf"(?<![A-Z0-9]){prefix}[^A-Z0-9]{{0,2}}([A-Z]{{{len(own)}}})(?![A-Z])"
    )
    found = set(make.findall(fold(label)))
    return bool(found) and own not in found


def mask_names(label, names, code):
    """The label with the words of the given names replaced by a code.

    Banks write the holder's name on the line; the ledger must not keep it.
    Other spellings of the same consonants go too; legal forms stay.

    >>> mask_names("VIR FATOU DIALLO MP-KTRWZ T1", ["Fatou Dialo"], "MP-KTRWZ")
    'VIR MP-KTRWZ T1'
    """
    secret = {w for name in names for w in tokens(name) if len(w) > 2}
    out, masked = [], False
    for piece in (label or "").split():
        words = tokens(piece)
        # Hiding a word too many does no harm here: two like consonants suffice.
        if words and any(
            word_likeness(s, words) >= 0.75
            or len(skeleton(s)) >= 2
            and skeleton(s) in map(skeleton, words)
            for s in secret
        ):
            masked = True
        else:
            out.append(piece)
    if masked and fold(code) not in fold(" ".join(out)):
        out.append(code)
    return " ".join(out)
