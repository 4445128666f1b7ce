# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import zipfile
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .test_procedure import ProcedureCase

SCAN = base64.b64encode(b"%PDF-1.4 a letter")


class PapersCase(ProcedureCase):
    """The cast, and the assistant of the site's office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assistant = cls.users["administrative_assistant"]
        cls.narrow_role("administrative_assistant", site=cls.site_a)
        rows = [("passport", True), ("address", True), ("medical", True)]
        cls.env["migrant.document.requirement"].create(
            [
                {
                    "case_type_id": cls.case.case_type_id.id,
                    "document_type_id": cls.paper_type(code).id,
                    "is_required": required,
                }
                for code, required in rows
            ]
        )

    @classmethod
    def paper_type(cls, code):
        """A type of document of the house."""
        return cls.env.ref(f"migrant_case.document_type_{code}")

    @classmethod
    def new_document(cls, code="passport", **vals):
        """A document in the file of Salimata."""
        values = {"case_id": cls.case.id, "document_type_id": cls.paper_type(code).id}
        return cls.env["migrant.document"].create({**values, **vals})

    def drop(self, user, case=None, **vals):
        """Register post as the office does; the wizard afterwards."""
        values = {"case_code": (case or self.case).code, **vals}
        wizard = self.env["migrant.post.drop"].with_user(user).create(values)
        wizard.action_drop()
        return wizard


@tagged("post_install", "-at_install")
class TestDocument(PapersCase):
    def test_office_reads_which_papers_to_bring(self):
        """Those of identity and social life, at her site; never of a shut file."""
        office = self.env["migrant.beneficiary"].with_user(self.assistant)
        lacking = [("papers_to_bring", "!=", False)]
        person = self.salimata.with_user(self.assistant)
        names = {self.paper_type(code).name for code in ("passport", "address")}
        self.assertEqual(set(person.papers_to_bring.split(", ")), names)
        self.assertIn(person, office.search(lacking))
        self.assertNotIn(person, office.search([("papers_to_bring", "=", False)]))
        self.new_document()
        late = self.new_document("address", date_issued="2020-01-01")
        self.env.invalidate_all()
        self.assertEqual(person.papers_to_bring, self.paper_type("address").name)
        late.valid_until = False
        self.env.invalidate_all()
        self.assertFalse(person.papers_to_bring)
        self.assertNotIn(person, office.search(lacking))
        # What a shut file asks for is not told, nor to others than the office.
        late.unlink()
        self.case.confidentiality = "restricted"
        self.env.invalidate_all()
        self.assertFalse(person.papers_to_bring)
        self.assertNotIn(person, office.search(lacking))
        with self.assertRaises(AccessError):
            self.salimata.with_user(self.worker).read(["papers_to_bring"])

    def test_the_office_is_told_of_its_own_sites_files(self):
        """A person whom it reads may have a file elsewhere: of that, nothing. [C06]"""
        office = self.env["migrant.beneficiary"].with_user(self.assistant)
        lacking = [("papers_to_bring", "!=", False)]
        self.case.site_id = self.site_b
        self.env.invalidate_all()
        self.assertFalse(self.salimata.with_user(self.assistant).papers_to_bring)
        self.assertNotIn(self.salimata, office.search(lacking))
        self.case.site_id = self.site_a
        self.assertIn(self.salimata, office.search(lacking))

    def test_the_search_finds_whom_the_field_names(self):
        """Step, age of the paper, state of the file: the same answer to both; few
        queries, however many people are listed. [C06]"""
        rows = self.env["migrant.document.requirement"].search(
            [("case_type_id", "=", self.case.case_type_id.id)]
        )
        kind = self.case.case_type_id
        later = self.env["migrant.case.step"].create(
            {"name": "Later", "code": "later", "type_id": kind.id, "sequence": 11}
        )
        rows.filtered(
            lambda r: r.document_type_id == self.paper_type("address")
        ).step_id = later
        people = self.salimata
        for number in range(6):
            person = self.person(f"Person {number}", site_id=self.site_a.id)
            case = self.new_case(person, site_id=self.site_a.id)
            if number > 3:
                case.step_id = later
            if number % 2:
                until = "2020-01-01" if number == 1 else "2099-01-01"
                self.new_document(case_id=case.id, valid_until=until)
            people |= person
        office = people.with_user(self.assistant)
        named = office.filtered("papers_to_bring")
        self.assertEqual(len(named), 6)
        lacking = [("papers_to_bring", "!=", False), ("id", "in", people.ids)]
        self.assertEqual(office.search(lacking), named)
        spent = []
        for listed in (office[-3:], office):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            listed.with_prefetch(listed.ids).mapped("papers_to_bring")
            spent.append(self.env.cr.sql_log_count - before)
        # Four people more: no query for each of them.
        self.assertLess(spent[1] - spent[0], 3)

    def test_present_missing_expired(self):
        """The checklist of the type of file: the best paper of each counts. [C06]"""
        with freeze_time("2026-03-02 09:00:00"):
            self.new_document(valid_until="2026-01-31")
            lines = {
                line["type"].code: line["state"]
                for line in self.case.with_user(self.worker)._checklist()
            }
            self.assertEqual(lines, {"passport": "expired", "address": "missing"})
            self.assertEqual(self.case.with_user(self.worker).missing_count, 2)
            self.new_document(valid_until="2030-01-31")
            document = self.new_document("address", date_issued="2025-12-10")
            # A proof of address holds three months and warns fifteen days before.
            self.assertEqual(document.valid_until, date(2026, 3, 10))
            self.assertEqual(document.state, "soon")
            self.case.invalidate_recordset()
            self.assertEqual(self.case.with_user(self.worker).missing_count, 0)
            html = self.case.with_user(self.worker).checklist_html
            self.assertIn("Passport", html)
            self.assertNotIn("Medical", html)

    def test_search_by_validity_says_what_the_field_says(self):
        """Present, soon, expired: search and compute agree on every edge."""
        days = ("2026-02-01", "2026-03-01", "2026-03-02", "2026-03-17", "2026-05-31")
        with freeze_time("2026-03-02 09:00:00"):
            documents = self.env["migrant.document"]
            for day in days:
                documents |= self.new_document(valid_until=day)
                documents |= self.new_document("address", valid_until=day)
            documents |= self.new_document()
            for key in ("present", "soon", "expired"):
                found = documents.search(
                    [("state", "=", key), ("id", "in", documents.ids)]
                )
                self.assertEqual(
                    found, documents.filtered(lambda d, key=key: d.state == key), key
                )

    def test_a_paper_is_under_the_rule_of_its_class(self):
        """Social: the team; legal: owner and jurist; medical: the medic. [C06] [B44]"""
        papers = {}
        for code in ("address", "decision", "medical"):
            document = self.new_document(code)
            papers[code] = self.env["migrant.document.paper"].create(
                {"document_id": document.id, "scan": SCAN, "scan_name": "Salimata.pdf"}
            )
            self.assertEqual(papers[code].scan_name, f"{document.code}.pdf")
        self.new_procedure()
        self.env["ngo.access"]._grant(
            self.case, self.psychologist, "member", date(2099, 1, 1), "care"
        )
        readers = {
            "address": {self.worker, self.colleague, self.psychologist},
            "decision": {self.worker, self.jurist, self.psychologist},
            "medical": {self.psychologist},
        }
        for code, paper in papers.items():
            for user in (self.worker, self.colleague, self.jurist, self.psychologist):
                self.assertEqual(
                    paper.with_user(user).has_access("read"),
                    user in readers[code],
                    f"{code}: {user.login}",
                )
            for user in (self.stranger, self.desk, self.assistant, self.employee):
                with self.assertRaises(AccessError):
                    paper.with_user(user).read(["scan"])
        # The file behind the field obeys the same rule, and is never public.
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "migrant.document.paper"),
                ("res_id", "in", [p.id for p in papers.values()]),
                ("res_field", "=", "scan"),
            ]
        )
        self.assertEqual(len(attachments), 3)
        with self.assertRaises(AccessError):
            attachments.with_user(self.assistant).read(["datas"])
        with self.assertRaises(UserError):
            attachments[0].public = True
        self.assertNotIn("Salimata", "".join(attachments.mapped("name")))


@tagged("post_install", "-at_install")
class TestPost(PapersCase):
    def test_the_office_drops_a_scan_into_a_shut_file(self):
        """A number, the checklist, never the paper nor the file. [C01d]"""
        with self.assertRaises(AccessError):
            self.case.with_user(self.assistant).read(["code"])
        wizard = self.drop(
            self.assistant,
            document_type_id=self.paper_type("passport").id,
            valid_until="2099-01-01",
            scan=SCAN,
            scan_name="kouyate.pdf",
        )
        self.assertRegex(wizard.receipt, "^N-")
        self.assertFalse(wizard.scan)
        self.assertIn("Passport", wizard.checklist_html)
        self.assertNotIn("Medical", wizard.checklist_html)
        document = self.case.document_ids
        self.assertEqual(document.state, "present")
        self.assertTrue(document.paper_ids.with_user(self.worker).scan)
        for record in (document, document.paper_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.assistant).read(["display_name"])
        with self.assertRaises(UserError):
            wizard.action_drop()

    def test_the_office_is_shown_what_it_asks_for(self):
        """No legal line, as in *papers to bring*; who reads the file sees it. [C06]"""
        legal = self.env["migrant.document.type"].create(
            {"name": "Power of attorney", "code": "power", "data_class": "legal"}
        )
        self.env["migrant.document.requirement"].create(
            {
                "case_type_id": self.case.case_type_id.id,
                "document_type_id": legal.id,
            }
        )
        drops = self.env["migrant.post.drop"]
        for user, seen in ((self.assistant, False), (self.worker, True)):
            drop = drops.with_user(user).create({"case_code": self.case.code})
            self.assertIn("Passport", drop.checklist_html)
            self.assertEqual("Power of attorney" in drop.checklist_html, seen)

    def test_the_register_of_the_site(self):
        """The office reads standard files of its site; of others only what it wrote."""
        self.drop(self.assistant)
        posts = self.env["migrant.post"].with_user(self.assistant)
        self.assertEqual(posts.search([]).case_id, self.case)
        self.case.confidentiality = "sealed"
        self.assertTrue(posts.search([]))
        there = self.new_user("assistant_two")
        self.give_role(there, "administrative_assistant", site=self.site_a)
        self.assertFalse(posts.with_user(there).search([]))

    def test_the_office_files_the_paper(self):
        """It says so without reading the file; whoever else reads it does not."""
        self.drop(self.assistant)
        post = self.case.post_ids
        self.assertFalse(post.filed_at)
        for user in (self.worker, self.supervisor):
            with self.assertRaises(AccessError):
                post.with_user(user).action_filed()
        far = self.new_user("assistant_far")
        self.give_role(far, "administrative_assistant", site=self.site_b)
        with self.assertRaises(AccessError):
            post.with_user(far).action_filed()
        with self.assertRaises(AccessError):
            post.with_user(self.assistant).filed_at = "2026-01-01 10:00:00"
        post.with_user(self.assistant).action_filed()
        self.assertEqual(post.filed_by_id, self.assistant)
        # Its worker has still to look at it.
        self.assertFalse(post.noted_at)
        kind = self.paper_type("address").id
        self.drop(self.assistant, document_type_id=kind, scan=SCAN)
        self.assertTrue((self.case.post_ids - post).filed_at)

    def test_a_sealed_file_shows_no_checklist(self):
        """The scan is taken; what else the file holds is not told. [T24]"""
        self.case.confidentiality = "sealed"
        wizard = self.drop(
            self.assistant,
            document_type_id=self.paper_type("address").id,
            scan=SCAN,
        )
        self.assertTrue(wizard.receipt)
        self.assertFalse(wizard.checklist_html)

    def test_who_keeps_no_post_drops_nothing(self):
        """The desk has no such door; an unknown code is told."""
        with self.assertRaises(AccessError):
            self.env["migrant.post.drop"].with_user(self.desk).create(
                {"case_code": self.case.code}
            )
        wizard = (
            self.env["migrant.post.drop"]
            .with_user(self.assistant)
            .create({"case_code": "C-NOBODY22"})
        )
        with self.assertRaises(UserError):
            wizard.action_drop()

    @freeze_time("2026-03-06 10:00:00")
    def test_the_day_of_receipt_starts_the_delay(self):
        """One procedure awaits that authority: notified on the day received. [C01d]"""
        procedure = self.new_procedure(date_lodged="2025-10-01")
        self.drop(
            self.assistant,
            document_type_id=self.paper_type("decision").id,
            authority_id=self.env.ref("migrant_case.authority_be_cgra").id,
            date="2026-03-05",
            scan=SCAN,
        )
        self.assertEqual(procedure.date_notified, date(2026, 3, 5))
        self.assertEqual(procedure.last_day, date(2026, 4, 7))
        self.assertEqual(self.clocks(procedure).user_id, self.jurist | self.worker)

    @freeze_time("2026-03-06 10:00:00")
    def test_where_two_procedures_wait_somebody_says_which(self):
        """A deadline of one day asks; the answer starts the right delay."""
        first = self.new_procedure(date_lodged="2025-10-01")
        self.new_procedure(date_lodged="2025-11-01")
        self.drop(
            self.assistant,
            document_type_id=self.paper_type("decision").id,
            date="2026-03-05",
        )
        self.assertFalse(first.date_notified)
        clock = self.clocks(self.case, "decision_received")
        self.assertEqual(clock.user_id, self.worker)
        post = self.case.post_ids
        with self.assertRaises(UserError):
            post.with_user(self.worker).action_noted()
        post.with_user(self.jurist).procedure_id = first
        self.assertEqual(first.date_notified, date(2026, 3, 5))
        self.assertFalse(self.clocks(self.case, "decision_received"))
        post.with_user(self.jurist).action_noted()
        self.assertEqual(post.noted_by_id, self.jurist)

    def test_post_of_tomorrow_is_refused(self):
        """What has not come yet has no date."""
        with self.assertRaises(ValidationError):
            self.drop(self.assistant, date="2099-01-01")


@tagged("post_install", "-at_install")
class TestLetter(PapersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak(cls.env, "migrant_case")
        cls.procedure = cls.new_procedure(
            date_lodged="2025-10-01", date_notified="2026-03-05", reference="25/12345"
        )

    def letter(self, code, user=None, **vals):
        values = {
            "case_id": self.case.id,
            "template_id": self.env.ref(f"migrant_case.letter_{code}").id,
            "lang": "en_US",
        }
        letters = self.env["migrant.letter"].with_user(user or self.worker)
        return letters.create({**values, **vals})

    def agree(self, purpose, **classes):
        return self.env["migrant.consent"].create(
            {
                "beneficiary_id": self.salimata.id,
                "purpose_id": self.env.ref(purpose).id,
                "language_id": self.env["ngo.language"].search([], limit=1).id,
                **classes,
            }
        )

    def text_of(self, letter):
        package = zipfile.ZipFile(io.BytesIO(base64.b64decode(letter.docx)))
        return package.read("word/document.xml").decode()

    def test_redacted_for_its_recipient(self):
        """Name for the person, initials for a partner, code within the house. [B08a]"""
        names = {
            "support": "Salimata Kouyaté",
            "partner": "S. K.",
            "summary": self.case.code,
        }
        self.case.presenting_need = "A place to sleep"
        for code, name in names.items():
            letter = self.letter(code)
            self.assertIn(name, letter.body, code)
            if code != "support":
                self.assertNotIn(
                    "Salimata", "".join(t for _s, t in letter._paragraphs())
                )
        text = "".join(t for _s, t in self.letter("partner")._paragraphs())
        self.assertIn("A place to sleep", text)
        self.assertNotIn("international protection", text)

    def test_nobody_writes_more_than_she_reads(self):
        """A colleague of the team without the identity writes the code."""
        self.salimata.team_id = False
        letter = self.letter("support", self.colleague)
        self.assertIn(self.case.code, letter.body)
        self.assertNotIn("Salimata", letter.body)

    def test_no_letter_leaves_without_consent(self):
        """PDF, DOCX and register: each asks; withdrawn, each is shut. [B22]"""
        letter = self.letter("appeal", procedure_id=self.procedure.id)
        self.assertFalse(letter.docx)
        for action in ("action_print", "action_docx", "action_send", "_printed"):
            with self.assertRaises(UserError):
                getattr(letter, action)()
        consent = self.agree(
            "migrant_case.consent_purpose_represent", has_identity=True, has_legal=True
        )
        letter.invalidate_recordset()
        self.assertIn("25/12345", self.text_of(letter))
        consent.action_withdraw()
        letter.invalidate_recordset()
        self.assertFalse(letter.docx)

    def test_sent_is_fixed_and_registered(self):
        """The letter out stands in the post; its words stay. [C01d]"""
        letter = self.letter("support", recipient="Maison des associations\nTunis")
        letter.action_send()
        self.assertEqual(letter.state, "sent")
        post = self.case.post_ids
        self.assertEqual((post.direction, post.letter_id), ("out", letter))
        self.assertEqual(post.correspondent, "Maison des associations")
        with self.assertRaises(UserError):
            letter.body = "Something else"
        with self.assertRaises(UserError):
            letter.unlink()

    def test_in_french_and_arabic(self):
        """PDF and DOCX, the Arabic from right to left, nothing left in English."""
        self.agree(
            "migrant_case.consent_purpose_represent", has_identity=True, has_legal=True
        )
        for lang, word in (("fr_FR", "recours"), ("ar_TN", "بطعن")):
            letter = self.letter(
                "appeal",
                self.jurist_of_case(),
                lang=lang,
                procedure_id=self.procedure.id,
            )
            self.assertIn(word, letter.body)
            xml = self.text_of(letter)
            self.assertEqual("<w:bidi/>" in xml, lang == "ar_TN")
            self.assertNotIn("lodges", xml)
            [(_width, _height, text)] = print_pdf(
                letter, "migrant_case.report_letter", lang
            )
            self.assertIn("25/12345", text)
            self.assertEqual(has_arabic(text), lang == "ar_TN")

    def jurist_of_case(self):
        """The owner of the file, who may name the person."""
        return self.worker

    def test_form_follows_template_and_recipient(self):
        """Choosing fills in; the profile follows the template and may be narrowed."""
        form = Form(self.env["migrant.letter"].with_user(self.worker))
        form.case_id = self.case
        form.lang = "fr_FR"
        form.template_id = self.env.ref("migrant_case.letter_support")
        self.assertIn("Salimata", form.body)
        form.profile_id = self.env.ref("migrant_case.redaction_internal")
        self.assertNotIn("Salimata", form.body)

    def test_who_reads_a_letter(self):
        """Its writer and the owner of the file; not the team."""
        letter = self.letter("support")
        for user in (self.colleague, self.stranger, self.assistant, self.desk):
            self.assertFalse(letter.with_user(user).has_access("read"), user.login)

    def test_constraints_stand_in_the_summary(self):
        """A partner learns what to do, never why."""
        self.case.constraint_ids = [
            Command.create(
                {"kind_id": self.env.ref("migrant_case.constraint_alone").id}
            )
        ]
        text = "".join(t for _s, t in self.letter("partner")._paragraphs())
        self.assertIn("Received alone", text)


@tagged("post_install", "-at_install")
class TestForgotten(PapersCase):
    def test_nothing_of_the_papers_stays(self):
        """Procedure, papers, letters, post, annexes: no word stays. [T24]"""
        word = "lighthouse"
        case = {"case_id": self.case.id}
        self.new_procedure(reference=word, remark=word)
        document = self.new_document("address")
        papers = self.env["migrant.document.paper"]
        papers.create(
            {"document_id": document.id, "scan": base64.b64encode(word.encode())}
        )
        letter = self.env["migrant.letter"].create(
            {**case, "template_id": self.env.ref("migrant_case.letter_support").id}
        )
        letter.write({"body": word, "recipient": word})
        letter.action_send()
        self.env["migrant.annex.gbv"].create({**case, "account": word})
        self.env["migrant.care.member"].create({**case, "name": word})
        item = self.env["migrant.study.item"].create(
            {**case, "question": word, "decision": word, "owner_id": self.worker.id}
        )
        item.action_decide()
        dossier = self.env["migrant.dsar"]._dsar_models()
        self.assertIn("migrant.procedure", dossier)
        self.salimata._anonymise("Retention")
        self.env.flush_all()
        left = []
        for name, model in self.env.registry.items():
            if not name.startswith("migrant.") or model._abstract or not model._auto:
                continue
            self.env.cr.execute(f'SELECT t::text FROM "{model._table}" t')
            if any(word in row[0] for row in self.env.cr.fetchall()):
                left.append(name)
        self.assertEqual(left, [])
        self.assertFalse(
            self.env["ir.attachment"].search_count(
                [
                    ("res_model", "=", "migrant.document.paper"),
                    ("res_field", "=", "scan"),
                ]
            )
        )
