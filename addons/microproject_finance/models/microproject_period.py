# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import json
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from ..engine import money
from . import microproject_guards

CLOSED = ("closed", "submitted", "accepted")


class MicroprojectPeriod(models.Model):
    """A period reported to a donor.

    Once closed, its entries, analytic lines, distributions and papers do not
    change, whoever asks and by whatever way: the ORM refuses with a sentence, the
    database refuses what comes by SQL. Corrections are new entries in an open
    period that point back.
    """

    _name = "microproject.period"
    _description = "Reporting period"
    _inherit = [
        "ngo.guarded.thread",
        "microproject.scoped",
        "ngo.transition.mixin",
        "mail.thread",
    ]
    _order = "programme_id, date_from"
    _microproject_path = None
    _programme_path = "programme_id"
    _transitions = {
        "open": {"closed"},
        "closed": {"submitted", "open"},
        "submitted": {"accepted"},
        "accepted": set(),
    }

    name = fields.Char(compute="_compute_name", store=True)
    programme_id = fields.Many2one(
        comodel_name="ngo.programme", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    is_final = fields.Boolean(string="Final report")
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("closed", "Closed"),
            ("submitted", "Submitted"),
            ("accepted", "Accepted"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        tracking=True,
    )
    reopen_reason = fields.Char(copy=False, tracking=True)
    closed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    figures = fields.Json(readonly=True, copy=False)
    figures_hash = fields.Char(string="Seal of the figures", readonly=True, copy=False)
    is_drifted = fields.Boolean(
        string="Figures moved",
        readonly=True,
        copy=False,
        help="The ledger no longer gives the frozen figures.",
    )
    workbook = fields.Binary(attachment=True, readonly=True, copy=False)
    workbook_name = fields.Char(readonly=True, copy=False)
    workbook_hash = fields.Char(string="SHA-256", readonly=True, copy=False)
    still_open = fields.Text(
        compute="_compute_still_open", help="What closing now would leave as it is."
    )
    explanation_ids = fields.One2many(
        comodel_name="microproject.period.explanation", inverse_name="period_id"
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A period cannot end before it starts."
    )

    @api.depends("programme_id", "date_from", "date_to")
    def _compute_name(self):
        for period in self:
            programme = period.programme_id
            period.name = (
                f"{programme.code or programme.name or ''}"
                f" {period.date_from} – {period.date_to}"
            )

    @api.depends("programme_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # The name, by which files are called, has days that sort; people read theirs.
        for period in self:
            programme = period.programme_id
            days = (
                format_date(self.env, day) for day in (period.date_from, period.date_to)
            )
            period.display_name = (
                f"{programme.code or programme.name or ''} {' – '.join(days)}"
            )

    @api.constrains("programme_id", "date_from", "date_to")
    def _check_overlap(self):
        for period in self:
            twin = self.search(
                [
                    ("id", "!=", period.id),
                    ("programme_id", "=", period.programme_id.id),
                    ("date_from", "<=", period.date_to),
                    ("date_to", ">=", period.date_from),
                ],
                limit=1,
            )
            if twin:
                raise ValidationError(
                    self.env._(
                        "%(name)s overlaps %(other)s.",
                        name=period.display_name,
                        other=twin.display_name,
                    )
                )

    def write(self, vals):
        facts = {"programme_id", "date_from", "date_to", "figures", "figures_hash"}
        sealed = self.filtered(
            lambda p: p.state in CLOSED
            and facts & set(vals)
            or p.state in ("submitted", "accepted")
            and {"workbook", "workbook_hash"} & set(vals)
        )
        if sealed:
            raise UserError(
                self.env._(
                    "Closed periods do not change: %(names)s",
                    names=", ".join(sealed.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        done = self.filtered(lambda p: p.state in CLOSED)
        if done:
            raise UserError(
                self.env._(
                    "Closed periods do not change: %(names)s",
                    names=", ".join(done.mapped("display_name")),
                )
            )

    @api.depends("state", "date_from", "date_to", "programme_id")
    @api.depends_context("lang", "tz")
    def _compute_still_open(self):
        for period in self:
            said = period._get_still_open() if period.state == "open" else []
            period.still_open = "\n".join(said)

    def _get_still_open(self):
        """What is not finished in the period, in sentences.

        :rtype: list of str
        """
        self.ensure_one()
        if not (self.programme_id and self.date_from and self.date_to):
            return []
        said = []
        if self.date_to >= fields.Date.context_today(self):
            day = format_date(self.env, self.date_to)
            said.append(self.env._("It goes on until %(day)s.", day=day))
        if not self.programme_id._get_budget():
            said.append(
                self.env._(
                    "The programme has no approved budget: the workbook compares no"
                    " heading with what the funder agreed."
                )
            )
        days = [("date", ">=", self.date_from), ("date", "<=", self.date_to)]
        # How many, to whoever reads the period; the entries are for the accountants.
        accounts = self.programme_id._get_analytic_accounts()
        rows = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    *days,
                    ("parent_state", "=", "draft"),
                    ("analytic_distribution", "in", accounts.ids),
                ],
                [],
                ["move_id:count_distinct"],
            )
        )
        if number := rows[0][0]:
            said.append(
                self.env._("Entries that are still drafts: %(number)s.", number=number)
            )
        waiting = (
            self.env["microproject.ledger"]
            .sudo()
            .search_count(
                [
                    *days,
                    ("programme_id", "=", self.programme_id.id),
                    ("match_state", "not in", ("complete", "ineligible")),
                ]
            )
        )
        if waiting:
            said.append(
                self.env._(
                    "Costs without their receipt, bank line or budget: %(number)s.",
                    number=waiting,
                )
            )
        return said

    # -------------------------------------------------------------- guards

    @api.model
    def _closed_periods(self):
        # A closed period binds those too who may not read it.
        return self.sudo().search([("state", "in", CLOSED)])

    @api.model
    def _check_open(self, pairs):
        """Refuse analytic lines that lie in a closed period.

        :param list pairs: (set of base analytic account ids, date)
        """
        pairs = [(ids, day) for ids, day in pairs if ids and day]
        if not pairs:
            return
        for period in self._closed_periods():
            inside = [
                ids for ids, day in pairs if period.date_from <= day <= period.date_to
            ]
            if not inside:
                continue
            own = set(period.programme_id._get_analytic_accounts().ids)
            if any(ids & own for ids in inside):
                period._refuse()

    @api.model
    def _check_items(self, lines):
        """Refuse journal items that lie in a closed period.

        An item lies in it by its distribution or, on the account of advances, by
        its payee.
        """
        if not lines:
            return
        for period in self._closed_periods():
            inside = lines.filtered(
                lambda line, p=period: line.date
                and p.date_from <= line.date <= p.date_to
            )
            if not inside:
                continue
            programme = period.programme_id
            own = set(programme._get_analytic_accounts().ids)
            payees = programme.with_context(active_test=False).microproject_ids.payee_id
            for line in inside:
                is_advance = (
                    line.account_id == programme.advance_account_id
                    and line.partner_id in payees
                )
                if is_advance or line._distribution_ids() & own:
                    period._refuse()

    def _refuse(self):
        self.ensure_one()
        raise UserError(
            self.env._(
                "The period %(name)s is closed: its entries do not change. Post a"
                " correction in an open period that points back to the entry.",
                name=self.display_name,
            )
        )

    def init(self):
        """The same refusal in the database, for what does not pass by the ORM."""
        self.env.cr.execute(SQL(microproject_guards.CREATE))

    @api.model
    def _drop_guards(self):
        self.env.cr.execute(SQL(microproject_guards.DROP))

    # ------------------------------------------------------------- figures

    def _read_costs(self, start=None, end=None):
        """Costs of the programme between two days, one row per analytic line.

        Only lines with a journal item of a posted entry, cash; in kind stands on
        off-balance accounts and is read apart.

        :param date start: None: from the beginning
        :rtype: account.analytic.line
        """
        # The report is made of the whole ledger of the programme.
        lines = self.env["account.analytic.line"].sudo()
        return lines.search(self._costs_domain(start, end), order="date, id")

    def _costs_domain(self, start=None, end=None):
        """Domain of the analytic lines that are costs of the programme, in cash."""
        self.ensure_one()
        domain = [
            ("account_id", "in", self.programme_id._get_analytic_accounts().ids),
            ("move_line_id.parent_state", "=", "posted"),
            ("general_account_id.account_type", "!=", "off_balance"),
            ("date", "<=", end or self.date_to),
        ]
        if start:
            domain.append(("date", ">=", start))
        return domain

    def _compute_figures(self):
        """Figures of the period as the ledger gives them now.

        :return: dict of text, ready for JSON; amounts as decimal text
        """
        self.ensure_one()
        axes = self.env["microproject.axes"]
        heading, funding = axes._column("heading"), axes._column("funding")
        by_axes, count = defaultdict(Decimal), 0
        # As in _read_costs; each amount is rounded in the ledger, so is their sum.
        rows = (
            self.env["account.analytic.line"]
            .sudo()
            ._read_group(
                self._costs_domain(self.date_from),
                ["account_id", heading, funding],
                ["amount:sum", "__count"],
            )
        )
        for account, head, fund, amount, number in rows:
            by_axes[f"{account.id}/{head.id}/{fund.id}"] -= money.money(amount, 3)
            count += number
        owners = self.programme_id.with_context(active_test=False).microproject_ids
        advances = owners._read_advance(until=self.date_to)
        return {
            "lines": count,
            "costs": {k: str(v) for k, v in sorted(by_axes.items())},
            "total": str(sum(by_axes.values(), Decimal(0))),
            "advances": {
                str(partner): {k: str(v) for k, v in sorted(values.items())}
                for partner, values in sorted(advances.items())
            },
        }

    @api.model
    def _seal(self, figures):
        """Fingerprint of the figures that the ledger gives."""
        ledger = {key: value for key, value in figures.items() if key != "reported"}
        text = json.dumps(ledger, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    # ------------------------------------------------------------- actions

    def action_close(self):
        for period in self:
            period._check_explained()
            figures = period._compute_figures()
            # What is reported stays as it was sent, whatever a rate becomes.
            figures["reported"] = self.env["microproject.workbook"]._get_reported(
                period
            )
            period.write(
                {
                    "figures": figures,
                    "figures_hash": self._seal(figures),
                    "closed_by_id": self.env.uid,
                    "closed_on": fields.Datetime.now(),
                    "is_drifted": False,
                    # Opened again once more, it needs a reason of its own.
                    "reopen_reason": False,
                }
            )
        self._move_to("closed")
        self.action_build_workbook()

    def _check_explained(self):
        """Raise unless each heading that the workbook flags has its explanation.

        Without an approved budget no heading is compared, hence none asks for one.
        """
        if not self.programme_id._get_budget():
            return
        report = self.env["microproject.workbook"]._get_report(self)
        left = [
            label or row.heading
            for row, label, explanation in report.rows
            if row.is_flagged and not explanation.strip()
        ]
        if left:
            raise UserError(
                self.env._(
                    "Before %(name)s is closed, write under Explanations why these"
                    " headings vary from the budget: %(headings)s",
                    name=self.display_name,
                    headings=", ".join(left),
                )
            )

    def action_reopen(self):
        """Open again what was not submitted yet; the reason stays."""
        without = self.filtered(lambda p: not (p.reopen_reason or "").strip())
        if without:
            raise UserError(
                self.env._(
                    "Say why the period is opened again: %(names)s",
                    names=", ".join(without.mapped("display_name")),
                )
            )
        self._move_to("open")

    def action_submit(self):
        if self.filtered(lambda p: p._is_same_person(p.closed_by_id)):
            raise UserError(
                self.env._(
                    "Another person submits the report than the one who closed it."
                )
            )
        for period in self:
            if period._seal(period._compute_figures()) != period.figures_hash:
                raise UserError(
                    self.env._(
                        "The ledger no longer gives the frozen figures of %(name)s.",
                        name=period.display_name,
                    )
                )
        self._move_to("submitted")

    def action_accept(self):
        self._move_to("accepted")

    def action_build_workbook(self):
        """Write the donor's workbook from the ledger."""
        for period in self:
            data = self.env["microproject.workbook"]._build(period)
            period.write(
                {
                    "workbook": base64.b64encode(data),
                    "workbook_name": f"{period.name}.xlsx",
                    "workbook_hash": hashlib.sha256(data).hexdigest(),
                }
            )

    @api.model
    def _cron_compare(self):
        """Compute the figures of closed periods again and tell when one moved."""
        for period in self._closed_periods():
            drifted = period._seal(period._compute_figures()) != period.figures_hash
            if drifted and not period.is_drifted:
                period.message_post(
                    body=self.env._("The ledger no longer gives the frozen figures.")
                )
            if drifted != period.is_drifted:
                period.is_drifted = drifted
