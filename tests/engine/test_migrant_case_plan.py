# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scores, priorities, coverage, completeness of plans and dated protocols."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.engines import load

engine = load("migrant_case")
scoring, priority = engine.scoring, engine.priority
coverage, planning = engine.coverage, engine.planning

SCORES = st.one_of(st.none(), st.integers(0, 10))
ANSWERS = st.lists(
    st.builds(
        scoring.Answer,
        domain=st.sampled_from("abc"),
        score=SCORES,
        weight=st.sampled_from((0.5, 1.0, 2.0)),
        required=st.booleans(),
    )
)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def weekdays(closed=()):
    """Next worked day of a site that opens from Monday to Friday."""

    def next_worked(day):
        while day.weekday() > 4 or day in closed:
            day += timedelta(days=1)
        return day

    return next_worked


class TestScoring:
    @given(ANSWERS, st.sampled_from(("mean", "worst")), st.booleans())
    def test_a_score_lies_between_its_answers(self, answers, rule, better):
        result = scoring.combine(answers, rule, better)
        given_ = [a.score for a in answers if a.score is not None]
        assert result.answered == len(given_) and result.asked == len(answers)
        if given_:
            assert min(given_) - 1e-4 <= result.score <= max(given_) + 1e-4
        else:
            assert result.score is None

    @given(ANSWERS)
    def test_domains_hold_every_item_once(self, answers):
        results = scoring.by_domain(answers)
        assert sum(r.asked for r in results.values()) == len(answers)
        assert sum(r.missing for r in results.values()) == sum(
            a.required and a.score is None for a in answers
        )

    @given(ANSWERS, st.integers(0, 9))
    def test_an_answer_more_never_makes_the_worst_better(self, answers, score):
        before = scoring.combine(answers, "worst").score
        more = scoring.combine([*answers, scoring.Answer("a", score)], "worst").score
        assert before is None or more <= before

    @given(SCORES, SCORES, st.booleans())
    def test_way_back_is_as_long(self, now, before, better):
        there = scoring.travelled(now, before, better)
        back = scoring.travelled(before, now, better)
        assert (there is None) == (back is None)
        assert there is None or there == -back

    @given(st.integers(-5, 15))
    def test_worst_is_below_where_best_is(self, score):
        levels = [(1, "red"), (2, "orange"), (3, "yellow"), (4, "green")]
        colour = scoring.level_at(score, levels)
        assert scoring.is_below(score, 4) == (colour != "green")

    def test_nothing_answered_is_not_below(self):
        assert not scoring.is_below(None, 3)
        assert scoring.level_at(None, [(1, "red")]) is None

    @pytest.mark.parametrize("weight", [0, -1])
    def test_weights_are_above_zero(self, weight):
        with pytest.raises(ValueError, match="above zero"):
            scoring.combine([scoring.Answer("a", 1, weight)])

    def test_unknown_rule(self):
        with pytest.raises(ValueError, match="unknown rule"):
            scoring.combine([], "median")


LINES = [
    priority.Line("alone", "accompaniment", "is", "unaccompanied", 40),
    priority.Line("young", "age", "at_most", 12, 20),
    priority.Line("codes", "codes", "is", "SV-VA", 30, floor="high"),
    priority.Line("rested", "housed", "is", "yes", -10),
    priority.Line("nobody", "carer", "unknown", points=15),
]
THRESHOLDS = [(0, "low"), (40, "medium"), (70, "high")]
FACTS = st.sampled_from((None, "", 3, 11, 40, "yes", "SV-VA", "unaccompanied"))
RANKS = ("low", "medium", "high", "urgent")


class TestPriority:
    def judge(self, **facts):
        return priority.judge(LINES, facts, THRESHOLDS, RANKS)

    def test_lines_that_fired_are_told(self):
        verdict = self.judge(accompaniment="unaccompanied", age=11, carer="aunt")
        assert verdict == priority.Verdict(60, "medium", ("alone", "young"))

    def test_one_fact_raises_to_a_level_whatever_the_sum(self):
        verdict = self.judge(codes={"SV-VA", "CR-CP"}, housed="yes", carer="x")
        assert (verdict.points, verdict.level) == (20, "high")

    def test_below_all_thresholds_there_is_no_level(self):
        assert self.judge(housed="yes", carer="x").level is None

    def test_an_unknown_number_fires_nothing(self):
        assert self.judge(age=None, carer="x").fired == ()
        assert self.judge(age="twelve", carer="x").fired == ()

    @given(
        st.dictionaries(
            st.sampled_from(("age", "codes", "accompaniment", "housed", "carer")),
            st.one_of(FACTS, st.frozensets(FACTS, max_size=3)),
        )
    )
    def test_points_are_those_of_the_lines_told(self, facts):
        verdict = self.judge(**facts)
        points = {line.key: line.points for line in LINES}
        assert verdict.points == sum(points[key] for key in verdict.fired)

    def test_unknown_operator(self):
        with pytest.raises(ValueError, match="unknown operator"):
            priority.Line("x", "age", "about")


