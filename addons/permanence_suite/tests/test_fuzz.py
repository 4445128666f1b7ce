# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What comes from outside, damaged in every way: a sentence, and nothing changed.

The readers alone are tried in `tests/engine/test_fuzz.py`; here all that follows on
them: records, rules, constraints, pages.
"""

import base64
import json
from contextlib import contextmanager

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.microproject_finance.tests.common import MicroprojectCase
from odoo.addons.partner_referral.tests.common import ReferralCase

few = settings(max_examples=25, deadline=None)

REGISTER = (
    "Nom,Prénom,Date de naissance,Sexe,Nationalité,Téléphone,Pièce\n"
    "Diallo,Awa,12/03/1990,F,Guinée,620123456,P123\n"
    "Sow,Binta,1991,F,,,\n"
)
BANK = (
    "Date;Libellé;Débit;Crédit\n02/01/2026;VIR MP-1 T1;120,500;\n03/01/2026;FRAIS;2;\n"
)
FEED = json.dumps(
    [
        {
            "id": "11111111-1111-4111-8111-111111111111",
            "name": "Clinic",
            "status": "active",
            "organization": {
                "id": "21111111-1111-4111-8111-111111111111",
                "name": "House",
                "description": "x",
            },
            "phones": [{"id": "p", "number": "71 000 000"}],
            "schedules": [{"id": "s", "opens_at": "09:00", "freq": "WEEKLY"}],
        }
    ]
)
PIECES = st.text(max_size=8) | st.sampled_from(
    ["", "\x00", "\ud800", '"', "\n", ",", ";", "=1+1", "31/02/1990", "9" * 300]
    + ["1e400", "NaN", "\u202e", "'", "null", "[]", "{}", "0001-01-01", "9999-12-31"]
)


@st.composite
def damaged(draw, sample):
    """The sample with some of its signs replaced, left out or doubled; as a file."""
    text = sample
    for _turn in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        stop = draw(st.integers(start, min(len(text), start + 25)))
        text = text[:start] + draw(PIECES) + text[stop:]
    return base64.b64encode(text.encode("utf-8", "surrogatepass"))


class Undone:
    """What an example did is undone when it was looked at."""

    @contextmanager
    def undone(self):
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    def refused(self, act):
        """Whether an act is refused with a sentence; any other error is a fault."""
        try:
            with self.env.cr.savepoint():
                act()
                self.env.flush_all()
        except (UserError, ValidationError) as told:
            self.assertTrue(str(told).strip())
            return True
        return False


@tagged("post_install", "-at_install")
class TestFiles(Undone, MicroprojectCase):
    @few
    @given(damaged(REGISTER))
    def test_a_damaged_register(self, file):
        """Looked through row by row or refused; imported whole or not at all. [T27]"""
        persons = self.env["migrant.beneficiary"].with_context(active_test=False)
        with self.undone():
            before = persons.search_count([])
            wizard = (
                self.env["migrant.import"]
                .with_user(self.users["social_worker"])
                .create({"file": file, "filename": "a.csv", "site_id": self.site_a.id})
            )
            if self.refused(wizard.action_check):
                self.assertTrue(self.refused(wizard.action_import))
                self.assertEqual(persons.search_count([]), before)
                return
            rows = len(wizard._read_rows())
            if self.refused(wizard.action_import):
                rows = 0
            self.assertEqual(persons.search_count([]), before + rows)

    @few
    @given(damaged(BANK))
    def test_a_damaged_statement(self, file):
        """All its lines are there, balanced, or none is. [T16]"""
        lines = self.env["account.bank.statement.line"]
        with self.undone():
            before = lines.search_count([])
            wizard = (
                self.env["microproject.statement.import"]
                .with_user(self.users["finance_officer"])
                .create({"journal_id": self.bank.id, "file": file, "filename": "a.csv"})
            )
            if self.refused(wizard.action_import):
                self.assertEqual(lines.search_count([]), before)
            for line in lines.search([], limit=9):
                self.assertEqual(sum(line.move_id.line_ids.mapped("balance")), 0)

    @few
    @given(damaged(FEED))
    def test_a_damaged_feed(self, file):
        """Each row has its fate; nothing is written before it is taken over."""
        services = self.env["directory.service"].with_context(active_test=False)
        with self.undone():
            before = services.search_count([])
            load = (
                self.env["directory.import"]
                .with_user(self.users["data_officer"])
                .create({"content": file})
            )
            refused = self.refused(load.action_read)
            self.assertEqual(services.search_count([]), before)
            if refused or self.refused(load.action_take_over):
                self.assertEqual(services.search_count([]), before)


FORMS = st.fixed_dictionaries(
    {
        "answer": st.sampled_from(["accept", "waitlist", "decline", "complete", "x"]),
    },
    optional={
        "who": PIECES,
        "note": PIECES,
        "appointment_at": PIECES | st.datetimes().map(str),
        "appointment_place": PIECES,
        "expected_on": PIECES | st.dates().map(str),
        "decline_reason": PIECES,
        "waiting_rank": PIECES,
    },
)


@tagged("post_install", "-at_install")
class TestDoor(Undone, ReferralCase, HttpCase):
    @mute_logger("odoo.http")
    def test_any_answer_of_a_partner_is_taken_or_told(self):
        """Whatever stands in the form behind the link: a page, never a trace; the
        answer is noted once or not at all. [T15]"""
        referral = self.sent()
        path, pin = self.link_of(referral)
        self.url_open(path, data={"pin": pin})  # read, not answered
        self.env.invalidate_all()

        @few
        @example({"answer": "accept", "appointment_at": "0001-01-01T00:00+14:00"})
        @example({"answer": "accept", "appointment_at": "9999-12-31T23:59-12:00"})
        @example({"answer": "accept", "who": "a\x00b", "note": "\x00"})
        @example({"answer": "decline", "decline_reason": "none of them"})
        @given(FORMS)
        def fuzz(form):
            with self.undone():
                state, events = referral.state, len(referral.event_ids)
                data = {
                    key: value.encode("utf-8", "surrogatepass")
                    for key, value in {**form, "pin": pin}.items()
                }
                page = self.url_open(path, data=data)
                self.assertLess(page.status_code, 500, form)
                self.assertNotIn("Traceback", page.text)
                self.env.invalidate_all()
                said = len(referral.event_ids) - events
                self.assertEqual(said, int(referral.state != state), form)

        fuzz()
