# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import CaseCase

LANGUAGES = ("fr_FR", "ar_TN")
# What the picker of a person asks the server for, see ``person_field.js``.
ASKED = {"display_name": {}, "person_name": {}, "age_band": {}}
TYPED = ("Mohamed Tarek", "tarek", "محمد", "طارق محمد", "Ali", "علي بن صالح")


@tagged("post_install", "-at_install")
class TestPicker(CaseCase, HttpCase):
    """Names where one types and lists, to those who may read them and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)
        cls.tarek = cls.person("محمد", "طارق")
        cls.ali = cls.person("Ali", "Ben Salah")
        # A file that is open to the worker while its person is not.
        cls.hidden = cls.person(
            "Zebulon", "Anselme", owner_id=cls.stranger.id, team_id=cls.team_b.id
        )
        cls.guest_case = cls.new_case(cls.hidden, owner_id=cls.stranger.id)
        cls.env["ngo.access"]._grant(
            cls.guest_case, cls.worker, "guest", "2100-01-01", "conference"
        )
        cls.new_case(cls.ali)

    def _rpc(self, user, model, method, *args, **kwargs):
        """What a method answers over HTTP, or the error it sends, as text."""
        self.authenticate(user.login, user.login.ljust(8, "x"))
        try:
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": kwargs},
            )
        except JsonRpcException as error:
            return str(error)

    def test_typed_in_the_picker(self):
        """A new file: names typed in two scripts, in French and in Arabic. [T21]"""
        for lang in LANGUAGES:
            with self.subTest(lang):
                self.worker.lang = lang
                self.start_tour(
                    "/odoo/files/new", "migrant_case_picker", login=self.worker.login
                )

    def test_a_list_with_one_unreadable_person(self):
        """It opens, shows the code there, is sorted by name, and opens the file."""
        for lang in LANGUAGES:
            with self.subTest(lang):
                self.worker.lang = lang
                self.start_tour(
                    "/odoo/files", "migrant_case_unreadable", login=self.worker.login
                )

    @mute_logger("odoo.http")
    def test_the_picker_gives_an_accountant_nothing(self):
        """The same question as the picker's, over HTTP, by finance and by nobody."""
        for text in TYPED:
            found = self._rpc(
                self.worker, "migrant.beneficiary", "web_name_search", text, ASKED
            )
            names = {row["person_name"] for row in found}
            self.assertTrue(names & {"محمد طارق", "Ali Ben Salah"}, (text, names))
            for user in (self.users["finance_officer"], self.employee):
                for method, args in (
                    ("web_name_search", (text, ASKED)),
                    ("name_search", (text,)),
                    ("get_labels", ((self.tarek | self.ali).ids,)),
                ):
                    told = self._rpc(user, "migrant.beneficiary", method, *args)
                    for secret in ("طارق", "Salah"):
                        self.assertNotIn(secret, str(told), (user.login, method))

    def test_sorting_by_name(self):
        """By the names one reads; renaming the others moves nobody."""
        Case = self.Case.with_user(self.worker)
        ids = self.Case.search([("beneficiary_id", "!=", False)]).ids
        up = Case.search([("id", "in", ids)], order="person_name, id")
        names = [case.person_name for case in up]
        self.assertEqual(names[-1], False)
        self.assertEqual(names[:-1], ["Ali Ben Salah", "Salimata Kouyaté"])
        down = Case.search([("id", "in", ids)], order="person_name desc, id")
        self.assertEqual(
            [case.person_name for case in down],
            ["Salimata Kouyaté", "Ali Ben Salah", False],
        )
        # Two persons that a guest may not read keep their places, whatever they bear.
        guest = self.new_user("guest")
        self.give_role(guest, "social_worker")
        cases = self.guest_case | self.case
        self.env["ngo.access"]._grant(cases, guest, "guest", "2100-01-01", "conference")
        before = self._order_seen_by(guest, cases)
        for given in ("Aaa", "Zzz"):
            for person in cases.beneficiary_id:
                person.name_ids[:1].value = given
                self.env.flush_all()
                self.assertEqual(self._order_seen_by(guest, cases), before)

    def _order_seen_by(self, user, cases):
        """Ids in the order of names, both ways, as a user finds them."""
        model = self.Case.with_user(user)
        orders = ("person_name, id", "person_name desc, id")
        found = [model.search([("id", "in", cases.ids)], order=o).ids for o in orders]
        self.assertEqual([len(ids) for ids in found], [2, 2])
        return found
