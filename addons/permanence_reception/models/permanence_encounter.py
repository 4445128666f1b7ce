# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.ngo_base.models.ngo_presence import SHIFT_ROLES

SOCIAL = "ngo_base.group_ngo_base_class_social"
MAX_WORKERS = 2


class PermanenceEncounter(models.Model):
    """Somebody came, called or wrote: when, in what language, who received her.

    A number and, where she is known, the code of a person: the queue shows who, never
    the file. What is said in confidence stands in fields of the social class.
    """

    _name = "permanence.encounter"
    _inherit = [
        "ngo.guarded",
        "ngo.code.mixin",
        "ngo.transition.mixin",
        "migrant.person.mixin",
    ]
    _description = "Encounter"
    _order = "date desc, priority_rank, arrived_at, id"
    _code_prefix = "A-"
    _transitions = {
        "waiting": {"called", "seen", "turned_away", "left"},
        "called": {"waiting", "seen", "turned_away", "left"},
        "seen": {"waiting", "done"},
        "done": {"seen"},
        "turned_away": {"waiting"},
        "left": {"waiting"},
    }

    slot_id = fields.Many2one(
        "permanence.slot",
        string="Permanence",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('state', '=', 'open')]",
    )
    site_id = fields.Many2one(
        "ngo.site",
        compute="_compute_from_slot",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
    )
    programme_id = fields.Many2one(
        "ngo.programme",
        compute="_compute_from_slot",
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
        compute="_compute_from_slot",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    channel = fields.Selection(
        [
            ("desk", "Desk"),
            ("phone", "Telephone"),
            ("message", "Message"),
            ("email", "E-mail"),
            ("street", "Street"),
            ("collective", "Collective moment"),
        ],
        required=True,
        default="desk",
        index=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("called", "Called"),
            ("seen", "Being received"),
            ("done", "Received"),
            ("turned_away", "Not received"),
            ("left", "Left before"),
        ],
        required=True,
        default="waiting",
        index=True,
        group_expand=True,
    )
    date = fields.Date(
        compute="_compute_date", store=True, precompute=True, index=True, string="Day"
    )
    queue = fields.Char(compute="_compute_queue", store=True, precompute=True)
    ticket = fields.Integer(
        copy=False,
        aggregator=None,
        help="Empty: the next number. A pre-printed ticket: its number.",
    )
    arrived_at = fields.Datetime(
        string="Arrived", required=True, default=fields.Datetime.now, index=True
    )
    called_at = fields.Datetime(string="Called at", copy=False)
    started_at = fields.Datetime(string="Received at", copy=False)
    ended_at = fields.Datetime(string="Ended at", copy=False)
    waited = fields.Integer(
        string="Waited (minutes)",
        compute="_compute_waited",
        store=True,
        precompute=True,
        aggregator="avg",
    )
    waiting = fields.Integer(
        string="Waiting for (minutes)", compute="_compute_waiting", aggregator=None
    )
    door = fields.Char(string="Where", help="Desk or room to which she is called.")

    worker_ids = fields.Many2many(
        "res.users",
        relation="permanence_encounter_worker_rel",
        string="Received by",
        domain=lambda self: self.env["ngo.role"]._holders_domain(SHIFT_ROLES),
    )
    act_ids = fields.Many2many("permanence.act", string="Acts")
    outcome = fields.Selection(
        [
            ("answered", "Answered"),
            ("oriented", "Oriented"),
            ("appointment", "Appointment given"),
            ("case", "File opened or continued"),
            ("come_back", "Comes back"),
            ("unanswered", "Request without answer"),
        ]
    )
    turned_away_reason_id = fields.Many2one(
        "permanence.reason",
        string="Why not received",
        domain="[('usage', '=', 'turned_away')]",
        ondelete="restrict",
    )
    preparation = fields.Text(groups=SOCIAL, help="To be read before the interview.")
    note = fields.Text(groups=SOCIAL, help="One-off help; a file has its own notes.")
    is_typed_later = fields.Boolean(
        string="From paper",
        readonly=True,
        help="Typed in from a day sheet, with the hours written there.",
    )
    appointment_id = fields.Many2one(
        "permanence.appointment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    information_ids = fields.One2many("permanence.information", "encounter_id")
    headcount_ids = fields.One2many("permanence.headcount", "encounter_id")
    headcount = fields.Integer(
        string="People counted", compute="_compute_headcount", store=True
    )

    _ticket_uniq = models.UniqueIndex(
        "(queue, ticket) WHERE ticket > 0",
        "Somebody holds this ticket number already.",
    )
    _ticket_sane = models.Constraint(
        "CHECK (ticket IS NULL OR ticket BETWEEN 0 AND 9999)",
        "Ticket numbers go from 1 to 9999.",
    )
    _turned_away_why = models.Constraint(
        "CHECK (state <> 'turned_away' OR turned_away_reason_id IS NOT NULL)",
        "Say why she could not be received: that is the unmet demand.",
    )
    _hours_in_order = models.Constraint(
        "CHECK ((called_at IS NULL OR called_at >= arrived_at)"
        " AND (started_at IS NULL OR started_at >= arrived_at)"
        " AND (ended_at IS NULL OR ended_at >= coalesce(started_at, arrived_at)))",
        "Nobody is called or received before arriving.",
    )
    _queue_idx = models.Index("(site_id, date, state, priority_rank, arrived_at)")

    @api.depends("slot_id")
    def _compute_from_slot(self):
        for encounter in self:
            service = encounter.slot_id.service_id
            encounter.site_id = (
                encounter.slot_id.site_id or encounter.site_id or self._default_site()
            )
            encounter.programme_id = service.programme_id or encounter.programme_id
            encounter.line = service.line or encounter.line or "first"

    @api.model
    def _default_site(self):
        sites = self.env["ngo.guarded"]._scope_live().presence_site_ids
        return self.env["ngo.site"].browse(sites if len(sites) == 1 else ())

    @api.depends("arrived_at", "site_id.tz")
    def _compute_date(self):
        supply = self.env["permanence.supply"]
        for encounter in self:
            at = encounter.arrived_at
            encounter.date = at and supply._local_day(at, encounter.site_id.tz)

    @api.depends("slot_id", "site_id", "date")
    def _compute_queue(self):
        for encounter in self:
            encounter.queue = self._queue_key(
                encounter.slot_id, encounter.site_id, encounter.date
            )

    @api.model
    def _queue_key(self, slot, site, day):
        """Key of the queue in which a ticket number is unique.

        :rtype: str
        """
        return f"slot:{slot.id}" if slot else f"site:{site.id}:{day}"

    @api.depends("arrived_at", "called_at", "started_at")
    def _compute_waited(self):
        for encounter in self:
            begun = encounter.called_at or encounter.started_at
            encounter.waited = bool(begun) and _minutes(encounter.arrived_at, begun)

    @api.depends("arrived_at", "waited", "state")
    def _compute_waiting(self):
        now = fields.Datetime.now()
        for encounter in self:
            waits = encounter.state == "waiting" and encounter.arrived_at
            encounter.waiting = (
                _minutes(encounter.arrived_at, now) if waits else encounter.waited
            )

    @api.depends("headcount_ids.count")
    def _compute_headcount(self):
        for encounter in self:
            encounter.headcount = sum(encounter.headcount_ids.mapped("count"))

    @api.constrains("worker_ids")
    def _check_workers(self):
        crowded = self.filtered(lambda e: len(e.worker_ids) > MAX_WORKERS)
        if crowded:
            raise ValidationError(
                self.env._(
                    "One or two people receive somebody, not more: %(codes)s",
                    codes=", ".join(crowded.mapped("display_name")),
                )
            )

    @api.constrains("arrived_at", "is_typed_later")
    def _check_not_tomorrow(self):
        limit = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        early = self.filtered(lambda e: e.arrived_at > limit)
        if early:
            raise ValidationError(
                self.env._(
                    "Nobody has arrived yet who comes later: %(codes)s",
                    codes=", ".join(early.mapped("display_name")),
                )
            )

    # ------------------------------------------------------------------ orm

    @api.model_create_multi
    def create(self, vals_list):
        encounters = super().create([self._prepared(vals) for vals in vals_list])
        encounters._give_tickets()
        encounters.beneficiary_id._touch()
        return encounters

    @api.model
    def _prepared(self, vals):
        """Values of a new encounter: alias followed, hours and worker of a call."""
        vals = dict(vals)
        if vals.get("beneficiary_id"):
            person = self.env["migrant.beneficiary"].browse(vals["beneficiary_id"])
            vals["beneficiary_id"] = person._canonical().id
        if self.env.context.get("day_sheet"):
            vals["is_typed_later"] = True
        channel = vals.get("channel") or self.env.context.get("default_channel", "desk")
        if channel != "desk" and vals.get("state", "waiting") == "waiting":
            # Who writes down a call is answering it; a form sends its first state.
            vals["state"] = "done" if channel == "collective" else "seen"
        if vals.get("state") in ("seen", "done") and not vals.get("is_typed_later"):
            now = fields.Datetime.now()
            # Not a second before she arrived, nor as text before an instant.
            vals["arrived_at"] = vals.get("arrived_at") or now
            arrived_at = fields.Datetime.to_datetime(vals["arrived_at"])
            # A collective moment is written down afterwards: nobody waited for it.
            begun = arrived_at if channel == "collective" else max(arrived_at, now)
            vals.setdefault("started_at", begun)
            if not vals.get("worker_ids") and not self.env.su:
                vals["worker_ids"] = [Command.set([self.env.uid])]
        return vals

    def write(self, vals):
        if vals.get("beneficiary_id"):
            person = self.env["migrant.beneficiary"].browse(vals["beneficiary_id"])
            vals = {**vals, "beneficiary_id": person._canonical().id}
        if "state" in vals:
            self._check_transition(vals["state"])
            for encounter in self:
                super(PermanenceEncounter, encounter).write(
                    {**encounter._stamps(vals["state"]), **vals}
                )
            result = True
        else:
            result = super().write(vals)
        if "beneficiary_id" in vals:
            self.beneficiary_id._touch()
        return result

    def _stamps(self, state):
        """Instants that a new state writes; those that no longer hold go."""
        self.ensure_one()
        now = fields.Datetime.now()
        if state == "waiting":
            return {"called_at": False, "started_at": False, "ended_at": False}
        if state == "called":
            return {"called_at": now}
        if state == "seen":
            return {"started_at": self.started_at or now, "ended_at": False}
        if state == self.state:
            return {}
        return {"ended_at": now}

    def _give_tickets(self):
        """Number the arrivals at the desk; pre-printed numbers are kept."""
        tickets = self.env["permanence.ticket"]
        for queue, group in self.grouped("queue").items():
            typed = group.filtered("ticket")
            if typed:
                # The next automatic number comes after those on paper.
                tickets._take(queue, 0, max(typed.mapped("ticket")))
            bare = (group - typed).filtered(
                lambda e: e.channel == "desk" and not e.is_typed_later
            )
            if not bare:
                continue
            last = tickets._take(queue, len(bare), self._last_ticket(queue))
            for number, encounter in enumerate(bare, last - len(bare) + 1):
                encounter.ticket = number

    @api.model
    def _last_ticket(self, queue):
        """Highest number that stands in a queue, whoever gave it."""
        [(last,)] = self.sudo()._read_group(
            [("queue", "=", queue)], aggregates=["ticket:max"]
        )
        return last or 0

    @api.ondelete(at_uninstall=False)
    def _unlink_except_mistake(self):
        kept = self.filtered(lambda e: e.state not in ("waiting", "left"))
        if kept:
            raise UserError(
                self.env._(
                    "Somebody was received, or not: these are counted and stay: "
                    "%(codes)s",
                    codes=", ".join(kept.mapped("display_name")),
                )
            )

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().beneficiary_id.ids


def _minutes(start, stop):
    return max(0, int((stop - start).total_seconds() // 60))
