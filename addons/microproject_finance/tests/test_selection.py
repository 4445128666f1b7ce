# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .common import MicroprojectCase

MEMBERS = (
    "coordinator",
    "programme_manager",
    "supervisor",
    "finance_officer",
    "social_worker",
)


class SelectionCase(MicroprojectCase):
    """Applications that a session of the committee decides."""

    @classmethod
    def apply(cls, cost=800.0, submit=True, **vals):
        """An application as the social worker writes it."""
        model = cls.as_user(cls.env["microproject.application"], "social_worker")
        application = model.create(
            {
                "programme_id": cls.programme.id,
                "site_id": cls.site_a.id,
                "holder_code": "B-TEST",
                "sector": "crafts",
                "summary": "Sewing",
                "line_ids": [
                    Command.create(
                        {
                            "name": "Machine",
                            "heading_id": cls.equipment.id,
                            "unit_cost": cost,
                        }
                    )
                ],
                **vals,
            }
        )
        if submit:
            application.action_submit()
        return application

    @classmethod
    def hold_session(cls, members=MEMBERS, chair="coordinator", quorum=2, start=True):
        users = cls.env["res.users"].union(*(cls.users[m] for m in members))
        model = cls.as_user(cls.env["microproject.committee"], "coordinator")
        committee = model.create(
            {
                "programme_id": cls.programme.id,
                "member_ids": [Command.set(users.ids)],
                "chair_id": cls.users[chair].id,
                "quorum": quorum,
            }
        )
        committee.action_take_waiting()
        if start:
            committee.action_open()
        return committee

    @classmethod
    def opinion(cls, application, role, **vals):
        """The opinion of a member, written by herself."""
        opinions = cls.as_user(cls.env["microproject.opinion"], role)
        found = opinions.search(
            [
                ("application_id", "=", application.id),
                ("user_id", "=", cls.users[role].id),
            ],
            limit=1,
            order="id desc",
        )
        if vals:
            found.write(vals)
        return found

    @classmethod
    def accept(cls, application, reason="It will last"):
        """All but the applicant's worker are for it; decided, signed."""
        for role in ("coordinator", "programme_manager", "supervisor"):
            cls.opinion(application, role, vote="for", score=14)
        decided = cls.as_user(application, "coordinator")
        decided.decision_reason = reason
        decided.action_accept()
        cls.as_user(application, "programme_manager").action_countersign()
        return decided


