# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A generated house: sites, teams, workers, people; and an environment to measure in.

Used by the benches that read as a worker would.
"""

import contextlib
from datetime import datetime

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
        yield env(context={"tracking_disable": True, "mail_create_nolog": True})


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


def columns(model):
    """Return what the list view of a model asks the server for."""
    view = model.get_views([(False, "list")])
    wanted = view["models"][model._name]["fields"]
    return {
        name: {"fields": {"display_name": {}}}
        if model._fields[name].type == "many2one"
        else {}
        for name in wanted
        if name in model._fields and name != "id"
    }
