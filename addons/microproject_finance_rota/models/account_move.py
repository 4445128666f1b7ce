# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class AccountMove(models.Model):
    """A salary entry knows the months of hours by which it was distributed."""

    _inherit = "account.move"

    hours_timesheet_ids = fields.Many2many(
        comodel_name="permanence.timesheet",
        relation="account_move_permanence_timesheet_rel",
        string="Distributed by the hours of",
        readonly=True,
        copy=False,
        groups="ngo_base.group_ngo_base_finance_officer",
    )
    hours_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Distributed by",
        readonly=True,
        copy=False,
        groups="ngo_base.group_ngo_base_finance_officer",
    )
    hours_reopened = fields.Char(
        string="Hours that were opened again",
        compute="_compute_hours_reopened",
        groups="ngo_base.group_ngo_base_finance_officer",
    )

    @api.depends("hours_timesheet_ids.state")
    def _compute_hours_reopened(self):
        for move in self:
            drafts = move.hours_timesheet_ids.filtered(lambda s: s.state == "draft")
            move.hours_reopened = ", ".join(drafts.mapped("display_name"))

    def _tell_hours_reopened(self, names):
        """Tell who distributed the salaries; the entries stay as they are.

        :param str names: the months that were opened again
        """
        for move in self:
            summary = move.env._("Hours were opened again: %(names)s", names=names)
            move.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=summary,
                user_id=move.hours_user_id.id or self.env.uid,
            )
            move.message_post(body=summary)
