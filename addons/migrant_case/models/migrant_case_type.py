# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MigrantCaseType(models.Model):
    """A method of work: its steps and what each of them asks.

    Its code is the facet ``case_type`` of the policy rules.
    """

    _name = "migrant.case.type"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "how the house works; nobody is named"
    _description = "Type of file"

    programme_ids = fields.Many2many(
        "ngo.programme", string="Programmes", help="Empty: all programmes."
    )
    step_ids = fields.One2many("migrant.case.step", "type_id", string="Steps")
    weight = fields.Float(
        default=1.0, help="How much of a worker's caseload one such file takes."
    )
    is_legal = fields.Boolean(
        string="Legal file",
        help="The jurists of its team read it; other teams' colleagues do not.",
    )
    is_child = fields.Boolean(
        string="Of a child", help="The view of the child is asked at each decision."
    )

    _weight_positive = models.Constraint(
        "CHECK(weight > 0 AND weight <= 20)", "A weight lies between 0 and 20."
    )

    def _first_step(self):
        """The step where a file of this type begins, or none."""
        return self.step_ids.sorted(lambda step: (step.sequence, step.id))[:1]


class MigrantCaseStep(models.Model):
    """One step of the method. Its code is the facet ``step`` of the policy rules."""

    _name = "migrant.case.step"
    _inherit = ["migrant.case.asked"]
    _no_read_rule = "how the house works; nobody is named"
    _description = "Step of the method"
    _order = "type_sequence, type_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    type_id = fields.Many2one(
        "migrant.case.type", required=True, index=True, ondelete="cascade"
    )
    type_sequence = fields.Integer(
        related="type_id.sequence", store=True, string="Order of the type"
    )
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True, help="What is done in this step.")
    is_closing = fields.Boolean(string="Last step", help="The file is closed here.")
    gate_ids = fields.One2many(
        "migrant.case.gate", "step_id", string="Conditions to enter", copy=True
    )

    _code_uniq = models.UniqueIndex(
        "(type_id, code)", "This type has a step with this code."
    )

    # Without the type's name: a label of one text is read with all other labels.
    @api.depends("name")
    @api.depends_context("lang", "with_case_type")
    def _compute_display_name(self):
        for step in self:
            step.display_name = step.name
            if step.env.context.get("with_case_type"):
                step.display_name = self.env._(
                    "%(type)s: %(step)s", type=step.type_id.name, step=step.name
                )
