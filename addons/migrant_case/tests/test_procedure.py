# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_open

from .common import CaseCase

LIVE = ("running", "paused", "breached")


class ProcedureCase(CaseCase):
    """The case's cast, and a jurist who keeps the procedures of Salimata."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Procedure = cls.env["migrant.procedure"]
        cls.legal_team = cls.env["ngo.team"].create({"name": "Legal team"})
        cls.add_member(cls.legal_team, cls.jurist)
        cls.other_jurist = cls.new_user("other_jurist")
        cls.give_role(cls.other_jurist, "jurist")

    @classmethod
    def kind(cls, code):
        """A kind of procedure of a pack."""
        return cls.env.ref(f"migrant_case.procedure_kind_{code}")

    @classmethod
    def new_procedure(cls, code="be_asylum", **vals):
        """A procedure of Salimata, kept by the jurist."""
        values = {
            "case_id": cls.case.id,
            "kind_id": cls.kind(code).id,
            "jurist_id": cls.jurist.id,
            "legal_team_id": cls.legal_team.id,
        }
        return cls.Procedure.create({**values, **vals})

    @classmethod
    def clocks(cls, record, event="procedure_notified"):
        """Live clocks of a record for an event."""
        return record._get_clocks(*LIVE).filtered(lambda c: c.event == event)


@tagged("post_install", "-at_install")
class TestJurist(ProcedureCase):
    """Who keeps a procedure reads it, and what hangs on it, while she keeps it."""

    def reads(self, *records):
        """What the jurist reads, a moment from now."""
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(seconds=2)):
            return [
                record.with_user(self.jurist).has_access("read") for record in records
            ]

    def test_named_for_a_while(self):
        """Asked to join, she keeps a procedure; she leaves, and reads it no more."""
        member = self.env["migrant.case.member"].create(
            {"case_id": self.case.id, "user_id": self.jurist.id, "function": "legal"}
        )
        procedure = self.new_procedure(legal_team_id=False)
        post = self.env["migrant.post"].create({"case_id": self.case.id})
        kind = self.env["migrant.document.type"].search(
            [("data_class", "=", "legal")], limit=1
        )
        paper = self.env["migrant.document"].create(
            {"case_id": self.case.id, "document_type_id": kind.id}
        )
        things = (procedure, post, paper, self.salimata.identity_ids)
        self.assertEqual(self.reads(*things), [True] * 4)
        member.action_end()
        self.assertEqual(self.reads(*things), [False] * 4)
        # The owner of the file names another.
        procedure.with_user(self.worker).jurist_id = self.other_jurist
        self.assertFalse(procedure.is_jurist_for_a_while)

    def test_named_for_good(self):
        """Without a dated access she is named for good, as is the owner of the file."""
        procedure = self.new_procedure(legal_team_id=False)
        self.assertFalse(procedure.is_jurist_for_a_while)
        self.assertEqual(self.reads(procedure), [True])
        # A replacement later on takes nothing from her when it ends.
        grant = self.env["ngo.access"]._grant(
            self.case,
            self.jurist,
            "replacement",
            fields.Datetime.now() + timedelta(hours=2),
            "Somebody is ill",
        )
        grant._end()
        self.assertEqual(self.reads(procedure), [True])

    def test_who_hands_the_file_over_keeps_no_procedure(self):
        """It is the new owner's, if she is a jurist; else the owner keeps it."""
        for heir, keeper in (
            (self.other_jurist, self.other_jurist),
            (self.worker, False),
        ):
            case = self.new_case(self.person("Ali"), "legal", owner_id=self.jurist.id)
            procedure = self.new_procedure(case_id=case.id, legal_team_id=False)
            row = self.env["migrant.case.transition"].with_user(self.jurist)
            row = row.create(
                {
                    "case_id": case.id,
                    "kind": "handover",
                    "to_user_id": heir.id,
                    "reason": "She leaves",
                }
            )
            row.with_user(heir).action_accept()
            self.assertEqual(procedure.jurist_id, keeper or self.env["res.users"])
            self.assertEqual(self.reads(procedure), [False])


