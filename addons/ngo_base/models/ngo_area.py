# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class NgoArea(models.Model):
    """A piece of territory, from the country down to the municipality.

    Codes follow ISO 3166-2 where that norm has one; below it they are empty.
    """

    _name = "ngo.area"
    _description = "Area"
    _parent_store = True
    _order = "parent_path, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        string="ISO 3166-2 code", help="Empty below the level that the norm knows."
    )
    kind = fields.Selection(
        selection=[
            ("country", "Country"),
            ("region", "Region"),
            ("governorate", "Governorate"),
            ("province", "Province"),
            ("department", "Department"),
            ("delegation", "Delegation"),
            ("municipality", "Municipality"),
            ("district", "District"),
        ],
        required=True,
    )
    parent_id = fields.Many2one(
        comodel_name="ngo.area", index="btree_not_null", ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(comodel_name="ngo.area", inverse_name="parent_id")
    group_ids = fields.Many2many(
        comodel_name="ngo.area.group",
        string="Groupings",
        help="Areas that people name together, whatever the administrative tree.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "An area with this code exists already."
    )
    _name_idx = models.Index("(parent_id, kind)")

    @api.depends("name", "kind", "parent_id.name", "parent_id.kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Below the regions, the name of the parent tells namesakes apart."""
        for area in self:
            name = area.name or ""
            parent = area.parent_id
            if parent and parent.kind != "country" and parent.name != name:
                name = f"{name} ({parent.name})"
            area.display_name = name

    def _covers(self, area):
        """Tell whether ``area`` lies in one of these areas.

        :param area: ``ngo.area`` record or empty recordset
        :rtype: bool
        """
        if not area:
            return False
        area.ensure_one()
        above = {int(step) for step in area.parent_path.split("/") if step}
        return bool(above & set(self.ids))


class NgoAreaGroup(models.Model):
    """A free grouping of areas, such as *Grand Tunis*."""

    _name = "ngo.area.group"
    _description = "Grouping of Areas"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    area_ids = fields.Many2many(comodel_name="ngo.area", string="Areas")
    active = fields.Boolean(default=True)

    def _covers(self, area):
        """Tell whether ``area`` lies in one of the areas of these groupings.

        :param area: ``ngo.area`` record or empty recordset
        :rtype: bool
        """
        return self.area_ids._covers(area)
