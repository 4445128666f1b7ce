# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import flexibility, money, reporting, workbook


class MicroprojectWorkbook(models.AbstractModel):
    """The donor's workbook, out of the ledger."""

    _name = "microproject.workbook"
    _description = "Donor workbook"

    @api.model
    def _build(self, period):
        """The XLSX file of a period.

        :param microproject.period period:
        :rtype: bytes
        :raise UserError: when a rate is missing
        """
        return workbook.write(self._get_report(period), self._get_words())

    @api.model
    def _get_report(self, period):
        """Figures of a period as the engine writes them.

        :rtype: engine.workbook.Report
        """
        programme = period.programme_id
        company = programme.company_id or self.env.company
        currency = programme.donor_currency_id or company.currency_id
        rate, rates = self._get_rate(period, currency, company.currency_id)
        methods = dict(programme._fields["fx_method"]._description_selection(self.env))
        transactions, total = self._get_transactions(period)
        report = workbook.Report(
            programme=programme.name,
            date_from=period.date_from,
            date_to=period.date_to,
            currency=currency.name,
            books=company.currency_id.name,
            method=methods[programme.fx_method],
            rate=rate,
            transactions=transactions,
            ledger_total=total,
            funding=self._get_funding(period),
            in_kind=self._get_in_kind(period),
            advances=self._get_advances(period),
            portfolio=self._get_portfolio(period),
            rates=rates,
            seal=period.figures_hash or "",
            places=currency.decimal_places,
            book_places=company.currency_id.decimal_places,
        )
        report.rows = self._get_rows(period, report)
        return report

    @api.model
    def _get_rate(self, period, currency, books):
        """Rate of the period by the programme's method, and the months it rests on.

        :return: (Decimal, [(month, Decimal, source)])
        """
        if currency == books:
            return Decimal(1), []
        programme = period.programme_id
        try:
            if programme.fx_method == "tranche":
                return reporting.tranche_weighted(self._get_receipts(period)), []
            by_month = self.env["microproject.rate"]._by_month(currency, books)
            rate = reporting.period_average(by_month, period.date_from, period.date_to)
        except reporting.RateMissing as error:
            raise UserError(
                self.env._(
                    "No rate of %(currency)s for: %(months)s. It is added under"
                    " Settings, Reporting rates.",
                    currency=currency.name,
                    months=str(error),
                )
            ) from error
        months = reporting.months_between(period.date_from, period.date_to)
        return rate, [(month, by_month[month], "InforEuro") for month in months]

    @api.model
    def _get_receipts(self, period, funding=None):
        """Money of the funders that came in until the end of the period.

        :rtype: list of engine.reporting.Receipt
        """
        programme = period.programme_id
        currency = programme.donor_currency_id
        until = Domain("currency_id", "=", currency.id)
        until &= Domain("date", "<=", period.date_to)
        items = (funding or programme.funding_ids)._money_items(until)
        return [
            reporting.Receipt(
                item.date,
                money.money(-item.amount_currency, currency.decimal_places),
                money.money(-item.balance, 3),
            )
            for item in items
        ]

    @api.model
    def _get_transactions(self, period):
        """One transaction per analytic line, and their sum read by the database.

        :return: (list of engine.workbook.Transaction, Decimal)
        """
        axes = self.env["microproject.axes"]
        heading_column, funding_column = (
            axes._column("heading"),
            axes._column("funding"),
        )
        headings = self._by_account("microproject.heading", "analytic_account_id")
        funds = self._by_account("microproject.funding", "analytic_account_id")
        owners = self._by_account("microproject.microproject", "account_id")
        lines = period._read_costs(period.date_from)
        moves = lines.move_line_id.move_id
        moves.fetch(["name", "ref", "invoice_date", "partner_id"])
        papers = self._get_papers(moves)
        transactions = []
        for line in lines:
            move = line.move_line_id.move_id
            heading = headings.get(line[heading_column].id)
            fund = funds.get(line[funding_column].id)
            owner = owners.get(line.account_id.id)
            transactions.append(
                workbook.Transaction(
                    owner.code if owner else "",
                    heading.code if heading else "",
                    fund.name if fund else "",
                    move.invoice_date or None,
                    line.date,
                    move.partner_id.name or "",
                    move.ref or "",
                    papers.get(move.id, ""),
                    move.name or "",
                    -money.money(line.amount, 3),
                    not heading or heading.kind != "ineligible",
                )
            )
        rows = lines._read_group([("id", "in", lines.ids)], [], ["amount:sum"])
        return transactions, -money.money(rows[0][0] or 0.0, 3)

    @api.model
    def _by_account(self, model, field):
        """Records of a model by the id of their analytic account.

        Those without one are left out: they are not what a line without one means.
        """
        records = self.env[model].sudo().with_context(active_test=False)
        records = records.search([(field, "!=", False)])
        return {record[field].id: record for record in records}

    @api.model
    def _get_papers(self, moves):
        """Short fingerprint of the papers of each entry.

        :return: {move id: text}
        """
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", "account.move"),
                    ("res_id", "in", moves.ids),
                    ("res_field", "=", False),
                ],
                ["res_id", "checksum"],
                order="id",
            )
        )
        found = defaultdict(list)
        for paper in attachments:
            found[paper.res_id].append((paper.checksum or "")[:10])
        return {key: " ".join(values) for key, values in found.items()}

    @api.model
    def _get_rows(self, period, report):
        """Rows of the budget sheet: the programme's contract, moves, spending.

        :return: [(engine HeadingRow, label, explanation)]
        """
        programme = period.programme_id
        version = programme._get_budget()
        contract_version = version
        while contract_version.decision == "unilateral":
            contract_version = contract_version.parent_id
        headings = self.env["microproject.heading"].with_context(active_test=False)
        headings = {h.id: h for h in headings.search([])}
        contract = contract_version._by_heading() if contract_version else {}
        moved = {
            key: v.moved
            for key, v in flexibility.variations(
                contract, version._moves_since(contract_version), 100
            ).items()
        }
        codes = {h.code: h for h in headings.values()}
        rows = reporting.heading_rows(
            {headings[k].code: v for k, v in contract.items()},
            {headings[k].code: v for k, v in moved.items()},
            workbook.period_by_heading(report),
            self._get_previous(period),
            money.money(programme.explain_percent, 3),
            period.is_final,
        )
        texts = {e.heading_id.code: e.name for e in period.explanation_ids}
        rows.sort(key=lambda row: str(row.heading))
        return [
            (
                row,
                codes[row.heading].name if row.heading in codes else "",
                texts.get(row.heading, ""),
            )
            for row in rows
        ]

    @api.model
    def _get_previous(self, period):
        """Amounts of the periods before, by heading, as they were reported.

        :rtype: dict {heading code: Decimal}
        """
        found = defaultdict(Decimal)
        before = self.env["microproject.period"].search(
            [
                ("programme_id", "=", period.programme_id.id),
                ("date_to", "<", period.date_from),
            ]
        )
        for earlier in before:
            # What was sent is not computed again: its figures are frozen.
            sent = (earlier.figures or {}).get("reported")
            if sent is None:
                sent = self._get_reported(earlier)
            for code, amount in sent.items():
                found[code] += Decimal(amount)
        return dict(found)

    @api.model
    def _get_reported(self, period):
        """Eligible amounts of a period in the report's currency, by heading code.

        :rtype: dict {heading code: decimal text}
        """
        programme = period.programme_id
        company = programme.company_id or self.env.company
        currency = programme.donor_currency_id or company.currency_id
        rate, _rates = self._get_rate(period, currency, company.currency_id)
        report = workbook.Report(
            "",
            period.date_from,
            period.date_to,
            "",
            "",
            "",
            rate,
            transactions=self._get_transactions(period)[0],
            places=currency.decimal_places,
        )
        return {k: str(v) for k, v in workbook.period_by_heading(report).items()}

    @api.model
    def _get_funding(self, period):
        """Sources with what was agreed and what came in."""
        found = []
        for fund in period.programme_id.funding_ids:
            receipts = (
                self._get_receipts(period, fund) if fund.programme_partner_id else []
            )
            found.append(
                (
                    fund.name,
                    money.money(fund.amount_agreed, 3),
                    [(r.day, r.donor_amount, r.ledger_amount) for r in receipts],
                )
            )
        return found

    @api.model
    def _get_in_kind(self, period):
        """What was given in kind: entries on off-balance accounts."""
        axes = self.env["microproject.axes"]
        heading_column = axes._column("heading")
        headings = self._by_account("microproject.heading", "analytic_account_id")
        owners = self._by_account("microproject.microproject", "account_id")
        # As _read_costs.
        lines = (
            self.env["account.analytic.line"]
            .sudo()
            .search(
                [
                    (
                        "account_id",
                        "in",
                        period.programme_id._get_analytic_accounts().ids,
                    ),
                    ("general_account_id.account_type", "=", "off_balance"),
                    ("date", ">=", period.date_from),
                    ("date", "<=", period.date_to),
                ],
                order="date, id",
            )
        )
        return [
            (
                owners[line.account_id.id].code if line.account_id.id in owners else "",
                headings[line[heading_column].id].code
                if line[heading_column].id in headings
                else "",
                line.name or "",
                -money.money(line.amount, 3),
            )
            for line in lines
        ]

    @api.model
    def _get_advances(self, period):
        """Paid, justified and refunded by code until the end of the period."""
        owners = period.programme_id.with_context(active_test=False).microproject_ids
        figures = owners._read_advance(until=period.date_to)
        return [
            (
                owner.code,
                figures[owner.payee_id.id]["paid"],
                figures[owner.payee_id.id]["justified"],
                figures[owner.payee_id.id]["refunded"],
            )
            for owner in owners.sorted("code")
            if owner.payee_id.id in figures
        ]

    @api.model
    def _get_portfolio(self, period):
        """The micro-projects by code, with their money until the end of the period."""
        owners = period.programme_id.microproject_ids.sorted("code")
        figures = defaultdict(
            lambda: defaultdict(Decimal), owners._read_advance(until=period.date_to)
        )
        states = dict(owners._fields["state"]._description_selection(self.env))
        sectors = dict(owners._fields["sector"]._description_selection(self.env))
        return [
            (
                owner.code,
                sectors.get(owner.sector, ""),
                states[owner.state],
                money.money(owner.award, 3),
                figures[owner.payee_id.id]["paid"],
                money.money(owners._justified_share(figures[owner.payee_id.id]), 3),
            )
            for owner in owners
        ]

    @api.model
    def _get_words(self):
        """Words of the workbook in the language of the reader."""
        return {
            "cover": self.env._("Cover"),
            "budget": self.env._("Budget"),
            "transactions": self.env._("Transactions"),
            "funding": self.env._("Funding"),
            "advances": self.env._("Advances"),
            "portfolio": self.env._("Portfolio"),
            "in_kind": self.env._("In kind"),
            "rates": self.env._("Rates"),
            "checks": self.env._("Checks"),
            "title": self.env._("Financial report"),
            "programme": self.env._("Programme"),
            "period": self.env._("Period"),
            "currency": self.env._("Currency of the report"),
            "books": self.env._("Currency of the books"),
            "method": self.env._("Method of conversion"),
            "rate": self.env._("Rate"),
            "seal": self.env._("Seal of the figures"),
            "code": self.env._("Code"),
            "label": self.env._("Label"),
            "contract": self.env._("Contract"),
            "moved": self.env._("Moved"),
            "in_force": self.env._("In force"),
            "this_period": self.env._("This period"),
            "previous": self.env._("Earlier"),
            "cumulative": self.env._("Cumulative"),
            "remaining": self.env._("Remaining"),
            "used": self.env._("Used"),
            "variation": self.env._("Variation"),
            "flag": self.env._("To explain"),
            "explanation": self.env._("Explanation"),
            "total": self.env._("Total"),
            "microproject": self.env._("Micro-project"),
            "heading": self.env._("Heading"),
            "fund": self.env._("Funding source"),
            "invoice_date": self.env._("Invoice date"),
            "booked": self.env._("Booked on"),
            "supplier": self.env._("Supplier"),
            "document": self.env._("Document"),
            "receipt": self.env._("Receipt"),
            "entry": self.env._("Entry"),
            "amount_books": self.env._("Amount in the books"),
            "amount": self.env._("Amount reported"),
            "eligible": self.env._("Eligible"),
            "yes": self.env._("yes"),
            "no": self.env._("no"),
            "agreed": self.env._("Agreed"),
            "received": self.env._("Received"),
            "day": self.env._("Date"),
            "paid": self.env._("Paid"),
            "justified": self.env._("Justified"),
            "refunded": self.env._("Refunded"),
            "outstanding": self.env._("To justify"),
            "state": self.env._("State"),
            "sector": self.env._("Sector"),
            "award": self.env._("Awarded"),
            "month": self.env._("Month"),
            "source": self.env._("Source"),
            "check_budget": self.env._("Transactions = budget sheet"),
            "check_books": self.env._("Transactions = ledger"),
            "check_advances": self.env._("Paid = justified + refunded + to justify"),
            "check_explained": self.env._("Every flagged heading is explained"),
            "rounding": self.env._("Difference of rounding"),
            "left_side": self.env._("One side"),
            "right_side": self.env._("Other side"),
            "holds": self.env._("Holds"),
        }
