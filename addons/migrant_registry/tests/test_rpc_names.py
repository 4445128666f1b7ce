# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import RegistryCase

# What nobody else may learn. Questions are asked with a part of it, so that an error
# which repeats the question is not taken for an answer.
SECRETS = ("Zebulon", "Anselme", "1985-07-09", "ZX998177", "98 877 665")
PARTS = ("zebul", "anselm")
# Where names are found from other models.
PATHS = (
    "display_name",
    "person_name",
    "full_name",
    "value",
    "name_ids.value",
    "identity_ids.full_name",
    "beneficiary_id.person_name",
    "beneficiary_id.name_ids.value",
)


@tagged("post_install", "-at_install")
class TestNamesOverRpc(RegistryCase, HttpCase):
    """Every way of reading that the web client has, over HTTP, as those who may not.

    The worker asks the same questions first: a question that tells her nothing would
    prove nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hers = cls.person("Zebulon", "Anselme", birth_date="1985-07-09", sex="male")
        paper = cls.env["migrant.identifier.type"].search([], limit=1)
        cls.hers.write(
            {
                "identifier_ids": [
                    Command.create({"type_id": paper.id, "value": "ZX998177"})
                ],
                "contact_ids": [
                    Command.create({"channel": "phone", "value": "98 877 665"})
                ],
                "stay_ids": [Command.create({"site_id": cls.site_a.id})],
            }
        )
        cls.double = cls.person("Zebulon", "Anselme", birth_date="1985-07-09")
        cls.models = sorted(
            name
            for name, model in cls.env.registry.items()
            if name.startswith("migrant.")
            and not model._abstract
            and not model._transient
        )

    def _ask(self, model, method, args=(), **kwargs):
        """The text of the server's answer, refusals included."""
        return self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": list(args),
                        "kwargs": kwargs,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).text

    def _answers(self, user, models):
        """``{method: texts}`` of all ways of reading some models, as a user."""
        self.authenticate(user.login, user.login.ljust(8, "x"))
        told = {}
        for model in models:
            records = self.env[model].sudo().with_context(active_test=False)
            ids = records.search([], order="id desc", limit=40).ids
            fields = list(self.env[model].with_user(user).fields_get([], ["type"]))
            for method, args, kwargs in self._questions(model, ids, fields):
                text = self._ask(model, method, args, **kwargs)
                told.setdefault(method, []).append(f"{model}: {text}")
        return told

    def _questions(self, model, ids, names):
        """(method, arguments, named arguments) of each way to read a model."""
        spec = {name: {} for name in names}
        order = "person_name" if "person_name" in names else "id"
        related = [f"beneficiary_id/{name}" for name in ("person_name", "birth_date")]
        yield "read", (ids,), {}
        yield "web_read", (ids, spec), {}
        yield "search_read", ([],), {"order": order}
        yield "web_search_read", ([], spec), {"order": f"{order} desc"}
        yield "export_data", (ids, ["display_name", *names]), {}
        if "beneficiary_id" in names:
            yield "export_data", (ids, related), {}
            deep = {"beneficiary_id": {"fields": {"person_name": {}, "birth_date": {}}}}
            yield "web_read", (ids, deep), {}
        for group in {"full_name", "value", "birth_date:day", "beneficiary_id"}:
            if group.split(":")[0] in names:
                yield "formatted_read_group", ([], [group], ["__count"]), {}
                yield "web_read_group", ([], [group], ["__count"]), {}
        for part in PARTS:
            yield "name_search", (part,), {}
            yield "web_name_search", (part, spec), {}
        yield "onchange", (ids[:1], {}, [], spec), {}
        yield "get_views", ([[False, "list"], [False, "form"]],), {}
        if model == "migrant.beneficiary":
            yield "get_labels", (ids,), {}
            yield "find_person", (PARTS[0],), {}
            yield "open_in_front", (), {"birth": SECRETS[2], "identifier": SECRETS[3]}

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_an_accountant_learns_no_name(self):
        """Each way tells the worker, and tells finance nothing. [T21]"""
        # The refusal of exports is another test's; here it must not hide an answer.
        for user in (self.worker, self.users["finance_officer"]):
            user.group_ids += self.env.ref("base.group_allow_export")
        told = self._answers(
            self.worker,
            ["migrant.beneficiary", "migrant.identity", "migrant.identity.name"],
        )
        for method, texts in told.items():
            if method in ("get_views", "onchange", "open_in_front"):
                continue
            # Found by her name, she answers with her code.
            known = (*SECRETS, self.hers.code)
            found = any(secret in text for text in texts for secret in known)
            self.assertTrue(found, f"{method} tells nobody anything")
        others = self.models + ["mail.message", "mail.activity", "ir.attachment"]
        for role, models, secrets in (
            ("finance_officer", others, SECRETS),
            # Who coordinates the site calls her by her first name.
            ("coordinator", ["migrant.beneficiary", "migrant.stay"], SECRETS[1:]),
        ):
            for method, texts in self._answers(self.users[role], models).items():
                sought = method in ("name_search", "web_name_search", "find_person")
                for text in texts:
                    for secret in (*secrets, *([self.hers.code] if sought else ())):
                        self.assertNotIn(secret, text, f"{role}, {method}")

    def test_no_count_and_no_order_tells_a_name(self):
        """A question about a name that is there is answered as one that is not."""
        for role in ("finance_officer", "coordinator", "technician", "data_officer"):
            user = self.users[role]
            for model, path in self._paths(user):
                answers = {
                    self._count(user, model, path, text)
                    for text in ("zebulon", "qqqqqq")
                }
                self.assertEqual(len(answers), 1, (role, model, path))
        # The same question tells the worker how many there are.
        self.assertEqual(
            self._count(self.worker, "migrant.beneficiary", "person_name", "zebulon"),
            2,
        )

    def _paths(self, user):
        """(model, path to a name) of all that the user may read."""
        for name, model in self.env.registry.items():
            records = self.env[name].with_user(user)
            if model._abstract or not model._auto or not records.has_access("read"):
                continue
            ways = [""] if name.startswith("migrant.") else []
            ways += [
                f"{field.name}."
                for field in model._fields.values()
                if (field.comodel_name or "").startswith("migrant.")
                and (field.store or field.search)
            ]
            for way in ways:
                for path in PATHS:
                    target = model._fields[way[:-1]].comodel_name if way else name
                    if path.split(".")[0] in self.env[target]._fields:
                        yield name, f"{way}{path}"

    def _count(self, user, model, path, text):
        """How many a user counts, or "refused"."""
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                records = self.env[model].with_user(user)
                return records.search_count([(path, "ilike", text)])
        except (AccessError, ValueError):
            return "refused"
