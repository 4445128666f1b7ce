# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class NgoJournalledConfig(models.AbstractModel):
    """Set-up that decides on access: every change leaves a row in the journal.

    Whoever holds the technical groups can give herself every right; Odoo cannot
    prevent it, so it is at least seen.
    """

    _name = "ngo.journalled.config"
    _description = "Set-up whose changes are journalled"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._note_config("config_created", vals_list[0] if vals_list else {})
        return records

    def write(self, vals):
        result = super().write(vals)
        self._note_config("config_changed", vals)
        return result

    def unlink(self):
        self._note_config("config_deleted", {})
        return super().unlink()

    def _note_config(self, kind, vals):
        # Module installation rewrites its own data by the thousand: not an act.
        if not self or not self.env.registry.ready or not self._is_noted(vals):
            return
        names = ",".join(sorted(vals))[:200]
        self.env["ngo.journal"]._note(kind, self, reason=names)

    def _is_noted(self, vals):
        return True


class ResGroups(models.Model):
    _name = "res.groups"
    _inherit = ["res.groups", "ngo.journalled.config"]


class IrRule(models.Model):
    _name = "ir.rule"
    _inherit = ["ir.rule", "ngo.journalled.config"]


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _inherit = ["ir.model.access", "ngo.journalled.config"]


class IrActionsServer(models.Model):
    _name = "ir.actions.server"
    _inherit = ["ir.actions.server", "ngo.journalled.config"]


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "ngo.journalled.config"]

    def _is_noted(self, vals):
        return bool(
            {"group_ids", "active", "password", "new_password", "login"} & set(vals)
        )
