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
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from functools import wraps
from unittest.mock import patch

from psycopg2 import DatabaseError

from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_manifest
from odoo.tools import SQL, file_open, sql

MODES = {"R": "read", "W": "write", "C": "create", "U": "unlink"}
# What somebody makes is hers, for a while or for good: whoever may make one, may.
AUTHORED = {
    "migrant.beneficiary",
    "migrant.household",
    "migrant.obstacle",
    "partner.notice",
    "permanence.appointment",
    "permanence.encounter",
}
# All but these wherever it is: a notice is on a person whom its author follows.
PLACED = {"partner.notice"}
# What no builder makes by itself, with the test that tries it instead.
UNTRIED = {
    # Both of its sides hold slots that are published: test_exchange.py.
    "permanence.swap",
}
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
    found, untried = [], set()
    for room in rooms(env):
        untried |= {
            row["model"]
            for row in rows(room)
            if "C" in row["rights"] and row["scope"] not in ("all", "none")
        }
    for role, user in users.items():
        with tried_first(env, user) as tried:
            made = built(env, case, user)
            setup = built(env, case, user, "written")
        for model, relations in made:
            found += reach_deviations(user, role, model, relations)
        for model, relations in made + setup:
            found += create_deviations(user, role, model, relations, tried)
            untried -= {model for r in relations.values() if (model, r.id) in tried}
    untried = {model for model in untried if not env[model]._transient}
    for model in sorted(untried ^ UNTRIED):
        found.append(f"{model}: whether a builder makes it differs from the list")
    return found


def built(env, case, user, what="build"):
    """What the builders of all rooms make for a user: [(model, {relation: record})].

    :param what: "build", or "written" for what all read and some write where they work
    """
    made = []
    for room in rooms(env):
        try:
            builder = importlib.import_module(
                f"odoo.addons.{room}.tests.matrix_records"
            )
        except ModuleNotFoundError:
            continue
        if hasattr(builder, what):
            made += getattr(builder, what)(case, user).items()
    return made + built_wizards(env, user) if what == "build" else made


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


@contextmanager
def tried_first(env, user):
    """Whatever is made within, the user tries to make before, with the same values.

    :return: dict that fills up with {(model, id): error or None}, by the records that
        are made after
    """
    tried, trying = {}, []

    def attempted(model, vals):
        mine = model.with_user(user)
        try:
            mine.check_access("create")
            with env.cr.savepoint() as savepoint:
                mine.create(deepcopy(vals))
                savepoint.rollback()
        except (UserError, DatabaseError) as error:
            return error
        return None

    def trying_first(create):
        @wraps(create)
        def tried_and_made(self, vals_list):
            if trying:
                return create(self, vals_list)
            listed = [vals_list] if isinstance(vals_list, Mapping) else vals_list
            trying.append(self)
            errors = [attempted(self, vals) for vals in listed]
            trying.pop()
            made = create(self, vals_list)
            for record, error in zip(made, errors, strict=True):
                tried[record._name, record.id] = error
            return made

        return tried_and_made

    with ExitStack() as stack:
        for room in rooms(env):
            for name in models_of(env, room):
                model = type(env[name])
                stack.enter_context(
                    patch.object(model, "create", trying_first(model.create))
                )
        yield tried


def create_deviations(user, role, model, relations, tried):
    """Where a role makes what the matrix and the scope of writing refuse it, or is
    refused what they give.

    :param relations: {relation: record}
    :param tried: what ``tried_first`` has kept
    """
    env = next(iter(relations.values())).env
    scopes = {
        row["scope"]
        for row in rows(env[model]._original_module)
        if (row["model"], row["role"]) == (model, role)
        and not row["field_class"]
        and "C" in row["rights"]
    }
    for relation, record in relations.items():
        if (model, record.id) not in tried:
            continue  # nobody makes it but code
        if not scopes or relation == "other" and "all" not in scopes:
            must = False
        elif scopes & {"all", relation}:
            seen = record.with_user(user)
            # The word tells who reads; some of them only read.
            must = (
                model in AUTHORED
                or "is_in_scope" not in seen._fields
                or seen.is_in_write_scope
            )
        else:
            continue
        if scopes and not must and model in AUTHORED - PLACED:
            continue
        error = tried[model, record.id]
        if not (error is None if must else isinstance(error, AccessError)):
            told = f"{type(error).__name__}: {error}" if error else "may"
            yield f"{model}: {role}, {relation}: create {told}, the matrix says {must}"


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
