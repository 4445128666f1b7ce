# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From any script to one small phonetic alphabet.

A name is heard before it is written. Whoever wrote it down used the script and the
spelling of the office: محمد, Mohamed, Muhammad, Mehmet, ሙሐመድ. This module turns each
spelling into *phones*: short strings over one alphabet in which those spellings are
equal or close.

The alphabet: consonants ``b f t d k g j x s z q h m n l r`` (``x`` is sh, ``q`` is kh,
``j`` is the soft g and dj), vowels ``a i u`` (``y`` is ``i``, ``w`` is ``u``). ``p`` is
``b`` and ``v`` is ``f``,
since Arabic has neither; emphatics are plain. Letters that are read in two ways give
two strings, so a token has between one and :data:`MAX_VARIANTS` variants.

Why tables of our own for Arabic and Ge'ez, and ``anyascii`` for the rest: measured in
``bench/duplicates.py`` (see ``README.md`` of this folder).
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

#: No token gives more readings than this; the first ones are the likelier.
MAX_VARIANTS = 4

VOWELS = frozenset("aiu")

# Arabic, Persian, Kurdish and Urdu letters. A tuple lists readings, likelier first.
ARABIC = {
    "ا": "a",
    "أ": "a",
    "إ": "i",
    "آ": "a",
    "ٱ": "a",
    "ء": "",
    "ئ": "i",
    "ؤ": "u",
    "ى": "a",
    "ة": "a",
    "ۃ": "a",
    "ب": "b",
    "پ": "b",
    "ت": "t",
    "ط": "t",
    "ث": ("t", "s"),
    "ج": "j",
    "چ": "x",
    "ح": "h",
    "خ": "q",
    "د": "d",
    "ض": "d",
    "ذ": ("d", "z"),
    "ظ": ("z", "d"),
    "ر": "r",
    "ز": "z",
    "ژ": "j",
    "س": "s",
    "ص": "s",
    "ش": "x",
    "ع": "a",
    "غ": "g",
    "ف": "f",
    "ڤ": "f",
    "ڥ": "f",
    "ق": "k",
    "ڨ": "g",
    "ڭ": "g",
    "ك": "k",
    "ک": "k",
    "گ": "g",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ں": "n",
    "ه": "h",
    "ہ": "h",
    "ھ": "h",
    "و": "u",
    "ي": "i",
    "ی": "i",
    "ې": "i",
    "ے": "i",
    "ۀ": "a",
}

# Ge'ez: the syllabary is a grid, 8 cells a consonant from U+1200 on; the cell gives
# the vowel (order: e u i a e ə o wa). The table names the consonant of each row; w and
# y are vowels here, as in the other scripts; "-" carries a vowel only.
GEEZ_ROWS = (
    "h l h m s r s x k k k k b f t x h h n n - k k h k u - z j i d d j g g g t x b"
    " s s f b"
).split()
GEEZ_VOWELS = ("a", "u", "i", "a", "i", "", "u", "ua")

_LATIN_SPECIAL = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "dj",
        "ð": "d",
        "þ": "t",
        "ß": "ss",
        "æ": "e",
        "œ": "e",
        "ı": "i",
        "ʿ": "",
        "ʾ": "",
        "ɓ": "b",
        "ɗ": "d",
        "ŋ": "ng",
        "ɲ": "ny",
        "ƴ": "y",
        "ç": "ss",
        "š": "sh",
        "ş": "sh",
        "č": "tch",
        "ž": "j",
        "ğ": "gh",
        "ñ": "ny",
    }
)

# Latin digraphs, longest first. Values as in ARABIC.
_LATIN_GRAPHS = (
    ("tsch", "x"),
    ("tch", "x"),
    ("sch", "x"),
    ("eaux", "u"),
    ("eau", "u"),
    ("aux", "u"),
    ("kh", "q"),
    ("sh", "x"),
    ("ss", "s"),
    ("ch", ("x", "q", "k")),
    ("cz", "x"),
    ("sz", ("x", "z")),
    ("gh", "g"),
    ("dj", ("j", "di")),
    ("dg", "j"),
    ("dh", ("d", "z", "dh")),
    ("th", ("t", "s")),
    ("ph", "f"),
    ("ck", "k"),
    ("qu", "k"),
    ("gn", ("n", "gn")),
    ("ou", "u"),
    ("oo", "u"),
    ("au", ("au", "u")),
    ("ee", "i"),
    ("ea", "i"),
    ("ai", "ai"),
    ("ei", "i"),
    ("ey", "i"),
    ("ay", "ai"),
    ("tz", ("ts", "z")),
    ("x", "ks"),
)
_LATIN_LETTERS = {
    "a": "a",
    "b": "b",
    "d": "d",
    "e": "i",
    "f": "f",
    "h": "h",
    "i": "i",
    "j": ("j", "i", "q"),
    "k": "k",
    "l": "l",
    "m": "m",
    "n": "n",
    "o": "u",
    "p": "b",
    "q": "k",
    "r": "r",
    "s": ("s", "z"),
    "t": "t",
    "u": "u",
    "v": "f",
    "w": ("u", "f"),
    "y": "i",
    "z": ("z", "ts"),
}


