# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class MicroprojectVisit(models.Model):
    """A call at the business, or a session of coaching or training."""

    _name = "microproject.visit"
    _description = "Visit or session"
    _inherit = ["microproject.part"]
    _order = "date desc, id desc"
    _transitions = {"planned": {"done", "missed"}, "missed": {"planned"}, "done": set()}

    kind = fields.Selection(
        selection=[
            ("visit", "Visit"),
            ("coaching", "Coaching"),
            ("training", "Training"),
        ],
        required=True,
        default="visit",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Made by",
        required=True,
        default=lambda self: self.env.user,
    )
    hours = fields.Float(help="A key that distributes salaries, never a cost.")
    is_attended = fields.Boolean(string="Holder present", default=True)
    findings = fields.Text(help="What was seen; no name, no address.")
    next_step = fields.Char()
    next_date = fields.Date(string="Next step by")
    image = fields.Image(string="Photograph", max_width=1600, max_height=1600)
    is_equipment_present = fields.Boolean(string="Equipment present")
    state = fields.Selection(
        selection=[("planned", "Planned"), ("done", "Done"), ("missed", "Missed")],
        required=True,
        readonly=True,
        default="planned",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_overdue")

    _hours_bounded = models.Constraint(
        "CHECK (hours IS NULL OR (hours >= 0 AND hours <= 24))",
        "A session has between 0 and 24 hours.",
    )

    @api.depends("microproject_id.code", "date")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = (
                f"{visit.microproject_id.code or ''} {visit.date or ''}"
            )

    @api.depends("state", "date")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for visit in self:
            visit.is_overdue = (
                visit.state == "planned" and bool(visit.date) and visit.date < today
            )

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = [("state", "=", "planned"), ("date", "<", "today")]
        return domain if True in value else ["!", "&", *domain]

    def action_done(self):
        future = self.filtered(lambda v: v.date > fields.Date.context_today(v))
        if future:
            raise UserError(
                self.env._(
                    "A visit is done when its day has come: %(names)s",
                    names=", ".join(future.mapped("display_name")),
                )
            )
        self._move_to("done")

    def action_missed(self):
        self._move_to("missed")

    def action_plan_again(self):
        self._move_to("planned")
