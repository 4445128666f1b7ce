# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import RecordCapturer, tagged

from .common import CaseCase

SECRET = "held in a house near the port"
KINDS = {
    "trafficking": {"account": SECRET, "stage": "presumed"},
    "gbv": {"account": SECRET, "fgm": "undergone"},
    "sogiesc": {"own_words": SECRET},
    "health": {"condition": SECRET},
}


class AnnexCase(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.annexes = {}
        for kind, vals in KINDS.items():
            keeper = cls.psychologist if kind == "health" else cls.worker
            cls.annexes[kind] = cls.env[f"migrant.annex.{kind}"].create(
                {"case_id": cls.case.id, "keeper_id": keeper.id, **vals}
            )

    def outsiders(self, keeper):
        """Every role, those of the file and of its team included, and the employee."""
        users = [*self.users.values(), self.employee, self.colleague, self.stranger]
        return [user for user in users if user != keeper]

    def routes(self, record, user):
        """Every way of asking for one record as a user: {name: function}.

        Routes of the security page, paragraph 2, that lead to a record or its values.
        """
        seen = record.with_user(user)
        empty = seen.browse()
        alone = [("id", "=", record.id)]
        text = next(
            name
            for name, value in KINDS[self.kind_of(record)].items()
            if value == SECRET
        )
        env = seen.env
        return {
            "read": lambda: seen.read([text]),
            "web_read": lambda: seen.web_read({text: {}}),
            "search": lambda: empty.search(alone).ids,
            "count": lambda: empty.search_count(alone),
            "search_read": lambda: empty.search_read(alone, [text]),
            "web_search_read": lambda: empty.web_search_read(alone, {text: {}})[
                "records"
            ],
            "name_search": lambda: empty.name_search(record.code),
            "web_name_search": lambda: empty.web_name_search(record.code, {text: {}}),
            "prefix": lambda: empty.search([(text, "=like", "held%")]).ids,
            "group": lambda: [
                row
                for row in empty.formatted_read_group(alone, [text], ["__count"])
                if row["__count"]
            ],
            "export": lambda: seen.export_data([text])["datas"],
            "copy": lambda: seen.copy().ids,
            "write": lambda: seen.write({text: "x"}),
            "unlink": lambda: seen.unlink(),
            "order": lambda: empty.search(alone, order=text).ids,
            "dotted": lambda: empty.search([("case_id.code", "!=", False)]).ids,
            "onchange": lambda: seen.onchange({}, [], {text: {}})
            .get("value", {})
            .get(text),
            "has_access": lambda: seen.has_access("read"),
            "attribute": lambda: seen[text],
            "why": lambda: seen.action_why(),
            "invite": lambda: seen._invite(
                user, fields.Datetime.now() + timedelta(days=1), "let me in"
            ).ids,
            "journal": lambda: env["ngo.journal"]
            .search([("res_model", "=", record._name)])
            .filtered(lambda row: SECRET in str(row.read())),
            "message": lambda: SECRET
            in str(
                env["mail.message"].onchange(
                    {"model": record._name, "res_id": record.id},
                    ["res_id"],
                    {"record_name": {}},
                )
            ),
            "activity": lambda: env["mail.activity"]
            .create(
                {
                    "res_model_id": env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "user_id": user.id,
                }
            )
            .ids,
            "attachments": lambda: env["ir.attachment"]
            .search([("res_model", "=", record._name)])
            .ids,
            "file": lambda: SECRET
            in str(self.case.with_user(user).read(load="_classic_read")),
        }

    def kind_of(self, record):
        return record._name.rpartition(".")[2]

    def leaks(self, record, user):
        """Names of the routes that gave something."""
        found = []
        for name, route in self.routes(record, user).items():
            record.env.invalidate_all()
            # An annex has no chatter: an activity finds nobody to tell.
            with contextlib.suppress(AccessError, UserError, AttributeError):
                with self.env.cr.savepoint():
                    if route():
                        found.append(name)
        return found


@tagged("post_install", "-at_install")
class TestAnnex(AnnexCase):
    def test_shut_to_every_role_by_every_route(self):
        """One annex of each kind, all roles outside its circle. [T06] [B24] [T24]"""
        leaks = [
            f"{kind}: {user.login}: {route}"
            for kind, annex in self.annexes.items()
            for user in self.outsiders(annex.keeper_id)
            for route in self.leaks(annex, user)
        ]
        self.assertEqual(leaks, [])

    def test_its_keeper_reads_by_the_same_routes(self):
        """The walk is able to find something: the keeper gets in."""
        got = self.leaks(self.annexes["gbv"], self.worker)
        for name in ("read", "search", "group", "prefix", "web_read", "order"):
            self.assertIn(name, got)

    def test_code_is_the_name(self):
        """No kind shows in a code, no content in a name."""
        for annex in self.annexes.values():
            self.assertRegex(annex.display_name, r"^A-[0-9A-Z]{8}$")

    def test_the_file_shows_a_flag_and_constraints(self):
        """The team learns what to do, and codes; never why. [T06]"""
        as_worker = self.case.with_user(self.colleague)
        self.assertTrue(as_worker.is_careful)
        codes = sorted(annex.code for annex in self.annexes.values())
        self.assertEqual(as_worker.annex_codes, ", ".join(codes))
        self.env["migrant.constraint"].with_user(self.worker).create(
            {
                "case_id": self.case.id,
                "kind_id": self.env.ref("migrant_case.constraint_woman").id,
            }
        )
        kinds = as_worker.constraint_ids.kind_id
        self.assertEqual(kinds.mapped("name"), ["Received by a woman"])
        action = as_worker.with_context(annex_kind="gbv").action_annex()
        found = self.env[action["res_model"]].with_user(self.colleague)
        self.assertFalse(found.search(action["domain"]))

    def test_a_colleague_who_keeps_no_annex_adds_no_constraint(self):
        """Owner and keepers add them; who only reads the file does not. [T06]"""
        constraints = self.env["migrant.constraint"].with_user(self.colleague)
        vals = {
            "case_id": self.case.id,
            "kind_id": self.env.ref("migrant_case.constraint_woman").id,
        }
        with self.assertRaises(AccessError):
            constraints.create(vals)
        self.annexes["gbv"].keeper_id = self.colleague
        self.assertTrue(constraints.create(vals))

    def test_the_desk_learns_one_word(self):
        """Handle with care, nothing else, while on shift. [T06]"""
        self.put_on_shift(self.desk, self.site_a)
        person = self.salimata.with_user(self.desk)
        self.assertTrue(person.is_careful)
        self.assertFalse(
            self.env["migrant.constraint"].with_user(self.desk).has_access("read")
        )

    def test_circle_is_named_and_dated(self):
        """Let in until a date, shown out at once, by the keeper alone. [B24]"""
        annex = self.annexes["gbv"]
        end = fields.Datetime.now() + timedelta(days=10)
        with self.assertRaises(AccessError):
            annex.with_user(self.colleague)._invite(self.colleague, end, "curious")
        annex.with_user(self.worker)._invite(self.jurist, end, "asylum ground")
        self.assertTrue(annex.with_user(self.jurist).has_access("read"))
        self.assertFalse(annex.with_user(self.jurist).has_access("write"))
        self.assertIn(self.jurist.name, annex.with_user(self.worker).circle)
        with self.assertRaises(UserError):
            annex.with_user(self.jurist)._invite(self.colleague, end, "me too")
        with freeze_time(fields.Datetime.now() + timedelta(seconds=30)):
            annex.with_user(self.worker)._dismiss(self.jurist)
            self.assertFalse(annex.with_user(self.jurist).has_access("read"))
            annex.with_user(self.worker)._invite(self.jurist, end, "asylum ground")
            self.assertTrue(annex.with_user(self.jurist).has_access("read"))
        with freeze_time(end + timedelta(hours=1)):
            self.assertFalse(annex.with_user(self.jurist).has_access("read"))

    def test_only_roles_of_the_kind_are_let_in(self):
        """A finance officer or a desk is in no circle; health is for health."""
        end = fields.Datetime.now() + timedelta(days=1)
        annex = self.annexes["gbv"].with_user(self.worker)
        for role in ("finance_officer", "front_desk", "technician"):
            with self.assertRaises(UserError):
                annex._invite(self.users[role], end, "please")
        health = self.annexes["health"].with_user(self.psychologist)
        with self.assertRaises(UserError):
            health._invite(self.worker, end, "please")

    def test_keeper_is_who_writes_it(self):
        """Nobody makes an annex that somebody else keeps, nor takes one over."""
        with self.assertRaises(AccessError):
            self.env["migrant.annex.gbv"].with_user(self.colleague).create(
                {"case_id": self.case.id, "keeper_id": self.worker.id}
            )
        mine = (
            self.env["migrant.annex.gbv"]
            .with_user(self.colleague)
            .create({"case_id": self.case.id})
        )
        self.assertEqual(mine.keeper_id, self.colleague)
        self.assertFalse(mine.with_user(self.worker).has_access("read"))

    def test_who_leaves_hands_it_on(self):
        """Its keeper alone, to a role of the kind; then it is shut to her. [T06]"""
        annex = self.annexes["gbv"]
        wizard = self.env["migrant.annex.invite"].with_user(self.worker)
        wizard = wizard.create(
            {
                "res_model": annex._name,
                "res_id": annex.id,
                "user_id": self.users["finance_officer"].id,
            }
        )
        with self.assertRaises(UserError):
            wizard.action_hand_on()
        end = fields.Datetime.now() + timedelta(days=10)
        annex.with_user(self.worker)._invite(self.jurist, end, "ground", can_write=True)
        with self.assertRaises(UserError):
            annex.with_user(self.jurist)._hand_on(self.jurist)
        wizard.user_id = self.colleague
        with RecordCapturer(self.env["mail.message"]) as told:
            wizard.action_hand_on()
        # The new keeper is told, by a code and without the kind.
        self.assertEqual(told.records.partner_ids, self.colleague.partner_id)
        self.assertIn(annex.code, told.records.subject)
        self.assertNotIn("gbv", told.records.body)
        self.env.invalidate_all()
        self.assertEqual(annex.keeper_id, self.colleague)
        self.assertFalse(annex.with_user(self.worker).has_access("read"))
        self.assertTrue(annex.with_user(self.colleague).has_access("write"))
        self.assertTrue(annex.with_user(self.jurist).has_access("read"))
        health = self.annexes["health"].with_user(self.psychologist)
        with self.assertRaises(UserError):
            health._hand_on(self.worker)

    def test_who_leaves_is_reminded(self):
        """Files go, annexes stay: told to their keeper and to nobody else. [T26]"""
        handover = self.env["migrant.handover"].create({"user_id": self.worker.id})
        codes = handover.with_user(self.worker).annex_codes
        for kind in ("trafficking", "gbv", "sogiesc"):
            self.assertIn(f"{self.annexes[kind].code} ({self.case.code})", codes)
        self.assertNotIn(self.annexes["health"].code, codes)
        self.assertFalse(handover.with_user(self.supervisor).annex_codes)
        handover.with_user(self.worker).action_send()
        row = handover.line_ids.transition_id.with_user(self.colleague)
        with RecordCapturer(self.env["mail.message"]) as told:
            row.action_accept()
        (mine,) = told.records.filtered(
            lambda message: message.partner_ids == self.worker.partner_id
            and "gone" in message.subject
        )
        self.assertIn(self.case.code, mine.subject)
        self.assertNotIn("annex", mine.body)

    def test_who_keeps_none_is_not_reminded(self):
        """A file without an annex of hers goes without a word more."""
        for annex in self.annexes.values():
            annex.keeper_id = self.psychologist
        handover = self.env["migrant.handover"].create({"user_id": self.worker.id})
        self.assertFalse(handover.with_user(self.worker).annex_codes)
        handover.action_send()
        row = handover.line_ids.transition_id.with_user(self.colleague)
        with RecordCapturer(self.env["mail.message"]) as told:
            row.action_accept()
        self.assertFalse([m for m in told.records if "gone" in (m.subject or "")])

    def test_its_keeper_finds_it_without_the_file(self):
        """By her menu: her own annexes alone, also when the file went away. [T06]"""
        annex = self.annexes["gbv"]
        action = self.env.ref("migrant_case.migrant_annex_gbv_action")
        menu = self.env.ref("migrant_case.migrant_annex_gbv_menu")
        health = self.env.ref("migrant_case.migrant_annex_health_menu")
        annex.keeper_id = self.stranger
        self.assertFalse(self.case.with_user(self.stranger).has_access("read"))
        seen = menu.with_user(self.stranger)._visible_menu_ids()
        self.assertIn(menu.id, seen)
        self.assertNotIn(health.id, seen)
        self.assertNotIn(
            menu.id, menu.with_user(self.users["finance_officer"])._visible_menu_ids()
        )
        self.assertEqual(action.res_model, annex._name)
        spec = {"code": {}, "case_id": {"fields": {"display_name": {}}}}
        for user, codes in ((self.stranger, [annex.code]), (self.worker, [])):
            found = self.env[action.res_model].with_user(user)
            rows = found.web_search_read([], spec)["records"]
            self.assertEqual([row["code"] for row in rows], codes)
            for row in rows:
                self.assertEqual(row["case_id"]["display_name"], self.case.code)

    def test_emergency_needs_two(self):
        """Asked by code, shut until a second person agrees, four hours, read-only."""
        annex = self.annexes["trafficking"]
        access = self.env["ngo.access"].with_user(self.colleague)
        grant = access.break_glass(
            annex.code, "she is in danger tonight, keeper on leave", "danger"
        )
        self.assertEqual(grant.state, "asked")
        self.assertFalse(annex.with_user(self.colleague).has_access("read"))
        with self.assertRaises(UserError):
            grant.with_user(self.colleague).action_agree()
        grant.with_user(self.supervisor).action_agree()
        self.assertTrue(annex.with_user(self.colleague).has_access("read"))
        self.assertFalse(annex.with_user(self.colleague).has_access("write"))
        self.assertFalse(annex.with_user(self.supervisor).has_access("read"))
        with freeze_time(fields.Datetime.now() + timedelta(hours=4, minutes=1)):
            self.assertFalse(annex.with_user(self.colleague).has_access("read"))

    def test_reading_is_journalled(self):
        """Every reading of an annex is a row, of the person it concerns. [T24]"""
        annex = self.annexes["gbv"].with_user(self.worker)
        self.assertTrue(annex._sensitive_fields() >= {"account", "fgm", "wishes"})
        model, ids = annex._journal_subjects()
        self.assertEqual((model, ids), ("migrant.beneficiary", self.salimata.ids))

    def test_no_field_of_another_model_leads_here(self):
        """Nothing but code points at an annex: no copy, no related, no count."""
        ours = {annex._name for annex in self.annexes.values()}
        pointing = [
            f"{name}.{field.name}"
            for name, model in self.env.registry.items()
            for field in model._fields.values()
            if field.comodel_name in ours
        ]
        self.assertEqual(pointing, [])
