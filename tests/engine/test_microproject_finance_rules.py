# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rules of money: rounding, flexibility, tranches, conversion, receipts."""

import doctest
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from tools.engines import load

engine = load("microproject_finance")
money, flexibility, tranches = engine.money, engine.flexibility, engine.tranches
reporting, receipts = engine.reporting, engine.receipts

amounts = st.decimals("0.001", "100000", places=3, allow_nan=False)


@pytest.mark.parametrize(
    "name",
    "camt flexibility labels matching money receipts reporting sheets tranches".split(),
)
def test_examples_of_the_docstrings_hold(name):
    assert doctest.testmod(getattr(engine, name)).failed == 0


@given(
    st.decimals("-100000", "100000", places=3, allow_nan=False),
    st.lists(st.integers(0, 1000), min_size=1, max_size=8),
)
def test_split_adds_up_to_the_last_millime(amount, weights):
    assume(sum(weights))
    parts = money.split(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        exact = amount * weight / sum(weights)
        assert abs(part - exact) <= Decimal("0.001")
        assert weight or not part


@pytest.mark.parametrize("value", ["NaN", "inf", "", None, "12a", float("nan")])
def test_no_amount_is_not_a_number(value):
    with pytest.raises(money.MoneyError):
        money.money(value)


def test_halves_go_up_as_accountants_round():
    assert money.money("0.0005") == Decimal("0.001")
    assert money.money(2.675, 2) == Decimal("2.68")


# -- flexibility -----------------------------------------------------------


def test_after_twenty_percent_only_five_more():
    """The rule of EU contracts, cumulative. [T16c]"""
    contract = {"3": Decimal(1000), "4": Decimal(8000)}
    moves = [flexibility.Move("4", "3", Decimal(200))]
    found = flexibility.variations(contract, moves, 25)
    assert found["3"].room_up == 50 and found["3"].is_within
    moves.append(flexibility.Move("4", "3", Decimal("50.001")))
    assert flexibility.decision(contract, moves, 25) == "amendment"


def test_giving_counts_as_well_as_receiving():
    contract = {"3": Decimal(1000), "4": Decimal(8000)}
    moves = [flexibility.Move("3", "4", Decimal(260))]
    assert flexibility.decision(contract, moves, 25) == "amendment"
    assert flexibility.decision(contract, moves, 25, exempt={"3"}) == "unilateral"


def test_new_heading_needs_the_donor():
    contract = {"3": Decimal(1000)}
    moves = [flexibility.Move("3", "5", Decimal(10))]
    assert flexibility.decision(contract, moves, 25) == "amendment"


@pytest.mark.parametrize("amount", ["0", "-5", "NaN", "1000.001"])
def test_impossible_moves_are_refused(amount):
    with pytest.raises(flexibility.FlexibilityError):
        flexibility.variations(
            {"3": Decimal(1000), "4": Decimal(1)},
            [flexibility.Move("3", "4", Decimal(amount))],
            25,
        )


@given(
    st.lists(amounts, min_size=2, max_size=5),
    st.lists(
        st.tuples(
            st.integers(0, 4), st.integers(0, 4), st.decimals("0.001", "50", places=3)
        ),
        max_size=8,
    ),
)
def test_moves_keep_the_total_and_the_room_is_exact(contract, moves):
    """I7: a reallocation preserves the total; the room left is the limit. [T16c]"""
    contract = dict(enumerate(contract))
    moves = [
        flexibility.Move(a, b, m)
        for a, b, m in moves
        if a != b and {a, b} <= set(contract)
    ]
    try:
        found = flexibility.variations(contract, moves, 25)
    except flexibility.FlexibilityError:
        return
    assert sum(v.in_force for v in found.values()) == sum(contract.values())
    assert all(v.in_force >= 0 for v in found.values())
    for v in found.values():
        assert v.is_within == (abs(v.moved) <= v.contract / 4)
        if v.is_within:
            assert v.moved + v.room_up == v.contract / 4


# -- tranches --------------------------------------------------------------

TODAY = date(2026, 6, 30)
PAID = tranches.Facts(TODAY, Decimal(500), paid=Decimal(1000))


def answer(kind, parameter, facts):
    return tranches.evaluate([tranches.Condition(kind, parameter)], facts)[0]


def test_earlier_money_justified():
    """The next tranche waits until 80 % of the earlier is justified. [T16b]"""
    assert answer("prior_justified_pct", 80, tranches.Facts(TODAY)).is_met
    almost = replace(PAID, justified=Decimal("799.999"))
    assert not answer("prior_justified_pct", 80, almost).is_met
    refunded = replace(almost, refunded=Decimal("0.001"))
    assert answer("prior_justified_pct", 80, refunded).have == 80
    assert answer("prior_justified_pct", 80, refunded).is_met


def test_old_advance_blocks_until_settled():
    payments = [(date(2026, 4, 1), Decimal(400)), (date(2026, 6, 1), Decimal(600))]
    old = replace(PAID, advances=tranches.spread(payments, Decimal(399)))
    assert answer("no_old_advance", 60, old).have == 90
    assert not answer("no_old_advance", 60, old).is_met
    new = replace(PAID, advances=tranches.spread(payments, Decimal(400)))
    assert answer("no_old_advance", 60, new).is_met


def test_visit_document_milestone_budget():
    facts = replace(
        PAID,
        visits=(date(2026, 5, 1),),
        documents=frozenset({"agreement"}),
        milestones=frozenset({7}),
        available=Decimal("499.999"),
    )
    assert answer("visit_done", None, facts).is_met
    later = replace(facts, last_payment=date(2026, 5, 2))
    assert not answer("visit_done", None, later).is_met
    assert answer("document", "agreement", facts).is_met
    assert not answer("document", "lease", facts).is_met
    assert answer("milestone_reached", 7, facts).is_met
    assert not answer("budget_available", None, facts).is_met


def test_a_waiver_pays_and_hides_nothing():
    rule = tranches.Condition("prior_justified_pct", 80, "flood at the workshop")
    assert tranches.may_pay([rule], PAID)
    (seen,) = tranches.evaluate([rule], PAID)
    assert not seen.is_met and seen.is_waived


@given(
    st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2026, 6, 1)), amounts), max_size=6
    ),
    amounts,
)
def test_settled_money_serves_the_oldest_first(payments, settled):
    found = tranches.spread(payments, settled)
    total = sum((a for _d, a in payments), Decimal(0))
    left = sum((a.outstanding for a in found), Decimal(0))
    assert left == max(total - settled, 0)
    states = [a.outstanding == 0 for a in found]
    assert states == sorted(states, reverse=True)


