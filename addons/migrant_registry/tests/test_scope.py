# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import RegistryCase

SECRET = "Zebulon"


@tagged("post_install", "-at_install")
class TestScope(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hers = cls.person(SECRET, "Anselme", birth_date="1985-07-09", sex="male")
        cls.other = cls.person(
            "Mariama", "Baldé", owner_id=cls.stranger.id, team_id=cls.team_b.id
        )
        cls.both = cls.hers | cls.other

    def _readable(self, user, records):
        return records.with_user(user)._filtered_access("read").sudo()

    def test_owner_and_team_read_the_identity(self):
        """The worker and her team read the name, another team does not."""
        identity = self.hers.identity_ids
        self.assertTrue(identity.with_user(self.worker).has_access("read"))
        self.assertTrue(identity.with_user(self.users["supervisor"]).has_access("read"))
        self.assertFalse(identity.with_user(self.stranger).has_access("read"))
        self.assertFalse(self.hers.with_user(self.stranger).has_access("read"))

    def test_what_is_closed_is_told_by_its_kind_alone(self):
        """Neither code nor rule nor user's number, and no joke, in her language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.stranger.lang = "fr_FR"
        hers = self.hers.with_user(self.stranger)
        for call in (
            lambda: hers.read(["code"]),
            lambda: hers.write({"site_id": self.site_b.id}),
        ):
            with self.assertRaises(AccessError) as caught:
                call()
            told = str(caught.exception)
            self.assertIn("demandez à la personne responsable", told)
            self.assertNotIn(self.hers.code, told)
            self.assertNotIn(f"id={self.stranger.id}", told)

    def test_sealed_leaves_the_worker_alone(self):
        """Sealed: neither team nor site nor programme."""
        self.hers.confidentiality = "sealed"
        for role in ("supervisor", "jurist", "coordinator", "psychologist"):
            self.assertFalse(self.as_user(self.hers, role).has_access("read"), role)
        self.assertTrue(self.hers.with_user(self.worker).has_access("read"))

    def test_the_desk_reads_while_on_shift(self):
        """Without a presence nothing; on shift at the site, identity too. [B07a]"""
        desk = self.hers.with_user(self.desk)
        self.assertFalse(desk.has_access("read"))
        presence = self.put_on_shift(self.desk, self.site_a)
        self.assertTrue(desk.has_access("read"))
        self.assertEqual(desk.person_name, f"{SECRET} Anselme")
        presence.unlink()
        self.assertFalse(desk.has_access("read"))
        # She stays at another site: its night watch finds her on the list.
        self.put_on_shift(self.desk, self.site_b)
        self.assertFalse(desk.has_access("read"))
        self.hers.stay_ids = [Command.create({"site_id": self.site_b.id})]
        self.assertTrue(desk.has_access("read"))
        lodged = (
            self.env["migrant.stay"]
            .with_user(self.desk)
            .search([("site_id", "=", self.site_b.id), ("is_current", "=", True)])
        )
        self.assertEqual(lodged.mapped("person_name"), [f"{SECRET} Anselme"])

    def test_volunteers_see_the_person_not_the_name(self):
        volunteer = self.users["volunteer"]
        self.put_on_shift(volunteer, self.site_a)
        seen = self.hers.with_user(volunteer)
        self.assertTrue(seen.has_access("read"))
        self.assertFalse(seen.person_name)
        self.assertEqual(seen.display_name, self.hers.code)
        with self.assertRaises(AccessError):
            seen.birth_date.isoformat()

    def test_a_first_name_and_no_more(self):
        """Who receives her calls her by it: on shift, at her site, standard files."""
        roles = ("volunteer", "interpreter", "coordinator")
        shifts = [self.put_on_shift(self.users[r], self.site_a) for r in roles[:2]]
        for role in roles:
            seen = self.as_user(self.both, role)
            self.assertEqual(seen[0].first_name, SECRET, role)
            self.assertFalse(seen[0].person_name, role)
            self.assertEqual(seen[0].display_name, self.hers.code)
        # Who may read more has the name; who may read the code has nothing else.
        self.assertFalse(self.as_user(self.hers, "jurist").first_name)
        # A whole name is not cut: which word of it is the family's nobody knows.
        whole = self.person("Anselme")
        whole.name_ids.kind = "full"
        self.assertFalse(self.as_user(whole, "volunteer").first_name)
        self.hers.stay_ids = [Command.create({"site_id": self.site_a.id})]
        stay = self.hers.stay_ids
        self.assertEqual(self.as_user(stay, "volunteer").first_name, SECRET)
        self.hers.confidentiality = "restricted"
        for role in roles:
            self.env.invalidate_all()
            self.assertFalse(self.hers.with_user(self.users[role]).sudo().first_name)
        self.hers.confidentiality = "standard"
        for shift in shifts:
            shift.unlink()
        self.env.invalidate_all()
        self.assertFalse(self.hers.with_user(self.users["volunteer"]).sudo().first_name)

    def test_calling_her_by_name_is_journalled(self):
        """A first name read is a row of the journal, as a whole one is."""
        volunteer = self.users["volunteer"]
        self.put_on_shift(volunteer, self.site_a)
        self.env.cr.postcommit.data.pop("ngo_base.journal", None)
        self.assertEqual(self.hers.with_user(volunteer).first_name, SECRET)
        pending = self.env.cr.postcommit.data["ngo_base.journal"]
        noted = [
            entry["ids"]
            for entry in pending.values()
            if "first_name" in entry["fields"]
        ]
        self.assertEqual(noted, [set(self.hers.ids)])

    def test_search_and_has_access_agree(self):
        """On every person, for every role, every model of the file."""
        self.put_on_shift(self.desk, self.site_a)
        for role, user in {**self.users, "employee": self.employee}.items():
            for model in ("migrant.beneficiary", "migrant.identity"):
                records = (
                    self.both
                    if model == "migrant.beneficiary"
                    else self.both.identity_ids
                )
                seen = records.with_user(user)
                by_access = [r.id for r in seen if r.has_access("read")]
                try:
                    by_search = seen.search([("id", "in", seen.ids)]).ids
                except AccessError:
                    by_search = []
                self.assertEqual(sorted(by_access), sorted(by_search), (role, model))

    def test_labels_never_raise_and_name_only_to_readers(self):
        """One unreadable person in a list shows a code there, and the list opens."""
        labels = self.Person.with_user(self.worker).get_labels(
            self.both.ids + [999_999_999]
        )
        self.assertEqual(labels[self.hers.id]["name"], f"{SECRET} Anselme")
        self.assertEqual(
            labels[self.hers.id]["label"], f"{SECRET} Anselme · {self.hers.code}"
        )
        self.assertEqual(labels[self.other.id]["label"], self.other.code)
        self.assertNotIn(999_999_999, labels)
        lines = self.env["migrant.spoken.language"].create(
            [
                {
                    "beneficiary_id": p.id,
                    "language_id": self.env["ngo.language"].search([], limit=1).id,
                }
                for p in self.both
            ]
        )
        self.env["ngo.access"]._grant(
            self.other, self.worker, "guest", "2100-01-01", "matrix"
        )
        rows = (
            self.Person.with_user(self.users["coordinator"]).web_search_read(
                [("id", "in", self.both.ids)], {"code": {}, "person_name": {}}
            )
        )["records"]
        self.assertEqual({row["person_name"] for row in rows}, {False})
        self.assertEqual(len(lines), 2)

    def test_lists_sort_by_the_names_one_may_read(self):
        """Sorting by name works, and tells nothing to those who may not read."""
        abel = self.person("Abel", "Aaron")
        zoe = self.person("Zoé", "Zorn")
        ids = (self.hers | abel | zoe).ids
        Person = self.Person.with_user(self.worker)
        up = Person.search([("id", "in", ids)], order="person_name")
        self.assertEqual(up, abel | self.hers | zoe)
        down = Person.search([("id", "in", ids)], order="person_name desc")
        self.assertEqual(down, zoe | self.hers | abel)
        blind = self.Person.with_user(self.users["coordinator"])
        found = blind.search([("id", "in", ids)], order="person_name")
        self.assertEqual(found.ids, sorted(ids))

    def test_picker_finds_in_both_scripts(self):
        """Typed in Arabic or Latin, the picker gives names to the worker only."""
        ali = self.person("علي", "بن صالح")
        spec = {"display_name": {}, "person_name": {}}
        for text in ("Ali Ben Salah", "علي", "Ali", "بن صالح"):
            found = self.Person.with_user(self.worker).web_name_search(text, spec)
            names = [row["person_name"] for row in found]
            self.assertIn("علي بن صالح", names, text)
        self.assertEqual(
            self.Person.with_user(self.stranger).web_name_search("Ali", spec), []
        )
        self.assertTrue(ali)

    def test_grants_open_and_end(self):
        """A dated grant opens identity; ended, it reads nothing at once."""
        grant = self.env["ngo.access"]._grant(
            self.hers,
            self.stranger,
            "replacement",
            "2100-01-01",
            "leave",
            date_from="2020-01-01",
        )
        seen = self.hers.with_user(self.stranger)
        self.assertEqual(seen.person_name, f"{SECRET} Anselme")
        grant._end()
        self.env.invalidate_all()
        self.assertFalse(seen.has_access("read"))
        self.assertEqual(
            self.Person.with_user(self.stranger).get_labels(self.hers.ids)[
                self.hers.id
            ],
            {"code": self.hers.code, "name": False, "label": self.hers.code},
        )

    def test_reading_a_name_is_journalled(self):
        """Labels and lists leave a row about each person read."""
        self.env.cr.postcommit.data.pop("ngo_base.journal", None)
        self.Person.with_user(self.worker).get_labels(self.hers.ids)
        pending = self.env.cr.postcommit.data["ngo_base.journal"]
        subjects = {i for entry in pending.values() for i in entry["ids"]}
        self.assertIn(self.hers.id, subjects)

    def test_lines_are_not_moved_to_who_is_only_read(self):
        """A telephone, a paper, a stay, a language of hers on another's file: no."""
        colleague = self.new_user("colleague")
        self.give_role(colleague, "social_worker")
        self.add_member(self.team_a, colleague)
        theirs = self.person("Awa", owner_id=colleague.id)
        own = self.person("Aya")
        self.assertTrue(theirs.with_user(self.worker).has_access("read"))
        language = self.env["ngo.language"].search([], limit=1)
        paper = self.env["migrant.identifier.type"].search([], limit=1)
        for model, vals in (
            ("migrant.identity.contact", {"value": "20 123 456"}),
            ("migrant.identity.name", {"kind": "nickname", "value": "Z"}),
            ("migrant.identity.identifier", {"type_id": paper.id, "value": "ZX1"}),
            ("migrant.stay", {"site_id": self.site_b.id}),
            ("migrant.spoken.language", {"language_id": language.id}),
        ):
            rows = self.env[model].with_user(self.worker)
            line = rows.create({**vals, "beneficiary_id": self.hers.id})
            with self.subTest(model):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    moved = {"beneficiary_id": theirs.id}
                    call_kw(rows, "write", [line.ids, moved], {})
                self.env.invalidate_all()
                self.assertEqual(line.beneficiary_id, self.hers)
                # What stands may be sent again; to another of hers it goes.
                line.write({"beneficiary_id": self.hers.id, **vals})
                line.beneficiary_id = own
                self.assertEqual(line.beneficiary_id, own)
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    hers = theirs.with_user(colleague)
                    hers.write({self.inverse(model): [Command.link(line.id)]})

    def inverse(self, model):
        """The field of the person that holds the lines of a model."""
        return next(
            name
            for name, field in self.Person._fields.items()
            if field.type == "one2many" and field.comodel_name == model
        )

    def test_others_do_not_close_or_take_a_file(self):
        """A reader by grant may write, but does not seal the file or take it over."""
        from odoo.exceptions import UserError

        self.env["ngo.access"]._grant(
            self.hers, self.stranger, "member", "2100-01-01", "help", can_write=True
        )
        seen = self.hers.with_user(self.stranger)
        seen.write({"birth_place": "Labé"})
        self.assertEqual(self.hers.identity_ids.birth_place, "Labé")
        with self.assertRaises(UserError):
            seen.write({"owner_id": self.stranger.id})
        with self.assertRaises(UserError):
            seen.write({"confidentiality": "sealed"})
        # Nor takes one that nobody holds: what was lent would stay.
        self.hers.write({"owner_id": False, "team_id": False})
        with self.assertRaises(UserError):
            seen.write({"owner_id": self.stranger.id})
        mine = self.Person.with_user(self.worker).create({"site_id": self.site_a.id})
        mine.owner_id = self.worker
        self.assertEqual(mine.owner_id, self.worker)
