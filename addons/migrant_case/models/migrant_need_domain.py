# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantNeedDomain(models.Model):
    """A field of life in which people have needs; basic needs are asked first."""

    _name = "migrant.need.domain"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Domain of needs"
    _order = "is_basic desc, sequence, id"

    is_basic = fields.Boolean(
        string="Basic need",
        help="To sleep, to eat, to be safe: without it no follow-up holds.",
    )
    programme_ids = fields.Many2many(
        "ngo.programme", string="Programmes", help="Empty: all programmes."
    )
    color = fields.Integer()

    def _for_programme(self, programme):
        """The domains that a programme works with, in their order."""
        # A short list that the house keeps.
        domains = self.search([])  # pylint: disable=no-search-all
        return domains.filtered(
            lambda domain: not domain.programme_ids or programme in domain.programme_ids
        )
