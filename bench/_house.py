# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A generated house: sites, teams, workers, people; and an environment to measure in.

Used by the benches that read as a worker would.
"""

import contextlib
from datetime import datetime

from lxml import etree

from bench.generate import load_people

PAGE = 80


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
    """Return what the form of a model asks the server for, its lists included."""
    view = model.get_views([(False, "form")])["views"]["form"]
    return shown(model, etree.fromstring(view["arch"]))


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
