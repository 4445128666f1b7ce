# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

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

    @api.depends_context("uid", "lang")
    def _compute_papers_to_bring(self):
        # Of the file, nothing is said but what to bring; the person was read already.
        cases = self.env["migrant.case"].sudo()
        found = cases.search(
            Domain("beneficiary_id", "in", self.ids) & self._files_of_office()
        )
        documents = self.env["migrant.document"].sudo()
        held = {
            (case.id, kind.id)
            for case, kind in documents._read_group(
                Domain("case_id", "in", found.ids) & self._paper_holds(),
                ["case_id", "document_type_id"],
            )
        }
        rows = self._rows_of_office()
        kinds = rows.document_type_id
        missing = defaultdict(set)
        for case in found:
            missing[case.beneficiary_id.id] |= {
                row.document_type_id.id
                for row in rows
                if row._asked_of(case)
                and (case.id, row.document_type_id.id) not in held
            }
        for person in self:
            names = kinds.filtered(lambda k, p=person: k.id in missing[p.id])
            person.papers_to_bring = ", ".join(names.mapped("name")) or False

    @api.model
    def _search_papers_to_bring(self, operator, value):
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        lacks = Domain.OR(
            row._asked_domain()
            & Domain(
                "document_ids",
                "not any!",
                Domain("document_type_id", "=", row.document_type_id.id)
                & self._paper_holds(),
            )
            for row in self._rows_of_office()
        )
        return ~Domain("case_ids", "any!", self._files_of_office() & lacks)

    @api.model
    def _files_of_office(self):
        """Files whose checklist the office is shown when it registers post."""
        live = self.env["ngo.role"]._live()
        return (
            Domain("state", "in", LIVE_STATES)
            & Domain("confidentiality", "=", "standard")
            & live.domain(("administrative_assistant",))
        )

    @api.model
    def _rows_of_office(self):
        """Required lines of all checklists that the office may ask for."""
        return self.env["migrant.document.requirement"].search(
            Domain("is_required", "=", True)
            & Domain("document_type_id.data_class", "in", OFFICE_CLASSES)
        )

    @api.model
    def _paper_holds(self):
        """Papers that have not expired."""
        today = fields.Date.context_today(self)
        never = Domain("valid_until", "=", False)
        return never | Domain("valid_until", ">=", today)
