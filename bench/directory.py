# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Finding a service among 10,000, beside as many core contacts; export in flat memory.

Contacts are searched as a worker would without a directory: by tag, place and name,
with the fields that a list shows. Our answer also judges each hit and says why. Then
200,000 referrals to these services: list, worklist and figures, beside a tenth of them.
"""

import random
import tracemalloc

from bench import _house
from bench._house import row
from bench.generate import load_referrals

SERVICES = 10_000
PEOPLE = 20_000
REFERRALS = {"small": 20_000, "large": 200_000}
ROUNDS = 200
LIMIT_MS = 100.0
#: Ten times the services may not cost more than this in memory.
MEMORY_RATIO = 1.25
SEED = 20261121


def run(ctx):
    """Make the directory in a database of its own and measure on it."""
    template = ctx.template()
    config = ctx.copy(template, "bench_directory")
    try:
        with _house.environment(config, "bench_directory") as env:
            fill(env, SERVICES)
            worker = _house.people(env, PEOPLE)
            count = REFERRALS.get(ctx.size, REFERRALS["large"])
            small = referrals(env, worker, count // 10)
            large = referrals(env, worker, count - count // 10)
            return [*measure(env), *beside(large, small)]
    finally:
        ctx.drop("bench_directory")


def fill(env, count):
    """Make ``count`` published services at as many places, and as many contacts."""
    chance = random.Random(SEED)
    areas = env["ngo.area"].search([("code", "=like", "TN-%")])
    categories = env["directory.category"].search([])
    languages = env["ngo.language"].search([], limit=8)
    statuses = env["ngo.legal.status"].search([])
    tags = env["res.partner.category"].create(
        [{"name": category.name} for category in categories]
    )
    organizations = env["directory.organization"].create(
        [{"name": f"Organisation {n}", "description": "…"} for n in range(count // 10)]
    )
    for start in range(0, count, 500):
        numbers = range(start, min(start + 500, count))
        areas_of = [chance.choice(areas) for _n in numbers]
        places = env["directory.location"].create(
            [
                {
                    "name": f"Place {n}",
                    "city": area.name,
                    "street": f"{n} rue",
                    "latitude": chance.uniform(33, 37.3),
                    "longitude": chance.uniform(8, 11),
                    "tz": "Africa/Tunis",
                }
                for n, area in zip(numbers, areas_of, strict=True)
            ]
        )
        ranks = [chance.randrange(len(categories)) for _n in numbers]
        env["directory.service"].create(
            [
                {
                    "name": f"Service {n}",
                    "organization_id": chance.choice(organizations).id,
                    "description": "…",
                    "category_ids": [(6, 0, categories[rank].ids)],
                    "area_ids": [(6, 0, area.ids)] if chance.random() < 0.8 else [],
                    "language_ids": [(6, 0, chance.choice(languages).ids)],
                    "legal_status_ids": [(6, 0, chance.choice(statuses).ids)]
                    if chance.random() < 0.3
                    else [],
                    "sex": chance.choice((False, False, False, "female", "male")),
                    "age_min": chance.choice((0, 0, 18)),
                    "publication_state": "published",
                    "site_ids": [(0, 0, {"location_id": place.id})],
                    "hours_ids": [
                        (0, 0, {"byday": "MO,TU,WE,TH,FR", "opens": 9, "closes": 17})
                    ],
                }
                for n, area, rank, place in zip(
                    numbers, areas_of, ranks, places, strict=True
                )
            ]
        )
        env["res.partner"].create(
            [
                {
                    "name": f"Service {n}",
                    "city": area.name,
                    "street": f"{n} rue",
                    "is_company": True,
                    "category_id": [(6, 0, tags[rank].ids)],
                }
                for n, area, rank in zip(numbers, areas_of, ranks, strict=True)
            ]
        )
        env.flush_all()
        env.invalidate_all()
    env.cr.execute("ANALYZE")


def measure(env):
    """Rows of the bench on a directory that is there."""
    chance = random.Random(SEED + 1)
    services, partners = env["directory.service"], env["res.partner"]
    areas = env["ngo.area"].search([("code", "=like", "TN-%")])
    categories = env["directory.category"].search([])
    tags = env["res.partner.category"].search([])
    languages = env["ngo.language"].search([], limit=8)

    def ask_ours():
        found = services._find(
            {
                "category": chance.choice(categories),
                "area": chance.choice(areas),
                "languages": chance.choice(languages),
                "person": services._person_facts(age=chance.randrange(70), sex="male"),
                "is_open_now": chance.random() < 0.5,
                "near": (36.8, 10.18),
                "max_km": chance.choice((None, 150)),
            }
        )
        return len(found)

    def ask_partners():
        found = partners.search_fetch(
            [
                ("category_id", "child_of", chance.choice(tags).id),
                ("city", "ilike", chance.choice(areas).name),
                ("name", "ilike", "service"),
                ("is_company", "=", True),
            ],
            ["name", "street", "city", "phone", "email", "category_id"],
            limit=80,
        )
        return len(found.mapped("category_id.name")) + len(found)

    ours, theirs = _house.timings(env, (ask_ours, ask_partners), ROUNDS)
    small, large = peak(env, 1000), peak(env, None)
    count = services.search_count([])
    return [
        row("search with reasons, p95, ms", ours, LIMIT_MS, 1.0, count, percentile),
        row("search beside res.partner, median, ms", ours, theirs, n=count),
        row(
            "search beside res.partner, p95, ms", ours, theirs, None, count, percentile
        ),
        {
            "name": "HSDS export, peak memory of all beside 1,000, MB",
            "ours": large,
            "peer": small,
            "limit": MEMORY_RATIO,
            "n": count,
        },
    ]


def referrals(env, user, count):
    """Write `count` referrals more; milliseconds of each call of the client."""
    organizations = env["directory.organization"].search([("partner_id", "=", False)])
    partners = env["res.partner"].create(
        [{"name": each.name, "is_company": True} for each in organizations]
    )
    for organization, partner in zip(organizations, partners, strict=True):
        organization.partner_id = partner
    env.flush_all()
    load_referrals.into(env.cr._cnx.cursor(), count)
    env.cr.commit()
    env.invalidate_all()
    asked = env["partner.referral"].with_user(user)
    service = env["directory.service"].search([], limit=1)
    columns = _house.columns(asked)

    def page(domain):
        return asked.web_search_read(domain, columns, limit=_house.PAGE)

    calls = {
        "my referrals": lambda: page([("user_id", "=", user.id)]),
        "all that I may read": lambda: page([]),
        "late ones": lambda: page([("clock_state", "=", "breached")]),
        "of one service": lambda: page([("service_id", "=", service.id)]),
        "by state": lambda: asked.web_read_group([], ["state"], ["__count"]),
        "figures by need": lambda: env["partner.referral.stat"].web_read_group(
            [], ["category_id"], ["sent:sum", "need_met:sum"]
        ),
        "unmet needs": lambda: env["partner.referral.gap"].web_read_group(
            [], ["origin"], ["number:sum"]
        ),
    }
    total = env["partner.referral"].search_count([])
    return total, dict(
        zip(calls, _house.timings(env, tuple(calls.values()), 15), strict=True)
    )


def beside(large, small):
    """Rows: the calls on all referrals beside the same ones on a tenth of them."""
    count, times = large
    tenth, before = small
    return [
        row(
            f"{name}, {count:,} referrals beside {tenth:,}, median ms",
            times[name],
            before[name],
            n=count,
        )
        for name in times
    ]


def percentile(values, part=0.95):
    """The value that 95 of 100 do not pass."""
    return sorted(values)[int(len(values) * part)]


def peak(env, limit):
    """Peak megabytes that Python takes to stream an export."""
    from odoo.addons.service_directory.engine import hsds_feed

    exchange = env["directory.exchange"]
    env.invalidate_all()
    tracemalloc.start()
    found = exchange._iter_services(exchange._public_domain(), limit=limit)
    size = sum(len(part) for part in hsds_feed.stream_array(found))
    taken = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert size > 1000
    return taken
