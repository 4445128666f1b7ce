# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, RecordCapturer

from .common import NgoCase

WHAT = "The door of room 4 was forced"


class TestIncident(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["coordinator"]
        cls.site_a.manager_id = cls.manager
        for role in ("child_protection", "supervisor"):
            cls.narrow_role(role, site=cls.site_a)
        cls.night = cls.users["volunteer"]

    def _report(self, user=None, **vals):
        """Send a report as a user; return (wizard, incident, messages)."""
        Report = self.env["ngo.incident.report"].with_user(user or self.night)
        with (
            RecordCapturer(self.env["ngo.incident"]) as incidents,
            RecordCapturer(self.env["mail.message"]) as messages,
        ):
            wizard = Report.create(
                {
                    "site": str(self.desk_a.id),
                    "what": WHAT,
                    "safety": "safe",
                    "safe_who": "Everybody is in the hall",
                    **vals,
                }
            )
            wizard.action_send()
        return wizard, incidents.records, messages.records

    # ------------------------------------------------------------ reporting

    def test_naive_form_does_not_work(self):
        """Without the wizard: whoever may not read cannot report. [E26]"""
        for user in (self.night, self.employee):
            with self.assertRaises(AccessError):
                self.env["ngo.incident"].with_user(user).create(
                    {
                        "date_event": fields.Datetime.now(),
                        "what": WHAT,
                        "safety": "safe",
                        "reporter_id": user.id,
                    }
                )

    def test_anybody_of_the_house_reports(self):
        """Volunteer, night staff without any role, each gets a number. [E26]"""
        for user in (self.night, self.employee, *self.users.values()):
            if user == self.users["partner"]:
                continue
            with self.subTest(user=user.login):
                wizard, incident, _messages = self._report(user)
                self.assertEqual(incident.what, WHAT)
                self.assertEqual(incident.reporter_id, user)
                receipts = self.env["ngo.incident.receipt"].with_user(user)
                mine = receipts.search([("code", "=", wizard.receipt)])
                self.assertEqual(len(mine), 1)
                # The number opens no other room.
                self.assertNotEqual(mine.code, incident.code)

    def test_partners_do_not_report_here(self):
        with self.assertRaises(AccessError):
            self._report(self.users["partner"])

    def test_the_screen(self):
        """One screen: where, what, who is safe; no right on sites is needed. [E26]"""
        with self.assertRaises(AccessError):
            self.env["ngo.site"].with_user(self.employee).search([])
        self.env["ngo.site.staff"].create(
            {"site_id": self.site_b.id, "user_id": self.employee.id}
        )
        Report = self.env["ngo.incident.report"].with_user(self.employee)
        with Form(Report, "ngo_base.ngo_incident_report_view_form") as form:
            self.assertEqual(form.site, str(self.site_b.id))
            form.what = WHAT
            form.safety = "unknown"
        wizard = form.record
        action = wizard.action_send()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertTrue(wizard.receipt)
        # What was typed does not stay in the wizard's table.
        self.assertFalse(wizard.what or wizard.safe_who or wizard.place)
        with self.assertRaisesRegex(UserError, wizard.receipt):
            wizard.action_send()

    def test_what_must_be_said(self):
        for missing in ({"site": False}, {"what": "  "}, {"safety": False}):
            with self.assertRaises(UserError):
                self._report(**missing)

    def test_another_ones_report_is_not_sent(self):
        wizard = self.env["ngo.incident.report"].with_user(self.night).create({})
        with self.assertRaises(AccessError):
            wizard.with_user(self.employee).action_send()

    def test_protected_shelters_are_not_listed_to_everybody(self):
        shelter = self.env["ngo.site"].create(
            {"name": "Shelter", "kind": "protected_shelter"}
        )
        Report = self.env["ngo.incident.report"]
        field = Report._fields["site"]
        for user, listed in ((self.employee, False), (self.users["jurist"], True)):
            if listed:
                self.give_role(user, "jurist", site=shelter)
            keys = dict(field._description_selection(Report.with_user(user).env))
            self.assertEqual(str(shelter.id) in keys, listed)
        with self.assertRaises(UserError):
            self._report(self.employee, site=str(shelter.id))

    # -------------------------------------------------------------- reading

    def test_readers_are_managers_and_circle(self):
        """Managers up the tree, the circle of the site; the author does not. [E26]"""
        _wizard, incident, _messages = self._report()
        everybody = {**self.users, "employee": self.employee}
        readers = {
            role
            for role, user in everybody.items()
            if incident.with_user(user).has_access("read")
        }
        self.assertEqual(readers, {"coordinator", "child_protection", "supervisor"})
        for role in readers:
            user = self.users[role]
            self.assertEqual(incident.with_user(user).what, WHAT)
            found = incident.with_user(user).search([("id", "=", incident.id)])
            self.assertEqual(found, incident)
        elsewhere = self._report(site=str(self.site_b.id))[1]
        for role in readers:
            self.assertFalse(elsewhere.with_user(self.users[role]).has_access("read"))

    def test_author_keeps_title_and_dates(self):
        """Her own sent items say number, title and dates, no content. [E26]"""
        wizard, incident, _messages = self._report(self.employee)
        Receipt = self.env["ngo.incident.receipt"]
        mine = Receipt.with_user(self.employee).search([])
        self.assertEqual(mine.code, wizard.receipt)
        names = Receipt.with_user(self.employee).fields_get()
        self.assertLessEqual(
            {name for name, desc in names.items() if desc["type"] in ("text", "html")},
            set(),
        )
        self.assertNotIn("incident_id", names)
        self.assertFalse(mine.acknowledged_at)
        self.assertFalse(Receipt.with_user(self.night).search([("id", "in", mine.ids)]))
        incident.with_user(self.manager).action_acknowledge()
        self.assertTrue(mine.acknowledged_at)
        with self.assertRaises(AccessError):
            mine.title = "Other"

    def test_whom_it_concerns_learns_nothing(self):
        """A manager named in the report gets neither the record nor a notice. [E26]"""
        _wizard, incident, messages = self._report(
            kind="conduct", concerned_user_ids=[(4, self.manager.id)]
        )
        self.assertFalse(incident.with_user(self.manager).has_access("read"))
        found = incident.with_user(self.manager).search([("id", "=", incident.id)])
        self.assertFalse(found)
        self.assertNotIn(self.manager.partner_id, messages.partner_ids)
        self.assertIn(self.users["supervisor"].partner_id, messages.partner_ids)
        self.assertNotEqual(incident._get_clocks("running").user_id, self.manager)

    def test_elsewhere_is_for_the_whole_circle(self):
        incident = self._report(site="elsewhere")[1]
        self.assertTrue(
            incident.with_user(self.users["child_protection"]).has_access("read")
        )
        self.assertFalse(incident.with_user(self.manager).has_access("read"))

    def test_personal_data_goes_to_the_officer(self):
        """Seventy-two hours to tell the authority; the DPO reads it. [E26]"""
        with freeze_time("2026-11-21 22:00:00"):
            incident = self._report(kind="data")[1]
        officer = self.users["dpo"]
        self.assertTrue(incident.with_user(officer).has_access("read"))
        self.assertFalse(self._report()[1].with_user(officer).has_access("read"))
        clock = incident._get_clocks("running").filtered(
            lambda clock: clock.obligation == "authority_notice"
        )
        self.assertEqual(clock.due, clock.started + timedelta(hours=72))
        self.env["ngo.incident.entry"].with_user(officer).create(
            {
                "incident_id": incident.id,
                "kind": "outside_notice",
                "authority": "INPDP",
                "reference": "2026/77",
            }
        )
        self.assertEqual(clock.state, "done")
        self.assertEqual(incident.outside_notice_count, 1)

    # -------------------------------------------------------------- notices

    def test_told_at_once_without_content(self):
        """Managers and circle are told in the same moment, by a code. [E26]"""
        _wizard, incident, messages = self._report()
        told = self.manager | self.users["supervisor"] | self.users["child_protection"]
        self.assertEqual(messages.partner_ids, told.partner_id)
        # Not even the author's name travels.
        self.assertEqual(messages.author_id, self.env.ref("base.partner_root"))
        self.assertIn(incident.code, messages.subject)
        for text in (messages.subject, messages.body):
            for word in ("door", "room 4", "hall", self.night.name):
                self.assertNotIn(word, text)

    def test_nobody_to_read_is_told_to_the_officer(self):
        """A site without manager or circle: the DPO must find a reader."""
        messages = self._report(site=str(self.site_b.id))[2]
        self.assertEqual(messages.partner_ids, self.users["dpo"].partner_id)
        self.assertIn("Nobody", messages.body)

    # -------------------------------------------------------- acknowledging

    def test_acknowledged_in_time_or_told(self):
        """A day to acknowledge, then the supervisor is told. [E26]"""
        incident = self._report()[1]
        clock = incident._get_clocks("running")
        self.assertEqual(clock.due, clock.started + timedelta(hours=24))
        self.assertEqual(clock.user_id, self.manager)
        with self.assertRaises(AccessError):
            incident.with_user(self.night).action_acknowledge()
        incident.with_user(self.manager).action_acknowledge()
        self.assertEqual(clock.state, "done")
        self.assertEqual(incident.acknowledged_by_id, self.manager)

    def test_somebody_else_acknowledges(self):
        incident = self._report(self.manager)[1]
        with self.assertRaisesRegex(UserError, "Somebody else"):
            incident.with_user(self.manager).action_acknowledge()
        incident.with_user(self.users["supervisor"]).action_acknowledge()
        self.assertEqual(incident.state, "acknowledged")

    def test_alone_in_the_house(self):
        """Where nobody else could read it, its author acknowledges it herself."""
        self.site_b.manager_id = self.manager
        incident = self._report(self.manager, site=str(self.site_b.id))[1]
        incident.with_user(self.manager).action_acknowledge()
        self.assertEqual(incident.state, "acknowledged")

    def test_a_report_is_not_rewritten(self):
        incident = self._report()[1].with_user(self.manager)
        for vals in (
            {"what": "Nothing"},
            {"safety": "safe"},
            {"state": "acknowledged"},
            {"acknowledged_by_id": self.manager.id},
            {"concerned_user_ids": [(5,)]},
        ):
            with self.assertRaises(UserError, msg=vals):
                incident.write(vals)
        with self.assertRaises(AccessError):
            incident.unlink()

    def test_entries_are_added_never_edited(self):
        """Outside notices and measures: rows with author and date. [E26]"""
        incident = self._report()[1].with_user(self.manager)
        action = incident.with_context(entry_kind="outside_notice").action_add_entry()
        Entry = self.env["ngo.incident.entry"].with_user(self.manager)
        entry = Entry.with_context(**action["context"]).create(
            {"authority": "Child-protection delegate", "body": "Told by telephone"}
        )
        self.assertEqual(entry.kind, "outside_notice")
        self.assertEqual(entry.author_id, self.manager)
        with self.assertRaises(UserError):
            entry.body = "Other"
        with self.assertRaises(AccessError):
            Entry.create(
                {"incident_id": incident.id, "author_id": self.night.id, "body": "x"}
            )
        with self.assertRaises(AccessError):
            entry.with_user(self.night).create(
                {"incident_id": incident.id, "body": "x"}
            )
        incident.action_acknowledge()
        incident.action_close()
        self.assertFalse(incident._get_clocks("running", "paused", "breached"))
