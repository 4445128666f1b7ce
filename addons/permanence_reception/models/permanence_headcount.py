# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PermanenceHeadcount(models.Model):
    """How many came to a collective moment, by sex, age and language; no names."""

    _name = "permanence.headcount"
    _inherit = ["permanence.encounter.line"]
    _description = "Headcount"
    _order = "encounter_id, id"

    sex = fields.Selection(
        selection=lambda self: self.env["migrant.beneficiary"]
        ._fields["sex"]
        ._description_selection(self.env)
    )
    age_band = fields.Selection(
        selection=lambda self: (
            self.env["migrant.beneficiary"]
            ._fields["age_band"]
            ._description_selection(self.env)
        ),
        string="Age",
    )
    language_id = fields.Many2one("ngo.language", ondelete="restrict")
    count = fields.Integer(required=True, default=1)

    _count_sane = models.Constraint(
        "CHECK (count BETWEEN 1 AND 5000)", "Count at least one person."
    )
    _once = models.UniqueIndex(
        "(encounter_id, coalesce(sex, ''), coalesce(age_band, ''),"
        " coalesce(language_id, 0))",
        "This line is there already: add to its number.",
    )
