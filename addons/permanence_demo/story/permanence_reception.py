# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who came to the permanences of the last weeks, and who is expected.

Written from the day's sheet, as after a morning without computers: tickets are for a
queue that moves, and nobody moves while a story is told.
"""

from datetime import datetime, time, timedelta

from odoo.fields import Command

from .persons import AMEL, CHIRAZ, PERSONS

# Site: who writes the sheet of its permanences.
SHEETS = {"house_tunis": CHIRAZ, "leopold": AMEL, "bisse": AMEL}
REASONS = ("housing", "procedure", "health", "papers", "food", "school", "work")
EACH = 3


def tell(story):
    """Tell the encounters and the agenda."""
    for site, login in SHEETS.items():
        _receive(story, site, login)
    for number, (login, key, days) in enumerate(
        ((AMEL, "samuel", 2), (AMEL, "rahel", 3), (CHIRAZ, "fatoumata", 2))
    ):
        person = story.ref(f"person_{key}")
        story.model("permanence.appointment", login).create(
            {
                "site_id": person.site_id.id,
                "worker_id": story.user(login).id,
                "beneficiary_id": person.id,
                "start": datetime.combine(story.day(days), time(13 + number)),
            }
        )
    _outside(story)
    _not_received(story)
    _lists(story)


def _at(story, days, hour):
    """An hour of a day that is over, wherever one is."""
    return datetime.combine(story.day(-days), time(hour))


def _written(story, login, days, hour, **vals):
    """An encounter written down afterwards, with its hours."""
    at = _at(story, days, hour)
    encounter = story.model("permanence.encounter", login).create(
        {
            "channel": "desk",
            "is_typed_later": True,
            "state": "done",
            "arrived_at": at,
            "started_at": at,
            "ended_at": at + timedelta(minutes=20),
            "worker_ids": [Command.set(story.user(login).ids)],
            **vals,
        }
    )
    return encounter


def _outside(story):
    """A call, an evening in the street, a collective moment; a question to research."""
    call = _written(
        story,
        CHIRAZ,
        3,
        10,
        site_id=story.site("house_tunis").id,
        channel="phone",
        beneficiary_id=story.ref("person_nour").id,
    )
    story.model("permanence.information", CHIRAZ).create(
        {
            "encounter_id": call.id,
            "topic_id": story.ref("permanence_reception.topic_school").id,
            "question": "Une équivalence de diplôme est-elle possible ici ?",
            "research_on": story.day(4),
        }
    )
    _written(
        story,
        AMEL,
        5,
        19,
        site_id=story.site("leopold").id,
        channel="street",
        beneficiary_id=story.ref("person_lamine").id,
    )
    _written(
        story,
        AMEL,
        6,
        14,
        site_id=story.site("leopold").id,
        channel="collective",
        headcount_ids=[
            Command.create({"sex": sex, "age_band": band, "count": count})
            for sex, band, count in (("male", "18", 7), ("male", "26", 5))
        ],
    )


def _not_received(story):
    """Who could not be received, and who did not come."""
    for days, reason, language in ((4, "full", "tir"), (8, "no_language", "pus")):
        _written(
            story,
            AMEL,
            days,
            11,
            site_id=story.site("leopold").id,
            state="turned_away",
            started_at=False,
            worker_ids=False,
            language_id=story.language(language).id,
            turned_away_reason_id=story.ref(f"permanence_reception.reason_{reason}").id,
        )
    missed = story.model("permanence.appointment", AMEL).create(
        {
            "site_id": story.site("leopold").id,
            "worker_id": story.user(AMEL).id,
            "beneficiary_id": story.ref("person_alpha").id,
            "start": _at(story, 2, 9),
        }
    )
    missed.action_no_show()


def _lists(story):
    """Who is here today, whom one does not let interpret, the waiting-room screen."""
    roll = story.model("permanence.roll", "mouna.exemple").create(
        {"site_id": story.site("leopold").id, "date": story.today}
    )
    roll.line_ids[:4].write({"is_present": True})
    interpreter = story.env["hr.employee"].search(
        [("user_id", "=", story.user("kenza.essai").id)], limit=1
    )
    story.model("permanence.interpreter.exclusion", AMEL).create(
        {
            "beneficiary_id": story.ref("person_rami").id,
            "employee_id": interpreter.id,
        }
    )
    story.model("permanence.screen", "hela.modele").create(
        {
            "name": "Salle d’attente",
            "site_id": story.site("leopold").id,
            "language_ids": [
                Command.set([story.language(code).id for code in ("fra", "ara")])
            ],
        }
    )


def _receive(story, site, login):
    """A few people at each permanence of the last two weeks at a site, but of today."""
    slots = story.model("permanence.slot").search(
        [
            ("site_id", "=", story.site(site).id),
            ("service_id.line", "=", "first"),
            ("stop", "<", datetime.combine(story.today, time())),
            ("start", ">", datetime.combine(story.day(-14), time())),
        ],
        order="start",
    )
    people = [
        story.ref(f"person_{row.key}")
        for row in PERSONS
        if row.worker == login and row.place in (site, "tunis", "leopold", "winter")
    ]
    rows = []
    for number, slot in enumerate(slots):
        for turn in range(EACH):
            arrived = slot.start + timedelta(minutes=15 + 40 * turn)
            reason = REASONS[(number + turn) % len(REASONS)]
            rows.append(
                {
                    "slot_id": slot.id,
                    "site_id": slot.site_id.id,
                    "beneficiary_id": people[(number * EACH + turn) % len(people)].id,
                    "channel": "desk",
                    "is_typed_later": True,
                    "state": "done",
                    "arrived_at": arrived,
                    "started_at": arrived + timedelta(minutes=10 + 5 * turn),
                    "ended_at": arrived + timedelta(minutes=35 + 5 * turn),
                    "worker_ids": [Command.set(story.user(login).ids)],
                    "reason_ids": [
                        Command.link(
                            story.ref(f"permanence_reception.reason_{reason}").id
                        )
                    ],
                    "act_ids": [
                        Command.link(story.ref("permanence_reception.act_reception").id)
                    ],
                }
            )
    story.model("permanence.encounter", login).create(rows)
