# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

FIXED = {"raw", "datas", "db_datas", "store_fname", "checksum", "res_model", "res_id"}


class IrAttachment(models.Model):
    """Papers of a closed period stay, photographs too.

    The accounting's own audit trail protects PDF and XML only.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_periods()
        return attachments

    def write(self, vals):
        fixed = FIXED & set(vals)
        if fixed:
            self._check_periods()
        result = super().write(vals)
        if fixed:
            self._check_periods()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_period(self):
        self._check_periods()

    def _check_periods(self):
        ids = [a.res_id for a in self.sudo() if a.res_model == "account.move"]
        if ids:
            # Whether an entry is closed does not depend on who asks.
            moves = self.env["account.move"].sudo().browse(ids).exists()
            self.env["microproject.period"]._check_items(
                moves.filtered(lambda m: m.state == "posted").line_ids
            )
