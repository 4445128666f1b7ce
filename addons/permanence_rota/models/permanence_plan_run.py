# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from .permanence_supply import CLOSED

WORK, SECONDS = 30.0, 50.0


class PermanencePlan(models.Model):
    """The engine at work on a rota: started, followed, taken in, explained."""

    _inherit = "permanence.plan"

    seed = fields.Integer(default=1, help="Same seed, same rota.")
    run_state = fields.Selection(
        [
            ("running", "Planning…"),
            ("done", "Done"),
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

    def action_solve(self):
        """Start the engine; the screen follows its progress."""
        return self._start_run("solve")

    def action_repair(self):
        """Refill what was lost, moving as few others as possible."""
        return self._start_run("repair")

    def _start_run(self, mode, **options):
        """Start the engine, with options of ``permanence.engine``.

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
        heads = self.slot_ids._heads()
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

    @api.private
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
