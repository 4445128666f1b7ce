# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.partner_referral import DECLINE_REASONS


class PartnerReferralAnswer(models.TransientModel):
    """The commonest answer comes by telephone: who said what, in two taps."""

    _name = "partner.referral.answer"
    _description = "Answer of a Partner"

    referral_id = fields.Many2one("partner.referral", required=True, ondelete="cascade")
    answer = fields.Selection(
        [
            ("accept", "They receive the person"),
            ("waitlist", "On their waiting list"),
            ("decline", "They decline"),
            ("arrived", "The person has come"),
            ("no_show", "The person did not come"),
            ("complete", "The service is given"),
        ],
        required=True,
    )
    channel = fields.Selection(
        [("phone", "Telephone"), ("meeting", "Meeting"), ("mail", "Mail")],
        required=True,
        default="phone",
    )
    who = fields.Char(string="Who said so")
    at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    appointment_at = fields.Datetime(string="Appointment")
    appointment_place = fields.Char(string="Where")
    appointment_contact = fields.Char(string="Ask for")
    bring = fields.Char(string="To bring")
    waiting_rank = fields.Integer(string="Rank")
    expected_on = fields.Date(string="Place expected on")
    decline_reason = fields.Selection(DECLINE_REASONS, string="Why")
    note = fields.Char()

    def action_save(self):
        """The answer is the referral's, through the same moves as the doors."""
        self.ensure_one()
        referral = self.referral_id
        referral.check_access("write")
        names = (
            "appointment_at",
            "appointment_place",
            "appointment_contact",
            "bring",
            "waiting_rank",
            "expected_on",
            "decline_reason",
            "note",
        )
        referral._answer(
            self.answer,
            referral._actor(),
            self.channel,
            who=self.who,
            values={name: self[name] for name in names},
            at=max(min(self.at, fields.Datetime.now()), referral.sent_at or self.at),
        )
        return {"type": "ir.actions.act_window_close"}
