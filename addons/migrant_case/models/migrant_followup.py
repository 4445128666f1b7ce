# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

RISK_CHECKS = [
    ("same", "As before"),
    ("lower", "Safer"),
    ("higher", "More at risk"),
    ("danger", "In danger now"),
]


class MigrantFollowup(models.Model):
    """A contact planned to see how the person is and whether her needs are covered.

    Each ends with a quick look at the risk; the needs looked at are verified, or are
    open again.
    """

    _name = "migrant.followup"
    _inherit = ["migrant.plan.task"]
    _description = "Follow-up"
    _order = "planned_on desc, id desc"
    _due_field = "planned_on"
    _due_event = "followup_due"
    _open_states = ("planned",)
    _label_fields = ("kind", "planned_on")
    _journal_fields = ("findings", "person_view", "risk_check")
    _begins_with = {"state": "planned", "done_on": False, "done_by_id": False}
    _transitions = {
        "planned": {"done", "missed", "cancelled"},
        "missed": {"done", "planned", "cancelled"},
        "done": set(),
        "cancelled": {"planned"},
    }

    kind = fields.Selection(
        [
            ("office", "At the office"),
            ("home", "At home"),
            ("visit", "Visit elsewhere"),
            ("call", "Telephone"),
            ("online", "Online"),
        ],
        required=True,
        default="office",
    )
    planned_on = fields.Date(required=True, index=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        index=True,
    )
    done_on = fields.Date(readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    findings = fields.Text(string="What was seen")
    person_view = fields.Text(string="View of the person")
    risk_check = fields.Selection(RISK_CHECKS, string="Risk, at a glance")
    check_ids = fields.One2many(
        "migrant.need.check", "followup_id", string="Needs looked at"
    )
    next_on = fields.Date(string="Next follow-up")

    def write(self, vals):
        done = self.filtered(lambda f: f.state == "done")
        if done and not self.env.su:
            raise UserError(self.env._("A follow-up that is done stays as it was."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if self.filtered(lambda f: f.state == "done") and not self.env.su:
            raise UserError(self.env._("A follow-up that is done stays as it was."))

    def _check_transition(self, state):
        res = super()._check_transition(state)
        if state == "done":
            blind = self.filtered(lambda followup: not followup.risk_check)
            if blind:
                raise UserError(
                    self.env._(
                        "Each follow-up ends with a look at the risk: %(followups)s",
                        followups=", ".join(blind.mapped("display_name")),
                    )
                )
        return res

    def _move_vals(self, state):
        if state != "done":
            return super()._move_vals(state)
        return {
            "done_on": fields.Date.context_today(self),
            "done_by_id": self.env.uid,
        }

    def _moved(self, state):
        res = super()._moved(state)
        if state == "done":
            self._after_done()
        return res

    def _after_done(self):
        """Plan the next one, keep the contact, tell of a danger."""
        for followup in self:
            # The day of contact is a fact of the person: retention counts from it.
            followup.case_id.sudo().beneficiary_id._touch(followup.done_on)
            followup.case_id._stop_clocks("contact")
            followup.case_id._start_clocks(
                "contact", occurrence=f"followup-{followup.id}"
            )
            if followup.next_on:
                self.create(
                    {
                        "case_id": followup.case_id.id,
                        "kind": followup.kind,
                        "planned_on": followup.next_on,
                        "user_id": followup.user_id.id,
                    }
                )
            if followup.risk_check in ("higher", "danger"):
                followup.case_id._plan_risk_changed(
                    followup.risk_check, followup.display_name
                )

    def action_done(self):
        """Done: what was seen stands, the next one is planned."""
        return self._move_to("done")

    def action_missed(self):
        """Nobody came, or nobody answered."""
        return self._move_to("missed")

    def action_cancel(self):
        """Not needed any more."""
        return self._move_to("cancelled")

    def action_add_needs(self):
        """Look at each need that waits to be verified."""
        self.ensure_one()
        waiting = self.env["migrant.need"].search(
            [
                ("case_id", "=", self.case_id.id),
                ("state", "in", ("delivered", "partly_met")),
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Needs to verify"),
            "res_model": "migrant.need",
            "view_mode": "list,form",
            "domain": [("id", "in", waiting.ids)],
        }
