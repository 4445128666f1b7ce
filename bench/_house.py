# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A generated house: sites, teams, workers, people; and an environment to measure in.

Used by the benches that read as a worker would.
"""

import contextlib
import re
import statistics
import time
from datetime import datetime

from lxml import etree

from bench.generate import load_people

PAGE = 80
# Attributes of a view that hold words for the reader, no names of fields.
PROSE = ("string", "help", "placeholder", "title", "class", "confirm")


@contextlib.contextmanager
def environment(config, name):
    """Yield an environment of the system on a database that is thrown away later.

    What is done is committed, since the read journal is written after the commit.
    """
    import odoo
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config(["-c", str(config)])
    with Registry(name).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        # Nobody is told by mail of a hundred thousand tasks.
        quiet = (
            "tracking_disable",
            "mail_create_nolog",
            "mail_auto_subscribe_no_notify",
        )
        yield env(context=dict.fromkeys(quiet, True))


def people(env, count, sites=130, teams=40):
    """Put `count` people into the house.

    :return: a social worker with a share of them, by her team and as their worker
    """
    places = env["ngo.site"].create(
        [{"name": f"Site {n}", "kind": "office"} for n in range(sites)]
    )
    groups = env["ngo.team"].create([{"name": f"Team {n}"} for n in range(teams)])
    user = worker(env, "social_worker", "bench_worker")
    env["ngo.team.member"].create(
        {"team_id": groups[0].id, "user_id": user.id, "date_from": "2020-01-01"}
    )
    env.cr.commit()
    owners = [user.id, *env["res.users"].search([("id", "!=", user.id)], limit=30).ids]
    load_people.into(
        env.cr._cnx.cursor(), count, sites=places.ids, teams=groups.ids, users=owners
    )
    env.invalidate_all()
    env.cr.commit()
    return user


def worker(env, role, login):
    """Return a new user with a role in force and a signed charter."""
    user = env["res.users"].create(
        {
            "name": login,
            "login": login,
            "group_ids": [(4, env.ref("base.group_user").id)],
        }
    )
    env["ngo.charter"]._sign_all_for(user)
    env["ngo.role"].create(
        {
            "user_id": user.id,
            "role": role,
            "date_from": datetime(2020, 1, 1),
            "state": "approved",
        }
    )
    return user


def timings(env, calls, rounds=25):
    """Return the milliseconds of each call with an empty cache, its commit too.

    The calls take turns: what the machine does meanwhile falls on all of them.

    :return: one list of `rounds` figures for each call
    """
    times = [[] for _call in calls]
    for _round in range(rounds):
        for call, found in zip(calls, times, strict=True):
            env.invalidate_all()
            start = time.perf_counter()
            call()
            env.cr.commit()
            found.append((time.perf_counter() - start) * 1000)
    return times


def row(name, ours, peer=None, limit=None, n=None, of=statistics.median):
    """Return the row of a bench, see `tools.benching`: figures with their spread.

    :param ours: what was measured, each time
    :param peer: the same of the peer, or one number that is given
    :param n: how many things were measured, how often by default
    :param of: what makes one figure of them
    """
    made = {"name": name, "ours": of(ours), "limit": limit, "n": n or len(ours)}
    made["spread"] = quartiles(ours)
    if isinstance(peer, list):
        return made | {"peer": of(peer), "peer_spread": quartiles(peer)}
    return made | {"peer": peer}


def quartiles(figures):
    """Return between which two figures the middle half lies, None for one alone."""
    if len(figures) < 2:
        return None
    low, _median, high = statistics.quantiles(figures, n=4, method="inclusive")
    return low, high


def columns(model, kind="list", record=None):
    """Return what a view of a model asks the server for.

    :param record: the view, the model's own of this kind by default
    """
    view = model.get_views([(record.id if record else False, kind)])
    wanted = view["models"][model._name]["fields"]
    return {
        name: {"fields": {"display_name": {}}}
        if model._fields[name].type == "many2one"
        else {}
        for name in wanted
        if name in model._fields and name != "id"
    }


def form(model):
    """Return what the form of a model asks the server for, its lists included.

    :return: the fields read at opening, and those of each page `o_later` by its name
    """
    view = model.get_views([(False, "form")])["views"]["form"]
    root = etree.fromstring(view["arch"])
    asked, pages = shown(model, root), {}
    for page, names in later(root).items():
        pages[page] = {name: asked.pop(name) for name in names}
    return asked, pages


def later_calls(model, record, pages):
    """Return the calls that read the later pages of a form, by name."""
    return {
        f"form, then its page {name},": lambda asked=asked: (
            model.browse(record.ids).web_read(asked)
        )
        for name, asked in pages.items()
    }


def later(root):
    """Return the fields that each later page brings, as `later_form.js` finds them."""
    pages = [page for page in root.iter("page") if "o_later" in page.get("class", "")]
    inside = {page: list(page.iterdescendants(etree.Element)) for page in pages}
    found = {}
    for page, nodes in inside.items():
        others = [node for each in pages if each is not page for node in inside[each]]
        within = {node for each in inside.values() for node in each}
        outside = [node for node in root.iter(etree.Element) if node not in within]
        text = "\n".join(
            re.sub("'[^']*'", "", value) if key == "domain" else value
            for node in others + outside
            for key, value in node.attrib.items()
            if key not in PROSE
        )
        fields = {
            node.get("name")
            for node in nodes
            if node.tag == "field" and next(node.iterancestors("field"), None) is None
        }
        found[page.get("name")] = [
            name for name in fields if not re.search(rf"\b{name}\b", text)
        ]
    return found


def shown(model, node):
    """Return what one view, or a list within a form, asks the server for."""
    asked, owner = {}, next(node.iterancestors("field"), None)
    for field in node.iter("field"):
        if next(field.iterancestors("field"), None) is not owner:
            continue  # of a list within the form
        name = field.get("name")
        kind = model._fields[name].type
        if kind == "many2one":
            asked[name] = {"fields": {"display_name": {}}}
        elif kind in ("one2many", "many2many"):
            lines = field.find("list")
            inner = model[name].browse()
            asked[name] = {
                "fields": {"display_name": {}}
                if lines is None
                else shown(inner, lines),
                "limit": 40,
            }
        else:
            asked[name] = {}
    return asked
