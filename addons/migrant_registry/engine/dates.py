# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Birth dates that are not better known than they are.

A :class:`PartialDate` says how much of a date is known: the day, the month, the year,
or a year that somebody estimated. It never fills in a first of January. The parser
reads what registers hold: real dates, numbers of a spreadsheet, text in French,
English and Arabic, with Eastern digits, ages, and words for *about*.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from rapidfuzz.distance import Hamming

#: Precision, from best to worst. ``estimated`` is a year give or take two.
PRECISIONS = ("day", "month", "year", "estimated")
ESTIMATE_YEARS = 2
_OLDEST = 120

_MONTHS = {
    1: "janvier janv jan january جانفي يناير كانون_الثاني",
    2: "fevrier fevr fev feb february فيفري فبراير شباط",
    3: "mars mar march مارس آذار",
    4: "avril avr apr april أفريل افريل أبريل ابريل نيسان",
    5: "mai may ماي مايو أيار ايار",
    6: "juin jun june جوان يونيو حزيران",
    7: "juillet juil jul july جويلية يوليو تموز",
    8: "aout aug august أوت اوت أغسطس اغسطس آب",
    9: "septembre sept sep september سبتمبر أيلول",
    10: "octobre oct october أكتوبر اكتوبر تشرين_الأول",
    11: "novembre nov november نوفمبر تشرين_الثاني",
    12: "decembre dec december ديسمبر كانون_الأول",
}
_MONTH_OF = {
    word.replace("_", " "): month
    for month, words in _MONTHS.items()
    for word in words.split()
}
_ABOUT = re.compile(
    r"^(?:env(?:iron)?|vers|circa|ca|c|about|around|approx|est|±|~|≈|حوالي|تقريبا|نحو)"
    r"\.?\s*|\s*(?:\?|\(?(?:env|est|approx)\.?\)?)$"
)
_AGE = re.compile(r"^(\d{1,3})\s*(?:ans?|years?(?: old)?|yo|y|سنة|عام|سنوات|عاما)$")
_UNKNOWN = frozenset(
    "? ?? ??? - -- / x xx nd n/a na nsp nc inconnu inconnue unknown none null "
    "غير معروف مجهول".split()
) | {"غير معروف", "ne sait pas", "non connu", "non connue"}
_NUMBERS = re.compile(r"^(\d{1,4})[\s./\\,-]+(\d{1,2})[\s./\\,-]+(\d{1,4})$")
_ISO_TIME = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})[t ]\d.*$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[\s./-]+(\d{4})$|^(\d{4})[\s./-]+(\d{1,2})$")
_YEAR = re.compile(r"^(\d{4})$")
_SERIAL = re.compile(r"^(\d{5})(?:[.,]\d+)?$")


class DateError(ValueError):
    """The text is no date. ``code`` names the reason, for a translated message.

    Codes: ``unreadable``, ``impossible`` (31 February), ``future``, ``too_old``.
    """

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


