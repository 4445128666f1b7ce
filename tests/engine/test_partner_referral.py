# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Referrals without records: the table of moves, consent by item, deadlines, codes."""

import importlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tools.engines import load

load("partner_referral")
NAME = "permanence_engine_partner_referral"
codes = importlib.import_module(f"{NAME}.codes")
consent = importlib.import_module(f"{NAME}.consent")
deadlines = importlib.import_module(f"{NAME}.deadlines")
docx_fill = importlib.import_module(f"{NAME}.docx_fill")
states = importlib.import_module(f"{NAME}.states")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# --- moves ---------------------------------------------------------------------------

#: The table once more, written by hand from the rules and not read from the code: an
#: edge added or lost there is red here. s: staff, S: supervisor only, p: partner or
#: staff, t: the clock.
AGREED = {
    "draft": "consent:s sent:s recalled:s withdrawn:s error:S",
    "consent": "draft:s sent:s withdrawn:s error:S",
    "sent": "accepted:p waitlisted:p declined:p expired:t recalled:s withdrawn:s"
    " error:S",
    "waitlisted": "accepted:p declined:p expired:t recalled:s withdrawn:s error:S",
    "accepted": "in_service:p no_show:p declined:p recalled:s withdrawn:s error:S",
    "no_show": "accepted:p in_service:p closed:s recalled:s withdrawn:s error:S",
    "in_service": "completed:p no_show:p recalled:s withdrawn:s error:S",
    "completed": "closed:s in_service:s withdrawn:s error:S",
}
WHO = {
    "s": {"worker", "supervisor"},
    "S": {"supervisor"},
    "p": {"worker", "supervisor", "partner"},
    "t": {"system"},
}
EDGES = {
    (state, to): WHO[who]
    for state, moves in AGREED.items()
    for to, who in (move.split(":") for move in moves.split())
}

#: (whether to take a move that the code knows, which one, by whom)
ACTIONS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 99), st.sampled_from(states.ACTORS)),
    min_size=10,
    max_size=40,
)


def walk(actions, kind="referral"):
    """Try actions one after the other from a draft; return state and events.

    Half of them follow the code's own moves, so that walks go deep; the others try
    anything.
    """
    state, events = "draft", []
    for is_known, pick, actor in actions:
        targets = sorted(is_known and states.TRANSITIONS.get(state) or states.STATES)
        to = targets[pick % len(targets)]
        try:
            event = states.move(state, to, actor, NOW, reason="because")
        except states.RefusedMove:
            continue
        if event:
            events.append(event)
            state = to
    return state, events


@settings(max_examples=400)
@given(ACTIONS)
def test_random_walks_never_leave_the_table(actions):
    _state, events = walk(actions)
    before = "draft"
    for event in events:
        assert event.state == before
        assert event.actor in EDGES[event.state, event.to]
        assert event.state not in states.FINAL
        before = event.to


def test_table_is_the_agreed_one():
    """Every move of the code is agreed and every agreed move is in the code [T15]"""
    for state in states.STATES:
        for to in states.STATES:
            for actor in states.ACTORS:
                try:
                    event = states.move(state, to, actor, NOW, reason="because")
                except states.RefusedMove:
                    event = None
                assert bool(event) == (actor in EDGES.get((state, to), ()))


@given(ACTIONS)
def test_partner_never_moves_what_was_not_sent(actions):
    _state, events = walk(actions)
    for rank, event in enumerate(events):
        if event.actor == states.PARTNER:
            assert "sent" in [earlier.to for earlier in events[:rank]]
            assert event.state in states.OPEN_TO_PARTNER


@given(ACTIONS)
def test_transfer_moves_on_acceptance_only(actions):
    """Ownership moves only when the partner has accepted [T15]"""
    _state, events = walk(actions)
    side = states.owner_side("transfer", events)
    if side == "partner":
        assert "accepted" in [event.to for event in events]
    assert states.owner_side("referral", events) == "us"
    for end in ("declined", "withdrawn", "recalled"):
        if events and events[-1].to == end:
            assert side == "us"


def test_every_state_is_reached_and_every_open_one_can_be_left():
    reached, frontier = {"draft"}, ["draft"]
    while frontier:
        for to in states.TRANSITIONS.get(frontier.pop(), {}):
            if to not in reached:
                reached.add(to)
                frontier.append(to)
    assert reached == set(states.STATES)
    for state in set(states.STATES) - states.FINAL:
        assert "withdrawn" in states.TRANSITIONS[state]
    for state in states.FINAL:
        assert state not in states.TRANSITIONS


