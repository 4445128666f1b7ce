# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import product

from odoo import fields, models
from odoo.exceptions import UserError


class NgoRoleProposal(models.TransientModel):
    """Propose at once the roles that go with a job title.

    It only proposes: each row is put in force by somebody else, on ``ngo.role``.
    """

    _name = "ngo.role.proposal"
    _description = "Roles of a Job Title"

    user_id = fields.Many2one(
        comodel_name="res.users", string="Person", required=True, ondelete="cascade"
    )
    job_title_id = fields.Many2one(
        comodel_name="ngo.job.title", required=True, ondelete="cascade"
    )
    group_ids = fields.Many2many(related="job_title_id.group_ids", string="Roles")
    site_ids = fields.Many2many(
        comodel_name="ngo.site", string="Sites", help="Empty: every site."
    )
    programme_ids = fields.Many2many(
        comodel_name="ngo.programme",
        string="Programmes",
        help="Empty: every programme.",
    )
    date_from = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime(string="Until", help="Empty: until it is ended.")

    def action_propose(self):
        """Propose one row for each role, site and programme, and show them.

        Rows that the person holds or awaits already are not proposed again.

        :raise UserError: when the title has no role, or all of them are there
        """
        self.ensure_one()
        if not self.job_title_id._get_roles():
            raise UserError(
                self.env._(
                    "No role goes with “%(title)s”.", title=self.job_title_id.name
                )
            )
        rows = self.env["ngo.role"].create(self._prepare_role_vals_list())
        if not rows:
            raise UserError(
                self.env._(
                    "%(person)s holds these roles already.", person=self.user_id.name
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proposed roles"),
            "res_model": "ngo.role",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", rows.ids)],
        }

    def _prepare_role_vals_list(self):
        """Values of the rows to propose: roles × sites × programmes."""
        places = product(
            self.job_title_id._get_roles(),
            self.site_ids.ids or [False],
            self.programme_ids.ids or [False],
        )
        known = self._get_known()
        return [
            {
                "user_id": self.user_id.id,
                "role": role,
                "site_id": site_id,
                "programme_id": programme_id,
                "job_title": self.job_title_id.name,
                "date_from": self.date_from,
                "date_to": self.date_to,
            }
            for role, site_id, programme_id in places
            if (role, site_id, programme_id) not in known
        ]

    def _get_known(self):
        """(role, site id, programme id) of the rows that hold or wait."""
        rows = self.env["ngo.role"].search(
            [
                ("user_id", "=", self.user_id.id),
                ("state", "in", ("proposed", "approved")),
                "|",
                ("date_to", "=", False),
                ("date_to", ">", self.date_from),
            ]
        )
        return {(row.role, row.site_id.id, row.programme_id.id) for row in rows}
