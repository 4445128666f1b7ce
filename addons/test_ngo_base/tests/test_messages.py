# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase
from odoo.addons.ngo_base.tests.common import NgoCase


@tagged("post_install", "-at_install")
class TestMessages(NgoCase, MailCase, HttpCase):
    """What is said on a file is read with the file, in the name of who said it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.users["social_worker"]
        cls.lead = cls.users["supervisor"]
        cls.stranger = cls.users["jurist"]
        cls.director = cls.env.ref("base.partner_admin")
        for user in cls.worker + cls.lead + cls.stranger:
            user.write({"email": f"{user.login}@example.org"})
            user.notification_type = "inbox"
        cls.file = cls.env["test.ngo.file"].create(
            {"user_id": cls.worker.id, "team_id": cls.team_a.id}
        )

    def call(self, user, model, name, /, *args, **kwargs):
        """A call of a client."""
        return call_kw(self.env[model].with_user(user), name, args, kwargs)

    def say(self, **kwargs):
        return self.file.with_user(self.worker).message_post(
            body="Fatou SECRET", subtype_xmlid="mail.mt_comment", **kwargs
        )

    def routes_to(self, message, user):
        """Ways of reading a message as a user, each a call."""
        among = [("id", "=", message.id)]
        return {
            "read": lambda: self.call(
                user, "mail.message", "read", message.ids, ["body"]
            ),
            "search_read": lambda: self.call(
                user, "mail.message", "search_read", among, ["body"]
            ),
            "web_search_read": lambda: self.call(
                user, "mail.message", "web_search_read", among, {"body": {}}
            )["records"],
            "web_read": lambda: self.call(
                user, "mail.message", "web_read", message.ids, {"body": {}}
            ),
            "group": lambda: self.call(
                user,
                "mail.message",
                "formatted_read_group",
                among,
                ["subject"],
                ["__count"],
            ),
        }

    def assert_reads(self, message, user, opened):
        self.env.flush_all()
        self.env.invalidate_all()
        for name, route in self.routes_to(message, user).items():
            try:
                found = bool(route())
            except AccessError:
                found = False
            self.assertEqual(found, opened, name)

    def test_who_was_told_reads_no_longer_than_the_file(self):
        """Told of a message, or its author: neither outlives the access."""
        message = self.say(partner_ids=self.lead.partner_id.ids)
        self.assertIn(self.lead.partner_id, message.notified_partner_ids)
        for user in (self.worker, self.lead):
            self.assert_reads(message, user, True)
        self.file.write({"user_id": self.stranger.id, "team_id": False})
        for user in (self.worker, self.lead):
            self.assert_reads(message, user, False)
        self.assert_reads(message, self.stranger, True)

    def test_the_bus_repeats_nothing_of_a_closed_file(self):
        """News wait a day for whoever was off line: by then the file may be closed."""
        last = self.env["bus.bus"].create({"channel": "x", "message": "{}"}).id
        self.say(partner_ids=self.lead.partner_id.ids)
        # As the end of a request does.
        self.env.cr.precommit.run()
        self.authenticate(self.lead.login, self.lead.login)

        def poll():
            self.env.flush_all()
            self.env.invalidate_all()
            news = self.url_open(
                "/websocket/peek_notifications",
                json={
                    "params": {"channels": [], "last": last, "is_first_poll": True},
                },
            ).json()["result"]["notifications"]
            return [
                one for one in news if one["message"]["type"] == "mail.message/inbox"
            ]

        self.assertIn("SECRET", str(poll()))
        self.file.team_id = False
        self.assertEqual(poll(), [])

    def test_a_message_is_not_handed_on(self):
        """A reader makes no notification, and changes no recipient."""
        message = self.say()
        told = {"mail_message_id": message.id, "notification_type": "inbox"}
        told["res_partner_id"] = self.stranger.partner_id.id
        with self.assertRaises(AccessError):
            self.call(self.worker, "mail.notification", "create", [told])
        for vals in (
            {"partner_ids": [(4, self.stranger.partner_id.id)]},
            {"notified_partner_ids": [(4, self.stranger.partner_id.id)]},
            {"notification_ids": [(0, 0, told)]},
        ):
            with self.assertRaises(UserError):
                self.call(self.worker, "mail.message", "write", message.ids, vals)
        # Whatever row there is, it opens nothing.
        self.env["mail.notification"].create(told)
        self.assert_reads(message, self.stranger, False)
        # What is one's own stays possible.
        self.call(self.worker, "mail.message", "toggle_message_starred", message.ids)
        self.assertIn(self.worker.partner_id, message.starred_partner_ids)

    def test_the_composer_tells_nothing_of_a_closed_file(self):
        """Odoo fills it from any message, record and template that one names."""
        self.file.title = "SECRET"
        message = self.say(subject="SECRET", partner_ids=self.lead.partner_id.ids)
        arch = "<p t-foreach='docs' t-as='o' t-out='o.title' />"
        self.env["ir.ui.view"].create(
            {"type": "qweb", "name": "x", "key": "test_ngo_base.x", "arch": arch}
        )
        sheet = self.env["ir.actions.report"].create(
            {
                "name": "x",
                "model": "test.ngo.file",
                "report_type": "qweb-pdf",
                "report_name": "test_ngo_base.x",
            }
        )
        template = {
            "name": "x",
            "model_id": self.env["ir.model"]._get_id("test.ngo.file"),
            "report_template_ids": [Command.set(sheet.ids)],
        }
        # Whoever works here makes templates.
        [template] = self.call(self.stranger, "mail.template", "create", [template])
        record = {"model": "test.ngo.file", "res_ids": str(self.file.ids)}
        written = {"subject": "x", "body": "x"}
        composers = "mail.compose.message"
        asked = dict.fromkeys(["subject", "res_ids"], {})
        asked["attachment_ids"] = {"fields": {"raw": {}}}

        def make(user, vals):
            ids = self.call(user, composers, "create", [vals])
            return self.call(user, composers, "web_read", ids, asked)

        def form(user, vals):
            return self.call(user, composers, "onchange", [], vals, [*vals], asked)

        def context(user, vals):
            there = {f"default_{name}": value for name, value in vals.items()}
            return self.call(
                user, composers, "onchange", [], {}, [], asked, context=there
            )

        reply = {"parent_id": message.id, "composition_mode": "comment"}
        for vals, way in (
            (reply, make),
            (reply, form),
            (reply, context),
            ({**record, "composition_mode": "comment"}, make),
            ({**record, "composition_mode": "comment"}, form),
            ({**record, **written, "template_id": template}, make),
            ({**record, **written, "template_id": template}, form),
        ):
            self.env.invalidate_all()
            told = str(way(self.worker, vals))
            self.assertRegex(told, f"SECRET|{self.file.code}", (vals, way))
            self.env.invalidate_all()
            with self.assertRaises(AccessError, msg=(vals, way)):
                way(self.stranger, vals)
            self.env.transaction.clear()

    def test_work_is_read_no_longer_than_the_file(self):
        """Who was given work reads its words while she reads the file."""
        activity = self.file.with_user(self.worker).activity_schedule(
            "mail.mail_activity_data_todo", note="SECRET", user_id=self.lead.id
        )
        among = [("id", "=", activity.id)]
        seen = self.env["mail.activity"].with_user(self.lead)
        self.assertTrue(seen.search(among))
        self.assertTrue(seen.browse(activity.id).read(["note"]))
        self.file.team_id = False
        self.env.invalidate_all()
        self.assertFalse(seen.search(among))
        for name, args in (("read", (["note"],)), ("write", ({"note": "x"},))):
            with self.assertRaises(AccessError):
                self.call(self.lead, "mail.activity", name, activity.ids, *args)

    def test_nobody_writes_in_the_name_of_another(self):
        """By each way of saying something, whatever is sent with it."""
        forged = {"author_id": self.director.id, "email_from": "boss@example.org"}
        old = {"date": "2001-01-01 00:00:00"}
        before = fields.Datetime.now() - timedelta(seconds=1)
        made = [
            self.call(
                self.worker,
                "test.ngo.file",
                "message_post",
                self.file.ids,
                body="x",
                **forged,
                **old,
            ),
            self.call(
                self.worker,
                "test.ngo.file",
                "message_notify",
                self.file.ids,
                body="x",
                partner_ids=self.lead.partner_id.ids,
                **forged,
            ),
            self.call(
                self.worker,
                "mail.thread",
                "message_notify",
                [],
                body="x",
                model="test.ngo.file",
                res_id=self.file.id,
                partner_ids=self.lead.partner_id.ids,
                **forged,
            ),
            self.call(
                self.worker,
                "mail.message",
                "create",
                [
                    {
                        "model": "test.ngo.file",
                        "res_id": self.file.id,
                        "body": "x",
                        **forged,
                        **old,
                    }
                ],
            ),
            self.call(
                self.worker,
                "mail.message",
                "create",
                [{"body": "x", **forged, **old}],
                context={
                    "default_model": "test.ngo.file",
                    "default_res_id": self.file.id,
                },
            ),
        ]
        messages = self.env["mail.message"].browse(i for ids in made for i in ids)
        self.assertEqual(len(messages), 5)
        self.assertEqual(set(messages.mapped("model")), {"test.ngo.file"})
        self.assertEqual(messages.author_id, self.worker.partner_id)
        for message in messages:
            self.assertIn("social_worker@", message.email_from)
            self.assertGreaterEqual(message.date, before)
        # The system, alone, tells of another day.
        system = self.file.message_post(body="x", date=datetime(2001, 1, 1), **forged)
        self.assertEqual(system.author_id, self.director)
        self.assertEqual(system.date.year, 2001)

    @mute_logger("odoo.http")
    def test_nobody_writes_in_the_name_of_another_in_the_web_client(self):
        """The route of the chatter, and that which rewrites what one has said."""
        self.authenticate("social_worker", "social_worker")
        answer = self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "test.ngo.file",
                "thread_id": self.file.id,
                "post_data": {
                    "body": "x",
                    "author_id": self.director.id,
                    "email_from": "boss@example.org",
                    "date": "2001-01-01 00:00:00",
                },
                "context": {"default_author_id": self.director.id},
            },
        )
        message = self.env["mail.message"].browse(answer["message_id"])
        self.assertEqual(message.author_id, self.worker.partner_id)
        self.assertGreater(message.date.year, 2001)
        answer = self.url_open(
            "/mail/message/update_content",
            json={
                "params": {"message_id": message.id, "update_data": {"body": "other"}}
            },
        ).json()
        self.assertIn("stays as it was", answer["error"]["data"]["message"])
        self.assertIn("x", message.body)

    def test_no_letter_is_brought_by_a_client(self):
        """A letter says itself who wrote it: the mail server brings it, nobody else."""
        said = self.say()
        letter = (
            f"From: {self.lead.email}\nTo: x@example.org\nSubject: x\n"
            f"In-Reply-To: {said.message_id}\nMessage-Id: <forged@example.org>\n\nyes"
        )
        with self.assertRaises(AccessError):
            self.call(self.worker, "mail.thread", "message_process", None, letter)

    def test_the_chatter_costs_no_more(self):
        """Many messages are asked about at once."""
        for _number in range(12):
            self.say(partner_ids=self.lead.partner_id.ids)
        messages = self.env["mail.message"].with_user(self.lead)

        def cost(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            thread = self.file.with_user(self.lead)
            messages._message_fetch(domain=None, thread=thread, limit=limit)
            return self.env.cr.sql_log_count - before

        cost(2)
        self.assertEqual(cost(12), cost(2))
