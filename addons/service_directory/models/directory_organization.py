# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class DirectoryOrganization(models.Model):
    """An organisation that offers services, whoever pays it."""

    _name = "directory.organization"
    _inherit = ["directory.hsds.source.mixin", "mail.thread"]
    _description = "Organisation of the Service Directory"
    _order = "name, id"
    _rec_names_search = ["name", "alternate_name"]

    name = fields.Char(required=True, tracking=True, index="trigram")
    alternate_name = fields.Char(string="Other name or acronym")
    description = fields.Text(
        translate=True, help="Needed before a service of it is published."
    )
    family = fields.Selection(
        [
            ("associative", "Association"),
            ("institutional", "Public institution"),
            ("international", "International organisation"),
            ("private", "Private"),
        ],
        required=True,
        default="associative",
        index=True,
    )
    website = fields.Char()
    email = fields.Char(help="Written to when the sheet must be checked.")
    parent_id = fields.Many2one(
        "directory.organization", string="Part of", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="In the contacts",
        index="btree_not_null",
        ondelete="set null",
        help="The same organisation among the contacts of the house.",
    )
    contact_ids = fields.One2many("directory.contact", "organization_id")
    service_ids = fields.One2many("directory.service", "organization_id")
    service_count = fields.Integer(compute="_compute_service_count", string="Services")
    active = fields.Boolean(default=True)

    _partner_uniq = models.UniqueIndex(
        "(partner_id) WHERE partner_id IS NOT NULL",
        "This contact stands for another organisation already.",
    )

    @api.depends("service_ids")
    def _compute_service_count(self):
        counts = dict(
            self.env["directory.service"]._read_group(
                [("organization_id", "in", self.ids)], ["organization_id"], ["__count"]
            )
        )
        for organization in self:
            organization.service_count = counts.get(organization._origin, 0)

    def action_open_services(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_directory.directory_service_action"
        )
        action["domain"] = [("organization_id", "=", self.id)]
        action["context"] = {"default_organization_id": self.id}
        return action