@tagged("post_install", "-at_install")
class TestProcedure(ProcedureCase):
    def test_last_day_of_thirty_cases(self):
        """Three countries, weekends, holidays: the record agrees. [B08a] [B40]"""
        with file_open("migrant_case/tests/last_days.csv") as lines:
            table = list(csv.DictReader(lines))
        self.assertEqual(len(table), 30)
        # A site that works every day does not make Sunday a day of the courts.
        self.site_a.is_open_24h = True
        with freeze_time("2028-06-01 09:00:00"):
            for row in table:
                procedure = self.new_procedure(
                    row["kind"], date_notified=row["notified"]
                )
                self.assertEqual(
                    procedure.last_day, date.fromisoformat(row["last_day"]), row["why"]
                )

    def test_phases(self):
        """Before, during and after lodging; outcome before closing. [B08a]"""
        procedure = self.new_procedure()
        self.assertEqual(procedure.phase, "before")
        procedure.date_lodged = "2026-01-05"
        self.assertEqual(procedure.phase, "during")
        procedure.write({"date_decision": "2026-05-01", "date_notified": "2026-05-04"})
        self.assertEqual(procedure.phase, "after")
        with self.assertRaises(UserError):
            procedure.action_close()
        procedure.outcome = "granted"
        procedure.action_close()
        self.assertEqual(procedure.state, "closed")
        self.assertFalse(self.clocks(procedure))

    def test_who_defends_a_person_knows_her_name(self):
        """As long as the procedure is open, and not where the file is sealed. [B08a]"""

        def name(user):
            labels = self.salimata.with_user(user).get_labels(self.salimata.ids)
            return labels[self.salimata.id]["name"]

        self.assertFalse(name(self.jurist))
        procedure = self.new_procedure(outcome="granted")
        self.assertIn("Salimata", name(self.jurist))
        self.assertFalse(name(self.other_jurist))
        self.case.confidentiality = "sealed"
        self.assertFalse(name(self.jurist))
        self.case.confidentiality = "restricted"
        self.assertIn("Salimata", name(self.jurist))
        procedure.action_close()
        self.assertFalse(name(self.jurist))

    def test_the_future_has_no_date(self):
        """A decision cannot be notified tomorrow."""
        with self.assertRaises(ValidationError):
            self.new_procedure(
                date_notified=fields.Date.add(fields.Date.today(), days=2)
            )

    @freeze_time("2026-03-06 10:00:00")
    def test_notice_starts_the_clocks_of_jurist_and_owner(self):
        """Both are due at the end of the last day; saving twice starts none. [B08a]"""
        procedure = self.new_procedure(date_lodged="2025-10-01")
        procedure.with_user(self.jurist).date_notified = "2026-03-05"
        clocks = self.clocks(procedure)
        self.assertEqual(clocks.user_id, self.jurist | self.worker)
        self.assertEqual(procedure.last_day, date(2026, 4, 7))
        # The site is in UTC here.
        ends = {clock.due.date() for clock in clocks}
        self.assertEqual(ends, {date(2026, 4, 7)})
        procedure.write({"date_notified": "2026-03-05"})
        self.assertEqual(self.clocks(procedure), clocks)

    @freeze_time("2026-03-06 10:00:00")
    def test_a_corrected_notice_moves_the_clocks(self):
        """The old clocks are cancelled, one new one for each of the two."""
        procedure = self.new_procedure(date_notified="2026-03-02")
        old = self.clocks(procedure)
        procedure.date_notified = "2026-03-05"
        new = self.clocks(procedure)
        self.assertFalse(old & new)
        self.assertEqual(set(old.mapped("state")), {"cancelled"})
        self.assertEqual(len(new), 2)
        # The jurist may set the day herself: the law may say so.
        procedure.last_day = "2026-03-20"
        self.assertEqual(
            {clock.due.date() for clock in self.clocks(procedure)}, {date(2026, 3, 20)}
        )

    @freeze_time("2026-03-06 10:00:00")
    def test_the_warning_goes_to_the_jurist(self):
        """A week before the last day she is told; overdue, the file is red."""
        procedure = self.new_procedure(date_notified="2026-03-05")
        with freeze_time("2026-04-01 09:00:00"):
            self.env["ngo.clock"]._tick_batch()
            self.assertEqual(procedure.clock_state, "warned")
        with freeze_time("2026-04-08 09:00:00"):
            self.env["ngo.clock"]._tick_batch()
            self.assertEqual(set(self.clocks(procedure).mapped("state")), {"breached"})

    @freeze_time("2026-03-06 10:00:00")
    def test_lodging_the_appeal_fulfils_the_deadline(self):
        """The appeal is a procedure of its own; lodged, it stops both clocks. [B08a]"""
        procedure = self.new_procedure(date_notified="2026-03-05")
        as_jurist = procedure.with_user(self.jurist)
        action = as_jurist.action_appeal()
        appeal = self.Procedure.browse(action["res_id"])
        self.assertEqual(appeal.kind_id, self.kind("be_cce"))
        self.assertEqual(as_jurist.action_appeal()["res_id"], appeal.id)
        self.assertEqual(len(self.clocks(procedure)), 2)
        appeal.with_user(self.jurist).action_lodge_today()
        self.assertEqual(procedure.date_acted, date(2026, 3, 6))
        self.assertFalse(self.clocks(procedure))
        done = procedure._get_clocks("done")
        self.assertEqual(len(done), 2)

    def test_without_jurist_the_owner_keeps_it(self):
        """A house without jurist misses no deadline: one clock, the owner's."""
        with freeze_time("2026-03-06 10:00:00"):
            procedure = self.new_procedure(jurist_id=False)
            procedure.with_user(self.worker).date_notified = "2026-03-05"
            clocks = self.clocks(procedure)
            self.assertEqual(clocks.mapped("user_id"), self.worker)
            self.assertEqual(len(clocks), 1)
            procedure.with_user(self.worker).jurist_id = self.jurist
            self.assertEqual(self.clocks(procedure).user_id, self.jurist | self.worker)
        with self.assertRaises(AccessError):
            procedure.with_user(self.worker).date_notified = "2026-03-04"

    @freeze_time("2026-03-06 10:00:00")
    def test_the_next_owner_is_told(self):
        """The file changes hands: the clock of its owner does too, the pack says it."""
        procedure = self.new_procedure(date_notified="2026-03-05")
        self.assertFalse(self.case._probe_procedures())
        transition = self.env["migrant.case.transition"].create(
            {
                "case_id": self.case.id,
                "kind": "reassign",
                "to_user_id": self.colleague.id,
                "reason": "caseload",
            }
        )
        self.assertIn("Last day 04/07/2026", transition._get_pack())
        self.case.sudo().owner_id = self.colleague
        self.case._on_moved(transition)
        self.assertEqual(self.clocks(procedure).user_id, self.jurist | self.colleague)
        procedure.date_acted = "2026-03-06"
        self.assertTrue(self.case._probe_procedures())

    def test_who_reads_a_procedure(self):
        """Jurist, legal team, those of the file; nobody else, sealed still less."""
        procedure = self.new_procedure()
        member = self.new_user("legal_member")
        self.give_role(member, "jurist")
        self.add_member(self.legal_team, member)
        for user in (self.jurist, member, self.worker, self.supervisor):
            self.assertTrue(procedure.with_user(user).has_access("read"), user.login)
        for user in (
            self.other_jurist,
            self.stranger,
            self.psychologist,
            self.desk,
            self.employee,
        ):
            self.assertFalse(procedure.with_user(user).has_access("read"), user.login)
        self.case.confidentiality = "sealed"
        self.assertFalse(procedure.with_user(member).has_access("read"))
        self.assertTrue(procedure.with_user(self.jurist).has_access("read"))

    def test_goal_and_kind(self):
        """Asylum or residence permit: the kind proposes the goal. [F06]"""
        form = Form(self.Procedure.with_user(self.worker))
        form.case_id = self.case
        form.kind_id = self.kind("fr_talent")
        self.assertEqual(form.goal, "residence")
        self.assertEqual(form.authority_id.code, "PREF")
        form.kind_id = self.kind("fr_asylum")
        self.assertEqual(form.goal, "protection")
        procedure = form.save()
        self.assertIn("L. 532-1", procedure.rule_text)

    def test_code_is_the_name(self):
        """A procedure names neither the person nor what it is about."""
        procedure = self.new_procedure()
        self.assertRegex(procedure.display_name, r"^L-[0-9A-Z]{8}$")


