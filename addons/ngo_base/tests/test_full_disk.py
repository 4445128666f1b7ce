# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The disk is full, or takes nothing: one sentence, and nothing half-done.

A limit on the size of files stands for the full disk: it binds every user of the
machine, root too, and writing stops in the middle as it does there. A file in the place
of a folder stands for the disk that cannot be written.
"""

import io
import resource
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from unittest.mock import patch
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

PASSWORD = "a long sentence for tests"
LIMIT = 4 << 20  # bytes
SENTENCE = "its disk is full or cannot be written"
CORE = "odoo.addons.base.models.ir_attachment"


@contextmanager
def full_disk():
    """No file grows beyond a few MB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@tagged("post_install", "-at_install")
class TestFullDisk(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "disk", "base.group_user", password=PASSWORD)
        cls.attachments = cls.env["ir.attachment"]

    def setUp(self):
        super().setUp()
        # Nobody has stored this before.
        self.paper = uuid4().bytes * (LIMIT // 16 + 1)
        self.sha = self.attachments._compute_checksum(self.paper)
        self.path = Path(self.attachments._full_path(f"{self.sha[:2]}/{self.sha}"))
        self.addCleanup(self.path.unlink, missing_ok=True)

    def _attach(self):
        return self.attachments.create({"name": "paper", "raw": self.paper})

    @mute_logger(CORE)
    def test_a_paper_that_has_no_room_is_refused_whole(self):
        """One sentence, no record, no part of the file; with room again it is kept."""
        with self.assertRaisesRegex(UserError, SENTENCE):
            with self.env.cr.savepoint(), full_disk():
                self._attach()
        self.assertFalse(self.path.exists())
        self.assertEqual(self._listed(), [])
        self.assertFalse(self.attachments.search([("name", "=", "paper")]))
        self.assertEqual(self._attach().raw, self.paper)

    @mute_logger(CORE)
    def test_a_store_that_cannot_be_written_is_told(self):
        """The folder of the store is no folder: the same sentence, no record."""
        store = NamedTemporaryFile()
        self.addCleanup(store.close)
        self.patch(type(self.attachments), "_filestore", lambda _self: store.name)
        with self.assertRaisesRegex(UserError, SENTENCE), self.env.cr.savepoint():
            self._attach()
        self.assertFalse(self.attachments.search([("name", "=", "paper")]))

    def test_nobody_reads_a_paper_that_is_being_written(self):
        """Two write the same at once: who reads finds all of it, or nothing."""
        seen = []

        class Slow(io.FileIO):
            """In the middle of writing others read, and another writes the same."""

            def write(file, data):  # pylint: disable=method-required-super
                middle = len(data) // 2
                written = io.FileIO.write(file, data[:middle])
                seen.append(self._stored())
                if len(seen) == 1:
                    self.attachments._file_write(self.paper, self.sha)
                    seen.append(self._stored())
                return written + io.FileIO.write(file, data[middle:])

        def opened(path, mode="r", *args, **kwargs):
            if mode == "wb":
                return Slow(path, mode)
            return core_open(path, mode, *args, **kwargs)

        core_open = open
        with patch("builtins.open", opened):
            self._attach()
        self.assertEqual(seen, [b"", b"", self.paper])
        self.assertEqual(self._stored(), self.paper)
        # In case the transaction fails, as core does.
        self.assertEqual(self._listed(), [self.sha])

    def test_a_part_that_a_dead_server_left_is_collected(self):
        """Killed in the middle of an upload: the part goes, the paper is taken."""
        with patch("os.replace", side_effect=SystemExit), self.assertRaises(SystemExit):
            self._attach()
        [part] = self._listed()
        self.assertNotEqual(part, self.sha)
        self.assertFalse(self.path.exists())
        with mute_logger(CORE):
            self.attachments._gc_file_store_unsafe()
        self.assertEqual(self._listed(), [])
        self.assertEqual(self._attach().raw, self.paper)

    def _stored(self):
        return self.path.read_bytes() if self.path.exists() else b""

    def _listed(self):
        """What of the paper the collector will look at."""
        folder = Path(self.attachments._full_path(f"checklist/{self.sha[:2]}"))
        return [path.name for path in folder.glob(f"{self.sha}*")]

    def test_another_paper_of_the_same_sum_is_not_overwritten(self):
        """What is stored stays."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(b"another")
        with self.assertRaises(UserError):
            self._attach()
        self.assertEqual(self.path.read_bytes(), b"another")

    def test_a_sheet_that_has_no_room_is_not_printed(self):
        """The pages for the printer do not fit: the sentence, not a trace."""
        page = f"<html><body>{'x' * LIMIT}</body></html>"
        with full_disk(), self.assertRaisesRegex(UserError, SENTENCE):
            self.env["ir.actions.report"]._run_wkhtmltopdf([page])

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_a_full_disk_of_the_database_is_told(self):
        """PostgreSQL has no room: whoever saves reads a sentence."""
        self.env.cr.execute("""
            CREATE FUNCTION pg_temp.no_room() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END
            $$ LANGUAGE plpgsql;
            CREATE TRIGGER no_room BEFORE INSERT ON ir_filters
            FOR EACH ROW EXECUTE FUNCTION pg_temp.no_room()
        """)
        self.authenticate("disk", PASSWORD)
        filters = {"name": "Mine", "model_id": "res.partner", "user_ids": []}
        answer = self.url_open(
            "/web/dataset/call_kw/ir.filters/create",
            json={
                "params": {
                    "model": "ir.filters",
                    "method": "web_save",
                    "args": [[], filters],
                    "kwargs": {"specification": {"name": {}}},
                }
            },
        ).json()
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.UserError")
        self.assertIn(SENTENCE, answer["error"]["data"]["message"])