@dataclass(frozen=True)
class PartialDate:
    """A date known as far as ``precision`` says; ``month``/``day`` are 0 beyond it."""

    year: int
    month: int = 0
    day: int = 0
    precision: str = "year"

    @classmethod
    def of(cls, value, precision="day"):
        """Cut a full :class:`datetime.date` down to what is known of it."""
        if precision == "day":
            return cls(value.year, value.month, value.day, "day")
        if precision == "month":
            return cls(value.year, value.month, 0, "month")
        return cls(value.year, 0, 0, precision)

    def as_date(self):
        """Return the first day that fits: for storing and sorting, never for show."""
        return date(self.year, self.month or 1, self.day or 1)

    def bounds(self):
        """Return ``(earliest, latest)``, the two dates between which the true one is.

        An estimated year counts :data:`ESTIMATE_YEARS` on both sides.
        """
        if self.precision == "day":
            return self.as_date(), self.as_date()
        if self.precision == "month":
            later = date(
                self.year + self.month // 12, self.month % 12 + 1, 1
            ) - timedelta(days=1)
            return self.as_date(), later
        margin = ESTIMATE_YEARS if self.precision == "estimated" else 0
        return date(self.year - margin, 1, 1), date(self.year + margin, 12, 31)

    def age_bounds(self, on):
        """Return ``(youngest, oldest)`` whole years of age on a date, both possible."""
        earliest, latest = self.bounds()
        return max(_years(latest, on), 0), max(_years(earliest, on), 0)

    @cached_property
    def told(self):
        """What the date tells: of a first of January, whatever its precision, the year.

        It stands in papers for a day that nobody knows and in a tenth of a register, so
        it cannot weigh as one day of 365; the precision does not tell it from a true
        one, since whoever types what the paper says types a full date.
        """
        if self.precision == "day" and (self.month, self.day) == (1, 1):
            return PartialDate(self.year)
        return self

    def __str__(self):
        if self.precision == "day":
            return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        if self.precision == "month":
            return f"{self.year:04d}-{self.month:02d}"
        return ("~" if self.precision == "estimated" else "") + f"{self.year:04d}"


def _years(start, end):
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def compare_dates(one, other):
    """Return the outcome of two birth dates, a key of ``match.WEIGHTS``."""
    one, other = one.told, other.told
    if one.precision == other.precision == "day":
        return _compare_days(one, other)
    gap = abs(one.year - other.year)
    rough = "estimated" in (one.precision, other.precision)
    if rough:
        if gap <= ESTIMATE_YEARS:
            return "birth_year_near"
        return "birth_differs" if gap > 2 * ESTIMATE_YEARS else None
    if "year" in (one.precision, other.precision):
        if gap:
            return "birth_year_near" if gap == 1 else "birth_differs"
        return "birth_year"
    if gap == 0 and one.month == other.month:
        return "birth_month"
    return "birth_year_near" if gap <= 1 else "birth_differs"


def _compare_days(one, other):
    is_year, is_month = one.year == other.year, one.month == other.month
    # Nine pairs of ten in a register: no slip of two digits makes three numbers differ.
    if not is_year and not is_month and one.day != other.day:
        return "birth_differs"
    if is_year and is_month and one.day == other.day:
        return "birth_same"
    if is_year and (one.month, one.day) == (other.day, other.month):
        return "birth_swapped"
    left, right = _digits(one), _digits(other)
    slips = Hamming.distance(left, right)
    if slips == 1 or (slips == 2 and is_year and is_month):
        return "birth_typo"
    if slips == 2 and sorted(left) == sorted(right):
        return "birth_typo"
    # First of January is what an office writes when it knows the year only.
    if is_year and (1, 1) in ((one.month, one.day), (other.month, other.day)):
        return "birth_year"
    if is_year or (is_month and abs(one.year - other.year) == 1):
        return "birth_year_near"
    return "birth_differs"


def _digits(value):
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def _clean(text):
    """Western digits, no accents on Latin letters, single spaces, lower case."""
    text = unicodedata.normalize("NFKC", str(text)).strip().lower()
    out = []
    for char in text:
        if char.isdigit():
            out.append(str(unicodedata.digit(char)))
        elif unicodedata.category(char) == "Cf":
            continue
        elif ord(char) < 0x250:
            out.append(unicodedata.normalize("NFD", char)[0])
        else:
            out.append(char)
    return re.sub(r"\s+", " ", "".join(out))


