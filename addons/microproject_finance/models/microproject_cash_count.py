# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date


class MicroprojectCashCount(models.Model):
    """A cash box counted by one person before another.

    What was counted is a fact that the ledger does not know; the difference is
    posted, and the cash lines up to that day count as matched.
    """

    _name = "microproject.cash.count"
    _description = "Cash count"
    _order = "date desc, id desc"

    journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Cash box",
        required=True,
        domain="[('type', '=', 'cash')]",
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="journal_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    counted = fields.Monetary(required=True)
    counted_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Counted by",
        required=True,
        default=lambda self: self.env.user,
    )
    witness_id = fields.Many2one(
        comodel_name="res.users", string="Before", required=True
    )
    difference_account_id = fields.Many2one(
        comodel_name="account.account", string="Account of the difference"
    )
    ledger_balance = fields.Monetary(string="In the books", compute="_compute_ledger")
    difference = fields.Monetary(compute="_compute_ledger")
    move_id = fields.Many2one(
        comodel_name="account.move", string="Entry", readonly=True, copy=False
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("done", "Counted")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )

    _two_names = models.Constraint(
        "CHECK (counted_by_id <> witness_id)", "A count bears two names."
    )
    _counted_amount = models.Constraint(
        "CHECK (counted >= 0 AND counted < 1e12)", "Cash is counted, not guessed."
    )

    @api.depends("journal_id", "date", "counted")
    def _compute_ledger(self):
        for count in self:
            # Coordinators and managers read counts, not the journals of the books.
            account = count.journal_id.sudo().default_account_id
            # The count is made before the books that it checks.
            rows = (
                self.env["account.move.line"]
                .sudo()
                ._read_group(
                    [
                        ("account_id", "=", account.id),
                        ("parent_state", "=", "posted"),
                        ("date", "<=", count.date),
                        ("move_id", "!=", count.move_id.id),
                    ],
                    [],
                    ["balance:sum"],
                )
            )
            count.ledger_balance = rows[0][0] or 0.0
            count.difference = count.counted - count.ledger_balance

    @api.depends("journal_id.name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for count in self:
            # A count is named by its box, also for who reads no journal.
            name = count.journal_id.sudo().name
            day = format_date(self.env, count.date)
            count.display_name = f"{name or ''} {day}".strip()

    def write(self, vals):
        done = self.filtered(lambda c: c.state == "done")
        if done:
            raise UserError(
                self.env._(
                    "A signed count does not change: %(names)s",
                    names=", ".join(done.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        done = self.filtered(lambda c: c.state == "done")
        if done:
            raise UserError(
                self.env._(
                    "A signed count does not change: %(names)s",
                    names=", ".join(done.mapped("display_name")),
                )
            )

    def action_sign(self):
        """The witness signs: the difference is posted."""
        for count in self:
            if self.env.uid != count.witness_id.id:
                raise UserError(self.env._("The person who saw the count signs it."))
            vals = {"state": "done"}
            if not count.currency_id.is_zero(count.difference):
                vals["move_id"] = count._post_difference().id
            count.write(vals)

    def _post_difference(self):
        self.ensure_one()
        if not self.difference_account_id:
            raise ValidationError(
                self.env._("Say on which account the difference is posted.")
            )
        amount = self.difference
        name = self.env._("Difference of the count")
        # The witness need not be an accountant.
        moves = self.env["account.move"].sudo()
        move = moves.create(
            {
                "journal_id": self.journal_id.id,
                "date": self.date,
                "move_type": "entry",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.journal_id.default_account_id.id,
                            "name": name,
                            "balance": amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.difference_account_id.id,
                            "name": name,
                            "balance": -amount,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        return move
