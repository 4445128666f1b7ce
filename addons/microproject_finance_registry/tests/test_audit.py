# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.microproject_finance.tests.common import MicroprojectCase
from odoo.addons.migrant_registry.tests.common import RegistryCase

REASON = "Audit of the donor, sample of three"


@tagged("post_install", "-at_install")
class TestAudit(RegistryCase, MicroprojectCase):
    """From code to identity: asked by one, agreed to by another, read by a third."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.awa = cls.person("Awa", "Sow", site_id=cls.site_b.id, owner_id=False)
        cls.owner = cls.new_microproject(1000.0, holder_code=cls.awa.code)
        cls.reader = cls.new_user("reader")
        cls.give_role(cls.reader, "social_worker")

    def ask(self, **vals):
        wizard = self.as_user(self.env["microproject.audit"], "finance_officer")
        wizard.create(
            {
                "microproject_ids": self.owner.ids,
                "user_id": self.reader.id,
                "reason": REASON,
                **vals,
            }
        ).action_ask()
        return self.env["ngo.access"].search(
            [("kind", "=", "audit"), ("res_id", "=", self.awa.id)]
        )

    def reads(self):
        self.env.invalidate_all()
        identity = self.awa.identity_ids.with_user(self.reader)
        return identity.full_name if identity.has_access("read") else None

    def test_two_people_open_an_identity_for_hours(self):
        """Asked, agreed to by another, read, ended by itself. [C02e]"""
        self.assertIsNone(self.reads())
        grant = self.ask(hours=3)
        self.assertEqual((grant.state, grant.user_id), ("asked", self.reader))
        self.assertIsNone(self.reads())
        journal = self.env["ngo.journal"]
        before = journal.search_count([("kind", "=", "grant")])
        self.as_user(grant, "dpo").action_agree()
        self.assertGreater(journal.search_count([("kind", "=", "grant")]), before)
        self.assertEqual(self.reads(), "Awa Sow")
        officer = self.as_user(self.awa.identity_ids, "finance_officer")
        self.assertFalse(officer.has_access("read"))
        with freeze_time(fields.Datetime.now() + timedelta(hours=3, minutes=1)):
            self.assertIsNone(self.reads())

    def test_nobody_agrees_to_her_own_asking(self):
        """Neither who asked nor who reads is the second person. [C02e]"""
        self.give_role(self.users["finance_officer"], "dpo")
        self.give_role(self.reader, "supervisor")
        grant = self.ask()
        for user in (self.users["finance_officer"], self.reader):
            with self.assertRaises(UserError):
                grant.with_user(user).action_agree()
        self.assertEqual(grant.state, "asked")
        self.as_user(grant, "dpo").action_refuse()
        self.assertEqual((grant.state, self.reads()), ("refused", None))

    def test_a_reason_a_code_and_a_day_at_most(self):
        """A short reason, an unknown holder, two days: refused. [C02e]"""
        with self.assertRaisesRegex(UserError, "characters"):
            self.ask(reason="Audit")
        self.assertRefused(lambda: self.ask(hours=48))
        self.owner.holder_code = "B-NOBODY"
        with self.assertRaisesRegex(UserError, self.owner.code):
            self.ask()
        with self.assertRaises(AccessError):
            self.as_user(self.env["microproject.audit"], "social_worker").create({})
