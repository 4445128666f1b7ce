# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import DatabaseError, errors

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import db_connect
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.ngo_base.models.ngo_journal import PENDING
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf
from odoo.addons.partner_referral.models.partner_notice import AWAITED_DAYS

from .common import FAMILY, GIVEN, ReferralCase

FACTS = "Douze ans, dort à la gare, seule depuis lundi."


@tagged("post_install", "-at_install")
class TestNotice(ReferralCase):
    """Notices by legal duty: no consent, a number, a circle, an answer awaited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guard = cls.users["child_protection"]
        cls.add_member(cls.team_a, cls.guard)
        cls.Notice = cls.env["partner.notice"]

    @classmethod
    def notify(cls, user=None, duty="duty_tn_child", lang="fr_FR", **vals):
        """A notice numbered through the wizard of the person's file."""
        user = user or cls.worker
        action = cls.zohra.with_user(user).action_notify_authority()
        form = Form(
            cls.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
        )
        form.lang = lang
        form.duty_id = cls.env.ref(f"partner_referral.{duty}")
        form.motive = FACTS
        form.person_told = "later"
        for name, value in vals.items():
            form[name] = value
        done = form.save().action_send()
        return cls.Notice.with_user(user).browse(done["res_id"])

    def test_from_the_file_without_consent(self):
        """Two clicks; law, authority and who stand there; nothing is asked. [E16]"""
        self.assertTrue(self.zohra._consent_missing("referral", ["identity"]))
        notice = self.notify()
        self.assertEqual(
            notice.authority_id.code, "DPE", "the law says to whom it goes"
        )
        self.assertIn("95-92", notice.legal_basis)
        self.assertIn(GIVEN, notice.person_text)
        self.assertEqual(notice.motive, FACTS)
        for words in (FACTS, GIVEN, FAMILY, notice.legal_basis):
            self.assertIn(words, notice.body)
        self.assertEqual(notice.sent_on, fields.Date.context_today(notice))
        self.assertEqual(notice.user_id, self.worker)
        self.assertEqual(self.zohra.with_user(self.worker).notice_count, 1)
        case = (
            self.env["migrant.case"]
            .with_user(self.worker)
            .create(
                {
                    "beneficiary_id": self.zohra.id,
                    "case_type_id": self.env["migrant.case.type"]
                    .search([], limit=1)
                    .id,
                }
            )
        )
        self.assertEqual(case.notice_count, 1)
        action = case.action_notify_authority()
        self.assertEqual(action["context"]["default_case_id"], case.id)
        self.assertEqual(action["context"]["default_beneficiary_id"], self.zohra.id)
        other = self.person("Other")
        with self.assertRaises(ValidationError):
            self.env["partner.notice"].with_user(self.worker).create(
                {
                    **notice.copy_data()[0],
                    "beneficiary_id": other.id,
                    "case_id": case.id,
                }
            )

    def test_written_without_a_form(self):
        """A program that writes the notice gets law and authority from the duty too;
        what is empty is named, and no number is taken. [E16]"""
        duty = self.env.ref("partner_referral.duty_tn_child")
        wizard = (
            self.env["partner.notice.write"]
            .with_user(self.worker)
            .create(
                {
                    "beneficiary_id": self.zohra.id,
                    "duty_id": duty.id,
                    "motive": FACTS,
                    "person_told": "later",
                }
            )
        )
        self.assertEqual(wizard.authority_id, duty.authority_id)
        wizard.write({"authority_id": False, "person_text": False})
        taken = self.Notice.search_count([])
        with self.assertRaisesRegex(UserError, "Authority, Recipient, Who"):
            wizard.action_send()
        self.assertEqual(self.Notice.search_count([]), taken)
        wizard.write({"authority_id": duty.authority_id.id, "person_text": "Z."})
        wizard.action_send()
        self.assertEqual(self.Notice.search_count([]), taken + 1)

    def test_numbers_follow_each_other(self):
        """Year and rank, typed by nobody, one after the other. [E16]"""
        first = self.notify()
        year, rank = first.number.split("/")
        self.assertEqual(int(year), fields.Date.context_today(first).year)
        second = self.notify(self.guard)
        self.assertEqual(int(second.number.split("/")[1]), int(rank) + 1)
        forged = self.Notice.with_user(self.worker).create(
            {
                **first.copy_data()[0],
                "number": "1999/0001",
                "sent_on": "1999-01-01",
                "user_id": self.guard.id,
            }
        )
        self.assertEqual(int(forged.number.split("/")[1]), int(rank) + 2)
        self.assertEqual(forged.sent_on, first.sent_on)
        self.assertEqual(forged.user_id, self.worker)
        # A notice that fails takes no number.
        with self.assertRaises(ValidationError), self.cr.savepoint():
            case = self.env["migrant.case"].create(
                {
                    "beneficiary_id": self.person("Other").id,
                    "case_type_id": self.env["migrant.case.type"]
                    .search([], limit=1)
                    .id,
                }
            )
            self.Notice.with_user(self.worker).create(
                {**first.copy_data()[0], "case_id": case.id}
            )
        self.assertEqual(
            int(self.notify().number.split("/")[1]), int(rank) + 3, "no gap"
        )

    @mute_logger("odoo.sql_db")
    def test_two_at_once_never_share_a_number(self):
        """The second waits for the first; rolled back, its number is free. [E16]"""
        connection = db_connect(self.cr.dbname)
        # A year before all notices, in transactions that are never committed.
        year, counter = 1901, self.env["partner.notice.year"]
        with connection.cursor() as one, connection.cursor() as two:
            first = counter.with_env(counter.env(cr=one))
            second = counter.with_env(counter.env(cr=two))
            self.assertEqual(first._next(year), 1)
            self.assertEqual(first._next(year), 2)
            two.execute("SET LOCAL lock_timeout = '50ms'")
            with self.assertRaises(errors.LockNotAvailable):
                second._next(year)
            two.rollback()
            one.rollback()
            self.assertEqual(second._next(year), 1)
            two.rollback()

    def test_sent_is_sent(self):
        """Nothing is edited nor deleted, by form, RPC or SQL. [E16]"""
        notice = self.notify()
        for user in (self.worker, self.guard, self.env.user):
            # An AccessError is a UserError too: rights or the guard refuse.
            with self.assertRaises(UserError):
                notice.with_user(user).write({"motive": "Another story"})
            with self.assertRaises(UserError):
                notice.with_user(user).unlink()
        for query in (
            "UPDATE partner_notice SET motive = 'x' WHERE id = %s",
            "UPDATE partner_notice SET number = '2000/0001' WHERE id = %s",
            "DELETE FROM partner_notice WHERE id = %s",
        ):
            with (
                self.assertRaises(DatabaseError),
                self.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                self.cr.execute(query, [notice.id])
        self.assertEqual(notice.motive, FACTS)

    def test_the_circle_alone_reads_it(self):
        """Author, worker of the person, protection of her team; no other. [E16]"""
        jurist = self.new_user("jurist_here")
        self.give_role(jurist, "jurist")
        supervisor = self.users["supervisor"]
        notice = self.notify(self.guard)
        notice.with_user(self.guard).action_reply()
        reply = (
            self.env["partner.notice.reply"]
            .with_user(self.guard)
            .create({"notice_id": notice.id, "text": "Reçu"})
        )
        for user in (self.guard, self.worker, supervisor):
            self.assertTrue(notice.with_user(user).has_access("read"), user.login)
            self.assertTrue(reply.with_user(user).has_access("read"), user.login)
        # The team reads the person, not the notice; nor does it see that there is one.
        self.assertTrue(self.zohra.with_user(self.colleague).has_access("read"))
        outside = ("coordinator", "administrative_assistant", "front_desk", "dpo")
        for user in (
            self.colleague,
            self.stranger,
            jurist,
            *(self.users[role] for role in outside),
        ):
            self.assertFalse(notice.with_user(user).has_access("read"), user.login)
            self.assertFalse(reply.with_user(user).has_access("read"), user.login)
        self.assertEqual(self.zohra.with_user(self.colleague).notice_count, 0)
        # Nor does her own journal tell it.
        traces = []
        for person in (self.zohra, self.person("Nobody")):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.cr.postcommit.clear()
            self.assertEqual(person.with_user(self.colleague).notice_count, 0)
            queued = self.env.cr.postcommit.data.get(PENDING, {})
            traces.append({key: entry["fields"] for key, entry in queued.items()})
        self.assertEqual(*traces)
        self.assertTrue(traces[0])
        with self.assertRaises(AccessError):
            self.env["partner.notice.reply"].with_user(self.colleague).create(
                {"notice_id": notice.id, "text": "x"}
            )
        with self.assertRaises(AccessError):
            notice.with_user(self.colleague).action_print()
        # Whose author accompanies her no longer reads it while an answer may come.
        hers = self.notify(self.worker).with_user(self.worker)
        self.zohra.sudo().owner_id = self.colleague
        self.assertTrue(hers.has_access("read"))
        day = fields.Date.today()
        with freeze_time(day + timedelta(days=AWAITED_DAYS)):
            self.assertTrue(hers.has_access("read"))
        with freeze_time(day + timedelta(days=AWAITED_DAYS + 2)):
            self.assertFalse(hers.has_access("read"))
            self.assertTrue(hers.with_user(self.colleague).has_access("read"))
        # It stands in no register that the office reads.
        self.assertFalse(
            self.env["migrant.post"].search(
                [("case_id.beneficiary_id", "=", self.zohra.id)]
            )
        )

    def test_the_answer_is_awaited(self):
        """A clock for the receipt, one for the answer; replies stop them. [E16]"""
        notice = self.notify()
        clocks = notice._get_clocks("running")
        self.assertEqual(set(clocks.mapped("obligation")), {"receipt", "answer"})
        self.assertFalse(notice.acknowledged_on)
        silent = [("id", "=", notice.id), ("reply_ids", "=", False)]
        self.assertTrue(self.Notice.search(silent))
        action = notice.action_reply()
        replies = self.env["partner.notice.reply"].with_user(self.guard)
        form = Form(replies.with_context(**action["context"]))
        form.reference = "DPE 118"
        reply = form.save()
        self.assertEqual(reply.kind, "receipt")
        self.assertEqual(reply.user_id, self.guard)
        self.assertEqual(notice.acknowledged_on, reply.date)
        self.assertFalse(notice.answered_on)
        self.assertEqual(notice._get_clocks("running").obligation, "answer")
        self.assertEqual(notice.action_reply()["context"]["default_kind"], "answer")
        replies.create(
            {"notice_id": notice.id, "kind": "answer", "text": "Mesure d’urgence"}
        )
        self.assertFalse(notice._get_clocks("running"))
        self.assertTrue(notice.answered_on)
        with self.assertRaises(ValidationError):
            replies.create(
                {
                    "notice_id": notice.id,
                    "date": fields.Date.today() + timedelta(days=3),
                }
            )
        with self.assertRaises(UserError):
            reply.reference = "Another"

    def test_letter_in_french_and_arabic(self):
        """Printed for real: number, law, facts, in the language of the letter. [E16]"""
        for lang in ("fr_FR", "ar_TN"):
            self.env["res.lang"]._activate_lang(lang)
        self.env["ir.module.module"].search(
            [("name", "in", ("partner_referral", "web"))]
        )._update_translations(["fr_FR", "ar_TN"])
        for lang, word in (("fr_FR", "Objet"), ("ar_TN", "الموضوع")):
            notice = self.notify(lang=lang)
            pages = print_pdf(notice, "partner_referral.report_notice", "en_US")
            self.assertEqual(len(pages), 1)
            width, _height, text = pages[0]
            self.assertEqual(width, 210)
            self.assertEqual(has_arabic(text), lang == "ar_TN")
            for known in (notice.number, GIVEN, "gare"):
                self.assertIn(known, text)
            self.assertIn(word, notice.body)
            for english in ("Subject", "notify you", "Confidential", "Received on"):
                self.assertNotIn(english, text + notice.body)

    def test_what_stays_when_the_person_is_forgotten(self):
        """Number, date, law and authority; who, why and the letter are gone. [E16]"""
        notice = self.notify()
        reply = (
            self.env["partner.notice.reply"]
            .with_user(self.worker)
            .create({"notice_id": notice.id, "text": f"{GIVEN} est placée"})
        )
        number = notice.number
        self.zohra._anonymise("test")
        notice, reply = notice.sudo(), reply.sudo()
        self.assertEqual(notice.number, number)
        self.assertTrue(notice.authority_id)
        self.assertFalse(notice.motive or notice.body or notice.person_text)
        self.assertFalse(reply.text)
        self.assertTrue(notice.content_hash)

    def test_dossier_tells_only_what_the_person_knows(self):
        """A notice that would put her in danger is not in her dossier. [E16]"""
        hidden = self.notify(person_told="danger")
        told = self.notify(person_told="yes")
        self.assertFalse(hidden.sudo()._dsar_lines())
        [lines] = told.sudo()._dsar_lines()
        self.assertIn(told.number, [value for _label, value in lines])
