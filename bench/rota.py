# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rota engine: published instances, a made-up organisation, and the real database.

Bar A: published instances, 60 s each, ratio to the best value known; geometric mean at
most 1.05. Bar B: 25 sites, 28 days, 120 staff: first rota under 2 s, nothing broken,
60 s at most 1.10 of ten minutes on the shifted scale, repair of five ill people within
5 s with at most three others moved, same seed same rota. Every rota is judged by
``_rota_check``, which shares no code with the engine.
"""

import csv
import importlib
import json
import math
import os
import time
from pathlib import Path

from bench import _house, _rota_board, _rota_case, _rota_check
from tools.engines import load

HERE = Path(__file__).resolve().parent
FIRST_LIMIT, REPAIR_LIMIT, MOVED_LIMIT = 2.0, 5.0, 3
CLICK_LIMIT, HOUSE_LIMIT, BOARD_LIMIT = 3.0, 60.0, 1.0


def run(ctx):
    """Rows of bars A and B and of the real database."""
    small = ctx.size == "small"
    load("permanence_rota")
    return [
        *published(seconds=8 if small else 60, small=small),
        *made_up(small),
        *in_the_house(ctx),
    ]


def engine_module(name):
    """A module of the engine, loaded outside Odoo."""
    return importlib.import_module(f"permanence_engine_permanence_rota.{name}")


def instances():
    """[(name, text, best value or None)] of the folder in use."""
    folder = Path(os.environ.get("PERMANENCE_ROTA_INSTANCES", HERE / "data" / "rota"))
    best = {}
    if (folder / "best.csv").exists():
        with open(folder / "best.csv") as lines:
            best = {r["instance"]: int(r["best"]) for r in csv.DictReader(lines)}
    return [
        (path.stem, path.read_text(), best.get(path.stem))
        for path in sorted(folder.glob("*.txt"))
    ]


def published(seconds, small=False, engine=None):
    """Bar A. Without OR-tools the limit of the mean is 1.5."""
    roster = engine_module("roster")
    with_solver = engine_module("cpsat").is_available() and engine != "python"
    rows, ratios = [], []
    for name, text, best in instances()[: 4 if small else None]:
        result = roster.solve_roster(
            roster.read_curtois(text), seconds=seconds, engine=engine
        )
        faults, cost = _rota_check.curtois(text, result["rosters"])
        if faults:
            raise AssertionError(f"{name}: {faults[:3]}")
        row = {"name": f"{name}, {seconds} s", "ours": cost, "n": 1}
        if best:
            row.update(peer=best, ratio=round(cost / best, 4))
            ratios.append(cost / best)
        rows.append(row)
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        limit = 1.05 if with_solver else 1.5
        row = {"name": "A: mean ratio to the best known", "ratio": round(mean, 4)}
        if not small:
            row["limit"] = limit
        rows.append({"ours": round(mean, 4), "peer": 1.0, "n": len(ratios), **row})
    return rows


def made_up(small=False, seeds=(0, 2)):
    """Bar B on the generated organisation."""
    engine = load("permanence_rota")
    rows = []
    for seed in seeds[: 1 if small else None]:
        case = _rota_case.make_case(seed)
        heads = sum(ln["wanted"] for s in case["slots"] for ln in s["lines"])
        result = engine.solve(case, work=None, seconds=10 if small else 60)
        judge(case, result)
        rows.append(
            {
                "name": f"B{seed}: first complete rota, seconds",
                "ours": result["stats"]["first_complete"],
                "peer": FIRST_LIMIT,
                "limit": 1.0,
                "n": heads,
            }
        )
        rows += repaired(engine, case, result, seed)
        if not small:
            long = engine.solve(case, work=None, seconds=600)
            judge(case, long)
            shift = reward(case)
            rows.append(
                {
                    "name": f"B{seed}: 60 s beside 600 s, shifted figure",
                    "ours": result["figure"] + shift,
                    "peer": long["figure"] + shift,
                    "limit": 1.10,
                    "n": heads,
                }
            )
    rows.append(same_seed(engine))
    return rows


def reward(case):
    """Most that granted wishes can take off the figure."""
    weight = engine_module("model").WEIGHTS[6]
    wishes = (w["weight"] for p in case["people"] for w in p["wishes"])
    return weight * sum(w for w in wishes if w > 0)


def judge(problem, result):
    """Stop where a rule is broken or the engine counts otherwise than the judge."""
    faults = _rota_check.violations(problem, result["assignments"])
    if faults:
        raise AssertionError(faults[:5])
    for level, value in _rota_check.levels(problem, result["assignments"]).items():
        if result["levels"][level] != value:
            raise AssertionError(f"{level}: {result['levels'][level]} not {value}")


def repaired(engine, case, result, seed):
    """Five people ill for five days."""
    problem, ill = _rota_case.sick(case, result, seed)
    began = time.monotonic()
    fixed = engine.repair(problem)
    seconds = time.monotonic() - began
    judge(problem, fixed)
    moved = [
        c for c in fixed["changes"] if c["kind"] == "removed" and c["person"] not in ill
    ]
    free = sum(
        1 for gap in fixed["gaps"] for c in gap["candidates"] if not c["reasons"]
    )
    return [
        {
            "name": f"B{seed}: repair, seconds",
            "ours": round(seconds, 2),
            "peer": REPAIR_LIMIT,
            "limit": 1.0,
            "n": len(fixed["changes"]),
        },
        {
            "name": f"B{seed}: others moved by the repair",
            "ours": len(moved),
            "peer": MOVED_LIMIT,
            "limit": 1.0,
            "n": len(fixed["changes"]),
        },
        {
            "name": f"B{seed}: gaps that somebody free could take",
            "ours": free,
            "peer": 1,
            "limit": 0.0,
            "n": len(fixed["gaps"]),
        },
    ]


def same_seed(engine):
    """Differences between two runs of one seed."""
    case = _rota_case.make_case(1)
    runs = [engine.solve(case, seed=3, work=6, seconds=None) for _i in range(2)]
    one, two = ({(a["line"], a["person"]) for a in run["assignments"]} for run in runs)
    return {
        "name": "B1: same seed, assignments that differ",
        "ours": len(one ^ two),
        "peer": 1,
        "limit": 0.0,
        "n": len(one),
    }


def in_the_house(ctx):
    """One click on the real database: slots, first rota, published, shown."""
    from tools import databases

    template = ctx.template(["permanence_rota"])
    config = ctx.copy(template, "bench_rota")
    try:
        script = (HERE / "_rota_house.py").read_text()
        log = config.with_suffix(".log")
        output = databases.shell(ctx.server, config, "bench_rota", script, log)
        figures = house_figures(output)
        return [
            *house_rows(figures),
            *board_rows(*_rota_board.timed(ctx, config, "bench_rota", figures)),
        ]
    finally:
        ctx.drop("bench_rota")


def house_figures(output):
    """What ``_rota_house`` printed."""
    lines = [ln for ln in output.splitlines() if "ROTA-HOUSE " in ln]
    if not lines:
        raise AssertionError(f"the house gave no figures: {output[-500:]}")
    return json.loads(lines[-1].split("ROTA-HOUSE ", 1)[1])


def house_rows(figures):
    """Rows of the one click."""
    limits = (
        ("first", "click to the first rota, slots included, seconds", CLICK_LIMIT),
        ("published", "generated, solved, published, seconds", HOUSE_LIMIT),
    )
    return [
        {
            "name": f"house: {label}",
            "ours": figures[key],
            "peer": limit,
            "limit": 1.0,
            "n": figures["heads"],
        }
        for key, label, limit in limits
    ]


def board_rows(ours, kanban, shown):
    """Rows of the board in a browser: beside its limit, and beside core's kanban."""
    return [
        _house.row(
            f"house: board of a week in the browser, {beside}", ours, peer, 1.0, shown
        )
        for beside, peer in (
            ("seconds", BOARD_LIMIT),
            ("beside core's kanban of as many, seconds", kanban),
        )
    ]