@tagged("post_install", "-at_install")
class TestSelection(SelectionCase):
    """Application, committee, decision, reserve list, second signature."""

    def test_only_votes_that_count_decide(self):
        """Random sessions: conflicts aside, quorum, majority, the chair on a tie.
        [T16]"""
        rng = random.Random(41)
        for turn in range(12):
            application = self.apply()
            quorum = rng.randint(0, 4)
            committee = self.hold_session(quorum=quorum)
            # Who accompanies the applicant is set aside without being asked.
            counted = {}
            for role in MEMBERS[:-1]:
                vote = rng.choice(["for", "against", "abstain", None, "aside"])
                if vote == "aside":
                    self.opinion(application, role, has_conflict=True)
                elif vote:
                    self.opinion(application, role, vote=vote)
                    counted[role] = vote
            votes = list(counted.values())
            ahead = votes.count("for") - votes.count("against")
            won = ahead > 0 or (ahead == 0 and counted.get("coordinator") == "for")
            expected = len(votes) >= max(1, quorum) and won
            decided = self.as_user(application, "coordinator")
            decided.decision_reason = "As voted"
            with self.subTest(turn=turn, votes=counted, quorum=quorum):
                if expected:
                    decided.action_accept()
                    self.assertEqual(application.state, "accepted")
                else:
                    self.assertRefused(decided.action_accept)
                    self.assertEqual(application.state, "submitted")
                self.assertGreaterEqual(decided.conflicts, 1)
            committee.action_close()

    def test_a_conflict_of_interest_is_set_aside(self):
        """Neither vote nor score counts; the applicant's worker cannot free herself.
        [T16]"""
        application = self.apply()
        self.hold_session()
        own = self.opinion(application, "social_worker")
        self.assertTrue(own.has_conflict)
        self.assertRefused(lambda: own.write({"has_conflict": False, "vote": "for"}))
        self.assertRefused(lambda: own.write({"vote": "for"}))
        self.opinion(application, "supervisor", vote="for", score=18)
        self.opinion(application, "supervisor", has_conflict=True)
        decided = self.as_user(application, "coordinator")
        self.assertEqual((decided.votes_for, decided.conflicts), (0, 2))

    def test_a_member_reads_until_the_minutes(self):
        """The idea of an applicant is open to her for the session, not for ever."""
        application = self.apply()
        committee = self.hold_session()
        mine = self.opinion(application, "supervisor")
        self.assertTrue(mine.has_access("read"))
        committee.action_close()
        self.assertFalse(mine.has_access("read"))
        self.assertTrue(self.as_user(mine, "coordinator").has_access("read"))

    def test_one_speaks_for_oneself_only(self):
        """Votes, decisions and signatures bear the name of who is here. [T16]"""
        application = self.apply()
        self.hold_session()
        of_another = self.opinion(application, "supervisor")
        with self.assertRaises(AccessError):
            self.as_user(of_another, "coordinator").write({"vote": "for"})
        worker = self.as_user(application, "social_worker")
        for vals in (
            {"state": "accepted", "decision_reason": "mine"},
            {"state": "accepted"},
            {"decision_reason": "mine"},
            {"signed_by_id": self.users["programme_manager"].id},
            {"summary": "Another idea"},
        ):
            with self.subTest(vals=vals):
                self.assertRefused(lambda vals=vals: worker.write(vals))
        self.assertRefused(
            lambda: application.line_ids.with_user(worker.env.user).write(
                {"unit_cost": 9000}
            )
        )

    def test_members_read_while_the_session_is_open(self):
        """A dated access: opened and closed with the session, and journalled. [T16]"""
        self.give_role(self.users["jurist"], "social_worker", site=self.site_b)
        application = self.apply()
        guest = self.as_user(application, "jurist")
        self.assertFalse(guest.has_access("read"))
        committee = self.hold_session(members=("coordinator", "supervisor", "jurist"))
        self.assertTrue(guest.has_access("read"))
        self.assertTrue(guest.line_ids.has_access("read"))
        self.assertFalse(guest.has_access("write"))
        journal = self.env["ngo.journal"].search(
            [("res_model", "=", "microproject.application")]
        )
        self.assertIn("grant", journal.mapped("kind"))
        committee.action_close()
        self.env.invalidate_all()
        self.assertFalse(guest.has_access("read"))
        self.assertFalse(application.committee_id, "it waits for the next session")

    def test_the_reserve_list_is_ranked_and_moves_up(self):
        """Best score first; who moves up needs a reason and no new vote. [T16]"""
        scores = {self.apply(): score for score in (11, 17, 14)}
        committee = self.hold_session(members=("coordinator", "supervisor"))
        for application, score in scores.items():
            for role in ("coordinator", "supervisor"):
                self.opinion(application, role, vote="for", score=score)
            decided = self.as_user(application, "coordinator")
            decided.decision_reason = "Good, and the money is spent"
            decided.action_reserve()
        ranks = {scores[a]: a.reserve_rank for a in scores}
        self.assertEqual(ranks, {17: 1, 14: 2, 11: 3})
        committee.action_close()
        first = max(scores, key=scores.get)
        self.as_user(first, "coordinator").action_accept()
        self.assertEqual(first.state, "accepted")

    def test_a_second_person_signs_above_the_threshold(self):
        """The decision becomes a micro-project once, with a draft budget. [T16]"""
        self.programme.signature_threshold = 500
        application = self.apply(cost=800.0)
        self.hold_session()
        for role in ("coordinator", "programme_manager"):
            self.opinion(application, role, vote="for", score=15)
        decided = self.as_user(application, "coordinator")
        decided.decision_reason = "It will last"
        # By another route than the button, it bears the same name.
        decided.write({"state": "accepted"})
        self.assertEqual(decided.decided_by_id, self.users["coordinator"])
        self.assertTrue(decided.needs_signature)
        with self.assertRaisesRegex(UserError, "second signature"):
            decided.action_make_microproject()
        with self.assertRaisesRegex(UserError, "another person"):
            decided.action_countersign()
        self.as_user(application, "programme_manager").action_countersign()
        decided.action_make_microproject()
        owner = application.microproject_ids
        self.assertEqual(owner.referent_id, self.users["social_worker"])
        self.assertEqual(owner.budget_version_ids.total_cash, 800.0)
        self.assertEqual(owner.budget_version_ids.state, "draft")
        self.assertRefused(decided.action_make_microproject)
        small = self.apply(cost=300.0)
        self.assertFalse(small.needs_signature)

    def test_minutes_are_printed_in_both_languages(self):
        """Who sat, who was set aside, what was decided and why. [T16]"""
        speak(self.env, "microproject_finance")
        application = self.apply()
        committee = self.hold_session()
        self.accept(application, "Marché étudié, apport réel")
        for lang in ("fr_FR", "ar_TN"):
            coordinator = self.users["coordinator"]
            coordinator.lang = lang
            [(width, height, text)] = print_pdf(
                committee.with_user(coordinator).with_context(lang=lang),
                "microproject_finance.microproject_minutes",
                lang,
            )
            with self.subTest(lang):
                self.assertEqual((width, height), (210, 297))
                self.assertIn(application.code, text)
                self.assertIn("Marché étudié", text)
                self.assertIn("supervisor", text)
                self.assertNotIn("B-TEST", text)
                if lang == "fr_FR":
                    self.assertIn("Procès-verbal", text)
                else:
                    self.assertTrue(has_arabic(text))

    def test_a_coordinator_of_one_site_holds_its_session(self):
        """A role bounded to a site opens a session for it, and takes what is its own.
        [T16]"""
        self.narrow_role("coordinator", site=self.site_a)
        here = self.apply()
        elsewhere = self.apply(site_id=self.site_b.id)
        committee = self.hold_session(start=False)
        self.assertEqual(committee.site_id, self.site_a)
        self.assertEqual(committee.application_ids, here)
        self.assertFalse(elsewhere.committee_id)
