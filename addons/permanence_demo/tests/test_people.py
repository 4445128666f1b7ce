# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
from pathlib import Path

from odoo.exceptions import AccessDenied, AccessError
from odoo.tests import TransactionCase, tagged

from ..people import PASSWORD, PEOPLE

CONFIG = Path(__file__).parents[3] / "config" / "job_titles.csv"
CONTENT = ("social", "legal", "medical", "protection", "money")


@tagged("post_install", "-at_install")
class TestPeople(TransactionCase):
    def _user(self, job_title):
        person = next(one for one in PEOPLE if one.job_title == job_title)
        return self.env["res.users"].search([("login", "=", person.login)])

    def _classes(self, user):
        return {
            name
            for name in ("identity", *CONTENT)
            if user.has_group(f"ngo_base.group_ngo_base_class_{name}")
        }

    def test_job_titles_agree_with_the_table(self):
        """config/job_titles.csv and the data of ngo_base say the same. [B05]"""
        if not CONFIG.is_file():
            self.skipTest("the addons stand without the repository around them")
        with CONFIG.open(encoding="utf-8") as file:
            table = {
                row["job_title"]: sorted(row["roles"].split())
                for row in csv.DictReader(file)
            }
        titles = self.env["ngo.job.title"].search([("code", "in", list(table))])
        self.assertEqual({one.code: one._get_roles() for one in titles}, table)
        shipped = self.env["ir.model.data"].search(
            [("model", "=", "ngo.job.title"), ("module", "=", "ngo_base")]
        )
        self.assertEqual(len(shipped), len(table))

    def test_one_login_for_each_job_title(self):
        """Each title of the seeds, the bare employee too, has a login. [B05]"""
        self.env["res.users"].search([]).lang = "en_US"
        logins = self.env["ngo.role"]._get_demo_logins()
        titles = self.env["ngo.job.title"].search([])
        self.assertEqual(
            sorted(login["job_title"] for login in logins),
            sorted(titles.mapped("name")),
        )
        self.assertEqual(len({login["login"] for login in logins}), len(logins))
        self.assertEqual(
            {tuple(sorted(login)) for login in logins},
            {("job_title", "login", "password", "role")},
        )

    def test_logins_are_told_in_the_language_of_the_screens(self):
        """In French the launcher's table says « Juriste ». [B05]"""
        self.env["res.lang"]._activate_and_install_lang("fr_FR")
        user = self._user("jurist")
        user.lang = "fr_FR"
        logins = self.env["ngo.role"]._get_demo_logins()
        found = {login["login"]: login for login in logins}[user.login]
        self.assertEqual(found["job_title"], "Juriste")
        self.assertEqual(found["role"], "Juriste")

    def test_the_password_opens_and_another_does_not(self):
        """All logins of the demo share one password."""
        user = self._user("social_worker")
        for password, opens in ((PASSWORD, True), ("another", False)):
            credential = {
                "login": user.login,
                "password": password,
                "type": "password",
            }
            with self.subTest(password=password):
                if opens:
                    done = user.with_user(user)._check_credentials(
                        credential, {"interactive": True}
                    )
                    self.assertEqual(done["uid"], user.id)
                else:
                    with self.assertRaises(AccessDenied):
                        user.with_user(user)._check_credentials(
                            credential, {"interactive": True}
                        )

    def test_each_title_gives_its_roles(self):
        """Live groups are those of the title, and no other role's. [B05]"""
        for person in PEOPLE:
            with self.subTest(job_title=person.job_title):
                user = self._user(person.job_title)
                title = self.env.ref(f"ngo_base.job_title_{person.job_title}")
                roles = title._get_roles()
                rows = self.env["ngo.role"].search([("user_id", "=", user.id)])
                self.assertEqual(sorted(set(rows.mapped("role"))), roles)
                self.assertEqual(set(rows.mapped("state")) - {"approved"}, set())
                for role in rows._fields["role"].get_values(self.env):
                    self.assertEqual(
                        user.has_group(f"ngo_base.group_ngo_base_{role}"),
                        role in roles,
                        role,
                    )

    def test_deputy_coordinator_is_supervisor_and_coordinator(self):
        """Two roles at once, each with its rights. [B05]"""
        user = self._user("deputy_coordinator")
        self.assertTrue(user.has_group("ngo_base.group_ngo_base_supervisor"))
        self.assertTrue(user.has_group("ngo_base.group_ngo_base_coordinator"))
        team = self.env.ref("permanence_demo.team_sisa_social")
        self.assertEqual(team.lead_id, user)
        worker = self._user("social_worker")
        self.assertEqual(self.env["ngo.team"]._get_superior(worker), user)

    def test_professions_open_different_classes(self):
        """A jurist, an interpreter and a social worker read different things. [B05]"""
        for job_title, classes in (
            ("social_worker", {"identity", "social", "legal", "money"}),
            ("jurist", {"identity", "social", "legal"}),
            ("psychologist", {"identity", "social", "medical"}),
            ("interpreter", set()),
            ("mediator", set()),
            ("night_watch", {"identity"}),
            ("employee", set()),
        ):
            with self.subTest(job_title=job_title):
                self.assertEqual(self._classes(self._user(job_title)), classes)

    def test_administrative_assistant(self):
        """She keeps the identity and the paper of her site, and no file. [C01a]"""
        user = self._user("administrative_assistant")
        self.assertEqual(self._classes(user), {"identity"})
        house = self.env.ref("permanence_demo.site_house_tunis")
        lines = self.env["ngo.site.staff"].with_user(user)
        partner = self.env["res.partner"].create({"name": "Visiting interpreter"})
        line = lines.create({"site_id": house.id, "partner_id": partner.id})
        self.assertIn(line.sudo(), house.staff_ids)
        agreements = self.env["ngo.site.agreement"].with_user(user)
        agreements.create({"site_id": house.id, "reference": "Lease 1"})
        hub = self.env.ref("permanence_demo.site_hub")
        with self.assertRaises(AccessError):
            lines.create({"site_id": hub.id, "partner_id": partner.id})
        with self.assertRaises(AccessError):
            house.with_user(user).capacity_min = 3

    def test_bare_employee_reads_nothing_of_ours(self):
        """The employee without a role reads no model of the suite. [B05]"""
        user = self._user("employee")
        self.assertTrue(user.has_group("base.group_user"))
        for name in ("ngo.site", "ngo.programme", "ngo.team", "ngo.role", "ngo.area"):
            with self.subTest(model=name):
                self.assertFalse(self.env[name].with_user(user).has_access("read"))

    def test_everybody_has_signed(self):
        """The texts of the story are in force, and all its people signed. [E24]"""
        charters = self.env["ngo.charter"].search([("state", "=", "in_force")])
        self.assertLessEqual({"conduct", "protection"}, set(charters.mapped("kind")))
        for person in PEOPLE:
            user = self._user(person.job_title)
            with self.subTest(job_title=person.job_title):
                self.assertTrue(self.env["ngo.charter"]._has_signed(user.id))
        stranger = self._user("employee").copy({"login": "not.signed"})
        self.assertFalse(self.env["ngo.charter"]._has_signed(stranger.id))

    def test_people_are_made_once(self):
        """An update leaves alone whom the reader of the demo has changed."""
        user = self._user("social_worker")
        user.name = "Changed"
        before = self.env["ngo.role"].search_count([])
        self.env["ngo.role"]._ensure_demo_people()
        self.assertEqual(user.name, "Changed")
        self.assertEqual(self.env["ngo.role"].search_count([]), before)