ACTIONS = st.lists(
    st.builds(
        coverage.Action,
        st.sampled_from(("todo", "doing", "done", "failed", "declined", "cancelled")),
        st.integers(0, 50),
    )
)
CHECKED = st.lists(
    st.builds(
        coverage.Check, st.sampled_from(("met", "partly", "not")), st.integers(0, 50)
    )
)


class TestCoverage:
    @given(ACTIONS)
    def test_nothing_is_met_that_nobody_verified(self, actions):
        """A delivered service is not a need that is met. [E15]"""
        assert coverage.state_of(actions) not in ("met", "partly_met")

    @given(ACTIONS, CHECKED, st.sampled_from(coverage.ENDS))
    def test_a_decision_ends_it(self, actions, checks, end):
        assert coverage.state_of(actions, checks, end) == end

    @given(ACTIONS, CHECKED)
    def test_states_are_those_that_exist(self, actions, checks):
        assert coverage.state_of(actions, checks) in coverage.STATES

    def test_the_life_of_a_need(self):
        """Open, planned, delivered, found wanting, delivered again, met. [E15]"""
        action, check = coverage.Action, coverage.Check
        states = [
            coverage.state_of([]),
            coverage.state_of([action("todo")]),
            coverage.state_of([action("done", 1)]),
            coverage.state_of([action("done", 1)], [check("partly", 2)]),
            coverage.state_of([action("done", 1)], [check("not", 2)]),
            coverage.state_of([action("done", 3)], [check("not", 2)]),
            coverage.state_of([action("done", 3)], [check("met", 4)]),
        ]
        assert states == [
            *("open", "planned", "delivered", "partly_met", "open"),
            *("delivered", "met"),
        ]

    def test_rate_leaves_out_what_the_person_declined(self):
        summary = coverage.summarise(["met", "partly_met", "open", "declined"])
        assert summary.asked == 3 and summary.rate == 0.5
        assert coverage.summarise(["declined"]).rate is None

    def test_unknown_words(self):
        with pytest.raises(ValueError, match="unknown outcome"):
            coverage.Check("maybe", 1)
        with pytest.raises(ValueError, match="unknown end"):
            coverage.state_of([], end="gone")


class TestPlanning:
    @given(st.lists(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
    def test_what_is_said_is_not_asked(self, below, goals):
        asked = planning.uncovered(below, goals)
        assert set(asked) == set(below) - goals and len(asked) == len(set(asked))

    @given(DAYS, st.integers(0, 60), st.sampled_from(planning.COUNTINGS))
    def test_due_days_are_worked_and_in_order(self, start, number, counting):
        next_worked = weekdays()
        earlier = planning.Offset(number, counting=counting)
        later = planning.Offset(number + 1, counting=counting)
        days = planning.lay(start, [earlier, later], next_worked)
        assert start <= days[0] <= days[1]
        if counting != "plain":
            assert all(day == next_worked(day) for day in days)
        if counting == "plain":
            assert (days[0] - start).days == number

    def test_seven_actions_of_a_protocol(self):
        """Lines at +1, +1, +2, +3, +7, +14, +21 days from a Thursday. [T13]"""
        offsets = [planning.Offset(n) for n in (1, 1, 2, 3, 7, 14, 21)]
        days = planning.lay(date(2026, 11, 19), offsets, weekdays())
        assert [day.isoformat()[5:] for day in days] == [
            *("11-20", "11-20", "11-23", "11-23", "11-26", "12-03", "12-10"),
        ]

    def test_weeks_and_worked_days(self):
        closed = weekdays(closed={date(2026, 11, 23)})
        friday = date(2026, 11, 20)
        one = planning.Offset(1, "day", "working")
        assert planning.due_on(friday, one, closed) == date(2026, 11, 24)
        week = planning.Offset(1, "week", "plain")
        assert planning.due_on(friday, week, closed) == date(2026, 11, 27)

    def test_conformity(self):
        day = date(2026, 11, 22)
        before, after = day - timedelta(1), day + timedelta(1)
        pairs = [(day, before), (before, day), (before, None), (after, None)]
        assert planning.conformity(pairs, day) == {
            "on_time": 1,
            "late": 1,
            "missed": 1,
            "waiting": 1,
        }

    @pytest.mark.parametrize(
        "wrong", [(1, "month"), (1, "day", "guess"), (-1, "day", "plain")]
    )
    def test_wrong_offsets(self, wrong):
        with pytest.raises(ValueError, match=r"unknown|below zero"):
            planning.Offset(*wrong)
