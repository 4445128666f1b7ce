# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from .migrant_case import LIVE_STATES


class MigrantAssessment(models.Model):
    """What was filled at a desk, before there was a file, is brought into it. [B06a]"""

    _inherit = "migrant.assessment"

    def _carry_into(self, case):
        """Bring assessments filled without a file into a file opened since.

        Called by the reception or by the opening of a file. The caller has checked
        that the persons are the same; a nameless one becomes the person's.

        :param case: one ``migrant.case`` that the current user may change
        :raise UserError: it belongs to a file or to another person already
        """
        case.check_access("write")
        wrong = self.filtered(
            lambda a: a.case_id
            or a.beneficiary_id
            and a.beneficiary_id._canonical() != case.beneficiary_id
        )
        if wrong:
            raise UserError(
                self.env._(
                    "These belong to another file or person: %(codes)s",
                    codes=", ".join(wrong.mapped("code")),
                )
            )
        self.write({"case_id": case.id})
        for assessment in self.filtered(lambda a: a.state == "signed"):
            assessment._propose_needs()
            case._stop_clocks("assessment_signed")
        return True

    def action_carry(self):
        """Bring this assessment into the person's open file that I may change."""
        self.ensure_one()
        case = self.env["migrant.case"].search(
            [
                ("beneficiary_id", "=", self.beneficiary_id.id),
                ("state", "in", LIVE_STATES),
                ("is_in_write_scope", "=", True),
            ],
            limit=1,
        )
        if not self.beneficiary_id or not case:
            raise UserError(
                self.env._("No open file of this person is yours to complete.")
            )
        return self._carry_into(case)
