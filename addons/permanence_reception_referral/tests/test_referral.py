# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.permanence_reception.tests.common import ReceptionCase


@tagged("post_install", "-at_install")
class TestReferral(ReceptionCase):
    """From an encounter to a partner, with nothing typed twice."""

    def refer(self, encounter, **vals):
        """What the form does with the action: create with its defaults."""
        action = encounter.action_refer()
        referrals = self.env["partner.referral"].with_user(self.worker)
        health = self.env.ref("service_directory.category_health")
        return referrals.with_context(**action["context"]).create(
            {"category_id": health.id, **vals}
        )

    def test_referral_made_at_the_desk(self):
        """The referral knows the encounter, the encounter its referrals. [T12]"""
        visit = self.arrive("social_worker", beneficiary_id=self.fatou.id)
        visit.action_receive()
        first = self.refer(visit)
        self.assertEqual(first.beneficiary_id, self.fatou)
        self.assertEqual(visit.referral_ids, first)
        self.assertEqual(visit.outcome, "oriented")
        self.assertEqual(visit.action_refer()["res_id"], first.id)
        visit.outcome = "answered"
        second = self.refer(visit)
        self.assertEqual(visit.outcome, "answered")
        self.assertEqual(visit.referral_ids, first | second)
        self.assertEqual(visit.action_refer()["views"][0][1], "list")
        self.assertNotIn("referral_ids", visit.with_user(self.desk).fields_get())

    def test_nobody_else_is_tied(self):
        """Somebody anonymous is not referred; another person is not tied."""
        anonymous = self.arrive("social_worker")
        with self.assertRaises(UserError):
            anonymous.action_refer()
        visit = self.arrive("social_worker", beneficiary_id=self.fatou.id)
        visit.action_receive()
        other = self.person("Awa", "Sow")
        other.owner_id = self.worker
        stray = self.refer(visit, beneficiary_id=other.id)
        self.assertFalse(stray.encounter_id)
        self.assertFalse(visit.outcome)
