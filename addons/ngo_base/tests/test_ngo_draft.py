# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import NgoCase


class TestDraft(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.users["social_worker"]
        cls.Draft = cls.env["ngo.draft"].with_user(cls.worker)
        cls.key = ("ngo.incident.report", 0, "what")

    def test_kept_offered_dropped(self):
        """One row per author, record and field; the last words win."""
        self.Draft.save_draft(*self.key, "She said")
        self.Draft.save_draft(*self.key, "She said more")
        self.assertEqual(self.Draft.search_count([]), 1)
        self.assertEqual(self.Draft.get_draft(*self.key)["body"], "She said more")
        self.Draft.drop_draft(*self.key)
        self.assertFalse(self.Draft.get_draft(*self.key))

    def test_an_empty_text_is_forgotten(self):
        self.Draft.save_draft(*self.key, "She said")
        self.assertFalse(self.Draft.save_draft(*self.key, "  "))
        self.assertFalse(self.Draft.get_draft(*self.key))

    def test_only_its_author_reads_it(self):
        """Neither her supervisor nor whoever sets up the house."""
        self.Draft.save_draft(*self.key, "She said")
        draft = self.Draft.search([])
        everybody = {**self.users, "employee": self.employee}
        for role, user in everybody.items():
            if user == self.worker:
                continue
            seen = draft.with_user(user)
            self.assertFalse(seen.has_access("read"), role)
            if role != "partner":
                self.assertFalse(seen.search([("id", "=", draft.id)]), role)
                self.assertFalse(seen.get_draft(*self.key), role)
            with self.assertRaises(AccessError, msg=role):
                seen.unlink()
        # Even with the technical groups.
        self.users["technician"].group_ids = [
            Command.link(self.env.ref("base.group_system").id)
        ]
        seen = draft.with_user(self.users["technician"])
        self.assertFalse(seen.has_access("read"))

    def test_rows_are_not_written_by_hand(self):
        self.Draft.save_draft(*self.key, "She said")
        with self.assertRaises(AccessError):
            self.Draft.search([]).body = "Other"
        with self.assertRaises(AccessError):
            self.Draft.create(
                {
                    "res_model": "ngo.incident.report",
                    "res_id": 0,
                    "field_name": "what",
                    "body": "x",
                }
            )

    def test_a_record_that_is_not_open_keeps_no_draft(self):
        incident = self.env["ngo.incident"].create(
            {
                "date_event": fields.Datetime.now(),
                "what": "x",
                "safety": "safe",
                "reporter_id": self.worker.id,
            }
        )
        for method, more in (("save_draft", ("x",)), ("get_draft", ())):
            with self.assertRaises(AccessError):
                getattr(self.Draft, method)("ngo.incident", incident.id, "what", *more)
        supervisor = self.Draft.with_user(self.users["supervisor"])
        self.assertTrue(
            supervisor.save_draft("ngo.incident", incident.id, "what", "Mine")
        )

    def test_only_text_fields_and_not_without_end(self):
        for key in (
            ("ngo.incident.report", 0, "date_event"),
            ("ngo.incident.report", 0, "nothing"),
            ("no.model", 0, "what"),
        ):
            with self.assertRaises(UserError):
                self.Draft.save_draft(*key, "x")
        with self.assertRaises(UserError):
            self.Draft.save_draft(*self.key, "x" * 100_001)

    def test_forgotten_after_a_month_and_with_its_record(self):
        self.Draft.save_draft(*self.key, "She said")
        draft = self.Draft.search([])
        old = fields.Datetime.now() - timedelta(days=31)
        self.env["ngo.draft"]._gc_drafts()
        self.assertTrue(draft.exists())
        self.env.cr.execute("UPDATE ngo_draft SET write_date = %s", [old])
        self.env.invalidate_all()
        self.env["ngo.draft"]._gc_drafts()
        self.assertFalse(draft.exists())
        incident = self.env["ngo.incident"].create(
            {
                "date_event": fields.Datetime.now(),
                "what": "x",
                "safety": "safe",
                "reporter_id": self.worker.id,
            }
        )
        supervisor = self.Draft.with_user(self.users["supervisor"])
        supervisor.save_draft("ngo.incident", incident.id, "what", "Mine")
        self.env["ngo.draft"]._forget(incident)
        self.assertFalse(supervisor.search([]))


@tagged("post_install", "-at_install", "ngo_browser")
class TestDraftBrowser(HttpCase):
    def test_hoot(self):
        """What this room draws, in a browser: drafts kept, hours out of 24."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={_hoot_id('@ngo_base')}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )


def _hoot_id(name):
    """Identifier that Hoot gives to a suite: a 32-bit hash of its name, in hex."""
    value = 0
    for character in name:
        value = (value * 31 + ord(character)) & 0xFFFFFFFF
    return f"{value:08x}"
