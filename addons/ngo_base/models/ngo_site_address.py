# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .ngo_role import ROLES


class NgoSiteAddress(models.Model):
    """The address of a site that must not be known to everybody.

    Members of the suite read that the shelter exists, how many places it has and
    whom it admits; its address is for those who work there. Each reading stands in
    the journal.
    """

    _name = "ngo.site.address"
    _inherit = ["ngo.guarded"]
    _description = "Confidential Address of a Site"
    _rec_name = "site_id"
    _journal_fields = ("street", "zip", "city", "phone", "directions")

    site_id = fields.Many2one(
        comodel_name="ngo.site", required=True, index=True, ondelete="cascade"
    )
    street = fields.Char(required=True)
    zip = fields.Char()
    city = fields.Char()
    phone = fields.Char()
    directions = fields.Text(help="How to arrive there without being followed.")

    _site_uniq = models.UniqueIndex("(site_id)", "This site has its address already.")

    @api.constrains("site_id")
    def _check_confidential(self):
        plain = self.site_id.filtered(lambda site: not site.is_address_confidential)
        if plain:
            raise ValidationError(
                self.env._(
                    "The address of these sites is not confidential, write it on the"
                    " site: %(sites)s",
                    sites=", ".join(plain.mapped("display_name")),
                )
            )

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        roles = [role for role, _label in ROLES]
        return [
            (
                "coordinator",
                self.env._("You coordinate this site."),
                live.domain(
                    ("coordinator",),
                    site="site_id",
                    programme="site_id.programme_ids",
                ),
            ),
            (
                "site",
                self.env._("One of your roles names this site."),
                Domain("site_id", "in", live.site_ids(*roles)),
            ),
            (
                "presence",
                self.env._("You are on shift at this site."),
                Domain("site_id", "in", live.presence_site_ids),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        return self._scope_live().domain(
            ("coordinator",), site="site_id", programme="site_id.programme_ids"
        )
