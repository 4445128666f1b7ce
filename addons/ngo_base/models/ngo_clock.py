# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import UTC, time, timedelta

from psycopg2 import errors

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..engine import clocks as engine
from .ngo_policy_rule import COUNTINGS, UNITS

BATCH = 200
LIVE = ("running", "paused", "breached")


def aware(value):
    """A naive UTC datetime of a record, with its zone."""
    return value.replace(tzinfo=UTC)


def naive(value):
    """An aware datetime as records keep it: UTC, no zone, whole seconds."""
    return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)


class NgoClock(models.Model):
    """One obligation on one record: since when, due when, how it went.

    Rows are made, paused and ended by ``ngo.clocked.mixin`` and by the scheduled job,
    never by hand. Every instant is computed from the start, the delay and the pauses
    by the engine, so that doing it twice changes nothing; one obligation cannot run
    twice on a record, and one notice cannot leave twice: SQL says so.
    """

    _name = "ngo.clock"
    _inherit = ["ngo.guarded", "ngo.transition.mixin"]
    _description = "Deadline"
    _order = "due, id"
    _transitions = {
        "running": {"paused", "breached", "done", "cancelled"},
        "paused": {"running", "breached", "done", "cancelled"},
        # A rule or a calendar that changes may give time back.
        "breached": {"running", "done", "cancelled"},
    }

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    res_code = fields.Char(string="Record", compute="_compute_res_code")
    rule_id = fields.Many2one(
        comodel_name="ngo.policy.rule", index=True, ondelete="restrict", readonly=True
    )
    name = fields.Char(string="What is due", related="rule_id.name")
    event = fields.Char(required=True, readonly=True)
    obligation = fields.Char(required=True, readonly=True)
    occurrence = fields.Char(
        required=True,
        default="-",
        readonly=True,
        help="Tells apart the times that an obligation comes back: episode, month.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="In charge",
        index="btree_not_null",
        readonly=True,
    )
    team_id = fields.Many2one(
        comodel_name="ngo.team", index="btree_not_null", readonly=True
    )
    site_id = fields.Many2one(
        comodel_name="ngo.site", index="btree_not_null", readonly=True
    )
    programme_id = fields.Many2one(
        comodel_name="ngo.programme", index="btree_not_null", readonly=True
    )
    state = fields.Selection(
        selection=[
            ("running", "Running"),
            ("paused", "Paused"),
            ("breached", "Overdue"),
            ("done", "Done"),
            ("cancelled", "No longer due"),
        ],
        required=True,
        default="running",
        readonly=True,
    )
    # The delay as it was when the clock started: a rule that changes binds the next.
    delay = fields.Integer(required=True, readonly=True)
    delay_unit = fields.Selection(selection=UNITS, required=True, readonly=True)
    counting = fields.Selection(selection=COUNTINGS, required=True, readonly=True)
    started = fields.Datetime(required=True, readonly=True)
    due = fields.Datetime(
        readonly=True, help="Empty while paused: it moves until the pause ends."
    )
    warn_at = fields.Datetime(string="Warning on", readonly=True)
    warned_at = fields.Datetime(readonly=True)
    breached_at = fields.Datetime(string="Overdue since", readonly=True)
    escalation_level = fields.Integer(readonly=True, aggregator=None)
    escalate_at = fields.Datetime(string="Next escalation on", readonly=True)
    escalated_at = fields.Datetime(string="Last escalated on", readonly=True)
    done_at = fields.Datetime(readonly=True)
    is_late = fields.Boolean(
        string="Overdue or done late",
        compute="_compute_is_late",
        search="_search_is_late",
    )
    without_calendar = fields.Boolean(
        readonly=True,
        help="The site has no working time, so all days were counted.",
    )
    pause_ids = fields.One2many(
        comodel_name="ngo.clock.pause", inverse_name="clock_id", string="Pauses"
    )
    notice_ids = fields.One2many(
        comodel_name="ngo.clock.notice", inverse_name="clock_id", string="Notices"
    )

    _once = models.UniqueIndex(
        "(res_model, res_id, event, obligation, occurrence) WHERE state != 'cancelled'",
        "This obligation runs on this record already.",
    )
    _record_idx = models.Index("(res_model, res_id, state, due)")
    _warn_idx = models.Index("(warn_at) WHERE state = 'running' AND warned_at IS NULL")
    _due_idx = models.Index("(due) WHERE state = 'running'")
    _escalate_idx = models.Index("(escalate_at) WHERE state = 'breached'")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_res_code(self):
        """The record's code, where the reader may read the record."""
        for model_name, clocks in self.grouped("res_model").items():
            codes = {}
            if model_name in self.env:
                records = self.env[model_name].browse(clocks.mapped("res_id")).exists()
                readable = records.sudo(False)._filtered_access("read")
                codes = {record.id: record.display_name for record in readable}
            for clock in clocks:
                clock.res_code = codes.get(clock.res_id, False)

    @api.depends("res_code", "rule_id")
    def _compute_display_name(self):
        for clock in self:
            clock.display_name = clock.res_code or self.env._("Deadline")

    @api.depends("state", "due", "done_at", "breached_at")
    def _compute_is_late(self):
        for clock in self:
            clock.is_late = clock.state == "breached" or bool(
                clock.state == "done" and clock.due and clock.done_at > clock.due
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "breached") | Domain("state", "=", "done") & (
            Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "%s > %s",
                    SQL.identifier(alias, "done_at"),
                    SQL.identifier(alias, "due"),
                )
            )
        )
        return late if True in value else ~late

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        return [
            (
                "own",
                self.env._("You are in charge."),
                Domain("user_id", "=", self.env.uid),
            ),
            (
                "record",
                self.env._("The record is open to you."),
                self._readable_records_domain(),
            ),
        ]

    def _few(self):
        """Self, read by the rules of the records that these clocks bear, no others.

        To look at the clocks of a form, the rules need not be asked of all the files
        of the house.
        """
        ids = defaultdict(set)
        for clock in self.sudo():
            ids[clock.res_model].add(clock.res_id)
        kept = tuple((name, tuple(sorted(ids[name]))) for name in sorted(ids))
        return self.with_context(ngo_base_clocked=kept)

    def _compute_is_in_scope(self):
        return super(NgoClock, self._few())._compute_is_in_scope()

    @api.private
    def fetch(self, field_names=None):
        few = self if self.env.su else self._few()
        return super(NgoClock, few).fetch(field_names)

    @api.model
    def _readable_records_domain(self):
        """Clocks of the records that the reader may read, as SQL subqueries."""
        domains = []
        kept = self.env.context.get("ngo_base_clocked")
        # A client's context holds no tuple: nobody narrows this from outside.
        few = dict(kept) if isinstance(kept, tuple) else None
        for name in self._get_clocked_models():
            if few is not None and name not in few:
                continue
            # Rules are evaluated as superuser: the reader's own rules are wanted.
            model = self.env[name].sudo(False).with_context(active_test=False)
            if model.has_access("read"):
                asked = [] if few is None else [("id", "in", few[name])]
                domains.append(
                    Domain("res_model", "=", name)
                    & Domain("res_id", "in", model._search(asked))
                )
        return Domain.OR(domains)

    @api.model
    @ormcache()
    def _get_clocked_models(self):
        """Names of the models that carry deadlines."""
        return tuple(
            name
            for name in self.env.registry
            if (model := self.env[name])._auto
            and not model._abstract
            and not model._transient
            and isinstance(model, self.env.registry["ngo.clocked.mixin"])
        )

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE

    def action_open_record(self):
        """Open the record of this deadline."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------- computing

    def _get_calendar(self):
        """The calendar of the site as the engine takes it."""
        self.ensure_one()
        return self.env["ngo.policy.rule"]._calendar_of(self.site_id)

    def _set_instants(self):
        """Compute due, warning and next escalation from start, delay and pauses."""
        calendars = {}
        for clock in self:
            site = clock.site_id
            if site not in calendars:
                calendars[site] = clock._get_calendar()
            vals = clock._compute_instants(calendars[site])
            changed = {name: new for name, new in vals.items() if clock[name] != new}
            if changed:
                clock.write(changed)

    def _compute_instants(self, calendar):
        """Values of the instants of one clock.

        :param calendar: calendar of the engine
        :return: values of due, warn_at, escalate_at, without_calendar
        """
        self.ensure_one()
        pauses = [(pause.date_from, pause.date_to) for pause in self.pause_ids]
        if any(not stop for _start, stop in pauses):
            return {"due": False, "warn_at": False, "escalate_at": False}
        pauses = [(aware(start), aware(stop)) for start, stop in pauses]
        try:
            due, warn_at, told = self._ask_engine(calendar, pauses)
            without_calendar = False
        except engine.NoWorkingTime:
            # An obligation is not lost because a calendar is empty.
            plain = engine.Calendar(calendar.tz)
            due, warn_at, told = self._ask_engine(plain, pauses)
            without_calendar = True
        left = told[self.escalation_level :]
        return {
            "due": naive(self._within_day(due, calendar)),
            "warn_at": warn_at and naive(warn_at),
            "escalate_at": left and naive(left[0]),
            "without_calendar": without_calendar,
        }

    def _within_day(self, due, calendar):
        """The last second of a day rather than the first of the next one.

        People name the day that closes: at midnight every screen would show a deadline
        one day late.
        """
        local = due.astimezone(calendar.tz)
        return due - timedelta(seconds=1) if local.time() == time() else due

    def _ask_engine(self, calendar, pauses):
        delay = engine.Delay(self.delay, self.delay_unit, self.counting)
        rule = self.rule_id
        start = aware(self.started)
        due = engine.due_at(start, delay, calendar, pauses, rule.clear_days)
        warning = rule._get_warning()
        warn_at = warning and max(engine.before(due, warning, calendar), start)
        levels = [level._get_delay() for level in rule.escalation_ids]
        return due, warn_at, engine.escalations(due, levels, calendar)

    # ---------------------------------------------------------------- life

    def _pause(self, reason, at=None):
        """Stop running clocks; an overdue one has no time left to keep."""
        at = at or fields.Datetime.now()
        running = self.filtered(lambda clock: clock.state == "running")
        # What is over is over, even if the job has not come by yet.
        over = running.filtered(lambda clock: clock.due <= at)
        over._tick_breach(at)
        running -= over
        running._move_to("paused")
        self.env["ngo.clock.pause"].create(
            [
                {
                    "clock_id": clock.id,
                    "date_from": max(at, clock.started),
                    "reason": reason,
                }
                for clock in running
            ]
        )
        running._set_instants()

    def _resume(self, at=None):
        """Let paused clocks run on with the time that was left."""
        at = at or fields.Datetime.now()
        paused = self.filtered(lambda clock: clock.state == "paused")
        for pause in paused.pause_ids.filtered(lambda line: not line.date_to):
            pause.date_to = max(at, pause.date_from)
        paused._set_instants()
        paused._move_to("running")

    def _end(self, state, at=None):
        """End live clocks as done or cancelled; open pauses end too."""
        at = at or fields.Datetime.now()
        live = self.filtered(lambda clock: clock.state in LIVE)
        paused = live.filtered(lambda clock: clock.state == "paused")
        for pause in paused.pause_ids.filtered(lambda line: not line.date_to):
            pause.date_to = max(at, pause.date_from)
        paused._set_instants()
        for clock in live:
            clock.write({"state": state, "done_at": max(at, clock.started)})

    def _refresh(self):
        """Compute the instants of live clocks again: a calendar has changed.

        A clock that gets time back is no longer overdue; what was told stays told.
        """
        now = fields.Datetime.now()
        live = self.filtered(lambda clock: clock.state in ("running", "breached"))
        live._set_instants()
        back = live.filtered(lambda c: c.state == "breached" and c.due > now)
        back.write({"state": "running", "breached_at": False})

    # ------------------------------------------------------------------ job

    @api.model
    def _cron_tick(self):
        """Warn, mark overdue and escalate what is ripe, in small committed batches.

        Rows are taken with SKIP LOCKED: two workers share the work, and a notice is a
        row with a unique index, inserted before it is sent.
        """
        while True:
            try:
                done = self._tick_batch()
            except errors.SerializationFailure:
                # Another worker has just committed these rows: look again.
                self.env.cr.rollback()
                continue
            if not done:
                break
            if not self.env["ir.cron"]._commit_progress(done, remaining=BATCH):
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _cron_refresh(self):
        """Count again on the calendars as they are: hours change (Ramadan, summer).

        Once a night, also what counts every day: a site may stand in another zone, and
        what an older version kept at midnight gets its day. Closures count at once, see
        ``resource.calendar.leaves``.
        """
        # The job works for everybody.
        ids = self.sudo().search([("state", "in", ("running", "breached"))]).ids
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(ids))
        for start in range(0, len(ids), BATCH):
            batch = self.sudo().browse(ids[start : start + BATCH])
            batch.try_lock_for_update(allow_referencing=True)._refresh()
            if not commit(len(batch)):
                return

    @api.model
    def _tick_batch(self, limit=BATCH):
        """Take one batch of each kind; return the number of clocks handled."""
        now = fields.Datetime.now()
        # The job works for everybody.
        everywhere = self.sudo()
        passes = (
            (
                Domain("state", "=", "running") & Domain("due", "<=", now),
                "_tick_breach",
            ),
            (
                Domain("state", "=", "running")
                & Domain("warned_at", "=", False)
                & Domain("warn_at", "<=", now),
                "_tick_warn",
            ),
            (
                Domain("state", "=", "breached") & Domain("escalate_at", "<=", now),
                "_tick_escalate",
            ),
        )
        done = 0
        for domain, method in passes:
            ripe = everywhere.search(domain, limit=limit)
            ripe = ripe.try_lock_for_update(allow_referencing=True)
            done += len(ripe)
            ripe -= ripe._end_orphans()
            if ripe:
                getattr(ripe, method)(now)
        return done

    def _end_orphans(self):
        """Cancel clocks whose record, or whose whole room, is no more."""
        orphans = self.browse()
        for model_name, clocks in self.grouped("res_model").items():
            alive = set()
            if model_name in self.env:
                alive = set(
                    self.env[model_name].browse(clocks.mapped("res_id")).exists().ids
                )
            orphans |= clocks.filtered(lambda c, alive=alive: c.res_id not in alive)
        orphans._end("cancelled")
        return orphans

    def _tick_warn(self, now):
        self.write({"warned_at": now})
        for clock in self:
            clock._tell("warning", 0, clock.user_id or clock._get_leads())

    def _tick_breach(self, now):
        for clock in self:
            clock.write({"state": "breached", "breached_at": clock.due})
            clock._tell("overdue", 0, clock.user_id or clock._get_leads())

    def _tick_escalate(self, now):
        calendars = {}
        for clock in self:
            levels = clock.rule_id.escalation_ids
            level = clock.escalation_level
            if level < len(levels):
                clock._tell("escalation", level + 1, clock._get_target(levels[level]))
            clock.write({"escalation_level": level + 1, "escalated_at": now})
            if clock.site_id not in calendars:
                calendars[clock.site_id] = clock._get_calendar()
            vals = clock._compute_instants(calendars[clock.site_id])
            clock.escalate_at = vals["escalate_at"]

    # -------------------------------------------------------------- notices

    def _get_target(self, level):
        """Users whom a level tells; nobody found means the next one up the ladder."""
        self.ensure_one()
        if level.target == "owner":
            return self.user_id or self._get_leads()
        if level.target == "team_lead":
            return self._get_leads()
        if level.target == "site_manager":
            return self._get_site_managers()
        return self._get_role_holders(level.role)

    def _get_leads(self):
        """Lead and deputy of the team, else the superior, else the site's manager."""
        self.ensure_one()
        teams = self.env["ngo.team"].sudo()
        team = self.team_id.sudo()
        users = team.lead_id | team.deputy_id
        if not users and self.user_id:
            users = teams._get_superior(self.user_id)
        return users or self._get_site_managers()

    def _get_site_managers(self):
        """The manager of the site, else of the first site above that has one."""
        self.ensure_one()
        site = self.sudo().site_id
        while site and not site.manager_id:
            site = site.parent_id
        return site.manager_id

    def _get_role_holders(self, role):
        """Users with a live role row that reaches the clock's site and programme."""
        self.ensure_one()
        roles = self.env["ngo.role"].sudo()
        rows = roles.search(roles._live_domain() & Domain("role", "=", role))
        above = [
            int(i) for i in (self.sudo().site_id.parent_path or "").split("/") if i
        ]
        return rows.filtered(
            lambda row: (not row.site_id or row.site_id.id in above)
            and (not row.programme_id or row.programme_id == self.programme_id)
        ).user_id

    def _get_told(self, record, users):
        """Those of ``users`` who may read the record, else the next up the ladder.

        Who may not read it must not learn that it exists: she may be concerned by it.
        """
        ladder = (
            lambda: users,
            self._get_leads,
            self._get_site_managers,
            lambda: record._clock_last_resort() if record else users.browse(),
        )
        for find in ladder:
            found = find().filtered("active")
            if told := found.filtered(
                lambda user: record.with_user(user).has_access("read")
            ):
                return told
        return users.browse()

    def _tell(self, kind, level, users):
        """Tell users once, with the code and nothing else.

        :param str kind: warning, overdue or escalation
        :param int level: level of the escalation
        :param users: who is told; nobody is written down too
        """
        self.ensure_one()
        record = self.env[self.res_model].sudo().browse(self.res_id).exists()
        users = self._get_told(record, users)
        fresh = self.env["ngo.clock.notice"]._note(self, kind, level, users)
        if not fresh:
            return
        code = record.display_name if record else ""
        self.env["ngo.access"]._notify_users(
            fresh,
            lambda env: (
                env._("A deadline is near: %(code)s", code=code)
                if kind == "warning"
                else env._("A deadline is overdue: %(code)s", code=code),
                env._("Sign in to read it."),
            ),
            record,
        )
