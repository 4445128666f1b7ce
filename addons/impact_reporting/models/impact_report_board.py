# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.ngo_base.arguments import Text

from ..engine import periods

UNIT_KINDS = ("house", "site", "programme", "team")


class ImpactReport(models.Model):
    _inherit = "impact.report"

    def get_board(self, unit: Text | None = False):
        """One unit's figures as the board draws them, by the reader's right.

        :param unit: "house:0", "site:12"…; by default the first that she reads
        :return: {"units": [{"key", "name", "kind"}], "unit": key, "sections": [{"name",
            "indicators": [{"name", "figure", "breakdowns": [{"name", "rows"}]}]}]}
        """
        self.ensure_one()
        self.check_access("read")
        figures = self.env["impact.figure"].search([("report_id", "=", self.id)])
        units = figures._get_units()
        keys = [entry["key"] for entry in units]
        unit = unit if unit in keys else (keys[:1] or [False])[0]
        chosen = figures.filtered(lambda f: f._get_unit_key() == unit)
        before = self._get_previous_figures().get(unit, {})
        return {
            "units": units,
            "unit": unit,
            "sections": chosen._get_sections(before),
            "previous": self._get_previous().display_name,
        }

    def _get_pages(self):
        """[(unit name, sections)], one for each unit that the reader reads."""
        self.ensure_one()
        figures = self.env["impact.figure"].search([("report_id", "=", self.id)])
        before = self._get_previous_figures()
        by_unit = figures.grouped(lambda figure: figure._get_unit_key())
        return [
            (
                unit["name"],
                by_unit[unit["key"]]._get_sections(before.get(unit["key"], {})),
            )
            for unit in figures._get_units()
        ]

    def _get_previous(self):
        """The validated report of the period before, where the reader reads it."""
        first, _last = periods.previous(self.kind, self.date_from)
        return self.search(
            [
                ("kind", "=", self.kind),
                ("date_from", "=", first),
                ("state", "=", "validated"),
            ]
        )

    def _get_previous_figures(self):
        """{unit: {indicator id: figure}} of one period before."""
        figures = self.env["impact.figure"].search(
            [
                ("report_id", "in", self._get_previous().ids),
                ("dimension_id", "=", False),
            ]
        )
        found = {}
        for figure in figures:
            unit = found.setdefault(figure._get_unit_key(), {})
            unit[figure.indicator_id.id] = figure
        return found


class ImpactFigure(models.Model):
    _inherit = "impact.figure"

    def _get_unit_key(self):
        kind, unit_id = self._get_unit()
        return f"{kind}:{unit_id}"

    def _get_units(self):
        """Units of these figures: the house, then sites, programmes, teams by name."""
        found = {}
        for figure in self.filtered(lambda f: not f.dimension_id):
            found.setdefault(
                figure._get_unit_key(), (figure.unit_kind, figure.unit_name)
            )
        ordered = sorted(
            found.items(),
            # What is not stated comes after what is.
            key=lambda e: (
                UNIT_KINDS.index(e[1][0]),
                e[1][0] != "house" and e[0].endswith(":0"),
                e[1][1],
            ),
        )
        labels = dict(self._fields["unit_kind"]._description_selection(self.env))
        return [
            {"key": key, "name": name, "kind": labels[kind]}
            for key, (kind, name) in ordered
        ]

    def _get_sections(self, previous):
        """Figures of one unit, by section and indicator, see ``get_board``."""
        indicators = self.indicator_id.sorted()
        names = dict(indicators._fields["section"]._description_selection(self.env))
        sections = {}
        for indicator in indicators:
            own = self.filtered(lambda f, i=indicator: f.indicator_id == i)
            total = own.filtered(lambda f: not f.dimension_id)[:1]
            if total:
                sections.setdefault(indicator.section, []).append(
                    own._get_entry(indicator, total, previous.get(indicator.id))
                )
        return [
            {"key": key, "name": names[key], "indicators": entries}
            for key, entries in sections.items()
        ]

    def _get_entry(self, indicator, total, before):
        parts = self - total
        breakdowns = []
        for first, second in dict.fromkeys(
            (part.dimension_id, part.dimension2_id) for part in parts
        ):
            rows = parts.filtered(
                lambda f, a=first, b=second: (f.dimension_id, f.dimension2_id) == (a, b)
            )
            breakdowns.append(
                {
                    "name": " × ".join(d.name for d in (first, second) if d),
                    "rows": rows._get_bars(),
                    "order": ((first | second).mapped("sequence")),
                    "crossed": bool(second),
                }
            )
        breakdowns.sort(key=lambda b: (b["crossed"], b["order"]))
        return {
            "id": indicator.id,
            "name": indicator.name,
            "definition": indicator.definition,
            "numerator": indicator.numerator or "",
            "denominator": indicator.denominator or "",
            "figure": total._get_bar(0),
            "previous": before.shown if before else "",
            "breakdowns": breakdowns,
        }

    def _get_bars(self):
        largest = max(self.mapped("value"), default=0)
        rows = self.sorted(lambda f: (f.category or "~", f.category2 or "~"))
        if self.dimension_id.res_model and not self.dimension_id.res_field:
            # Countries, statuses: the most numerous first; hidden ones last, by name.
            rows = self.sorted(lambda f: (f.is_hidden, -f.value, f.category_name))
        return [row._get_bar(largest) for row in rows]

    def _get_bar(self, largest):
        has_base = self.indicator_id._has_base()
        rate_hidden = self.is_hidden or self.is_base_hidden
        return {
            "id": self.id,
            "name": self.category_name or "",
            "shown": self.shown,
            "value": self.value,
            "is_hidden": self.is_hidden,
            "width": round(100 * self.value / largest) if largest else 0,
            "base": self._format(self.base, self.is_base_hidden) if has_base else "",
            "rate": f"{self.rate:.0f} %"
            if has_base and self.base and not rate_hidden
            else "",
            "opens": bool(self.indicator_id.res_model),
        }
