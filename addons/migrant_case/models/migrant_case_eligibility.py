# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from .migrant_case import SOCIAL


class MigrantCase(models.Model):
    """Is this the right programme: decided with reasons, and if not, where to."""

    _inherit = "migrant.case"

    eligibility_state = fields.Selection(
        [
            ("to_decide", "To be decided"),
            ("eligible", "Eligible"),
            ("refused", "Not eligible"),
            ("waived", "Received as an exception"),
        ],
        string="Eligibility",
        required=True,
        default="to_decide",
        readonly=True,
        copy=False,
        tracking=True,
    )
    criterion_ids = fields.Many2many(
        "migrant.case.criterion",
        string="Criteria",
        domain="[('programme_ids', 'in', [False, programme_id])]",
        help="Those that opened or closed the programme.",
    )
    eligibility_note = fields.Text(string="Why", groups=SOCIAL)
    orientation_note = fields.Text(
        string="Oriented to",
        groups=SOCIAL,
        help="Where a person goes whom the programme cannot receive.",
    )
    eligibility_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False
    )
    eligibility_on = fields.Date(string="Decided on", readonly=True, copy=False)

    def action_eligible(self):
        """The person is received: by the criteria, or as an exception with a reason."""
        for case in self:
            closing = case.criterion_ids.filtered(
                lambda criterion: criterion.verdict == "refused"
            )
            if closing and not (case.eligibility_note or "").strip():
                raise UserError(
                    self.env._(
                        "Say why %(code)s is received as an exception.", code=case.code
                    )
                )
            case._decide("waived" if closing else "eligible")
        return True

    def action_refuse(self):
        """The person is not received: say why, and where she goes instead."""
        for case in self:
            closing = case.criterion_ids.filtered(
                lambda criterion: criterion.verdict == "refused"
            )
            if not closing or not (case.orientation_note or "").strip():
                raise UserError(
                    self.env._(
                        "Give the criterion that closes the programme and where "
                        "%(code)s is oriented to.",
                        code=case.code,
                    )
                )
            case._decide("refused")
        self._move_to("refused")
        self._cancel_clocks()
        return True

    def action_screen(self):
        """The request is looked at; the decision has its own deadline."""
        self._move_to("screening")
        self._start_clocks("screening_started")
        return True

    def _decide(self, verdict):
        self._write_by_method(
            {
                "eligibility_state": verdict,
                "eligibility_by_id": self.env.uid,
                "eligibility_on": fields.Date.context_today(self),
            }
        )
        self._stop_clocks("eligibility_decided")
