# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class MigrantSpecificNeed(models.Model):
    """A specific need: the words of the house, and UNHCR's standard codes.

    Source of the codes: UNHCR, Guidance on the Use of Standardized Specific Needs
    Codes (IOM/030-FOM/030/2009); the 36 that case files exchange. A word of the house
    may name the code to which it answers.
    """

    _name = "migrant.specific.need"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Specific need"
    _rec_names_search = ["name", "code", "unhcr_code"]

    is_unhcr = fields.Boolean(string="UNHCR code")
    unhcr_code = fields.Char(
        string="Answers to", help="The UNHCR code of a word of the house."
    )

    @api.depends("name", "code", "is_unhcr")
    def _compute_display_name(self):
        for need in self:
            need.display_name = (
                f"{need.code} {need.name}" if need.is_unhcr else need.name
            )

    def _codes(self):
        """The UNHCR codes that these needs amount to, without doubles."""
        codes = {n.code if n.is_unhcr else n.unhcr_code for n in self} - {False}
        return sorted(codes)


class MigrantVulnerability(models.Model):
    """A specific need of the person of a file, from a day to a day."""

    _name = "migrant.vulnerability"
    _inherit = ["migrant.plan.part", "migrant.dated"]
    _description = "Specific need of a person"
    _order = "date_from desc, id desc"
    _label_fields = ("specific_need_id",)
    _case_part = "social"
    _journal_fields = ("specific_need_id", "note")

    specific_need_id = fields.Many2one(
        "migrant.specific.need", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    note = fields.Char()

    _once = models.UniqueIndex(
        "(case_id, specific_need_id) WHERE date_to IS NULL",
        "This specific need is on the file already.",
    )

    @api.model
    def _current_of(self, case):
        """The specific needs that hold today on one file."""
        holds = self._holds_domain(fields.Date.context_today(self))
        return self.search(Domain("case_id", "=", case.id) & holds)
