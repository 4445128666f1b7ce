# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .direction import in_line

PLANNERS = ("coordinator",)
PARTS = {
    "day": (0, 24),
    "morning": (6, 13),
    "afternoon": (13, 18),
    "evening": (17, 24),
    "night": (20, 32),
}


class PermanenceWish(models.Model):
    """What somebody would like, or not, before the month is planned.

    There is no field for the reason: nobody owes one.
    """

    _name = "permanence.wish"
    _inherit = ["ngo.guarded"]
    _description = "Wish"
    _order = "date, employee_id"

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env.user.employee_id,
    )
    date = fields.Date(required=True, index=True)
    part = fields.Selection(
        [
            ("day", "The whole day"),
            ("morning", "Morning"),
            ("afternoon", "Afternoon"),
            ("evening", "Evening"),
            ("night", "Night"),
        ],
        required=True,
        default="day",
    )
    weight = fields.Selection(
        [
            ("-9", "Cannot"),
            ("-3", "Rather not at all"),
            ("-1", "Rather not"),
            ("1", "Gladly"),
            ("3", "Very gladly"),
        ],
        required=True,
        default="-1",
    )
    may_choose = fields.Boolean(
        compute="_compute_may_choose",
        string="May be somebody else's",
        help="Who plans writes down what a colleague told her.",
    )

    _day_uniq = models.UniqueIndex(
        "(employee_id, date, part)", "There is a wish for this part of the day."
    )

    @api.depends_context("uid")
    def _compute_may_choose(self):
        self.may_choose = self._scope_live().has(*PLANNERS)

    @api.depends("employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wish in self:
            # A many2one shows its name to whoever reads the record that bears it.
            names = [wish.sudo().employee_id.display_name, wish._day()]
            wish.display_name = in_line(self.env, *names)

    def _day(self):
        return self.date and format_date(self.env, self.date)

    @api.model
    def _scope_reasons(self):
        planner = self._scope_live().has(*PLANNERS)
        everybody = Domain.TRUE if planner else Domain.FALSE
        return [
            (
                "own",
                self.env._("It is yours."),
                Domain("employee_id.user_id", "=", self.env.uid),
            ),
            ("coordinator", self.env._("You plan."), everybody),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        wishes = super().create(vals_list)
        wishes._check_deadline()
        return wishes

    def write(self, vals):
        result = super().write(vals)
        self._check_deadline()
        return result

    def _check_deadline(self):
        """After the deadline of a plan its coordinator alone changes wishes."""
        if self._scope_live().has(*PLANNERS):
            return
        # Deadlines are announced to all; the plan itself is the coordinator's.
        plans = self.env["permanence.plan"].sudo()
        late = self.filtered(
            lambda wish: plans.search_count(
                [
                    ("date_from", "<=", wish.date),
                    ("date_to", ">=", wish.date),
                    ("wish_deadline", "<", fields.Datetime.now()),
                    ("state", "!=", "closed"),
                ],
                limit=1,
            )
        )
        if late:
            raise UserError(
                self.env._(
                    "Too late for wishes on: %(days)s",
                    days=", ".join(sorted(str(wish.date) for wish in late)),
                )
            )
