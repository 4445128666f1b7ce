# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import RecordCapturer, tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestMerge(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.person("Mohamed", "Trabelsi", birth_date="1990-03-12")
        cls.second = cls.person("محمد", "الطرابلسي", birth_date="1990-03-12")
        cls.pair = cls.env["migrant.match"].search([("second_id", "=", cls.second.id)])
        cls.supervisor = cls.users["supervisor"]

    def test_a_likely_double_is_queued_once(self):
        """Registered under two spellings: one pair, explained, not proposed twice."""
        self.assertEqual(self.pair.first_id, self.first)
        self.assertEqual(self.pair.band, "probable")
        self.assertIn("Birth: same day", self.pair.evidence_text)
        self.second._propose_matches()
        pairs = self.env["migrant.match"].search([("first_id", "=", self.first.id)])
        self.assertEqual(len(pairs), 1)

    def test_merge_by_alias_and_undo(self):
        """Nothing moves: the alias leads to the file; undone, all is as before."""
        stay = self.env["migrant.stay"].create(
            {"beneficiary_id": self.second.id, "elsewhere": "friends"}
        )
        pair = self.pair.with_user(self.worker)
        pair.action_keep_first()
        self.pair.with_user(self.supervisor).action_keep_first()
        self.assertEqual(self.second.merged_into_id, self.first)
        self.assertFalse(self.second.active)
        self.assertEqual(stay.beneficiary_id, self.second)
        answer = self.Person.with_user(self.worker).find_person("محمد الطرابلسي")
        self.assertEqual([line["id"] for line in answer["found"]], [self.first.id])
        answer = self.Person.with_user(self.worker).find_person(self.second.code)
        self.assertEqual([line["id"] for line in answer["found"]], [self.first.id])
        # Whose alias it is, is told to who reads it.
        opened = self.second.with_user(self.worker).action_open_merged()
        self.assertEqual(opened["res_id"], self.first.id)
        with self.assertRaises(AccessError):
            self.second.with_user(self.stranger).action_open_merged()
        with self.assertRaises(UserError):
            pair.action_keep_second()
        pair.action_undo()
        self.assertFalse(self.second.merged_into_id)
        self.assertTrue(self.second.active)
        self.assertEqual(pair.state, "new")

    def test_two_persons_merge(self):
        """The author's own yes is refused; the second person decides. [AC-05]"""
        pair = self.pair.with_user(self.worker)
        pair.action_keep_first()
        self.assertEqual(self.pair.state, "new")
        self.assertEqual(self.pair.merge_asked_by_id, self.worker)
        self.assertFalse(self.second.merged_into_id)
        for act in (pair.action_keep_first, pair.action_keep_second):
            with self.assertRaisesRegex(UserError, "somebody else"):
                act()
        # Nor by any other door than the buttons.
        with self.assertRaises(AccessError):
            pair.write({"merge_asked_by_id": self.supervisor.id})
        for vals in (
            {"merged_into_id": self.first.id},
            {"anonymise_asked_by_id": self.supervisor.id},
        ):
            with self.assertRaises(AccessError):
                self.second.with_user(self.worker).write(vals)
        # The second may find two persons: then nobody has proposed anything.
        self.pair.with_user(self.supervisor).action_different()
        pair.action_reopen()
        self.assertFalse(self.pair.merge_asked_by_id)
        pair.action_keep_first()
        self.pair.with_user(self.supervisor).action_keep_second()
        self.assertEqual(self.first.merged_into_id, self.second)
        self.assertEqual(self.pair.decided_by_id, self.supervisor)
        self.assertEqual(self.pair.merge_asked_by_id, self.worker)

    def test_who_may_agree_is_told(self):
        """The supervisors who read both files, by no name; nobody else. [AC-05]"""
        far = self.new_user("far_head")
        self.give_role(far, "supervisor")
        with RecordCapturer(self.env["mail.message"]) as told:
            self.pair.with_user(self.worker).action_keep_first()
        self.assertEqual(told.records.partner_ids, self.supervisor.partner_id)
        self.assertIn(f"res_id={self.pair.id}", told.records.body)
        said = told.records.subject + told.records.body
        for word in ("Mohamed", "Trabelsi", self.first.code, self.second.code):
            self.assertNotIn(word, said)
        # Who may not read one of the two learns nothing, also where she is the head.
        self.pair.with_user(self.supervisor).action_different()
        self.pair.with_user(self.supervisor).action_reopen()
        self.second.write({"confidentiality": "sealed", "owner_id": self.worker.id})
        with RecordCapturer(self.env["mail.message"]) as told:
            self.pair.with_user(self.worker).action_keep_first()
        self.assertNotIn(self.supervisor.partner_id, told.records.partner_ids)
        self.assertNotIn(far.partner_id, told.records.partner_ids)

    def test_a_colleague_is_told_where_there_is_no_head(self):
        """Whoever else may decide, and reads both files."""
        colleague = self.new_user("colleague")
        self.give_role(colleague, "social_worker")
        self.add_member(self.team_a, colleague)
        self.supervisor.active = False
        with RecordCapturer(self.env["mail.message"]) as told:
            self.pair.with_user(self.worker).action_keep_first()
        self.assertIn(colleague.partner_id, told.records.partner_ids)
        self.assertNotIn(self.worker.partner_id, told.records.partner_ids)
        self.assertNotIn(self.stranger.partner_id, told.records.partner_ids)
        self.assertNotIn(self.desk.partner_id, told.records.partner_ids)

    def test_one_person_merges_where_no_row_asks_for_two(self):
        """The rule is data: of one programme, or of none in a house of one."""
        rule = self.env.ref("migrant_registry.policy_merge")
        self.assertTrue(rule.active)
        rule.programme_id = self.programme_2
        self.second.programme_id = self.programme_2
        pair = self.pair.with_user(self.worker)
        pair.action_keep_first()
        self.assertEqual(self.pair.state, "new")
        rule.programme_id = self.env["ngo.programme"].create(
            {"name": "Of neither of them", "code": "TEST3"}
        )
        pair.action_keep_first()
        self.assertEqual(self.pair.state, "merged")

    def test_undo_ends_after_thirty_days(self):
        self.env.ref("migrant_registry.policy_merge").active = False
        pair = self.pair.with_user(self.worker)
        pair.action_keep_first()
        self.pair.sudo().decided_at = fields.Datetime.now() - timedelta(days=31)
        with self.assertRaisesRegex(UserError, "30 days"):
            pair.action_undo()

    def test_one_needs_both_files(self):
        """Who reads one of the two decides nothing; the desk neither."""
        self.second.write({"owner_id": self.stranger.id, "team_id": self.team_b.id})
        pair = self.pair.with_user(self.worker)
        self.assertTrue(pair.has_access("read"))
        with self.assertRaisesRegex(UserError, "ask the unit"):
            pair.action_keep_first()
        self.put_on_shift(self.desk, self.site_a)
        with self.assertRaises(UserError):
            self.pair.with_user(self.desk).action_different()

    def test_who_proposed_sees_no_button_to_merge(self):
        """It would be refused; the second person sees it."""
        mine, hers = (self.pair.with_user(u) for u in (self.worker, self.supervisor))
        self.assertTrue(mine.may_merge and hers.may_merge)
        mine.action_keep_first()
        self.assertEqual((mine.may_merge, hers.may_merge), (False, True))
        hers.action_keep_first()
        self.assertFalse(hers.may_merge)

    def test_facts_stand_side_by_side_for_who_reads_both(self):
        """Names, birth, telephones of both; of none for who reads one of them."""
        self.env["migrant.identity.contact"].create(
            {"beneficiary_id": self.first.id, "value": "20 123 456"}
        )
        pair = self.pair.with_user(self.worker)
        for word in ("Mohamed", "Trabelsi", "1990", "20 123 456"):
            self.assertIn(word, pair.first_facts)
        # In Arabic the groups of digits would read from right to left.
        self.assertIn("\u206820 123 456\u2069", pair.first_facts)
        self.assertIn("محمد", pair.second_facts)
        self.second.write({"owner_id": self.stranger.id, "team_id": self.team_b.id})
        self.env.invalidate_all()
        self.assertTrue(pair.has_access("read"))
        self.assertFalse(pair.first_facts or pair.second_facts)
        self.assertFalse(self.pair.with_user(self.stranger).first_facts)

    def test_two_persons_are_not_proposed_again(self):
        self.pair.with_user(self.worker).action_different()
        self.second._propose_matches()
        self.assertEqual(self.pair.state, "different")

    def test_no_circles(self):
        self.second.merged_into_id = self.first
        with self.assertRaises(ValidationError):
            self.first.merged_into_id = self.second


