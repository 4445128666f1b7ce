# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import matching, money


class AccountBankStatementLine(models.Model):
    """A bank line explained once, by items that are equal to it."""

    _inherit = "account.bank.statement.line"

    microproject_import_id = fields.Char(
        string="Identity of the content", readonly=True, copy=False, index=True
    )
    microproject_original_label = fields.Char(
        string="Label as the bank wrote it",
        readonly=True,
        copy=False,
        groups="microproject_finance.group_microproject_finance_payer",
    )
    microproject_original_name = fields.Char(
        string="Name as the bank wrote it",
        readonly=True,
        copy=False,
        groups="microproject_finance.group_microproject_finance_payer",
    )

    _microproject_import_once = models.UniqueIndex(
        "(journal_id, microproject_import_id) WHERE microproject_import_id IS NOT NULL",
        "This bank line was imported already.",
    )

    # ----------------------------------------------------------- proposals

    def _get_open_items(self):
        """Journal items that these bank lines may settle.

        Payables and receivables of suppliers and donors, and payments on their
        way. What stands on the account of advances is no claim on the bank.

        :rtype: account.move.line
        """
        journals = self.journal_id
        methods = journals.outbound_payment_method_line_ids
        methods |= journals.inbound_payment_method_line_ids
        outstanding = methods.payment_account_id - journals.default_account_id
        # Accounts of advances bind whoever reconciles.
        programmes = self.env["ngo.programme"].sudo()
        programmes = programmes.search([("advance_account_id", "!=", False)])
        advances = programmes.advance_account_id
        payments = self.env["account.payment"].search(
            [
                ("journal_id", "in", journals.ids),
                ("state", "in", ("in_process", "paid")),
            ]
        )
        outstanding |= payments.outstanding_account_id - journals.default_account_id
        return self.env["account.move.line"].search(
            [
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "in", journals.company_id.ids),
                "|",
                (
                    "account_id.account_type",
                    "in",
                    ("liability_payable", "asset_receivable"),
                ),
                ("account_id", "in", outstanding.ids),
                ("account_id", "not in", (advances - outstanding).ids),
                ("statement_line_id", "=", False),
            ]
        )

    def _to_engine(self):
        self.ensure_one()
        return matching.BankLine(
            self.id,
            money.money(self.amount, 3),
            self.date,
            self.payment_ref or "",
            self.partner_name or "",
            self.account_number or "",
        )

    def _propose(self):
        """What the engine finds for these lines.

        :rtype: engine.matching.Outcome
        """
        lines = self.filtered(lambda x: not x.is_reconciled)
        outcome = matching.Outcome()
        # Amounts are compared in the currency of the bank's account.
        for currency in lines.currency_id:
            own = lines.filtered(lambda x, c=currency: x.currency_id == c)
            items = own._get_open_items()
            matcher = matching.Matcher(items._to_open_items(currency))
            found = matcher.run([line._to_engine() for line in own])
            outcome.sure += found.sure
            outcome.suggested.update(found.suggested)
        return outcome

    def action_microproject_propose(self):
        """Ask the engine again: the bill may have come in after the bank's file."""
        matches = self.env["microproject.match"]._propose_for(self)
        if not matches:
            raise UserError(
                self.env._(
                    "Nothing that is open fits. Enter the bill or the payment first,"
                    " or name what this is: a charge, a withdrawal, a transfer."
                )
            )
        return self._open_matches(matches)

    def action_microproject_name(self):
        """Explain the line by a name of the house's list, without any item."""
        self.ensure_one()
        if self.is_reconciled:
            raise UserError(self.env._("Something here is settled already."))
        matches = self.env["microproject.match"]
        waiting = matches.search(
            [
                ("state", "=", "proposed"),
                ("statement_line_ids", "=", self.id),
                ("move_line_ids", "=", False),
            ],
            limit=1,
        )
        match = waiting or matches.create({"statement_line_ids": self.ids, "rank": 1})
        return match._get_records_action()

    def action_microproject_entry(self):
        """The entry of the bank line, to be completed by hand."""
        self.ensure_one()
        return self.move_id._get_records_action()

    def _open_matches(self, matches):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "microproject_finance.microproject_match_action"
        )
        return action | {"domain": [("id", "in", matches.ids)], "context": {}}

    # -------------------------------------------------------- reconciliation

    def _settle_with(self, items, difference=None):
        """Explain one bank line wholly by open items, to the last decimal.

        :param account.move.line items: posted, open, of the line's company
        :param account.reconcile.model difference: names what the line has more or
            less than the items, and its account; without it there may be none. It
            alone explains what settles nothing: a bank charge, cash for the box
        :raise UserError: when the sums differ or something is settled already
        """
        self.ensure_one()
        # Two officers on the same line: the second is refused.
        self.sudo().lock_for_update(allow_referencing=True)
        items.sudo().lock_for_update(allow_referencing=True)
        if self.is_reconciled or items.filtered("reconciled"):
            raise UserError(self.env._("Something here is settled already."))
        currency = self.currency_id
        parts = [(item, item._residual_in(currency)) for item in items]
        total = sum(amount for _item, amount in parts)
        gap = currency.round(self.amount - total)
        if gap and difference and (not items or abs(gap) < abs(total)):
            parts.append((difference, gap))
        elif gap:
            raise UserError(
                self.env._(
                    "The items make %(total)s, the bank line %(amount)s.",
                    total=currency.format(total),
                    amount=currency.format(self.amount),
                )
            )
        self._check_own_expense(items)
        created = self._replace_suspense(parts)
        # What a difference put behind the items is no item: nothing settles it.
        for item, line in zip(items, created, strict=False):
            (item + line).reconcile()
        self._mask_label(items)
        created[len(items) :].name = difference and difference.name

    def _replace_suspense(self, parts):
        """Put the items' accounts in the place of the suspense account.

        :param list parts: (account.move.line or account.reconcile.model, float in
            the line's currency); they make the whole of the bank line
        :return: the new journal items, in the order of the parts
        """
        self.ensure_one()
        liquidity, suspense, other = self._seek_for_lines()
        books = self.company_id.currency_id
        whole = -sum(liquidity.mapped("balance"))
        left, vals_list = whole, []
        for number, (item, amount) in enumerate(parts, 1):
            # The last part takes what rounding left.
            balance = books.round(whole * amount / self.amount)
            balance = left if number == len(parts) else balance
            left -= balance
            vals_list.append(
                {
                    **self._prepare_part_vals(item),
                    "currency_id": self.currency_id.id,
                    "balance": balance,
                    "amount_currency": -amount,
                }
            )
        before = self.line_ids
        move = self.move_id.with_context(
            force_delete=True, skip_readonly_check=True, skip_invoice_sync=True
        )
        move.write(
            {
                "line_ids": [Command.delete(x.id) for x in suspense + other]
                + [Command.create(vals) for vals in vals_list]
            }
        )
        return (self.line_ids - before).sorted("id")

    def _prepare_part_vals(self, part):
        """Account, payee and label of what explains a part of the line."""
        if part._name == "account.reconcile.model":
            account = part.line_ids.account_id[:1]
            return {"name": part.name, "account_id": account.id}
        return {
            "name": self._get_masked_label(part),
            "account_id": part.account_id.id,
            "partner_id": part.partner_id.id,
        }

    def _settle_item_by_lines(self, item):
        """Explain several bank lines by one open item, to the last decimal.

        :param account.move.line item: posted and open
        """
        self.sudo().lock_for_update(allow_referencing=True)
        item.sudo().lock_for_update(allow_referencing=True)
        if item.reconciled or any(self.mapped("is_reconciled")):
            raise UserError(self.env._("Something here is settled already."))
        currency = self.currency_id
        currency.ensure_one()
        residual = item._residual_in(currency)
        if currency.compare_amounts(residual, sum(self.mapped("amount"))):
            raise UserError(self.env._("The bank lines do not add up to the item."))
        self._check_own_expense(item)
        for line in self:
            (item + line._replace_suspense([(item, line.amount)])).reconcile()
            line._mask_label(item)

    def _check_own_expense(self, items):
        """Nobody settles her own expense with the bank."""
        own = items.filtered(
            lambda item: item.partner_id and item.partner_id == self.env.user.partner_id
        )
        if own:
            raise UserError(self.env._("Another person reconciles your own expense."))

    def _get_masked_label(self, items):
        """The label by code where a payee is concerned, else as it is."""
        owners = items._get_microprojects()
        if not owners:
            return self.payment_ref
        tranches = items.payment_id.microproject_tranche_id
        return ", ".join((tranches or owners).mapped("display_name"))

    def _mask_label(self, items):
        """A name on a payee's line gives way to the code; the payer keeps it."""
        if not items._get_microprojects():
            return
        for line in self:
            label = line._get_masked_label(items)
            if label == line.payment_ref and not line.partner_name:
                continue
            # Only the payer reads the original; whoever reconciles writes it. The
            # entry keeps the lines that were just put in the place of the suspense.
            line.sudo().with_context(skip_account_move_synchronization=True).write(
                {
                    "microproject_original_label": line.payment_ref,
                    "microproject_original_name": line.partner_name,
                    "payment_ref": label,
                    "partner_name": False,
                }
            )
            line.line_ids.write({"name": label})

    def action_undo_reconciliation(self):
        """The bank's own words come back: the code of a wrong match is no evidence."""
        # As in _mask_label.
        masked = self.sudo().filtered("microproject_original_label")
        for line in masked.with_context(skip_account_move_synchronization=True):
            label = line.microproject_original_label
            line.write(
                {
                    "payment_ref": label,
                    "partner_name": line.microproject_original_name,
                    "microproject_original_label": False,
                    "microproject_original_name": False,
                }
            )
            line.line_ids.write({"name": label})
        return super().action_undo_reconciliation()
