# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the read journal costs: the same lists with it and without it.

Lists, searches, groups and whole forms bear the limit. A page that is opened later in
a form reads for a few milliseconds and notes a row or two: it is told, not limited.
"""

import statistics
from unittest.mock import patch

from bench import _cases, _house, lists
from bench.generate import load_cases

LIMIT = 1.15


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    count = lists.SIZES.get(ctx.size, lists.SIZES["large"])
    config = ctx.copy(ctx.template(), "bench_journal")
    try:
        with _house.environment(config, "bench_journal") as env:
            user = _house.people(env, count)
            model = env["migrant.beneficiary"].with_user(user)
            code = model.search([], limit=1).code[:6]
            rows = [
                row(env, f"{name} of {count:,} persons", call)
                for name, call in lists.calls(model, "site_id", code).items()
            ]
            cases, actions = _cases.sizes(count)
            load_cases.into(env, cases, actions)
            calls = _cases.of_files(env["migrant.case"].with_user(user))
            return rows + [
                row(env, f"{name} of {cases:,} files", call)
                for name, call in calls.items()
            ]
    finally:
        ctx.drop("bench_journal")


def row(env, name, call):
    """Return one call with the journal on, beside the same with it off."""
    journal = type(env["ngo.journal"])
    before = written(env)
    call()
    env.cr.commit()
    noted = written(env) - before
    # In turns: what the machine does meanwhile falls on both.
    with_it, without = [], []
    for _turn in range(5):
        with_it.append(median(env, call))
        with patch.object(journal, "_queue", lambda *args, **kwargs: None):
            without.append(median(env, call))
    n = 5 * lists.ROUNDS
    limit = None if "then its page" in name else LIMIT
    name = f"{name}, ms ({noted} rows noted)"
    return _house.row(name, with_it, without, limit, n, of=min)


def median(env, call):
    """Return the median milliseconds of a call."""
    (times,) = _house.timings(env, (call,), lists.ROUNDS)
    return statistics.median(times)


def written(env):
    """Return how many rows the journal holds."""
    env.cr.execute("SELECT count(*) FROM ngo_journal")
    return env.cr.fetchone()[0]
