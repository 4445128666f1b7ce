# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DirectoryCategory(models.Model):
    """A need that services answer, in a tree: what a person asks for."""

    _name = "directory.category"
    _inherit = ["directory.hsds.mixin"]
    _description = "Category of Services"
    _parent_store = True
    _order = "parent_path, sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stays the same in all languages.")
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        "directory.category",
        string="Part of",
        index="btree_not_null",
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    is_sensitive = fields.Boolean(
        help="Services of this category are shown to the public without location."
    )
    active = fields.Boolean(default=True)

    _hsds_uuid_uniq = models.UniqueIndex(
        "(hsds_uuid)", "This HSDS identifier is already in use."
    )
    _code_uniq = models.UniqueIndex("(code)", "A category with this code exists.")

    @api.constrains("parent_id")
    def _check_cycle(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot be a part of itself."))

    def _prepare_hsds_term(self):
        """HSDS taxonomy term of this category."""
        self.ensure_one()
        return {
            "id": self.hsds_uuid,
            "code": self.code,
            "name": self.name,
            "description": self.name,
            "parent_id": self.parent_id.hsds_uuid or None,
            "taxonomy": "permanence-needs",
        }