def parse_birth(value, today, day_first=True):
    """Read a birth date from a cell or a field.

    :param value: date, datetime, int or float (spreadsheet day number, or a year), or
        str in any of the forms of the module
    :param today: the day of reading (ages count from it, the future is refused)
    :param day_first: 03/04/1990 is the third of April
    :return: ``(PartialDate or None, warnings)``; None for *unknown*; warnings are
        codes: ``first_of_january`` (only the year may be known), ``month_first``,
        ``two_digit_year``, ``from_age``, ``spreadsheet_number``
    :raises DateError: the value says something that cannot be a birth date
    """
    warnings = []
    if value is None or value is False:
        return None, warnings
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _checked(PartialDate.of(value), value, today, warnings)
    if isinstance(value, float) and not value.is_integer():
        value = int(value) if 0 < value < 1e6 else str(value)
    if isinstance(value, float):
        value = int(value) if abs(value) < 1e6 else str(value)
    text = _clean(value)
    if not text or text in _UNKNOWN:
        return None, warnings
    stripped = _ABOUT.sub("", text).strip()
    about = stripped != text
    found = _parse_text(stripped, text, today, day_first, warnings)
    if about and found.precision != "day":
        found = PartialDate(found.year, 0, 0, "estimated")
    return _checked(found, value, today, warnings)


def _parse_text(text, original, today, day_first, warnings):
    if match := _ISO_TIME.match(text):
        text = match[1]
    if match := _AGE.match(text):
        warnings.append("from_age")
        return PartialDate(today.year - int(match[1]), 0, 0, "estimated")
    if match := _YEAR.match(text):
        return PartialDate(int(match[1]))
    if match := _NUMBERS.match(text):
        return _from_numbers(match, original, today, day_first, warnings)
    if match := _MONTH_YEAR.match(text):
        month, year = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _build(int(year), int(month), 0, original)
    if match := _SERIAL.match(text):
        warnings.append("spreadsheet_number")
        # Day 60 of 1900 does not exist; every number after it is one too high.
        return PartialDate.of(date(1899, 12, 30) + timedelta(days=int(match[1])))
    return _from_words(text, original, today, warnings)


def _full_year(year, length, today, warnings):
    if length > 2:
        return year
    warnings.append("two_digit_year")
    century = today.year // 100 * 100
    return century + year - (100 if century + year > today.year else 0)


def _from_numbers(match, original, today, day_first, warnings):
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) >= 3:
        return _build(first, second, third, original)
    year = _full_year(third, len(match[3]), today, warnings)
    day, month = (first, second) if day_first else (second, first)
    if month > 12 and day <= 12:
        if day_first:
            warnings.append("month_first")
        day, month = month, day
    return _build(year, month, day, original)


def _from_words(text, original, today, warnings):
    text = re.sub(r"(?<=\d)(?:er|st|nd|rd|th)\b|(?<=\d)(?=[^\W\d])", " ", text)
    numbers = []
    words = []
    for part in re.split(r"[\s./,-]+", text):
        (numbers if part.isdigit() else words).append(part)
    words = [word for word in words if word not in ("", "le", "of", "de", "ne", "nee")]
    month = _MONTH_OF.get(" ".join(words))
    if not month or not 1 <= len(numbers) <= 2:
        raise DateError("unreadable", original)
    if len(numbers) == 1:
        if len(numbers[0]) != 4:
            raise DateError("unreadable", original)
        return _build(int(numbers[0]), month, 0, original)
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    return _build(
        _full_year(int(year), len(year), today, warnings), month, int(day), original
    )


def _build(year, month, day, original):
    if year < 1000 or month > 12:
        raise DateError("impossible", original)
    if not month:  # 00/00/1990: the office knew the year only
        return PartialDate(year)
    if not day:
        return PartialDate(year, month, 0, "month")
    try:
        return PartialDate.of(date(year, month, day))
    except ValueError as error:
        raise DateError("impossible", original) from error


def _checked(found, original, today, warnings):
    earliest, _latest = found.bounds()
    if earliest > today:
        raise DateError("future", str(original))
    if found.year < today.year - _OLDEST:
        raise DateError("too_old", str(original))
    if found.precision == "day" and (found.month, found.day) == (1, 1):
        warnings.append("first_of_january")
    return found, warnings
