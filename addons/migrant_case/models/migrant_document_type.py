# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain

CLASSES = [
    ("identity", "Identity"),
    ("social", "Social"),
    ("legal", "Legal"),
    ("medical", "Medical"),
]


class MigrantDocumentType(models.Model):
    """A kind of paper: who may open it, and when it must be renewed."""

    _name = "migrant.document.type"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Type of document"

    data_class = fields.Selection(
        CLASSES,
        required=True,
        default="social",
        help="Medical papers are opened by the medical colleague of the file alone.",
    )
    has_expiry = fields.Boolean(string="Expires")
    months = fields.Integer(
        string="Usual validity", help="In months, from the day of issue; 0: it says so."
    )
    warn_days = fields.Integer(
        string="Days of notice", default=30, help="Soon expired so many days before."
    )
    is_decision = fields.Boolean(
        string="Starts a deadline",
        help="A decision: the day on which it was received starts the delay.",
    )

    _days_possible = models.Constraint(
        "CHECK(months >= 0 AND months <= 600 AND warn_days >= 0)",
        "Validity and notice are not below zero.",
    )


class MigrantDocumentRequirement(models.Model):
    """One line of a checklist: this type of file needs this paper."""

    _name = "migrant.document.requirement"
    _no_read_rule = "how the house works; nobody is named"
    _description = "Line of a checklist"
    _order = "case_type_id, sequence, id"
    _rec_name = "document_type_id"

    case_type_id = fields.Many2one(
        "migrant.case.type", index="btree_not_null", ondelete="cascade"
    )
    step_id = fields.Many2one(
        "migrant.case.step",
        string="Needed from this step on",
        ondelete="cascade",
        domain="[('type_id', '=', case_type_id)]",
    )
    document_type_id = fields.Many2one(
        "migrant.document.type", string="Paper", required=True, ondelete="cascade"
    )
    is_required = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)

    _once = models.UniqueIndex(
        "(case_type_id, document_type_id)", "This paper is on the checklist already."
    )

    def _asked_of(self, case):
        """Does this line hold for a file, at the step where it is?"""
        self.ensure_one()
        if self.case_type_id != case.case_type_id:
            return False
        return not self.step_id or self.step_id.sequence <= case.step_id.sequence

    def _asked_domain(self):
        """Files for which ``_asked_of`` is true."""
        self.ensure_one()
        files = Domain("case_type_id", "=", self.case_type_id.id)
        if self.step_id:
            files &= Domain("step_id.sequence", ">=", self.step_id.sequence)
        return files
