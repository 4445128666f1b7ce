# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the screens of a day weigh on the wire, beside core's list of tasks.

A page is opened by its address in a browser that holds nothing (cold) and again
(warm); what it then asked for is counted, with its bytes as Odoo itself sends them:
the proxy of ``docker-compose.yml`` compresses both sides alike. Core's list stands in
a database without our rooms, so that what these add to every page is seen.
"""

import time

from bench import _browser, _house, lists

LOG = "bench-pages.log"
# Beside core's page: what our screens may add to it.
LIMIT = 1.1
QUIET = 2.0  # seconds without another request
PASSWORD = "permanence"  # of everybody in the story
# Screen: login of the story, address, what must be on it.
SCREENS = {
    "social worker's day": ("amel.exemple", "", ".o_permanence_day .card"),
    "queue of the desk": (
        "olfa.essai",
        "/queue",
        ".o_reception_queue",
    ),
    "board of the rota": ("hela.modele", "", ".o_rota_board"),
    "worklist of money": (
        "victor.exemple",
        "/action-microproject_finance.microproject_ledger_action",
        ".o_list_view .o_data_row",
    ),
}
TASKS = (
    "/action-project.action_view_all_task?view_type=list",
    ".o_list_view .o_data_row",
)
# Everything but the session.
STORED = "cache_storage,indexeddb,local_storage,service_workers,shader_cache"
COUNTED = """
(() => {
    const asked = [
        ...performance.getEntriesByType("navigation"),
        ...performance.getEntriesByType("resource"),
    ];
    return [asked.length, asked.reduce((sum, one) => sum + one.transferSize, 0)];
})()
"""


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    peer = core(ctx)
    config = ctx.copy(ctx.story(), "bench_pages")
    try:
        with _browser.served(ctx, config, "bench_pages", LOG) as base:
            return [
                row
                for name, (login, path, shown) in SCREENS.items()
                for row in rows(name, weigh(base, login, PASSWORD, path, shown), peer)
            ]
    finally:
        ctx.drop("bench_pages")


def core(ctx):
    """Weigh core's list of as many tasks as a page of ours may hold."""
    config = ctx.copy(ctx.core(), "bench_pages_core")
    try:
        with _house.environment(config, "bench_pages_core") as env:
            user = lists.tasks(env, _house.PAGE, env.user)
            user.password = PASSWORD
            env.cr.commit()
            login = user.login
        with _browser.served(ctx, config, "bench_pages_core", LOG) as base:
            return weigh(base, login, PASSWORD, *TASKS)
    finally:
        ctx.drop("bench_pages_core")


def weigh(base, login, password, path, shown):
    """Return ((requests, bytes) cold, (requests, bytes) warm) of a screen."""
    with _browser.page() as client:
        _browser.sign_in(client, base, login, password)
        client.send("Network.clearBrowserCache")
        client.send("Storage.clearDataForOrigin", origin=base, storageTypes=STORED)
        return [opened(client, f"{base}/odoo{path}", shown) for _time in range(2)]


def opened(client, address, shown):
    """Open a page from nothing; return its requests and bytes once it is at rest."""
    client.send("Page.navigate", url="about:blank")
    client.wait("location.protocol === 'about:'")
    client.send("Page.navigate", url=address)
    client.wait(f"document.querySelector({shown!r})")
    found, last = None, time.monotonic()
    while time.monotonic() - last < QUIET:
        now = client.ask(COUNTED)
        if now != found:
            found, last = now, time.monotonic()
        time.sleep(0.1)
    return found


def rows(name, ours, peer):
    """Yield the rows of a screen."""
    for state, mine, other in zip(("cold", "warm"), ours, peer, strict=True):
        yield {
            "name": f"{name}, {state}, kB",
            "ours": round(mine[1] / 1000, 1),
            "peer": round(other[1] / 1000, 1),
            # A warm page is its records: as many as there are.
            "limit": LIMIT if state == "cold" else None,
            "n": 1,
        }
        yield {
            "name": f"{name}, {state}, requests",
            "ours": mine[0],
            "peer": other[0],
            "n": 1,
        }
