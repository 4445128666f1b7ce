# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import format_amount, formatLang

from ..engine import tables
from .impact_report import MAKERS, READERS


class ImpactFigure(models.Model):
    """One figure of a report: an indicator for a unit and a category.

    A hidden figure is 0 here; what was counted is kept for the next report, which
    must hide beside it, and nobody reads it.
    """

    _name = "impact.figure"
    _inherit = ["ngo.guarded"]
    _description = "Figure"
    _order = "report_id, indicator_id, unit_kind, site_id, programme_id, team_id, id"
    _rec_name = "indicator_id"

    report_id = fields.Many2one(
        "impact.report", required=True, index=True, ondelete="cascade"
    )
    indicator_id = fields.Many2one(
        "impact.indicator", required=True, index=True, ondelete="restrict"
    )
    unit_kind = fields.Selection(
        [
            ("house", "The whole house"),
            ("site", "Site"),
            ("programme", "Programme"),
            ("team", "Team"),
        ],
        string="Of",
        required=True,
        index=True,
    )
    site_id = fields.Many2one("ngo.site", index="btree_not_null", ondelete="restrict")
    programme_id = fields.Many2one(
        "ngo.programme", index="btree_not_null", ondelete="restrict"
    )
    team_id = fields.Many2one("ngo.team", index="btree_not_null", ondelete="restrict")
    unit_name = fields.Char(string="Unit", compute="_compute_unit_name")
    dimension_id = fields.Many2one(
        "impact.dimension", string="Broken down by", ondelete="restrict"
    )
    category = fields.Char(string="Key", readonly=True)
    dimension2_id = fields.Many2one(
        "impact.dimension", string="Within", ondelete="restrict"
    )
    category2 = fields.Char(string="Key within", readonly=True)
    category_name = fields.Char(string="Category", compute="_compute_category_name")
    value = fields.Float(readonly=True, help="0 where the figure is hidden.")
    base = fields.Float(string="Denominator", readonly=True)
    is_hidden = fields.Boolean(string="Hidden", readonly=True)
    is_base_hidden = fields.Boolean(readonly=True)
    rate = fields.Float(string="Rate (%)", compute="_compute_rate", aggregator=None)
    shown = fields.Char(string="Figure", compute="_compute_shown")
    date_from = fields.Date(
        related="report_id.date_from", store=True, precompute=True, index=True
    )
    kind = fields.Selection(related="report_id.kind", store=True, precompute=True)
    counted = fields.Float(readonly=True, groups=NO_ACCESS)
    counted_base = fields.Float(readonly=True, groups=NO_ACCESS)

    @api.depends("unit_kind", "site_id", "programme_id", "team_id")
    @api.depends_context("lang")
    def _compute_unit_name(self):
        labels = dict(self._fields["unit_kind"]._description_selection(self.env))
        for figure in self:
            unit = figure[f"{figure.unit_kind}_id"] if figure._has_unit() else None
            if figure.unit_kind == "house":
                figure.unit_name = labels["house"]
            elif unit:
                figure.unit_name = unit.display_name
            else:
                figure.unit_name = self.env._(
                    "%(kind)s: not stated", kind=labels.get(figure.unit_kind, "")
                )

    def _has_unit(self):
        return self.unit_kind in ("site", "programme", "team")

    @api.depends("dimension_id", "category", "dimension2_id", "category2")
    @api.depends_context("lang")
    def _compute_category_name(self):
        labels = {}
        for dimension in self.dimension_id | self.dimension2_id:
            keys = set(self.mapped("category")) | set(self.mapped("category2"))
            labels[dimension] = dimension._get_labels({key or "" for key in keys})
        for figure in self:
            figure.category_name = " · ".join(
                labels[dimension].get(key or "", key)
                for dimension, key in (
                    (figure.dimension_id, figure.category),
                    (figure.dimension2_id, figure.category2),
                )
                if dimension
            )

    @api.depends("value", "base", "is_hidden", "is_base_hidden")
    def _compute_rate(self):
        for figure in self:
            known = figure.base and not figure.is_hidden and not figure.is_base_hidden
            figure.rate = 100 * figure.value / figure.base if known else 0

    @api.depends("value", "is_hidden", "indicator_id.unit")
    @api.depends_context("lang")
    def _compute_shown(self):
        for figure in self:
            figure.shown = figure._format(figure.value, figure.is_hidden)

    def _format(self, value, is_hidden):
        """A figure as one reads it: hidden ones as (s)."""
        if is_hidden:
            return self.env._("(s)")
        if self.indicator_id.unit == "money":
            return format_amount(self.env, value, self.env.company.currency_id)
        digits = 1 if self.indicator_id.unit == "hours" else 0
        return formatLang(self.env, value, digits=digits)

    # ------------------------------------------------------------------ orm

    @api.model
    def _prepare_values(self, report, indicator, unit, category, value, base, hidden):
        """Values of one figure.

        :param unit: (kind, id)
        :param category: [(dimension id, key)], none, one or two
        :param dict hidden: {"value": bool, "base": bool}
        """
        (first, key), (second, key2) = (*category, (False, False), (False, False))[:2]
        values = {
            "report_id": report.id,
            "indicator_id": indicator.id,
            "unit_kind": unit[0],
            "dimension_id": first,
            "category": key,
            "dimension2_id": second,
            "category2": key2,
            "is_hidden": hidden["value"],
            "is_base_hidden": hidden["base"],
            "value": 0 if hidden["value"] else value,
            "base": 0 if hidden["base"] else base or 0,
            "counted": value,
            "counted_base": base or 0,
        }
        if unit != tables.HOUSE:
            values[f"{unit[0]}_id"] = unit[1] or False
        return values

    @api.model_create_multi
    def create(self, vals_list):
        figures = super().create(vals_list)
        figures._check_draft()
        return figures

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self._check_draft()

    def _check_draft(self):
        self.report_id._check_draft({"figure_ids"})

    def _get_unit(self):
        """(kind, id) as the engine names a unit."""
        if self.unit_kind == "house":
            return tables.HOUSE
        return self.unit_kind, self[f"{self.unit_kind}_id"].id or 0

    def _get_category(self):
        """((dimension, key), …) as the engine names a category."""
        return tuple(
            (dimension.code, key or "")
            for dimension, key in (
                (self.dimension_id, self.category),
                (self.dimension2_id, self.category2),
            )
            if dimension
        )

    def _get_cells(self):
        """Cells that this figure publishes: (key, what was counted, is it hidden?)."""
        unit, category = self._get_unit(), self._get_category()
        yield ("value", unit, category), int(self.counted), self.is_hidden
        if self.indicator_id._has_base():
            base = int(self.counted_base)
            yield ("base", unit, category), base, self.is_base_hidden

    def _get_line(self):
        """The figure as one line of text, for the seal."""
        kind, unit_id = self._get_unit()
        category = ",".join("=".join(pair) for pair in self._get_category())
        return (
            f"{self.indicator_id.code}|{kind}:{unit_id}|{category}|{self.value:.2f}|"
            f"{self.base:.2f}|{self.is_hidden}|{self.is_base_hidden}|"
            f"{self.counted:.2f}|{self.counted_base:.2f}"
        )

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        validated = Domain("report_id.state", "=", "validated")
        return [
            (
                "maker",
                self.env._("It is a figure of your sites or programmes."),
                live.domain(MAKERS),
            ),
            (
                "reader",
                self.env._("It is a validated figure of your sites or programmes."),
                validated & live.domain(READERS),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE
