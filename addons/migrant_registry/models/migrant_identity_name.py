# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import rows, scripts
from .migrant_identity import IDENTITY


class MigrantIdentityName(models.Model):
    """One name of a person: its kind, as written, in one script."""

    _name = "migrant.identity.name"
    _inherit = ["migrant.personal"]
    _description = "Name of a person"
    _order = "beneficiary_id, sequence, id"
    _personal_scope = "identity"

    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("given", "Given name"),
            ("family", "Family name"),
            ("full", "Whole name"),
            ("nickname", "Nickname, kunya"),
            ("alias", "Alias"),
            ("birth", "Name at birth"),
            ("mother", "Mother's name"),
            ("father", "Father's name"),
        ],
        required=True,
        default="given",
        groups=IDENTITY,
    )
    value = fields.Char(string="As written", required=True, groups=IDENTITY)
    script = fields.Selection(
        [
            ("latn", "Latin"),
            ("arab", "Arabic"),
            ("ethi", "Ge'ez"),
            ("zyyy", "Other"),
        ],
        compute="_compute_script",
        store=True,
        precompute=True,
        groups=IDENTITY,
    )

    @api.depends("value")
    def _compute_script(self):
        for name in self:
            name.script = scripts.script_of(name.value or "")

    @api.constrains("value")
    def _check_value(self):
        wrong = self.filtered(
            lambda name: len(name.value) > 120
            or not any(char.isalpha() for char in name.value)
            or rows.is_formula(name.value)
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "This is no name: %(names)s", names=", ".join(wrong.mapped("value"))
                )
            )

    def _first(self, *kinds):
        """The first name of one of these kinds, as text, or an empty text."""
        for name in self:
            if name.kind in kinds and name.value:
                return name.value
        return ""
