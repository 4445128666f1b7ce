# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .migrant_case import SOCIAL


class MigrantCaseClosure(models.Model):
    """The closing of a file: asked by one, agreed by another where the policy says so.

    It holds the checklist, what was aimed at and reached, and the view of the person;
    for a child also her own, or why it could not be asked.
    """

    _name = "migrant.case.closure"
    _inherit = ["migrant.case.part", "ngo.transition.mixin", "migrant.second.look"]
    _description = "Closing of a file"
    _order = "id desc"
    _transitions = {
        "draft": {"asked", "done", "cancelled"},
        "asked": {"draft", "done", "cancelled"},
    }
    _journal_fields = ("summary", "person_view", "child_view")

    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("asked", "Waits for a second person"),
            ("done", "Closed"),
            ("cancelled", "Given up"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    episode = fields.Integer(readonly=True, aggregator=None)
    reason_id = fields.Many2one(
        "migrant.case.reason", string="Why it is closed", ondelete="restrict"
    )
    goal_ids = fields.Many2many(
        "migrant.case.outcome",
        "migrant_case_closure_goal_rel",
        string="Goals",
        domain=[("kind", "=", "goal")],
    )
    outcome_ids = fields.Many2many(
        "migrant.case.outcome",
        "migrant_case_closure_outcome_rel",
        string="Outcomes",
        domain=[("kind", "=", "outcome")],
    )
    summary = fields.Text(help="What was done, and what remains.")
    person_view = fields.Text(string="View of the person")
    is_child = fields.Boolean(related="case_id.case_type_id.is_child")
    child_view = fields.Text(string="View of the child")
    child_view_reason = fields.Char(string="Why the child was not asked")
    follow_up_on = fields.Date(
        string="News taken on", help="A call some months after the closing."
    )
    check_ids = fields.One2many(
        "migrant.case.closure.check", "closure_id", string="Checklist"
    )
    asked_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True)
    needs_second = fields.Boolean(compute="_compute_needs_second")

    _one_current = models.UniqueIndex(
        "(case_id) WHERE state IN ('draft', 'asked')",
        "The closing of this file is being prepared already.",
    )

    @api.depends("case_id")
    def _compute_needs_second(self):
        for closure in self:
            closure.needs_second = bool(closure._second_look_rule("case_close"))

    @api.model_create_multi
    def create(self, vals_list):
        closures = super().create(vals_list)
        for closure in closures:
            # Counted by the file; nobody writes it.
            closure.sudo().episode = closure.case_id.episode
            closure._fill_checklist()
        return closures

    def write(self, vals):
        done = self.filtered(lambda row: row.state in ("done", "cancelled"))
        if done and not self.env.su:
            raise UserError(
                self.env._(
                    "These closings are over: %(codes)s",
                    codes=", ".join(done.mapped("display_name")),
                )
            )
        closed = {"state", "asked_by_id", "decided_by_id", "decided_on", "episode"}
        if closed & set(vals) and not self.env.su:
            raise UserError(self.env._("Use the buttons to close the file."))
        return super().write(vals)

    def _fill_checklist(self):
        self.ensure_one()
        checks = self.env["migrant.case.check"].search(
            [("type_ids", "in", [False, self.case_id.case_type_id.id])]
        )
        # The list is made by the closing; people tick it.
        self.env["migrant.case.closure.check"].sudo().create(
            [{"closure_id": self.id, "check_id": check.id} for check in checks]
        )

    # --------------------------------------------------------------- actions

    def action_ask(self):
        """Close the file, or ask the second person whom the policy wants."""
        for closure in self:
            closure.check_access("write")
            closure._check_complete()
            # Who asks is noted; the fields are closed to direct writing.
            closure.sudo().asked_by_id = self.env.user
            rule = closure._second_look_rule("case_close")
            if rule and not closure._is_waived(rule):
                closure.sudo()._move_to("asked")
                case = closure.case_id
                closure._tell(
                    case._readers_among(case.supervisor_id),
                    lambda env, code: env._(
                        "Closing of %(code)s to look at", code=code
                    ),
                )
            else:
                closure._close_case()
        return True

    def action_agree(self):
        """The second person agrees: the file is closed."""
        for closure in self:
            closure._check_second()
            closure._check_complete()
            closure._close_case()
            closure._tell(
                closure.case_id._readers_among(closure.asked_by_id),
                lambda env, code: env._("%(code)s is closed, as you asked", code=code),
            )
        return True

    def action_send_back(self):
        """The second person does not agree yet."""
        for closure in self:
            closure._check_second()
            closure.sudo()._move_to("draft")
            closure._tell(
                closure.case_id._readers_among(closure.asked_by_id),
                lambda env, code: env._("Closing of %(code)s: not yet", code=code),
            )
        return True

    def action_cancel(self):
        """The file stays open."""
        self.check_access("write")
        self.sudo()._move_to("cancelled")
        return True

    def _check_second(self):
        """Raise unless the user may agree: another person, a supervisor of the file."""
        self.check_access("write")
        if self.state != "asked":
            raise UserError(self.env._("This closing does not wait for anybody."))
        if self.env.user in (self.asked_by_id, self.case_id.owner_id):
            raise AccessError(self.env._("Somebody else must agree to the closing."))
        if not self._scope_live().has("supervisor"):
            raise AccessError(self.env._("A supervisor agrees to the closing."))

    def _check_complete(self):
        """Raise unless all is said and checked, naming everything that is missing."""
        missing = []
        for name in ("reason_id", "outcome_ids", "summary", "person_view"):
            if not self[name]:
                missing.append(self._fields[name]._description_string(self.env))
        if self.is_child and not (self.child_view or self.child_view_reason):
            missing.append(self.env._("View of the child, or why she was not asked"))
        missing += self.check_ids.filtered(lambda line: not line.is_passed).mapped(
            "check_id.name"
        )
        if missing:
            raise UserError(
                self.env._(
                    "Before %(code)s is closed, this is missing:\n%(what)s",
                    code=self.case_id.code,
                    what="\n".join(missing),
                )
            )

    def _close_case(self):
        self.ensure_one()
        # The decision was checked; what follows is its effect.
        self.sudo().write(
            {
                "state": "done",
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        self.case_id._close(self.reason_id)


class MigrantCaseClosureCheck(models.Model):
    """One point of the closing checklist, ticked or found by itself."""

    _name = "migrant.case.closure.check"
    _inherit = ["migrant.case.part"]
    _description = "Point checked at the closing"
    _order = "sequence, id"

    closure_id = fields.Many2one(
        "migrant.case.closure", required=True, index=True, ondelete="cascade"
    )
    case_id = fields.Many2one(
        related="closure_id.case_id", store=True, precompute=True, readonly=True
    )
    check_id = fields.Many2one(
        "migrant.case.check", string="Point", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="check_id.sequence", store=True)
    probe = fields.Selection(related="check_id.probe")
    is_done = fields.Boolean(string="Done")
    remark = fields.Char(help="Why it does not apply.")
    is_passed = fields.Boolean(string="In order", compute="_compute_is_passed")

    @api.depends("is_done", "remark", "check_id.probe")
    def _compute_is_passed(self):
        for line in self:
            if line.probe == "hand":
                line.is_passed = line.is_done or bool((line.remark or "").strip())
            else:
                # A count of what is open; no content is read.
                probe = getattr(line.case_id.sudo(), f"_probe_{line.probe}", None)
                line.is_passed = probe is None or probe()


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    closure_ids = fields.One2many("migrant.case.closure", "case_id", groups=SOCIAL)

    def action_close(self):
        """Open the closing of this file, prepared before or new."""
        self.ensure_one()
        self.check_access("write")
        closures = self.env["migrant.case.closure"]
        closure = closures.search(
            [("case_id", "=", self.id), ("state", "in", ("draft", "asked"))], limit=1
        ) or closures.create({"case_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close the file"),
            "res_model": "migrant.case.closure",
            "res_id": closure.id,
            "view_mode": "form",
        }

    def _check_transition(self, state):
        super()._check_transition(state)
        if state != "closed":
            return
        bare = self.filtered(
            lambda case: (
                case.state != "closed"
                and not case.sudo().closure_ids.filtered(
                    lambda row: row.state == "done" and row.episode == case.episode
                )
            )
        )
        if bare:
            raise UserError(
                self.env._(
                    "These files are closed with their checklist: %(codes)s",
                    codes=", ".join(bare.mapped("code")),
                )
            )

    def _close(self, reason):
        """The closing was decided: the episode ends, deadlines end."""
        for case in self:
            last = case.case_type_id.step_ids.filtered("is_closing")[:1]
            vals = {"state": "closed", "date_close": fields.Date.context_today(self)}
            if last:
                vals["step_id"] = last.id
            # Who agrees to a closing need not be able to write the file itself.
            case.sudo().write(vals)
            case._current_episode().write(self._end_episode_vals(reason))
            case._stop_clocks("case_closed")
            case._cancel_clocks()
