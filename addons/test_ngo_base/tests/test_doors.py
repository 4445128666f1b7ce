# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import xmlrpc.client

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.ngo_base.arguments import INTERNAL
from odoo.addons.ngo_base.tests.common import NgoCase

LOGIN = "volunteer"  # whose sign-in asks for a password alone, whatever is installed
# What a browser says where somebody typed the address.
INTERACTIVE = {
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-User": "?1",
}
# (model, method, ids or None, arguments by name)
RUBBISH = (
    ("ngo.access", "break_glass", None, {"code": ["Z"], "reason": "", "category": ""}),
    ("ngo.access", "break_glass", None, {"code": "Z", "reason": 5, "category": ""}),
    ("ngo.access", "break_glass", None, {"unknown": 1}),
    ("test.ngo.file", "action_why", "x", {}),
    ("test.ngo.file", "action_why", [[1]], {}),
    ("test.ngo.file", "action_why", [1, 2], {"unknown": 1}),
    ("test.ngo.file", "action_why", [], {}),
    ("test.ngo.file", "action_why", [1], {"context": "fr"}),
)


@tagged("post_install", "-at_install")
class TestDoors(NgoCase, HttpCase):
    """Every way in of a client holds what is sent against what the method takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.users[LOGIN]

    def setUp(self):
        super().setUp()
        self.authenticate(LOGIN, LOGIN)
        self.doors = {
            "call_kw": self.by_web,
            "call_button": self.by_web,
            "jsonrpc": self.by_jsonrpc,
            "xmlrpc": self.by_xmlrpc,
            "json2": self.by_json2,
        }

    @staticmethod
    def positional(method, ids, kwargs):
        if method == "create":
            return [kwargs.pop("vals_list")]
        return [] if ids is None else [ids]

    def by_web(self, door, model, method, ids, kwargs):
        params = {"model": model, "method": method, "kwargs": kwargs}
        params["args"] = self.positional(method, ids, kwargs)
        answer = self.url_open(f"/web/dataset/{door}", json={"params": params}).json()
        error = answer.get("error")
        return answer.get("result"), error and error["data"]["message"]

    def by_jsonrpc(self, _door, model, method, ids, kwargs):
        args = [self.env.cr.dbname, self.worker.id, LOGIN, model, method]
        args += [self.positional(method, ids, kwargs), kwargs]
        params = {"service": "object", "method": "execute_kw", "args": args}
        answer = self.url_open("/jsonrpc", json={"params": params}).json()
        error = answer.get("error")
        return answer.get("result"), error and error["data"]["message"]

    def by_xmlrpc(self, _door, model, method, ids, kwargs):
        args = self.positional(method, ids, kwargs)
        try:
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, self.worker.id, LOGIN, model, method, args, kwargs
            ), None
        except xmlrpc.client.Fault as fault:
            # Only what is meant for people comes with this number.
            self.assertEqual(fault.faultCode, 2, fault.faultString)
            return None, fault.faultString

    def by_json2(self, _door, model, method, ids, kwargs):
        sent = kwargs if ids is None else {**kwargs, "ids": ids}
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            json=sent,
            headers=INTERACTIVE,
        )
        content = answer.json()
        if answer.status_code == 200:
            return content, None
        return None, content["message"]

    @mute_logger(
        "odoo.http",
        "odoo.sql_db",
        "odoo.addons.ngo_base.arguments",
        "odoo.addons.rpc.controllers.jsonrpc",
        "odoo.addons.rpc.controllers.xmlrpc",
    )
    def test_rubbish_is_told_in_a_sentence_at_each_door(self):
        """By the web client, XML-RPC, JSON-RPC and the new address. [T27]"""
        for door, call in self.doors.items():
            for model, method, ids, kwargs in RUBBISH:
                with self.subTest(door=door, method=method, ids=ids, kwargs=kwargs):
                    _result, told = call(door, model, method, ids, kwargs)
                    if ids == [] and not kwargs:
                        self.assertIn("one record at a time", told)
                    else:
                        self.assertIn(f"does not fit “{method}”", told)

    @mute_logger(
        "odoo.addons.rpc.controllers.jsonrpc", "odoo.addons.rpc.controllers.xmlrpc"
    )
    def test_no_client_switches_traces_off(self):
        """A file made with every such word is noted as any other."""
        context = dict.fromkeys(INTERNAL, True)
        for door, call in self.doors.items():
            if door == "call_button":
                continue
            with self.subTest(door=door):
                vals = {"user_id": self.worker.id, "summary": door}
                kwargs = {"vals_list": [vals], "context": context}
                result, told = call(door, "test.ngo.file", "create", None, kwargs)
                self.assertFalse(told)
                self.env.invalidate_all()
                made = self.env["test.ngo.file"].browse(result)
                self.assertTrue(made.message_ids, "no word of its creation")
                self.assertIn(self.worker.partner_id, made.message_partner_ids)
