# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Is it the same person? A score in points, explained field by field.

The score is a sum of log-likelihood ratios in bits, after Fellegi and Sunter (*A
Theory for Record Linkage*, JASA 1969): a field that agrees adds the logarithm of how
much likelier that is for one person than for two; a field that differs takes away; an
empty field says nothing. The numbers of :data:`WEIGHTS` are set by hand from what the
field can tell (a day of birth: one in 365 × 60) and are the same for everybody, so
that the screen can show them and a person can contest them.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein
from rapidfuzz.fuzz import ratio, token_set_ratio, token_sort_ratio

from .dates import PartialDate, compare_dates
from .keys import readings, tokens
from .scripts import VOWELS, script_of

_NO_VOWELS = str.maketrans({vowel: None for vowel in VOWELS})

#: Bits. Name points are for one token; the others for the whole field.
WEIGHTS = {
    "name_same": 5.5,
    "name_close": 4.0,
    "name_near": 1.5,
    "name_initial": 0.5,
    "name_differs": -3.5,
    "birth_same": 11.0,
    "birth_swapped": 8.0,
    "birth_typo": 5.5,
    "birth_month": 6.0,
    "birth_year": 3.0,
    "birth_year_near": 1.0,
    "birth_differs": -4.0,
    "sex_same": 1.0,
    "sex_differs": -3.0,
    "identifier_same": 14.0,
    "identifier_near": 8.0,
    "identifier_differs": -2.5,
    "phone_same": 7.0,
    "nationality_same": 1.5,
    "nationality_differs": -1.5,
    "place_same": 7.0,
    "place_near": 3.5,
    "place_differs": -2.0,
}
#: Share of a difference that is kept when two tokens are of different scripts.
ACROSS_SCRIPTS = 0.65
#: From here on a pair goes to the queue of duplicates.
POSSIBLE = 9.0
#: From here on the pair is, in all likelihood, one person.
PROBABLE = 14.0


@dataclass(frozen=True)
class Person:
    """What a comparison may look at. Every field may be empty.

    ``identifiers`` are ``(type, value)``; ``phones`` are normalised numbers (see
    :mod:`.phones`); ``nationalities`` are ISO 3166 codes; ``place`` is free text.
    """

    names: tuple = ()
    birth: PartialDate | None = None
    sex: str = ""
    identifiers: tuple = ()
    phones: tuple = ()
    nationalities: tuple = ()
    place: str = ""


@dataclass(frozen=True)
class Evidence:
    """One line of the explanation: field, outcome (a key of WEIGHTS), bits, detail."""

    field: str
    outcome: str
    points: float
    detail: str = ""


@dataclass
class Score:
    """Sum of the evidence; ``band`` is ``probable``, ``possible`` or ``unlikely``."""

    points: float = 0.0
    evidence: list = field(default_factory=list)

    @property
    def band(self):
        if self.points >= PROBABLE:
            return "probable"
        return "possible" if self.points >= POSSIBLE else "unlikely"

    def add(self, name, outcome, detail="", factor=1.0):
        """Add one piece of evidence worth ``factor`` times its weight."""
        points = round(WEIGHTS[outcome] * factor, 2)
        self.points = round(self.points + points, 2)
        self.evidence.append(Evidence(name, outcome, points, detail))


@lru_cache(maxsize=500_000)
def token_similarity(one, other):
    """Return how alike two tokens sound or look, from 0 to 1; it is symmetric.

    Three views of the phones are mixed (order of sounds, edits, consonants alone);
    tokens of one script are also compared as written.

    >>> token_similarity("محمد", "mohamed") > 0.8
    True
    """
    if one == other:
        return 1.0
    best = 0.0
    for left in readings(one):
        for right in readings(other):
            if left == right:
                sound = 0.98
            else:
                sound = (
                    0.004 * ratio(left, right)
                    + 0.3 * Levenshtein.normalized_similarity(left, right)
                    + 0.003
                    * ratio(left.translate(_NO_VOWELS), right.translate(_NO_VOWELS))
                )
            best = max(best, sound)
    if script_of(one) != script_of(other):
        # Arabic and Ge'ez leave vowels out: what differs between scripts weighs less,
        # and the same consonants in the same order are the same name, nearly always.
        best = 1 - ACROSS_SCRIPTS * (1 - best)
        if _bones(one) & _bones(other):
            best += 0.25 * (1 - best)
    else:
        seen = JaroWinkler.similarity(one, other)
        seen += Levenshtein.normalized_similarity(one, other)
        best = max(best, seen / 2 - 0.01)
    return min(best, 0.99)


@lru_cache(maxsize=200_000)
def _bones(token):
    """Consonants of the readings of a token, those with two at least."""
    found = {phone.translate(_NO_VOWELS) for phone in readings(token)}
    return frozenset(bones for bones in found if len(bones) > 1)


def _initial(one, other):
    return (
        1 in (len(one), len(other))
        and readings(one)[0][:1] == readings(other)[0][:1] != ""
    )


def pair_tokens(left, right):
    """Pair the tokens of two names, best pairs first, whatever their order.

    :return: list of ``(left token, right token, similarity)``, as many as the shorter
        name has tokens
    """
    table = sorted(
        (
            (token_similarity(one, other), -abs(i - j), i, j)
            for i, one in enumerate(left)
            for j, other in enumerate(right)
        ),
        reverse=True,
    )
    used_left, used_right, out = set(), set(), []
    for similarity, _, i, j in table:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            out.append((left[i], right[j], similarity))
    return out


