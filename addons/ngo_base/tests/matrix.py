# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Walks the access matrices of all installed rooms.

Each room says in ``security/access_matrix.csv`` who may do what, and in
``security/field_groups.csv`` which of its fields ask for a group; each may offer
``tests/matrix_records.py`` with ``build(case, user) -> {model: {relation: record}}``,
relations being *own*, *team*, *site*, *programme*, *shift* and *other*, as seen by
``user``. Wizards need no builder. The walkers return deviations, so that they can also
be run with a rule, an access row or a field group taken away.
"""

import csv
import functools
import importlib

from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_manifest
from odoo.tools import SQL, file_open, sql

MODES = {"R": "read", "W": "write", "C": "create", "U": "unlink"}
CLASS_GROUP = "ngo_base.group_ngo_base_class_"
MEMBER = (
    "ngo_base.group_ngo_base_user"  # whoever reads the model; Odoo's own models too
)


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
def rows(room, file="access_matrix"):
    """Rows of a room's matrix, none when it brings no model."""
    try:
        with file_open(f"{room}/security/{file}.csv") as lines:
            return list(csv.DictReader(lines))
    except FileNotFoundError:
        return []


def listed_fields(env):
    """{(model, field): groups} as the rooms have written it down."""
    return {
        (row["model"], name): row["groups"]
        for room in rooms(env)
        for row in rows(room, "field_groups")
        for name in row["fields"].split()
    }


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


def field_deviations(env):
    """Where fields ask for other groups than is written down."""
    ours = set(rooms(env))
    real = {
        (name, field.name): field.groups
        for name, model in env.registry.items()
        if not model._abstract
        for field in model._fields.values()
        if field.groups not in (None, False, "", MEMBER)
        and not field.inherited
        and ours.intersection(field._modules)
    }
    listed = listed_fields(env)
    return [
        f"{model}.{name} asks for {real.get((model, name))},"
        f" the list says {listed.get((model, name))}"
        for model, name in sorted(real.keys() | listed.keys())
        if real.get((model, name)) != listed.get((model, name))
    ]


def class_deviations(env, users, only=None):
    """Where fields are open to others than the matrices say.

    Who reads a class of fields stands in the matrix, by role; who reads what asks for
    another group is who has it.

    :param only: fields to walk as (model, name); all that are listed when None
    """
    found = []
    for (model, name), groups in listed_fields(env).items():
        if only is not None and (model, name) not in only:
            continue
        field = env[model]._fields[name]
        promised = readers_of_class(env, model, groups)
        for role, user in users.items():
            records = env[model].with_user(user)
            real = records.has_access("read") and records._has_field_access(
                field, "read"
            )
            wanted = (
                records.has_access("read") and user.has_groups(groups)
                if promised is None
                else role in promised
            )
            if real != wanted:
                found.append(
                    f"{model}.{name}: {role} {'reads' if real else 'does not read'}"
                    f" what asks for {groups}, unlike the matrix"
                )
    return found


def readers_of_class(env, model, groups):
    """Roles that read a class of fields by the matrix, None for another group."""
    if CLASS_GROUP not in groups:
        return None
    name = groups.split(CLASS_GROUP)[1].split(",")[0]
    return {
        row["role"]
        for row in rows(env[model]._original_module)
        if (row["model"], row["field_class"]) == (model, name)
    }


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
    return made + built_wizards(env, user)


def built_wizards(env, user):
    """A wizard of each kind that the user has open, and one of somebody else.

    They are rows without content: what a wizard asks for is no matter here, whose it is
    decides.
    """
    env.flush_all()
    made = []
    for room in rooms(env):
        for name in models_of(env, room):
            model = env[name]
            if not model._transient:
                continue
            for field in model._fields.values():
                if field.store and field.required and field.column_type:
                    sql.drop_not_null(env.cr, model._table, field.name)
            insert = SQL(
                "INSERT INTO %s (create_uid, write_uid) VALUES (%s, %s), (%s, %s)"
                " RETURNING id",
                SQL.identifier(model._table),
                *[user.id] * 2,
                *[env.ref("base.user_admin").id] * 2,
            )
            own, other = (model.browse(row) for row in env.execute_query(insert))
            made.append((name, {"own": own, "other": other}))
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
