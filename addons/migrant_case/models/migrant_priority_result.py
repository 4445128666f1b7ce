# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .migrant_priority_guide import LEVELS


class MigrantPriorityResult(models.Model):
    """What a guide said of a file one day, with the lines that fired. [E13]"""

    _name = "migrant.priority.result"
    _inherit = ["migrant.plan.part"]
    _description = "Priority of a file"
    _order = "id desc"
    _label_fields = ("level", "points")
    _begins_with = {
        "by_id": lambda self: self.env.uid,
        "points": 0,
        "level": False,
        "is_applied": False,
    }

    guide_id = fields.Many2one(
        "migrant.priority.guide", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    points = fields.Integer(readonly=True, aggregator="avg")
    level = fields.Selection(LEVELS, readonly=True)
    fired_ids = fields.One2many(
        "migrant.priority.fired", "result_id", string="Why", readonly=True
    )
    is_applied = fields.Boolean(string="Taken over", readonly=True)

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("What the guide said that day stays."))
        return super().write(vals)

    def action_apply(self):
        """Take the level over as the risk of the file, with the lines as reason."""
        self.ensure_one()
        self.case_id.check_access("write")
        reason = self.env._(
            "%(guide)s: %(points)s points (%(lines)s)",
            guide=self.guide_id.name,
            points=self.points,
            lines=", ".join(self.fired_ids.mapped("name")),
        )
        self.case_id._plan_set_risk(self.level or "low", reason)
        # A mark of the method, typed by nobody.
        self.sudo().is_applied = True
        return True


class MigrantPriorityFired(models.Model):
    """A line that fired, in the words and with the points that it had."""

    _name = "migrant.priority.fired"
    _inherit = ["ngo.guarded"]
    _description = "Line that fired"
    _order = "points desc, id"
    _journal_fields = ("name",)

    result_id = fields.Many2one(
        "migrant.priority.result", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one("migrant.priority.line", ondelete="set null")
    name = fields.Char(required=True)
    points = fields.Integer()

    @api.depends("result_id")
    def _compute_display_name(self):
        for fired in self:
            # A code is all that a label may say, whoever asks.
            fired.display_name = fired.result_id.sudo().case_id.code

    @api.model
    def _scope_reasons(self):
        return [
            (key, label, Domain("result_id", "any", domain))
            for key, label, domain in self.env[
                "migrant.priority.result"
            ]._scope_reasons()
        ]

    @api.model
    def _scope_write_domain(self):
        # Rows are made by the guide.
        return Domain.FALSE

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().result_id.beneficiary_id.ids