def test_schedule_shows_late_steps():
    plan = [
        ("T1", date(2026, 5, 1), Decimal(100), True),
        ("T2", date(2026, 6, 1), Decimal(50), False),
        ("T3", date(2026, 9, 1), Decimal(25), False),
    ]
    seen = tranches.schedule(plan, TODAY)
    assert (seen.planned, seen.due, seen.paid, seen.late) == (175, 150, 100, ("T2",))


# -- reports ---------------------------------------------------------------


def test_period_average_names_missing_months():
    rates = {date(2026, 1, 1): Decimal("3.40"), date(2026, 3, 1): Decimal("3.44")}
    with pytest.raises(reporting.RateMissing, match="2026-02"):
        reporting.period_average(rates, date(2026, 1, 5), date(2026, 3, 9))
    rates[date(2026, 2, 1)] = Decimal("3.42")
    assert reporting.period_average(rates, date(2026, 1, 5), date(2026, 3, 9)) == (
        Decimal("3.42")
    )


def test_rate_of_the_tranche_is_weighted():
    got = [
        reporting.Receipt(TODAY, Decimal(1000), Decimal(3400)),
        reporting.Receipt(TODAY, Decimal(3000), Decimal(10260)),
    ]
    assert reporting.tranche_weighted(got) == Decimal("3.415")
    with pytest.raises(reporting.RateMissing):
        reporting.tranche_weighted([])


@given(st.lists(amounts, max_size=30), st.decimals("0.5", "5", places=4))
def test_total_is_the_sum_of_rounded_lines(found, rate):
    """I11: rate and amount of each line reproduce the donor's total. [T16f]"""
    lines = reporting.convert(list(enumerate(found)), rate)
    for one in lines:
        assert one.amount == money.money(one.ledger_amount / one.rate, 2)
    difference = reporting.rounding_difference(lines, rate)
    whole = money.money(sum(found, Decimal(0)) / rate, 2)
    assert sum((x.amount for x in lines), Decimal(0)) + difference == whole
    assert abs(difference) <= Decimal("0.005") * (len(lines) + 1)


