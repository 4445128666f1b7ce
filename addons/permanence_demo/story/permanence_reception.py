# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who came to the permanences of the last weeks, and who is expected.

Written from the day's sheet, as after a morning without computers: tickets are for a
queue that moves, and nobody moves while a story is told.
"""

from datetime import datetime, time, timedelta

from odoo import fields
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


def _receive(story, site, login):
    """A few people at each permanence of the last two weeks at a site."""
    slots = story.model("permanence.slot").search(
        [
            ("site_id", "=", story.site(site).id),
            ("service_id.line", "=", "first"),
            ("stop", "<", fields.Datetime.now()),
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
