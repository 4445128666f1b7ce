# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which persons are worth comparing: one plan, asked of the database or of a dict.

A plan is a list of :class:`Tier`, most telling first. A tier is a list of ways; a way
is a list of key sets, *each* of which must be hit: with a GIN index over the stored
keys, ``keys && A AND keys && B`` is intersected inside the index. Every tier has a
limit, so that a search for the commonest name costs no more than a rare one.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from .keys import birth_keys, number_keys, query_keys, stored_keys

#: At most so many candidates are fetched for each tier, when there are two tokens …
LIMITS = {
    "number": 50,
    "name_day": 40,
    "fine_year": 40,
    "both_year": 60,
    "names_year": 60,
    "day": 30,
    "fine_both": 60,
    "both": 80,
    "names": 60,
    "name_year": 40,
    "fine": 40,
    "name": 40,
    "near": 20,
}
#: … and when a single name must do.
LIMITS_ALONE = LIMITS | {"name_year": 200, "fine": 300, "name": 250, "near": 250}
#: Tiers asked first. When they give ENOUGH candidates, the names are common ones and
#: the other tiers would read thousands of rows to add strangers.
STRONG = ("number", "name_day", "fine_year", "both_year", "names_year", "day")
ENOUGH = 100
#: Tiers of one name alone, asked last and only when there are FEW candidates.
WEAK = ("fine", "name", "near")
FEW = 30


@dataclass(frozen=True)
class Tier:
    """One step of a plan.

    ``ways``: any way of them, all sets of the way, any key of a set.
    """

    name: str
    ways: tuple
    limit: int

    @property
    def step(self):
        """0, 1 or 2: in which question the tier is asked, see :func:`is_enough`."""
        return 0 if self.name in STRONG else 2 if self.name in WEAK else 1


def is_enough(found, step, births):
    """Whether a step need not be asked any more.

    :param found: number of candidates of the steps before
    :param births: whether birth dates were asked, which make step 0 telling
    """
    return found >= FEW if step == 2 else bool(births) and found >= ENOUGH


def plan(text="", births=(), identifiers=(), numbers=()):
    """Return the tiers that find the candidates for what is known of a person.

    :param text: name in any script and order
    :param births: :class:`.dates.PartialDate`, the years next to theirs are asked too
    :param identifiers: normalised values, see :func:`.phones.identifier_key`
    :param numbers: normalised numbers, see :func:`.phones.phone_key`
    """
    parts = query_keys(text)
    limits = LIMITS if len(parts) > 1 else LIMITS_ALONE
    strict = [exact for _, exact, _ in parts]
    anyhow = [exact | near for _, exact, near in parts]
    # Hundreds share two short coarse names; those that sound the same come first.
    finest = [fine or exact for fine, exact, _ in parts]
    fine_pairs, exact_pairs, pairs = (
        list(combinations(some, 2)) for some in (finest, strict, anyhow)
    )
    if not any(fine for fine, _, _ in parts):
        fine_pairs = []
    years = frozenset(
        str(year)
        for birth in births
        for year in range(birth.bounds()[0].year - 1, birth.bounds()[1].year + 2)
    )
    days = frozenset(key for birth in births for key in birth_keys(birth)[1:])
    ways = {
        "number": [(frozenset(number_keys(identifiers, numbers)),)],
        "name_day": [(keys, days) for keys in anyhow],
        "fine_year": [(*pair, years) for pair in fine_pairs],
        "both_year": [(*pair, years) for pair in exact_pairs],
        "names_year": [(*pair, years) for pair in pairs],
        "day": [(days,)],
        "fine_both": fine_pairs,
        "both": exact_pairs,
        "names": pairs,
        "name_year": [(keys, years) for keys in strict],
        "fine": [(fine,) for fine, _, _ in parts],
        "name": [(exact,) for _, exact, _ in parts],
        "near": [(near,) for _, _, near in parts],
    }
    tiers = []
    for name, some in ways.items():
        # An empty set of keys can be hit by nobody.
        asked = tuple(way for way in some if all(way))
        if asked:
            tiers.append(Tier(name, asked, limits[name]))
    return tiers


def told(person):
    """Return the arguments of :func:`plan` for a :class:`.match.Person`."""
    births = [person.birth] if person.birth else []
    identifiers = [value for _kind, value in person.identifiers]
    return " ".join(person.names[:2]), births, identifiers, person.phones


class Index:
    """The plan's answer from memory: for one import file, a bench, a test.

    >>> index = Index()
    >>> index.add(1, ["Mohamed Ben Ali"])
    >>> sorted(index.find("محمد بن علي"))
    [1]
    """

    def __init__(self):
        self._ids = defaultdict(set)

    def add(self, ident, names, births=(), identifiers=(), numbers=()):
        """Index a person; the arguments are those of :func:`.keys.stored_keys`."""
        for key in stored_keys(names, births, identifiers, numbers):
            self._ids[key].add(ident)

    def find(self, text="", births=(), identifiers=(), numbers=()):
        """Return the set of the ids that the plan finds, each tier up to its limit."""
        return self.ask(plan(text, births, identifiers, numbers), births)

    def ask(self, tiers, births=(), last=2):
        """Return the set of the ids that a plan finds, each tier up to its limit.

        :param tiers: answer of :func:`plan`
        :param births: the births that were asked
        :param last: last step that is asked, see :attr:`Tier.step`
        """
        found, before, step = set(), 0, 0
        # The ways of a plan ask for the same keys again and again.
        hits = {}
        for tier in tiers:
            if tier.step > last:
                break
            if tier.step != step:
                step, before = tier.step, len(found)
            if step and is_enough(before, step, births):
                continue
            added = set()
            for way in tier.ways:
                for keys in way:
                    if keys not in hits:
                        hits[keys] = self._hit(keys)
                added.update(set.intersection(*(hits[keys] for keys in way)))
            found.update(sorted(added - found)[: tier.limit])
        return found

    def _hit(self, keys):
        return set().union(*(self._ids[key] for key in keys if key in self._ids))
