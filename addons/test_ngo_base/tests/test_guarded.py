# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.addons.ngo_base.models.ngo_guarded import LIVE
from odoo.addons.ngo_base.tests.common import NgoCase


@tagged("post_install", "-at_install")
class TestGuarded(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.users["social_worker"]
        cls.files = cls.env["test.ngo.file"]
        cls.own = cls.files.create(
            {
                "title": "Mine",
                "user_id": cls.worker.id,
                "team_id": cls.team_a.id,
                "site_id": cls.desk_a.id,
                "programme_id": cls.programme_1.id,
            }
        )
        cls.other = cls.files.create(
            {
                "title": "Fatou SECRET",
                "user_id": cls.users["jurist"].id,
                "team_id": cls.team_b.id,
                "site_id": cls.site_b.id,
                "programme_id": cls.programme_2.id,
            }
        )

    def test_search_read_and_access_agree(self):
        """The same domain answers search, read, has_access and write. [B04]"""
        self.narrow_role("coordinator", site=self.site_a)
        for login, readable in (
            ("social_worker", self.own),
            ("jurist", self.other),
            ("supervisor", self.own),
            ("coordinator", self.own),
            ("finance_officer", self.files),
        ):
            mine = self.as_user(self.files, login)
            found = mine.search([("id", "in", (self.own + self.other).ids)])
            self.assertEqual(found.ids, readable.ids, login)
            for record in self.own + self.other:
                seen = self.as_user(record, login)
                self.assertEqual(
                    seen.has_access("read"), record in readable, (login, record)
                )
                if record in readable:
                    self.assertTrue(seen.read(["code"]))
                else:
                    with self.assertRaises(AccessError):
                        seen.read(["code"])

    def test_employee_without_role_reads_nothing(self):
        """A bare employee cannot even ask. [C01a]"""
        with self.assertRaises(AccessError):
            self.as_user(self.files, "employee").search([])
        self.assertFalse(self.as_user(self.own, "employee").has_access("read"))

    def test_group_without_live_role_reads_nothing(self):
        """A group given by hand opens the model, not one record."""
        stranger = self.new_user("stranger")
        stranger.group_ids += self.env.ref("ngo_base.group_ngo_base_social_worker")
        self.own.user_id = stranger
        self.assertFalse(self.files.with_user(stranger).search([]))

    def test_role_that_ended_reads_nothing_at_once(self):
        """No cron needed: the scope asks the rows, once for an answer of the client."""
        row = self.env["ngo.role"].search([("user_id", "=", self.worker.id)])
        mine = self.own.with_user(self.worker)
        row.date_to = fields.Datetime.now() + timedelta(hours=1)
        self.assertTrue(mine.has_access("read"))
        self.assertEqual(mine.web_read({"code": {}})[0]["code"], self.own.code)
        self.assertNotIn(LIVE, self.env.cr.cache)
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            self.assertTrue(
                self.worker.has_group("ngo_base.group_ngo_base_social_worker")
            )
            self.assertFalse(mine.has_access("read"))
            self.assertFalse(mine.search([]))
            with self.assertRaises(AccessError):
                mine.web_read({"code": {}})
            self.assertNotIn(LIVE, self.env.cr.cache)

    def test_what_is_held_for_one_reader_is_not_used_for_another(self):
        """A check for somebody else, made while one reads, reads her own roles."""
        mine = self.own.with_user(self.worker)
        other = self.as_user(self.own, "finance_officer")
        with mine._with_live(mine._scope_live()):
            self.assertTrue(mine.has_access("read"))
            self.assertFalse(other._scope_live().has("social_worker"))
            self.assertFalse(other._filtered_access("read"))

    def test_scope_is_written_once_for_an_answer(self):
        """All searches of one page run one domain; the next page writes its own."""
        mine = self.own.with_user(self.worker)
        model = type(mine)
        with patch.object(
            model, "_scope_domain", autospec=True, side_effect=model._scope_domain
        ) as written:
            with mine._with_live(mine._scope_live()):
                self.assertTrue(mine.search([]))
                self.assertTrue(mine.search_count([]))
                self.assertEqual(written.call_count, 1)
                other = self.as_user(self.own, "finance_officer")
                self.assertFalse(other.search([]))
                # In the rights of another environment it is another domain.
                self.assertTrue(mine.search([("is_in_scope", "=", True)]))
                self.assertEqual(written.call_count, 3)
            mine.search([])
            self.assertEqual(written.call_count, 4)

    def test_file_given_away_is_closed_in_the_same_transaction(self):
        """The remembered value is forgotten before each check."""
        mine = self.own.with_user(self.worker)
        self.assertTrue(mine.has_access("write"))
        self.own.write({"user_id": self.users["jurist"].id, "team_id": False})
        self.assertFalse(mine.has_access("read"))
        self.assertFalse(mine.has_access("write"))

    def test_what_was_typed_on_a_file_closes_with_it(self):
        """A draft is found no longer than its record is open to its author."""
        drafts = self.env["ngo.draft"].with_user(self.worker)
        for res_id in (self.own.id, 0):
            drafts.save_draft("test.ngo.file", res_id, "summary", "She said")
        there = drafts.search([("res_model", "=", "test.ngo.file")])
        self.assertEqual(len(there), 2)
        self.own.write({"user_id": self.users["jurist"].id, "team_id": False})
        left = drafts.search([("res_model", "=", "test.ngo.file")])
        self.assertEqual(left.res_id, 0)
        with self.assertRaises(AccessError):
            (there - left).read(["body"])
        self.assertEqual(left.read(["body"])[0]["body"], "She said")
        self.own.user_id = self.worker
        self.assertTrue(there.has_access("read"))

    def test_roles_reach_by_site_and_programme(self):
        """A row with site and programme needs both, a tree is reached downwards."""
        self.narrow_role("coordinator", site=self.site_a, programme=self.programme_2)
        mine = self.as_user(self.files, "coordinator")
        self.assertFalse(mine.search([]))
        self.narrow_role("coordinator", site=self.site_a, programme=self.programme_1)
        self.assertEqual(mine.search([]).ids, self.own.ids)

    def test_presence_opens_the_site_for_its_hours(self):
        """On shift now, not before and not after."""
        mine = self.as_user(self.files, "front_desk")
        self.assertFalse(mine.search([]))
        now = fields.Datetime.now()
        shift = self.env["ngo.presence"].create(
            {
                "user_id": self.users["front_desk"].id,
                "site_id": self.site_b.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=1),
            }
        )
        self.assertEqual(mine.search([]).ids, self.other.ids)
        shift.date_to = now - timedelta(minutes=1)
        self.assertFalse(mine.search([]))

    def test_reference_to_unreadable_record_is_refused(self):
        """Leak L02: naive Odoo takes the id and gives the name through it."""
        lines = self.env["test.ngo.line"].with_user(self.worker)
        line = lines.create({"name": "x", "file_id": self.own.id})
        with self.assertRaises(AccessError):
            lines.create({"name": "x", "file_id": self.other.id})
        with self.assertRaises(AccessError):
            line.write({"file_id": self.other.id})
        with self.assertRaises(AccessError):
            lines.onchange({"file_id": self.other.id}, ["file_id"], {"file_id": {}})
        with self.assertRaises(AccessError):
            lines.with_context(default_file_id=self.other.id).default_get(["file_id"])
        # A form sends back what the row holds: that is no new reference.
        line.sudo().file_id = self.other
        line.write({"file_id": self.other.id, "name": "y"})
        self.assertEqual(line.name, "y")

    def test_display_name_is_a_code_everywhere(self):
        """Leak L01: names leave through labels computed as superuser."""
        for record in (self.other, self.other.sudo(), self.own.with_user(self.worker)):
            self.assertRegex(record.display_name, r"^Z-[2-9B-Z]{8}$")
        message = self.env["mail.message"].with_user(self.worker)
        answer = message.onchange(
            {"model": "test.ngo.file", "res_id": self.other.id},
            ["res_id"],
            {"record_name": {}},
        )
        self.assertNotIn("SECRET", str(answer))

    def test_refusal_names_no_record_in_debug_mode(self):
        """Leak L01c: any employee asks for the long refusal by ``?debug=1``."""
        self.assertTrue(self.worker._has_group("base.group_no_one"))
        with MockRequest(self.env) as asked:
            asked.session.debug = "1"
            # Odoo's own refusal, at a record without a scope, names it.
            partner = self.env["res.partner"].create({"name": "Fatou SECRET"})
            self.env["ir.rule"].create(
                {
                    "name": "Nobody",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "domain_force": [("id", "!=", partner.id)],
                }
            )
            with self.assertRaisesRegex(AccessError, "SECRET"):
                partner.with_user(self.worker).read(["email"])
            seen = self.other.with_user(self.worker)
            for refused in (
                lambda: seen.read(["summary"]),
                lambda: seen.write({"summary": "x"}),
                seen.unlink,
            ):
                with self.assertRaises(AccessError) as caught:
                    refused()
                message = str(caught.exception)
                for word in ("SECRET", self.other.code, "rules", str(self.other.id)):
                    self.assertNotIn(word, message)
                self.assertIn("Specimen file", message)
                self.assertIn("ask the person in charge", message)

    def test_code_is_random_and_unique(self):
        """Codes do not follow each other and cannot be chosen twice."""
        records = self.files.create([{} for _i in range(50)])
        codes = records.mapped("code")
        self.assertEqual(len(set(codes)), 50)
        self.assertNotEqual(codes, sorted(codes))

    def test_transition_table_holds_for_writes(self):
        """A state is not written past the table, by RPC either."""
        mine = self.own.with_user(self.worker)
        with self.assertRaisesRegex(UserError, self.own.code):
            mine.write({"state": "closed"})
        mine._move_to("open")
        mine.write({"state": "closed"})
        self.assertEqual(mine.state, "closed")

    def test_why_tells_the_reason_that_opens(self):
        """Each reason that opens the record is said, and nothing when none does."""
        self.assertEqual(self.own.with_user(self.worker)._why(), ["You own this file."])
        self.assertFalse(self.other.with_user(self.worker)._why())
        technician = self.as_user(self.env["ngo.why"], "technician")
        asked = technician.create({"user_id": self.worker.id, "code": self.own.code})
        asked.action_ask()
        self.assertIn("You own this file.", asked.answer)
        asked.write({"code": self.other.code})
        asked.action_ask()
        self.assertEqual(asked.answer, f"Nothing gives access to {self.other.code}.")
        nosy = self.env["ngo.why"].with_user(self.worker)
        with self.assertRaises(UserError):
            nosy.create(
                {"user_id": self.users["jurist"].id, "code": self.own.code}
            ).action_ask()

    def test_wizards_are_private(self):
        """Leak L09: nobody reads what another one typed into a wizard."""
        wizard = self.env["ngo.why"].with_user(self.worker).create({"code": "Z-SECRET"})
        other = self.as_user(self.env["ngo.why"], "jurist")
        self.assertFalse(other.search([("id", "=", wizard.id)]))

    def test_scope_costs_a_constant_number_of_queries(self):
        """Eighty records cost no more queries than eight."""
        self.files.create([{"user_id": self.worker.id} for _i in range(80)])
        mine = self.files.with_user(self.worker)
        self.env.flush_all()

        def cost(limit):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mine.search_read([], ["code", "state"], limit=limit)
            return self.env.cr.sql_log_count - before

        cost(8)
        self.assertEqual(cost(80), cost(8))
