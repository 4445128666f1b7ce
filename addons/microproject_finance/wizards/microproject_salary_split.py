# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import money


class MicroprojectSalarySplit(models.TransientModel):
    """Distribute a salary by the hours of the person.

    Hours are a key: they make no cost. The cost is the salary's own entry, once: its
    item becomes several that add up to it, each with the axes of what it paid for.
    """

    _name = "microproject.salary.split"
    _description = "Distribute a salary by hours"

    move_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Salary",
        required=True,
        domain="[('parent_state', '=', 'draft'), ('move_id.move_type', '=', 'entry'),"
        " ('debit', '>', 0)]",
    )
    user_id = fields.Many2one(comodel_name="res.users", string="Person", required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    heading_id = fields.Many2one(comodel_name="microproject.heading", required=True)
    funding_ids = fields.Many2many(
        comodel_name="microproject.funding",
        string="Funding sources",
        required=True,
        help="One for each programme that pays.",
    )

    def action_apply(self):
        """Put the proposed distribution on the draft entry; a person posts it."""
        self.ensure_one()
        line = self.move_line_id
        if line.parent_state != "draft" or line.move_id.move_type != "entry":
            raise UserError(self.env._("A posted salary is not distributed again."))
        if line.analytic_distribution:
            raise UserError(
                self.env._("This salary bears a distribution already: empty it first.")
            )
        self._split()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": line.move_id.id,
            "view_mode": "form",
        }

    def _split(self):
        """Make one item of the entry for each part; they add up to the millime."""
        line = self.move_line_id
        hours = {account: h for account, h in self._get_hours().items() if h}
        if not any(hours):
            raise UserError(self.env._("No programme pays hours of these days."))
        amounts = {
            field: money.split(
                Decimal(str(line[field])), list(hours.values()), currency.decimal_places
            )
            for field, currency in (
                ("balance", line.company_currency_id),
                ("amount_currency", line.currency_id),
            )
        }
        sources = self._get_sources()
        base = {
            "account_id": line.account_id.id,
            "partner_id": line.partner_id.id,
            "currency_id": line.currency_id.id,
        }
        parts = []
        for number, account in enumerate(hours):
            vals = {field: float(split[number]) for field, split in amounts.items()}
            if account:
                vals["analytic_distribution"] = self._get_key(account, sources)
                vals["name"] = f"{line.name or ''} {account.name}".strip()
            parts.append(vals)
        first, *others = parts
        line.move_id.line_ids = [
            Command.update(line.id, first),
            *(Command.create({"name": line.name, **base, **vals}) for vals in others),
        ]

    def _get_sources(self):
        """The source that pays in each programme.

        :rtype: dict {ngo.programme: microproject.funding}
        """
        sources = {funding.programme_id: funding for funding in self.funding_ids}
        if len(sources) < len(self.funding_ids):
            raise UserError(self.env._("Choose one funding source for each programme."))
        return sources

    def _get_key(self, account, sources):
        """Distribution of a whole part on the three axes."""
        programme = self._get_programme(account)
        if programme not in sources:
            raise UserError(
                self.env._(
                    "Choose the funding source of %(name)s.",
                    name=programme.display_name,
                )
            )
        return self.env["microproject.axes"]._key(
            account,
            self.heading_id.analytic_account_id,
            sources[programme].analytic_account_id,
        )

    def _get_programme(self, account):
        """The programme whose micro-project or common costs an account marks."""
        owner = self.env["microproject.microproject"].search(
            [("account_id", "=", account.id)]
        )
        return owner.programme_id or self.env["ngo.programme"].search(
            [("common_analytic_id", "=", account.id)]
        )

    def _get_hours(self):
        """Hours of the person by analytic account of the base plan.

        Here: sessions and visits done, in the programmes of the sources. An empty
        account takes what none of them pays. Other keys extend it.

        :rtype: dict {account.analytic.account: float}
        """
        rows = self.env["microproject.visit"]._read_group(
            [
                ("user_id", "=", self.user_id.id),
                ("state", "=", "done"),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                (
                    "microproject_id.programme_id",
                    "in",
                    self.funding_ids.programme_id.ids,
                ),
            ],
            ["microproject_id"],
            ["hours:sum"],
        )
        return {owner.account_id: hours for owner, hours in rows}
