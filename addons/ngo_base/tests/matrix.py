# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Walks the access matrices of all installed rooms.

Each room says in ``security/access_matrix.csv`` who may do what; each may offer
``tests/matrix_records.py`` with ``build(case, user) -> {model: {relation: record}}``,
relations being *own*, *team*, *site*, *programme*, *shift* and *other*, as seen by
``user``. The walkers return deviations, so that they can also be run with a rule, an
access row or a field group taken away.
"""

import csv
import importlib

from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_manifest
from odoo.tools import file_open

MODES = {"R": "read", "W": "write", "C": "create", "U": "unlink"}
CLASS_GROUP = "ngo_base.group_ngo_base_class_"


def rooms(env):
    """Installed modules of the suite, those for tests apart."""
    modules = env["ir.module.module"].sudo().search([("state", "=", "installed")])
    return [
        module.name
        for module in modules
        if get_manifest(module.name).get("author") == "Permanence contributors"
        and not module.name.startswith("test_")
    ]


def models_of(env, room):
    """Concrete models that a room brings."""
    return sorted(
        name
        for name, model in env.registry.items()
        if not model._abstract and model._original_module == room
    )


def rows(room):
    """Rows of a room's matrix, none when it brings no model."""
    try:
        with file_open(f"{room}/security/access_matrix.csv") as lines:
            return list(csv.DictReader(lines))
    except FileNotFoundError:
        return []


def right_deviations(env, users, only=None):
    """Where the rights of models differ from the matrices.

    :param users: {role: user}, the bare employee under "employee"
    :param only: names of the models to walk; all when None
    :return: list of sentences
    """
    found = []
    for room in rooms(env):
        expected = {}
        for row in rows(room):
            if not row["field_class"]:
                key = row["model"], row["role"]
                expected[key] = expected.get(key, set()) | set(row["rights"]) - {"-"}
        own = models_of(env, room)
        for model, _role in expected:
            if model not in own:
                found.append(f"{room}: the matrix names {model}, which is not its own")
        for model in own:
            if only is not None and model not in only:
                continue
            for role, user in users.items():
                records = env[model].with_user(user)
                real = {k for k, mode in MODES.items() if records.has_access(mode)}
                promised = expected.get((model, role), set())
                if real != promised:
                    found.append(
                        f"{model}: {role} has {''.join(sorted(real)) or '-'},"
                        f" the matrix says {''.join(sorted(promised)) or '-'}"
                    )
    return found


def class_deviations(env, users, only=None):
    """Where classes of fields are open to others than the matrices say."""
    found = []
    for room in rooms(env):
        promised = {}
        for row in rows(room):
            if row["field_class"]:
                promised.setdefault((row["model"], row["field_class"]), set()).add(
                    row["role"]
                )
        for model in models_of(env, room):
            if only is not None and model not in only:
                continue
            for field in env[model]._fields.values():
                groups = field.groups or ""
                if CLASS_GROUP not in groups:
                    continue
                name = groups.split(CLASS_GROUP)[1].split(",")[0]
                for role, user in users.items():
                    records = env[model].with_user(user)
                    real = records.has_access("read") and records._has_field_access(
                        field, "read"
                    )
                    if real != (role in promised.get((model, name), ())):
                        found.append(
                            f"{model}.{field.name}: {role}"
                            f" {'reads' if real else 'does not read'} class {name},"
                            " unlike the matrix"
                        )
    return found


def scope_deviations(env, case, users):
    """Where the reach of roles differs from the scope word of the matrices."""
    found = []
    for room in rooms(env):
        try:
            builder = importlib.import_module(
                f"odoo.addons.{room}.tests.matrix_records"
            )
        except ModuleNotFoundError:
            continue
        words = {
            (row["model"], row["role"]): (row["scope"], "R" in row["rights"])
            for row in rows(room)
            if not row["field_class"]
        }
        for role, user in users.items():
            for model, relations in builder.build(case, user).items():
                word, reads = words.get((model, role), ("none", False))
                if not reads or word == "none":
                    # A right on the model alone would show what no rule shuts.
                    if env[model].with_user(user).has_access("read"):
                        found.append(f"{model}: {role} may ask, unlike the matrix")
                    for relation, record in relations.items():
                        found += route_deviations(record, user, role, relation, False)
                    continue
                for relation, record in relations.items():
                    must = expected_visibility(word, relation)
                    if must is None:
                        continue
                    found += route_deviations(record, user, role, relation, must)
    return found


def expected_visibility(word, relation):
    """True, False, or None when the scope word leaves the relation open."""
    if word in ("all", relation):
        return True
    return False if relation == "other" else None


def route_deviations(record, user, role, relation, must):
    """Every way of reading one record agrees with what must be."""
    found = []
    seen = record.with_user(user)
    empty = seen.browse()
    alone = [("id", "=", record.id)]
    routes = {
        "has_access": lambda: seen.has_access("read"),
        "search": lambda: bool(empty.search(alone)),
        "search_count": lambda: bool(empty.search_count(alone)),
        "read": lambda: bool(seen.read(["display_name"])),
        "web_read": lambda: bool(seen.web_read({"display_name": {}})),
        "search_read": lambda: bool(empty.search_read(alone, ["display_name"])),
        "web_search_read": lambda: bool(
            empty.web_search_read(alone, {"display_name": {}})["records"]
        ),
        "name_search": lambda: bool(empty.name_search("", alone)),
        "group": lambda: bool(
            empty.formatted_read_group(alone, [], ["__count"])[0]["__count"]
        ),
    }
    seen.env.invalidate_all()
    for name, route in routes.items():
        try:
            got = route()
        except (AccessError, UserError):
            got = False
        if got != must:
            found.append(
                f"{record._name}: {role}, {relation}: {name} gives {got},"
                f" the matrix says {must}"
            )
    return found
