# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Lists, searches, forms and groups as a social worker, beside core's tasks.

Both sides answer the calls of Odoo's web client with the columns of their list view,
their rules on: ours as a social worker who reads a team's people, core's as a project
user. A call is measured with a cold cache, as a request finds it.
"""

from bench import _cases, _house
from bench.generate import load_cases

SIZES = {"small": 5_000, "large": 100_000}
ROUNDS = 25
LIMIT = 1.0


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    return at(ctx, SIZES.get(ctx.size, SIZES["large"]))


def at(ctx, count):
    """Return the rows of a house of `count` persons."""
    config = ctx.copy(ctx.template(), "bench_lists")
    try:
        with _house.environment(config, "bench_lists") as env:
            user = _house.people(env, count)
            peer = tasks(env, count, user)
            rows = measure(env, user, peer, count)
            return rows + files(env, user, peer, count)
    finally:
        ctx.drop("bench_lists")


def tasks(env, count, user):
    """Make as many tasks; return a project user who is assigned some of them."""
    peer = env["res.users"].create(
        {
            "name": "bench_peer",
            "login": "bench_peer",
            "group_ids": [
                (4, env.ref("base.group_user").id),
                (4, env.ref("project.group_project_user").id),
            ],
        }
    )
    projects = env["project.project"].create([{"name": f"P {n}"} for n in range(40)])
    for start in range(0, count, 5_000):
        env["project.task"].create(
            [
                {
                    "name": f"Task {n}",
                    "project_id": projects[n % 40].id,
                    "user_ids": [(4, peer.id if n % 31 == 0 else user.id)],
                }
                for n in range(start, min(start + 5_000, count))
            ]
        )
        env.cr.commit()
        env.invalidate_all()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    return peer


def calls(model, group, text):
    """Return the calls of the web client, by name, those of later pages included."""
    columns = _house.columns(model)
    first = model.search([], limit=1)
    form, pages = _house.form(model)
    return {
        "list": lambda: model.web_search_read([], columns, limit=_house.PAGE),
        "search": lambda: model.web_search_read(
            [("display_name", "ilike", text)], columns, limit=_house.PAGE
        ),
        "form": lambda: model.browse(first.ids).web_read(form),
        "group-by": lambda: model.web_read_group([], [group], ["__count"]),
    } | _house.later_calls(model, first, pages)


def measure(env, user, peer, count):
    """Return a row for each call, and the queries of a page of two sizes."""
    ours = env["migrant.beneficiary"].with_user(user)
    theirs = env["project.task"].with_user(peer)
    rows = []
    peers = calls(theirs, "project_id", "Task 12")
    for name, call in calls(ours, "site_id", ours.search([], limit=1).code[:6]).items():
        # A page that is read when opened stands beside a whole form of core.
        peer = peers[name.partition(",")[0]]
        rows.append(beside(env, f"{name} of {count:,} persons", call, peer))
    columns = _house.columns(ours)
    small, large = (
        queries(env, lambda n=n: ours.web_search_read([], columns, limit=n))
        for n in (20, 80)
    )
    rows.append(
        {
            "name": "queries of a page of 80, beside one of 20",
            "ours": large,
            "peer": small,
            "limit": 1.0,
            "n": 1,
        }
    )
    return rows


def files(env, user, peer, persons):
    """Return the rows of files and of the actions in them, beside as many tasks."""
    cases, actions = _cases.sizes(persons)
    load_cases.into(env, cases, actions)
    rows = []
    for what, model, count, calls in (
        ("files", "migrant.case", cases, _cases.of_files),
        ("actions", "migrant.action", actions, _cases.of_actions),
    ):
        _cases.fit_tasks(env, count)
        ours = env[model].with_user(user)
        peers = _cases.of_tasks(env["project.task"].with_user(peer))
        rows += [
            # As above: a later page beside a whole form of core.
            beside(
                env, f"{name} of {count:,} {what}", call, peers[name.partition(",")[0]]
            )
            for name, call in calls(ours).items()
        ]
        columns = _house.columns(ours)
        small, large = (
            queries(env, _cases.page(ours, [], columns, limit=n)) for n in (20, 80)
        )
        rows.append(
            {
                "name": f"queries of a page of 80 {what}, beside one of 20",
                "ours": large,
                "peer": small,
                "limit": 1.0,
                "n": 1,
            }
        )
    return rows


def beside(env, name, call, peer):
    """Return the row of a call beside the same one of core."""
    times = _house.timings(env, (call, peer), ROUNDS)
    return _house.row(f"{name}, median ms", *times, LIMIT)


def queries(env, call):
    """Return how many queries a call sends."""
    call()
    env.invalidate_all()
    before = env.cr.sql_log_count
    call()
    return env.cr.sql_log_count - before
