# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .migrant_case import RISKS, SOCIAL


class MigrantCaseRisk(models.Model):
    """A level of risk, from an instant on: who said so, and why.

    Rows are never edited: the last one counts. Raising the risk replaces the deadlines
    for which the policy has a stricter row.
    """

    _name = "migrant.case.risk"
    _inherit = ["ngo.append.only", "migrant.case.part"]
    _description = "Level of risk"
    _order = "at desc, id desc"
    _content_fields = ("reason",)
    _journal_fields = ("reason",)

    level = fields.Selection(RISKS[1:], required=True)
    previous = fields.Selection(
        RISKS, compute="_compute_previous", store=True, precompute=True
    )
    reason = fields.Text(required=True, help="What makes the risk so.")
    at = fields.Datetime(string="On", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )

    @api.depends("case_id")
    def _compute_previous(self):
        for row in self:
            row.previous = row.case_id.risk_level

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                vals.pop("user_id", None)
                vals.pop("at", None)
        rows = super().create(vals_list)
        for row in rows:
            row.case_id._set_risk(row.level)
        return rows


class MigrantCaseHarm(models.Model):
    """A harm that a person suffers, or the risk of one: two things, both dated."""

    _name = "migrant.case.harm"
    _inherit = ["migrant.case.part"]
    _description = "Harm or risk of harm"
    _order = "known_on desc, id desc"
    _journal_fields = ("concern_id", "note")

    kind = fields.Selection(
        [("harm", "Suffers harm"), ("risk", "Is at risk of harm")],
        required=True,
        default="harm",
    )
    concern_id = fields.Many2one(
        "migrant.case.concern", required=True, index=True, ondelete="restrict"
    )
    known_on = fields.Date(required=True, default=fields.Date.context_today)
    date_from = fields.Date(string="Since")
    date_to = fields.Date(string="Until", help="It has ended.")
    note = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Noted by",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= COALESCE(date_from, known_on))",
        "A harm cannot end before it began.",
    )


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    risk_ids = fields.One2many("migrant.case.risk", "case_id", string="Risk")
    harm_ids = fields.One2many(
        "migrant.case.harm", "case_id", string="Harm and risk of harm", groups=SOCIAL
    )
    concern_ids = fields.Many2many(
        "migrant.case.concern",
        string="Concerns today",
        compute="_compute_concern_ids",
        search="_search_concern_ids",
        groups=SOCIAL,
    )
    weight = fields.Float(
        compute="_compute_weight",
        store=True,
        precompute=True,
        digits=(5, 2),
        help="Part of a worker's caseload: type of file and risk.",
    )

    @api.depends("harm_ids.concern_id", "harm_ids.date_to")
    def _compute_concern_ids(self):
        for case in self:
            case.concern_ids = case.harm_ids.filtered(
                lambda harm: not harm.date_to
            ).concern_id

    def _search_concern_ids(self, operator, value):
        if operator not in ("in", "any", "child_of"):
            return NotImplemented
        return Domain(
            "harm_ids",
            "any",
            Domain("date_to", "=", False) & Domain("concern_id", operator, value),
        )

    @api.depends("case_type_id.weight", "risk_level")
    def _compute_weight(self):
        factor = {"low": 0.75, "high": 1.5, "urgent": 2.0}
        for case in self:
            case.weight = case.case_type_id.weight * factor.get(case.risk_level, 1.0)

    def _set_risk(self, level):
        """The last level of risk counts, and with it the deadlines of the policy."""
        for case in self:
            # The row has been checked; the level follows it.
            case.sudo().risk_level = level
            if case.state == "open":
                case._stop_clocks("risk_assessed")
                case._start_clocks(
                    "risk_assessed", occurrence=str(len(case.sudo().risk_ids))
                )
                # A stricter row may now hold for what runs already.
                for event in set(case._get_clocks("running").mapped("event")):
                    if event not in ("risk_assessed", "step_entered"):
                        case._start_clocks(event)
