# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    is_taken_over = fields.Boolean(
        compute="_compute_is_taken_over",
        help="A partner accepted the transfer of this file.",
    )
    notice_count = fields.Integer(compute="_compute_notice_count")

    @api.model
    def _counted_lines(self):
        return [*super()._counted_lines(), ("partner.referral", "case_id")]

    @api.depends("beneficiary_id")
    def _compute_notice_count(self):
        for case in self:
            case.notice_count = case.beneficiary_id.sudo(False).notice_count

    @api.depends("state")
    def _compute_is_taken_over(self):
        # Whoever reads the file learns whether it was taken over, nothing else.
        transfers = self.env["partner.referral"].sudo()
        if self._lines_there()[transfers._name, "case_id"]:
            transfers = transfers.search(
                [
                    ("case_id", "in", self._origin.ids),
                    ("kind", "=", "transfer"),
                    ("accepted_at", "!=", False),
                ]
            )
        taken = transfers.filtered(lambda row: row.in_charge == "partner").case_id
        for case in self:
            case.is_taken_over = case._origin.id in taken.ids

    def action_transferred(self):
        """A partner accepted the transfer: our file ends, and so do its deadlines.

        A supervisor says so: the partner's answer alone stops no deadline of ours.

        :raise AccessError: not a supervisor
        :raise UserError: no partner accepted a transfer of this file
        """
        if not self.env.su and not self._scope_live().has("supervisor"):
            raise AccessError(
                self.env._("A supervisor says that a partner has taken over.")
            )
        for case in self:
            if not case.is_taken_over:
                raise UserError(
                    self.env._(
                        "No partner has accepted a transfer of %(code)s.",
                        code=case.code,
                    )
                )
            today = fields.Date.context_today(case)
            case._write_by_method({"state": "transferred", "date_close": today})
            reason = self.env["migrant.case.reason"]
            case._current_episode().write(case._end_episode_vals(reason))
            case._cancel_clocks()
        return True

    def action_notify_authority(self):
        """Write a notice by legal duty on the person of this file."""
        self.ensure_one()
        action = self.beneficiary_id.action_notify_authority()
        action["context"]["default_case_id"] = self.id
        return action

    def action_open_notices(self):
        """The notices on the person of this file that the reader may read."""
        self.ensure_one()
        return self.beneficiary_id.action_open_notices()
