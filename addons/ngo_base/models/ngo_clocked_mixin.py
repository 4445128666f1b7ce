# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import errors

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .ngo_clock import LIVE


class NgoClockedMixin(models.AbstractModel):
    """A record on which obligations fall due.

    A room calls ``_start_clocks("case_opened")`` when something happens and
    ``_stop_clocks("first_interview")`` when it is done; which deadlines follow is data
    (``ngo.policy.rule``). Calling twice starts nothing twice.
    """

    _name = "ngo.clocked.mixin"
    _description = "Record with deadlines"
    # Column of the clocks that says on which record their deadlines count.
    _clock_key = "res_id"

    clock_ids = fields.One2many(
        comodel_name="ngo.clock",
        compute="_compute_clock_ids",
        string="Deadlines",
        groups="ngo_base.group_ngo_base_user",
    )
    next_due = fields.Datetime(
        string="Next deadline", compute="_compute_next_due", search="_search_next_due"
    )
    clock_state = fields.Selection(
        selection=[
            ("running", "On time"),
            ("warned", "Soon due"),
            ("breached", "Overdue"),
            ("paused", "Paused"),
            ("none", "Nothing due"),
        ],
        string="Deadline state",
        compute="_compute_next_due",
        search="_search_clock_state",
    )

    @api.depends_context("uid")
    def _compute_clock_ids(self):
        # The reader's own scope, tried on these few: reading the record need not show
        # every clock. As one search it would look through the clocks of the house.
        found = self.env["ngo.clock"].sudo(False)
        if found.has_access("read"):
            ours = self._due_domain() & Domain(self._clock_key, "in", self._origin.ids)
            # Which records they bear, of which the rules are asked, see `_few`.
            borne = found.sudo().search_fetch(
                ours, ["res_model", "res_id", self._clock_key]
            )
            few = borne.sudo(False)._few()
            found = few.search_fetch([("id", "in", few.ids)], ["id"])
        # A reference is a number, a link a record.
        by_record = found.grouped(lambda clock: int(clock[self._clock_key]))
        for record in self:
            record.clock_ids = by_record.get(record._origin.id, False)

    def _compute_next_due(self):
        """The nearest deadline of each record and the worst state, by one query."""
        now = fields.Datetime.now()
        rows = {}
        if ids := [record._origin.id for record in self if record._origin.id]:
            # Whoever reads the record reads when it is due; no more leaves here.
            clocks = self.env["ngo.clock"].sudo()
            clocks.flush_model()
            for key, state, due, warn_at in clocks._read_group(
                self._due_domain()
                & Domain(self._clock_key, "in", ids)
                & Domain("state", "in", LIVE),
                [self._clock_key, "state"],
                ["due:min", "warn_at:min"],
            ):
                rows.setdefault(int(key), []).append((state, due, warn_at))
        for record in self:
            found = rows.get(record._origin.id, [])
            dues = [due for _state, due, _warn in found if due]
            record.next_due = min(dues, default=False)
            record.clock_state = _worst(found, now)

    def _search_next_due(self, operator, value):
        domain = Domain("state", "in", LIVE)
        if operator == "in" and False in value:
            none = Domain(
                "id", "not in", self._clocked_query(domain & Domain("due", "!=", False))
            )
            others = [due for due in value if due]
            return none | self._search_next_due("in", others) if others else none
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented
        match = Domain("due", operator, value)
        found = Domain("id", "in", self._clocked_query(domain & match))
        if operator in (">", ">=", "in"):
            # The nearest one counts, not any.
            earlier = self._nearest_before(operator, value)
            found &= ~Domain("id", "in", self._clocked_query(domain & earlier))
        return found

    def _nearest_before(self, operator, value):
        if operator == ">":
            return Domain("due", "<=", value)
        if operator == ">=":
            return Domain("due", "<", value)
        return Domain("due", "<", min(value))

    def _search_clock_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        running = Domain("state", "=", "running")
        late = Domain("state", "=", "breached") | running & Domain("due", "<=", now)
        soon = running & Domain("due", ">", now) & Domain("warn_at", "<=", now)
        ladder = [
            ("breached", late),
            ("warned", soon),
            ("running", running),
            ("paused", Domain("state", "=", "paused")),
        ]
        wanted, above = [], Domain.TRUE
        for state, domain in ladder:
            has_it = Domain("id", "in", self._clocked_query(domain))
            if state in value:
                wanted.append(above & has_it)
            above &= ~has_it
        if "none" in value or False in value:
            wanted.append(above)
        return Domain.OR(wanted)

    def _clocked_query(self, domain):
        """Ids of records of this model with a clock that satisfies ``domain``."""
        clocks = self.env["ngo.clock"].sudo()
        query = clocks._search(self._due_domain() & domain)
        return query.subselect(self._clock_key)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name != "next_due":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        # The deadlines of the page's own records are looked up one by one: the sums of
        # all records of a large house would be made for each page.
        clocks = self.env["ngo.clock"].sudo()
        clocks.flush_model([self._clock_key, "due"])
        nearest = query.make_alias(alias, "next_due")
        found = clocks._search(self._due_domain() & Domain("state", "in", LIVE))
        found.add_where(
            SQL(
                "%s = %s",
                SQL.identifier(found.table, self._clock_key),
                SQL.identifier(alias, "id"),
            )
        )
        least = SQL("min(%s) AS due", SQL.identifier(found.table, "due"))
        table = SQL("LATERAL %s", found.subselect(least))
        query.add_join("LEFT JOIN", nearest, table, SQL("TRUE"))
        due = SQL.identifier(nearest, "due")
        query._order_groupby.append(due)
        return SQL("%s %s %s", due, direction, nulls)

    def unlink(self):
        # Nothing else would delete them: a reference is no foreign key.
        clocks = self.env["ngo.clock"].sudo().search(self._clocks_domain())
        res = super().unlink()
        clocks.unlink()
        return res

    # ---------------------------------------------------------------- hooks

    def _clock_facets(self):
        """What the policy looks at. Extend in each room.

        :return: dict with ``programme_id``, ``case_type``, ``step``, ``risk``,
            ``act_kind`` (they choose the rule) and ``site_id``, ``team_id``,
            ``user_id`` (they stand on the clock); records or ids, all optional
        """
        self.ensure_one()
        facets = {}
        for name in ("programme_id", "site_id", "team_id"):
            if name in self._fields:
                facets[name] = self[name]
        for name in ("user_id", "owner_id"):
            if name in self._fields:
                facets["user_id"] = self[name]
        return facets

    def _clock_occurrence(self, event):
        """Key of the occurrence that an event belongs to, for instance the episode.

        Two calls with the same key start one clock, ever.
        """
        return "-"

    def _clock_last_resort(self):
        """Users told of an overdue obligation when nobody on the ladder may read it."""
        return self.env["res.users"]

    @api.model
    def _due_domain(self):
        """Clocks whose deadlines count on records of this model, see ``_clock_key``."""
        return Domain("res_model", "=", self._name)

    # ----------------------------------------------------------------- life

    def _clocks_domain(self):
        return Domain("res_model", "=", self._name) & Domain(
            "res_id", "in", [record._origin.id for record in self if record._origin.id]
        )

    def _get_clocks(self, *states):
        """Clocks of these records in some states, for methods that decide (sudo)."""
        return (
            self.env["ngo.clock"]
            .sudo()
            .search(self._clocks_domain() & Domain("state", "in", states))
        )

    def _start_clocks(self, event, at=None, occurrence=None, **facets):
        """Start the deadlines that the policy ties to an event.

        Where a more specific rule now holds for an obligation that already runs (the
        risk was raised), its clock replaces the running one and keeps its start.

        :param str event: key of the event
        :param datetime at: naive UTC instant of the event, now by default
        :param str occurrence: see ``_clock_occurrence``
        :param facets: win over those of ``_clock_facets``
        :return: clocks started, sudo
        """
        at = at or fields.Datetime.now()
        started = self.env["ngo.clock"].sudo()
        for record in self:
            known = {**record._clock_facets(), **facets}
            known = {
                key: value.id if isinstance(value, models.BaseModel) else value
                for key, value in known.items()
            }
            on_clock = {
                key: known.pop(key, False) for key in ("site_id", "team_id", "user_id")
            }
            rules = self.env["ngo.policy.rule"]._match("clock", event, **known)
            key = occurrence or record._clock_occurrence(event)
            for rule in rules:
                vals = record._prepare_clock_vals(rule, at, key, {**known, **on_clock})
                started |= record._start_clock(rule, vals)
        started._set_instants()
        return started

    def _prepare_clock_vals(self, rule, at, occurrence, facets):
        """Values of the clock of one rule."""
        self.ensure_one()
        return {
            "res_model": self._name,
            "res_id": self.id,
            "rule_id": rule.id,
            "event": rule.event,
            "obligation": rule.obligation,
            "occurrence": occurrence,
            "delay": rule.delay,
            "delay_unit": rule.delay_unit,
            "counting": rule.counting,
            "started": at,
            "site_id": facets.get("site_id"),
            "team_id": facets.get("team_id"),
            "user_id": facets.get("user_id"),
            "programme_id": facets.get("programme_id"),
        }

    def _start_clock(self, rule, vals):
        """Create one clock unless the obligation runs, or ran, already."""
        clocks = self.env["ngo.clock"].sudo()
        same = clocks.search(
            Domain("state", "!=", "cancelled")
            & Domain.AND(
                Domain(name, "=", vals[name])
                for name in ("res_model", "res_id", "event", "obligation", "occurrence")
            ),
            limit=1,
        )
        if same:
            if same.rule_id == rule or same.state not in ("running", "breached"):
                return clocks
            vals = {**vals, "started": same.started}
            same._end("cancelled")
        try:
            with self.env.cr.savepoint():
                return clocks.create(vals)
        except errors.UniqueViolation:
            # Another transaction started it: one is what we want.
            return clocks

    def _stop_clocks(self, event, at=None):
        """An event fulfils the obligations that end with it.

        :return: clocks ended, sudo
        """
        clocks = self._get_clocks(*LIVE).filtered(
            lambda clock: (clock.rule_id.stop_event or clock.event) == event
        )
        clocks._end("done", at)
        return clocks

    def _cancel_clocks(self, event=None):
        """Obligations that are no longer due, all of them without an event."""
        clocks = self._get_clocks(*LIVE).filtered(
            lambda clock: not event or clock.event == event
        )
        clocks._end("cancelled")
        return clocks

    def _pause_clocks(self, reason="", at=None):
        """Stop the clocks of these records, for instance while a file is on hold."""
        clocks = self._get_clocks("running")
        clocks._pause(reason, at)
        return clocks

    def _resume_clocks(self, at=None):
        """Let paused clocks of these records run on."""
        clocks = self._get_clocks("paused")
        clocks._resume(at)
        return clocks

    def _reassign_clocks(self, user):
        """The person in charge has changed: she is told from now on."""
        clocks = self._get_clocks(*LIVE)
        clocks.write({"user_id": user.id})
        return clocks


def _worst(found, now):
    """Worst state of (state, due, warn_at) rows."""
    states = set()
    for state, due, warn_at in found:
        if state == "running" and due and due <= now:
            state = "breached"
        elif state == "running" and warn_at and warn_at <= now:
            state = "warned"
        states.add(state)
    for state in ("breached", "warned", "running", "paused"):
        if state in states:
            return state
    return "none"