@lru_cache(maxsize=200_000)
def script_of(text):
    """Return ``latn``, ``arab``, ``ethi`` or ``zyyy``: the script of most letters.

    >>> script_of("محمد"), script_of("Mohamed"), script_of("ሙሐመድ"), script_of("123")
    ('arab', 'latn', 'ethi', 'zyyy')
    """
    counts = {"latn": 0, "arab": 0, "ethi": 0, "zyyy": 0}
    for char in text or "":
        if not char.isalpha():
            continue
        point = ord(char)
        if point < 0x0250 or 0x1E00 <= point < 0x1F00:
            counts["latn"] += 1
        elif 0x0600 <= point < 0x0780 or 0xFB50 <= point < 0xFF00:
            counts["arab"] += 1
        elif 0x1200 <= point < 0x13A0 or 0x2D80 <= point < 0x2DE0:
            counts["ethi"] += 1
        else:
            counts["zyyy"] += 1
    best = max(counts, key=counts.get)
    return best if counts[best] else "zyyy"


def fold(text):
    """Return the text in lower case, composed, without marks that change no letter.

    Harakat, tatweel, Latin accents and format characters go; Arabic presentation
    forms become letters. The result of folding twice is that of folding once.
    """
    text = unicodedata.normalize("NFKC", text or "").lower().translate(_LATIN_SPECIAL)
    out = []
    for char in unicodedata.normalize("NFD", text):
        category = unicodedata.category(char)
        # Hamza and madda are marks (Mn) on their alif: keep them, recompose below.
        if category in ("Mn", "Cf") and not 0x0653 <= ord(char) <= 0x0655:
            continue
        if char != "ـ":  # tatweel only stretches a word
            out.append(char)
    # Again: a letter of the table may have stood under an accent (ǽ, ǿ).
    return unicodedata.normalize("NFC", "".join(out)).translate(_LATIN_SPECIAL)


def _spread(readings):
    """Join a list of readings (str or tuple of str) into at most MAX_VARIANTS strings.

    Variants change one letter at a time, first letters first: a name has rarely two
    surprises, and the number of strings stays linear.
    """
    base = [r if isinstance(r, str) else r[0] for r in readings]
    variants = ["".join(base)]
    for place, reading in enumerate(readings):
        if isinstance(reading, str):
            continue
        for other in reading[1:]:
            if len(variants) >= MAX_VARIANTS:
                return variants
            variants.append("".join(base[:place] + [other] + base[place + 1 :]))
    return variants


def _read_arabic(word):
    # In the name of God the article's lam and the first radical are one sound.
    word = word.replace("الله", "الاه")
    readings = []
    size = len(word)
    at = 0
    while at < size:
        char = word[at]
        following = word[at + 1] if at + 1 < size else ""
        if char == "ت" and following == "ش":
            readings.append("x")
            at += 2
            continue
        if char == "د" and following == "ج":
            readings.append("j")
            at += 2
            continue
        reading = ARABIC.get(char, "")
        if at == 0 and char == "و":
            reading = ("u", "f")
        elif char == "غ":
            reading = ("g", "j")
        elif char == "ج":
            reading = ("j", "g")
        elif char == "ق":
            reading = ("k", "g")
        elif char == "ه" and at == size - 1:
            reading = ("a", "h")
        readings.append(reading)
        at += 1
    return _spread(readings)


def _read_latin(word):
    if word.startswith("mc"):
        word = "mac" + word[2:]
    readings = []
    at = 0
    size = len(word)
    while at < size:
        for graph, reading in _LATIN_GRAPHS:
            if word.startswith(graph, at):
                readings.append(reading)
                at += len(graph)
                break
        else:
            char = word[at]
            following = word[at + 1] if at + 1 < size else ""
            soft = following in ("e", "i", "y") if following else False
            if char == "c":
                readings.append(("s", "x") if soft else "k")
            elif char == "g":
                readings.append(("j", "g") if soft else "g")
            else:
                readings.append(_LATIN_LETTERS.get(char, ""))
            at += 1
    return _spread(readings)


def _read_geez(word):
    out = []
    for char in word:
        point = ord(char)
        if not 0x1200 <= point < 0x1200 + 8 * len(GEEZ_ROWS):
            continue
        row, cell = divmod(point - 0x1200, 8)
        consonant = GEEZ_ROWS[row]
        out.append(("" if consonant == "-" else consonant) + GEEZ_VOWELS[cell])
    return ["".join(out)]


_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def phones(token):
    """Return the readings of one folded word, likelier first, without double letters.

    >>> phones("محمد"), phones("mohammed")
    (('mhmd',), ('muhamid',))
    """
    script = script_of(token)
    if script == "arab":
        # Arabic writes a doubled consonant once: two letters have a vowel between.
        return tuple(dict.fromkeys(_read_arabic(token)))
    elif script == "ethi":
        variants = _read_geez(token)
    else:
        if script == "zyyy":
            token = anyascii(token).lower()
        variants = _read_latin(token)
    return tuple(dict.fromkeys(_REPEATED.sub(r"\1", v) for v in variants))
