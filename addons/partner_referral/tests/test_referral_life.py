# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import random
import re
import zipfile

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import states
from .common import FAMILY, GIVEN, ReferralCase

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*runs):
    """A DOCX file of one paragraph, cut into runs as Word does."""
    cells = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body><w:p>{cells}</w:p></w:body>'
            "</w:document>",
        )
    return out.getvalue()


def docx_text(data):
    """Text of a DOCX file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return re.sub(r"<[^>]*>", "", file.read("word/document.xml").decode()).strip()


@tagged("post_install", "-at_install")
class TestReferralLife(ReferralCase):
    """A referral from the question to the person's own answer."""

    def test_from_the_worker_to_the_answer_of_the_person(self):
        """Sent with consent, answered, received, told by the person, closed. [T15]"""
        referral = self.sent()
        self.assertEqual(referral.state, "sent")
        self.assertTrue(referral.due_at)
        self.answer(referral, "accept", appointment_place="Porte B")
        self.answer(referral, "arrived")
        self.answer(referral, "complete")
        self.tell(referral, "met", outcome_note="On m'a bien reçue")
        self.assertEqual((referral.state, referral.outcome), ("closed", "met"))
        self.assertIs(states.is_need_met(referral.state, referral.outcome), True)
        moves = referral.event_ids.filtered(lambda e: e.kind == "move").sorted("id")
        self.assertEqual(
            moves.mapped("state_to"),
            ["sent", "accepted", "in_service", "completed", "closed"],
        )

    def test_the_partner_answers_by_telephone(self):
        """A colleague takes the call: who, when, same states and clocks. [T15b]"""
        referral = self.sent()
        self.assertEqual(
            referral._get_clocks("running").mapped("obligation"), ["answer"]
        )
        self.answer(referral, "accept", user=self.colleague)
        event = referral.event_ids[0]
        self.assertEqual((event.channel, event.who), ("phone", "Nadia"))
        self.assertEqual(event.user_id, self.colleague)
        self.assertTrue(referral.answered_at)
        # Whether she was received is owed now, no longer the answer.
        self.assertEqual(referral._get_clocks("running").mapped("obligation"), ["seen"])

    def test_the_partner_s_own_form_is_filled(self):
        """The partner's DOCX, with what the person allowed, no more. [T15b] [T27]"""
        with self.assertRaises(ValidationError):
            self.env["partner.referral.form"].create(
                {"name": "Not one", "template": base64.b64encode(b"PK nothing")}
            )
        boss = self.env["partner.referral.form"].with_user(self.users["supervisor"])
        boss.create(
            {
                "name": "Fiche du port",
                "receiver_id": self.clinic.id,
                "template": base64.b64encode(
                    docx("{{", "code", "}} · {{request}} · [{{name}}] · [{{health}}]")
                ),
            }
        )
        referral = self.refer()
        with self.assertRaises(UserError):
            referral.action_fill_form()
        self.consent("identity", "social")
        referral.action_send()
        for name in ("[]", f"[{GIVEN} {FAMILY}]"):
            filled = self.env["partner.referral.filled"].browse(
                referral.action_fill_form()["res_id"]
            )
            text = docx_text(base64.b64decode(filled.content))
            expected = f"{referral.code} · Consultation pour une douleur · {name} · []"
            self.assertEqual(text, expected)
            if referral.state == "sent":
                self.answer(referral, "accept")
        self.assertFalse(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", "partner.referral.filled")]
            )
        )

    def test_said_twice_is_said_once(self):
        """Double click, two colleagues: one event, whoever comes second."""
        referral = self.sent()
        self.answer(referral, "accept")
        before = len(referral.event_ids)
        self.answer(referral, "accept", user=self.colleague)
        self.assertEqual(len(referral.event_ids), before)

    def test_state_is_not_written_by_hand(self):
        """Neither by RPC nor at creation, nor its dates."""
        referral = self.refer()
        for vals in ({"state": "sent"}, {"answered_at": "2026-01-01 00:00:00"}):
            with self.assertRaises(UserError):
                referral.write(vals)
        with self.assertRaises(UserError):
            self.refer(state="accepted")
        self.assertEqual(referral.state, "draft")

    def test_the_database_knows_the_table(self):
        """A state without its event is refused in SQL, whoever writes."""
        referral = self.sent()
        for state in ("closed", "accepted", "draft"):
            with (
                self.assertRaises(psycopg2.errors.RestrictViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    "UPDATE partner_referral SET state = %s WHERE id = %s",
                    [state, referral.id],
                )
        referral.invalidate_recordset()
        self.assertEqual(referral.state, "sent")

    def test_events_and_what_was_sent_are_never_edited(self):
        """No write, no delete: by the ORM as superuser, or in SQL."""
        referral = self.sent()
        with self.assertRaises(UserError):
            referral.event_ids.sudo().write({"note": "x"})
        with self.assertRaises(UserError):
            referral.share_ids.sudo().write({"value": "x"})
        for table in ("partner_referral_event", "partner_referral_share"):
            with (
                self.assertRaises(psycopg2.errors.RestrictViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(f"DELETE FROM {table}")  # noqa: S608
        with self.assertRaises(UserError):
            referral.item_ids.write({"value": "later thoughts"})
        with self.assertRaises(UserError):
            referral.write({"receiver_id": self.env.company.partner_id.id})
        with self.assertRaises(UserError):
            referral.sudo().unlink()

    def test_random_walks_never_leave_the_table(self):
        """Any actor may try anything: what happens is what the table allows."""
        self.consent("identity", "social")
        dice = random.Random(8)
        reached = set()
        for _round in range(15):
            referral = self.refer()
            referral._ensure_receiver()
            for _try in range(20):
                # Half of the tries follow the table, so that walks go deep.
                known = states.TRANSITIONS.get(referral.state)
                targets = dice.random() < 0.5 and known or states.STATES
                to = dice.choice(sorted(targets))
                actor = dice.choice(states.ACTORS)
                before = referral.state
                vals = {"decline_reason": "other"} if to == "declined" else {}
                if to == "closed":
                    vals = {"outcome": "unknown"}
                if to == "sent":
                    vals = {"sent_at": referral.create_date}
                try:
                    with self.env.cr.savepoint():
                        referral.sudo()._move(to, actor, reason="other", vals=vals)
                except (UserError, psycopg2.Error):
                    self.assertEqual(referral.state, before)
                    continue
                if referral.state != before:
                    self.assertIn(actor, states.TRANSITIONS[before][referral.state])
            moves = referral.event_ids.filtered(lambda e: e.kind == "move").sorted("id")
            chain = ["draft", *moves.mapped("state_to")]
            self.assertEqual(chain[-1], referral.state)
            self.assertEqual(chain[:-1], moves.mapped("state_from"))
            reached |= set(chain)
        self.assertGreaterEqual(
            reached, {"accepted", "in_service", "declined", "waitlisted", "withdrawn"}
        )

    def test_a_child_or_violence_is_sent_by_a_supervisor(self):
        """The worker prepares it, the supervisor sends it; others do not see it."""
        self.consent("identity", "social")
        referral = self.refer(category_id=self.violence.id)
        with self.assertRaises(UserError):
            referral.action_send()
        with self.assertRaises(AccessError):
            referral.with_user(self.colleague).read(["category_id"])
        referral.with_user(self.users["supervisor"]).action_send()
        self.assertEqual(referral.state, "sent")
        self.assertEqual(referral.event_ids[0].actor, "supervisor")

    def test_refused_then_another_service(self):
        """A refusal has a reason, teaches the map, the need goes on. [T05]"""
        referral = self.sent()
        with self.assertRaises(UserError):
            self.answer(referral, "decline")
        self.answer(referral, "decline", decline_reason="no_capacity")
        self.assertEqual(referral.state, "declined")
        asked = self.env["directory.suggestion"].search(
            [("service_id", "=", self.service.id)]
        )
        self.assertEqual(len(asked), 1)
        self.assertEqual(
            referral._get_clocks("running").mapped("obligation"), ["again"]
        )
        action = referral.action_next()
        following = self.Referral.browse(action["res_id"])
        self.assertEqual((following.previous_id, following.attempt), (referral, 2))
        self.assertFalse(referral._get_clocks("running"))
        # Who refused this person is shown last, and it is said.
        other = self.service.copy(
            {"name": "Dispensaire", "publication_state": "published"}
        )
        following.with_user(self.worker).action_suggest()
        shown = following.suggestion_ids
        self.assertEqual(shown.service_id, other | self.service)
        self.assertEqual(shown[-1].service_id, self.service)
        self.assertTrue(shown[-1].why_not)
        # A second list keeps the first.
        following.with_user(self.worker).action_suggest()
        self.assertEqual(len(following.suggestion_ids), 4)
        self.assertEqual(len(following.suggestion_ids.filtered("is_last")), 2)
        # Where nothing is known, it is said.
        self.env["directory.service"].search([]).active = False
        told = following.with_user(self.worker).action_suggest()
        self.assertEqual(told["tag"], "display_notification")
        shown[0].with_user(self.worker).action_choose()
        self.assertEqual(following.service_id, other)

    def test_accompanied_and_handed_over(self):
        """Typed, accompanied; a transfer is handed over in person and moves only then.

        [E06]
        """
        family = self.env.ref("partner_referral.category_family")
        self.consent("identity", "social")
        referral = self.refer(category_id=family.id, kind="transfer")
        with self.assertRaises(UserError):
            referral.action_send()
        referral.write(
            {
                "accompaniment_ids": [
                    Command.create(
                        {"kind": "meeting", "planned_at": "2026-12-01 09:00:00"}
                    )
                ]
            }
        )
        referral.action_send()
        self.assertEqual(referral.in_charge, "us")
        self.answer(referral, "accept")
        referral.invalidate_recordset(["in_charge"])
        self.assertEqual(referral.in_charge, "partner")
        referral.accompaniment_ids.write({"result": "attended", "minutes": 90})

    def test_a_transfer_that_was_accepted_ends_the_file(self):
        """A supervisor says so once the partner has it; opened again when it fails."""
        case = self.env["migrant.case"].create(
            {
                "beneficiary_id": self.zohra.id,
                "owner_id": self.worker.id,
                "case_type_id": self.env.ref("migrant_case.case_type_social").id,
            }
        )
        case.action_open()
        mine, hers = (
            case.with_user(user) for user in (self.worker, self.users["supervisor"])
        )
        self.consent("identity", "social")
        planned = Command.create({"planned_at": "2026-12-01 09:00:00"})
        referral = self.refer(kind="transfer", accompaniment_ids=[planned])
        referral.action_send()
        with self.assertRaises(UserError):
            hers.action_transferred()
        self.answer(referral, "accept")
        self.env.invalidate_all()
        self.assertTrue(mine.is_taken_over)
        with self.assertRaises(AccessError):
            mine.action_transferred()
        hers.action_transferred()
        self.assertEqual(case.state, "transferred")
        self.assertTrue(case.date_close and case.episode_ids.date_close)
        self.assertFalse(case._get_clocks("running", "paused", "breached"))
        mine._reopen("The partner closed its door")
        self.assertEqual(case.state, "open")

    def test_figures_come_from_events(self):
        """Sent, in time, accepted, received, met, by partner family. [T05]"""
        tunis = self.env.ref("ngo_base.area_tn_tunis")
        self.zohra.site_id.area_id = tunis
        for person in self.people(5):
            self.accepted_and_declined(person)
        self.env.flush_all()
        figures = self.env["partner.referral.stat"].with_user(self.users["coordinator"])
        rows = figures.search([("receiver_id", "=", self.clinic.id)])
        self.assertEqual(rows.family, "associative")
        self.assertEqual(
            (rows.sent, rows.in_time, rows.accepted, rows.received, rows.need_met),
            (10, 10, 5, 5, 5),
        )
        self.assertEqual(rows.accompanied, 5)
        gaps = self.env["partner.referral.gap"].with_user(self.users["coordinator"])
        line = gaps.search([("service_id", "=", self.service.id)])
        self.assertEqual(
            (line.origin, line.reason, line.number), ("declined", "no_capacity", 5)
        )
        self.assertEqual(line.area_id, tunis)
        with self.assertRaises(AccessError):
            figures.with_user(self.worker).search([])

    def test_figures_tell_nobody(self):
        """Fewer than five persons: counted with others, without need, partner or
        site; too few together, not at all. One who was referred often is one."""
        figures = self.env["partner.referral.stat"].with_user(
            self.users["data_officer"]
        )
        gaps = self.env["partner.referral.gap"].with_user(self.users["data_officer"])
        first, *others, last = self.people(5)
        for _time in range(3):
            self.accepted_and_declined(first)
        for person in others:
            self.accepted_and_declined(person)
        for rows in (figures, gaps):
            self.assertFalse(self.seen(rows))
        # A fifth one, for another need: five persons, of whom no more is told.
        family = self.env.ref("partner_referral.category_family")
        self.accepted_and_declined(last, category_id=family.id)
        for rows, number in ((figures, 14), (gaps, 7)):
            line = self.seen(rows)
            self.assertEqual(line["sent" if rows == figures else "number"], number)
            for name in ("category_id", "site_id"):
                self.assertFalse(line[name], name)
        self.assertFalse(self.seen(figures).receiver_id)
        self.assertFalse(self.seen(gaps).reason)
        # Five for one need are told; what is left is one person, and is not.
        self.accepted_and_declined(last)
        self.assertEqual(self.seen(figures).category_id, self.health)
        self.assertEqual((self.seen(figures).sent, self.seen(gaps).number), (14, 7))

    def seen(self, rows):
        """The lines about persons that a reader finds."""
        self.env.flush_all()
        self.env.invalidate_all()
        return rows.search(
            [("origin", "!=", "search")] if "origin" in rows._fields else []
        )

    def people(self, number):
        """Adults whose worker is the worker, who agree that the clinic reads them."""
        persons = [self.zohra, *(self.person(f"Autre {i}") for i in range(1, number))]
        for person in persons:
            self.consent("identity", "social", person=person)
        return persons

    def accepted_and_declined(self, person, **vals):
        """Two referrals: received and met, accompanied; refused for want of place."""
        first, second = (
            self.refer(beneficiary_id=person.id, **vals) for _time in range(2)
        )
        first.accompaniment_ids = [
            Command.create({"planned_at": "2026-12-01 09:00:00", "result": "attended"})
        ]
        (first | second).action_send()
        self.answer(first, "accept")
        self.tell(first, "met")
        self.answer(second, "decline", decline_reason="no_capacity")

    def test_person_is_asked_in_her_language(self):
        """The questions stand in the language that she speaks, then hers to answer."""
        self.env["res.lang"]._activate_lang("ar_001")
        self.env["ir.module.module"].search(
            [("name", "=", "partner_referral")]
        )._update_translations(["ar_001"])
        referral = self.sent()
        action = referral.action_ask_person()
        asked = self.env["partner.referral.outcome"].with_user(self.worker)
        wizard = asked.with_context(**action["context"]).new({})
        self.assertEqual(wizard.asked_language_id, self.arabic)
        self.assertIn("هل", wizard.questions)
        self.assertEqual(len(wizard.questions.splitlines()), 3)
        wizard.asked_language_id = self.env.ref("ngo_base.language_bam")
        self.assertFalse(wizard.questions)

    def test_house_has_its_word_for_a_referral(self):
        """The form bears the word that the programme uses."""
        referral = self.refer()
        self.assertEqual(referral.label, "Referral")
        label = {"key": "referral", "name": "Liaison", "name_plural": "Liaisons"}
        self.env["ngo.label"].create({**label, "programme_id": self.programme_1.id})
        referral.invalidate_recordset(["label"])
        self.assertEqual(referral.programme_id, self.programme_1)
        self.assertEqual(referral.label, "Liaison")

    def test_strangers_see_nothing(self):
        """Another team, a bare employee, the portal: no referral, no item, no door."""
        referral = self.sent()
        for user in (self.stranger, self.employee, self.nurse):
            for records in (
                referral,
                referral.item_ids,
                referral.share_ids,
                referral.event_ids,
                referral.door_ids,
            ):
                with self.assertRaises(AccessError):
                    records.with_user(user).read([])
            with self.assertRaises(AccessError):
                referral.with_user(user).action_send()

    def test_anonymised_person_leaves_counts(self):
        """Nothing that was told stays; code, need and dates do."""
        referral = self.sent()
        self.answer(referral, "accept", appointment_place="Chez Zohra")
        code = referral.code
        self.zohra._anonymise("test")
        referral.invalidate_recordset()
        self.assertEqual(referral.code, code)
        self.assertFalse(referral.item_ids)
        self.assertFalse(any(referral.share_ids.mapped("value")))
        self.assertFalse(any(referral.event_ids.mapped("who")))
        self.assertFalse(referral.appointment_place)
        self.assertFalse(referral.door_ids)

    def test_a_referral_goes_with_its_file(self):
        """Handed over: the new worker has it, sensitive or not; the old one not."""
        hers = self.person("Autre", owner_id=False, team_id=self.team_b.id)
        case = self.env["migrant.case"].create(
            {
                "beneficiary_id": hers.id,
                "owner_id": self.worker.id,
                "team_id": self.team_b.id,
                "case_type_id": self.env.ref("migrant_case.case_type_social").id,
            }
        )
        case.action_open()
        referrals = self.Referral
        for category in (self.health, self.violence):
            referrals |= self.refer(
                beneficiary_id=hers.id, category_id=category.id, service_id=False
            )
        self.assertEqual(referrals.case_id, case)
        before, after = (
            referrals.with_user(user) for user in (self.worker, self.stranger)
        )
        self.assertTrue(before.has_access("write"))
        self.assertFalse(after[1].has_access("read"))
        offer = self.env["migrant.case.transition"].with_user(self.worker)
        offer.create(
            {
                "case_id": case.id,
                "kind": "handover",
                "to_user_id": self.stranger.id,
                "reason": "She leaves",
            }
        ).with_user(self.stranger).action_accept()
        self.env.invalidate_all()
        self.assertTrue(after.has_access("write"))
        for referral in before:
            self.assertFalse(referral.has_access("read"))
            with self.assertRaises(AccessError):
                call_kw(
                    before.browse(), "write", [referral.ids, {"priority": "urgent"}], {}
                )
            lines = referral.sudo().item_ids.with_user(self.worker)
            self.assertFalse(lines._filtered_access("read"))

    def test_without_a_file_it_goes_with_the_person(self):
        """Of a person who is another team's now nothing stays with who referred her."""
        referral = self.refer()
        self.assertFalse(referral.case_id)
        self.assertTrue(referral.has_access("write"))
        self.zohra.write({"owner_id": self.stranger.id, "team_id": self.team_b.id})
        self.env.invalidate_all()
        self.assertFalse(referral.has_access("read"))

    def test_the_need_is_covered_by_the_person_only(self):
        """Case, need, referral, answer: delivered by the partner is not covered. [T05]

        The person's word covers it, whoever of the team asked her.
        """
        case = self.env["migrant.case"].create(
            {
                "beneficiary_id": self.zohra.id,
                "owner_id": self.worker.id,
                "case_type_id": self.env.ref("migrant_case.case_type_social").id,
            }
        )
        case.action_open()
        need = self.env["migrant.need"].create(
            {
                "case_id": case.id,
                "name": "Voir un médecin",
                "domain_id": self.env["migrant.need.domain"].search([], limit=1).id,
            }
        )
        action = need.with_user(self.worker).action_refer()
        self.consent("identity", "social")
        referral = self.refer(need_id=action["context"]["default_need_id"])
        self.assertEqual(referral.case_id, case)
        referral.action_send()
        self.answer(referral, "accept")
        self.answer(referral, "arrived")
        self.answer(referral, "complete")
        self.assertNotEqual(need.state, "met")
        self.tell(referral, "met", outcome_note="Oui")
        need.invalidate_recordset()
        self.assertEqual(need.state, "met")
        self.assertEqual(need.check_ids.by_id, self.worker)
        other = self.person("Autre")
        with self.assertRaises(UserError):
            self.refer(beneficiary_id=other.id, need_id=need.id)
