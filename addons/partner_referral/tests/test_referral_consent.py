# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FAMILY, GIVEN, ReferralCase


@tagged("post_install", "-at_install")
class TestReferralConsent(ReferralCase):
    """Nothing leaves without the person, and everything stops with her."""

    def shown(self, referral):
        return {row.type_id.code: row.value for row in referral._shown()}

    def test_a_service_without_contact_is_a_service(self):
        """Who chose one is not asked to choose: consent makes the contact. [T15]"""
        referral = self.refer()
        referral.service_id.organization_id.partner_id = False
        referral.receiver_id = False
        self.assertIn("consent", referral.consent_missing)
        self.assertFalse(referral.is_ready)
        referral.action_ask_consent()
        self.assertTrue(referral.receiver_id)
        referral.write({"service_id": False, "receiver_id": False})
        self.assertIn("Choose a service", referral.consent_missing)

    def test_what_is_missing_is_said(self):
        """No consent, one for somebody else, one without the class. [T15]"""
        referral = self.refer()
        self.assertFalse(referral.is_ready)
        self.assertIn(self.zohra.code, referral.consent_missing)
        self.assertNotIn(GIVEN, referral.consent_missing)
        with self.assertRaises(UserError):
            referral.action_send()
        other = self.env["res.partner"].create({"name": "Ailleurs"})
        self.consent("identity", recipient=other)
        self.assertFalse(referral.is_ready)
        # Agreed to be sent there, not to be named.
        self.consent()
        referral.invalidate_recordset()
        self.assertFalse(referral.is_ready)
        self.assertEqual(len(referral.consent_missing.splitlines()), 1)
        self.assertEqual(
            {i.type_id.code for i in referral.item_ids if i.verdict == "withhold"},
            {"name", "phone"},
        )
        self.consent("identity")
        referral.invalidate_recordset()
        self.assertTrue(referral.is_ready)
        self.assertEqual(referral.state, "draft")
        referral.action_send()

    def test_the_form_of_the_consent_is_filled(self):
        """The worker asks for this partner and these items, and nothing else."""
        referral = self.refer()
        context = referral.action_ask_consent()["context"]
        self.assertEqual(context["default_recipient_id"], self.clinic.id)
        self.assertTrue(context["default_has_identity"])
        self.assertNotIn("default_has_medical", context)
        consent = self.env["migrant.consent"].with_user(self.worker)
        consent.with_context(**context).create({})
        referral.invalidate_recordset()
        self.assertTrue(referral.is_ready)

    def test_code_only_until_accepted(self):
        """The name follows the acceptance, never comes before. [T15]"""
        referral = self.sent()
        shown = self.shown(referral)
        self.assertIn("request", shown)
        self.assertNotIn("name", shown)
        self.assertNotIn("phone", shown)
        self.answer(referral, "accept")
        shown = self.shown(referral)
        self.assertIn(FAMILY, shown["name"])

    def test_what_was_sent_is_frozen(self):
        """A name corrected afterwards is not sent again behind her back."""
        referral = self.sent()
        self.zohra.name_ids[0].value = "Changed"
        self.answer(referral, "accept")
        self.assertIn(GIVEN, self.shown(referral)["name"])

    def test_withdrawal_cuts_at_once(self):
        """Withdrawn: state, doors, rows, in the same transaction; the partner is told.

        [T15, AC-18]
        """
        consent = self.consent("identity")
        referral = self.refer()
        referral.action_send()
        referral._open_slip()
        self.answer(referral, "accept")
        door = self.env["partner.referral.door"]
        token = referral.door_ids.filtered(lambda d: d.kind == "link")._token()
        slip = referral._slip_door().slip_code
        self.assertTrue(door._find(token))
        self.assertTrue(door._find_slip(slip))
        self.assertIn(referral, self.Referral._of_partner(self.nurse))
        mails = self.env["mail.mail"].search_count([])
        consent.action_withdraw()
        self.assertEqual(referral.state, "withdrawn")
        self.assertFalse(referral._shown())
        self.assertFalse(door._find(token))
        self.assertFalse(door._find_slip(slip))
        self.assertFalse(self.Referral._of_partner(self.nurse))
        self.assertTrue(all(referral.door_ids.mapped("revoked_at")))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)
        self.assertFalse(referral._get_clocks("running", "breached"))

    def test_a_narrower_answer_shows_less(self):
        """She keeps the appointment and no longer wants to be named."""
        referral = self.sent()
        self.answer(referral, "accept")
        self.assertIn("name", self.shown(referral))
        self.consent("social")
        self.assertEqual(referral.state, "accepted")
        self.assertNotIn("name", self.shown(referral))
        self.assertIn("request", self.shown(referral))

    def test_a_refusal_written_later_shuts_the_doors(self):
        """A new answer "no" needs no withdrawal to act."""
        referral = self.sent()
        self.consent(answer="refused")
        self.assertFalse(referral._is_open_to_partner())
        self.assertFalse(self.shown(referral))

    def test_without_consent_takes_two_persons(self):
        """Vital interest: asked by one, approved by a supervisor, listed."""
        referral = self.refer(override_reason="vital_interest")
        with self.assertRaises(UserError):
            referral.action_override()
        referral.override_note = "RGPD art. 6.1 d"
        referral.action_override()
        with self.assertRaises(UserError):
            referral.action_approve_override()
        self.assertFalse(referral.is_ready)
        with self.assertRaises(UserError):
            referral.write({"override_approved_by_id": self.users["supervisor"].id})
        boss = self.users["supervisor"]
        referral.with_user(boss).action_approve_override()
        referral.invalidate_recordset()
        self.assertTrue(referral.is_ready)
        # A worker does not send what the person did not allow.
        with self.assertRaises(UserError):
            referral.action_send()
        referral.with_user(boss).action_send()
        self.assertIn("name", self.shown(referral))
        self.assertIn("override", referral.event_ids.mapped("kind"))

    def test_two_persons_because_a_row_says_so(self):
        """The asker's own approval is refused while a policy row asks for two."""
        boss = self.users["supervisor"]
        referral = self.refer(
            override_reason="vital_interest", override_note="RGPD art. 6.1 d"
        ).with_user(boss)
        referral.action_override()
        with self.assertRaisesRegex(UserError, "second person"):
            referral.action_approve_override()
        with self.assertRaises(UserError):
            referral.write({"override_by_one": True})
        self.assertFalse(referral.is_ready)
        # A house of one: the row is put aside, and what was done shows it.
        self.env.ref("partner_referral.policy_consent_override").active = False
        referral.action_approve_override()
        referral.invalidate_recordset()
        self.assertTrue(referral.override_by_one)
        self.assertTrue(referral.is_ready)

    def test_a_child_needs_guardian_and_assent(self):
        """The registry refuses a child's own consent; then nothing leaves."""
        child = self.person("Enfant", birth_date="2015-01-01", birth_precision="day")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.consent("identity", person=child)
        referral = self.refer(beneficiary_id=child.id)
        self.assertFalse(referral.is_ready)
        self.assertTrue(referral._is_guarded())

    def test_items_are_read_with_the_worker_s_rights(self):
        """What the worker may not read is not proposed to be sent."""
        referral = self.refer()
        values = {item.type_id.code: item.value for item in referral.item_ids}
        self.assertEqual(values["name"], f"{GIVEN} {FAMILY}")
        blind = self.refer(user=self.users["jurist"], beneficiary_id=self.zohra.id)
        values = {item.type_id.code: item.value for item in blind.sudo().item_ids}
        self.assertFalse(values["name"])

    def test_items_are_said_in_the_partner_s_language(self):
        """Proposed words follow who receives; the worker's own words stay."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.arabic.with_context(lang="fr_FR").name = "Arabe"
        self.clinic.lang = "fr_FR"
        referral = self.refer(service_id=False)
        said = {item.type_id.code: item for item in referral.item_ids}
        self.assertEqual(said["languages"].value, self.arabic.name)
        said["age_band"].value = "A young woman"
        referral.receiver_id = self.clinic
        self.assertEqual(said["languages"].value, "Arabe")
        self.assertEqual(said["age_band"].value, "A young woman")
        self.assertEqual(said["request"].value, "Consultation pour une douleur")

    def test_items_go_one_by_one(self):
        """The worker takes the telephone off the list: it is not sent."""
        self.consent("identity")
        referral = self.refer()
        phone = referral.item_ids.filtered(lambda i: i.type_id.code == "phone")
        referral.write({"item_ids": [Command.delete(phone.id)]})
        referral.action_send()
        self.answer(referral, "accept")
        self.assertNotIn("phone", self.shown(referral))
