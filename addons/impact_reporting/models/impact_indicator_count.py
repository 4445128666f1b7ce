# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import SQL

from ..engine import suppress, tables

UNITS = ("site", "team", "programme")
CROSS = ("age_band", "sex")


class ImpactIndicator(models.Model):
    _inherit = "impact.indicator"

    def _count(self, first, last):
        """Cells of a period, true values: one query for all units and breakdowns.

        :return: {(measure, unit, category): number}, see ``engine.tables``
        """
        self.ensure_one()
        facts = self._get_facts(first, last)
        if facts is None:
            return {}
        dimensions = sorted(self.dimension_ids.mapped("code"))
        columns = [f"{unit}_id" for unit in UNITS] + dimensions
        groups = [
            (*unit, *category)
            for unit in ((), *((f"{unit}_id",) for unit in UNITS))
            for category in self._get_categories(dimensions)
        ]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT GROUPING(%(columns)s), %(columns)s, %(value)s, %(base)s"
                " FROM (%(clean)s) f GROUP BY GROUPING SETS (%(groups)s)",
                columns=_identifiers(columns),
                value=SQL("%s FILTER (WHERE hit)", self._get_measure()),
                base=self._get_measure() if self._has_base() else SQL("NULL"),
                clean=_clean(facts, dimensions),
                groups=SQL(", ").join(
                    SQL("(%s)", _identifiers(group)) for group in groups
                ),
            )
        )
        return self._get_cells(rows, columns)

    def _get_categories(self, dimensions):
        found = [(), *((code,) for code in dimensions)]
        if self.is_crossed and set(CROSS) <= set(dimensions):
            found.append(CROSS)
        return found

    def _get_measure(self):
        if self.nature == "amount":
            return SQL("SUM(amount)")
        if self.nature == "acts":
            return SQL("COUNT(DISTINCT res_id)")
        return SQL("COUNT(DISTINCT subject_id)")

    def _get_cells(self, rows, columns):
        cells, groups = {}, {}
        has_base = self._has_base()
        number = float if self.nature == "amount" else int
        for mask, *keys, value, base in rows:
            # There are few groups and thousands of rows.
            if mask not in groups:
                groups[mask] = _grouped(mask, columns)
            kind, place, category = groups[mask]
            unit = (kind, keys[place]) if kind else tables.HOUSE
            found = tuple([(column, keys[index]) for column, index in category])
            cells["value", unit, found] = number(value or 0)
            if has_base:
                cells["base", unit, found] = number(base or 0)
        return cells

    def _get_hidden(self, windows, frozen):
        """Keys of cells that must not be shown.

        :param dict windows: {(first, last): cells as :meth:`_count` gives}
        :param dict frozen: {(window, measure, unit, category): is it hidden?} of what
            is published
        :rtype: set
        """
        self.ensure_one()
        if self.nature == "amount" or self.smallest_cell < 2:
            return set()
        table = tables.build(windows, frozen, self.nature)
        return suppress.protect(table, self.smallest_cell).hidden

    def _get_record_ids(self, first, last, unit, category):
        """Records and persons behind a cell, whoever may read them.

        :param unit: (kind, id), see ``engine.tables``
        :param category: ((dimension, key), …)
        :return: list of (res_id, subject_id)
        """
        self.ensure_one()
        facts = self._get_facts(first, last)
        if facts is None or not self.res_model:
            return []
        terms = [SQL("hit")]
        if unit[0] in UNITS:
            terms.append(SQL("%s = %s", SQL.identifier(f"{unit[0]}_id"), unit[1]))
        terms += [SQL("%s = %s", SQL.identifier(code), key) for code, key in category]
        dimensions = sorted(self.dimension_ids.mapped("code"))
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT DISTINCT res_id, subject_id FROM (%s) f WHERE %s",
                _clean(facts, dimensions),
                SQL(" AND ").join(terms),
            )
        )


def _grouped(mask, columns):
    """What a row of GROUPING SETS is grouped by: kind and place of its unit, or None,
    and [(dimension, place)].
    """
    last = len(columns) - 1
    used = [(c, n) for n, c in enumerate(columns) if not mask >> (last - n) & 1]
    units = [(c.removesuffix("_id"), n) for c, n in used if n < len(UNITS)]
    kind, place = units[0] if units else (None, None)
    return kind, place, used[len(units) :]


def _identifiers(names):
    return SQL(", ").join(map(SQL.identifier, names))


def _clean(facts, dimensions):
    """The facts without NULL in what is grouped: 0 and "" say "not stated"."""
    return SQL(
        "SELECT res_id, subject_id, amount, hit, %s FROM (%s) raw",
        SQL(", ").join(
            [
                *(
                    SQL("COALESCE(%(id)s, 0) AS %(id)s", id=SQL.identifier(f"{u}_id"))
                    for u in UNITS
                ),
                *(
                    SQL("COALESCE(%(c)s::text, '') AS %(c)s", c=SQL.identifier(code))
                    for code in dimensions
                ),
            ]
        ),
        facts,
    )
