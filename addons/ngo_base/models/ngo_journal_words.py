# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class NgoJournal(models.Model):
    """The journal in the reader's words: rows keep codes, since they never change."""

    _inherit = "ngo.journal"

    act_name = fields.Char("Act", compute="_compute_words")
    object_name = fields.Char("Kind of record", compute="_compute_words")
    class_names = fields.Char("What was read", compute="_compute_words")

    @api.depends("kind", "res_model", "classes")
    @api.depends_context("lang")
    def _compute_words(self):
        acts = self._act_names()
        for row in self:
            known = row.res_model in self.env
            row.act_name = acts.get(row.kind, row.kind)
            row.object_name = (
                self.env["ir.model"]._get(row.res_model).name
                if known
                else row.res_model
            )
            labels = self.env[row.res_model]._fields if known else {}
            row.class_names = ", ".join(
                labels[name]._description_string(self.env) if name in labels else name
                for name in (row.classes or "").split(",")
            )

    @api.model
    def _act_names(self):
        """Words for the kinds of acts; a room adds those that it notes.

        :return: {kind: words in the reader's language}
        """
        return {
            "config_changed": self.env._("Settings changed"),
            "config_created": self.env._("Settings added"),
            "config_deleted": self.env._("Settings taken away"),
            "grant": self.env._("Access given"),
            "grant_ended": self.env._("Access ended"),
            "group": self.env._("Read as totals"),
            "printed": self.env._("Printed"),
            "read": self.env._("Read"),
            "role_approved": self.env._("Role approved"),
            "role_ended": self.env._("Role ended"),
            "shredded": self.env._("Content destroyed"),
            "struck_out": self.env._("Struck out"),
        }