@tagged("post_install", "-at_install")
class TestProcedureKind(ProcedureCase):
    def test_packs_of_three_countries(self):
        """Authorities and kinds of BE, FR, TN, in three languages, to check. [B40]"""
        kinds = self.env["migrant.procedure.kind"].search([])
        countries = set(kinds.country_id.mapped("code"))
        self.assertLessEqual({"BE", "FR", "TN"}, countries)
        delayed = kinds.filtered("delay")
        self.assertTrue(all(delayed.mapped("source")))
        self.assertTrue(all(delayed.mapped("is_to_check")))
        authorities = self.env["migrant.authority"].search([])
        for code in ("OE", "FEDASIL", "CGRA", "CCE", "OFPRA", "CNDA", "INLTP"):
            self.assertIn(code, authorities.mapped("code"))

    def test_sheet_is_read_at_the_desk(self):
        """Steps, papers, delay, checked on: every member reads them. [B25a]"""
        sheet = self.kind("be_asylum").with_user(self.desk)
        self.assertIn("CGRA", sheet.steps)
        self.assertTrue(sheet.papers)
        self.assertTrue(sheet.usual_time)
        with self.assertRaises(AccessError):
            sheet.write({"delay": 5})

    def test_a_jurist_checks_the_delay(self):
        """Checked today; an update of the pack changes her row no more."""
        kind = self.kind("fr_asylum")
        kind.with_user(self.jurist).action_check()
        self.assertFalse(kind.is_to_check)
        self.assertEqual(kind.checked_by_id, self.jurist)
        kind._load_records_write({"delay": 99})
        self.assertEqual(kind.delay, 1)
        self.kind("fr_visa")._load_records_write({"delay": 31})
        self.assertEqual(self.kind("fr_visa").delay, 31)

    def test_a_change_lists_the_open_files_it_touches(self):
        """Open procedures are listed with a deadline, none is moved. [B30]"""
        touched = self.new_procedure(date_notified="2026-03-05")
        closed = self.new_procedure(outcome="granted")
        closed.action_close()
        other = self.new_procedure("be_9bis")
        kind = self.kind("be_asylum")
        kind.with_user(self.jurist).write({"delay": 15, "source": "New law, art. 1"})
        self.assertTrue(touched.is_touched)
        self.assertFalse(closed.is_touched or other.is_touched)
        self.assertEqual(touched.last_day, date(2026, 4, 7))
        change = kind.change_ids
        self.assertEqual((change.delay_before, change.delay_after), (30, 15))
        self.assertEqual(change.touched_count, 1)
        self.assertEqual(kind.touched_count, 1)
        action = kind.with_user(self.jurist).action_touched()
        found = self.Procedure.with_user(self.jurist).search(action["domain"])
        self.assertEqual(found, touched)
        self.assertFalse(
            self.Procedure.with_user(self.other_jurist).search(action["domain"])
        )
        clock = self.clocks(touched, "procedure_rule_changed")
        self.assertEqual(clock.user_id, self.jurist)
        touched.with_user(self.jurist).action_take_rule()
        self.assertEqual(touched.last_day, date(2026, 3, 20))
        self.assertFalse(touched.is_touched)
        self.assertFalse(self.clocks(touched, "procedure_rule_changed"))

    def test_words_that_do_not_matter_touch_nothing(self):
        """A better name of a kind sends nobody to her files."""
        procedure = self.new_procedure()
        self.kind("be_asylum").name = "Asylum in Belgium"
        self.assertFalse(procedure.is_touched)
        self.assertFalse(self.kind("be_asylum").change_ids)


