# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantCase(models.Model):
    """The procedures and papers of the file, each under its own rule."""

    _inherit = "migrant.case"

    procedure_ids = fields.One2many(
        "migrant.procedure",
        "case_id",
        groups="ngo_base.group_ngo_base_class_legal",
    )
