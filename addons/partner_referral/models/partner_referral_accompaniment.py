# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class PartnerReferralAccompaniment(models.Model):
    """Going with the person, or handing her over in a call: planned, counted."""

    _name = "partner.referral.accompaniment"
    _inherit = ["ngo.guarded"]
    _description = "Accompaniment to a Partner"
    _order = "planned_at, id"
    _rec_name = "kind"

    referral_id = fields.Many2one(
        "partner.referral", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("accompany", "Going with the person"),
            ("call", "Call of three"),
            ("meeting", "Meeting of three"),
        ],
        required=True,
        default="accompany",
    )
    planned_at = fields.Datetime(string="Planned", required=True)
    user_id = fields.Many2one(
        "res.users", string="Who goes", default=lambda self: self.env.user
    )
    language_id = fields.Many2one("ngo.language", string="Language")
    needs_interpreter = fields.Boolean(string="Interpreter")
    meeting_point = fields.Char()
    contact = fields.Char(string="At the partner's")
    result = fields.Selection(
        [
            ("planned", "Planned"),
            ("attended", "Done"),
            ("not_attended", "The person did not come"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
    )
    minutes = fields.Integer(help="Time spent, way included.")
    agreed = fields.Char()

    _minutes_positive = models.Constraint(
        "CHECK(minutes >= 0)", "The time spent is not negative."
    )

    @api.model
    def _scope_reasons(self):
        return self.env["partner.referral.item"]._scope_reasons()

    @api.model
    def _scope_write_domain(self):
        domain = self.env["partner.referral"]._scope_write_domain()
        return Domain("referral_id", "any", domain)

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return self.sudo().referral_id._journal_subjects()
