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
import functools
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


@functools.cache
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
    named = {env[model]._original_module for model in only or ()}
    for room in rooms(env) if only is None else sorted(named):
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
    for role, user in users.items():
        for model, relations in built(env, case, user):
            found += reach_deviations(user, role, model, relations)
    return found


def built(env, case, user):
    """What the builders of all rooms make for a user: [(model, {relation: record})]."""
    made = []
    for room in rooms(env):
        try:
            builder = importlib.import_module(
                f"odoo.addons.{room}.tests.matrix_records"
            )
        except ModuleNotFoundError:
            continue
        made += builder.build(case, user).items()
    return made


@functools.cache
def words(room):
    """{(model, role): (scope word, is read)} of a room's matrix."""
    return {
        (row["model"], row["role"]): (row["scope"], "R" in row["rights"])
        for row in rows(room)
        if not row["field_class"]
    }


def narrow_rights(env, model, role):
    """Letters of the rights that a role has on some rows of a model, not on all."""
    return {
        letter
        for row in rows(env[model]._original_module)
        if (row["model"], row["role"]) == (model, role)
        and not row["field_class"]
        and row["scope"] not in ("all", "none")
        for letter in row["rights"]
    }


def reach_deviations(user, role, model, relations):
    """Where a role reaches others of these records than the matrix says.

    :param relations: {relation: record}
    """
    env = next(iter(relations.values())).env
    word, reads = words(env[model]._original_module).get((model, role), ("none", False))
    if not reads or word == "none":
        # A right on the model alone would show what no rule shuts.
        if env[model].with_user(user).has_access("read"):
            return [f"{model}: {role} may ask, unlike the matrix"]
        musts = dict.fromkeys(relations, False)
    else:
        musts = {name: expected_visibility(word, name) for name in relations}
    wanted = {
        relations[name].id: (name, must)
        for name, must in musts.items()
        if must is not None
    }
    records = env[model].browse(wanted)
    return list(route_deviations(records, user, role, wanted)) if wanted else []


def expected_visibility(word, relation):
    """True, False, or None when the scope word leaves the relation open."""
    if word in ("all", relation):
        return True
    return False if relation == "other" else None


def route_deviations(records, user, role, wanted):
    """Every way of reading the records agrees with what must be.

    :param wanted: {id: (relation, whether it must be seen)}
    """
    seen = records.with_user(user)
    empty = seen.browse()
    among = [("id", "in", records.ids)]
    expected = {number for number, (_relation, must) in wanted.items() if must}
    # One question over all of them: which ones, or how many, it answers.
    routes = {
        "search": lambda: set(empty.search(among)._ids),
        "search_count": lambda: empty.search_count(among),
        "search_read": lambda: numbers(empty.search_read(among, ["display_name"])),
        "web_search_read": lambda: numbers(
            empty.web_search_read(among, {"display_name": {}})["records"]
        ),
        "name_search": lambda: {number for number, _ in empty.name_search("", among)},
        "group": lambda: empty.formatted_read_group(among, [], ["__count"])[0][
            "__count"
        ],
    }
    seen.env.invalidate_all()
    for name, route in routes.items():
        got = attempt(route) or set()
        if got not in (expected, len(expected)):
            told = ", ".join(f"{r} {must}" for r, must in wanted.values())
            yield f"{records._name}: {role}: {name} gives {got}, wanted {told}"
    if not attempt(lambda: empty.check_access("read") or True):
        # Refused before any record is looked at: one of them tells for all.
        seen = seen[:1]
    for record in seen:
        relation, must = wanted[record.id]
        single = {
            "has_access": lambda r=record: r.has_access("read"),
            "read": lambda r=record: r.read(["display_name"]),
            "web_read": lambda r=record: r.web_read({"display_name": {}}),
        }
        if relation == "other" and not must:
            single["write"] = lambda r=record: r.has_access("write")
            single["unlink"] = lambda r=record: r.has_access("unlink")
        for name, route in single.items():
            if bool(attempt(route)) != must:
                yield (
                    f"{records._name}: {role}, {relation}: {name} gives"
                    f" {not must}, the matrix says {must}"
                )


def numbers(rows):
    """Ids of rows that a method of reading gave."""
    return {row["id"] for row in rows}


def attempt(route):
    """What a way of reading gives, None where it is refused."""
    try:
        return route()
    except (AccessError, UserError):
        return None
