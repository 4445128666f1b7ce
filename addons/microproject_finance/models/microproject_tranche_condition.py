# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..engine import tranches


class MicroprojectTrancheCondition(models.Model):
    """A condition of payment, answered by facts; waived only with a reason."""

    _name = "microproject.tranche.condition"
    _description = "Condition of a tranche"
    _inherit = ["microproject.scoped"]
    _order = "tranche_id, id"
    _microproject_path = "tranche_id.microproject_id"
    _programme_path = "tranche_id.microproject_id.programme_id"

    tranche_id = fields.Many2one(
        comodel_name="microproject.tranche",
        required=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        selection=[
            ("prior_justified_pct", "Earlier money justified (%)"),
            ("no_old_advance", "No advance older than (days)"),
            ("visit_done", "Visit done since the last payment"),
            ("document", "Paper accepted"),
            ("milestone_reached", "Milestone reached"),
            ("budget_available", "Award not used up"),
        ],
        required=True,
    )
    parameter = fields.Float(string="At least / at most")
    document_kind = fields.Selection(
        selection=lambda self: self.env["microproject.receipt"]._kinds()
    )
    milestone_id = fields.Many2one(
        comodel_name="project.milestone", ondelete="restrict"
    )
    is_met = fields.Boolean(string="Met", compute="_compute_answer")
    have = fields.Char(string="Found", compute="_compute_answer")
    waived_reason = fields.Char(readonly=True, copy=False)
    waived_by_id = fields.Many2one(
        comodel_name="res.users", string="Waived by", readonly=True, copy=False
    )
    waived_on = fields.Datetime(readonly=True, copy=False)

    def write(self, vals):
        if {"tranche_id", "kind", "parameter", "document_kind", "milestone_id"} & set(
            vals
        ):
            self._check_planned()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_planned(self):
        self._check_planned()

    def _check_planned(self):
        """What was asked for is answered or waived with a reason, not taken away."""
        asked = self.filtered(lambda c: c.tranche_id.state != "planned")
        if asked:
            raise UserError(
                self.env._(
                    "Conditions of a tranche that was asked for are not changed but"
                    " waived, with a reason: %(names)s",
                    names=", ".join(asked.tranche_id.mapped("display_name")),
                )
            )

    @api.depends("kind", "parameter", "document_kind", "milestone_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for condition in self:
            what, value = kinds.get(condition.kind, ""), ""
            if condition.kind in ("prior_justified_pct", "no_old_advance"):
                value = f"{condition.parameter:g}"
            elif condition.milestone_id:
                value = condition.milestone_id.display_name
            condition.display_name = (
                self.env._("%(name)s: %(value)s", name=what, value=value)
                if value
                else what
            )

    @api.depends("kind", "parameter", "document_kind", "milestone_id")
    @api.depends_context("lang")
    def _compute_answer(self):
        wanted = self.tranche_id
        facts = wanted.microproject_id._get_facts(wanted)
        for condition in self:
            rule, known = condition._to_rule(), facts[condition.tranche_id]
            (answer,) = tranches.evaluate([rule], known)
            condition.is_met = answer.is_met
            condition.have = condition._shown(answer.have)

    def _to_rule(self):
        """The condition as the engine takes it."""
        parameters = {
            "document": self.document_kind,
            "milestone_reached": self.milestone_id.id,
            "no_old_advance": int(self.parameter),
            "prior_justified_pct": str(self.parameter),
        }
        return tranches.Condition(
            self.kind, parameters.get(self.kind), self.waived_reason or ""
        )

    def _waive(self, reason):
        """Let the tranche pass without this condition; the answer stays shown.

        :param str reason: why, in the words of the one who answers for it
        """
        if not (reason or "").strip():
            raise UserError(self.env._("A waiver needs a reason."))
        for condition in self:
            condition.tranche_id._check_duty(condition.tranche_id.requested_by_id)
        self.write(
            {
                "waived_reason": reason.strip(),
                "waived_by_id": self.env.uid,
                "waived_on": fields.Datetime.now(),
            }
        )
        for condition in self:
            condition.tranche_id.microproject_id.message_post(
                body=self.env._(
                    "%(tranche)s: “%(condition)s” waived: %(reason)s",
                    tranche=condition.tranche_id.display_name,
                    condition=condition.display_name,
                    reason=reason.strip(),
                )
            )

    def _shown(self, value):
        """What was found, in the reader's figures."""
        if value is None:
            return ""
        if isinstance(value, date):
            return format_date(self.env, value)
        if not isinstance(value, Decimal):
            return str(value)
        value = float(value)
        if self.kind == "budget_available":
            return formatLang(self.env, value, currency_obj=self.tranche_id.currency_id)
        return formatLang(self.env, value, digits=1)
