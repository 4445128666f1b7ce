# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountPayment(models.Model):
    """A payment of a tranche: cleared before, by others, once."""

    _inherit = "account.payment"

    microproject_tranche_id = fields.Many2one(
        comodel_name="microproject.tranche",
        string="Tranche",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )

    _microproject_tranche_once = models.UniqueIndex(
        "(microproject_tranche_id) WHERE microproject_tranche_id IS NOT NULL"
        " AND state IN ('in_process', 'paid')",
        "This tranche is paid already.",
    )

    def action_post(self):
        for payment in self.filtered("microproject_tranche_id"):
            tranche = payment.microproject_tranche_id
            # Two officers who pay at once: the second is refused. Both payments refer
            # to the tranche already: a stronger lock would refuse the first as well.
            tranche.sudo().lock_for_update(allow_referencing=True)
            tranche._check_payable()
            payment._check_tranche()
        return super().action_post()

    def _get_outstanding_account(self, payment_type):
        """A tranche paid from the box has left it: no bank line will follow.

        Asked only where the box's payment method names no account.
        """
        box = self.journal_id.type == "cash" and self.journal_id.default_account_id
        if self.microproject_tranche_id and box:
            return box
        return super()._get_outstanding_account(payment_type)

    def _check_tranche(self):
        """Payee, account and amount are those of the tranche."""
        self.ensure_one()
        tranche = self.microproject_tranche_id
        microproject = tranche.microproject_id
        problems = []
        if self.payment_type != "outbound":
            problems.append(self.env._("it is not money going out"))
        if tranche.channel != "supplier" and self.partner_id != microproject.payee_id:
            problems.append(self.env._("the payee is another one"))
        advance = microproject.programme_id._get_advance_account()
        if tranche.channel != "supplier" and self.destination_account_id != advance:
            problems.append(self.env._("it does not debit the account of advances"))
        if self.currency_id != tranche.currency_id or self.currency_id.compare_amounts(
            self.amount, tranche.amount
        ):
            problems.append(self.env._("the amount is not that of the tranche"))
        if problems:
            raise ValidationError(
                self.env._(
                    "%(name)s cannot be paid so: %(problems)s.",
                    name=tranche.display_name,
                    problems=", ".join(problems),
                )
            )

    @api.constrains("microproject_tranche_id", "date")
    def _check_cleared_before(self):
        """The day of payment is not before the day of clearing."""
        wrong = self.filtered(
            lambda p: p.microproject_tranche_id.cleared_on
            and p.date < p.microproject_tranche_id.cleared_on.date()
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "A tranche is paid after it was cleared: %(names)s",
                    names=", ".join(
                        wrong.microproject_tranche_id.mapped("display_name")
                    ),
                )
            )

    @api.model
    def _get_discharge_languages(self):
        """Languages of the printed discharge: French and Arabic where installed.

        The holder's name is not printed: it is written by hand, at the payment.

        :rtype: list of language codes
        """
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        # One of each language: Arabic may be installed as ar and as ar_TN.
        first = {code[:2]: code for code in sorted(installed)}
        return [first[code] for code in ("fr", "ar") if code in first] or installed[:1]
