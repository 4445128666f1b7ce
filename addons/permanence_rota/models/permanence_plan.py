# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..engine import rank as engine_rank
from .permanence_supply import CLOSED

WORK, SECONDS = 30.0, 50.0


class PermanencePlan(models.Model):
    """A month of permanences at some sites: generated, solved, published, changed."""

    _name = "permanence.plan"
    _inherit = [
        "ngo.guarded.thread",
        "mail.thread",
        "mail.activity.mixin",
        "ngo.transition.mixin",
    ]
    _description = "Rota"
    _order = "date_from desc, id desc"
    _transitions = {
        "draft": {"proposed"},
        "proposed": {"draft", "published"},
        "published": {"closed"},
        "closed": {"published"},
    }

    name = fields.Char(required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    site_ids = fields.Many2many("ngo.site", string="Sites", required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("published", "Published"),
            ("closed", "Closed"),
        ],
        required=True,
        default="draft",
        tracking=True,
        copy=False,
    )
    wish_deadline = fields.Datetime(string="Wishes until")
    slot_ids = fields.One2many("permanence.slot", "plan_id", string="Slots")
    slot_count = fields.Integer(compute="_compute_counts")
    missing = fields.Integer(string="To fill", compute="_compute_counts")
    pending = fields.Integer(string="Unpublished changes", compute="_compute_counts")
    publish_seq = fields.Integer(readonly=True, copy=False)
    published_on = fields.Datetime(readonly=True, copy=False)
    notice_ids = fields.One2many("permanence.notice", "plan_id")

    seed = fields.Integer(default=1, help="Same seed, same rota.")
    run_state = fields.Selection(
        [
            ("running", "Planning…"),
            ("done", "Planned"),
            ("cancelled", "Stopped"),
            ("stale", "Rota changed meanwhile"),
            ("failed", "Failed"),
        ],
        readonly=True,
        copy=False,
    )
    run_message = fields.Char(readonly=True, copy=False)
    run_pid = fields.Integer(readonly=True, copy=False)
    run_born = fields.Char(readonly=True, copy=False)
    run_dir = fields.Char(readonly=True, copy=False)
    run_mark = fields.Char(readonly=True, copy=False)
    run_first = fields.Float(string="First rota after (s)", readonly=True, copy=False)
    result = fields.Json(readonly=True, copy=False)

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A rota cannot end before it starts."
    )
    _length = models.Constraint(
        "CHECK (date_to - date_from <= 100)", "A rota covers at most 100 days."
    )

    @api.depends("slot_ids.missing", "slot_ids.assignment_ids.is_changed")
    def _compute_counts(self):
        slots = dict(
            (plan.id, (count, missing))
            for plan, count, missing in self.env["permanence.slot"]._read_group(
                [("plan_id", "in", self.ids)],
                ["plan_id"],
                ["__count", "missing:sum"],
            )
        )
        changed = {
            plan.id: count
            for plan, count in self.env["permanence.assignment"]._read_group(
                [("plan_id", "in", self.ids), ("is_changed", "=", True)],
                ["plan_id"],
                ["__count"],
            )
        }
        for plan in self:
            plan.slot_count, plan.missing = slots.get(plan.id, (0, 0))
            plan.pending = changed.get(plan.id, 0) if plan.publish_seq else 0

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        roles = ("coordinator", "supervisor", "programme_manager")
        return [
            (
                "site",
                self.env._("You plan at one of its sites."),
                live.domain(roles, site="site_ids", programme=None),
            )
        ]

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        return live.domain(("coordinator",), site="site_ids", programme=None)

    def _check_open(self):
        closed = self.filtered(lambda plan: plan.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "These rotas are closed: %(names)s",
                    names=", ".join(closed.mapped("name")),
                )
            )

    # ---------------------------------------------------------------- generating

    def action_generate(self):
        """Make the slots of the templates; doing it twice is doing it once.

        Slots whose template no longer gives them go, unless somebody holds them or
        they were made by hand.
        """
        for plan in self:
            plan._check_open()
            plan._generate()
        return True

    def _generate(self):
        self.ensure_one()
        slots = self.env["permanence.slot"].with_context(
            tracking_disable=True, mail_create_nolog=True
        )
        templates = self.env["permanence.template"].search(
            [("site_id", "in", self.site_ids._get_tree_ids())]
        )
        rows = {
            row["key"]: row
            for row in templates._occurrences(self.date_from, self.date_to)
        }
        # A slot belongs to one plan, wherever it was generated.
        everywhere = slots.sudo().search([("key", "in", list(rows))])
        known = set(everywhere.mapped("key"))
        by_id = {template.id: template for template in templates}
        supply = self.env["permanence.supply"]
        made = slots.create(
            [
                {
                    "plan_id": self.id,
                    "key": key,
                    "template_id": row["template"],
                    "site_id": row["site"],
                    "service_id": by_id[row["template"]].service_id.id,
                    "start": supply._moment(row["start"]),
                    "stop": supply._moment(row["stop"]),
                    "requirement_ids": [
                        Command.create(line._prepare_copy_vals())
                        for line in by_id[row["template"]].requirement_ids
                    ],
                }
                for key, row in rows.items()
                if key not in known
            ]
        )
        gone = self.slot_ids.filtered(
            lambda s: (
                s.key
                and s.key not in rows
                and not s.assignment_ids.filtered("employee_id")
            )
        )
        gone.unlink()
        return made

    # ------------------------------------------------------------------- solving

    def _profiles(self):
        """People who may be asked for this rota."""
        # Who is in the pool is for the planner of any of its sites.
        return self.env["permanence.profile"].search(
            [("company_id", "in", [self.company_id.id, False])]
        )

    def _open_slots(self):
        """Slots that the engine plans: those that have not begun."""
        return self.slot_ids

    def _locked(self):
        """Assignments that stay: locked by hand, done, or begun."""
        now = fields.Datetime.now()
        return self.slot_ids.assignment_ids.filtered(
            lambda a: (
                a.employee_id
                and a.state not in CLOSED
                and (a.locked or a.state == "done" or a.start <= now)
            )
        )

    def _problem(self):
        """The engine's problem of this rota."""
        self.ensure_one()
        return self.env["permanence.supply"]._problem(
            self._open_slots(),
            self._profiles(),
            locked=self._locked(),
            published=bool(self.publish_seq),
        )

    def _mark(self):
        """Fingerprint of what the engine is asked about."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT a.id, a.employee_id, a.requirement_id, a.state, a.start, a.stop
              FROM permanence_assignment a
              JOIN permanence_slot s ON s.id = a.slot_id
             WHERE s.plan_id = %s ORDER BY a.id
            """,
            [self.id],
        )
        return hashlib.sha256(repr(self.env.cr.fetchall()).encode()).hexdigest()

    def action_solve(self, mode="solve", **options):
        """Start the engine; the screen follows its progress.

        :param str mode: "solve" or "repair"
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self.lock_for_update(allow_referencing=True)
        if self.run_state == "running" and self._run_is_alive():
            raise UserError(self.env._("This rota is being planned already."))
        if not self.slot_ids:
            self._generate()
        options.setdefault("seed", self.seed)
        if mode == "solve":
            options.setdefault("work", WORK)
            options.setdefault("seconds", SECONDS)
        mark = self._mark()
        run = self.env["permanence.engine"]._start(self._problem(), mode, **options)
        self.write(
            {**run, "run_mark": mark, "run_state": "running", "run_message": False}
        )
        return True

    def action_repair(self):
        """Refill what was lost, moving as few others as possible."""
        return self.action_solve(mode="repair")

    def action_cancel_run(self):
        """Stop the engine; the best rota so far is kept."""
        for plan in self.filtered(lambda p: p.run_state == "running"):
            plan.check_access("write")
            self.env["permanence.engine"]._cancel(plan.run_pid, plan.run_born)
        return True

    def _run_is_alive(self):
        return self.env["permanence.engine"]._is_alive(self.run_pid, self.run_born)

    def get_progress(self):
        """What the screen asks every second while the engine works.

        :return: dict with run_state, message and the engine's own progress
        """
        self.ensure_one()
        self.check_access("read")
        progress = None
        if self.run_state == "running":
            progress = self.env["permanence.engine"]._read(
                self.run_dir, "progress.json"
            )
            if self.has_access("write"):
                self._collect()
        return {
            "run_state": self.run_state,
            "message": self.run_message,
            "progress": progress,
            "missing": self.missing,
        }

    @api.model
    def _cron_collect(self):
        """Take in finished runs nobody watches."""
        for plan in self.search([("run_state", "=", "running")]):
            plan._collect()

    def _collect(self):
        """Take in the result of a run if it is there.

        :return: True when the run is over
        """
        self.ensure_one()
        engine = self.env["permanence.engine"]
        alive = self._run_is_alive()
        result = engine._read(self.run_dir, "result.json")
        if result is None:
            if alive:
                return False
            self._end_run("failed", self.env._("The engine ended without a result."))
            return True
        locked = self.try_lock_for_update(allow_referencing=True)
        if not locked or self.run_state != "running":
            return False
        if "error" in result:
            self._end_run("failed", result["error"])
        elif self._mark() != self.run_mark:
            self._end_run(
                "stale",
                self.env._(
                    "Somebody changed the rota while it was planned: run again."
                ),
            )
        else:
            self._apply(result)
            stopped = result["stats"]["stopped"]
            self._end_run("cancelled" if stopped == "cancelled" else "done", False)
        return True

    def _end_run(self, state, message):
        self.env["permanence.engine"]._forget(self.run_dir)
        self.write(
            {
                "run_state": state,
                "run_message": message,
                "run_dir": False,
                "run_pid": 0,
                "run_born": False,
            }
        )

    def _apply(self, result):
        """Write a rota: heads that keep their holder are not touched."""
        self.ensure_one()
        wanted = {}
        for row in result["assignments"]:
            wanted.setdefault(row["line"], set()).add(row["person"])
        heads = self.slot_ids.assignment_ids.filtered(lambda a: a.state not in CLOSED)
        changes = {}
        for requirement, rows in heads.grouped("requirement_id").items():
            people = set(wanted.get(requirement.id, ()))
            keep = rows.filtered(lambda a, people=people: a.employee_id.id in people)
            people -= set(keep.employee_id.ids)
            for assignment in rows - keep:
                person = people.pop() if people else False
                if assignment.employee_id.id != person:
                    changes[assignment.id] = person
        self.env["permanence.assignment"]._assign_many(changes, origin="solver")
        self.write(
            {
                "result": {
                    key: result[key]
                    for key in ("levels", "gaps", "needs", "walls", "stats", "people")
                },
                "run_first": result["stats"]["first_complete"],
            }
        )
        if self.state == "draft":
            self._move_to("proposed")

    def solve_now(self, mode="solve", work=1.0, seconds=20.0, engine=None):
        """Solve and wait, for scripts and small rotas; in a process as always.

        :return: the result
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        if not self.slot_ids:
            self._generate()

        result = self.env["permanence.engine"]._run(
            self._problem(),
            mode,
            seed=self.seed,
            work=work,
            seconds=seconds,
            engine=engine,
        )
        if "error" in result:
            raise UserError(result["error"])
        self._apply(result)
        self.run_state = "done"
        return result

    # ---------------------------------------------------------------- publishing

    def action_publish(self):
        """Freeze the snapshot, tell those whose slots changed, what and why."""
        for plan in self:
            plan.check_access("write")
            plan._check_open()
            if not plan.slot_ids:
                raise UserError(self.env._("There is nothing to publish yet."))
            plan.lock_for_update(allow_referencing=True)
            if plan.state == "draft":
                plan._move_to("proposed")
            sequence = plan.publish_seq + 1
            changed = plan.slot_ids.assignment_ids.filtered(
                lambda a: a.is_changed or (a.employee_id and not a.publish_seq)
            )
            plan.env["permanence.notice"]._make(plan, changed, sequence)
            plan.slot_ids.assignment_ids._publish(sequence)
            plan.write({"publish_seq": sequence, "published_on": fields.Datetime.now()})
            if plan.state == "proposed":
                plan._move_to("published")
            plan._after_publish()
        return True

    def _after_publish(self):
        """Who holds which site from when to when, for the scopes of the other rooms.

        Only what the published snapshot says; presences written by hand stay.
        """
        # The rota in force decides who is on shift, whoever publishes or claims.
        presences = self.env["ngo.presence"].sudo()
        for plan in self:
            heads = plan.sudo().slot_ids.assignment_ids.filtered(
                lambda a: (
                    a.pub_employee_id.user_id
                    and a.state not in CLOSED
                    and a.pub_stop > fields.Datetime.now()
                )
            )
            wanted = {
                (a.pub_employee_id.user_id.id, a.site_id.id, a.pub_start, a.pub_stop)
                for a in heads
            }
            known = presences.search(
                [
                    ("source", "=", "rota"),
                    ("site_id", "in", plan.sudo().slot_ids.site_id.ids),
                    ("date_from", ">=", plan.date_from),
                    ("date_from", "<", plan.date_to + timedelta(days=1)),
                    ("date_to", ">", fields.Datetime.now()),
                ]
            )
            held = {
                (p.user_id.id, p.site_id.id, p.date_from, p.date_to): p for p in known
            }
            presences.browse(
                [p.id for key, p in held.items() if key not in wanted]
            ).unlink()
            presences.create(
                [
                    {
                        "user_id": user,
                        "site_id": site,
                        "date_from": start,
                        "date_to": stop,
                        "source": "rota",
                    }
                    for user, site, start, stop in sorted(wanted - set(held))
                ]
            )

    def action_close(self):
        """Close a month: what was held is done, nothing changes any more."""
        self.check_access("write")
        for plan in self:
            held = plan.slot_ids.assignment_ids.filtered(
                lambda a: a.employee_id and a.state == "published"
            )
            held.write({"state": "done"})
        return self._move_to("closed")

    # --------------------------------------------------------------------- views

    def action_open_board(self):
        """The week board of this rota."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "permanence_rota.board",
            "name": self.name,
            "params": {"plan_id": self.id},
            "context": {"plan_id": self.id},
        }

    def action_open_slots(self):
        """Slots as a list and a calendar."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "permanence.slot",
            "view_mode": "list,calendar,kanban,form",
            "domain": [("plan_id", "=", self.id)],
            "context": {"default_plan_id": self.id},
        }

    def get_explanations(self):
        """Gaps and walls of the last run, in the reader's language.

        :return: {"gaps": [...], "needs": [...], "walls": [sentence]}
        """
        self.ensure_one()
        self.check_access("read")
        result = self.result or {}
        words = self.env["permanence.slot"]
        return {
            "gaps": [words._gap_text(gap) for gap in result.get("gaps", ())],
            "needs": [words._gap_text(gap) for gap in result.get("needs", ())],
            "walls": [words._wall_text(wall) for wall in result.get("walls", ())],
        }

    @api.model
    def _rank(self, assignment):
        """(candidates, excluded) for one head, see the engine's ``rank``."""
        slot = assignment.slot_id
        supply = self.env["permanence.supply"]
        profiles = self._profiles() if self else assignment.plan_id._profiles()
        window = self._slots_around(slot, profiles)
        problem = supply._problem(window, profiles)
        rows = [
            {"line": a.requirement_id.id, "person": a.employee_id.id}
            for a in window.assignment_ids
            if a.employee_id and a.state not in CLOSED
        ]
        people = {row["id"] for row in problem["people"]}
        lines = {ln["id"] for s in problem["slots"] for ln in s["lines"]}
        rows = [r for r in rows if r["person"] in people and r["line"] in lines]
        return engine_rank(
            problem, rows, assignment.requirement_id.id, assignment.employee_id.id
        )

    @api.model
    def _slots_around(self, slot, profiles):
        """The slot and what these people hold in the weeks that matter to it."""
        # Colleagues' slots at sites of other coordinators count for hours and rest.
        everywhere = self.env["permanence.slot"].sudo()
        begin = slot.local_date - timedelta(days=slot.local_date.weekday() + 21)
        end = slot.local_date + timedelta(days=28)
        held = Domain("plan_id", "=", slot.plan_id.id) | Domain(
            "assignment_ids.employee_id", "in", profiles.sudo().employee_id.ids
        )
        near = Domain("local_date", ">=", begin) & Domain("local_date", "<=", end)
        return everywhere.search(held & near) | slot.sudo()
