# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Independent judges of rotas; they share no code with the engine.

``violations`` reads the problem's JSON and the assignments and says what breaks a hard
rule; ``levels`` counts the soft rules again from the texts; ``curtois`` judges rosters
of the published instances.
"""

from datetime import date, timedelta


def violations(problem, assignments):
    """Every broken hard rule, as text. Locked assignments are taken as given."""
    people = {p["id"]: p for p in problem["people"]}
    slots = {s["id"]: s for s in problem["slots"]}
    lines = {ln["id"]: (s, ln) for s in problem["slots"] for ln in s["lines"]}
    locked = {(r["line"], r["person"]) for r in problem.get("locked") or ()}
    rules = problem.get("rules") or {}
    held, faults = {}, []
    count = {}
    for row in assignments:
        slot, line = lines[row["line"]]
        key = (row["line"], row["person"])
        count[row["line"]] = count.get(row["line"], 0) + 1
        held.setdefault(row["person"], []).append((slot, line, key in locked))
        if key not in locked:
            faults += _alone(problem, people[row["person"]], slot, line)
    for line_id, number in count.items():
        if number > lines[line_id][1].get("wanted", 1):
            faults.append(f"{line_id}: {number} heads")
    for person_id, rows in held.items():
        faults += _together(problem, people[person_id], rows, rules)
    enemies = {frozenset(pair) for pair in problem.get("forbidden_pairs") or ()}
    for slot_id in slots:
        team = (
            [
                (a["person"], (a["line"], a["person"]) in locked)
                for a in assignments
                if lines[a["line"]][0]["id"] == slot_id
            ]
            if enemies
            else []
        )
        for i, (one, one_locked) in enumerate(team):
            for other, other_locked in team[i + 1 :]:
                if frozenset((one, other)) in enemies:
                    if not (one_locked and other_locked):
                        faults.append(f"{one} with {other} in {slot_id}")
    return faults


def _alone(problem, person, slot, line):
    who, faults = f"{person['id']} on {line['id']}", []
    roles = set(person.get("roles") or ())
    allowed = {line.get("role")}
    for role in problem.get("roles") or ():
        if role["id"] == line.get("role"):
            allowed |= {s["role"] for s in role.get("substitutes") or ()}
    if line.get("role") is not None and not roles & allowed:
        faults.append(f"{who}: role")
    for need in line.get("skills") or ():
        if not _speaks(person, need, slot["date"]):
            faults.append(f"{who}: skill")
    if line.get("gender") and person.get("gender") != line["gender"]:
        faults.append(f"{who}: gender")
    if person.get("sites") is not None and slot["site"] not in person["sites"]:
        faults.append(f"{who}: site")
    for start, stop in person.get("absences") or ():
        if start < slot["stop"] and stop > slot["start"]:
            faults.append(f"{who}: leave")
    spans = person.get("available")
    if spans is not None:
        covered = slot["start"]
        for start, stop in sorted(spans):
            if start <= covered < stop:
                covered = stop
        if covered < slot["stop"]:
            faults.append(f"{who}: not available")
    contracts = person.get("contracts")
    if contracts is not None and not any(
        (not a or a <= slot["date"]) and (not b or slot["date"] <= b)
        for a, b in contracts
    ):
        faults.append(f"{who}: contract")
    return faults


def _speaks(person, need, day):
    return any(
        s["skill"] == need["skill"]
        and (s.get("level") or 0) >= (need.get("level") or 0)
        and (not s.get("from") or s["from"] <= day)
        and (not s.get("to") or day <= s["to"])
        for s in person.get("skills") or ()
    )


def _together(problem, person, rows, rules):
    zone = {s["id"]: s.get("zone") for s in problem["sites"]}
    rest = person.get("rest")
    rest = rules.get("rest", 660) if rest is None else rest
    blocks = [
        (s["start"], s["stop"], s["date"], zone[s["site"]], s["id"], fixed)
        for s, _ln, fixed in rows
    ]
    for duty in person.get("duties") or ():
        blocks.append(
            (
                duty["start"],
                duty["stop"],
                duty["date"],
                duty.get("zone"),
                duty.get("label"),
                True,
            )
        )
    blocks.sort(key=lambda b: b[:2])
    faults = []
    for i, one in enumerate(blocks):
        for two in blocks[i + 1 :]:
            if one[5] and two[5]:
                continue
            fault = _clash(problem, rules, one, two, rest)
            if fault:
                faults.append(f"{person['id']}: {fault} {one[4]} / {two[4]}")
    faults += _hours(person, rows)
    faults += _days(person, rows, rules)
    return faults


def _clash(problem, rules, one, two, rest):
    if two[0] < one[1]:
        return "in two places"
    way = 0
    if one[3] and two[3] and one[3] != two[3]:
        way = (problem.get("travel") or {}).get(one[3], {}).get(two[3]) or 0
    gap = two[0] - one[1]
    if way > gap:
        return "cannot get there"
    if one[2] == two[2]:
        if rules.get("far") is not None and way > rules["far"]:
            return "too far in one day"
        if two[1] - one[0] > 24 * 60 - rest:
            return "too long a day"
    elif gap < rest:
        return "rest"
    return None


def _hours(person, rows):
    faults = []
    for cap in person.get("caps") or ():
        inside = [
            (s["stop"] - s["start"], fixed)
            for s, _ln, fixed in rows
            if cap["from"] <= s["date"] <= cap["to"]
        ]
        duty = sum(
            d["stop"] - d["start"]
            for d in person.get("duties") or ()
            if d.get("counts", True) and cap["from"] <= d["date"] <= cap["to"]
        )
        frozen = sum(m for m, fixed in inside if fixed)
        if sum(m for m, _f in inside) > max(cap["minutes"] - duty, frozen):
            faults.append(f"{person['id']}: over hours {cap['from']}..{cap['to']}")
    return faults


def _days(person, rows, rules):
    most = person.get("days_in_7") or rules.get("days_in_7", 6)
    free = {s["date"] for s, _ln, fixed in rows if not fixed}
    worked = {s["date"] for s, _ln, _f in rows}
    worked |= {d["date"] for d in person.get("duties") or () if d.get("counts", True)}
    faults = []
    for text in sorted(worked):
        first = date.fromisoformat(text)
        week = {(first + timedelta(i)).isoformat() for i in range(7)}
        if len(week & worked) > most and week & free:
            faults.append(f"{person['id']}: {len(week & worked)} days from {text}")
    return faults


def levels(problem, assignments):
    """The levels that matter most, counted again: uncovered, language, pair, change."""
    people = {p["id"]: p for p in problem["people"]}
    holders = {}
    for row in assignments:
        holders.setdefault(row["line"], []).append(row["person"])
    total = {"uncovered": 0, "language": 0, "pair": 0, "change": 0}
    for slot in problem["slots"]:
        team = []
        for line in slot["lines"]:
            have = len(holders.get(line["id"], ()))
            team += holders.get(line["id"], ())
            wanted = line.get("wanted", 1)
            least = line.get("min", wanted)
            short = max(0, wanted - have)
            if least < wanted:
                short += max(0, least - have)
            total["uncovered"] += line.get("priority", 1) * short
        for need in slot.get("needs") or ():
            if need["kind"] == "skill":
                have = sum(_speaks(people[p], need, slot["date"]) for p in team)
                total["language"] += max(0, need.get("count", 1) - have)
            elif need["kind"] == "senior":
                have = sum(bool(people[p].get("senior")) for p in team)
                total["pair"] += max(0, need.get("count", 1) - have)
            else:
                trainee = any(people[p].get("trainee") for p in team)
                senior = any(people[p].get("senior") for p in team)
                total["pair"] += int(trainee and not senior)
    now = {(a["line"], a["person"]) for a in assignments}
    for row in problem.get("published") or ():
        total["change"] += (row["line"], row["person"]) not in now
    return total


def curtois(text, rosters):
    """Judge a roster of a published instance.

    :param text: the instance file
    :param rosters: per person, a list of shift ids or None per day
    :return: (list of broken rules, objective)
    """
    rows, section = {}, None
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("SECTION_"):
            section = rows.setdefault(line[8:], [])
        elif line and not line.startswith("#"):
            section.append(line.split(","))
    days = int(rows["HORIZON"][0][0])
    length = {r[0]: int(r[1]) for r in rows["SHIFTS"]}
    banned = {r[0]: set(filter(None, (r + [""])[2].split("|"))) for r in rows["SHIFTS"]}
    faults = []
    plan = {}
    for row, roster in zip(rows["STAFF"], rosters, strict=True):
        plan[row[0]] = roster
        faults += _pattern(row, roster, length, banned, days)
    for row in rows.get("DAYS_OFF", ()):
        for day in row[1:]:
            if plan[row[0]][int(day)] is not None:
                faults.append(f"{row[0]} works on day off {day}")
    cost = 0
    for person, day, shift, weight in rows.get("SHIFT_ON_REQUESTS", ()):
        cost += int(weight) * (plan[person][int(day)] != shift)
    for person, day, shift, weight in rows.get("SHIFT_OFF_REQUESTS", ()):
        cost += int(weight) * (plan[person][int(day)] == shift)
    for day, shift, required, under, over in rows["COVER"]:
        have = sum(1 for r in plan.values() if r[int(day)] == shift)
        cost += int(under) * max(0, int(required) - have)
        cost += int(over) * max(0, have - int(required))
    return faults, cost


def _pattern(row, roster, length, banned, days):
    who, faults = row[0], []
    most = dict(part.split("=") for part in row[1].split("|"))
    high, low, run_max, run_min, off_min, weekends = (int(v) for v in row[2:8])
    for shift, limit in most.items():
        if roster.count(shift) > int(limit):
            faults.append(f"{who}: {roster.count(shift)} of {shift}")
    minutes = sum(length[s] for s in roster if s)
    if not low <= minutes <= high:
        faults.append(f"{who}: {minutes} minutes")
    for day in range(days - 1):
        if roster[day] and roster[day + 1] in banned[roster[day]]:
            faults.append(f"{who}: {roster[day]} then {roster[day + 1]} on {day}")
    text = "".join("w" if s else "." for s in roster)
    start = 0
    while start < days:
        stop = start
        while stop < days and text[stop] == text[start]:
            stop += 1
        inside = start > 0 and stop < days
        size = stop - start
        if text[start] == "w" and size > run_max:
            faults.append(f"{who}: {size} days in a row from {start}")
        if inside and size < (run_min if text[start] == "w" else off_min):
            faults.append(f"{who}: run of {size} from {start}")
        start = stop
    worked = sum("w" in text[d : d + 2] for d in range(5, days, 7))
    if worked > weekends:
        faults.append(f"{who}: {worked} weekends")
    return faults
