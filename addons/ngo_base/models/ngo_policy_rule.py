# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from zoneinfo import ZoneInfo

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine import clocks as engine
from ..engine.clocks import Delay

UNITS = [("hour", "Hours"), ("day", "Days"), ("week", "Weeks"), ("month", "Months")]
COUNTINGS = [
    ("working", "Working time of the site"),
    ("plain", "All days"),
    ("rolled", "All days, ending on a worked day"),
]
TARGETS = [
    ("owner", "The person in charge"),
    ("team_lead", "Lead and deputy of her team"),
    ("site_manager", "Manager of the site"),
    ("role", "Holders of a role"),
]
# What narrows a row, the strongest last: two rows that name as many facets are
# told apart by it.
FACETS = ("programme_id", "case_type", "step", "risk", "act_kind")


class NgoPolicyRule(models.Model):
    """One line of the organisation's policy: what is due when, or needs a second pair
    of eyes.

    A row holds for everything that it does not narrow. Of the rows that speak of one
    obligation the most specific wins, alone: a policy for urgent risk replaces the
    general one, it does not add to it. Case types, steps, risks and kinds of act are
    keys that the rooms define.
    """

    _name = "ngo.policy.rule"
    _description = "Policy rule"
    _order = "kind, event, obligation, sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What must be done, in the words of the house. It is shown beside the"
        " deadline and never sent by e-mail.",
    )
    kind = fields.Selection(
        selection=[("clock", "Deadline"), ("four_eyes", "Second pair of eyes")],
        required=True,
        default="clock",
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    date_from = fields.Date(string="Holds from")
    date_to = fields.Date(string="Holds until", help="Last day on which it holds.")
    source = fields.Char(help="Law, agreement or decision that says so.")

    programme_id = fields.Many2one(
        comodel_name="ngo.programme", index="btree_not_null", ondelete="cascade"
    )
    case_type = fields.Char(help="Key of a case type; empty for all.")
    step = fields.Char(help="Key of a step of the method; empty for all.")
    risk = fields.Char(string="Risk level", help="Key of a risk level; empty for all.")
    act_kind = fields.Char(string="Kind of act", help="Key of an act; empty for all.")
    specificity = fields.Integer(
        compute="_compute_specificity", store=True, precompute=True
    )

    event = fields.Char(
        string="Starts with",
        help="Key of the event that starts the deadline, for instance case_opened.",
    )
    obligation = fields.Char(
        compute="_compute_obligation",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Rows with the same event and obligation compete; rows with different"
        " obligations all hold.",
    )
    stop_event = fields.Char(
        string="Ends with",
        help="Key of the event that fulfils it; empty for the event of the start.",
    )
    delay = fields.Integer(default=1)
    delay_unit = fields.Selection(selection=UNITS, default="day", required=True)
    counting = fields.Selection(selection=COUNTINGS, default="working", required=True)
    clear_days = fields.Boolean(help="Neither the first nor the last day counts.")
    warn_delay = fields.Integer(
        string="Warn before", help="0: no warning before the deadline."
    )
    warn_unit = fields.Selection(selection=UNITS, default="day", required=True)
    escalation_ids = fields.One2many(
        comodel_name="ngo.policy.escalation",
        inverse_name="rule_id",
        string="Who is told when it is overdue",
        copy=True,
    )
    approver = fields.Selection(
        selection=TARGETS[1:],
        default="team_lead",
        help="Who gives the second look.",
    )
    approver_role = fields.Selection(selection="_selection_role")
    is_waivable = fields.Boolean(
        string="May be waived",
        help="With a reason, in a house where nobody else could look.",
    )

    _delays_positive = models.Constraint(
        "CHECK (delay >= 0 AND warn_delay >= 0)", "A delay cannot be below zero."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A rule cannot end before it holds."
    )
    _event_named = models.Constraint(
        "CHECK (kind != 'clock' OR event IS NOT NULL)",
        "Say with which event the deadline starts.",
    )
    _act_named = models.Constraint(
        "CHECK (kind != 'four_eyes' OR act_kind IS NOT NULL)",
        "Say which kind of act needs a second pair of eyes.",
    )
    _approver_named = models.Constraint(
        "CHECK (approver != 'role' OR approver_role IS NOT NULL)",
        "Say which role gives the second look.",
    )
    _once = models.UniqueIndex(
        "(kind, COALESCE(event, ''), obligation, COALESCE(programme_id, 0),"
        " COALESCE(case_type, ''), COALESCE(step, ''), COALESCE(risk, ''),"
        " COALESCE(act_kind, ''), COALESCE(date_from, DATE '0001-01-01'))"
        " WHERE active",
        "There is a rule for exactly this already.",
    )

    @api.model
    def _selection_role(self):
        return self.env["ngo.role"]._fields["role"]._description_selection(self.env)

    @api.depends(*FACETS)
    def _compute_specificity(self):
        for rule in self:
            named = [bool(rule[facet]) for facet in FACETS]
            weight = sum(1 << i for i, is_named in enumerate(named) if is_named)
            # The number of facets first, then which ones.
            rule.specificity = (sum(named) << len(FACETS)) + weight

    @api.depends("event", "act_kind", "kind")
    def _compute_obligation(self):
        for rule in self:
            key = rule.act_kind if rule.kind == "four_eyes" else rule.event
            rule.obligation = rule.obligation or key or "default"

    @api.constrains("warn_delay", "warn_unit", "delay", "delay_unit")
    def _check_warning(self):
        hours = {"hour": 1, "day": 24, "week": 168, "month": 720}
        wrong = self.filtered(
            lambda rule: rule.kind == "clock"
            and rule.warn_delay
            and rule.warn_delay * hours[rule.warn_unit]
            >= rule.delay * hours[rule.delay_unit]
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "The warning would come before the deadline has begun: %(rules)s",
                    rules=", ".join(wrong.mapped("name")),
                )
            )

    # -------------------------------------------------------------- choosing

    @api.model
    def _match(self, kind, event=None, day=None, **facets):
        """The rows that hold for something, one per obligation.

        :param str kind: ``clock`` or ``four_eyes``
        :param str event: key of the event; None asks for all events
        :param datetime.date day: day on which the rule must hold, today by default
        :param facets: ``programme_id`` (id or record), ``case_type``, ``step``,
            ``risk``, ``act_kind``; a row that names a facet holds only where it is
            the same
        :rtype: ngo.policy.rule, sudo: a worker is bound by rules whether or not she
            may read their list
        """
        unknown = set(facets) - set(FACETS)
        if unknown:
            raise ValueError(f"unknown facets: {', '.join(sorted(unknown))}")
        programme = facets.get("programme_id")
        if isinstance(programme, models.BaseModel):
            facets["programme_id"] = programme.id
        day = day or fields.Date.context_today(self)
        domain = Domain("kind", "=", kind) & Domain.AND(
            Domain(facet, "in", [False, facets.get(facet) or False]) for facet in FACETS
        )
        if event is not None:
            domain &= Domain("event", "=", event)
        domain &= Domain("date_from", "=", False) | Domain("date_from", "<=", day)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        rules = self.sudo().search(domain, order="specificity desc, sequence, id desc")
        best = {}
        for rule in rules:
            best.setdefault((rule.event, rule.obligation), rule)
        return rules.browse([rule.id for rule in best.values()])

    @api.model
    def _four_eyes(self, act_kind, **facets):
        """The row that asks for a second person before an act, or none.

        Whoever calls compares the two users herself: the second must be another one.

        :param str act_kind: key of the act, for instance ``case_close``
        :param facets: as in ``_match``
        :rtype: ngo.policy.rule
        """
        return self._match("four_eyes", act_kind=act_kind, **facets)[:1]

    # -------------------------------------------------------------- delays

    @api.model
    def _calendar_of(self, site):
        """The working calendar of a site as the engine takes it.

        A site that is open day and night, one without calendar, and no site at all
        work always.

        :param site: ``ngo.site`` record or none
        :rtype: Calendar
        """
        # Whoever starts a deadline need not read the calendar of the site.
        site = site.sudo()
        zone = site.tz or self.env.company.partner_id.tz or "UTC"
        hours = site.resource_calendar_id
        if not hours or site.is_open_24h:
            return engine.Calendar(ZoneInfo(zone))

        def work(start, stop):
            # The resource module localises with pytz.
            found = hours._work_intervals_batch(start, stop, tz=pytz.timezone(zone))
            return [(low, high) for low, high, _attendances in found[False]]

        return engine.Calendar(ZoneInfo(zone), work)

    @api.model
    def _last_day(self, notified, delay, site=None, clear_days=False):
        """Last day to act after a notice: for procedures, appeals, answers.

        :param datetime.date notified: day of the notice, which does not count
        :param Delay delay: of the engine, in days, weeks or months
        :param site: ``ngo.site`` whose worked days count; none: every day is worked
        :param bool clear_days: neither the first nor the last day counts
        :rtype: datetime.date
        :raise ValueError: a delay in hours
        """
        calendar = self._calendar_of(site or self.env["ngo.site"])
        try:
            return engine.last_day(notified, delay, calendar, clear_days)
        except engine.NoWorkingTime:
            # No worked day is known: the earlier day is the safe one.
            always = engine.Calendar(calendar.tz)
            return engine.last_day(notified, delay, always, clear_days)

    def _get_delay(self):
        """The delay as the engine takes it."""
        self.ensure_one()
        return Delay(self.delay, self.delay_unit, self.counting)

    def _get_warning(self):
        """How long before the deadline one is warned, or None."""
        self.ensure_one()
        if not self.warn_delay:
            return None
        return Delay(self.warn_delay, self.warn_unit, self.counting)
