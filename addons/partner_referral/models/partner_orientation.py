# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.migrant_registry.models.migrant_beneficiary_scope import OWN_HOURS


class PartnerOrientation(models.Model):
    """An address given, nothing sent: no consent is asked, it is counted."""

    _name = "partner.orientation"
    _inherit = ["migrant.person.mixin", "migrant.personal"]
    _description = "Simple Orientation"
    _order = "at desc, id desc"
    _rec_name = "service_id"

    # Whom it was given to may be unknown: a question at the desk.
    beneficiary_id = fields.Many2one(required=False, ondelete="restrict")
    at = fields.Datetime(string="On", required=True, default=fields.Datetime.now)
    service_id = fields.Many2one(
        "directory.service", required=True, ondelete="restrict", index=True
    )
    organization_id = fields.Many2one(related="service_id.organization_id")
    category_id = fields.Many2one(
        "directory.category",
        string="Need",
        compute="_compute_category_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    site_id = fields.Many2one(
        "ngo.site",
        compute="_compute_site_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )
    programme_id = fields.Many2one(
        "ngo.programme", compute="_compute_site_id", store=True, precompute=True
    )

    @api.depends("service_id")
    def _compute_category_id(self):
        for orientation in self:
            known = orientation.category_id or orientation.service_id.category_ids[:1]
            orientation.category_id = known

    @api.depends("beneficiary_id", "user_id")
    def _compute_site_id(self):
        live = self.env["ngo.role"]._live()
        here = live.presence_site_ids[:1]
        for orientation in self:
            # Where the file lies is open to whoever orients the person.
            person = orientation.sudo().beneficiary_id
            site_id = orientation.site_id.id or (here and here[0]) or person.site_id.id
            orientation.site_id = site_id
            orientation.programme_id = person.programme_id

    @api.depends("service_id")
    def _compute_display_name(self):
        for orientation in self:
            orientation.display_name = orientation.service_id.name

    @api.model
    def _scope_reasons(self):
        return [
            ("mine", self.env._("You gave this address."), self._mine_domain()),
            *super()._scope_reasons(),
        ]

    @api.model
    def _mine_domain(self):
        """What the current user gave: to whom, she reads for a day, as at the desk.

        Later, those who read the person do; an address given to nobody stays hers.
        """
        since = fields.Datetime.now() - timedelta(hours=OWN_HOURS)
        fresh = Domain("create_date", ">=", since)
        nobody = Domain("beneficiary_id", "=", False)
        return Domain("user_id", "=", self.env.uid) & (fresh | nobody)

    @api.model
    def _scope_write_domain(self):
        return self._mine_domain()

    @api.model
    def _give(self, service, person=None, category=None):
        """Count one address given, in one tap.

        :param service: ``directory.service``
        :param person: the person, or None at the desk
        :param category: the need asked for, or None
        """
        vals = {"service_id": service.id}
        if person:
            person.check_access("read")
            vals["beneficiary_id"] = person.id
            person._touch()
        if category:
            vals["category_id"] = category.id
        return self.create(vals)

    def _anonymise(self):
        # The address stays counted, whose it was goes.
        self.write({"beneficiary_id": False})


class DirectoryService(models.Model):
    _inherit = "directory.service"

    def action_orient(self):
        """One tap: the address of this service was given."""
        self.ensure_one()
        person = self.env["migrant.beneficiary"].browse(
            self.env.context.get("orient_beneficiary_id")
        )
        category = self.env["directory.category"].browse(
            self.env.context.get("orient_category_id")
        )
        self.env["partner.orientation"]._give(self, person.exists(), category.exists())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Counted: address of %(name)s", name=self.name),
                "type": "success",
            },
        }
