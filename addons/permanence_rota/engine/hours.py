# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Hours by ISO week and by funder, to the minute."""

from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from .timegrid import from_minutes, to_minutes


def by_day(start, stop, tz):
    """Minutes of an interval per local date: a night belongs to two days.

    :param int start: UTC minutes, :param int stop: UTC minutes
    :return: dict ISO date → minutes; the parts sum to the whole
    """
    zone = ZoneInfo(tz)
    found = {}
    cursor = start
    while cursor < stop:
        local = from_minutes(cursor).astimezone(zone)
        midnight = (local + timedelta(days=1)).replace(
            hour=0, minute=0, second=0, microsecond=0, fold=0
        )
        end = min(stop, max(to_minutes(midnight), cursor + 1))
        key = local.date().isoformat()
        found[key] = found.get(key, 0) + end - cursor
        cursor = end
    return found


def by_week(start, stop, tz):
    """Minutes per ISO week, as {(year, week): minutes}."""
    found = {}
    for day, minutes in by_day(start, stop, tz).items():
        week = tuple(date.fromisoformat(day).isocalendar())[:2]
        found[week] = found.get(week, 0) + minutes
    return found


def split(minutes, shares):
    """Split minutes by shares, so that the parts sum exactly (largest remainder).

    :param int minutes: what is to be split
    :param shares: {key: share}; shares are weights, they need not sum to 100
    :return: {key: minutes}; of equal remainders the first key in order takes the minute
    :raises ValueError: a negative share, or nothing to split by

    >>> split(61, {"P": 80, "Q": 20})
    {'P': 49, 'Q': 12}
    """
    exact = {key: Fraction(str(share)) for key, share in shares.items()}
    total = sum(exact.values())
    if any(value < 0 for value in exact.values()) or total <= 0:
        raise ValueError("shares must be positive and sum to more than nothing")
    parts, rests = {}, []
    for i, (key, value) in enumerate(exact.items()):
        ideal = minutes * value / total
        parts[key] = ideal.numerator // ideal.denominator
        rests.append((parts[key] - ideal, i, key))
    for _rest, _i, key in sorted(rests)[: minutes - sum(parts.values())]:
        parts[key] += 1
    return parts


def split_month(blocks, shares):
    """Split a month of blocks by funder so that the month is exact too.

    Each block is split by what brings the running total nearest to the shares, so that
    eighty blocks do not each round the same way.

    :param blocks: list of (key, minutes, own shares or None); own shares win (a
        permanence paid by a programme goes wholly there) and stay out of the running
        total
    :param shares: {funder: share} of the person
    :return: list of (key, {funder: minutes}); each sums to its block
    """
    done = dict.fromkeys(shares, 0)
    asked = 0
    rows = []
    for key, minutes, own in blocks:
        if own:
            rows.append((key, split(minutes, own)))
            continue
        asked += minutes
        ideal = split(asked, shares)
        part = {funder: ideal[funder] - done[funder] for funder in shares}
        _settle(part, minutes)
        for funder, value in part.items():
            done[funder] += value
        rows.append((key, part))
    return rows


def _settle(part, minutes):
    """No part below zero; the surplus is taken from the largest parts."""
    for funder, value in part.items():
        if value < 0:
            part[funder] = 0
    while sum(part.values()) > minutes:
        funder = max(part, key=lambda f: (part[f], str(f)))
        part[funder] -= min(part[funder], sum(part.values()) - minutes)


def control(actual, target_share):
    """Target against actual of one funder in a month.

    :param dict actual: {funder: minutes}
    :param dict target_share: {funder: share}
    :return: {funder: {"minutes", "target", "share", "due"}}; due > 0 is still owed
    """
    total = sum(actual.values())
    target = split(total, target_share) if total else dict.fromkeys(target_share, 0)
    return {
        funder: {
            "minutes": actual.get(funder, 0),
            "target": target.get(funder, 0),
            "share": actual.get(funder, 0) / total if total else 0.0,
            "due": target.get(funder, 0) - actual.get(funder, 0),
        }
        for funder in {**target_share, **actual}
    }
