# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import re

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase
from odoo.addons.ngo_base.tests.common import NgoCase

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6"
    "kgAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestThread(NgoCase, MailCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.users["social_worker"]
        cls.stranger = cls.users["jurist"]
        for user in cls.worker + cls.stranger + cls.users["supervisor"]:
            user.write({"email": f"{user.login}@example.org"})
        cls.file = cls.env["test.ngo.file"].create(
            {"user_id": cls.worker.id, "team_id": cls.team_a.id}
        )
        cls.mine = cls.file.with_user(cls.worker)

    def test_who_may_not_read_is_not_told(self):
        """Leak L06: naming somebody in a message opened it to her."""
        with self.assertRaises(UserError):
            self.mine.message_post(body="x", partner_ids=self.stranger.partner_id.ids)
        self.mine.message_subscribe(self.stranger.partner_id.ids)
        self.assertNotIn(self.stranger.partner_id, self.file.message_partner_ids)

    def test_follower_who_may_no_longer_read_is_not_told(self):
        """Followers are filtered when the message goes out."""
        self.file.message_subscribe(self.users["supervisor"].partner_id.ids)
        self.file.team_id = False
        message = self.mine.message_post(body="x", subtype_xmlid="mail.mt_comment")
        self.assertNotIn(
            self.users["supervisor"].partner_id, message.notified_partner_ids
        )

    def test_mail_carries_the_code_and_nothing_else(self):
        """Subject and body of the mail say a code; the text stays inside."""
        self.users["supervisor"].notification_type = "email"
        self.file.message_subscribe(self.users["supervisor"].partner_id.ids)
        with self.mock_mail_gateway():
            self.mine.message_post(
                body="Fatou SECRET", subject="HIV", subtype_xmlid="mail.mt_comment"
            )
        sent = self.env["mail.mail"].search([("subject", "like", self.file.code)])
        self.assertEqual(len(sent), 1)
        self.assertNotIn("SECRET", sent.body_html)
        # It leads to the file, which asks her to sign in.
        self.assertIn(f"model=test.ngo.file&amp;res_id={self.file.id}", sent.body_html)
        self.assertFalse(self.env["mail.mail"].search([("subject", "=", "HIV")]))

    def test_mail_is_in_the_language_of_who_is_told(self):
        """Not in that of the writer."""
        self.env["res.lang"]._activate_lang("fr_FR")
        told = self.users["supervisor"]
        told.write({"notification_type": "email", "lang": "fr_FR"})
        self.file.message_subscribe(told.partner_id.ids)
        with self.mock_mail_gateway():
            self.mine.message_post(body="x", subtype_xmlid="mail.mt_comment")
        sent = self.env["mail.mail"].search([("subject", "like", self.file.code)])
        self.assertEqual(sent.recipient_ids, told.partner_id)
        self.assertIn("Connectez-vous", sent.body_html)

    def test_authorship_is_not_forged(self):
        """Leak L13: a message could be signed with the director's name."""
        director = self.env.ref("base.partner_admin")
        message = self.mine.message_post(body="I approve", author_id=director.id)
        self.assertEqual(message.author_id, self.worker.partner_id)

    def test_what_was_said_stays(self):
        """Leak L13: any writer of the record could rewrite others' messages."""
        message = self.mine.message_post(body="said")
        said = message.with_user(self.worker)
        with self.assertRaises(UserError):
            said.write({"body": "rewritten"})
        with self.assertRaises(UserError):
            said.unlink()

    def test_notifications_and_followers_are_ones_own(self):
        """Leaks L04 and L05: every employee read all notifications and followers."""
        self.users["supervisor"].notification_type = "inbox"
        self.file.message_subscribe(self.users["supervisor"].partner_id.ids)
        self.mine.message_post(body="x", subtype_xmlid="mail.mt_comment")
        self.assertTrue(self.env["mail.notification"].search([]))
        seen = self.env["mail.notification"].with_user(self.stranger).search([])
        self.assertLessEqual(
            seen.res_partner_id | seen.author_id, self.stranger.partner_id
        )
        followers = self.env["mail.followers"].with_user(self.stranger)
        self.assertFalse(followers.search([("res_model", "=", "test.ngo.file")]))
        with self.assertRaises(AccessError):
            self.file.with_user(self.stranger).message_get_followers()

    def test_work_is_given_to_those_who_may_read(self):
        """Leak L07: an assignee read name and summary of a file closed to her."""
        with self.assertRaises(UserError):
            self.mine.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.stranger.id
            )
        self.mine.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["supervisor"].id
        )

    def test_papers_are_never_public(self):
        """Leak L10: a writer could open a paper to the world for ever."""
        paper = self.env["ir.attachment"].with_user(self.worker)
        vals = {"name": "p", "raw": b"x", "res_model": "test.ngo.file"}
        vals["res_id"] = self.file.id
        own = paper.create(vals)
        with self.assertRaises(UserError):
            own.write({"public": True})
        with self.assertRaises(UserError):
            own.generate_access_token()
        with self.assertRaises(UserError):
            paper.create({**vals, "public": True})

    def test_no_change_is_invented(self):
        """A writer could tell in the history that a colleague had changed a field."""
        field = self.env["ir.model.fields"]._get("test.ngo.file", "code")
        forged = {"field_id": field.id, "old_value_char": "a", "new_value_char": "b"}
        track = [(0, 0, forged)]
        self.mine.message_post(body="x", tracking_value_ids=track)
        vals = {"model": "test.ngo.file", "res_id": self.file.id, "body": "x"}
        self.mine.env["mail.message"].create({**vals, "tracking_value_ids": track})
        self.assertFalse(self.file.message_ids.sudo().tracking_value_ids)

    @mute_logger("odoo.http")
    def test_a_pasted_picture_is_read_with_the_record(self):
        """Who writes on the file pastes one; no token opens it to anybody else."""
        body = Markup('<p><img src="data:image/png;base64,%s"></p>') % PICTURE
        message = self.mine.message_post(body=body)
        picture = message.sudo().attachment_ids
        self.assertEqual(
            (picture.res_model, picture.res_id), (self.file._name, self.file.id)
        )
        self.assertFalse(picture.access_token or picture.public)
        path = re.search(r'src="([^"]+)"', message.body)[1].replace("&amp;", "&")
        seen = {}
        for login in ("social_worker", "jurist", None):
            self.authenticate(login, login)
            seen[login] = self.url_open(path).content == base64.b64decode(PICTURE)
        self.assertEqual(seen, {"social_worker": True, "jurist": False, None: False})

    @mute_logger("odoo.http")
    def test_a_picture_of_the_editor_is_read_with_the_record(self):
        """The editor gives it a token before it is sent; sent, that opens nothing."""
        papers = self.env["ir.attachment"].with_user(self.worker)
        notes = self.env["mail.activity"].with_user(self.worker)

        def pasted(res_model):
            picture = papers.create(
                {
                    "name": "p",
                    "raw": base64.b64decode(PICTURE),
                    "mimetype": "image/png",
                    "res_model": res_model,
                }
            )
            token = picture.generate_access_token()[0]
            address = f"/web/image/{picture.id}?access_token={token}"
            return picture, address, Markup('<p><img src="%s"></p>') % address

        def post(picture, body):
            self.mine.message_post(body=body, attachment_ids=picture.ids)

        def plan(_picture, body):
            return self.mine.activity_schedule(
                "mail.mail_activity_data_todo", note=body, user_id=self.worker.id
            )

        def change(picture, body):
            plan(picture, "x").with_env(notes.env).note = body

        for res_model, send in (
            ("mail.compose.message", post),
            (
                "mail.compose.message",
                lambda _p, body: self.mine.message_post(body=body),
            ),
            ("mail.activity.schedule", plan),
            ("mail.activity", change),
        ):
            picture, address, body = pasted(res_model)
            send(picture, body)
            held = picture.sudo()
            self.assertEqual(
                (held.res_model, held.res_id, held.access_token),
                (self.file._name, self.file.id, False),
            )
            for login, seen in (("social_worker", True), ("jurist", False), (None, 0)):
                self.authenticate(login, login)
                answer = self.url_open(address).content
                self.assertEqual(answer == base64.b64decode(PICTURE), bool(seen))
        # What another wrote is not taken along.
        picture, _address, body = pasted("mail.compose.message")
        self.file.message_post(body=body)
        self.assertEqual(picture.res_model, "mail.compose.message")

    @mute_logger("odoo.http")
    def test_a_paper_is_owned_no_longer_than_the_file(self):
        """Who uploaded it saw its first page and deleted it for weeks, by a token."""
        vals = {"name": "p.pdf", "raw": b"%PDF-1.4", "res_model": "test.ngo.file"}
        paper = self.env["ir.attachment"].create({**vals, "res_id": self.file.id})
        free = self.env["ir.attachment"].create({**vals, "res_model": False})
        self.authenticate("social_worker", "social_worker")

        def owns(attachment):
            token = attachment._get_ownership_token()
            hers = attachment.with_user(self.worker)
            return bool(hers._has_attachments_ownership([token]))

        self.assertTrue(owns(paper) and owns(free))
        self.file.write({"user_id": self.stranger.id, "team_id": False})
        self.assertFalse(owns(paper))
        self.assertTrue(owns(free))
        sent = {"attachment_id": paper.id, "access_token": paper._get_ownership_token()}
        answer = self.url_open("/mail/attachment/delete", json={"params": sent}).json()
        self.assertIn("error", answer)
        page = f"/mail/attachment/pdf_first_page/{paper.id}"
        token = sent["access_token"]
        answer = self.url_open(f"{page}?access_token={token}")
        self.assertEqual(answer.status_code, 404)
        self.assertTrue(paper.exists())

    @mute_logger("odoo.http")
    def test_no_token_opens_a_paper(self):
        """Not that which Odoo gives with a message, not one of before, to anybody."""
        paper = self.env["ir.attachment"].create(
            {
                "name": "p",
                "raw": b"SECRET",
                "res_model": "test.ngo.file",
                "res_id": self.file.id,
            }
        )
        free = paper.copy({"res_model": False, "res_id": False})
        for attachment in (paper, free):
            self.env.cr.execute(
                "UPDATE ir_attachment SET access_token = %s WHERE id = %s",
                (f"minted-{attachment.id}", attachment.id),
            )
        self.env.invalidate_all()

        def opens(login, attachment, token):
            self.authenticate(login, login)
            answer = self.url_open(f"/web/content/{attachment.id}?access_token={token}")
            return b"SECRET" in answer.content

        for attachment in (paper, free):
            minted = f"minted-{attachment.id}"
            for token in (minted, attachment._get_raw_access_token()):
                for login in (None, "jurist", "volunteer"):
                    self.assertEqual(
                        opens(login, attachment, token), attachment == free
                    )
                self.assertTrue(opens("social_worker", attachment, token))
        for user in (self.worker, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                paper.with_user(user).generate_access_token()
            with self.assertRaises(UserError):
                paper.with_user(user).write({"access_token": "x"})
