# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class NgoSiteStaff(models.Model):
    """Who works at a site, in which function and when.

    A list for the telephone and the poster: it gives no right (``ngo.role`` does).
    People without an account are contacts.
    """

    _name = "ngo.site.staff"
    _inherit = ["ngo.reference"]
    _description = "Staff of a Site"
    _order = "site_id, date_from, id"
    _write_roles = ("coordinator", "administrative_assistant")
    _write_site_path = "site_id"
    _write_programme_path = "site_id.programme_ids"

    site_id = fields.Many2one(
        comodel_name="ngo.site", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(comodel_name="res.users", index="btree_not_null")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person without account",
        index="btree_not_null",
    )
    job_title_id = fields.Many2one(
        comodel_name="ngo.job.title", string="Function", ondelete="restrict"
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Until", help="Last day at the site.")

    _somebody = models.Constraint(
        "CHECK ((user_id IS NULL) <> (partner_id IS NULL))",
        "Name a user, or a contact for somebody without account: one of the two.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "Nobody can leave a site before arriving."
    )
    _user_uniq = models.UniqueIndex(
        "(site_id, user_id, COALESCE(job_title_id, 0), date_from)"
        " WHERE user_id IS NOT NULL",
        "This person is on the list of the site for this function already.",
    )

    @api.depends("user_id.name", "partner_id.name", "site_id", "job_title_id")
    def _compute_display_name(self):
        for line in self:
            parts = (
                line.user_id.name or line.partner_id.name,
                line.job_title_id.name,
                line.site_id.display_name,
            )
            line.display_name = ", ".join(part for part in parts if part)
