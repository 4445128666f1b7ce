# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestCareTeam(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.env["migrant.care.member"].create(
            {"case_id": cls.case.id, "role": "doctor", "name": "Dr Ben Salah"}
        )

    def consent(self, person):
        return self.env["migrant.consent"].create(
            {
                "beneficiary_id": person.id,
                "purpose_id": self.env.ref("migrant_case.consent_purpose_care_team").id,
                "language_id": self.env["ngo.language"].search([], limit=1).id,
            }
        )

    def test_no_contact_without_consent(self):
        """One consent per contact; taken back, it closes the contact at once. [B22]"""
        member = self.member.with_user(self.worker)
        self.assertFalse(member.may_contact)
        with self.assertRaises(UserError):
            member.action_contacted()
        consent = self.consent(self.salimata)
        member.consent_id = consent
        self.assertTrue(member.may_contact)
        self.assertEqual(self.case.with_user(self.worker)._care_team(), member)
        member.action_contacted()
        self.assertTrue(member.last_contact_on)
        consent.action_withdraw()
        member.invalidate_recordset(["may_contact"])
        self.assertFalse(member.may_contact)
        with self.assertRaises(UserError):
            member.action_contacted()

    def test_consent_of_somebody_else(self):
        """A contact takes the consent of its own person. [B22]"""
        with self.assertRaises(UserError):
            self.member.consent_id = self.consent(self.person("Awa"))

    def test_who_reads_the_care_team(self):
        """Those of the file; not the desk, the assistant or a stranger."""
        for user in (self.worker, self.colleague):
            self.assertTrue(self.member.with_user(user).has_access("read"))
        for user in (self.stranger, self.desk, self.employee):
            self.assertFalse(self.member.with_user(user).has_access("read"))


@tagged("post_install", "-at_install")
class TestJourney(CaseCase):
    def test_stages_in_order(self):
        """The journey as she tells it, vague dates said to be vague. [B24]"""
        steps = self.env["migrant.journey.step"].with_user(self.worker)
        for n, (code, kind) in enumerate((("ci", "origin"), ("ly", "detained"))):
            steps.create(
                {
                    "case_id": self.case.id,
                    "country_id": self.env.ref(f"base.{code}").id,
                    "kind": kind,
                    "sequence": n,
                }
            )
        found = self.case.with_user(self.worker).journey_ids
        self.assertEqual(found.mapped("kind"), ["origin", "detained"])
        self.assertEqual(set(found.mapped("precision")), {"said"})
        with self.assertRaises(AccessError):
            found.with_user(self.stranger).read(["kind"])


@tagged("post_install", "-at_install")
class TestObstacle(CaseCase):
    def obstacle(self, user, **vals):
        values = {"kind": "refused", "facts": "No number is given after nine."}
        return self.env["migrant.obstacle"].with_user(user).create({**values, **vals})

    def test_nothing_leads_to_a_person(self):
        """No field of the ledger points at a person or a file. [B31]"""
        guarded = [
            name
            for name, field in self.env["migrant.obstacle"]._fields.items()
            if field.comodel_name in ("migrant.beneficiary", "migrant.case")
            or field.comodel_name
            and "is_in_scope" in self.env[field.comodel_name]._fields
        ]
        self.assertEqual(guarded, [])

    def test_who_writes_and_who_counts(self):
        """Colleagues write and read their own; those who speak for all read. [B31]"""
        mine = self.obstacle(self.worker)
        desk = self.obstacle(self.desk)
        self.assertFalse(mine.with_user(self.colleague).has_access("read"))
        for role in ("jurist", "coordinator", "data_officer"):
            found = self.env["migrant.obstacle"].with_user(self.users[role]).search([])
            self.assertEqual(found, mine | desk, role)

    def test_an_author_without_the_role_reads_nothing(self):
        """She interprets now: what she wrote at the desk is no longer hers."""
        row = self.env["ngo.role"].search([("user_id", "=", self.desk.id)])
        desk = self.obstacle(self.desk)
        self.give_role(self.desk, "interpreter")
        self.assertTrue(desk.has_access("write"))
        # The group is taken away later, by a job.
        now = fields.Datetime.now()
        row.write({"date_to": now + timedelta(hours=1)})
        self.env.flush_all()
        with freeze_time(now + timedelta(hours=2)):
            self.assertTrue(self.desk.has_group("ngo_base.group_ngo_base_front_desk"))
            for mode in ("read", "write"):
                self.assertFalse(desk.has_access(mode))

    def test_small_numbers_are_hidden(self):
        """Four of a kind at one authority are no number; five are. [B31]"""
        court = self.env.ref("migrant_case.authority_tn_ta")
        for _n in range(4):
            self.obstacle(self.worker, authority_id=court.id)
        counts = self.env["migrant.obstacle"].with_user(self.jurist)
        [row] = counts.get_counts("2000-01-01", "2099-01-01")
        self.assertIsNone(row["count"])
        self.obstacle(self.worker, authority_id=court.id)
        [row] = counts.get_counts("2000-01-01", "2099-01-01")
        self.assertEqual((row["kind"], row["count"]), ("Refused at the counter", 5))


