# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The choice of an interpreter: nobody unsuitable, nobody forgotten, one order."""

from hypothesis import given
from hypothesis import strategies as st

from tools.engines import load

engine = load("permanence_reception")

needs = st.builds(
    engine.Need,
    level=st.integers(0, 100),
    sex=st.sampled_from(["", "female", "male"]),
)
candidates = st.lists(
    st.builds(
        engine.Candidate,
        key=st.integers(1, 10_000),
        level=st.none() | st.integers(0, 100),
        sex=st.sampled_from(["", "female", "male", "other"]),
        is_certified=st.booleans(),
        is_excluded=st.booleans(),
        is_busy=st.booleans(),
        is_away=st.booleans(),
        is_here=st.booleans(),
        cost=st.floats(0, 500),
    ),
    unique_by=lambda candidate: candidate.key,
)


@given(needs, candidates)
def test_everybody_is_answered_once(need, people):
    """Each candidate is either proposed or refused with a reason."""
    able, others = engine.rank(need, people)
    answered = [c.key for c in able] + [c.key for c, _why in others]
    assert sorted(answered) == sorted(c.key for c in people)
    assert all(why for _candidate, why in others)


@given(needs, candidates)
def test_hard_rules_hold(need, people):
    """Nobody proposed is excluded, busy, away, below the level or of another sex."""
    able, _others = engine.rank(need, people)
    for candidate in able:
        assert not (candidate.is_excluded or candidate.is_busy or candidate.is_away)
        assert candidate.level is not None
        assert candidate.level >= need.level
        assert not need.sex or candidate.sex == need.sex


@given(needs, candidates)
def test_an_exclusion_says_nothing_more(need, people):
    """Whoever is excluded for a person is refused with that word alone."""
    _able, others = engine.rank(need, people)
    for candidate, why in others:
        assert ("unsuitable" in why) == candidate.is_excluded
        if candidate.is_excluded:
            assert why == ["unsuitable"]


@given(needs, candidates, st.randoms())
def test_order_does_not_depend_on_the_asking(need, people, random):
    """The same people in another order give the same answer."""
    shuffled = list(people)
    random.shuffle(shuffled)
    assert engine.rank(need, shuffled) == engine.rank(need, people)


def test_here_before_certified_before_cheap():
    """Who is here comes first, then a certificate, then the price."""
    paid = engine.Candidate(1, 100, cost=40.0)
    certified = engine.Candidate(2, 70, is_certified=True, cost=60.0)
    here = engine.Candidate(3, 70, is_here=True)
    able, _others = engine.rank(engine.Need(), [paid, certified, here])
    assert [candidate.key for candidate in able] == [3, 2, 1]
