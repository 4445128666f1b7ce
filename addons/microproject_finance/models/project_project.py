# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ProjectProject(models.Model):
    """The project behind a micro-project is read with it."""

    _inherit = "project.project"

    microproject_ids = fields.One2many(
        comodel_name="microproject.microproject",
        inverse_name="project_id",
        string="Micro-project",
    )
