# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ngo_base.tests.common import NgoCase


@tagged("post_install", "-at_install")
class TestAppendOnly(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.note = cls.env["test.ngo.note"].create({"body": "Said", "remark": "low"})

    def test_a_worker_signs_her_own(self):
        """Whoever may create a row creates it, sealed, without further rights."""
        worker = self.users["social_worker"]
        note = self.env["test.ngo.note"].with_user(worker).create({"body": "Mine"})
        sealed = note._hash_content(note.content_salt, {"body": "Mine", "remark": None})
        self.assertEqual(note.content_hash, sealed)

    def test_orm_refuses_write_and_unlink(self):
        """A signed text is neither changed nor deleted, superuser included."""
        with self.assertRaises(UserError):
            self.note.write({"body": "Rewritten"})
        with self.assertRaises(UserError):
            self.note.unlink()
        self.note.write({"seen": 3})
        self.assertEqual(self.note.seen, 3)

    @mute_logger("odoo.sql_db")
    def test_sql_refuses_update_delete_truncate(self):
        """What the ORM does not see is refused by triggers."""
        self.env.flush_all()
        for query in (
            "UPDATE test_ngo_note SET body = 'x'",
            "DELETE FROM test_ngo_note",
            "TRUNCATE test_ngo_note",
        ):
            with self.assertRaises(psycopg2.Error), self.cr.savepoint():
                self.cr.execute(query)
        self.note.invalidate_recordset()
        self.assertEqual(self.note.body, "Said")

    def test_strike_out_hides_from_all_but_the_dpo(self):
        """Wrong file: content goes, row and reason stay, the DPO alone reads it."""
        with self.assertRaises(UserError):
            self.note._strike_out("  ")
        before = self.note.content_hash
        self.note.with_user(self.users["social_worker"])._strike_out("Wrong person")
        self.assertEqual((self.note.body, self.note.remark), ("", False))
        self.assertEqual(self.note.strike_reason, "Wrong person")
        self.assertEqual(self.note.struck_by_id, self.users["social_worker"])
        self.assertEqual(self.note.content_hash, before)
        copies = self.env["ngo.struck.content"]
        with self.assertRaises(AccessError):
            self.as_user(copies, "supervisor").search([])
        kept = self.as_user(copies, "dpo").search([("res_id", "=", self.note.id)])
        self.assertEqual(json.loads(kept.content)["body"], "Said")
        with self.assertRaises(UserError):
            self.note._strike_out("again")

    def test_shred_leaves_row_and_hash_only(self):
        """After shredding the text is found nowhere in the tables."""
        self.note._strike_out("Wrong person")
        self.note._shred("retention")
        self.assertTrue(self.note.exists() and self.note.content_hash)
        self.assertFalse(self.note.content_salt)
        self.cr.execute(
            "SELECT count(*) FROM ngo_struck_content WHERE content LIKE '%Said%'"
        )
        self.assertEqual(self.cr.fetchone()[0], 0)

    @mute_logger("odoo.sql_db")
    def test_the_door_closes_behind_a_strike(self):
        """After a strike-out the trigger refuses again in the same transaction."""
        other = self.env["test.ngo.note"].create({"body": "Other"})
        self.note._strike_out("Wrong person")
        with self.assertRaises(psycopg2.Error), self.cr.savepoint():
            self.cr.execute(
                "UPDATE test_ngo_note SET body = 'x' WHERE id = %s", (other.id,)
            )
