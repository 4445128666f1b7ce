# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class MicroprojectOverrun(models.Model):
    """Leave to spend beyond a budget line, asked by one and approved by another."""

    _name = "microproject.overrun"
    _description = "Overrun"
    _inherit = ["microproject.part", "microproject.funded"]
    _order = "id desc"
    _transitions = {
        "asked": {"approved", "refused"},
        "approved": set(),
        "refused": set(),
    }

    heading_id = fields.Many2one(
        comodel_name="microproject.heading", required=True, ondelete="restrict"
    )
    amount = fields.Monetary(string="Beyond the budget", required=True)
    reason = fields.Char(required=True)
    asked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("asked", "Asked"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="asked",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND amount < 1e12)", "An overrun is an amount."
    )

    @api.depends("microproject_id.code", "heading_id.display_name")
    def _compute_display_name(self):
        for overrun in self:
            overrun.display_name = (
                f"{overrun.microproject_id.code or ''}"
                f" {overrun.heading_id.display_name or ''}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever asks is whoever is here: no other name can be put in front.
        for vals in vals_list:
            vals["asked_by_id"] = self.env.uid
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            self._check_undecided()
        return super().write(vals)

    def _check_undecided(self):
        decided = self.filtered(lambda o: o.state != "asked")
        if decided:
            raise UserError(
                self.env._(
                    "A decision stays as it was taken: %(names)s",
                    names=", ".join(decided.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_undecided()

    def action_approve(self):
        self._decide("approved")

    def action_refuse(self):
        self._decide("refused")

    def _decide(self, state):
        """Approve or refuse, by another person than the one who asked."""
        for overrun in self:
            if overrun._is_same_person(overrun.asked_by_id):
                raise UserError(
                    self.env._(
                        "%(name)s: another person decides than the one who asked.",
                        name=overrun.display_name,
                    )
                )
        self.write({"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()})
        self._move_to(state)
