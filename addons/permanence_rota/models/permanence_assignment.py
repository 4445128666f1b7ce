# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ngo_base.arguments import Id

from .direction import in_line
from .permanence_supply import CLOSED
from .waiting import wait_for

OVERLAP = "permanence_assignment_no_overlap"


class PermanenceAssignment(models.Model):
    """One head of a slot: held by somebody, or open.

    The exclusion constraint is the last word on nobody being in two places; rules say
    it earlier and in better words.
    """

    _name = "permanence.assignment"
    _inherit = ["ngo.guarded"]
    _description = "Assignment"
    _order = "start, slot_id, id"

    slot_id = fields.Many2one(
        "permanence.slot", required=True, ondelete="cascade", index=True
    )
    plan_id = fields.Many2one(
        related="slot_id.plan_id",
        string="Rota",
        store=True,
        precompute=True,
        index=True,
    )
    site_id = fields.Many2one(
        related="slot_id.site_id", store=True, precompute=True, index=True
    )
    service_id = fields.Many2one(related="slot_id.service_id")
    local_date = fields.Date(related="slot_id.local_date")
    hours = fields.Char(related="slot_id.hours")
    iso_week = fields.Char(related="slot_id.iso_week", store=True, precompute=True)
    requirement_id = fields.Many2one(
        "permanence.requirement", required=True, ondelete="restrict", index=True
    )
    role_id = fields.Many2one(
        related="requirement_id.role_id", store=True, precompute=True
    )
    employee_id = fields.Many2one("hr.employee", ondelete="restrict", index=True)
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    minutes = fields.Integer(compute="_compute_minutes", store=True, precompute=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("done", "Held"),
            ("absent", "Unavailable"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        index=True,
    )
    origin = fields.Selection(
        [
            ("solver", "Planned"),
            ("manual", "By hand"),
            ("swap", "Swap"),
            ("replacement", "Replacement"),
            ("claim", "Taken"),
            ("import", "Imported"),
        ],
        default="manual",
        required=True,
    )
    locked = fields.Boolean(help="The planning leaves it where it is.")
    is_confirmed = fields.Boolean(string="Confirmed", readonly=True)
    replaces_id = fields.Many2one(
        "permanence.assignment", ondelete="set null", index="btree_not_null"
    )
    absence_id = fields.Integer(readonly=True, groups="base.group_system")

    publish_seq = fields.Integer(string="Publication", readonly=True)
    pub_employee_id = fields.Many2one("hr.employee", readonly=True)
    lost_employee_ids = fields.Many2many(
        "hr.employee",
        relation="permanence_assignment_lost_rel",
        readonly=True,
        help="Published holders before this one: their feed shows a cancellation.",
    )
    pub_start = fields.Datetime(readonly=True)
    pub_stop = fields.Datetime(readonly=True)
    is_changed = fields.Boolean(
        compute="_compute_is_changed",
        store=True,
        help="Differs from what was published.",
    )

    may_take = fields.Boolean(
        compute="_compute_may_take",
        search="_search_may_take",
        string="Open to me",
        help="Nobody is shown what she could not take; who plans sees all.",
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (employee_id WITH =, tsrange(start, stop) WITH &&)"
        " WHERE (employee_id IS NOT NULL AND state NOT IN ('absent', 'cancelled'))"
        " DEFERRABLE INITIALLY IMMEDIATE",
        "Somebody else has just planned this person at that time. Nobody can be at two"
        " places at once.",
    )
    _times_in_order = models.Constraint(
        "CHECK (stop > start)", "A presence must end after it starts."
    )

    @api.depends_context("uid")
    @api.depends("employee_id", "state", "publish_seq")
    def _compute_may_take(self):
        open_to_me = self.filtered_domain(self._search_may_take("in", [True]))
        for head in self:
            head.may_take = head in open_to_me

    def _search_may_take(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        if self._scope_live().has("coordinator"):
            return Domain("employee_id", "=", False) & Domain("publish_seq", ">", 0)
        # One's own place in the house is no secret to oneself.
        employee = self.env.user.sudo().employee_id
        return Domain("id", "in", self._open_for(employee).ids if employee else [])

    @api.depends("start", "stop")
    def _compute_minutes(self):
        for assignment in self:
            length = assignment.start and assignment.stop
            if length:
                seconds = (assignment.stop - assignment.start).total_seconds()
            assignment.minutes = int(seconds // 60) if length else 0

    @api.depends(
        "employee_id",
        "start",
        "stop",
        "state",
        "publish_seq",
        "pub_employee_id",
        "pub_start",
        "pub_stop",
    )
    def _compute_is_changed(self):
        for a in self:
            holder = a.employee_id if a.state not in CLOSED else a.employee_id.browse()
            if not a.publish_seq:
                a.is_changed = bool(holder)
                continue
            a.is_changed = holder != a.pub_employee_id or (
                bool(holder) and (a.start, a.stop) != (a.pub_start, a.pub_stop)
            )

    @api.depends("slot_id", "employee_id", "role_id")
    @api.depends_context("lang", "rota_mine")
    def _compute_display_name(self):
        # Who reads her own rota knows her name.
        mine = self.env.context.get("rota_mine")
        for assignment in self:
            name = assignment.employee_id.display_name or self.env._("To fill")
            parts = [not mine and name, assignment.slot_id.display_name]
            assignment.display_name = in_line(self.env, *parts)

    # --------------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        roles = ("coordinator", "supervisor", "programme_manager")
        return [
            (
                "site",
                self.env._("You plan at this site."),
                live.domain(roles, programme="site_id.programme_ids"),
            ),
            (
                "published",
                self.env._("The rota of this site is published."),
                Domain("publish_seq", ">", 0),
            ),
            (
                "own",
                self.env._("It is yours."),
                Domain("employee_id.user_id", "=", self.env.uid)
                & Domain("publish_seq", ">", 0),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        return live.domain(("coordinator",), programme="site_id.programme_ids")

    # -------------------------------------------------------------------- writing

    def write(self, vals):
        if "employee_id" in vals and not self.env.context.get("rota_checked"):
            for assignment in self:
                if vals["employee_id"]:
                    assignment._check_holder(vals["employee_id"])
            vals = {"is_confirmed": False, "cannot_come": False, **vals}
        return super().write(vals)

    @api.model
    def _assign_many(self, changes, origin):
        """Write many holders in one go, cycles included.

        The exclusion constraint is deferred for the length of this call and checked
        before it returns, so that an error has words and a place.

        :param dict changes: {assignment id: employee id or False}
        :param str origin: value of ``origin``
        """
        if not changes:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL("SET CONSTRAINTS %s DEFERRED", SQL.identifier(OVERLAP)))
        by_person = {}
        for assignment, person in changes.items():
            by_person.setdefault(person, []).append(assignment)
        for person, ids in by_person.items():
            self.browse(ids).with_context(rota_checked=True).write(
                {
                    "employee_id": person,
                    "origin": origin,
                    "locked": False,
                    "is_confirmed": False,
                    "cannot_come": False,
                }
            )
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SET CONSTRAINTS %s IMMEDIATE", SQL.identifier(OVERLAP))
        )

    # -------------------------------------------------------------------- actions

    def action_assign(self, employee_id: Id | None, expected: Id | None = None):
        """Give this head to a person by hand (False opens it).

        :param int employee_id: who, or False
        :param expected: holder that the screen showed; somebody else may have changed
            it since
        :return: {"undo": previous employee id or False}
        """
        self.ensure_one()
        self.check_access("write")
        self._lock_head()
        before = self.employee_id.id or False
        if expected is not None and before != expected:
            raise UserError(
                self.env._(
                    "%(slot)s was changed meanwhile: it is held by %(name)s now.",
                    slot=self.slot_id.display_name,
                    name=self.employee_id.sudo().name or self.env._("nobody"),
                )
            )
        self.write({"employee_id": employee_id or False, "origin": "manual"})
        self.flush_recordset()
        return {"undo": before}

    def action_move(self, target_id: Id):
        """Drag and drop: take the holder to another head, or swap both holders.

        :param int target_id: another assignment
        """
        self.ensure_one()
        target = self.browse(target_id)
        both = self | target
        both.check_access("write")
        both._lock_head()
        mine, theirs = self.employee_id.id, target.employee_id.id
        if not mine:
            raise UserError(self.env._("There is nobody to move."))
        target._check_holder(mine, without=both.ids)
        if theirs:
            self._check_holder(theirs, without=both.ids)
        self._assign_many({self.id: theirs or False, target.id: mine}, "manual")
        return True

    def _lock_head(self):
        closed = self.filtered(lambda a: a.plan_id.state == "closed")
        if closed:
            raise UserError(self.env._("This rota is closed."))
        wait_for(self)
        self.invalidate_recordset(["employee_id", "state"])

    def action_toggle_lock(self):
        """Keep, or let the planning move, these assignments."""
        for assignment in self:
            assignment.locked = not assignment.locked

    def action_claim(self):
        """Take an open slot: the first eligible person gets it.

        Anybody planned may call it for herself; a person without account comes
        through her signed link (``_claim_for``).
        """
        self.ensure_one()
        self.check_access("read")
        employee = self.env.user.employee_id
        if not employee:
            raise AccessError(self.env._("You are not on the list of the staff."))
        # The claimer may not write the rota; what she may is decided here.
        return self.sudo()._claim_for(employee)

    @api.private
    def _claim_for(self, employee):
        """Give an open published head to an employee, once.

        The row is locked, then read again: of twenty who press at once one wins, the
        others are told so.
        """
        self.ensure_one()
        self._lock_head()
        if self.employee_id or self.state in CLOSED or not self.publish_seq:
            raise UserError(self.env._("This slot has just been taken."))
        if self.stop <= fields.Datetime.now():
            raise UserError(self.env._("This slot is over."))
        self._check_holder(employee.id)
        self.with_context(rota_checked=True).write(
            {"employee_id": employee.id, "origin": "claim", "is_confirmed": True}
        )
        self.flush_recordset()
        self._publish(self.publish_seq)
        self.plan_id._after_publish()
        return True

    @api.model
    def _open_for(self, employee):
        """Published open heads that an employee may take now.

        :rtype: permanence.assignment
        """
        # See _why_not; only heads that she may take leave here.
        everywhere = self.sudo()
        heads = everywhere.search(
            [
                ("employee_id", "=", False),
                ("publish_seq", ">", 0),
                ("state", "not in", CLOSED),
                ("start", ">", fields.Datetime.now()),
            ],
            limit=200,
        )
        profile = (
            self.env["permanence.profile"]
            .sudo()
            .search([("employee_id", "=", employee.id)])
        )
        heads = heads.filtered(
            lambda a: (
                a.role_id in profile.role_ids
                or a.role_id.substitute_ids.substitute_id & profile.role_ids
            )
        )
        return heads.filtered(lambda a: not a._why_not(employee.id))

    # ---------------------------------------------------------------- publication

    def _publish(self, sequence):
        """Freeze what stands: holder, times; what is called off stays for the feed."""
        self.env.flush_all()
        for assignment in self:
            closed = assignment.state in CLOSED
            if not (assignment.is_changed or not assignment.publish_seq):
                continue
            vals = {
                "publish_seq": sequence,
                "pub_employee_id": False if closed else assignment.employee_id.id,
                "pub_start": assignment.start,
                "pub_stop": assignment.stop,
            }
            before = assignment.pub_employee_id
            if before and before.id != vals["pub_employee_id"]:
                vals["lost_employee_ids"] = [fields.Command.link(before.id)]
            if assignment.state == "draft":
                vals["state"] = "published"
            # Who publishes may not read hr.employee itself; that she may write the rota
            # was checked by action_publish.
            assignment.sudo().with_context(rota_checked=True).write(vals)
