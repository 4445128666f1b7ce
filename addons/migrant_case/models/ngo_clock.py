# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class NgoClock(models.Model):
    """Deadlines of a file and of whatever is done in it, found by the file."""

    _inherit = "ngo.clock"

    # Those that are over too: the form of a file shows them all.
    case_id = fields.Many2one(
        "migrant.case",
        string="File",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )

    _case_idx = models.Index(
        "(case_id, due) WHERE case_id IS NOT NULL"
        " AND state IN ('running', 'paused', 'breached')"
    )

    def init(self):
        """Deadlines that ran before they knew their file find it."""
        res = super().init()
        cr = self.env.cr
        cr.execute(
            "UPDATE ngo_clock SET case_id = res_id"
            " WHERE res_model = 'migrant.case' AND case_id IS NULL"
        )
        cr.execute("SELECT DISTINCT res_model FROM ngo_clock WHERE case_id IS NULL")
        for (model_name,) in cr.fetchall():
            model = self.env.get(model_name)
            link = model is not None and model._fields.get("case_id")
            if link and link.store and link.comodel_name == "migrant.case":
                self.env.execute_query(
                    SQL(
                        "UPDATE ngo_clock c SET case_id = r.case_id FROM %s r"
                        " WHERE c.res_model = %s AND c.res_id = r.id"
                        " AND c.case_id IS NULL RETURNING c.id",
                        SQL.identifier(model._table),
                        model_name,
                    )
                )
        return res

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["case_id"] = self._file_of(vals["res_model"], vals["res_id"])
        return super().create(vals_list)

    @api.model
    def _file_of(self, model_name, res_id):
        """Number of the file that a record is, or belongs to; False without one."""
        if model_name == "migrant.case":
            return res_id
        model = self.env[model_name]
        link = model._fields.get("case_id")
        if link is None or link.comodel_name != "migrant.case":
            return False
        # Only which file it is; nothing of the record is shown.
        return model.sudo().browse(res_id).case_id.id


class MigrantCase(models.Model):
    """A file is due when the first thing in it is due: contact, action, deadline."""

    _inherit = "migrant.case"
    _clock_key = "case_id"

    @api.model
    def _due_domain(self):
        return Domain("case_id", "!=", False)
