# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .test_papers import PapersCase

LANGUAGES = ("fr_FR", "ar_TN")
REPORT = "migrant_case.report_attestation"


@tagged("post_install", "-at_install")
class TestAttestation(PapersCase):
    """Attestations and convocations: who and when, nothing of the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak(cls.env, "migrant_case")
        cls.site_a.write({"name": "Centre-ville", "tz": "Africa/Tunis"})

    def attest(self, code, user=None, lang="fr_FR", person=None, **vals):
        """An attestation of Salimata, made by the office."""
        attestations = self.env["migrant.attestation"].with_user(user or self.assistant)
        return attestations.create(
            {
                "beneficiary_id": (person or self.salimata).id,
                "template_id": self.env.ref(f"migrant_case.letter_{code}").id,
                "lang": lang,
                **vals,
            }
        )

    def test_printed_by_the_office_in_french_and_arabic(self):
        """Each text, in both directions, without the file being open. [C01c]"""
        with self.assertRaises(AccessError):
            self.case.with_user(self.assistant).read(["code"])
        days = {"meeting_at": datetime(2026, 3, 9, 8, 30), "date_from": "2026-01-12"}
        titles = {
            "presence": ("Attestation de présence", "شهادة حضور"),
            "passage": ("Attestation de passage", "شهادة زيارة"),
            "followed": ("Attestation de suivi", "شهادة متابعة"),
            "convocation": ("Convocation", "استدعاء"),
        }
        for code, words in titles.items():
            for lang, title in zip(LANGUAGES, words, strict=True):
                slip = self.attest(code, lang=lang, **days)
                [(width, height, text)] = print_pdf(slip, REPORT, lang)
                self.assertEqual((width, height), (210, 297))
                # Arabic is read back as the page shows it, from the left.
                self.assertIn(title[::-1] if lang == "ar_TN" else title, text)
                self.assertIn("Salimata Kouyaté", text)
                self.assertIn(slip.code, text)
                self.assertEqual(has_arabic(text), lang == "ar_TN")
                self.assertNotIn("{", text)
                self.assertNotIn(self.case.code, text)
                if code == "followed":
                    self.assertIn("12/01/2026", text)
                else:
                    # The hour of the site, not of the server.
                    self.assertIn("2026", text)
                    self.assertEqual("09:30" in text, code != "passage")
        self.assertIn(
            "lundi 9 mars 2026", self.attest("passage", **days)._words()["day"]
        )

    def test_a_template_of_the_office_prints_nothing_else(self):
        """Refused when it is saved, in any language, and when it is printed. [C01c]"""
        template = self.env.ref("migrant_case.letter_followed")
        for words in ("{procedure}", "{reference} of {person}", "{programme}"):
            with self.assertRaises(ValidationError):
                template.body = words
            with self.assertRaises(ValidationError):
                template.with_context(lang="ar_TN").body = words
        with self.assertRaises(ValidationError):
            template.is_summary = True
        slip = self.attest("followed", date_from="2026-01-12")
        # Past the constraint, as a restored or imported row would come.
        template.flush_recordset()
        self.env.cr.execute(
            "UPDATE migrant_letter_template"
            """ SET body = body || '{"fr_FR": "{person}: {reference}"}'"""
            " WHERE id = %s",
            [template.id],
        )
        template.invalidate_recordset()
        for run in (slip._printed, slip.action_issue):
            with self.assertRaises(ValidationError):
                run()
        # A letter of a file is no template for the office, nor the other way round.
        with self.assertRaises(UserError):
            self.attest("summary")._printed()
        with self.assertRaises(ValidationError):
            self.env["migrant.letter"].with_user(self.worker).create(
                {"case_id": self.case.id, "template_id": template.id}
            )

    def test_who_may_print(self):
        """The office of the site and who accompanies the person; nobody else. [C01c]"""
        for user in (self.assistant, self.worker, self.colleague):
            slip = self.attest("followed", user, date_from="2026-01-12")
            self.assertIn("Salimata", slip._printed()["body"])
        elsewhere = self.person("Awa", "Diop", site_id=self.site_b.id)
        with self.assertRaises(AccessError):
            self.attest("followed", person=elsewhere, date_from="2026-01-12")
        for user in (self.stranger, self.desk, self.employee, self.users["volunteer"]):
            with self.assertRaises(AccessError):
                self.attest("followed", user, date_from="2026-01-12")
            with self.assertRaises(AccessError):
                slip.with_user(user)._printed()
        self.salimata.confidentiality = "sealed"
        slip.invalidate_recordset()
        with self.assertRaises(AccessError):
            slip.with_user(self.assistant)._printed()

    def test_issued_is_fixed_and_journalled(self):
        """A number that is shown at a counter stands for what was printed."""
        slip = self.attest("passage")
        with self.assertRaises(UserError):
            slip.action_issue()
        slip.meeting_at = datetime(2026, 3, 9, 8, 30)
        before = self.env["ngo.journal"].search_count([])
        action = slip.action_issue()
        self.assertEqual(action["report_name"], REPORT)
        self.assertEqual(slip.issued_by_id, self.assistant)
        with self.assertRaises(UserError):
            slip.meeting_at = datetime(2026, 3, 10, 8, 30)
        slip.with_user(self.worker).action_issue()
        self.assertEqual(slip.issued_by_id, self.assistant)
        self.assertGreater(self.env["ngo.journal"].search_count([]), before)

    def test_birth_is_said_as_far_as_it_is_known(self):
        """A year known is no first of January; nothing is said of none."""
        births = {"day": "02/04/1993", "month": "04/1993", "year": "1993"}
        for precision, words in births.items():
            self.salimata.identity_ids.write(
                {"birth_date": "1993-04-02", "birth_precision": precision}
            )
            self.assertEqual(self.salimata._birth_words("fr_FR"), words)
        # A letter from a file says the same.
        letter = self.env["migrant.letter"].with_user(self.worker)
        support = letter.create(
            {
                "case_id": self.case.id,
                "template_id": self.env.ref("migrant_case.letter_support").id,
                "lang": "fr_FR",
            }
        )
        self.assertIn("1993", support.body)
        self.assertNotIn("01/01/1993", support.body)

    def test_form_asks_only_for_what_is_printed(self):
        """A follow-up has a first day; a convocation a day and an hour."""
        form = Form(self.env["migrant.attestation"].with_user(self.assistant))
        form.beneficiary_id = self.salimata
        form.template_id = self.env.ref("migrant_case.letter_convocation")
        form.meeting_at = datetime(2026, 3, 9, 8, 30)
        slip = form.save()
        self.assertTrue(slip.asks_meeting)
        self.assertFalse(slip.asks_from)
        self.assertEqual(slip.site_id, self.site_a)

    def test_nothing_stays_of_a_person_who_is_forgotten(self):
        """The slips of a person go with her."""
        slip = self.attest("followed", date_from="2026-01-12")
        self.salimata._anonymise("Retention")
        self.assertFalse(slip.sudo().exists())
