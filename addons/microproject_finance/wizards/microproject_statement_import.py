# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import camt, sheets, statements

# Of a file with many wrong rows, what fits on a screen.
MAX_FAULTS = 10


class MicroprojectStatementImport(models.TransientModel):
    """Read a bank's file; read twice, it brings nothing new."""

    _name = "microproject.statement.import"
    _description = "Import a bank statement"

    journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Bank",
        required=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
        default=lambda self: self._default_journal_id(),
    )
    map_id = fields.Many2one(
        comodel_name="microproject.statement.map",
        string="Columns",
        compute="_compute_map_id",
        store=True,
        readonly=False,
        help="For CSV and XLSX; empty: the heads of the file are guessed.",
    )
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    propose = fields.Boolean(string="Propose matches", default=True)
    apply_sure = fields.Boolean(string="Apply what is sure")

    @api.model
    def _default_journal_id(self):
        """The only bank, where there is one."""
        banks = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=2
        )
        return banks if len(banks) == 1 else False

    @api.depends("journal_id")
    def _compute_map_id(self):
        maps = self.env["microproject.statement.map"]
        for wizard in self:
            wizard.map_id = maps.search(
                [("journal_ids", "in", wizard.journal_id.ids)], limit=1
            )

    def action_import(self):
        """Make the bank lines that are not there yet and open what to accept."""
        self.ensure_one()
        lines, known = self._import()
        matches = self.env["microproject.match"]
        if self.propose and lines:
            matches = matches._propose_for(lines, apply_sure=self.apply_sure)
        settled = len(lines.filtered("is_reconciled"))
        message = self.env._(
            "New lines: %(new)s. Known already: %(known)s. Settled: %(settled)s.",
            new=len(lines),
            known=known,
            settled=settled,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            # By its name: the client shows the help of a nested action as plain text.
            "params": {
                "type": "info",
                "message": message,
                "next": "microproject_finance.microproject_match_action",
            },
        }

    def _read(self):
        """Statements in the file.

        :rtype: list of engine.statements.Statement
        """
        data = base64.b64decode(self.file or b"")
        if not data.strip():
            raise UserError(self.env._("The file is empty."))
        try:
            if data.lstrip()[:1] == b"<" or data[:4] == b"\xef\xbb\xbf<":
                return camt.read(data)
            places = self._get_currency().decimal_places
            if self.map_id:
                columns = self.map_id._to_columns(places)
            else:
                columns = sheets.propose_map(sheets.rows_of(data), places)
            if not columns:
                raise UserError(
                    self.env._(
                        "No row bears the heads of a bank's CSV or XLSX file: a date, a"
                        " label, and an amount or a debit and a credit. If the heads of"
                        " this bank are others, save a map of columns."
                    )
                )
            return [sheets.read(data, columns)]
        except statements.StatementError as error:
            lines = [self._say(fault) for fault in error.faults[:MAX_FAULTS]]
            more = len(error.faults) - MAX_FAULTS
            if more > 0:
                lines.append(self.env._("… and %(number)s more.", number=more))
            raise UserError(
                self.env._(
                    "Nothing was imported, the file cannot be read:\n%(why)s",
                    why="\n".join(lines),
                )
            ) from error

    def _say(self, fault):
        """A fault of the file in words, with its row and column."""
        words = {
            "amount": self.env._("“%(value)s” is no amount", value=fault.value),
            "date": self.env._(
                "“%(value)s” is no date like %(like)s",
                value=fault.value,
                like=fault.like,
            ),
            "half": self.env._("a date without amount, or an amount without date"),
            "sides": self.env._("a debit and a credit"),
            "mark": self.env._(
                "“%(value)s” may be thousands or decimals: save a map of columns, which"
                " says how this bank writes amounts",
                value=fault.value,
            ),
            "heads": self.env._("no row has the heads %(heads)s", heads=fault.value),
            "rows": self.env._("more than %(number)s rows", number=fault.value),
            "text": self.env._("it is neither CAMT.053 nor CSV nor XLSX"),
            "xlsx": self.env._("it is no spreadsheet (XLSX) that can be opened"),
            "camt": self.env._(
                "it is no statement in CAMT.053 (%(detail)s)", detail=fault.value
            ),
        }[fault.code]
        if fault.column:
            return self.env._(
                "Row %(row)s, column %(column)s: %(words)s",
                row=fault.row,
                column=fault.column,
                words=words,
            )
        if fault.row:
            return self.env._("Row %(row)s: %(words)s", row=fault.row, words=words)
        return words

    def _get_currency(self):
        return self.journal_id.currency_id or self.journal_id.company_id.currency_id

    def _import(self):
        """Make the missing bank lines.

        :return: (account.bank.statement.line, number known already)
        """
        self.ensure_one()
        found = self._read()
        self._check_currency(found)
        self._check_account(found)
        entries = [entry for statement in found for entry in statement.entries]
        ids = statements.content_ids(str(self.journal_id.id), entries)
        bank_lines = self.env["account.bank.statement.line"]
        known = set(
            bank_lines.search(
                [
                    ("journal_id", "=", self.journal_id.id),
                    ("microproject_import_id", "in", ids),
                ]
            ).mapped("microproject_import_id")
        )
        vals_list = [
            self._prepare_line_vals(entry, key)
            for entry, key in zip(entries, ids, strict=True)
            if key not in known and entry.amount
        ]
        return bank_lines.create(vals_list), len(known)

    def _check_currency(self, found):
        """A file of another currency is not this account's."""
        currency = self._get_currency().name
        others = {
            entry.currency
            for statement in found
            for entry in statement.entries
            if entry.currency and entry.currency != currency
        }
        if others:
            raise UserError(
                self.env._(
                    "The file is in %(others)s, the bank account in %(currency)s.",
                    others=", ".join(sorted(others)),
                    currency=currency,
                )
            )
        broken = [s.name for s in found if s.gap()]
        if broken:
            raise UserError(
                self.env._(
                    "The lines do not lead from the first to the last balance:"
                    " %(names)s",
                    names=", ".join(broken),
                )
            )

    def _check_account(self, found):
        """A file that names another account is not this bank's.

        The number of the country may stand alone or inside its IBAN.
        """
        own = self.journal_id.bank_account_id.sanitized_acc_number
        for statement in found:
            theirs = "".join(filter(str.isalnum, statement.account)).upper()
            if not own or not theirs or own.endswith(theirs) or theirs.endswith(own):
                continue
            raise UserError(
                self.env._(
                    "The file is of the account %(theirs)s, %(bank)s is %(own)s.",
                    theirs=statement.account,
                    bank=self.journal_id.display_name,
                    own=own,
                )
            )

    def _prepare_line_vals(self, entry, key):
        """Values of a bank line."""
        return {
            "journal_id": self.journal_id.id,
            "date": entry.date,
            "payment_ref": entry.label or "/",
            "amount": float(entry.amount),
            "partner_name": entry.partner_name or False,
            "account_number": entry.account or False,
            "microproject_import_id": key,
        }
