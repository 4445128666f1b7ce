# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bank lines beside open items: proposals with reasons, and the few sure ones.

A score adds what speaks for a pair, of a hundred: amount 45, reference 30,
payee 20, date 5. A score alone never moves money. A proposal is *sure* only if
the amount is exact to the last decimal, a reference or a name stands behind it,
nothing speaks against it, and no other item and no other bank line has the same
claim. The engine keeps no memory: the same input gives the same output.
"""

import itertools
import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict

from . import labels
from .proposals import BankLine, Evidence, OpenItem, Outcome, Proposal, Reason, Settings

__all__ = [
    "BankLine",
    "Matcher",
    "OpenItem",
    "Outcome",
    "Proposal",
    "Reason",
    "Settings",
]


class Matcher:
    """Matches bank lines to open items.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> item = OpenItem("b", Decimal("-120.500"), date(2026, 3, 1), "F-2026-118",
    ...     ("Ste Machines du Sud",))
    >>> line = BankLine("l", Decimal("-120.500"), date(2026, 3, 4),
    ...     "VIR EMIS MACHINES DU SUD F2026/118")
    >>> Matcher([item]).run([line]).sure[0].item_ids
    ('b',)
    """

    def __init__(self, items, settings=None):
        """Index the items.

        :param items: OpenItem with distinct ids; those of amount zero are left out
        """
        self.settings = settings or Settings()
        self.items = {i.id: i for i in items if i.amount}
        self.rank = {key: n for n, key in enumerate(self.items)}
        self.by_amount = defaultdict(list)
        self.by_payee = defaultdict(list)
        for item in self.items.values():
            self.by_amount[item.amount].append(item)
            self.by_payee[item.payee].append(item)
        self.amounts = sorted(self.by_amount)
        words = Counter()
        for group in self.by_payee.values():
            words.update({w for n in group[0].names for w in labels.significant(n)})
        self.word_count = words
        self.by_word = defaultdict(set)
        self.by_number = defaultdict(set)
        for item in self.items.values():
            for name in item.names:
                for word in labels.significant(name):
                    self.by_word[word[:4]].add(item.payee)
                    self.by_word[labels.skeleton(word)[:3]].add(item.payee)
            for number in self._numbers(item.reference):
                self.by_number[number].add(item.id)
            if item.code:
                self.by_number[labels.tokens(item.code)[-1]].add(item.id)
        self._evidence = {}

    # -- evidence -----------------------------------------------------------

    @staticmethod
    def _numbers(text):
        """Numbers of a text without leading zeros and without years."""
        found = set()
        for word in labels.tokens(text):
            for run in "".join(c if c.isdigit() else " " for c in word).split():
                run = run.lstrip("0")
                if len(run) >= 2 and not (len(run) == 4 and run.startswith("20")):
                    found.add(run)
        return found

    def name_likeness(self, names, line):
        """How surely the line names a payee, from 0 to 1; rare words weigh more."""
        words = labels.tokens(line.label) + labels.tokens(line.partner_name)
        best = 0.0
        for name in names:
            if line.partner_name and labels.fold(line.partner_name) == labels.fold(
                name
            ):
                return 1.0
            telling = labels.significant(name)
            if not telling:
                continue
            weights = [
                math.log(1 + len(self.by_payee) / (self.word_count[w] or 1))
                for w in telling
            ]
            found = sum(
                weight * labels.word_likeness(word, words)
                for word, weight in zip(telling, weights, strict=True)
            )
            best = max(best, found / sum(weights))
            solid = "".join(telling)
            if len(solid) >= 8 and solid in "".join(words):
                best = max(best, 0.95)
        return best

    def evidence(self, item, line):
        """Reference and name evidence of a pair, and what speaks against it."""
        key = (item.id, line.id)
        if key not in self._evidence:
            self._evidence[key] = self._weigh(item, line)
        return self._evidence[key]

    def _weigh(self, item, line):
        against = []
        reference = max(
            labels.reference_hit(item.reference, line.label),
            labels.citation_hit(item.reference, line.label),
        )
        holder = labels.holder_hit(item.code, item.tranche, line.label)
        if holder < 0 or item.code and labels.cites_other_code(item.code, line.label):
            against.append(Reason("other_reference", 1.0))
        reference = max(reference, holder)
        name = self.name_likeness(item.names, line)
        if item.account and line.account:
            own, other = ("".join(labels.tokens(x.account)) for x in (item, line))
            name = 1.0 if own == other else name
        if reference < 0.8:
            if item.reference and labels.cited_numbers(line.label) and not reference:
                against.append(Reason("other_reference", 1.0))
            if labels.NOISE & set(labels.tokens(line.label)):
                against.append(Reason("noise", 1.0))
        return Evidence(max(reference, 0.0), name, tuple(against))

    def in_window(self, item, line):
        """Same direction, and the bank's date near the item's."""
        lag = (line.date - item.date).days
        return (item.amount < 0) == (
            line.amount < 0
        ) and -self.settings.days_before <= lag <= self.settings.days_after

    @staticmethod
    def date_likeness(item, line):
        """1 from one to seven days after the item, then fading by fifteen days."""
        lag = (line.date - item.date).days
        return math.exp(-max(0, abs(lag - 4) - 3) / 15)

    # -- candidates ---------------------------------------------------------

    def _near_payees(self, line):
        """Payees that share the beginning or the bones of a word with the line."""
        near = set()
        for word in labels.tokens(line.label) + labels.tokens(line.partner_name):
            if len(word) >= 3 and not word.isdigit():
                near |= self.by_word.get(word[:4], set())
                near |= self.by_word.get(labels.skeleton(word)[:3], set())
        return near

    def _cited(self, line):
        """Items whose number or code stands among the line's words."""
        cited = set()
        for word in labels.tokens(line.label):
            for key in self._numbers(word) | {word, word[-5:]}:
                cited |= self.by_number.get(key, set())
        return cited

    def candidates(self, line):
        """Proposals for one line, best first, whatever else claims the items."""
        cited = self._cited(line)
        near = self._near_payees(line)
        pool = {i.id for i in self.by_amount.get(line.amount, ())} | cited
        if line.amount < 0:
            near_amounts = self._amounts_between(
                line.amount, line.amount + self.settings.fee_tolerance
            )
            pool |= {i.id for a in near_amounts for i in self.by_amount[a]}
        found = []
        for key in sorted(pool, key=self.rank.__getitem__):
            item = self.items[key]
            if self.in_window(item, line):
                proposal = self._single(item, line)
                if proposal:
                    found.append(proposal)
        payees = near | {self.items[k].payee for k in cited}
        for payee in sorted(payees, key=str):
            found += self._batches(payee, line)
        return sorted(found, key=self._order)

    def _order(self, proposal):
        return (-proposal.score, tuple(self.rank[i] for i in proposal.item_ids))

    def _amounts_between(self, low, high):
        return self.amounts[
            bisect_left(self.amounts, low) : bisect_right(self.amounts, high)
        ]

    def _single(self, item, line):
        seen = self.evidence(item, line)
        over = abs(line.amount) - abs(item.amount)
        if over == 0:
            amount, code = 1.0, "amount_exact"
        elif 0 < over <= self.settings.fee_tolerance and line.amount < 0:
            amount, code = 0.45, "amount_fee"
        elif over < 0 and seen.reference >= 0.8:
            amount, code = 0.2, "amount_partial"
        else:
            return None
        day = self.date_likeness(item, line)
        return self._propose((line.id,), (item,), seen, amount, code, day)

    def _propose(self, line_ids, items, seen, amount, code, day):
        points = (45 * amount, 30 * seen.reference, 20 * seen.name, 5 * day)
        reasons = [Reason(code, amount, round(points[0], 2))]
        what = "holder" if items[0].code else "reference"
        if seen.reference:
            reasons.append(Reason(what, seen.reference, round(points[1], 2)))
        if seen.name:
            reasons.append(Reason("name", round(seen.name, 3), round(points[2], 2)))
        if day:
            reasons.append(Reason("date", round(day, 3), round(points[3], 2)))
        return Proposal(
            line_ids,
            tuple(i.id for i in items),
            round(sum(points), 2),
            amount,
            seen.reference,
            seen.name,
            tuple(reasons) + seen.against,
        )

    def _batches(self, payee, line):
        """Several items of one payee that one line pays to the last decimal."""
        open_items = [i for i in self.by_payee[payee] if self.in_window(i, line)]
        if len(open_items) < 2:
            return []
        seen = {i.id: self.evidence(i, line) for i in open_items}
        name = seen[open_items[0].id].name
        if name < 0.5 and all(s.reference < 0.8 for s in seen.values()):
            return []
        # The nearest in time first: an old item rarely travels with a new one.
        open_items.sort(key=lambda i: (-seen[i.id].reference, line.date - i.date))
        found = []
        for size in range(2, self.settings.batch_size + 1):
            for some in itertools.combinations(
                open_items[: self.settings.batch_pool], size
            ):
                if sum(i.amount for i in some) != line.amount:
                    continue
                some = sorted(some, key=lambda i: self.rank[i.id])
                all_cited = min(seen[i.id].reference for i in some)
                both = Evidence(all_cited, name)
                found.append(
                    self._propose((line.id,), some, both, 0.9, "amount_sum", 1.0)
                )
        return found

    def splits(self, lines):
        """Several lines that together pay one item, each of them citing it."""
        by_item = defaultdict(list)
        for line in lines:
            for key in self._cited(line):
                item = self.items[key]
                if self.in_window(item, line) and abs(line.amount) < abs(item.amount):
                    seen = self.evidence(item, line)
                    if seen.reference >= 0.8 and not seen.against:
                        by_item[key].append((line, seen))
        found = []
        for key, group in by_item.items():
            item = self.items[key]
            for size in (2, 3):
                for some in itertools.combinations(group[:8], size):
                    if sum(line.amount for line, _seen in some) == item.amount:
                        seen = Evidence(
                            min(s.reference for _line, s in some),
                            min(s.name for _line, s in some),
                        )
                        ids = tuple(line.id for line, _seen in some)
                        found.append(
                            self._propose(ids, (item,), seen, 0.9, "amount_split", 1.0)
                        )
        return sorted(found, key=self._order)

    # -- decision -----------------------------------------------------------

    def run(self, lines):
        """Sure proposals, then for every other line the best ones with reasons.

        The strongest evidence is served first; what it takes is no longer open
        when the others are looked at again.

        :param lines: BankLine with distinct ids
        :rtype: Outcome
        """
        lines = [line for line in lines if line.amount]
        self.lines = {line.id: line for line in lines}
        offers = {line.id: self.candidates(line) for line in lines}
        splits = self.splits(lines)
        self.open_items = open_items = set(self.items)
        pending = {line.id for line in lines}
        self.frequency = Counter(abs(line.amount) for line in lines)
        for amount, items in self.by_amount.items():
            self.frequency[abs(amount)] = max(self.frequency[abs(amount)], len(items))
        outcome = Outcome()
        while True:
            live = {
                key: [p for p in offers[key] if open_items.issuperset(p.item_ids)]
                for key in offers
                if key in pending
            }
            whole = [
                p
                for p in splits
                if pending.issuperset(p.line_ids) and open_items.issuperset(p.item_ids)
            ]
            claims = defaultdict(list)
            for proposals in live.values():
                for p in proposals:
                    if p.amount >= 0.9:
                        claims[p.item_ids].append(p)
            sure = [p[0] for p in live.values() if p and self._is_sure(p, claims)]
            sure += [p for p in whole if self._is_sure_split(p, whole, live)]
            if not sure:
                break
            for proposal in sorted(sure, key=self._order):
                if pending.issuperset(proposal.line_ids) and open_items.issuperset(
                    proposal.item_ids
                ):
                    outcome.sure.append(_marked_sure(proposal))
                    pending -= set(proposal.line_ids)
                    open_items -= set(proposal.item_ids)
        for key, proposals in live.items():
            also = [p for p in whole if key in p.line_ids]
            best = sorted(proposals + also, key=self._order)[: self.settings.shown]
            outcome.suggested[key] = [self._explain(p, proposals, claims) for p in best]
        return outcome

    def _has_ground(self, p, claims):
        """Exact amount, and a whole reference or a name that carries."""
        if any(r.code in ("other_reference", "noise") for r in p.reasons):
            return False
        if len(p.item_ids) == 1:
            item = self.items[p.item_ids[0]]
            if p.reference >= 0.6:
                grounds = True
            elif self.frequency[abs(item.amount)] >= self.settings.common_amount:
                grounds = self._telling(item) >= 2 and p.name >= 0.8
                grounds = grounds and not self._instalment_of_another(item, p, claims)
            else:
                grounds = p.name >= self.settings.name_bar
            return p.amount == 1.0 and grounds
        # A sum may come about by chance: every member must be cited.
        return p.amount == 0.9 and p.reference >= 0.8

    @staticmethod
    def _telling(item):
        """Telling words in the payee's name; one may be a town or a family."""
        return max((len(labels.significant(n)) for n in item.names), default=0)

    def _instalment_of_another(self, item, p, claims):
        """A larger open item of the payee that this may be a part of.

        Not one that another line pays in full.
        """
        line = self.lines[p.line_ids[0]]
        return any(
            abs(other.amount) > abs(item.amount)
            and other.id in self.open_items
            and self.in_window(other, line)
            and not any(
                c.line_ids != p.line_ids and (c.reference >= 0.6 or c.name >= 0.8)
                for c in claims.get((other.id,), ())
            )
            for other in self.by_payee[item.payee]
        )

    def _rival_item(self, p, proposals):
        """Another exact set with as good a claim on the same line."""
        slack = self.settings.rival_slack
        return any(
            other.item_ids != p.item_ids
            and other.amount >= 0.9
            and other.name >= p.name - slack
            and other.reference >= p.reference
            for other in proposals
        )

    def _rival_line(self, p, claims):
        """Another line with as good a claim on the same items."""
        slack = self.settings.rival_slack
        return any(
            other.line_ids != p.line_ids
            and other.name >= p.name - slack
            and other.reference >= p.reference
            for other in claims[p.item_ids]
        )

    def _is_sure(self, proposals, claims):
        best = proposals[0]
        others = [p for p in proposals[1:] if p.item_ids != best.item_ids]
        lead = best.score - (others[0].score if others else 0)
        return (
            self._has_ground(best, claims)
            and best.score >= self.settings.threshold
            and lead >= self.settings.margin
            and not self._rival_item(best, proposals)
            and not self._rival_line(best, claims)
        )

    def _is_sure_split(self, p, whole, live):
        """Every line cites the item in full, and no line has a better use."""
        if p.reference < 0.8 or p.name < 0.5:
            return False
        if any(q is not p and set(q.line_ids) & set(p.line_ids) for q in whole) or any(
            q is not p and q.item_ids == p.item_ids for q in whole
        ):
            return False
        return not any(
            q.amount >= 0.9 and q.item_ids != p.item_ids and q.score > p.score
            for key in p.line_ids
            for q in live.get(key, ())
        )

    def _explain(self, p, proposals, claims):
        """The proposal with the reason why it was not applied by itself."""
        why = []
        if p.amount >= 0.9 and self._rival_item(p, proposals):
            why.append(Reason("rival_item", 1.0))
        if p.amount >= 0.9 and self._rival_line(p, claims):
            why.append(Reason("rival_line", 1.0))
        if not why and not self._has_ground(p, claims):
            why.append(Reason("weak", 1.0))
        return Proposal(
            p.line_ids,
            p.item_ids,
            p.score,
            p.amount,
            p.reference,
            p.name,
            p.reasons + tuple(why),
        )


def _marked_sure(p):
    return Proposal(
        p.line_ids, p.item_ids, p.score, p.amount, p.reference, p.name, p.reasons, True
    )
