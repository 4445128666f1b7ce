# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import RecordCapturer, tagged

from odoo.addons.ngo_base.models.ngo_journal import PENDING

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestConsent(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.awa = cls.person("Awa", "Sow", birth_date="1995-06-01")
        cls.partner = cls.env["res.partner"].create({"name": "Clinic"})
        cls.language = cls.env["ngo.language"].search([], limit=1)
        cls.purpose = cls.env.ref("migrant_registry.consent_purpose_referral")

    def _vals(self, **vals):
        return {
            "beneficiary_id": self.awa.id,
            "purpose_id": self.purpose.id,
            "recipient_id": self.partner.id,
            "language_id": self.language.id,
            "has_identity": True,
            "has_medical": True,
            **vals,
        }

    def _consent(self, **vals):
        return (
            self.env["migrant.consent"]
            .with_user(self.worker)
            .create(self._vals(**vals))
        )

    def _missing(self, *classes, recipient=None):
        person = self.awa.with_user(self.worker)
        return person._consent_missing("referral", classes, recipient or self.partner)

    def test_consent_acts(self):
        """Nothing, then yes by class and recipient, then taken back at once."""
        self.assertTrue(self._missing())
        consent = self._consent()
        self.assertEqual(self._missing("identity", "medical"), [])
        self.assertEqual(len(self._missing("identity", "legal", "protection")), 2)
        other = self.env["res.partner"].create({"name": "Other"})
        self.assertTrue(self._missing("identity", recipient=other))
        consent.action_withdraw()
        self.assertTrue(self._missing("identity"))
        self.assertFalse(consent.is_live)
        with self.assertRaises(UserError):
            consent.action_withdraw()

    def test_consent_ends_and_refusal_counts(self):
        consent = self._consent(given_at="2020-01-01 10:00:00")
        self.assertEqual(str(consent.valid_until), "2020-07-01")
        self.assertTrue(self._missing("identity"))
        self._consent()
        self.assertFalse(self._missing("identity"))
        self._consent(answer="refused")
        self.assertTrue(self._missing("identity"))

    def test_rows_are_never_edited(self):
        consent = self._consent()
        with self.assertRaises(UserError):
            consent.write({"answer": "refused"})
        with self.assertRaises(UserError):
            consent.sudo().unlink()
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            self.env.cr.execute(
                "UPDATE migrant_consent SET answer = 'refused' WHERE id = %s",
                [consent.id],
            )

    def test_a_child_answers_through_her_guardian(self):
        """Guardian with a mandate, the child's view, the family judge in Tunisia."""
        self.awa.birth_date = fields.Date.today() - relativedelta(years=15)
        with self.assertRaisesRegex(ValidationError, "guardian"):
            self._consent()
        guardian = self.env["migrant.guardian"].create(
            {"beneficiary_id": self.awa.id, "basis": "trust", "name": "Neighbour"}
        )
        by = {"given_by": "guardian", "guardian_id": guardian.id, "assent": "yes"}
        with self.assertRaisesRegex(ValidationError, "mandate"):
            self._consent(**by)
        guardian.basis = "wali"
        with self.assertRaisesRegex(ValidationError, "child agrees"):
            self._consent(**{**by, "assent": False})
        self.env.company.country_id = self.env.ref("base.tn")
        with self.assertRaisesRegex(ValidationError, "family judge"):
            self._consent(**by)
        self._consent(**by, judge_reference="2026/114")
        self.assertEqual(self._missing("identity"), [])


@tagged("post_install", "-at_install")
class TestRetention(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.awa = cls.person(
            "Yakhouba",
            "Sissoko",
            birth_date="1992-08-17",
            contact_ids=[Command.create({"channel": "phone", "value": "20777888"})],
        )
        cls.awa.last_contact_on = "2020-05-20"

    def test_retention_counts_from_the_last_contact(self):
        self.assertEqual(str(self.awa.retention_on), "2022-05-20")
        due = self.Person.search([("retention_on", "<=", "2022-06-01")])
        self.assertIn(self.awa, due)
        self.awa._touch()
        self.assertGreater(self.awa.retention_on, fields.Date.today())

    def test_children_count_from_majority(self):
        self.awa.birth_date = "2010-02-03"
        self.assertEqual(str(self.awa.retention_on), "2030-02-03")

    def test_a_legal_hold_keeps_the_file(self):
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            self.awa.write({"is_legal_hold": True})
            self.awa.flush_recordset()
        self.awa.write({"is_legal_hold": True, "legal_hold_reason": "Appeal"})
        with self.assertRaises(UserError):
            self.as_user(self.awa, "supervisor").action_anonymise()

    def test_the_dpo_is_told_what_comes_due(self):
        """How many, by nobody's code; nothing is told where nothing comes due."""
        with RecordCapturer(self.env["mail.message"]) as told:
            self.Person._cron_propose_anonymisation()
        self.assertEqual(told.records.partner_ids, self.users["dpo"].partner_id)
        self.assertIn(": 1", told.records.body)
        self.assertNotIn(self.awa.code, told.records.subject + told.records.body)
        self.assertFalse(self.awa.anonymise_asked_by_id)
        self.awa._touch()
        with RecordCapturer(self.env["mail.message"]) as told:
            self.Person._cron_propose_anonymisation()
        self.assertFalse(told.records)

    def test_who_anonymises_and_when(self):
        with self.assertRaisesRegex(UserError, "supervisor or the DPO"):
            self.awa.with_user(self.worker).action_anonymise()
        self.awa._touch()
        with self.assertRaisesRegex(UserError, "Not yet due"):
            self.as_user(self.awa, "supervisor").action_anonymise()

    def test_two_persons_anonymise(self):
        """Whoever decided first does not agree with herself; she may take it back."""
        self.awa.last_contact_on = "2020-05-20"
        supervisor, dpo = (self.as_user(self.awa, r) for r in ("supervisor", "dpo"))
        supervisor.action_anonymise()
        self.assertFalse(self.awa.anonymised_at)
        self.assertEqual(self.awa.anonymise_asked_by_id, self.users["supervisor"])
        with self.assertRaisesRegex(UserError, "somebody else must agree"):
            supervisor.action_anonymise()
        supervisor.action_keep()
        self.assertFalse(self.awa.anonymise_asked_by_id)
        dpo.action_anonymise()
        self.assertFalse(self.awa.anonymised_at)
        supervisor.action_anonymise()
        self.assertTrue(self.awa.anonymised_at)

    def test_a_list_asks_before_it_anonymises(self):
        """Marked in a list, files are counted in a question; nothing happens yet."""
        self.awa.last_contact_on = "2020-05-20"
        act = self.env.ref("migrant_registry.migrant_beneficiary_anonymise_action")
        marked = {"active_model": "migrant.beneficiary", "active_ids": self.awa.ids}
        asked = act.with_user(self.users["supervisor"]).with_context(**marked).run()
        self.assertEqual(asked["tag"], "migrant_registry.anonymise")
        self.assertEqual(asked["params"]["ids"], self.awa.ids)
        self.assertFalse(self.awa.anonymise_asked_by_id)
        with self.assertRaises(AccessError):
            act.with_user(self.worker).with_context(**marked).run()

    def request(self, user):
        vals = {"code": self.awa.code, "reason": "Asked at the desk"}
        return self.env["migrant.dsar"].with_user(user).create(vals)

    def test_erasure_asked_by_the_person(self):
        """Granted by the DPO before the file is due; agreed to by its supervisor."""
        self.awa._touch()
        dpo, supervisor = self.users["dpo"], self.users["supervisor"]
        with self.assertRaises(AccessError):
            self.request(self.worker)
        with self.assertRaisesRegex(UserError, "data-protection officer"):
            self.awa.with_user(supervisor)._grant_erasure("Asked")
        code = self.awa.code
        with RecordCapturer(self.env["mail.message"]) as told:
            action = self.request(dpo).action_erase()
        self.assertIn(code, action["params"]["message"])
        self.assertEqual(told.records.partner_ids, supervisor.partner_id)
        self.assertIn(code, told.records.subject)
        self.assertFalse(self.awa.anonymised_at)
        today = fields.Date.context_today(self.awa)
        self.assertEqual(self.awa.retention_on, today)
        self.assertIn(self.awa, self.Person.search([("retention_on", "<=", today)]))
        with self.assertRaisesRegex(UserError, "somebody else must agree"):
            self.request(dpo).action_erase()
        self.as_user(self.awa, "supervisor").action_anonymise()
        self.assertTrue(self.awa.anonymised_at)
        self.assertFalse(self.awa.erasure_asked_on)

    def test_erasure_refused(self):
        """A proceeding keeps the file; the supervisor who keeps it tells the DPO."""
        self.awa._touch()
        dpo = self.users["dpo"]
        self.awa.write({"is_legal_hold": True, "legal_hold_reason": "Appeal"})
        with self.assertRaisesRegex(UserError, "kept for a proceeding"):
            self.request(dpo).action_erase()
        self.awa.is_legal_hold = False
        self.request(dpo).action_erase()
        with self.assertRaises(AccessError):
            self.as_user(self.awa, "supervisor").erasure_asked_on = False
        with RecordCapturer(self.env["mail.message"]) as told:
            self.as_user(self.awa, "supervisor").action_keep()
        self.assertEqual(told.records.partner_ids, dpo.partner_id)
        self.assertFalse(self.awa.erasure_asked_on)
        self.assertGreater(self.awa.retention_on, fields.Date.context_today(self.awa))

    def test_erasure_where_one_decides(self):
        self.awa._touch()
        self.env.ref("migrant_registry.policy_anonymise").active = False
        self.request(self.users["dpo"]).action_erase()
        self.assertTrue(self.awa.anonymised_at)

    def test_one_person_anonymises_where_the_house_says_so(self):
        self.awa.last_contact_on = "2020-05-20"
        self.env.ref("migrant_registry.policy_anonymise").active = False
        self.as_user(self.awa, "supervisor").action_anonymise()
        self.assertTrue(self.awa.anonymised_at)

    def test_a_supervisor_ends_the_files_of_her_scope_alone(self):
        """A file of another unit is not hers to destroy, whatever number she sends."""
        self.awa.write({"last_contact_on": "2020-05-20", "confidentiality": "sealed"})
        theirs = self.as_user(self.awa, "supervisor")
        self.assertFalse(theirs.has_access("read"))
        for decide in (theirs.action_anonymise, theirs.action_keep):
            with self.assertRaises(AccessError):
                decide()
        self.assertFalse(self.awa.anonymise_asked_by_id)

    def test_anonymised_leaves_no_residue(self):
        """The name, the code, the number stand in no column of any table."""
        code = self.awa.code
        language = self.env["ngo.language"].search([], limit=1)
        self.env["migrant.consent"].create(
            {
                "beneficiary_id": self.awa.id,
                "purpose_id": self.env.ref("migrant_registry.consent_purpose_photo").id,
                "language_id": language.id,
                "interpreter": "Brother of Yakhouba",
                "proof": "WWFraG91YmE=",
            }
        )
        self.awa.message_post(body="Yakhouba called")
        self.awa.activity_schedule("mail.mail_activity_data_todo", summary="Yakhouba")
        self.env["ir.attachment"].create(
            {
                "name": "Yakhouba.txt",
                "raw": b"Yakhouba",
                "res_model": "migrant.beneficiary",
                "res_id": self.awa.id,
            }
        )
        self.env["ngo.access"]._grant(
            self.awa, self.stranger, "guest", "2100-01-01", "leave"
        )
        self.awa.card_ids = [Command.create({})]
        self.awa.last_contact_on = "2020-05-20"
        self.env.flush_all()
        self.assertTrue(self._tables_with("Yakhouba"))
        self.as_user(self.awa, "dpo").action_anonymise()
        self.as_user(self.awa, "supervisor").action_anonymise()
        self.env.flush_all()
        for text in ("Yakhouba", "Sissoko", "20777888", code, "1992-08-17"):
            self.assertEqual(self._tables_with(text), [], text)
        self.assertNotEqual(self.awa.code, code)
        self.assertTrue(self.awa.anonymised_at)
        kept = self.awa.with_context(active_test=False).identity_ids
        self.assertEqual(kept.birth_precision, "estimated")
        found = self.Person.with_user(self.worker).find_person("Yakhouba Sissoko")
        self.assertFalse(found["found"] or found["elsewhere"])

    def _tables_with(self, text):
        """Tables of which a row, as text, holds the words."""
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        found = []
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT 1 FROM "{table}" t WHERE t::text ILIKE %s LIMIT 1',
                [f"%{text}%"],
            )
            if self.env.cr.fetchone():
                found.append(table)
        return found

    def test_dossier_for_the_person(self):
        """The DPO prints what is held, others masked; nobody else makes it."""
        trusted = self.person("Confidant", "Secret")
        self.env["migrant.guardian"].create(
            {"beneficiary_id": self.awa.id, "basis": "wali", "guardian_id": trusted.id}
        )
        self.env["migrant.consent"].create(
            {
                "beneficiary_id": self.awa.id,
                "purpose_id": self.env.ref(
                    "migrant_registry.consent_purpose_registration"
                ).id,
                "language_id": self.env["ngo.language"].search([], limit=1).id,
                "interpreter": "Kenza Interprète",
            }
        )
        vals = {"code": self.awa.code, "reason": "Asked at the desk", "is_safe": True}
        dpo = self.users["dpo"]
        wizard = self.env["migrant.dsar"].with_user(dpo).create(vals)
        wizard.action_print()
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(dpo)
            ._render_qweb_html("migrant_registry.report_dsar", wizard.ids)
        )
        text = html.decode()
        for held in ("Yakhouba", "Sissoko", "20777888", "08/17/1992"):
            self.assertIn(held, text)
        self.assertNotIn("Confidant", text)
        self.assertNotIn("Kenza", text)
        self.assertNotIn(trusted.code, text)
        # By its address alone the page is noted as well, and refused as well.
        queued = self.env.cr.postcommit.data[PENDING]
        noted = queued[dpo.id, "dsar", "migrant.beneficiary", "Asked at the desk"]
        self.assertEqual(noted["ids"], set(self.awa.ids))
        wizard.is_safe = False
        with self.assertRaises(UserError):
            wizard.action_print()
        with self.assertRaises(UserError):
            wizard._dossier()
        with self.assertRaises(AccessError):
            self.env["migrant.dsar"].with_user(self.worker).create(vals)
