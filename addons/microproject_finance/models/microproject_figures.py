# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ..engine import money, receipts, tranches

LEDGER = ("paid", "justified", "refunded", "outstanding")
# Kinds of journals in which a debit gives money.
GIVING = ("bank", "cash", "credit", "general")


class MicroprojectFigures(models.AbstractModel):
    """Figures of a micro-project: plans from its budget, the rest from the ledger.

    Nothing here is stored. Two reads give everything, for many at once: analytic
    lines that have a journal item, and the items of the account of advances.
    """

    _name = "microproject.figures"
    _description = "Figures of a micro-project"

    programme_id = fields.Many2one(comodel_name="ngo.programme")
    book_currency_id = fields.Many2one(
        related="programme_id.company_id.currency_id", string="Currency of the books"
    )
    award = fields.Monetary(
        string="Awarded",
        currency_field="book_currency_id",
        compute="_compute_plan",
        help="Cash of the grants in the budget in force.",
    )
    own_contribution = fields.Monetary(
        string="Own contribution",
        currency_field="book_currency_id",
        compute="_compute_plan",
    )
    in_kind = fields.Monetary(
        string="In kind", currency_field="book_currency_id", compute="_compute_plan"
    )
    planned = fields.Monetary(
        currency_field="book_currency_id",
        compute="_compute_spent",
        help="Cash in the budget in force.",
    )
    spent = fields.Monetary(currency_field="book_currency_id", compute="_compute_spent")
    committed = fields.Monetary(
        currency_field="book_currency_id",
        compute="_compute_spent",
        help="Tranches cleared and not yet paid.",
    )
    left = fields.Monetary(currency_field="book_currency_id", compute="_compute_spent")
    paid = fields.Monetary(
        currency_field="book_currency_id", compute="_compute_advance"
    )
    justified = fields.Monetary(
        currency_field="book_currency_id",
        compute="_compute_advance",
    )
    refunded = fields.Monetary(
        currency_field="book_currency_id", compute="_compute_advance"
    )
    outstanding = fields.Monetary(
        string="To justify",
        currency_field="book_currency_id",
        compute="_compute_advance",
    )
    justified_percent = fields.Float(
        string="Justified (%)", compute="_compute_advance", aggregator="avg"
    )

    @api.depends("budget_version_ids.state", "budget_version_ids.line_ids.amount")
    def _compute_plan(self):
        for record in self:
            lines = record.budget_id.line_ids
            cash = lines.filtered(lambda line: line.nature == "cash")
            grants = cash.filtered(lambda line: line.funding_id.kind == "grant")
            record.award = sum(grants.mapped("amount"))
            record.own_contribution = sum((cash - grants).mapped("amount"))
            record.in_kind = sum((lines - cash).mapped("amount"))

    @api.depends("budget_version_ids.line_ids.amount", "tranche_ids.state")
    def _compute_spent(self):
        spent = self._read_spent()
        for record in self:
            record.planned = record.award + record.own_contribution
            record.spent = float(spent.get(record.account_id.id, 0))
            cleared = record.tranche_ids.filtered(
                lambda t: t.state == "cleared" and not t.is_paid
            )
            record.committed = sum(cleared.mapped("amount"))
            record.left = record.planned - record.spent

    def _read_spent(self):
        """Spending in the ledger: one read over analytic lines with a journal item.

        Hours are a key that distributes salaries; lines without a journal item are
        never spending. Off-balance accounts carry what was given in kind.

        :return: {analytic account id: Decimal in the currency of the books}
        """
        # Totals by code; the reader's own rights decided which records she holds.
        lines = self.env["account.analytic.line"].sudo()
        rows = lines._read_group(
            [
                ("account_id", "in", self.account_id.ids),
                ("move_line_id", "!=", False),
                ("general_account_id.account_type", "!=", "off_balance"),
            ],
            ["account_id"],
            ["amount:sum"],
        )
        return {account.id: -_decimal(amount) for account, amount in rows}

    def _compute_advance(self):
        figures = self._read_advance()
        for record in self:
            values = figures.get(record.payee_id.id, dict.fromkeys(LEDGER, Decimal(0)))
            for name in LEDGER:
                record[name] = float(values[name])
            record.justified_percent = float(self._justified_share(values))

    @api.model
    def _justified_share(self, values):
        """Percent of what was paid that came back as receipts or money."""
        done = values["justified"] + values["refunded"]
        return done * 100 / values["paid"] if values["paid"] else Decimal(0)

    def _read_advance(self, until=None):
        """Paid, justified, refunded and outstanding: one read of the advance account.

        Money that leaves or enters a bank or cash journal is paid or refunded. In
        other journals a debit gives an advance (opening entries), except a credit
        note of a receipt, which takes the receipt back; a credit justifies.

        :param date until: last day, today and later included when None
        :return: {partner id: {paid, justified, refunded, outstanding}}, Decimal;
            paid = justified + refunded + outstanding, by construction
        """
        domain = [
            ("account_id", "in", self.programme_id.advance_account_id.ids),
            ("partner_id", "in", self.payee_id.ids),
            ("parent_state", "=", "posted"),
        ]
        if until:
            domain.append(("date", "<=", until))
        # As in _read_spent.
        rows = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                domain, ["partner_id", "journal_id"], ["debit:sum", "credit:sum"]
            )
        )
        figures = {}
        for partner, journal, debit, credit in rows:
            found = figures.setdefault(partner.id, dict.fromkeys(LEDGER, Decimal(0)))
            _add_items(found, journal.type, _decimal(debit), _decimal(credit))
        for found in figures.values():
            found["outstanding"] = (
                found["paid"] - found["justified"] - found["refunded"]
            )
        return figures

    def _get_facts(self, wanted, today=None):
        """What ledger and project say for the conditions of tranches.

        One read of the account of advances, however many tranches there are. Of one
        that is paid, what was said on the day when it was decided, without itself.

        :param microproject.tranche wanted: of these micro-projects
        :param date today: the day of the decision
        :rtype: dict {tranche: engine.tranches.Facts}
        """
        today = today or fields.Date.context_today(self)
        items, nothing = self._read_items(today), dict.fromkeys(LEDGER, Decimal(0))
        facts = {}
        for tranche, (own, day) in wanted._get_decided(today).items():
            figures, payments = dict(nothing), defaultdict(Decimal)
            for item_day, payment, kind, debit, credit in items[
                tranche.microproject_id.payee_id.id
            ]:
                if item_day > day or payment in own:
                    continue
                _add_items(figures, kind, debit, credit)
                if debit > 0 and kind in GIVING:
                    payments[item_day] += debit
            facts[tranche] = tranche.microproject_id._prepare_facts(
                tranche, day, figures, list(payments.items())
            )
        return facts

    def _prepare_facts(self, tranche, today, figures, payments):
        """Facts of one tranche from what was read for many."""
        self.ensure_one()
        visits = self.visit_ids.filtered(lambda v: v.state == "done")
        papers = self.receipt_ids.filtered(lambda r: r.state == "accepted")
        # Whether a milestone is reached is no secret; its task may be.
        milestones = self.sudo().milestone_ids.filtered("is_reached")
        settled = figures["justified"] + figures["refunded"]
        return tranches.Facts(
            today=today,
            amount=_decimal(tranche.amount),
            paid=figures["paid"],
            justified=figures["justified"],
            refunded=figures["refunded"],
            advances=tranches.spread(payments, settled),
            visits=tuple(visits.mapped("date")),
            documents=frozenset(papers.mapped("kind")),
            milestones=frozenset(milestones.ids),
            available=_decimal(self.award) - figures["paid"] + figures["refunded"],
            last_payment=max((day for day, _amount in payments), default=None),
        )

    def _read_items(self, until):
        """Sums of the account of advances by day, payment and kind of journal.

        :return: {partner id: [(date, account.payment id or False, kind, debit,
            credit)]}, Decimal
        """
        # As in _read_spent.
        rows = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("account_id", "in", self.programme_id.advance_account_id.ids),
                    ("partner_id", "in", self.payee_id.ids),
                    ("parent_state", "=", "posted"),
                    ("date", "<=", until),
                ],
                ["partner_id", "journal_id", "date:day", "payment_id"],
                ["debit:sum", "credit:sum"],
            )
        )
        found = defaultdict(list)
        for partner, journal, day, payment, debit, credit in rows:
            found[partner.id].append(
                (day, payment.id, journal.type, _decimal(debit), _decimal(credit))
            )
        return found

    def _get_papers(self):
        """Receipts of the micro-project with the part that it claims.

        :rtype: list of engine.receipts.Paper
        """
        self.ensure_one()
        # As in _read_spent: by code.
        rows = (
            self.env["account.analytic.line"]
            .sudo()
            ._read_group(
                [
                    ("account_id", "=", self.account_id.id),
                    ("move_line_id.parent_state", "=", "posted"),
                ],
                ["move_line_id"],
                ["amount:sum"],
            )
        )
        claimed = defaultdict(Decimal)
        for line, amount in rows:
            claimed[line.move_id] -= money.money(amount, 3)
        return [
            receipts.Paper(
                move.id,
                move.partner_id.name or "",
                amount,
                move.invoice_date or move.date,
                quality=move.receipt_quality or "original",
            )
            for move, amount in claimed.items()
            if move.is_purchase_document(include_receipts=True)
        ]


def _add_items(figures, kind, debit, credit):
    """Add to the figures what stands in journals of a kind, see _read_advance."""
    if kind in ("bank", "cash", "credit"):
        figures["paid"] += debit
        figures["refunded"] += credit
    elif kind == "general":
        figures["paid"] += debit
        figures["justified"] += credit
    else:
        figures["justified"] += credit - debit


def _decimal(amount):
    """Exact amount of a float that the ledger rounded, on three decimals."""
    return money.money(amount or 0.0, 3)
