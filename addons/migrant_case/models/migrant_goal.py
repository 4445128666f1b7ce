# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MigrantGoal(models.Model):
    """What the person and the house want to reach in one domain, and by when."""

    _name = "migrant.goal"
    _inherit = ["migrant.plan.part", "ngo.transition.mixin"]
    _description = "Goal of a plan"
    _order = "plan_id, is_basic desc, domain_sequence, id"
    _label_fields = ("domain_id", "name")
    _journal_fields = ("name", "result")
    _begins_with = {"state": "open", "carried_from_id": False}
    _transitions = {
        "open": {"reached", "partly", "dropped"},
        "partly": {"reached", "dropped", "open"},
        "reached": {"open"},
        "dropped": {"open"},
    }

    case_id = fields.Many2one(
        compute="_compute_case_id", store=True, precompute=True, readonly=False
    )
    plan_id = fields.Many2one(
        "migrant.plan", required=True, index=True, ondelete="cascade"
    )
    domain_id = fields.Many2one(
        "migrant.need.domain", required=True, index=True, ondelete="restrict"
    )
    is_basic = fields.Boolean(related="domain_id.is_basic", store=True, precompute=True)
    domain_sequence = fields.Integer(
        related="domain_id.sequence", store=True, precompute=True
    )
    name = fields.Char(string="Goal", required=True)
    indicator = fields.Char(string="Reached when")
    target_on = fields.Date(string="Until")
    result = fields.Char()
    need_ids = fields.Many2many(
        "migrant.need",
        "migrant_goal_need_rel",
        "goal_id",
        "need_id",
        string="Needs",
        domain="[('case_id', '=', case_id)]",
        compute="_compute_need_ids",
        store=True,
        readonly=False,
    )
    action_ids = fields.One2many("migrant.action", "goal_id", string="Actions")
    carried_action_ids = fields.Many2many(
        "migrant.action",
        "migrant_action_earlier_goal_rel",
        "goal_id",
        "action_id",
        string="Actions carried on",
        readonly=True,
        help="They went on under the plan that followed.",
    )
    carried_from_id = fields.Many2one(
        "migrant.goal", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("partly", "Partly reached"),
            ("reached", "Reached"),
            ("dropped", "Given up"),
        ],
        required=True,
        default="open",
    )

    @api.depends("plan_id")
    def _compute_case_id(self):
        for goal in self:
            goal.case_id = goal.plan_id.case_id

    @api.depends("domain_id")
    def _compute_need_ids(self):
        """A goal answers the open needs of its domain, unless told otherwise."""
        for goal in self:
            goal.need_ids = goal.need_ids or goal.case_id.need_ids.filtered(
                lambda need, goal=goal: need.domain_id == goal.domain_id
                and not need.closed_on
            )

    @api.constrains("need_ids", "plan_id", "case_id")
    def _check_same_file(self):
        wrong = self.filtered(
            lambda goal: goal.case_id != goal.plan_id.case_id
            or goal.need_ids.case_id - goal.case_id
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "These goals speak of another file: %(goals)s",
                    goals=", ".join(wrong.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        goals.plan_id._check_open()
        return goals

    def write(self, vals):
        if set(vals) & {"plan_id", "domain_id", "name", "need_ids", "target_on"}:
            self.plan_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self.plan_id._check_open()

    def action_reached(self):
        """The goal is reached."""
        self._move_to("reached")
        return True
