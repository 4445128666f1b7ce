# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from odoo.addons.microproject_finance.tests.common import MicroprojectCase
from odoo.addons.microproject_finance.tests.test_selection import SelectionCase


@tagged("post_install", "-at_install")
class TestDayMoney(MicroprojectCase):
    """What waits for those who keep the money, and for the other pair of eyes."""

    def rows(self, role, model):
        day = self.env["permanence.day"].with_user(self.users[role]).get_day()
        cards = [card for card in day["cards"] if card["model"] == model]
        return [row["res_id"] for card in cards for row in card["rows"]]

    def test_a_bank_line_with_a_proposal(self):
        """Once, by its best proposal; who does not reconcile has no such card."""
        owner = self.new_microproject(1000.0)
        tranche = owner.tranche_ids
        self.clear(tranche)
        payment = self.pay(tranche)
        line = self.bank_line(-1000.0, f"VIR {payment.memo}")
        found = self.env["microproject.match"]._propose_for(line)
        best = found.filtered(lambda match: match.rank == 1)
        self.assertTrue(best)
        self.assertEqual(self.rows("finance_officer", best._name), best.ids)
        self.assertFalse(self.rows("programme_manager", best._name))
        best[0].with_user(self.users["finance_officer"]).action_accept()
        self.assertFalse(self.rows("finance_officer", best._name))

    def test_a_tranche_asked_for(self):
        """Waits for both who may clear it; once cleared, for the payer alone."""
        tranche = self.new_microproject(1000.0).tranche_ids
        tranche.with_user(self.users["coordinator"]).action_request()
        for role in ("finance_officer", "programme_manager"):
            self.assertEqual(self.rows(role, tranche._name), tranche.ids)
        self.assertFalse(self.rows("coordinator", tranche._name))
        tranche.condition_ids.waived_reason = "Test"
        tranche.with_user(self.users["programme_manager"]).action_clear()
        self.assertEqual(self.rows("finance_officer", tranche._name), tranche.ids)
        self.assertFalse(self.rows("programme_manager", tranche._name))

    def test_a_period_waits_for_who_submits_it(self):
        """Another person than the one who closed it: her page says so."""
        period = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 3, 31),
            }
        )
        for role in ("finance_officer", "programme_manager"):
            self.assertEqual(self.rows(role, period._name), period.ids)
        self.assertFalse(self.rows("coordinator", period._name))


@tagged("post_install", "-at_install")
class TestDayCommittee(SelectionCase):
    """A member of the committee is told that she is asked."""

    def rows(self, role):
        day = self.env["permanence.day"].with_user(self.users[role]).get_day()
        cards = [c for c in day["cards"] if c["model"] == "microproject.opinion"]
        return [row["res_id"] for card in cards for row in card["rows"]]

    def test_an_opinion_waits_until_it_is_given(self):
        """From the opening; not of who stands aside, not after the vote."""
        application = self.apply()
        committee = self.hold_session(start=False)
        self.assertFalse(self.rows("supervisor"))
        committee.action_open()
        opinion = self.opinion(application, "supervisor")
        self.assertEqual(self.rows("supervisor"), opinion.ids)
        self.assertFalse(self.rows("social_worker"))
        self.opinion(application, "supervisor", vote="for", score=12)
        self.assertFalse(self.rows("supervisor"))
