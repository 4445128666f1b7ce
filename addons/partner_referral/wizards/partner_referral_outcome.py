# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PartnerReferralOutcome(models.TransientModel):
    """The person tells, in her language: was she received, is the need met?"""

    _name = "partner.referral.outcome"
    _description = "Answer of the Person"

    referral_id = fields.Many2one("partner.referral", required=True, ondelete="cascade")
    person_received = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        string="Was she received?",
        required=True,
        default="yes",
    )
    outcome = fields.Selection(
        [
            ("met", "Met"),
            ("partly", "Partly met"),
            ("not_met", "Not met"),
            ("unknown", "Not known"),
        ],
        string="Is the need met?",
        required=True,
    )
    feedback = fields.Selection(
        [("good", "Good"), ("mixed", "So-so"), ("bad", "Bad")], string="How was it?"
    )
    outcome_note = fields.Text(string="In her words")
    asked_language_id = fields.Many2one("ngo.language", string="Asked in")

    def action_save(self):
        """Close the loop with the person's answer."""
        self.ensure_one()
        referral = self.referral_id
        referral.check_access("write")
        names = (
            "person_received",
            "outcome",
            "feedback",
            "outcome_note",
            "asked_language_id",
        )
        vals = {name: self[name] for name in names}
        vals["asked_language_id"] = self.asked_language_id.id
        referral._close_loop(vals, referral._actor())
        return {"type": "ir.actions.act_window_close"}
