# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ngo_base.models.ngo_journal import PENDING
from odoo.addons.ngo_base.tests.common import NgoCase


@tagged("post_install", "-at_install")
class TestJournal(NgoCase):
    """Odoo's test cursor drops post-commit hooks: these tests write what is queued
    themselves; the hooks are tried over HTTP on a served database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.users["social_worker"]
        cls.file = cls.env["test.ngo.file"].create(
            {"title": "Fatou", "user_id": cls.worker.id, "site_id": cls.site_a.id}
        )
        cls.journal = cls.env["ngo.journal"]

    def setUp(self):
        super().setUp()
        self.env.cr.postcommit.clear()

    def queued(self):
        return self.env.cr.postcommit.data.get(PENDING, {})

    def write_queued(self):
        facts = {"ip": "192.0.2.1"}
        self.journal._insert(self.env.cr, facts, self.queued())
        self.env.cr.postcommit.clear()

    def read_as_worker(self, call):
        self.env.invalidate_all()
        self.env.cr.postcommit.clear()
        call(self.env["test.ngo.file"].with_user(self.worker))
        return [key[1] for key in self.queued() if key[2] == "test.ngo.file"]

    def test_every_read_route_is_queued(self):
        """read, search_read, web_search_read, export, name and group-by: all noted."""
        name = [("id", "=", self.file.id)]
        self.worker.group_ids += self.env.ref("base.group_allow_export")
        routes = (
            lambda m: m.browse(self.file.id).read(["title"]),
            lambda m: m.search_read(name, ["title"]),
            lambda m: m.web_search_read(name, {"title": {}}),
            lambda m: m.browse(self.file.id).web_read({"title": {}}),
            lambda m: m.browse(self.file.id).export_data(["title"]),
            lambda m: m.search(name).mapped("title"),
            lambda m: m.formatted_read_group(name, ["title"], ["__count"]),
        )
        for number, route in enumerate(routes):
            self.assertTrue(self.read_as_worker(route), f"route {number}")
        switched_off = {"auditlog_disabled_read": True}
        self.assertTrue(
            self.read_as_worker(
                lambda m: m.with_context(**switched_off).search_read(name, ["title"])
            )
        )
        self.assertFalse(self.read_as_worker(lambda m: m.search_read(name, ["state"])))

    def test_a_sheet_is_noted_however_it_is_opened(self):
        """By its button or by its address: to who reads the record, and noted."""
        self.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "name": "sheet",
                "key": "test_ngo_base.sheet",
                # As what reads for the reader: no field is read as herself.
                "arch": "<p t-foreach='docs.sudo()' t-as='o' t-out='o.title' />",
            }
        )
        self.env["ir.actions.report"].create(
            {
                "name": "Sheet",
                "model": "test.ngo.file",
                "report_type": "qweb-pdf",
                "report_name": "test_ngo_base.sheet",
            }
        )
        sheets = self.env["ir.actions.report"]
        for kind in ("html", "pdf", "text"):
            render = f"_render_qweb_{kind}"
            self.env.cr.postcommit.clear()
            page = getattr(sheets.with_user(self.worker), render)(
                "test_ngo_base.sheet", self.file.ids
            )
            self.assertIn(b"Fatou", page[0])
            noted = [key for key in self.queued() if key[1] == "printed"]
            self.assertEqual(
                noted, [(self.worker.id, "printed", "test.ngo.file", "")], kind
            )
            with self.assertRaises(AccessError):
                getattr(sheets.with_user(self.users["jurist"]), render)(
                    "test_ngo_base.sheet", self.file.ids
                )

    def test_rows_name_no_person(self):
        """A row holds a keyed hash; without the key nothing links it to the person."""
        self.read_as_worker(lambda m: m.search_read([], ["title"]))
        self.write_queued()
        officer = self.as_user(self.journal, "dpo")
        rows = officer._about(self.file)
        self.assertEqual(rows.mapped("login"), [self.worker.login])
        self.assertEqual(rows.count, 1)
        self.assertEqual(len(rows.subjects[0]), 64)
        self.journal._forget("test.ngo.file", self.file.ids)
        self.assertFalse(officer._about(self.file))
        self.assertTrue(rows.exists())

    def test_each_row_names_its_own_reader(self):
        """Two who read in one transaction are not taken for one another."""
        readers = self.worker, self.users["jurist"]
        for reader in readers:
            self.journal.with_user(reader)._queue("read", self.file, ["title"])
        self.write_queued()
        for reader in readers:
            row = self.journal.search([("uid", "=", reader.id)], limit=1)
            self.assertEqual(row.login, reader.login)

    def test_an_answer_costs_one_statement(self):
        """However many models it read, and whether its persons are known already."""
        notes = [
            (kind, self.env["test.ngo.file"].create({"title": kind}))
            for kind in ("read", "group", "printed")
        ]
        for known in (False, True):
            self.env.cr.postcommit.clear()
            for kind, file in notes:
                self.journal.with_user(self.worker)._queue(kind, file, ["title"])
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.write_queued()
            self.assertEqual(self.env.cr.sql_log_count - before, 1, known)
        rows = self.journal.search([("login", "=", self.worker.login)], limit=6)
        self.assertEqual(
            rows.mapped("kind"),
            ["printed", "group", "read", "printed", "group", "read"],
        )
        for row, (_kind, file) in zip(rows, notes[::-1], strict=False):
            self.assertEqual(row.classes, "title")
            self.assertIn(row, self.as_user(self.journal, "dpo")._about(file))

    def test_everybody_reads_her_own_rows_only(self):
        """The DPO reads all, others what they did themselves."""
        self.read_as_worker(lambda m: m.search_read([], ["title"]))
        self.write_queued()
        mine = self.journal.with_user(self.worker).search([])
        self.assertEqual(set(mine.mapped("login")), {self.worker.login})
        self.assertFalse(
            self.as_user(self.journal, "jurist").search(
                [("login", "=", self.worker.login)]
            )
        )
        with self.assertRaises(AccessError):
            self.as_user(self.journal, "employee").search([])

    @mute_logger("odoo.sql_db")
    def test_rows_are_only_added(self):
        """ORM and SQL refuse to change the journal."""
        self.journal._note("grant", self.file)
        row = self.journal.search([], limit=1)
        for call in (
            lambda: row.write({"login": "x"}),
            row.unlink,
            lambda: self.journal.create({"kind": "x"}),
        ):
            with self.assertRaises(UserError):
                call()
        for query in ("UPDATE ngo_journal SET login = 'x'", "TRUNCATE ngo_journal"):
            with self.assertRaises(psycopg2.Error), self.cr.savepoint():
                self.cr.execute(query)

    def test_chain_shows_tampering(self):
        """A row changed behind the triggers breaks its seal."""
        self.journal._note("grant", self.file)
        self.assertGreater(self.journal._cron_seal(), 0)
        self.journal._note("grant_ended", self.file)
        self.assertEqual(self.journal._cron_seal(), 1)
        self.assertEqual(self.journal._cron_seal(), 0)
        self.assertFalse(self.journal._cron_verify())
        officer = self.journal.with_user(self.users["dpo"])
        self.assertEqual(officer.action_verify()["params"]["type"], "success")
        # What an administrator of the server can do.
        self.cr.execute("ALTER TABLE ngo_journal DISABLE TRIGGER ALL")
        self.cr.execute(
            "UPDATE ngo_journal SET login = 'nobody'"
            " WHERE id = (SELECT max(id) FROM ngo_journal)"
        )
        self.cr.execute("ALTER TABLE ngo_journal ENABLE TRIGGER ALL")
        mailbox = self.users["dpo"].partner_id
        told = self.env["mail.message"].search_count([("partner_ids", "=", mailbox.id)])
        self.assertTrue(self.journal._cron_verify())
        messages = self.env["mail.message"].search([("partner_ids", "=", mailbox.id)])
        self.assertEqual(len(messages), told + 1)
        self.assertEqual(officer.action_verify()["params"]["type"], "danger")
        for role in ("technician", "supervisor"):
            with self.assertRaises(AccessError):
                self.journal.with_user(self.users[role]).action_verify()

    def test_changes_of_access_are_noted(self):
        """Leak L15: a group given to oneself at least leaves a row."""
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("base.group_no_one")
        row = self.journal.search([("res_model", "=", "res.users")], limit=1)
        self.assertEqual((row.kind, row.reason), ("config_changed", "group_ids"))
