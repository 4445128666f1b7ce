# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import date

from psycopg2 import IntegrityError
from psycopg2.errors import RaiseException

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.ngo_base.tests.common import NgoCase


class MicroprojectCase(NgoCase):
    """An association in TND with an account of advances, a bank and a cash box."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tnd = cls.env.ref("base.TND")
        cls.eur = cls.env.ref("base.EUR")
        (cls.tnd | cls.eur).active = True
        cls.tnd.rounding = 0.001
        cls.company = cls.env["res.company"].create(
            {"name": "Association", "currency_id": cls.tnd.id}
        )
        staff = cls.env["res.users"].union(*cls.users.values(), cls.employee)
        internal = staff.filtered(lambda u: not u.share)
        internal.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls._load_chart()
        cls._set_up_accounts()
        cls._set_up_programme()

    @classmethod
    def _load_chart(cls):
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        # The generic chart brings its dollars.
        cls.company.currency_id = cls.tnd

    @classmethod
    def _account(cls, code, name, account_type, **vals):
        """An account of that code, made where the chart has none."""
        accounts = cls.env["account.account"]
        known = accounts.search(
            [("code", "=", code), ("company_ids", "=", cls.company.id)]
        )
        vals = {"code": code, "name": name, "account_type": account_type, **vals}
        return known or accounts.create(vals)

    @classmethod
    def _set_up_accounts(cls):
        cls.advance = cls._account(
            "467100", "Advances to justify", "liability_payable", reconcile=True
        )
        cls.expense = cls._account("606100", "Purchases", "expense")
        outstanding = cls._account(
            "532106", "On its way", "asset_current", reconcile=True
        )
        journals = cls.env["account.journal"]
        cls.bank = journals.search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.cash = journals.create({"name": "Cash box", "type": "cash", "code": "BOX"})
        methods = cls.bank.outbound_payment_method_line_ids
        methods |= cls.bank.inbound_payment_method_line_ids
        methods.payment_account_id = outstanding
        box = cls.cash.outbound_payment_method_line_ids
        box |= cls.cash.inbound_payment_method_line_ids
        box.payment_account_id = cls.cash.default_account_id
        cls.outstanding_account = outstanding

    @classmethod
    def _set_up_programme(cls):
        cls.programme = cls.programme_1
        cls.programme.write(
            {
                "company_id": cls.company.id,
                "has_microprojects": True,
                "advance_account_id": cls.advance.id,
                "donor_currency_id": cls.eur.id,
            }
        )
        headings = cls.env["microproject.heading"]
        cls.equipment = headings.create({"code": "3.1", "name": "Equipment"})
        cls.inputs = headings.create({"code": "3.2", "name": "Inputs"})
        cls.ineligible = headings.create(
            {"code": "X", "name": "Ineligible", "kind": "ineligible"}
        )
        funder = cls.env["res.partner"].create({"name": "The donor"})
        role = cls.env["ngo.programme.partner"].create(
            {
                "programme_id": cls.programme.id,
                "partner_id": funder.id,
                "role": "funder",
            }
        )
        fundings = cls.env["microproject.funding"]
        cls.grant = fundings.create(
            {
                "name": "Grant",
                "programme_id": cls.programme.id,
                "programme_partner_id": role.id,
                "currency_id": cls.eur.id,
                "amount_agreed": 100000,
            }
        )
        cls.own = fundings.create(
            {"name": "Own", "programme_id": cls.programme.id, "kind": "own"}
        )
        cls.supplier = cls.env["res.partner"].create({"name": "Sté Machines du Sud"})

    @classmethod
    def new_microproject(cls, award=1000.0, parts=(1.0,), **vals):
        """A signed and running micro-project with its budget and tranches."""
        record = cls.env["microproject.microproject"].create(
            {
                "programme_id": cls.programme.id,
                "site_id": cls.site_a.id,
                "referent_id": cls.users["social_worker"].id,
                **vals,
            }
        )
        version = cls.env["microproject.budget.version"].create(
            {
                "microproject_id": record.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Machine",
                            "heading_id": cls.equipment.id,
                            "funding_id": cls.grant.id,
                            "unit_cost": award * 0.7,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Fabric",
                            "heading_id": cls.inputs.id,
                            "funding_id": cls.grant.id,
                            "unit_cost": award - award * 0.7,
                        }
                    ),
                ],
            }
        )
        version.action_approve()
        for number, part in enumerate(parts, 1):
            cls.env["microproject.tranche"].create(
                {
                    "microproject_id": record.id,
                    "sequence": number,
                    "planned_date": date(2026, 3, number),
                    "amount": award * part,
                }
            )
        record.action_sign()
        record.action_run()
        return record

    @classmethod
    def clear(cls, tranche):
        """Request and clear, by the people whose duty it is."""
        cls.as_user(tranche, "coordinator").action_request()
        cls.as_user(tranche, "programme_manager").action_clear()

    @classmethod
    def pay(cls, tranche, day=None, journal=None):
        """Pay a cleared tranche as the finance officer."""
        day = day or date.today()
        officer = cls.as_user(tranche, "finance_officer")
        payment = officer.env["account.payment"].create(
            {
                **officer._prepare_payment_vals(),
                "journal_id": (journal or cls.bank).id,
                "date": day,
            }
        )
        payment.action_post()
        return payment

    @classmethod
    def receipt(
        cls, owner, amount, day=None, heading=None, partner=None, post=True, **vals
    ):
        """A receipt of the holder: a bill on her payee, on the three axes."""
        day = day or date.today()
        distribution = owner._get_distribution(heading or cls.equipment, cls.grant)
        move = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": (partner or owner.payee_id).id,
                "invoice_date": day,
                "date": day,
                "company_id": cls.company.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Bought",
                            "price_unit": amount,
                            "account_id": cls.expense.id,
                            "tax_ids": [],
                            "analytic_distribution": distribution,
                        }
                    )
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def attach(cls, move, data=b"scan", name="scan.jpg"):
        return cls.env["ir.attachment"].create(
            {"name": name, "raw": data, "res_model": "account.move", "res_id": move.id}
        )

    @classmethod
    def bank_line(cls, amount, label, day=None):
        return cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.bank.id,
                "date": day or date.today(),
                "payment_ref": label,
                "amount": amount,
            }
        )

    def assertRefused(self, action):
        """The action fails, by a sentence or by the database, and leaves nothing."""
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                action()
                self.env.flush_all()
        except (UserError, IntegrityError, RaiseException, OverflowError, ValueError):
            self.env.invalidate_all()
            return
        self.fail("nothing refused it")

    @staticmethod
    def encoded(data):
        return base64.b64encode(data)
