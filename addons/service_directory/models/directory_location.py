# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..engine import geo


class DirectoryLocation(models.Model):
    """A place where services are given: a door, a postal box or a telephone line.

    A confidential place keeps only its name and its area here. Its address is a record
    of another model, with readers of its own: a field can be forgotten in an export, a
    record that one may not read cannot.
    """

    _name = "directory.location"
    _inherit = ["directory.hsds.source.mixin"]
    _description = "Place of the Service Directory"
    _order = "name, id"
    _rec_names_search = ["name", "city", "street"]

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("physical", "Door"), ("virtual", "Telephone or online"), ("postal", "Post")],
        required=True,
        default="physical",
    )
    organization_id = fields.Many2one("directory.organization", index="btree_not_null")
    is_address_confidential = fields.Boolean(
        string="Confidential address",
        help="Shelter, place of protection: the address stands apart.",
    )
    confidential_address_ids = fields.One2many(
        "directory.confidential.address", "location_id"
    )
    street = fields.Char()
    street2 = fields.Char(string="Street (more)")
    zip = fields.Char(string="Postcode")
    city = fields.Char()
    state_name = fields.Char(string="Governorate or province")
    country_id = fields.Many2one("res.country")
    area_id = fields.Many2one(
        "ngo.area", index="btree_not_null", ondelete="restrict", string="Area"
    )
    latitude = fields.Float(digits=(9, 6), default=0.0)
    longitude = fields.Float(digits=(9, 6), default=0.0)
    transportation = fields.Text(translate=True, string="How to get there")
    accessibility = fields.Char(translate=True, help="Ramp, lift, sign language…")
    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.user.tz or "Africa/Tunis",
    )
    contact_ids = fields.One2many("directory.contact", "location_id")
    active = fields.Boolean(default=True)

    _confidential_is_empty = models.Constraint(
        """CHECK (NOT is_address_confidential OR (
            COALESCE(street, street2, zip, city) IS NULL
            AND COALESCE(latitude, 0) = 0 AND COALESCE(longitude, 0) = 0))""",
        "The address of a confidential place stands apart, not on the place.",
    )
    _is_on_earth = models.Constraint(
        "CHECK (abs(COALESCE(latitude, 0)) <= 90"
        " AND abs(COALESCE(longitude, 0)) <= 180)",
        "Latitude goes from -90 to 90 and longitude from -180 to 180.",
    )
    _position_idx = models.Index("(latitude, longitude) WHERE latitude != 0")

    @api.constrains("is_address_confidential", "confidential_address_ids")
    def _check_confidential(self):
        wrong = self.filtered(
            lambda place: (
                not place.is_address_confidential
                # Whether there is one, not what it says.
                and place.sudo().confidential_address_ids
            )
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "These places have a confidential address and must stay "
                    "confidential: %(names)s",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    @api.depends("name", "city", "is_address_confidential")
    def _compute_display_name(self):
        for place in self:
            parts = [place.name, place.city]
            place.display_name = ", ".join(part for part in parts if part)

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:
            sites = self.env["directory.service.site"]
            sites.search(
                [("location_id", "in", self.ids)]
            ).service_id._refresh_openings()
        return result

    def _point(self):
        """(latitude, longitude) in degrees, None when not known or confidential."""
        self.ensure_one()
        if self.is_address_confidential:
            return None
        return geo.point(self.latitude, self.longitude)