@tagged("post_install", "-at_install")
class TestStudy(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.study = cls.env["migrant.study"].create(
            {
                "name": "Monday meeting",
                "team_id": cls.team_a.id,
                "chair_id": cls.supervisor.id,
                "participant_ids": [(6, 0, (cls.worker | cls.jurist).ids)],
            }
        )
        cls.second = cls.new_case(cls.person("Awa"))
        for n, case in enumerate((cls.case, cls.second)):
            cls.env["migrant.study.item"].create(
                {
                    "study_id": cls.study.id,
                    "case_id": case.id,
                    "sequence": n,
                    "question": "Which protocol fits?",
                }
            )

    def test_a_line_on_the_screen_tells_nothing(self):
        """A form is not saved, its lines lead to a file that is closed to her."""
        mine = self.env["migrant.study"].with_user(self.stranger)
        hers = self.new_case(self.person("Ali"), owner_id=self.stranger.id)
        told = {"case_id": {}, "beneficiary_id": {}}
        spec = {"item_ids": {"fields": told}}
        for case in (self.case, hers):
            line = (0, "virtual_1", {"case_id": case.id})
            by_default = mine.with_context(default_item_ids=[line])
            calls = (
                lambda form=by_default: form.onchange({}, [], spec),
                lambda line=line: mine.onchange(
                    {"item_ids": [line]}, ["item_ids"], spec
                ),
                lambda form=by_default: form.default_get(["item_ids"]),
            )
            for call in calls:
                if case == hers:
                    call()
                    continue
                with self.assertRaises(AccessError):
                    call()

    def test_files_are_taken_one_after_the_other(self):
        """Decision, protocol, owner; then the next; then none. [T13]"""
        study = self.study.with_user(self.supervisor)
        for case in (self.case, self.second):
            item = self.env["migrant.study.item"].browse(study.action_next()["res_id"])
            item = item.with_user(self.supervisor)
            self.assertEqual(item.case_id, case)
            with self.assertRaises(UserError):
                item.action_decide()
            item.write(
                {
                    "decision": "Housing first",
                    "protocol": "Emergency housing",
                    "owner_id": self.colleague.id,
                }
            )
            item.action_decide()
            self.assertTrue(item.decided_on)
        with self.assertRaises(UserError):
            study.action_next()
        # Who does it is named; the file moves only when she accepts.
        self.assertEqual(self.case.owner_id, self.worker)
        study.action_hold()
        self.assertEqual(study.state, "held")

    def test_a_decision_stands(self):
        """It is not rewritten afterwards; a postponed file waits for the next. [T13]"""
        first, second = self.study.item_ids
        first.write({"decision": "Wait", "owner_id": self.worker.id})
        first.action_decide()
        with self.assertRaises(UserError):
            first.with_user(self.worker).decision = "Do not wait"
        second.with_user(self.worker).action_postpone()
        self.assertFalse(second.study_id)
        self.assertEqual(second.state, "postponed")

    def test_the_protocol_decided_is_laid_on_the_file(self):
        """By somebody who writes in the file, once; the chair does not. [T13]"""
        protocols = self.env["migrant.protocol"].with_user(self.supervisor)
        protocol = protocols.create(
            {
                "name": "Emergency housing",
                "code": "emergency",
                "team_id": self.team_a.id,
                "line_ids": [(0, 0, {"name": "Call the night shelter", "offset": 1})],
            }
        )
        protocol.action_submit()
        protocol.action_approve()
        first, second = self.study.item_ids
        for item in first, second:
            item.write({"decision": "Housing first", "owner_id": self.worker.id})
        first.protocol_id = protocol
        first.with_user(self.worker).action_lay()
        self.assertFalse(first.use_id, "nothing is laid before it is decided")
        (first | second).action_decide()
        with self.assertRaises(UserError):
            first.with_user(self.worker).protocol_id = False
        with self.assertRaises(AccessError):
            first.with_user(self.stranger).action_lay()
        first.with_user(self.worker).action_lay()
        self.assertEqual(first.use_id.protocol_id, protocol)
        self.assertEqual(first.use_id.action_ids.name, "Call the night shelter")
        first.with_user(self.worker).action_lay()
        self.assertEqual(len(self.case.action_ids), 1)
        with self.assertRaises(UserError):
            second.with_user(self.worker).action_lay()

    def test_who_is_present_reads_no_more_files(self):
        """To sit in the meeting opens no file: the jurist sees the list, no item."""
        self.assertTrue(self.study.with_user(self.jurist).has_access("read"))
        items = self.study.item_ids
        self.assertFalse(items.with_user(self.jurist)._filtered_access("read"))
        self.assertFalse(self.study.with_user(self.stranger).has_access("read"))