def test_double_click_is_one_answer():
    assert states.move("accepted", "accepted", states.PARTNER, NOW) is None


def test_worker_notes_the_answer_that_came_by_telephone():
    """The partner answers by telephone, same states and clocks [T15b]"""
    event = states.move("sent", "accepted", states.WORKER, NOW, channel="phone")
    assert (event.channel, event.actor, event.to) == ("phone", "worker", "accepted")


@pytest.mark.parametrize(
    ("state", "to", "actor", "more", "code"),
    [
        ("sent", "closed", "worker", {}, "not_from_here"),
        ("draft", "accepted", "partner", {}, "not_from_here"),
        ("sent", "expired", "partner", {}, "not_by_you"),
        ("completed", "closed", "partner", {}, "not_by_you"),
        ("sent", "declined", "partner", {}, "needs_reason"),
        ("sent", "declined", "partner", {"reason": "  "}, "needs_reason"),
        ("draft", "sent", "worker", {"is_guarded": True}, "needs_supervisor"),
        ("draft", "sent", "director", {}, "no_such_actor"),
        ("draft", "gone", "worker", {}, "no_such_state"),
        ("sent", "error", "worker", {"reason": "x"}, "not_by_you"),
    ],
)
def test_refused_moves_say_why(state, to, actor, more, code):
    with pytest.raises(states.RefusedMove) as caught:
        states.move(state, to, actor, NOW, **more)
    assert caught.value.code == code


def test_supervisor_sends_for_a_child():
    event = states.move("draft", "sent", "supervisor", NOW, is_guarded=True)
    assert event.to == "sent"


def test_need_is_met_by_the_person_s_answer_only():
    assert states.is_need_met("completed", "met") is None
    assert states.is_need_met("closed", None) is None
    assert states.is_need_met("closed", "met") is True
    assert states.is_need_met("closed", "not_met") is False
    assert states.is_need_met("closed", "partly") is None


def test_refusal_teaches_the_map():
    assert states.lesson("no_capacity") == "capacity"
    assert states.lesson("refused") is None
    with pytest.raises(KeyError):
        states.lesson("because")


# --- consent by item -----------------------------------------------------------------

NEED = consent.Item("need")
PHONE = consent.Item("phone", is_identity=True)
HEALTH = consent.Item("health")
GIVEN = consent.Consent(
    items=frozenset({"need", "phone"}),
    recipients=frozenset({"caritas"}),
    purpose="housing",
    given_by="self",
    given_on=NOW - timedelta(days=1),
    expires=NOW + timedelta(days=30),
)


def decide(*given_consents, at=NOW, recipient="caritas", purpose="housing", **more):
    subject = more.pop("subject", consent.Subject())
    found = consent.select(
        [NEED, PHONE, HEALTH], given_consents, recipient, purpose, at, subject, **more
    )
    return {d.item.code: (d.verdict, d.reason) for d in found}


def test_items_leave_one_by_one_and_identity_waits():
    """Consent per item; the partner reads a code until it accepts [T15]"""
    assert decide(GIVEN) == {
        "need": ("share", "consent"),
        "phone": ("later", "after_acceptance"),
        "health": ("withhold", "no_consent"),
    }
    assert decide(GIVEN, is_accepted=True)["phone"] == ("share", "consent")


@pytest.mark.parametrize(
    ("change", "ask", "reason"),
    [
        ({}, {"recipient": "other"}, "other_recipient"),
        ({}, {"purpose": "health"}, "other_purpose"),
        ({}, {"at": NOW + timedelta(days=30)}, "expired"),
        ({"withdrawn_on": NOW}, {}, "withdrawn"),
        ({"given_on": NOW + timedelta(1)}, {}, "no_consent"),
        ({"given_by": "guardian"}, {}, "not_by_herself"),
        ({}, {"subject": consent.Subject(is_minor=True)}, "needs_guardian"),
        (
            {"given_by": "guardian"},
            {"subject": consent.Subject(is_minor=True)},
            "child_not_asked",
        ),
        (
            {"given_by": "guardian", "assent": False},
            {"subject": consent.Subject(is_minor=True, is_able=False)},
            "child_refused",
        ),
    ],
)
def test_what_stays_here_says_why(change, ask, reason):
    assert decide(replace(GIVEN, **change), **ask)["need"] == ("withhold", reason)


