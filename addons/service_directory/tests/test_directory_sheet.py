# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.ngo_base.tests.languages import same_words, speak

from .common import DirectoryCase


@tagged("post_install", "-at_install")
class TestDirectorySheet(DirectoryCase, HttpCase):
    """The provider's page: signed, expiring, never writing by itself."""

    def _path(self, service=None):
        link = self.env["directory.link"]._invite(service or self.legal)
        return link, urlsplit(link._url()).path

    def _post(self, path, **values):
        return self.url_open(path, data=values, method="POST")

    def test_reading_the_page_changes_nothing(self):
        link, path = self._path()
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Permanence juridique", answer.text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertNotIn("<script", answer.text)
        self.assertEqual(link.state, "sent")
        self.assertFalse(self.legal.suggestion_ids)
        self.assertEqual(self.url_open(f"{path}/confirm").status_code, 405)

    def test_providers_read_dutch(self):
        """Nothing of the page stays in English but what the sheet holds. [B41]"""
        speak(self.env, "service_directory", ("nl_BE",))

        def pages(lang):
            self.opener.headers["Accept-Language"] = lang.replace("_", "-")
            _link, path = self._path()
            yield self.url_open(path)
            yield self._post(f"{path}/confirm")
            yield self.url_open(f"{path}x")

        organization, company = self.legal.organization_id, self.env.company
        data = {self.legal.name, organization.name, company.name}
        for english, dutch in zip(
            *(list(pages(lang)) for lang in ("en_US", "nl_BE")), strict=True
        ):
            same = same_words(english.text, dutch.text)
            self.assertEqual(same - data, set(), dutch.url)

    def test_one_click_confirms_and_twice_is_once(self):
        link, path = self._path()
        before = len(self.legal.check_ids)
        self.assertEqual(self._post(f"{path}/confirm").status_code, 200)
        self._post(f"{path}/confirm")
        self.legal.invalidate_recordset()
        self.assertEqual(len(self.legal.check_ids), before + 1)
        self.assertEqual(self.legal.check_ids[0].source, "link")
        self.assertEqual(link.state, "answered")

    def test_correction_is_reviewed_before_it_is_written(self):
        """The provider proposes, staff decide line by line [E17]"""
        _link, path = self._path()
        values = {
            name: self.legal[name] or ""
            for name in self.env["directory.link"]._open_fields()
        }
        values |= {"name": "Droit", "description": "Nouveau", "owner_id": "1"}
        self._post(f"{path}/suggest", note="Fermé le jeudi", **values)
        self.legal.invalidate_recordset()
        self.assertEqual(self.legal.name, "Permanence juridique")
        suggestion = self.legal.suggestion_ids
        self.assertEqual(suggestion.note, "Fermé le jeudi")
        self.assertEqual(
            suggestion.line_ids.mapped("field_name"), ["name", "description"]
        )
        review = self.as_user(suggestion, "social_worker")
        with self.assertRaisesRegex(UserError, "Accept or refuse"):
            review.action_review()
        review.line_ids[0].decision = "refuse"
        review.line_ids[1].decision = "accept"
        review.action_review()
        self.assertEqual(self.legal.name, "Permanence juridique")
        self.assertEqual(self.legal.description, "Nouveau")
        self.assertEqual(self.legal.check_ids[0].result, "corrected")
        with self.assertRaisesRegex(UserError, "already"):
            review.action_review()

    def test_what_changed_meanwhile_is_not_overwritten(self):
        _link, path = self._path()
        self._post(f"{path}/suggest", name="Droit")
        self.legal.name = "Nouveau nom"
        suggestion = self.legal.suggestion_ids
        suggestion.action_accept_all()
        with self.assertRaisesRegex(UserError, "Changed here"):
            suggestion.action_review()

    def test_closed_doors_all_look_the_same(self):
        link, path = self._path()
        other, other_path = self._path(self.refuge)
        token, other_token = path.split("/")[-1], other_path.split("/")[-1]
        mixed = token[: len(token) // 2] + other_token[len(token) // 2 :]
        closed = [mixed, token[:-3], "x", "é", "%00", token + "A" * 8]
        link.action_revoke()
        closed.append(token)
        other.expires = fields.Datetime.now() - timedelta(seconds=1)
        closed.append(other_token)
        seen = set()
        for one in closed:
            for tail in ("", "/confirm", "/suggest"):
                base = f"/directory/sheet/{one}{tail}"
                answer = self._post(base) if tail else self.url_open(base)
                seen.add((one, tail, answer.status_code))
        self.assertEqual({status for _o, _t, status in seen}, {404}, seen)
        pages = {
            self.url_open(f"/directory/sheet/{one}").text
            for one in (mixed, token, other_token)
        }
        self.assertEqual(len(pages), 1)
        self.assertIn("This page is closed", pages.pop())
        self.assertFalse((self.legal | self.refuge).suggestion_ids)

    def test_signature_expires_by_itself(self):
        link, path = self._path()
        link.expires = fields.Datetime.now() + timedelta(days=90)
        later = fields.Datetime.now() + timedelta(days=31)
        token = path.split("/")[-1]
        self.assertTrue(self.env["directory.link"]._find(token))
        self.startPatcher(self._clock(later))
        self.assertFalse(self.env["directory.link"]._find(token))

    def _clock(self, moment):
        from freezegun import freeze_time

        class Frozen:
            """What startPatcher expects, around freezegun."""

            def __init__(self):
                self.freezer = freeze_time(moment)

            def start(self):
                return self.freezer.start()

            def stop(self):
                self.freezer.stop()

        return Frozen()

    def test_page_speaks_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("ar_001")
        _link, path = self._path()
        answer = self.url_open(path, headers={"Accept-Language": "ar"})
        self.assertIn('dir="rtl"', answer.text)

    def test_mail_is_written_without_the_page_of_somebody_else(self):
        mails = self.env["mail.mail"].search([])
        link, path = self._path()
        mail = self.env["mail.mail"].search([]) - mails
        self.assertEqual(mail.email_to, "contact@tat.example")
        self.assertIn(path.split("/")[-1][:40], mail.body_html)
        self.assertEqual(link.email, "contact@tat.example")

    def test_no_address_no_link(self):
        self.organization.email = False
        self.assertFalse(self.env["directory.link"]._invite(self.legal))

    def test_secret_of_a_link_is_nobody_s_to_read(self):
        link, _path = self._path()
        for role in ("social_worker", "coordinator", "technician"):
            fields_seen = self.as_user(link, role).fields_get()
            self.assertNotIn("nonce", fields_seen)
