# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import NgoCase


class TestCharter(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Charter = cls.env["ngo.charter"]
        cls.Charter.search([("state", "=", "in_force")])._move_to("retired")
        cls.worker = cls.users["social_worker"]
        cls.presence = cls.env["ngo.presence"].create(
            {
                "user_id": cls.worker.id,
                "site_id": cls.site_a.id,
                "date_to": "2099-01-01",
            }
        )

    @classmethod
    def _charter(cls, in_force=True, **vals):
        charter = cls.Charter.create(
            {
                "name": "Charter",
                "version": f"T{cls.Charter.search_count([])}",
                "body": "<p>We harm nobody.</p>",
                **vals,
            }
        )
        if in_force:
            charter.action_put_in_force()
        return charter

    def _reads(self, user=None):
        """Whether a content role still reads what is hers."""
        return self.presence.with_user(user or self.worker).has_access("read")

    def _sign_on_screen(self, user=None):
        Wizard = self.env["ngo.charter.sign"].with_user(user or self.worker)
        with Form(Wizard, "ngo_base.ngo_charter_sign_view_form") as form:
            form.has_read = True
        return form.record.action_sign()

    # --------------------------------------------------------------- access

    def test_no_text_in_force_asks_nothing(self):
        self._charter(in_force=False)
        self.assertTrue(self.Charter._has_signed(self.worker.id))
        self.assertTrue(self._reads())

    def test_no_content_before_signing(self):
        """In force and unsigned: nothing is read; signed on screen: all is. [E24]"""
        self.assertTrue(self._reads())
        charter = self._charter()
        self.assertFalse(self.Charter._has_signed(self.worker.id))
        self.assertFalse(self._reads())
        session = self.Charter.with_user(self.worker).get_to_sign()
        self.assertEqual(session, {"count": 1, "is_shut": True})
        action = self._sign_on_screen()
        self.assertEqual(action["tag"], "reload")
        self.assertTrue(self._reads())
        signature = charter.signature_ids
        self.assertEqual(signature.user_id, self.worker)
        session = self.Charter.with_user(self.worker).get_to_sign()
        self.assertEqual(session, {"count": 0, "is_shut": False})

    def test_without_role_one_reads_and_signs_too(self):
        """A new colleague signs before she has any role. [E24]"""
        charter = self._charter()
        with self.assertRaises(AccessError):
            charter.with_user(self.employee).read(["body"])
        Wizard = self.env["ngo.charter.sign"].with_user(self.employee)
        self.assertIn("We harm nobody", Wizard.create({}).body)
        self._sign_on_screen(self.employee)
        self.assertTrue(self.Charter._has_signed(self.employee.id))

    def test_the_box_must_be_ticked(self):
        self._charter()
        wizard = self.env["ngo.charter.sign"].with_user(self.worker).create({})
        with self.assertRaises(UserError):
            wizard.action_sign()
        with self.assertRaises(AccessError):
            wizard.with_user(self.employee).action_sign()

    def test_each_kind_is_signed(self):
        """Charter, code of conduct, child protection: one after the other. [E24]"""
        self._charter()
        self._charter(kind="conduct", name="Conduct")
        self._charter(kind="protection", name="Children")
        for left in (2, 1):
            action = self._sign_on_screen()
            self.assertEqual(action["res_model"], "ngo.charter.sign")
            self.assertFalse(self._reads())
            self.assertEqual(len(self.Charter._get_to_sign(self.worker)), left)
        self._sign_on_screen()
        self.assertTrue(self._reads())

    def test_a_model_to_begin_with(self):
        """An empty draft takes the model in its author's language; no other does."""
        charter = self._charter(in_force=False, body=False)
        charter.action_begin_with_model()
        self.assertIn("to be adapted", charter.body)
        self.assertEqual(charter.body.count("<li>"), 7)
        own = self._charter(in_force=False)
        signed = self._charter(kind="conduct")
        (own | signed).action_begin_with_model()
        self.assertNotIn("to be adapted", own.body)
        self.assertNotIn("to be adapted", signed.body)
        with self.assertRaises(AccessError):
            self._charter(in_force=False, body=False).with_user(
                self.worker
            ).action_begin_with_model()

    def test_renewed(self):
        """After twelve months it is signed again, without any job. [E24]"""
        with freeze_time("2026-01-31 09:00:00"):
            charter = self._charter(renewal_months=12)
            charter._sign(self.worker)
        for day, signed in (
            ("2027-01-31 08:59:59", True),
            ("2027-01-31 09:00:00", False),
        ):
            with freeze_time(day):
                self.assertEqual(self.Charter._has_signed(self.worker.id), signed)
        with freeze_time("2027-02-01"):
            self.assertEqual(self.Charter._get_to_sign(self.worker), charter)
            charter._sign(self.worker)
            self.assertTrue(self.Charter._has_signed(self.worker.id))

    def test_signed_for_good(self):
        with freeze_time("2026-01-31"):
            self._charter(renewal_months=0)._sign(self.worker)
        with freeze_time("2046-01-31"):
            self.assertTrue(self.Charter._has_signed(self.worker.id))

    def test_a_new_version_leaves_time(self):
        """Who signed the version before works on until the day; others do not."""
        with freeze_time("2026-03-01"):
            self._charter()._sign(self.worker)
            new = self._charter(sign_by="2026-03-15 00:00:00")
            self.assertTrue(self._reads_at("2026-03-14 23:00:00"))
            self.assertFalse(self._reads_at("2026-03-15 00:00:00"))
            jurist = self.users["jurist"]
            self.assertFalse(self.Charter._has_signed(jurist.id))
            session = self.Charter.with_user(self.worker).get_to_sign()
            self.assertEqual(session, {"count": 1, "is_shut": False})
            new._sign(self.worker)
        self.assertTrue(self._reads_at("2026-03-16 00:00:00"))

    def _reads_at(self, now):
        with freeze_time(now):
            return self.Charter._has_signed(self.worker.id)

    def test_partners_sign_elsewhere(self):
        self._charter()
        self.assertTrue(self.Charter._has_signed(self.users["partner"].id))

    # ------------------------------------------------------------- versions

    def test_one_version_in_force(self):
        first = self._charter()
        second = self._charter()
        self.assertEqual((first.state, second.state), ("retired", "in_force"))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                "UPDATE ngo_charter SET state = 'in_force' WHERE id = %s", [first.id]
            )

    def test_a_signed_text_is_not_rewritten(self):
        """Nor its translations; a new version is. [E24]"""
        charter = self._charter()
        with self.assertRaises(UserError):
            charter.body = "<p>We harm some.</p>"
        with self.assertRaises(UserError):
            charter.update_field_translations("body", {"fr_FR": {"a": "b"}})
        with self.assertRaises(UserError):
            charter.state = "draft"
        with self.assertRaises(UserError):
            charter.unlink()
        action = charter.action_new_version()
        draft = self.Charter.browse(action["res_id"])
        draft.body = "<p>We harm nobody, ever.</p>"
        self.assertEqual(draft.state, "draft")
        self.assertEqual(charter.state, "in_force")

    def test_an_empty_text_is_not_put_in_force(self):
        with self.assertRaises(UserError):
            self._charter(body="<p><br></p>")

    def test_who_writes_the_text_puts_it_in_force(self):
        """Her own signature is still to come; who does not write it may not."""
        for role in ("technician", "dpo", "programme_manager"):
            user = self.users[role]
            charter = self._charter(in_force=False).with_user(user)
            with self.subTest(role):
                charter.action_put_in_force()
                self.assertEqual(charter.sudo().state, "in_force")
                self.assertTrue(charter.sudo().date_from)
                self.assertFalse(self.Charter._has_signed(user.id))
                charter.sudo()._sign(self.env["res.users"].union(*self.users.values()))
        retired = self.Charter.search([("date_to", "!=", False)])
        self.assertGreaterEqual(len(retired), 2)
        with self.assertRaises(AccessError):
            self._charter(in_force=False).with_user(self.worker).action_put_in_force()

    # ----------------------------------------------------------- signatures

    def test_signatures_are_added_never_edited(self):
        """Neither by hand, nor in SQL, nor for somebody else. [E24]"""
        charter = self._charter()
        charter._sign(self.worker)
        signature = charter.signature_ids
        with self.assertRaises(UserError):
            signature.valid_until = "2099-01-01"
        with self.assertRaises(UserError):
            signature.unlink()
        for query in (
            "UPDATE ngo_charter_signature SET valid_until = NULL",
            "DELETE FROM ngo_charter_signature",
        ):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self.env.cr.execute(query)
        vals = charter._prepare_signature_vals(self.users["jurist"])
        for user in (self.worker, self.users["technician"], self.users["dpo"]):
            with self.assertRaises(AccessError):
                self.env["ngo.charter.signature"].with_user(user).create(vals)

    def test_what_was_signed_is_proved(self):
        charter = self._charter()
        charter._sign(self.worker)
        self._charter(body="<p>Other</p>")._sign(self.worker)
        hashes = self.env["ngo.charter.signature"].search([]).mapped("text_hash")
        self.assertEqual(len(set(hashes)), 2)
        self.assertEqual(
            charter.signature_ids.text_hash,
            charter._prepare_signature_vals(self.worker)["text_hash"],
        )

    def test_who_has_not_signed(self):
        """The list for managers: missing, expired, signed; nobody else's. [E24]"""
        manager = self.users["programme_manager"]
        with freeze_time("2020-01-01"):
            charter = self._charter(renewal_months=12)
            charter._sign(self.users["jurist"])
        charter._sign(self.worker | manager)
        Duty = self.env["ngo.charter.duty"].with_user(manager)
        states = {row.user_id.login: row.state for row in Duty.search([])}
        self.assertEqual(states["jurist"], "expired")
        self.assertEqual(states["social_worker"], "signed")
        self.assertEqual(states["employee"], "missing")
        self.assertNotIn("partner", states)
        for state in ("signed", "expired", "missing"):
            found = Duty.search([("state", "=", state)])
            self.assertEqual(
                set(found.user_id.mapped("login")),
                {login for login, known in states.items() if known == state},
            )
        self.assertFalse(Duty.with_user(self.worker).search([]))
        own = self.env["ngo.charter.signature"].with_user(self.worker).search([])
        self.assertEqual(own.user_id, self.worker)

    def test_who_writes_texts(self):
        charter = self._charter(in_force=False)
        for user in self.users.values():
            may = user.login in ("dpo", "programme_manager", "technician")
            self.assertEqual(
                charter.with_user(user).has_access("write"), may, user.login
            )
        narrow = self.narrow_role("programme_manager", programme=self.programme_1)
        self.assertFalse(charter.with_user(narrow.user_id).has_access("write"))