@tagged("post_install", "-at_install")
class TestEnds(ProcedureCase):
    """What must be ready before a stay or a support ends."""

    def ends(self):
        return self.clocks(self.case, "support_ends").sorted("due")

    @freeze_time("2026-01-05 09:00:00")
    def test_clocks_count_back_from_the_end_of_a_stay(self):
        """180, 90 and 30 days before, for the owner, warned before that. [F08]"""
        self.env["migrant.stay"].create(
            {
                "beneficiary_id": self.salimata.id,
                "site_id": self.site_a.id,
                "date_to": "2026-12-31",
            }
        )
        clocks = self.ends()
        self.assertEqual(
            [clock.due.date() for clock in clocks],
            [date(2026, 7, 4), date(2026, 10, 2), date(2026, 12, 1)],
        )
        self.assertEqual(clocks.user_id, self.worker)
        self.assertEqual(self.case.support_end, date(2026, 12, 31))
        self.assertEqual(clocks[0].warn_at.date(), date(2026, 6, 21))
        self.case._plan_ends()
        self.assertEqual(self.ends(), clocks)

    @freeze_time("2026-01-05 09:00:00")
    def test_a_prolonged_support_moves_them(self):
        """The old day's clocks are cancelled."""
        support = self.env["migrant.support"].create(
            {
                "beneficiary_id": self.salimata.id,
                "kind_id": self.env["migrant.support.kind"].search([], limit=1).id,
                "giver": "Partner",
                "date_to": "2026-12-31",
            }
        )
        old = self.ends()
        support.date_to = "2027-06-30"
        self.assertEqual(set(old.mapped("state")), {"cancelled"})
        self.assertEqual(self.ends()[0].due.date(), date(2027, 1, 1))

    @freeze_time("2026-01-05 09:00:00")
    def test_of_what_is_past_only_the_nearest_is_kept(self):
        """A file opened 60 days before the end: the 90-day thing is due today."""
        self.env["migrant.stay"].create(
            {
                "beneficiary_id": self.salimata.id,
                "site_id": self.site_a.id,
                "date_to": "2026-03-06",
            }
        )
        clocks = self.ends()
        self.assertEqual(clocks.mapped("obligation"), ["end_90", "end_30"])
        self.assertEqual(clocks[0].due.date(), date(2026, 1, 5))

    @freeze_time("2026-01-05 09:00:00")
    def test_the_night_job_plans_for_files_opened_later(self):
        """An end known before the file was opened is planned by the job."""
        person = self.person("Awa")
        self.env["migrant.stay"].create(
            {
                "beneficiary_id": person.id,
                "site_id": self.site_a.id,
                "date_to": "2026-12-31",
            }
        )
        case = self.new_case(person)
        self.assertFalse(self.clocks(case, "support_ends"))
        case._plan_ends()
        self.assertEqual(len(self.clocks(case, "support_ends")), 3)