def test_overspent_heading_asks_for_an_explanation():
    rows = reporting.heading_rows(
        {"3": Decimal(1000), "4": Decimal(500)},
        {"3": Decimal(100), "4": Decimal(-100)},
        {"3": Decimal(900), "4": Decimal(10), "9": Decimal(1)},
        {"3": Decimal(250)},
        10,
    )
    by = {r.heading: r for r in rows}
    assert by["3"].is_flagged and by["3"].remaining == -50
    assert not by["4"].is_flagged and by["4"].in_force == 400
    assert by["9"].is_flagged and by["9"].variation is None
    final = reporting.heading_rows(
        {"4": Decimal(500)}, {}, {"4": Decimal(10)}, {}, 10, is_final=True
    )
    assert final[0].is_flagged


# -- receipts --------------------------------------------------------------


def paper(key, supplier="Ets Ben Youssef", amount="85.250", day=1, **more):
    return receipts.Paper(key, supplier, Decimal(amount), date(2026, 3, day), **more)


def test_the_same_file_twice():
    """One scan claims once, unless the invoice is shared on both. [C02]"""
    a, b = paper(1, digest="d"), paper(2, "Other", "3", digest="d")
    assert receipts.twins([a, b]) == [receipts.Twin("file", 1, 2)]
    a, b = replace(a, is_shared=True), replace(b, is_shared=True)
    assert receipts.twins([a, b]) == []


def test_near_twins_across_spellings():
    a, b = paper(1), paper(2, "BEN YOUCEF", day=4)
    assert [t.kind for t in receipts.twins([a, b])] == ["near"]
    assert receipts.twins([a, replace(b, date=date(2026, 3, 5))]) == []
    assert receipts.twins([a, replace(b, amount=Decimal("85.251"))]) == []


def test_same_number_of_one_supplier():
    a = paper(1, reference="F-118", amount="3")
    b = paper(2, reference="F118", day=28)
    assert [t.kind for t in receipts.twins([a, b])] == ["reference"]


def test_sworn_statements_have_a_ceiling():
    found = receipts.over_ceiling(
        [paper(1, quality="attestation"), paper(2, quality="attestation"), paper(3)],
        {"attestation": Decimal(100), "copy": Decimal(0)},
    )
    assert found == {"attestation": Decimal("70.500")}


def jpeg(orientation=None, place=True):
    picture = Image.new("RGB", (32, 16), "orange")
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    exif[0x010F] = "PhoneMaker"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 48.0, 0.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"taken at home")
    return out.getvalue()


@pytest.mark.parametrize("orientation", [None, 1, 6, 8])
def test_photographs_lose_their_place_and_keep_their_pixels(orientation):
    """Position data are stripped from photographs. [C02c]"""
    data = jpeg(orientation)
    clean = receipts.strip_photo(data)
    assert b"PhoneMaker" not in clean and b"taken at home" not in clean
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(clean))
    assert not after.getexif().get_ifd(0x8825)
    assert after.getexif().get(0x0112, 1) == (orientation or 1)
    assert before.tobytes() == after.tobytes()
    assert receipts.strip_photo(clean) == clean


def test_png_texts_go():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Location", "36.8,10.1")
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=info)
    clean = receipts.strip_photo(out.getvalue())
    assert b"Location" not in clean
    assert Image.open(io.BytesIO(clean)).size == (4, 4)


def test_the_same_photograph_sent_twice_has_one_digest():
    assert receipts.digest(jpeg()) == receipts.digest(jpeg(place=False))
    assert receipts.digest(b"%PDF-1.4 a") != receipts.digest(b"%PDF-1.4 b")


def test_broken_photographs_are_refused():
    with pytest.raises(receipts.PhotoError):
        receipts.strip_photo(b"\xff\xd8\xff\xe1\xff\xff")


@given(st.integers(0, 400))
def test_months_follow_each_other(days):
    start = date(2025, 11, 17)
    months = reporting.months_between(start, start + timedelta(days))
    assert months[0] == date(2025, 11, 1)
    assert all(m.day == 1 for m in months)
    assert months == sorted(set(months))
