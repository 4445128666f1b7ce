# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from urllib.parse import urlsplit

from odoo.tests import HttpCase, RecordCapturer, tagged

from .common import CaseCase

LINK = re.compile(r'href="(/mail/view\?model=([\w.]+)&(?:amp;)?res_id=(\d+))"')


@tagged("post_install", "-at_install")
class TestNotices(CaseCase, HttpCase):
    """A notice says a code and leads to what it speaks of."""

    def acts(self):
        """What tells somebody: (name, reader, act, model of the record)."""
        case, worker = self.case.with_user(self.worker), self.worker

        def escalate():
            vals = {"case_id": case.id, "question": "Salimata asks for her brother"}
            vals["to_user_id"] = self.supervisor.id
            asked = self.env["migrant.case.escalation"].with_user(worker)
            return asked.create(vals)

        def offer():
            return (
                self.env["migrant.case.transition"]
                .with_user(worker)
                .create(
                    {
                        "case_id": case.id,
                        "kind": "handover",
                        "to_user_id": self.colleague.id,
                        "reason": "Salimata speaks Bambara",
                        "person_view": "She agrees",
                    }
                )
            )

        def receive():
            kind = self.env["migrant.document.type"].search([], limit=1)
            vals = {"case_id": case.id, "document_type_id": kind.id}
            vals["correspondent"] = "The family of Salimata Kouyaté"
            return self.env["migrant.post"].create(vals)

        return (
            ("a question", self.supervisor, escalate),
            ("an offer", self.colleague, offer),
            ("a letter", self.worker, receive),
        )

    def test_each_is_told_in_her_language(self):
        """The sender's language is not the reader's."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.worker.lang = "en_US"
        self.supervisor.lang = self.colleague.lang = "fr_FR"
        for name, reader, act in self.acts()[:2]:
            with self.subTest(name), RecordCapturer(self.env["mail.message"]) as found:
                act()
                told = found.records.filtered(
                    lambda m, who=reader: who.partner_id in m.partner_ids
                )
                said = f"{told.subject} {told.body}"
                for english in ("question on", "offered", "Sign in", "Open it"):
                    self.assertNotIn(english, said)
                self.assertIn("Connectez-vous", said)

    def page(self, user, path):
        """Where a link leads somebody, and what the server says."""
        self.authenticate(user.login, user.login.ljust(8, "x"))
        answer = self.url_open(path)
        return urlsplit(answer.url).path, answer.status_code

    def test_a_notice_leads_to_the_right_place(self):
        """Its link opens the record for the reader, leads others to their messages,
        and asks a stranger to sign in; its words name nobody. [issue of the whole]"""
        for name, reader, act in self.acts():
            with (
                self.subTest(name),
                RecordCapturer(self.env["mail.message"]) as messages,
            ):
                record = act()
                told = messages.records.filtered(
                    lambda m, who=reader: who.partner_id in m.partner_ids
                )
                self.assertEqual(len(told), 1)
                for said in (told.subject, told.body, told.preview or ""):
                    self.assertNotIn("Salimata", said)
                    self.assertNotIn("Kouyat", said)
                path, model, res_id = LINK.search(told.body).groups()
                self.assertEqual((model, int(res_id)), (record._name, record.id))
                # The chatter of the record does not tell who was told.
                self.assertFalse(told.res_id)
                path = path.replace("&amp;", "&")
                url, status = self.page(reader, path)
                self.assertEqual((url, status), (f"/odoo/{model}/{res_id}", 200))
                url, status = self.page(self.users["finance_officer"], path)
                self.assertEqual(status, 200)
                self.assertNotIn(res_id, url)
                self.logout()
                self.assertIn("/web/login", self.url_open(path).url)