@tagged("post_install", "-at_install")
class TestDesk(RegistryCase):
    """Card, the person in front, safe contact, the facts of a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.awa = cls.person(
            "Awa",
            "Sow",
            birth_date="1995-06-01",
            contact_ids=[Command.create({"channel": "phone", "value": "20555444"})],
        )
        cls.desk_b = cls.new_user("desk_b")
        cls.give_role(cls.desk_b, "front_desk")

    def test_card_is_random_and_replaced_when_lost(self):
        """The card has a code of its own; a lost one opens nothing."""
        self.awa.with_user(self.worker).action_print_card()
        card = self.awa.card_ids
        self.assertNotEqual(card.card_code[2:], self.awa.code[2:])
        self.assertEqual(self.Person._find_by_code(card.card_code), self.awa)
        self.awa.with_user(self.worker).action_replace_card()
        self.assertFalse(self.Person._find_by_code(card.card_code))
        self.assertEqual(len(self.awa.card_ids.filtered("is_live")), 1)
        with self.assertRaises(Exception):  # noqa: B017 any refusal will do
            self.awa.with_user(self.stranger).action_print_card()

    def test_card_prints_without_a_name(self):
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "migrant_registry.report_card", self.awa._live_cards().ids
        )
        text = html.decode()
        self.assertIn(self.awa.card_ids.card_code, text)
        self.assertIn("data:image/png;base64,", text)
        self.assertNotIn("Awa", text)
        self.assertNotIn(self.awa.code, text)

    def _in_front(self, **facts):
        return self.Person.with_user(self.desk_b).open_in_front(**facts)

    def test_she_is_in_front_of_me(self):
        """On shift, with the card or two exact facts, identity opens for the shift."""
        card = self.awa._live_cards().card_code
        with self.assertRaisesRegex(UserError, "no shift"):
            self._in_front(card=card)
        presence = self.put_on_shift(self.desk_b, self.site_b, hours=2)
        seen = self.awa.with_user(self.desk_b)
        self.assertFalse(seen.person_name)
        self.assertEqual(self._in_front(card=card)["id"], self.awa.id)
        self.env.invalidate_all()
        self.assertEqual(seen.person_name, "Awa Sow")
        grant = self.env["ngo.access"].search([("user_id", "=", self.desk_b.id)])
        self.assertEqual(grant.kind, "in_front")
        self.assertEqual(grant.date_to, presence.date_to)
        told = self.env["mail.message"].search(
            [("notified_partner_ids", "in", self.worker.partner_id.ids)]
        )
        self.assertIn(self.awa.code, told[:1].subject)
        self.assertNotIn("Awa", str(told.mapped("body")) + str(told.mapped("subject")))

    def test_two_exact_facts(self):
        self.put_on_shift(self.desk_b, self.site_b)
        with self.assertRaisesRegex(UserError, "two exact facts"):
            self._in_front(birth="01/06/1995")
        self.assertFalse(self._in_front(birth="02/06/1995", phone="20555444")["found"])
        found = self._in_front(birth="01/06/1995", phone="+216 20 555 444")
        self.assertEqual(found["id"], self.awa.id)

    def test_closed_files_answer_as_unknown_ones(self):
        self.put_on_shift(self.desk_b, self.site_b)
        card = self.awa._live_cards().card_code
        unknown = self._in_front(card="C-0000-0000")
        for level in ("restricted", "sealed"):
            self.awa.confidentiality = level
            self.assertEqual(self._in_front(card=card), unknown)
        self.assertFalse(
            self.env["ngo.access"].search([("user_id", "=", self.desk_b.id)])
        )

    def test_safe_contact_and_log(self):
        """Nothing is allowed until asked; a reached call restarts retention. [T19]"""
        contact = self.awa.contact_ids
        self.assertFalse(contact.may_call or contact.may_leave_message)
        with self.assertRaises(ValidationError):
            contact.may_say_who = True
        self.awa.last_contact_on = "2020-01-01"
        self.env["migrant.communication"].with_user(self.worker).create(
            {"beneficiary_id": self.awa.id, "outcome": "no_answer"}
        )
        self.assertEqual(str(self.awa.last_contact_on), "2020-01-01")
        self.env["migrant.communication"].with_user(self.worker).create(
            {"beneficiary_id": self.awa.id, "outcome": "reached"}
        )
        self.assertEqual(self.awa.last_contact_on, fields.Date.today())

    def test_statuses_are_dated_and_apart_from_publics(self):
        """Legal status by date and country; publics are another list.

        [T06] [B03] [F03] [F17]
        """
        statuses = self.env["ngo.legal.status"].search([], limit=2)
        tunisia = self.env.ref("base.tn")
        self.awa.with_user(self.worker).write(
            {
                "status_ids": [
                    Command.create(
                        {
                            "status_id": statuses[0].id,
                            "country_id": tunisia.id,
                            "date_from": "2024-01-01",
                            "date_to": "2024-12-31",
                        }
                    ),
                    Command.create(
                        {
                            "status_id": statuses[1].id,
                            "country_id": tunisia.id,
                            "date_from": "2025-01-01",
                        }
                    ),
                ],
                "profile_ids": [
                    Command.link(self.env.ref(f"migrant_registry.profile_{code}").id)
                    for code in ("asylum", "student", "newcomer")
                ],
            }
        )
        now = self.awa.status_ids.filtered("is_current")
        self.assertEqual(now.status_id, statuses[1])
        for code in ("refugee", "uasc", "trafficking", "hardship", "host_child"):
            self.assertTrue(self.env.ref(f"migrant_registry.profile_{code}"))

    def test_child_facts_are_dated(self):
        """A new fact ends the one before; who cares, and is it adequate. [E01] [E02]"""
        Fact = self.env["migrant.protection.fact"].with_user(self.worker)
        base = {"beneficiary_id": self.awa.id}
        first = Fact.create(
            {
                **base,
                "kind": "accompaniment",
                "value": "unaccompanied",
                "date_from": "2026-01-01",
            }
        )
        Fact.create(
            {
                **base,
                "kind": "accompaniment",
                "value": "separated",
                "date_from": "2026-03-01",
            }
        )
        self.assertEqual(str(first.date_to), "2026-03-01")
        care = Fact.create(
            {**base, "kind": "care", "value": "other_adult", "is_adequate": "no"}
        )
        self.assertEqual(care.is_adequate, "no")
        Fact.create({**base, "kind": "origin", "value": "host_country"})
        with self.assertRaises(ValidationError):
            Fact.create({**base, "kind": "care", "value": "street"})

    def test_guardians_have_a_basis_in_law(self):
        """Wali, hadin and kafil are three; a person of trust signs nothing. [E22]"""
        Guardian = self.env["migrant.guardian"].with_user(self.worker)
        for basis, signs in (
            ("wali", True),
            ("hadin", True),
            ("kafil", True),
            ("trust", False),
        ):
            guardian = Guardian.create(
                {"beneficiary_id": self.awa.id, "basis": basis, "name": "Aunt"}
            )
            self.assertEqual(guardian.may_sign, signs, basis)
        guardian.write({"date_from": "2020-01-01", "date_to": "2020-02-01"})
        self.assertFalse(guardian.may_sign)

    def test_supports_received_from_others(self):
        """Who, what, how much, until when; NaN is no amount. [F07]"""
        Support = self.env["migrant.support"].with_user(self.worker)
        vals = {
            "beneficiary_id": self.awa.id,
            "kind_id": self.env.ref("migrant_registry.support_kind_lodging").id,
            "giver": "Cité",
            "amount": 120.0,
            "date_to": "2027-01-01",
        }
        self.assertTrue(Support.create(vals).is_current)
        for amount in (float("nan"), float("inf"), -1):
            with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
                Support.create({**vals, "amount": amount}).flush_recordset()

    def test_households_are_several_and_dated(self):
        homes = (
            self.env["migrant.household"]
            .with_user(self.worker)
            .create([{"kind": "origin"}, {"kind": "host"}])
        )
        homes.write({"member_ids": [Command.create({"beneficiary_id": self.awa.id})]})
        self.assertEqual(len(self.awa.household_member_ids), 2)
        self.assertFalse(homes.with_user(self.stranger)._filtered_access("read"))

    def test_a_person_without_a_name(self):
        """Nobody is turned away for want of a name: the code is enough. [B01]"""
        person = self.Person.with_user(self.worker).create({"owner_id": self.worker.id})
        self.assertTrue(person.code.startswith("P-"))
        self.assertFalse(person.person_name)
        person.name_ids = [Command.create({"value": "Issa"})]
        self.assertEqual(person.person_name, "Issa")

    def test_birth_is_known_as_far_as_it_is_known(self):
        """A year is shown as a year, no first of January."""
        self.awa.with_user(self.worker).write(
            {"birth_date": "1995-01-01", "birth_precision": "year"}
        )
        self.assertEqual(self.awa.with_user(self.worker).birth_label, "1995")
        self.awa.birth_precision = "estimated"
        self.assertEqual(self.awa.with_user(self.worker).birth_label, "~1995")
        with self.assertRaises(ValidationError):
            self.awa.birth_date = "2990-01-01"