def test_child_needs_her_guardian_and_her_own_word_when_able():
    given_for = replace(GIVEN, given_by="guardian")
    baby = consent.Subject(is_minor=True, is_able=False)
    teen = consent.Subject(is_minor=True)
    assert decide(given_for, subject=baby)["need"][0] == "share"
    agreed = replace(given_for, assent=True)
    assert decide(agreed, subject=teen)["need"][0] == "share"


OVERRIDE = consent.Override(
    items=frozenset({"health"}),
    recipient="caritas",
    reason="vital_interest",
    asked_by="a",
    approved_by="b",
)


def test_override_names_its_items_and_needs_a_second_person():
    assert decide(override=OVERRIDE)["health"] == ("share", "override")
    assert decide(override=OVERRIDE)["need"][0] == "withhold"
    for change in (
        {"reason": "convenient"},
        {"approved_by": "a"},
        {"approved_by": None},
        {"recipient": "other"},
    ):
        found = decide(override=replace(OVERRIDE, **change))
        assert found["health"][0] == "withhold"
    alone = replace(OVERRIDE, approved_by="a", needs_two=False)
    assert decide(override=alone)["health"] == ("share", "override")


CONSENTS = st.builds(
    consent.Consent,
    items=st.frozensets(st.sampled_from(("need", "phone", "health"))),
    recipients=st.frozensets(st.sampled_from(("caritas", "other"))),
    purpose=st.sampled_from(("housing", "health")),
    given_by=st.sampled_from(("self", "guardian", "legal_representative")),
    given_on=st.integers(-9, 9).map(lambda days: NOW + timedelta(days)),
    expires=st.none() | st.integers(-9, 9).map(lambda days: NOW + timedelta(days)),
    withdrawn_on=st.none() | st.integers(-9, 9).map(lambda d: NOW + timedelta(d)),
    assent=st.sampled_from((None, True, False)),
)
SUBJECTS = st.builds(consent.Subject, st.booleans(), st.booleans())


@given(st.lists(CONSENTS, max_size=4), SUBJECTS, st.booleans())
def test_withdrawing_everything_shares_nothing(given_consents, subject, is_accepted):
    """Withdrawal at any step cuts access at once [T15]"""
    gone = [replace(c, withdrawn_on=NOW) for c in given_consents]
    found = decide(*gone, subject=subject, is_accepted=is_accepted)
    assert {verdict for verdict, _reason in found.values()} == {"withhold"}


@given(st.lists(CONSENTS, max_size=4), SUBJECTS, st.booleans())
def test_shared_items_are_named_by_a_live_consent(given_consents, subject, accepted):
    found = decide(*given_consents, subject=subject, is_accepted=accepted)
    for code, (verdict, _reason) in found.items():
        if verdict == "withhold":
            continue
        assert any(
            code in c.items
            and "caritas" in c.recipients
            and c.purpose == "housing"
            and c.is_live(NOW)
            and (c.given_by != "self" or not subject.is_minor)
            for c in given_consents
        )
        assert verdict == "share" or (code == "phone" and not accepted)


@given(st.lists(CONSENTS, max_size=3), CONSENTS, SUBJECTS)
def test_another_consent_never_takes_an_item_away(given_consents, more, subject):
    before = decide(*given_consents, subject=subject)
    after = decide(*given_consents, more, subject=subject)
    for code, (verdict, _reason) in before.items():
        if verdict != "withhold":
            assert after[code][0] == verdict


def test_live_items_are_those_shared_now():
    found = consent.select(
        [NEED, PHONE], [GIVEN], "caritas", "housing", NOW, consent.Subject()
    )
    assert consent.live_items(found) == {"need"}


# --- deadlines -----------------------------------------------------------------------


def office(moment):
    """A partner that works from Monday to Friday, 9 to 17 in UTC."""
    while moment.weekday() > 4 or not 9 <= moment.hour < 17:
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


FRIDAY_NIGHT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)


def test_emergency_does_not_wait_for_monday():
    plan = deadlines.schedule(FRIDAY_NIGHT, "emergency", office)
    assert plan.due == FRIDAY_NIGHT + timedelta(hours=24)
    assert plan.half == FRIDAY_NIGHT + timedelta(hours=12)


