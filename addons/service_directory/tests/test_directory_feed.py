# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from ..controllers.directory_feed import PARAMETER
from . import schemas
from .common import DirectoryCase
from .crawl import Crawler


@tagged("post_install", "-at_install")
class TestDirectoryFeed(DirectoryCase, HttpCase):
    """The public feed: off until wanted, then what is public and nothing else."""

    def setUp(self):
        super().setUp()
        self.staff_only = self._service("Réservé", self.need_legal, self.office)
        self.staff_only.visibility = "professional"
        self.draft = self.env["directory.service"].create(
            {"name": "Brouillon", "organization_id": self.organization.id}
        )

    def _open(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "1")

    def test_off_by_default(self):
        for path in ("/", "/services", f"/services/{self.legal.hsds_uuid}"):
            self.assertEqual(self.url_open(f"/hsds/v3{path}").status_code, 404)

    def test_answers_are_valid_and_complete(self):
        """The app reads public services, read-only, as HSDS answers [I09]"""
        checker = schemas.load()
        self._open()
        root = self.url_open("/hsds/v3/").json()
        self.assertEqual(checker.api_errors("/", root), [])
        self.assertEqual(root["version"], "3.1")
        for query in ("", "?full=true", "?minimal=true", "?page=99", "?per_page=x"):
            answer = self.url_open(f"/hsds/v3/services{query}")
            page = answer.json()
            self.assertEqual(checker.api_errors("/services", page), [], query)
            self.assertEqual(page["size"], len(page["contents"]))
        one = self.url_open(f"/hsds/v3/services/{self.legal.hsds_uuid}").json()
        self.assertEqual(checker.api_errors("/services/{id}", one), [])
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")

    def test_pages_hold_every_public_sheet_once(self):
        self._open()
        seen = []
        for number in range(1, 9):
            page = self.url_open(f"/hsds/v3/services?per_page=1&page={number}").json()
            seen += [one["id"] for one in page["contents"]]
            if page["last_page"]:
                break
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(len(seen), page["total_items"])
        self.assertIn(self.refuge.hsds_uuid, seen)

    def test_lists_are_narrowed_by_organisation_need_and_word(self):
        self._open()
        other = self.env["directory.organization"].create(
            {"name": "Autre", "description": "ONG"}
        )
        elsewhere = self._service(
            "Ailleurs", self.need_legal, self.office, organization_id=other.id
        )
        for query, found in (
            (f"organization_id={other.hsds_uuid}", {elsewhere.hsds_uuid}),
            (f"organization_id={self.need_legal.hsds_uuid}", set()),
            ("search=permanence", {self.legal.hsds_uuid}),
            (f"taxonomy_term_id={self.need_protection.hsds_uuid}", set()),
        ):
            page = self.url_open(f"/hsds/v3/services?{query}").json()
            self.assertEqual({one["id"] for one in page["contents"]}, found, query)

    def test_crawl_finds_nothing_that_is_not_public(self):
        """No planted word is reachable from any public address of this room [I09]"""
        self.env["directory.contact"].create(
            {
                "service_id": self.legal.id,
                "audience": "professional",
                "email": "CANARY@tat.example",
            }
        )
        self.staff_only.description = "CANARY"
        self.draft.description = "CANARY"
        self.office.name = "Maison du droit"
        self._open()
        planted = ("CANARY", self.shelter.name, self.keeper.name)
        link = self.env["directory.link"]._invite(self.legal)
        services = self.env["directory.service"].search([])
        crawler = Crawler(
            self,
            [link._token(), link._token()[:-2], *services.mapped("hsds_uuid")],
            [("directory.service", self.draft.id, "description")],
            planted,
            [{}, {"note": "x"}],
        )
        crawler.crawl()
        self.assertGreater(crawler.addons["service_directory"], len(services))
        self.assertGreater(crawler.tried["POST"], 10)
        for query in ("?full=true", "?search=CANARY", "?search=%25&full=true&page=2"):
            text = self.url_open(f"/hsds/v3/services{query}").text
            for word in planted:
                self.assertNotIn(word, text, query)
        for hidden in (self.staff_only, self.draft):
            answer = self.url_open(f"/hsds/v3/services/{hidden.hsds_uuid}")
            self.assertEqual(answer.status_code, 404)

    def test_another_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.legal.with_context(lang="fr_FR").name = "Le droit"
        self._open()
        path = f"/hsds/v3/services/{self.legal.hsds_uuid}"
        self.assertEqual(self.url_open(f"{path}?lang=fr_FR").json()["name"], "Le droit")
        self.assertNotEqual(self.url_open(f"{path}?lang=xx").status_code, 500)
