# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.partner_referral_slip import PRINTED


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
    questions = fields.Text(
        string="Ask in these words",
        compute="_compute_questions",
        help="Empty when the house does not write the person's language.",
    )

    @api.depends("asked_language_id")
    def _compute_questions(self):
        """The questions in the person's language, to be read out or shown to her."""
        installed = self.env["res.lang"]._installed_by_letters()
        for wizard in self:
            lang = installed.get(PRINTED.get(wizard.asked_language_id.code))
            wizard.questions = lang and wizard.with_context(lang=lang)._questions()

    def _questions(self):
        """The three questions, one a line, in the language of the context."""
        return "\n".join(
            (
                self.env._("Were you received there?"),
                self.env._("Did you get what you needed?"),
                self.env._("How did it go for you?"),
            )
        )

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
