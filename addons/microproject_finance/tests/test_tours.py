# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import MicroprojectCase
from .test_selection import SelectionCase

LANGUAGES = ("fr_FR", "ar_TN")


@tagged("post_install", "-at_install")
class TestFinanceTour(MicroprojectCase, HttpCase):
    """The finance officer's day, in the browser."""

    def test_from_a_bank_file_to_a_submitted_period(self):
        """Import, accept, worklist empty, period closed and submitted. [C02] [T16f]"""
        self.programme.write(
            {
                "donor_currency_id": self.tnd.id,
                "duty_waiver_reason": "One person in the house",
            }
        )
        owner = self.new_microproject()
        bill = self.receipt(
            owner, 120.5, partner=self.supplier, ref="F-2026-118", post=False
        )
        self.attach(bill)
        bill.action_post()
        today = date.today()
        period = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": today.replace(day=1),
                "date_to": today,
            }
        )
        self.start_tour(
            "/odoo/micro-project-worklist",
            "microproject_finance_officer",
            login="finance_officer",
        )
        self.assertEqual((period.state, bill.payment_state), ("submitted", "paid"))
        fee = self.env["account.bank.statement.line"].search([("amount", "=", -2.38)])
        self.assertEqual(len(fee), 1)
        self.assertFalse(fee.is_reconciled)


@tagged("post_install", "-at_install")
class TestPhoneTour(MicroprojectCase, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_a_paper_sent_from_a_telephone(self):
        """A social worker sends a paper and gets its number. [C02c]"""
        owner = self.new_microproject()
        self.start_tour(
            f"/odoo/micro-projects/{owner.id}",
            "microproject_finance_receipt",
            login="social_worker",
        )
        self.assertEqual(owner.receipt_ids.sender_id, self.users["social_worker"])
        self.assertNotIn("Fatou", owner.receipt_ids.attachment_id.name)


@tagged("post_install", "-at_install")
class TestSocialWorkerTour(SelectionCase, HttpCase):
    """From the application to the visit of the twelfth month, as the social worker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)
        cls.worker = cls.users["social_worker"]

    def whole_way(self, lang):
        self.worker.lang = lang
        model = self.env["microproject.application"]
        self.start_tour(
            "/odoo/micro-project-applications",
            "microproject_finance_apply",
            login="social_worker",
        )
        application = model.search([("holder_code", "=", "B-7QK2M4XD")])
        self.assertEqual(
            (application.state, application.referent_id, application.requested),
            ("submitted", self.worker, 900.0),
        )
        committee = self.hold_session()
        decided = self.accept(application)
        committee.action_close()
        decided.action_make_microproject()
        owner = application.microproject_ids
        self.as_user(owner.budget_version_ids, "programme_manager").action_approve()
        coordinator = self.as_user(owner, "coordinator")
        coordinator.tranche_ids = [
            Command.create({"planned_date": date.today(), "amount": 900.0})
        ]
        coordinator.action_sign()
        coordinator.action_run()
        url = f"/odoo/micro-projects/{owner.id}"
        self.start_tour(url, "microproject_finance_accompany", login="social_worker")
        tranche = owner.tranche_ids
        self.assertEqual(
            (tranche.state, tranche.requested_by_id), ("requested", self.worker)
        )
        self.assertEqual(owner.visit_ids.mapped("state"), ["done"])
        self.as_user(tranche, "programme_manager").action_clear()
        self.pay(tranche)
        self.receipt(owner, 900.0)
        coordinator.date_works_end = date.today() - timedelta(days=400)
        coordinator.action_close()
        coordinator.action_follow_up()
        self.start_tour(url, "microproject_finance_follow", login="social_worker")
        self.assertEqual(
            [(m.moment, m.state, m.is_running) for m in owner.measure_ids.sorted("id")],
            [(moment, "done", True) for moment in ("start", "m3", "m6", "m12")],
        )
        survival = self.env["microproject.measure"]._survival(self.programme)
        self.assertEqual(survival, (1, 1, 0))

    def test_from_application_to_the_twelfth_month_in_french(self):
        """Application, decision, request, visit, four measures. [T16] [T16b] [T16d]"""
        self.whole_way("fr_FR")

    def test_from_application_to_the_twelfth_month_in_arabic(self):
        """The same on mirrored screens. [T16] [T16d]"""
        self.whole_way("ar_TN")
