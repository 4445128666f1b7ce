# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MigrantCaseList(models.AbstractModel):
    """A closed list of the house: a name in every language and a stable code."""

    _name = "migrant.case.list"
    _description = "List of the house"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "This code is on the list already.")


class MigrantCaseSource(models.Model):
    """How a person came to be known: by herself, a partner, the street team."""

    _name = "migrant.case.source"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Source of a file"


class MigrantCaseConcern(models.Model):
    """What threatens or harms a person.

    Four roots for children (violence, ill-treatment, neglect, exploitation), then the
    words of the house; ``unhcr_code`` is the specific-needs code of UNHCR, where one
    fits.
    """

    _name = "migrant.case.concern"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Concern"
    _parent_store = True

    parent_id = fields.Many2one(
        "migrant.case.concern",
        string="Part of",
        index="btree_not_null",
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    unhcr_code = fields.Char(string="UNHCR code", help="For instance SC-UC, CR-LW.")

    @api.depends("name", "parent_id.name")
    def _compute_display_name(self):
        for concern in self:
            above = concern.parent_id
            concern.display_name = (
                f"{above.name} / {concern.name}" if above else concern.name
            )
