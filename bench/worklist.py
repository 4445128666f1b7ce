# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The finance officer's pages over a long ledger: worklist, period, workbook.

A page is what the web client asks for when it opens; each figure stands beside its
limit in seconds, the best of two runs with a cold cache.
"""

import time

from bench import _house
from bench.generate import load_ledger

SIZES = {
    "small": (200, 5_000),
    "medium": (1_250, 50_000),
    "large": (5_000, 200_000),
}
# Seconds: a page that opens; a report that is made while one waits.
PAGE, REPORT = 1.0, 30.0
# The list counts no further (``count_limit`` of its view).
COUNTED = 1_001

DONE = ("complete", "ineligible")


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    owners, lines = SIZES.get(ctx.size, SIZES["large"])
    config = ctx.copy(ctx.template(), "bench_worklist")
    try:
        with _house.environment(config, "bench_worklist") as env:
            period = load_ledger.into(env, owners, lines)[1]
            officer = _house.worker(env, "finance_officer", "bench_officer")
            env.cr.commit()
            return list(measure(env, officer, period, lines))
    finally:
        ctx.drop("bench_worklist")


def measure(env, officer, period, lines):
    """Yield the rows: seconds, beside a limit in seconds."""
    ledger = env["microproject.ledger"].with_user(officer)
    columns = _house.columns(ledger)
    period = period.with_user(officer)

    owner = env["microproject.microproject"].search([("code", "=", "BENCH-7")])

    def page(*domain):
        return lambda: ledger.web_search_read(
            list(domain), columns, limit=_house.PAGE, count_limit=COUNTED
        )

    calls = {
        "worklist, page to put right": (
            page(("match_state", "not in", DONE)),
            PAGE,
        ),
        "worklist, page of all": (page(), PAGE),
        "worklist, bank missing": (
            page(("match_state", "not in", (*DONE, "unbudgeted", "receipt_missing"))),
            PAGE,
        ),
        "worklist, a state nothing has": (
            page(("match_state", "=", "unbudgeted")),
            REPORT,
        ),
        "worklist, by state": (
            lambda: ledger.formatted_read_group([], ["match_state"], ["__count"]),
            REPORT,
        ),
        "worklist, of one micro-project": (
            page(("microproject_id", "=", owner.id)),
            PAGE,
        ),
        "period, figures": (period._compute_figures, REPORT),
        "workbook": (lambda: env["microproject.workbook"]._build(period), REPORT),
    }
    for name, (call, limit) in calls.items():
        seconds = []
        for _round in range(2):
            env.invalidate_all()
            start = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - start)
        # A busy machine passes no judgement on seconds; they are read.
        yield _house.row(f"{name}, s, {lines:,} lines", seconds, limit, of=min)