def name_similarity(one, other):
    """Return how alike two full names are, from 0 to 1, whatever script and order."""
    left, right = tokens(one), tokens(other)
    if not left or not right:
        return 0.0
    pairs = pair_tokens(left, right)
    mean = sum(similarity for _, _, similarity in pairs) / len(pairs)
    # A name that has more parts is a little less alike than one that has as many.
    return mean - 0.02 * abs(len(left) - len(right))


@lru_cache(maxsize=500_000)
def _outcome(one, other):
    """What two tokens say of one person: a key of WEIGHTS."""
    similarity = token_similarity(one, other)
    if _initial(one, other):
        return "name_initial"
    if similarity >= 0.95:
        return "name_same"
    if similarity >= 0.85:
        return "name_close"
    if similarity >= 0.74:
        return "name_near"
    return "name_differs"


def _best_names(left, right):
    """Return the token pairs of the two names, one of each side, that agree best."""
    best, best_sum = (), None
    for one in left:
        for other in right:
            pairs = pair_tokens(tokens(one), tokens(other))
            value = sum(WEIGHTS[_outcome(a, b)] for a, b, _similarity in pairs)
            if pairs and (best_sum is None or value > best_sum):
                best, best_sum = pairs, value
    return best


def _score_names(score, left, right, rarity):
    for one, other, _similarity in _best_names(left.names, right.names):
        outcome = _outcome(one, other)
        factor = 1.0
        if rarity and outcome in ("name_same", "name_close"):
            factor = max(0.4, min(1.8, rarity(one)))
        score.add("name", outcome, f"{one} / {other}", factor)


def _score_identifiers(score, left, right):
    best = None
    order = ("identifier_differs", "identifier_near", "identifier_same")
    for kind, value in left.identifiers:
        for other_kind, other in right.identifiers:
            if kind != other_kind or not value or not other:
                continue
            if value == other:
                outcome = "identifier_same"
            elif len(value) >= 6 and OSA.distance(value, other) == 1:
                outcome = "identifier_near"
            else:
                outcome = "identifier_differs"
            if best is None or order.index(outcome) > order.index(best[0]):
                best = outcome, kind
    if best:
        score.add("identifier", best[0], best[1])


def _score_place(score, left, right):
    if not left.place or not right.place:
        return
    # Words in any order (12 rue X, Tunis is Tunis, rue X 12), and some left out.
    one, other = left.place.lower(), right.place.lower()
    likeness = (token_sort_ratio(one, other) + token_set_ratio(one, other)) / 2
    if likeness >= 82:
        score.add("place", "place_same")
    elif likeness >= 66:
        score.add("place", "place_near")
    elif likeness < 48:
        score.add("place", "place_differs")


def may_reach(left, right, least):
    """Return False where :func:`compare` would give less than ``least`` points.

    A bound from above, at a tenth of the cost: every field is given what it can give
    at most, names are looked at last. True promises nothing.
    """
    points = WEIGHTS["place_same"] if left.place and right.place else 0.0
    if left.birth and right.birth:
        points += WEIGHTS.get(compare_dates(left.birth, right.birth), 0.0)
    if left.sex and right.sex:
        points += WEIGHTS["sex_same" if left.sex == right.sex else "sex_differs"]
    if left.identifiers and right.identifiers:
        points += WEIGHTS["identifier_same"]
    if left.phones and right.phones:
        points += WEIGHTS["phone_same"]
    if left.nationalities and right.nationalities:
        points += WEIGHTS["nationality_same"]
    wanted = least - points
    if wanted <= 0:
        return True
    for one in left.names:
        mine = tokens(one)
        for other in right.names:
            theirs = tokens(other)
            least_parts = min(len(mine), len(theirs))
            if least_parts * WEIGHTS["name_same"] >= wanted and _may_weigh(
                mine, theirs, wanted
            ):
                return True
    return False


def _may_weigh(one, other, wanted):
    """Whether two names weigh enough, had each token of the shorter its best match."""
    left = min(len(one), len(other))
    is_turned = left < len(one)
    same, weight = WEIGHTS["name_same"], 0.0
    for token in other if is_turned else one:
        if weight + left * same < wanted:
            return False
        left -= 1
        weight += max(
            [
                WEIGHTS[_outcome(some, token) if is_turned else _outcome(token, some)]
                for some in (one if is_turned else other)
            ]
        )
    return weight >= wanted


def compare(left, right, rarity=None):
    """Compare two :class:`Person` and return an explained :class:`Score`.

    :param rarity: optional callable, token → factor around 1 that makes rare names
        tell more and common ones less (kept between 0.4 and 1.8)
    """
    score = Score()
    _score_names(score, left, right, rarity)
    if left.birth and right.birth:
        outcome = compare_dates(left.birth, right.birth)
        if outcome:
            score.add("birth", outcome, f"{left.birth} / {right.birth}")
    if left.sex and right.sex:
        score.add("sex", "sex_same" if left.sex == right.sex else "sex_differs")
    _score_identifiers(score, left, right)
    shared = set(left.phones) & set(right.phones)
    if shared:
        score.add("phone", "phone_same", ", ".join(sorted(shared)))
    if left.nationalities and right.nationalities:
        same = set(left.nationalities) & set(right.nationalities)
        score.add("nationality", "nationality_same" if same else "nationality_differs")
    _score_place(score, left, right)
    return score
