# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..engine import periods

# Who makes reports; who reads those that are validated.
MAKERS = ("data_officer", "programme_manager", "coordinator")
READERS = (
    "social_worker",
    "jurist",
    "psychologist",
    "child_protection",
    "supervisor",
    "finance_officer",
    "administrative_assistant",
)
# One validation at a time: each must know what the others have published.
LOCK = 1_936_221_807


class ImpactReport(models.Model):
    """What was done in a month, a quarter or a year, in figures.

    The report is that of the whole house, so that what one site's table hides is not
    given away by another's; each reader sees the units that her roles reach.
    """

    _name = "impact.report"
    _inherit = ["ngo.guarded", "ngo.transition.mixin"]
    _description = "Activity report"
    _order = "date_from desc, kind"
    _transitions = {"draft": {"validated"}}

    kind = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        string="Period",
        required=True,
        default="month",
    )
    date_from = fields.Date(
        string="Starts on",
        required=True,
        default=lambda self: periods.previous("month", fields.Date.context_today(self))[
            0
        ],
        help="Any day of the period: its first day is kept.",
    )
    date_to = fields.Date(
        string="Ends on", compute="_compute_date_to", store=True, precompute=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("validated", "Validated")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    computed_at = fields.Datetime(string="Counted on", readonly=True, copy=False)
    validated_at = fields.Datetime(readonly=True, copy=False)
    validated_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    comment = fields.Text(
        string="In words",
        help="What the figures mean, what was hard, what comes next. No name.",
    )
    figure_ids = fields.One2many("impact.figure", "report_id", readonly=True)
    seal = fields.Char(
        readonly=True,
        copy=False,
        help="Fingerprint of the figures when they were validated.",
    )

    _period_uniq = models.UniqueIndex(
        "(kind, date_from)", "There is a report of this period already."
    )

    @api.depends("kind", "date_from")
    def _compute_date_to(self):
        for report in self:
            report.date_to = (
                report.date_from
                and periods.window(report.kind or "month", report.date_from)[1]
            )

    @api.depends("kind", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            report.display_name = report._get_title()

    def _get_title(self):
        """The period in words: March 2026, 1st quarter of 2026, 2026."""
        self.ensure_one()
        day = self.date_from
        if not day:
            return self.env._("New report")
        if self.kind == "year":
            return str(day.year)
        if self.kind == "quarter":
            return self.env._(
                "Quarter %(number)s of %(year)s",
                number=(day.month + 2) // 3,
                year=day.year,
            )
        return format_date(self.env, day, date_format="LLLL y")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_first_day(vals) for vals in vals_list])

    def write(self, vals):
        self._check_draft(vals)
        for report in self:
            new = report._with_first_day(
                {"kind": report.kind, "date_from": report.date_from, **vals}
            )
            # The first day follows the kind: a day of March is kept as 1 January
            # once the report is that of a year.
            period = {k: new[k] for k in ("kind", "date_from")}
            if {"kind", "date_from"} & set(vals):
                super(ImpactReport, report).write({**vals, **period})
                # Figures of another period would be believed.
                report.sudo().figure_ids.unlink()
            else:
                super(ImpactReport, report).write(vals)
        return True

    @api.model
    def _with_first_day(self, vals):
        kind = vals.get("kind") or "month"
        day = fields.Date.to_date(vals.get("date_from"))
        day = day or periods.previous(kind, fields.Date.context_today(self))[0]
        return {**vals, "kind": kind, "date_from": periods.window(kind, day)[0]}

    def _check_draft(self, vals):
        done = self.filtered(lambda report: report.state == "validated")
        if done and set(vals) - {"is_in_scope", "is_in_write_scope"}:
            raise UserError(
                self.env._(
                    "A validated report is not changed: %(reports)s",
                    reports=", ".join(done.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._check_draft({"state": "gone"})

    def _check_transition(self, state):
        if state == "validated" and not self.env.su:
            raise UserError(self.env._("A report is validated by its button."))
        return super()._check_transition(state)

    # -------------------------------------------------------------- actions

    def action_compute(self):
        """Count the drafts anew.

        :raise UserError: on a validated report
        """
        self.check_access("write")
        self._check_draft({"figure_ids"})
        for report in self:
            report._compute_figures()
        return True

    def action_validate(self):
        """Count a last time, hide what must be hidden beside all that is published,
        and freeze.

        :raise UserError: before the period is over, or without the right
        """
        self.check_access("write")
        self._check_validator()
        early = self.filtered(
            lambda report: report.date_to >= fields.Date.context_today(report)
        )
        if early:
            raise UserError(
                self.env._(
                    "A report is validated once its period is over: %(reports)s",
                    reports=", ".join(early.mapped("display_name")),
                )
            )
        self.env.execute_query(SQL("SELECT pg_advisory_xact_lock(%s)", LOCK))
        # The shortest first: a quarter is hidden beside its months.
        for report in self.sorted(lambda r: (r.date_to - r.date_from, r.date_from)):
            report.invalidate_recordset(["state"])
            report._check_draft({"state"})
            report._compute_figures()
            # The state is no field of a form: this method is the right.
            report.sudo().write(
                {
                    "state": "validated",
                    "validated_at": fields.Datetime.now(),
                    "validated_by_id": self.env.uid,
                    "seal": report._get_seal(),
                }
            )
        return True

    def _check_validator(self):
        """The data officer, or a manager or coordinator of the whole house."""
        if self.env.su:
            return
        live = self._scope_live()
        whole = any(
            role in MAKERS and not site and not programme
            for role, site, programme in live.rows
        )
        if not whole and not live.has("data_officer"):
            raise UserError(
                self.env._(
                    "The report is that of the whole house: it is validated by the "
                    "data officer, or by a programme manager or coordinator of all "
                    "sites and programmes."
                )
            )

    # ------------------------------------------------------------- counting

    def _compute_figures(self):
        """Replace the figures of a draft."""
        self.ensure_one()
        # Figures are written by nobody's hand; the reader's own figures are chosen
        # by their scope.
        figures = self.env["impact.figure"].sudo()
        figures.search([("report_id", "=", self.id)]).unlink()
        indicators = self.env["impact.indicator"].sudo()
        # A report holds every indicator of the house.
        for indicator in indicators.search([]):  # pylint: disable=no-search-all
            figures.create(self._prepare_figures(indicator))
        self.sudo().computed_at = fields.Datetime.now()

    def _prepare_figures(self, indicator):
        """Values of the figures of one indicator."""
        window = (self.date_from, self.date_to)
        cells = indicator._count(*window)
        windows, frozen = self._get_published(indicator)
        hidden = indicator._get_hidden({**windows, window: cells}, frozen)
        dimensions = {d.code: d.id for d in indicator.dimension_ids}
        values = []
        for (measure, unit, category), value in sorted(cells.items(), key=repr):
            if measure != "value":
                continue
            base = cells.get(("base", unit, category))
            if not (value or base) and category:
                continue
            values.append(
                self.env["impact.figure"]._prepare_values(
                    self,
                    indicator,
                    unit,
                    [(dimensions[code], key) for code, key in category],
                    value,
                    base,
                    {
                        measure: (window, measure, unit, category) in hidden
                        for measure in ("value", "base")
                    },
                )
            )
        return values

    def _get_published(self, indicator):
        """Cells of validated reports of the same years, and whether they are shown.

        :return: ({window: cells}, {(window, measure, unit, category): is hidden})
        """
        first = self.date_from.replace(month=1, day=1)
        last = self.date_to.replace(month=12, day=31)
        # What is published counts, whoever may read it.
        figures = (
            self.env["impact.figure"]
            .sudo()
            .search(
                [
                    ("indicator_id", "=", indicator.id),
                    ("report_id", "!=", self.id),
                    ("report_id.state", "=", "validated"),
                    ("report_id.date_from", ">=", first),
                    ("report_id.date_to", "<=", last),
                ]
            )
        )
        windows, frozen = {}, {}
        for figure in figures:
            window = (figure.report_id.date_from, figure.report_id.date_to)
            for key, value, is_hidden in figure._get_cells():
                windows.setdefault(window, {})[key] = value
                frozen[(window, *key)] = is_hidden
        return windows, frozen

    def _get_seal(self):
        """SHA-256 of the figures, hidden ones included, in a fixed order."""
        self.ensure_one()
        # The seal stands for what was counted, shown or not.
        lines = sorted(self.sudo().figure_ids.mapped(lambda f: f._get_line()))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _is_intact(self):
        """Do the figures still bear the seal of the validation?"""
        self.ensure_one()
        return bool(self.seal) and self.seal == self._get_seal()

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        makers = Domain.TRUE if live.has(*MAKERS) else Domain.FALSE
        readers = Domain.FALSE
        if live.has(*READERS):
            readers = Domain("state", "=", "validated")
        return [
            ("maker", self.env._("You make reports."), makers),
            ("reader", self.env._("The report is validated."), readers),
        ]

    @api.model
    def _scope_write_domain(self):
        return Domain.TRUE if self._scope_live().has(*MAKERS) else Domain.FALSE
