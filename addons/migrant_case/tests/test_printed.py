# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import zipfile
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .plan_common import PlanCase
from .test_papers import PapersCase

LANGUAGES = ("fr_FR", "ar_TN")


@tagged("post_install", "-at_install")
class TestPrinted(PapersCase, PlanCase):
    """What comes out of the printer, read back, in French and in Arabic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak(cls.env, "migrant_case")
        cls.procedure = cls.new_procedure(
            date_lodged="2025-10-01", date_notified="2026-03-05", reference="25/12345"
        )
        cls.case.presenting_need = "Un hébergement d’urgence, à côté de l’école"
        for purpose in (
            "migrant_case.consent_purpose_represent",
            "migrant_registry.consent_purpose_referral",
        ):
            cls.env["migrant.consent"].create(
                {
                    "beneficiary_id": cls.salimata.id,
                    "purpose_id": cls.env.ref(purpose).id,
                    "language_id": cls.env["ngo.language"].search([], limit=1).id,
                    "has_identity": True,
                    "has_social": True,
                    "has_legal": True,
                }
            )

    def letter(self, code, lang, **vals):
        """A letter of the worker."""
        letters = self.env["migrant.letter"].with_user(self.worker)
        return letters.create(
            {
                "case_id": self.case.id,
                "template_id": self.env.ref(f"migrant_case.letter_{code}").id,
                "procedure_id": self.procedure.id,
                "lang": lang,
                "recipient": "Office des Étrangers\n59, boulevard Pachéco",
                **vals,
            }
        )

    def contract(self, lang):
        """A plan agreed, printed in French and in the language of the person."""
        plan = self.plan(
            self.case,
            ["housing"],
            contract_lang=lang,
            person_view="Dormir sans crainte, près de l’école",
        )
        plan.goal_ids.write({"name": "Un logement stable", "target_on": "2026-06-30"})
        self.do(
            self.case,
            goal_id=plan.goal_ids.id,
            name="Appeler le numéro d’urgence",
            due_on=fields.Date.today() + timedelta(days=9),
        )
        return plan

    def test_every_letter(self):
        """One page each, accents whole, right to left where it must be. [B08a]"""
        codes = {
            "appeal": ("25/12345", "05/03/2026"),
            "papers": ("Kouyaté", "25/12345"),
            "support": ("Kouyaté", "02/04/1993"),
            "summary": (self.case.code,),
            "partner": ("S. K.",),
            "report": (self.case.code,),
        }
        for code, words in codes.items():
            for lang in LANGUAGES:
                with self.subTest(code=code, lang=lang):
                    letter = self.letter(code, lang)
                    [(width, height, text)] = print_pdf(
                        letter, "migrant_case.report_letter", lang
                    )
                    text = text.replace("\u200e", "")
                    self.assertEqual((width, height), (210, 297))
                    self.assertIn("Étrangers", text)
                    self.assertEqual(has_arabic(text), lang == "ar_TN")
                    self.assertIn(letter.code, text)
                    for word in words:
                        self.assertIn(word, text)

    def test_contract_on_paper(self):
        """A page in each language, the same goals and dates on both. [F14]"""
        plan = self.contract("ar_TN")
        pages = print_pdf(plan, "migrant_case.migrant_plan_report", "fr_FR")
        self.assertEqual(len(pages), 2)
        self.assertEqual({page[:2] for page in pages}, {(210, 297)})
        french, arabic = (text for _width, _height, text in pages)
        self.assertFalse(has_arabic(french))
        self.assertTrue(has_arabic(arabic))
        for text in (french, arabic):
            self.assertIn("Salimata Kouyaté", text)
            self.assertIn("Un logement stable", text)
            self.assertIn("Appeler le numéro", text)
            self.assertIn("30/06/2026", text)
        self.assertIn("près de l’école", french)

    def test_report_drafted_from_the_file(self):
        """DOCX and PDF: needs, goals and actions, as the profile allows. [B47]"""
        plan = self.contract("ar_TN")
        self.need(self.case, name="Un toit")
        plan.sudo().write(
            {
                "state": "active",
                "approved_by_id": self.supervisor.id,
                "approved_on": fields.Datetime.now(),
            }
        )
        for lang, heading in (("fr_FR", "Besoins"), ("ar_TN", "الاحتياجات")):
            letter = self.letter("report", lang)
            package = zipfile.ZipFile(io.BytesIO(base64.b64decode(letter.docx)))
            xml = package.read("word/document.xml").decode()
            [(_width, _height, text)] = print_pdf(
                letter, "migrant_case.report_letter", lang
            )
            self.assertIn(heading, xml)
            self.assertEqual(has_arabic(text), lang == "ar_TN")
            for paper in (xml, text):
                self.assertIn("Un toit", paper)
                self.assertIn("Un logement stable", paper)
                self.assertIn("Appeler le numéro", paper)
                self.assertNotIn("Salimata", paper)
        # An authority is told of procedures and papers, not of needs.
        authority = self.env.ref("migrant_case.redaction_authority")
        letter = self.letter("report", "fr_FR", profile_id=authority.id)
        told = "\n".join(text for _style, text in letter._paragraphs())
        self.assertIn("Kouyaté", told)
        self.assertNotIn("Un toit", told)
        self.assertNotIn("hébergement", told)

    def test_constraints_and_papers_on_the_partner_s_letter(self):
        """Constraints are printed, never their reason; papers are not."""
        self.new_document(valid_until="2099-01-01")
        kind = self.env.ref("migrant_case.constraint_alone")
        self.case.constraint_ids = [Command.create({"kind_id": kind.id})]
        letter = self.letter("partner", "fr_FR")
        [(_width, _height, text)] = print_pdf(
            letter, "migrant_case.report_letter", "fr_FR"
        )
        self.assertIn(kind.with_context(lang="fr_FR").name, text)
        passport = self.paper_type("passport").with_context(lang="fr_FR").name
        self.assertNotIn(passport, text)

    def test_a_jurist_writes_from_her_procedure(self):
        """Its letter names person and decision; the file stays shut to her. [B08a]"""
        self.assertFalse(self.case.with_user(self.jurist).has_access("read"))
        appeal = self.Procedure.browse(
            self.procedure.with_user(self.jurist).action_appeal()["res_id"]
        )
        words = appeal.with_user(self.jurist).action_letter()["context"]
        letters = self.env["migrant.letter"].with_user(self.jurist)
        form = Form(letters.with_context(**words))
        form.template_id = self.env.ref("migrant_case.letter_appeal")
        letter = form.save()
        self.assertIn("25/12345", letter.subject)
        self.assertIn("Salimata Kouyaté", letter.body)
        self.assertEqual(letter.authority_id, appeal.authority_id)
        # A summary of a file that she does not read says nothing of it.
        letter.template_id = self.env.ref("migrant_case.letter_report")
        said = " ".join(text for _style, text in letter._content())
        self.assertNotIn(self.case.presenting_need, said)
        vals = {"template_id": letter.template_id.id, "procedure_id": appeal.id}
        other = self.new_case(self.person("Awa", "Diop"))
        for user, case in ((self.other_jurist, self.case), (self.jurist, other)):
            with self.assertRaises(AccessError):
                letters.with_user(user).create({**vals, "case_id": case.id})
