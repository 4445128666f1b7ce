# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every public method of ours, called with rubbish by a role that has the right.

What answers is a result or a sentence, never a fault of Python or of the database.
"""

import doctest
import inspect

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.ngo_base import arguments
from odoo.addons.ngo_base.arguments import CHECKS, _check_of, call_told, check_call
from odoo.addons.ngo_base.tests import matrix
from odoo.addons.ngo_base.tests.common import NgoCase

# Ids as a client may send them; the last ones are rows of no table.
IDS = ([], None, "x", ["1"], [[1]], {"a": 1}, [1.5], [-1], [True], {})
IDS += ([2**31], 10**30, [None], [2**31 - 1], [2**31 - 1, 2**31 - 2])
RUBBISH = (None, False, True, 0, -1, 2**31, 10**30, 1.5, float("nan"), "", "x")
RUBBISH += ("\x00", "\ud800", "0001-01-01", "9999-12-31", "x" * 5000, [], [None])
RUBBISH += ([["x"]], ["1"], [2**31 - 1], 2**31 - 1, {}, {"a": {"b": [None]}})


def public_methods(env):
    """[(model, name)] of all that our rooms alone define; each function once."""
    rooms, found = set(matrix.rooms(env)), {}
    for model in sorted(name for name in env.registry if not env[name]._abstract):
        classes = [(cls, room_of(cls)) for cls in type(env[model]).mro()]
        of_odoo = {
            name for cls, room in classes if room not in rooms for name in vars(cls)
        }
        for cls, room in classes:
            for name, value in vars(cls).items():
                if room not in rooms or name.startswith("_") or name in of_odoo:
                    continue
                if inspect.isfunction(value) and not hasattr(value, "_api_private"):
                    found.setdefault(value, (model, name))
    return sorted(found.values())


def room_of(cls):
    """The addon that a class stands in, or an empty text."""
    module = cls.__module__
    return module.split(".")[2] if module.startswith("odoo.addons.") else ""


def parameters(env, model, name):
    """Parameters of a method, less its records."""
    function = getattr(type(env[model]), name)
    return list(inspect.signature(function).parameters.values())[1:]


@tagged("post_install", "-at_install")
class TestCalls(NgoCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.methods = public_methods(cls.env)
        cls.with_arguments = [
            (model, name)
            for model, name in cls.methods
            if parameters(cls.env, model, name)
        ]

    def user_of(self, model):
        """Somebody whose role has as many rights on a model as any other."""
        rows = [
            row
            for row in matrix.rows(self.env[model]._original_module)
            if row["model"] == model
            and not row["field_class"]
            and row["role"] in self.users
        ]
        best = max(rows, key=lambda row: len(row["rights"]), default=None)
        return self.users[best["role"] if best else "coordinator"]

    def fault(self, user, model, name, *args):
        """What is no sentence in the answer to a call, whose work is undone."""
        env = self.env(user=user)
        savepoint = env.cr.savepoint(flush=False)
        try:
            with call_told(env):
                check_call(env, model, name, args, {})
                call_kw(env[model], name, list(args), {})
                env.flush_all()
        except UserError as told:
            return None if str(told).strip() else "an empty sentence"
        except IntegrityError:
            # Odoo says it in the words of the constraint once the request is over.
            return None
        except Exception as fault:
            return f"{model}.{name}{args!r:.90}: {type(fault).__name__}: {fault!s:.90}"
        finally:
            env.transaction.clear()
            savepoint.close(rollback=True)
        return None

    def test_ids_that_are_none(self):
        """No id, several, those of no row, and what is no id at all. [T27]"""
        self.assertGreater(len(self.methods), 250)
        self.env.flush_all()
        with mute_logger("odoo.sql_db", "odoo.addons.ngo_base.arguments"):
            faults = [
                fault
                for model, name in self.methods
                for ids in IDS
                if (fault := self.fault(self.user_of(model), model, name, ids))
            ]
        self.assertEqual(faults, [])

    def test_arguments_are_named_by_kind(self):
        """Each argument of each method says what it takes: the door looks there."""
        self.assertEqual(doctest.testmod(arguments).failed, 0)
        self.assertGreater(len(self.with_arguments), 20)
        for model, name in self.with_arguments:
            for parameter in parameters(self.env, model, name):
                check = _check_of(parameter.annotation)
                self.assertTrue(check and check[0] in CHECKS, (model, name, parameter))

    def test_arguments_that_are_rubbish(self):
        """Each argument alone, and all of them, on a record that is there. [T27]"""
        faults, records = [], {}
        for model, name in self.with_arguments:
            user = self.user_of(model)
            if user not in records:
                records[user] = dict(matrix.built(self.env, self, user))
                self.env.flush_all()
            first = []
            if not hasattr(getattr(type(self.env[model]), name), "_api_model"):
                open_to_her = [
                    record
                    for record in records[user].get(model, {}).values()
                    if record.with_user(user).has_access("read")
                ]
                self.assertTrue(open_to_her, f"no {model} to call {name} on")
                first = [open_to_her[0].ids]
            number = len(parameters(self.env, model, name))
            calls = [[junk] * number for junk in RUBBISH]
            calls += [[junk] + [1] * (number - 1) for junk in RUBBISH]
            calls += [["x"] * (number - 1) + [junk] for junk in RUBBISH]
            calls += [[None] * (number + 1)]
            with mute_logger("odoo.sql_db", "odoo.addons.ngo_base.arguments"):
                faults += [
                    fault
                    for args in calls
                    if (fault := self.fault(user, model, name, *first, *args))
                ]
        self.assertEqual(faults, [])

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_the_door_of_the_web_client(self):
        """Calls and buttons are looked at there, with whatever they carry. [T27]"""
        login = "social_worker"
        self.authenticate(login, login)
        calls = [
            ("find_person", [["Awa"]], {}),
            ("find_person", [], {}),
            ("find_person", ["Awa"], {"context": "fr"}),
            ("find_person", ["Awa", 5, 5], {}),
            ("find_person", ["Awa"], {"unknown": 1}),
            ("get_labels", [{}], {}),
            ("action_why", [], {}),
            ("action_why", [[]], {}),
            ("action_why", ["x"], {}),
            ("read", [[10**30]], {}),
        ]
        for method, args, kwargs in calls:
            for door in ("call_kw", "call_button"):
                answer = self.make_jsonrpc_answer(door, method, args, kwargs)
                told = answer["error"]["data"]
                self.assertEqual(told["name"], "odoo.exceptions.UserError", told)
                self.assertTrue(told["message"])

    def make_jsonrpc_answer(self, door, method, args, kwargs):
        params = {"model": "migrant.beneficiary", "method": method}
        return self.url_open(
            f"/web/dataset/{door}",
            json={"params": {**params, "args": args, "kwargs": kwargs}},
        ).json()
