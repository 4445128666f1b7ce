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


class MigrantCaseCriterion(models.Model):
    """Why a person is, or is not, received in a programme."""

    _name = "migrant.case.criterion"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Eligibility criterion"

    programme_ids = fields.Many2many(
        "ngo.programme", string="Programmes", help="Empty: all programmes."
    )
    verdict = fields.Selection(
        [("eligible", "Opens the programme"), ("refused", "Closes the programme")],
        required=True,
        default="eligible",
    )


class MigrantCaseOutcome(models.Model):
    """What was aimed at and what came of it: protection, reinsertion, autonomy."""

    _name = "migrant.case.outcome"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Goal or outcome of a file"

    kind = fields.Selection(
        [("goal", "Goal"), ("outcome", "Outcome")], required=True, default="outcome"
    )


class MigrantCaseReason(models.Model):
    """Why a file is closed."""

    _name = "migrant.case.reason"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Reason of closing"


class MigrantCaseCheck(models.Model):
    """What is looked at before a file is closed."""

    _name = "migrant.case.check"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Point of the closing checklist"

    type_ids = fields.Many2many(
        "migrant.case.type", string="Types of files", help="Empty: all types."
    )
    probe = fields.Selection(
        [
            ("hand", "Ticked by hand"),
            ("transitions", "No transfer waits for an answer"),
            ("escalations", "No question to the supervisor is open"),
            ("needs", "Each need is met, or it is said why not"),
            ("actions", "No action is open"),
        ],
        string="How it is checked",
        required=True,
        default="hand",
    )
