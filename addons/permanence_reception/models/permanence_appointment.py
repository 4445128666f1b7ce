# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.migrant_case.models.migrant_case_transition import TOLD_DAYS

from .permanence_encounter_scope import (
    CONTENT_ROLES,
    INTERPRETER_HOURS,
    OFFICE_ROLES,
    OWN_HOURS,
    SHIFT_ROLES,
)
from .permanence_interpreter import LEAST_LEVEL

MINUTES = 45
# Whose an hour may be: they read it as their own.
KEEPERS = (*CONTENT_ROLES, "volunteer", *OFFICE_ROLES)


class PermanenceAppointment(models.Model):
    """An hour that a worker keeps for a person, known by a code and by nothing else.

    Never a calendar event: every employee searches the names of those. Administrative
    staff give, move and cancel the hours of all workers of their site.
    """

    _name = "permanence.appointment"
    _inherit = [
        "ngo.guarded",
        "ngo.code.mixin",
        "ngo.transition.mixin",
        "migrant.person.mixin",
    ]
    _description = "Appointment"
    _order = "start, id"
    _code_prefix = "R-"
    _holding = ("planned", "confirmed", "kept")
    _transitions = {
        "planned": {"confirmed", "kept", "no_show", "cancelled"},
        "confirmed": {"planned", "kept", "no_show", "cancelled"},
        "no_show": {"planned", "kept"},
        "kept": {"planned"},
        "cancelled": {"planned"},
    }

    site_id = fields.Many2one(
        "ngo.site",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._own_site(),
    )
    programme_id = fields.Many2one(
        "ngo.programme",
        compute="_compute_programme_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    line = fields.Selection(
        selection=lambda self: self.env["permanence.service"]
        ._fields["line"]
        ._description_selection(self.env),
        required=True,
        default="second",
    )
    worker_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._own_worker(),
        domain=lambda self: self.env["ngo.role"]._holders_domain(KEEPERS),
    )
    beneficiary_id = fields.Many2one(
        "migrant.beneficiary",
        string="Person",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: an hour held for somebody who is not registered yet.",
    )
    start = fields.Datetime(required=True, index=True)
    stop = fields.Datetime(
        compute="_compute_stop",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    act_id = fields.Many2one("permanence.act", string="For", ondelete="restrict")
    place = fields.Char(string="Room")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("confirmed", "Confirmed"),
            ("kept", "Kept"),
            ("no_show", "Did not come"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        index=True,
        group_expand=True,
    )
    cancelled_by = fields.Selection(
        [("person", "The person"), ("worker", "The worker"), ("house", "The house")]
    )
    moved_from = fields.Datetime(readonly=True, copy=False)
    moved_by_id = fields.Many2one(
        "res.users", string="Moved by", readonly=True, copy=False, ondelete="restrict"
    )
    moves = fields.Integer(string="Times moved", readonly=True, copy=False)
    given_by_id = fields.Many2one(
        "res.users",
        string="Given by",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )

    language_id = fields.Many2one(
        "ngo.language",
        compute="_compute_language",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="restrict",
    )
    needs_interpreter = fields.Boolean(
        compute="_compute_language", store=True, precompute=True, readonly=False
    )
    interpreter_sex = fields.Selection(
        [("female", "A woman"), ("male", "A man")],
        help="As the person asked; empty: it does not matter.",
    )
    interpreter_level = fields.Integer(
        string="Least level (%)",
        default=LEAST_LEVEL,
        aggregator=None,
        help="Share of mastery as HR keeps it: B2 is 70, C1 is 85.",
    )
    interpreter_id = fields.Many2one(
        "hr.employee", ondelete="restrict", index="btree_not_null"
    )
    encounter_id = fields.Many2one(
        "permanence.encounter",
        string="Given at",
        ondelete="set null",
        index="btree_not_null",
    )

    _times_in_order = models.Constraint(
        "CHECK (stop > start)", "An appointment must end after it starts."
    )
    _level_sane = models.Constraint(
        "CHECK (interpreter_level BETWEEN 0 AND 100)", "Levels go from 0 to 100 %."
    )
    _worker_once = models.Constraint(
        "EXCLUDE USING gist (worker_id WITH =, tsrange(start, stop) WITH &&)"
        " WHERE (state IN ('planned', 'confirmed', 'kept'))",
        "This worker has just been given another appointment at that time.",
    )
    _interpreter_once = models.Constraint(
        "EXCLUDE USING gist (interpreter_id WITH =, tsrange(start, stop) WITH &&)"
        " WHERE (interpreter_id IS NOT NULL"
        " AND state IN ('planned', 'confirmed', 'kept'))",
        "This interpreter has just been asked elsewhere at that time.",
    )

    @api.model
    def _own_site(self):
        """Where one is on shift, else the one site that one's roles name: a roof over
        several sites is no place to come to."""
        here = self.env["permanence.encounter"]._default_site()
        rows = self._scope_live().rows
        named = {site for role, site, _programme in rows if role in SHIFT_ROLES}
        own = here.browse(named if len(named) == 1 and all(named) else ())
        return here or own.filtered(lambda site: not site.child_ids)

    @api.model
    def _own_worker(self):
        """Oneself, where one receives people: the office gives the hours of others."""
        receives = self._scope_live().has(*CONTENT_ROLES, "volunteer")
        return self.env.user if receives else self.env["res.users"]

    @api.depends("start")
    def _compute_stop(self):
        for meeting in self:
            # On a form the hour moves with its length; `write` does the same.
            known = meeting._origin
            length = known.stop and known != meeting and known.stop - known.start
            length = length or timedelta(minutes=MINUTES)
            meeting.stop = meeting.start and meeting.start + length

    @api.depends("beneficiary_id")
    def _compute_programme_id(self):
        for meeting in self:
            # Which programme pays the hour; nothing else of the file is read.
            person = meeting.beneficiary_id.sudo()
            meeting.programme_id = person.programme_id or meeting.programme_id

    @api.depends("beneficiary_id")
    def _compute_language(self):
        for meeting in self:
            spoken = meeting.beneficiary_id._reception_language()
            meeting.language_id = spoken.language_id or meeting.language_id
            meeting.needs_interpreter = (
                spoken.needs_interpreter if spoken else meeting.needs_interpreter
            )

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        now = fields.Datetime.now()
        today = Domain("start", ">=", now - timedelta(hours=14)) & Domain(
            "start", "<=", now + timedelta(hours=14)
        )
        reasons = [
            (
                "shift",
                self.env._("You are on shift at this site today."),
                today
                & Domain("site_id", "in", live.presence_site_ids_for(*SHIFT_ROLES)),
            ),
            (
                "author",
                self.env._("You gave it within a day."),
                Domain("create_uid", "=", self.env.uid)
                & Domain("create_date", ">=", now - timedelta(hours=OWN_HOURS)),
            ),
            (
                "site",
                self.env._("You coordinate or serve this site."),
                live.domain(OFFICE_ROLES, programme="site_id.programme_ids"),
            ),
            ("own", self.env._("It is yours."), self._mine(live)),
        ]
        if live.has(*CONTENT_ROLES):
            persons = self.env["migrant.beneficiary"]
            mine = Domain.OR(d for _k, _l, d in persons._own_reasons(live))
            reasons.append(
                (
                    "person",
                    self.env._("You or your team accompany this person."),
                    Domain("beneficiary_id", "any!", mine),
                )
            )
        if live.has("interpreter"):
            reasons.append(
                (
                    "interpreter",
                    self.env._("You interpret it."),
                    Domain("interpreter_id.user_id", "=", self.env.uid)
                    & Domain("stop", ">=", now - timedelta(hours=INTERPRETER_HOURS)),
                )
            )
        return reasons

    @api.model
    def _mine(self, live):
        if not live.has(*KEEPERS):
            return Domain.FALSE
        # Some days to ask after who did not come; then those who read the person do.
        since = fields.Datetime.now() - timedelta(days=TOLD_DAYS)
        current = Domain("stop", ">=", since) | Domain("beneficiary_id", "=", False)
        return Domain("worker_id", "=", self.env.uid) & current

    @api.model
    def _scope_write_domain(self):
        reasons = {key: domain for key, _label, domain in self._scope_reasons()}
        own = [reasons[key] for key in ("shift", "author", "site", "own")]
        if "person" in reasons:
            own.append(Domain("worker_id", "=", self.env.uid) & reasons["person"])
        return Domain.OR(own)

    # ------------------------------------------------------------------ orm

    @api.model_create_multi
    def create(self, vals_list):
        persons = self.env["migrant.beneficiary"]
        for vals in vals_list:
            if vals.get("beneficiary_id"):
                person = persons.browse(vals["beneficiary_id"])._canonical()
                vals["beneficiary_id"] = person.id
        return super().create(vals_list)

    def write(self, vals):
        if "start" in vals:
            # As text from a calendar, as an instant from code.
            start = fields.Datetime.to_datetime(vals["start"])
            for meeting in self:
                moved = meeting._prepare_move_vals(start)
                super(PermanenceAppointment, meeting).write({**moved, **vals})
            return True
        result = super().write(vals)
        if "state" in vals:
            # The hour is free, or taken, for whatever is given next.
            self.flush_recordset()
        return result

    def _prepare_move_vals(self, start):
        """What a move writes beside the new hour: it keeps its length, it is noted,
        and it has to be confirmed again.

        :param datetime start: naive UTC, the new hour
        """
        self.ensure_one()
        vals = {"start": start, "stop": start + (self.stop - self.start)}
        if start != self.start and self.state in ("planned", "confirmed"):
            vals |= {
                "moved_from": self.start,
                "moved_by_id": self.env.uid,
                "moves": self.moves + 1,
                "state": "planned",
                "reminded_at": False,
            }
        return vals

    def _journal_subjects(self):
        return "migrant.beneficiary", self.sudo().beneficiary_id.ids
