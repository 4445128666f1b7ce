# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import re

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.ngo_base.tests import matrix
from odoo.addons.ngo_base.tests.test_access_matrix import (
    PROGRAMME_ROLES,
    SITE_ROLES,
)

from .common import MARK, PERSON, TEXTS, WholeFileCase

# A part of it is asked: an error that repeats the question tells nothing.
PART = MARK[:3]
TOLD = re.compile(rf"{MARK}[\w.-]*", re.IGNORECASE)


@tagged("post_install", "-at_install")
class TestUnseen(WholeFileCase, HttpCase):
    """The file of somebody of another house, site and programme, sealed: finance, the
    night watch, the partner and all other roles try every way of reading."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in SITE_ROLES:
            cls.narrow_role(role, site=cls.site_a)
        for role in PROGRAMME_ROLES:
            cls.narrow_role(role, programme=cls.programme_1)
        cls.awa.confidentiality = "sealed"

    def everybody(self):
        return {**self.users, "employee": self.employee}

    def open_models(self):
        """{(model, role)} that the written matrix opens to all rows."""
        return {
            (row["model"], row["role"])
            for room in matrix.rooms(self.env)
            for row in matrix.rows(room)
            if row["scope"] == "all" and "R" in row["rights"]
        }

    def routes(self, records):
        """(name, call) of each way of reading these rows in the user's environment."""
        empty = records.browse()
        texts = [
            name
            for name, field in records._fields.items()
            if field.type in TEXTS
            and field.store
            and records._has_field_access(field, "read")
        ]
        hers = Domain("id", "in", records.ids)
        asked = Domain.OR([Domain(name, "ilike", PART) for name in texts] or [hers])
        spec = dict.fromkeys(texts, {})
        group = [name for name in texts if records._fields[name].type == "char"][:1]
        return {
            "web_read": lambda: records.web_read(spec),
            "asked": lambda: empty.search_read(hers & asked, texts),
            "web_search_read": lambda: empty.web_search_read(hers, spec),
            "web_name_search": lambda: empty.web_name_search(PART, spec, hers),
            "group": lambda: empty.formatted_read_group(hers, group, ["__count"]),
            "export": lambda: records.export_data(texts),
        }

    @classmethod
    def may_export(cls, users):
        """The refusal of exports is another test's: it must not hide an answer."""
        users.write({"group_ids": cls.link(cls.env.ref("base.group_allow_export"))})

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_methods_of_every_model(self):
        """No method of reading shows a word of the file to any other role. [B05]"""
        rows = self.hers()
        self.plant(rows)
        rows |= self.leave_traces(rows)
        allowed = self.open_models()
        self.may_export(self.keeper + self.users["finance_officer"])
        found, control = [], set()
        for role, user in {**self.everybody(), "keeper": self.keeper}.items():
            self.env.invalidate_all()
            for name, ids in rows.items():
                records = self.env[name].with_user(user).browse(sorted(ids))
                if (name, role) in allowed:
                    continue
                routes = self.routes(records)
                if not records.browse().has_access("read"):
                    refused = ("web_read", "web_name_search")
                    routes = {key: routes[key] for key in refused}
                for route, call in routes.items():
                    try:
                        said = str(call())
                    except (AccessError, UserError):
                        continue
                    if TOLD.search(said):
                        words = TOLD.findall(said)[:4]
                        found.append(f"{name}: {role} by {route}: {words}")
                        control.add(route)
            if role != "keeper":
                self.assertFalse(found, "\n".join(found))
        # The same questions tell the keeper: they are able to tell.
        self.assertEqual(control, set(self.routes(self.awa)))

    def pages(self, rows, files):
        """Addresses of files, pictures and printed sheets of her rows."""
        for attachment in files:
            yield f"/web/content/{attachment}"
            yield f"/web/image/{attachment}"
        for name, ids in rows.items():
            model = self.env[name]
            for field in model._fields.values():
                if field.type == "binary" and field.store:
                    yield f"/web/content/{name}/{min(ids)}/{field.name}"
        reports = self.env["ir.actions.report"].search([("model", "in", list(rows))])
        for report in reports.filtered(lambda r: r.report_type == "qweb-pdf"):
            yield f"/report/html/{report.report_name}/{min(rows[report.model])}"
        for name in (PERSON, "migrant.case", "partner.referral"):
            yield f"/mail/view?model={name}&res_id={min(rows[name])}"
            yield f"/my/referrals/{min(rows[name])}"

    def calls(self, rows):
        """(address, parameters) of the chatter, the search box and the export."""
        for name in (PERSON, "migrant.case"):
            thread = {"thread_model": name, "thread_id": min(rows[name])}
            yield "/mail/thread/messages", thread
            wanted = ["attachments", "activities", "followers"]
            yield "/mail/data", {"fetch_params": [["mail.thread", {**thread,
                "request_list": wanted}]]}  # fmt: skip
        for method in ("find_person", "web_name_search"):
            args = ["Awa 1992-08-17"] if method == "find_person" else [PART, {}]
            yield (
                f"/web/dataset/call_kw/{PERSON}/{method}",
                {"model": PERSON, "method": method, "args": args, "kwargs": {}},
            )
        yield (
            f"/web/dataset/call_kw/{PERSON}/get_labels",
            {"model": PERSON, "method": "get_labels", "args": [[self.awa.id]],
             "kwargs": {}},
        )  # fmt: skip

    def said_to(self, user, rows, files):
        """{route: words of the file} that the server tells a user."""
        self.authenticate(user.login, user.login.ljust(8, "x"))
        told = {}
        for page in self.pages(rows, files):
            answer = self.url_open(page, allow_redirects=False, timeout=120)
            if words := TOLD.findall(answer.text):
                told[page] = words
        for address, params in self.calls(rows):
            answer = self.url_open(
                address,
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                headers={"Content-Type": "application/json"},
            )
            if words := TOLD.findall(answer.text):
                told[address] = words
        return told

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_pages_files_chatter_and_box(self):
        """No page, file, sheet, thread or search tells a word of it either. [B05]"""
        rows = self.hers()
        # Her name is found by its keys: they are made as when it is typed.
        self.awa.name_ids.filtered(lambda n: n.kind == "family").value = f"{MARK}abbar"
        self.case.presenting_need = f"{MARK}need"
        files = self.leave_traces(
            {name: rows[name] for name in (PERSON, "migrant.case", "partner.referral")}
        )["ir.attachment"]
        for role, user in self.everybody().items():
            with self.subTest(role):
                self.assertEqual(self.said_to(user, rows, sorted(files)), {})
        told = self.said_to(self.keeper, rows, sorted(files))
        for page in (
            f"/web/content/{min(files)}",
            "/mail/thread/messages",
            f"/web/dataset/call_kw/{PERSON}/find_person",
        ):
            self.assertIn(page, told)
