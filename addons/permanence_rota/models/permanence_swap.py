# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS, Command, Domain

from odoo.addons.ngo_base.arguments import Id

from .direction import in_line
from .permanence_supply import CLOSED
from .waiting import wait_for

PARTS = ("assignment_id", "employee_id")


class PermanenceSwap(models.Model):
    """Two people exchange slots, or one hands hers over.

    Asked, accepted by the colleague, approved by the coordinator; the rules are asked
    of both people for both slots at the moment of approval.
    """

    _name = "permanence.swap"
    _inherit = ["ngo.guarded", "ngo.transition.mixin"]
    _description = "Swap"
    _order = "id desc"
    _transitions = {
        "asked": {"accepted", "refused"},
        "accepted": {"done", "refused"},
    }

    assignment_id = fields.Many2one(
        "permanence.assignment", required=True, ondelete="cascade", index=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        string="Asked by",
        default=lambda self: self.env.user.employee_id,
    )
    to_employee_id = fields.Many2one("hr.employee", required=True, string="Asked to")
    # Of the same numbers as the employees, and open to everybody who works here.
    able_ids = fields.Many2many(
        "hr.employee.public", string="Who could hold it", compute="_compute_able_ids"
    )
    counter_id = fields.Many2one(
        "permanence.assignment",
        ondelete="cascade",
        index="btree_not_null",
        string="In exchange for",
    )
    state = fields.Selection(
        [
            ("asked", "Asked"),
            ("accepted", "Accepted"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        default="asked",
        required=True,
    )
    can_accept = fields.Boolean(compute="_compute_can_accept")
    needs_link = fields.Boolean(
        string="Has no account",
        compute="_compute_can_accept",
        help="The colleague answers on her page of the rota.",
    )
    # Whose task it is, and whether it is done, is the planner's alone.
    task_id = fields.Many2one("mail.activity", readonly=True, groups=NO_ACCESS)

    _two_people = models.Constraint(
        "CHECK (employee_id <> to_employee_id)", "A swap needs two people."
    )
    _one_at_a_time = models.UniqueIndex(
        "(assignment_id) WHERE state IN ('asked', 'accepted')",
        "A swap of this slot is under way already.",
    )

    @api.depends("assignment_id", "employee_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for swap in self:
            # A many2one shows its name to whoever reads the record that bears it.
            names = [swap.sudo()[name].display_name for name in PARTS]
            swap.display_name = in_line(self.env, *names)

    @api.depends("assignment_id", "employee_id")
    def _compute_able_ids(self):
        for swap in self:
            # Who is planned for what is for planners; here only who may be asked.
            able = swap.assignment_id.sudo()._could_hold()
            swap.able_ids = [Command.set((able - swap.employee_id).ids)]

    @api.depends("to_employee_id", "state")
    @api.depends_context("uid")
    def _compute_can_accept(self):
        for swap in self:
            # Whether a colleague has an account is no secret among colleagues.
            asked = swap.to_employee_id.sudo()
            waits = swap.state == "asked" and bool(asked)
            swap.can_accept = waits and asked.user_id == self.env.user
            swap.needs_link = waits and not asked.user_id

    @api.model_create_multi
    def create(self, vals_list):
        swaps = super().create(vals_list)
        for swap in swaps:
            swap._tell(
                swap.to_employee_id,
                lambda env: (
                    env._("A swap is asked of you"),
                    env._("Sign in to accept or to refuse it."),
                ),
            )
        return swaps

    def _tell(self, employee, compose):
        """Tell one of the two, where she has an account, if she does not act herself.

        :param compose: see ``ngo.access._notify_users``
        """
        # Her account is looked up, nothing else of the employee.
        user = employee.sudo().user_id - self.env.user
        self.env["ngo.access"]._notify_users(user, compose, self)

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        mine = Domain("employee_id.user_id", "=", self.env.uid) | Domain(
            "to_employee_id.user_id", "=", self.env.uid
        )
        return [
            ("own", self.env._("You take part."), mine),
            (
                "site",
                self.env._("You plan at this site."),
                live.domain(
                    ("coordinator",),
                    site="assignment_id.site_id",
                    programme="assignment_id.site_id.programme_ids",
                ),
            ),
        ]

    @api.constrains("assignment_id", "employee_id")
    def _check_holder(self):
        wrong = self.filtered(
            lambda swap: (
                swap.state == "asked"
                and swap.assignment_id.employee_id != swap.employee_id
            )
        )
        if wrong:
            raise UserError(self.env._("Only the holder of a slot asks for a swap."))

    @api.constrains("assignment_id", "to_employee_id")
    def _check_able(self):
        for swap in self.filtered(lambda swap: swap.state == "asked"):
            if swap.to_employee_id.id not in swap.able_ids.ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot hold %(slot)s: another role or another site.",
                        name=swap.to_employee_id.sudo().name,
                        slot=swap.assignment_id.slot_id.display_name,
                    )
                )

    def _check_transition(self, state):
        if state == "accepted" and not self.env.su:
            others = self.filtered(
                lambda swap: swap.to_employee_id != self.env.user.employee_id
            )
            if others:
                raise AccessError(self.env._("Only the colleague asked may accept."))
        if state == "done":
            self._check_coordinator()
        return super()._check_transition(state)

    @api.model
    def _asked_of(self, employee):
        """What this person is asked, or agreed to and awaits the coordinator, of
        published slots that are to come; the next one first.

        :param employee: ``hr.employee``
        """
        return self.search(
            Domain("to_employee_id", "=", employee.id)
            & Domain("state", "in", ("asked", "accepted"))
            & Domain("assignment_id.publish_seq", ">", 0)
            & Domain("assignment_id.stop", ">", fields.Datetime.now())
        ).sorted(lambda swap: swap.assignment_id.start)

    @api.model
    def action_ask(
        self, assignment_id: Id, to_employee_id: Id, counter_id: Id | None = False
    ):
        """Ask a colleague to take one's slot, for one of hers or for none.

        :return: the swap
        """
        assignment = self.env["permanence.assignment"].browse(assignment_id)
        counter = self.env["permanence.assignment"].browse(counter_id or [])
        assignment.check_access("read")
        if assignment.employee_id != self.env.user.employee_id:
            raise AccessError(self.env._("This slot is not yours to give."))
        if counter and counter.employee_id.id != to_employee_id:
            raise UserError(self.env._("That slot is not your colleague's."))
        return self.create(
            {
                "assignment_id": assignment.id,
                "employee_id": assignment.employee_id.id,
                "to_employee_id": to_employee_id,
                "counter_id": counter.id,
            }
        )

    def action_accept(self):
        """The colleague agrees; the coordinator is asked, or it is done at once."""
        self.ensure_one()
        if self.to_employee_id != self.env.user.employee_id:
            raise AccessError(self.env._("Only the colleague asked may accept."))
        return self._accept()

    def _accept(self):
        self._check_rules()
        self._move_to("accepted")
        # The planner is told of it by the rota, which the colleague may not write.
        swap = self.sudo()
        name = swap.to_employee_id.name
        swap.task_id = swap.assignment_id._tell_planner(
            swap.to_employee_id,
            lambda env: env._("Swap to approve: %(name)s", name=name),
        )
        return True

    def action_refuse(self):
        """The colleague or the coordinator says no."""
        self._move_to("refused")
        self._end_task()
        for swap in self:
            swap._tell(
                swap.employee_id,
                lambda env: (
                    env._("The swap you asked for is refused"),
                    env._("Sign in to ask somebody else."),
                ),
            )
        return True

    def action_approve(self):
        """The coordinator approves: both sides are exchanged in one flush."""
        for swap in self:
            swap._check_coordinator()
            heads = swap.assignment_id | swap.counter_id
            # In the order of who publishes: two approvals of one rota queue.
            wait_for(heads.sudo().plan_id)
            heads._lock_head()
            swap._check_rules()
            changes = {swap.assignment_id.id: swap.to_employee_id.id}
            if swap.counter_id:
                changes[swap.counter_id.id] = swap.employee_id.id
            heads._assign_many(changes, "swap")
            swap._move_to("done")
            swap._end_task()
            # All three agreed, so it is in force: on no page would the slot stand
            # until the rota is published again, which takes the right to all of it.
            for plan, own in heads.sudo().grouped("plan_id").items():
                if plan.publish_seq:
                    plan._publish_heads(own)
        return True

    def _end_task(self):
        """Nothing waits for the planner any more, whoever answered."""
        # The planner's task is on the rota, and she who answers may be another.
        self.sudo().task_id.filtered("active").unlink()

    def _check_coordinator(self):
        self.assignment_id.check_access("write")
        self.counter_id.check_access("write")

    def _check_rules(self):
        """Holders unchanged since it was asked, and both may hold the other's slot."""
        self.ensure_one()
        # The rules must see everything that binds both people, whoever asks.
        swap = self.sudo()
        heads = swap.assignment_id | swap.counter_id
        stale = swap.assignment_id.employee_id != swap.employee_id or (
            swap.counter_id and swap.counter_id.employee_id != swap.to_employee_id
        )
        if stale or any(a.state in CLOSED for a in heads):
            raise UserError(
                self.env._("The rota changed since this swap was asked: ask again.")
            )
        swap.assignment_id._check_holder(swap.to_employee_id.id, without=heads.ids)
        if swap.counter_id:
            swap.counter_id._check_holder(swap.employee_id.id, without=heads.ids)
        swap._check_teams(heads)

    def _check_teams(self, heads):
        """No slot loses its only speaker or senior by the swap."""
        profiles = self.env["permanence.profile"].sudo()
        for head in heads:
            slot = head.slot_id
            gains = (
                self.to_employee_id
                if head == self.assignment_id
                else (self.employee_id)
            )
            team = slot._heads()
            before = team.employee_id
            after = (team - head).employee_id | gains
            for need in slot.requirement_ids.filtered(lambda r: r.kind == "skill"):
                kept = min(need.wanted, len(need._met_by(before)))
                if len(need._met_by(after)) < kept:
                    raise UserError(
                        self.env._(
                            "%(slot)s would lose its %(skill)s.",
                            slot=slot.display_name,
                            skill=need.skill_id.name,
                        )
                    )
            for need in slot.requirement_ids.filtered(lambda r: r.kind == "senior"):
                seniors = profiles.search(
                    [("employee_id", "in", (before | after).ids), ("is_senior", "=", 1)]
                ).employee_id
                if len(seniors & after) < min(need.wanted, len(seniors & before)):
                    raise UserError(
                        self.env._(
                            "%(slot)s would lose its senior.", slot=slot.display_name
                        )
                    )
