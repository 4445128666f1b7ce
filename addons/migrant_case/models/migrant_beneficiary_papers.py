# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .migrant_case import LIVE_STATES

# What the office asks people to bring; legal and medical papers are not its matter.
OFFICE_CLASSES = ("identity", "social")


class MigrantBeneficiary(models.Model):
    """Which required papers the office asks for, without any file being read. [C06]"""

    _inherit = "migrant.beneficiary"

    papers_to_bring = fields.Char(
        string="Papers to bring",
        compute="_compute_papers_to_bring",
        search="_search_papers_to_bring",
        groups="ngo_base.group_ngo_base_administrative_assistant",
        help="Required by her standard files, missing or expired; neither legal nor"
        " medical ones.",
    )

    def _compute_papers_to_bring(self):
        # Of the file, nothing is said but what to bring; the person was read already.
        cases = self.env["migrant.case"].sudo()
        found = cases.search(
            Domain("beneficiary_id", "in", self.ids) & self._files_of_office()
        )
        for person in self:
            missing = self.env["migrant.document.type"]
            for case in found.filtered(lambda c, p=person: c.beneficiary_id == p):
                for line in case._checklist():
                    if (
                        line["required"]
                        and line["state"] in ("missing", "expired")
                        and line["type"].data_class in OFFICE_CLASSES
                    ):
                        missing |= line["type"]
            names = missing.with_env(self.env).mapped("name")
            person.papers_to_bring = ", ".join(names) or False

    @api.model
    def _search_papers_to_bring(self, operator, value):
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        today = fields.Date.context_today(self)
        holds = Domain("valid_until", "=", False) | Domain("valid_until", ">=", today)
        rows = self.env["migrant.document.requirement"].search(
            [
                ("is_required", "=", True),
                ("document_type_id.data_class", "in", OFFICE_CLASSES),
            ]
        )
        lacks = Domain.FALSE
        for row in rows:
            there = Domain("document_type_id", "=", row.document_type_id.id) & holds
            line = Domain("case_type_id", "=", row.case_type_id.id)
            line &= Domain("document_ids", "not any!", there)
            if row.step_id:
                line &= Domain("step_id.sequence", ">=", row.step_id.sequence)
            lacks |= line
        return ~Domain("case_ids", "any!", self._files_of_office() & lacks)

    @api.model
    def _files_of_office(self):
        return Domain("state", "in", LIVE_STATES) & Domain(
            "confidentiality", "=", "standard"
        )