def test_urgent_counts_from_when_the_partner_is_there():
    plan = deadlines.schedule(FRIDAY_NIGHT, "urgent", office)
    assert plan.due == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def test_reminders_and_expiry_follow_the_days_of_dora():
    """Reminder at half-time, due, every ten days; expired on the thirtieth [T05]"""
    plan = deadlines.schedule(NOW, "urgent", office)
    days = [(moment - NOW).days for moment in plan.reminders()]
    assert days == [1, 3, 13, 23]
    assert (plan.expires - NOW).days == 30
    assert not deadlines.is_expired(plan, plan.expires - timedelta(seconds=1), False)
    assert deadlines.is_expired(plan, plan.expires, False)
    assert not deadlines.is_expired(plan, plan.expires, True)


def test_partner_closed_for_two_months_keeps_its_time_to_answer():
    plan = deadlines.schedule(NOW, "normal", lambda moment: moment + timedelta(days=60))
    assert plan.expires >= plan.due > plan.half


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(
        lambda moment: moment.replace(tzinfo=UTC)
    ),
    st.sampled_from(sorted(deadlines.PRIORITIES)),
    st.lists(st.integers(1, 20), max_size=12),
)
def test_job_that_sleeps_sends_one_reminder_not_four(sent, priority, steps):
    plan = deadlines.schedule(sent, priority, office)
    assert sent <= plan.half <= plan.due <= plan.expires
    assert plan.reminders() == sorted(plan.reminders())
    now, count, mails = sent, 0, 0
    for step in steps:
        now += timedelta(days=step)
        if deadlines.due_reminders(plan, count, now, False):
            count, mails = deadlines.reminders_after(plan, now), mails + 1
        assert deadlines.due_reminders(plan, count, now, False) == 0
        assert deadlines.due_reminders(plan, 0, now, True) == 0
    assert mails <= min(len(steps), len(plan.reminders()))


def test_deadline_needs_a_time_zone_and_a_known_priority():
    with pytest.raises(ValueError, match="time zone"):
        deadlines.schedule(datetime(2026, 1, 1), "normal", office)
    with pytest.raises(KeyError):
        deadlines.schedule(NOW, "soon", office)


# --- codes ---------------------------------------------------------------------------

BODIES = st.text(st.sampled_from(codes.ALPHABET), min_size=7, max_size=7)


def test_new_codes_are_read_however_they_are_typed():
    code = codes.new_code()
    assert codes.read_code(code) == code
    assert codes.read_code(code.lower().replace("-", " ")) == code
    assert codes.read_code(code[2:]) == code
    assert codes.read_code("") is None
    assert codes.read_code("R-0000-0000") is None


@given(BODIES, st.integers(0, 7), st.sampled_from(codes.ALPHABET))
def test_one_wrong_character_is_always_found(body, place, other):
    text = body + codes.check_character(body)
    wrong = text[:place] + other + text[place + 1 :]
    assert (codes.read_code(wrong) is None) == (wrong != text)


@given(BODIES, st.integers(0, 6))
def test_two_neighbours_swapped_are_always_found(body, place):
    text = body + codes.check_character(body)
    wrong = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert (codes.read_code(wrong) is None) == (wrong != text)


# --- forms of partners ---------------------------------------------------------------

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORDS = st.text(alphabet='abé <&>"{} باب', max_size=20)


def form(runs):
    """A DOCX of one paragraph, cut into runs."""
    cells = "".join(f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in runs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:p>{cells}</w:p></w:document>',
        )
        file.writestr("word/media/logo.png", b"picture")
    return out.getvalue()


def read_form(data):
    """Text of the paragraph, runs joined."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.read("word/media/logo.png") == b"picture"
        root = etree.fromstring(file.read("word/document.xml"))
    return "".join(root.itertext())


@given(WORDS, st.integers(0, 12), st.integers(0, 12))
def test_form_is_filled_wherever_word_cut_it(value, one, two):
    text = "A {{name}} B {{gone}}."
    first, second = sorted((one, two))
    runs = [text[:first], text[first:second], text[second:]]
    data = form(runs)
    assert docx_fill.placeholders(data) == {"name", "gone"}
    filled = docx_fill.fill(data, {"name": value, "other": "secret"})
    assert read_form(filled) == f"A {' '.join(value.split())} B ."


@given(st.binary(max_size=60))
def test_no_form_is_said_so(data):
    with pytest.raises(docx_fill.NotAForm):
        docx_fill.placeholders(b"PK" + data)
