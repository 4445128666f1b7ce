# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.ngo_base.engine import clocks

from .migrant_procedure_kind import COUNTINGS, GOALS, UNITS

LEGAL = "ngo_base.group_ngo_base_class_legal"
# Roles that may keep a procedure: the jurist, else whoever holds the file.
KEEPERS = ("jurist", "social_worker", "child_protection", "supervisor")


class MigrantProcedure(models.Model):
    """A legal or administrative procedure of a person, and its last day to act.

    The rule is copied when the kind is chosen: a law that changes does not move the
    deadline of a running procedure by itself, it lists it for a jurist to look at.
    Read by the jurist, her legal team and those who read the file; written by the
    jurist, and by the owner of the file as long as no jurist is named.
    """

    _name = "migrant.procedure"
    _inherit = [
        "ngo.code.mixin",
        "ngo.clocked.mixin",
        "ngo.transition.mixin",
        "migrant.case.told",
        "migrant.case.part",
        "migrant.person.mixin",
    ]
    _description = "Procedure"
    _rec_name = "code"
    _order = "state desc, last_day, id desc"
    _code_prefix = "L-"
    _forget = ("reference", "lawyer", "remark")
    _transitions = {
        "open": {"closed", "dropped"},
        "closed": {"open"},
        "dropped": {"open"},
    }

    # Whether a last day is near is looked up by the person, for the desk.
    beneficiary_id = fields.Many2one(index=True)
    kind_id = fields.Many2one(
        "migrant.procedure.kind", required=True, index=True, ondelete="restrict"
    )
    country_id = fields.Many2one(related="kind_id.country_id")
    goal = fields.Selection(
        GOALS,
        compute="_compute_from_kind",
        store=True,
        readonly=False,
        precompute=True,
        help="What the person wants to obtain.",
    )
    authority_id = fields.Many2one(
        "migrant.authority",
        ondelete="restrict",
        compute="_compute_from_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    parent_id = fields.Many2one(
        "migrant.procedure",
        string="Appeal against",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    child_ids = fields.One2many("migrant.procedure", "parent_id", string="Appeals")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("dropped", "Given up")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    phase = fields.Selection(
        [
            ("before", "Before lodging"),
            ("during", "Under examination"),
            ("after", "After the decision"),
        ],
        compute="_compute_phase",
        store=True,
        precompute=True,
    )
    jurist_id = fields.Many2one(
        "res.users",
        string="Jurist",
        index="btree_not_null",
        default=lambda self: self._default_jurist_id(),
        help="Empty: the owner of the file keeps the procedure.",
    )
    # Named while a dated access opens the file to her: it ends with that access.
    is_jurist_for_a_while = fields.Boolean(
        string="Named for a while",
        compute="_compute_is_jurist_for_a_while",
        store=True,
        precompute=True,
    )
    legal_team_id = fields.Many2one("ngo.team", index="btree_not_null")
    reference = fields.Char(groups=LEGAL, copy=False, help="Number of the authority.")
    lawyer = fields.Char(groups=LEGAL, help="Name, bar, how to reach.")
    lawyer_basis = fields.Selection(
        [
            ("aid", "Legal aid granted"),
            ("aid_asked", "Legal aid asked"),
            ("paid", "Paid"),
            ("free", "Free of charge"),
        ],
        groups=LEGAL,
    )
    remark = fields.Text(groups=LEGAL, help="Grounds, evidence, what was agreed.")

    date_lodged = fields.Date(string="Lodged on", copy=False)
    date_interview = fields.Datetime(string="Interview", copy=False)
    date_decision = fields.Date(string="Decided on", copy=False)
    date_notified = fields.Date(
        string="Notified on",
        copy=False,
        help="Day on which the decision reached the person: the delay runs from it.",
    )
    outcome = fields.Selection(
        [
            ("granted", "Granted"),
            ("partly", "Granted in part"),
            ("refused", "Refused"),
            ("inadmissible", "Inadmissible"),
            ("withdrawn", "Withdrawn"),
            ("other", "Other"),
        ],
        copy=False,
        groups=LEGAL,
    )

    delay = fields.Integer(
        compute="_compute_from_kind", store=True, readonly=False, precompute=True
    )
    delay_unit = fields.Selection(
        UNITS,
        compute="_compute_from_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    counting = fields.Selection(
        COUNTINGS,
        compute="_compute_from_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    clear_days = fields.Boolean(
        compute="_compute_from_kind", store=True, readonly=False, precompute=True
    )
    rule_source = fields.Char(
        string="Source of the rule",
        compute="_compute_from_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    act = fields.Char(string="What must be done", related="kind_id.act")
    is_to_check = fields.Boolean(
        string="Delay to be checked", related="kind_id.is_to_check"
    )
    last_day = fields.Date(
        string="Last day to act",
        compute="_compute_last_day",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        copy=False,
        help="Reckoned from the day of the notice; correct it where the law says so.",
    )
    rule_text = fields.Char(string="How it is reckoned", compute="_compute_rule_text")
    date_acted = fields.Date(
        string="Acted on", copy=False, help="The appeal was lodged, the form was filed."
    )
    is_touched = fields.Boolean(
        string="The rule has changed", readonly=True, copy=False
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_decision >= date_lodged AND date_notified >= date_decision)",
        "A procedure is lodged, then decided, then notified.",
    )
    _not_its_own_appeal = models.Constraint(
        "CHECK(parent_id IS NULL OR parent_id != id)",
        "A procedure is no appeal against itself.",
    )

    @api.model
    def _default_jurist_id(self):
        return self.env.user if self._scope_live().has("jurist") else False

    @api.depends("jurist_id", "case_id")
    def _compute_is_jurist_for_a_while(self):
        # Whoever names a jurist need not read her accesses, nor the file's owner.
        cases = self.env["migrant.case"]
        for procedure in self.sudo():
            jurist, case = procedure.jurist_id, procedure.case_id
            for_a_while = False
            if jurist and jurist != case.owner_id:
                live = self.env["ngo.role"].with_user(jurist)._live()
                granted = cases._granted_domain(live, "legal")
                for_a_while = bool(case.filtered_domain(granted))
            procedure.is_jurist_for_a_while = for_a_while

    @api.depends("kind_id")
    def _compute_from_kind(self):
        for procedure in self:
            kind = procedure.kind_id
            procedure.goal = kind.goal
            procedure.authority_id = kind.authority_id
            procedure.delay = kind.delay
            procedure.delay_unit = kind.delay_unit or "day"
            procedure.counting = kind.counting or "rolled"
            procedure.clear_days = kind.clear_days
            procedure.rule_source = kind.source

    @api.depends("date_lodged", "date_decision", "date_notified")
    def _compute_phase(self):
        for procedure in self:
            if procedure.date_decision or procedure.date_notified:
                procedure.phase = "after"
            else:
                procedure.phase = "during" if procedure.date_lodged else "before"

    @api.depends("date_notified", "delay", "delay_unit", "counting", "clear_days")
    def _compute_last_day(self):
        for procedure in self:
            procedure.last_day = procedure._reckon_last_day()

    def _reckon_last_day(self):
        """Last day to act after the notice, on the days of the country's authorities.

        :rtype: datetime.date or False where there is no notice or no delay
        """
        self.ensure_one()
        notified = self.date_notified
        if not notified or not self.delay:
            return False
        closed = self.env["migrant.closed.day"]
        calendar = closed._legal_calendar(self.kind_id.country_id, notified)
        delay = clocks.Delay(self.delay, self.delay_unit, self.counting)
        return clocks.last_day(notified, delay, calendar, self.clear_days)

    @api.depends("delay", "delay_unit", "counting", "clear_days", "rule_source")
    @api.depends_context("lang")
    def _compute_rule_text(self):
        units = dict(self._fields["delay_unit"]._description_selection(self.env))
        ways = dict(self._fields["counting"]._description_selection(self.env))
        for procedure in self:
            if not procedure.delay:
                procedure.rule_text = False
                continue
            parts = [
                f"{procedure.delay} {units[procedure.delay_unit].lower()}",
                ways[procedure.counting].lower(),
            ]
            if procedure.clear_days:
                parts.append(self.env._("neither first nor last day counts"))
            if procedure.rule_source:
                parts.append(procedure.rule_source)
            procedure.rule_text = " · ".join(parts)

    @api.constrains("parent_id", "case_id")
    def _check_parent(self):
        for procedure in self.filtered("parent_id"):
            # Compares two file numbers, shows neither.
            if procedure.sudo().parent_id.case_id != procedure.sudo().case_id:
                raise ValidationError(
                    self.env._("An appeal stands in the file of the decision.")
                )

    @api.constrains("date_lodged", "date_decision", "date_notified")
    def _check_not_in_future(self):
        today = fields.Date.context_today(self)
        wrong = self.filtered(
            lambda p: any(
                day and day > today
                for day in (p.date_lodged, p.date_decision, p.date_notified)
            )
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "What has not happened yet has no date: %(codes)s",
                    codes=", ".join(wrong.mapped("code")),
                )
            )

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        team = Domain.FALSE
        if live.has("jurist"):
            team = Domain("legal_team_id", "in", live.team_ids)
            team &= Domain("case_id.confidentiality", "!=", "sealed")
        return [
            ("jurist", self.env._("You are its jurist."), self._kept_domain()),
            ("legal", self.env._("Your legal team follows it."), team),
            *super()._scope_reasons(),
        ]

    @api.model
    def _kept_domain(self):
        """Procedures that the current user keeps as their jurist."""
        live = self._scope_live()
        if not live.has("jurist"):
            return Domain.FALSE
        granted = self.env["migrant.case"]._granted_domain(live, "legal")
        lasting = Domain("is_jurist_for_a_while", "=", False)
        return Domain("jurist_id", "=", self.env.uid) & (
            lasting | Domain("case_id", "any!", granted)
        )

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        domain = self._kept_domain()
        if live.has(*KEEPERS):
            # In a house without jurist the owner of the file keeps the deadline.
            free = Domain("jurist_id", "=", False)
            free |= Domain("is_jurist_for_a_while", "=", True)
            domain |= free & super()._scope_write_domain()
        domain |= Domain("legal_team_id", "in", live.led_team_ids) & Domain(
            "case_id.confidentiality", "!=", "sealed"
        )
        return domain

    _journal_fields = ("kind_id", "date_notified", "last_day")

    # --------------------------------------------------------------- actions

    def action_close(self):
        """The procedure is over; its outcome is known."""
        lacking = self.filtered(lambda p: not p.outcome)
        if lacking:
            raise UserError(
                self.env._(
                    "Say how it ended: %(codes)s",
                    codes=", ".join(lacking.mapped("code")),
                )
            )
        return self._move_to("closed")

    def action_drop(self):
        """The person gives the procedure up."""
        return self._move_to("dropped")

    def action_reopen(self):
        """It was closed too early."""
        return self._move_to("open")

    def action_seen(self):
        """The change of the rule was looked at: this procedure keeps its own rule."""
        self.write({"is_touched": False})
        self._stop_clocks("procedure_rule_seen")
        return True

    def action_take_rule(self):
        """Take the kind's rule as it is now; the last day is reckoned again."""
        for procedure in self:
            kind = procedure.kind_id
            procedure.write(
                {
                    "delay": kind.delay,
                    "delay_unit": kind.delay_unit,
                    "counting": kind.counting,
                    "clear_days": kind.clear_days,
                    "rule_source": kind.source,
                }
            )
        return self.action_seen()

    def action_appeal(self):
        """Open the appeal against this decision, to be lodged before its last day."""
        self.ensure_one()
        self.check_access("write")
        appeal = self.child_ids[:1] or self.create(self._prepare_appeal_vals())
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": appeal.id,
            "views": [(False, "form")],
        }

    def _prepare_appeal_vals(self):
        """Values of the procedure that contests this decision."""
        self.ensure_one()
        return {
            "case_id": self.case_id.id,
            "parent_id": self.id,
            "kind_id": (self.kind_id.appeal_kind_id or self.kind_id).id,
            "jurist_id": self.jurist_id.id,
            "legal_team_id": self.legal_team_id.id,
        }

    def action_letter(self):
        """Begin a letter about this procedure; its writer chooses the template."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letter"),
            "res_model": "migrant.letter",
            "views": [(False, "form")],
            "context": {
                "default_case_id": self.case_id.id,
                "default_procedure_id": self.id,
                "default_authority_id": self.authority_id.id,
            },
        }

    def action_lodge_today(self):
        """It was lodged today."""
        return self.write({"date_lodged": fields.Date.context_today(self)})

    def action_notified_today(self):
        """The decision reached the person today; the delay starts."""
        today = fields.Date.context_today(self)
        for procedure in self:
            procedure.write(
                {
                    "date_notified": today,
                    "date_decision": procedure.date_decision or today,
                }
            )
        return True
