# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import tagged
from odoo.tools import SQL

from .common import MARK, PERSON, WholeFileCase

# What stays beside a row whose content is gone, and why nobody is found by it.
KEPT = {
    # Each room's own random code: it leads to the empty row and to no other room.
    "code",
    # Of salt and content; the salt is destroyed with the content.
    "content_hash",
    # Words and numbers of the house, not of the person: a law, an authority, a rule.
    "migrant.priority.fired.name",
    "migrant.procedure.rule_source",
    "migrant.case.gate.override.missing",
    "partner.notice.legal_basis",
    "partner.notice.number",
    "partner.notice.recipient",
    # A code of the list of refusals.
    "partner.referral.event.reason",
    # Which obligation of the house ran, on which kind of row, for which month.
    "ngo.clock.event",
    "ngo.clock.obligation",
    "ngo.clock.occurrence",
    "ngo.clock.res_model",
    # Numbers of rows and days.
    "migrant.assessment.encounter_ref",
    "permanence.encounter.queue",
}


@tagged("post_install", "-at_install")
class TestNothingLeft(WholeFileCase):
    """A person asks for her data, then for erasure, in all rooms at once."""

    def left(self):
        """Words that stand anywhere: {word: tables}."""
        self.env.flush_all()
        self.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        found = {}
        for (table,) in self.cr.fetchall():
            self.cr.execute(
                SQL(
                    "SELECT t::text FROM %s t WHERE t::text LIKE %s",
                    SQL.identifier(table),
                    f"%{MARK}%",
                )
            )
            for (row,) in self.cr.fetchall():
                for word in re.findall(rf"{MARK}(?:\d+w|[a-z.-]+)", row):
                    found.setdefault(word, set()).add(table)
        return found

    def test_nothing_is_left(self):
        """Erased, no word of hers stands in any table or file of any room. [T24]"""
        rows = self.hers()
        for room in ("migrant.case", "partner.referral", "permanence.encounter"):
            self.assertIn(room, rows)
        planted = self.plant(rows)
        self.assertGreater(len(planted), 100)
        self.leave_traces(rows)
        self.assertTrue(self.left())
        self.awa._anonymise("Asked by the person")
        wrong = {
            planted.get(word, word): tables
            for word, tables in self.left().items()
            if not {planted.get(word), planted.get(word, "").rpartition(".")[2]} & KEPT
        }
        self.assertFalse(wrong, "\n".join(f"{k}: {v}" for k, v in wrong.items()))

    def test_her_dossier_speaks_of_each_room(self):
        """What rooms wrote about her stands in the dossier that she asks for. [T24]"""
        rows = self.hers()
        del rows[PERSON]  # her code is how she is found
        planted = self.plant(rows)
        wizard = (
            self.env["migrant.dsar"]
            .with_user(self.users["dpo"])
            .create({"code": self.awa.code, "reason": "By letter", "is_safe": True})
        )
        dossier = wizard._dossier()["parts"]
        parts = str(dossier)
        told = {where for word, where in planted.items() if word in parts}
        for where in (
            "migrant.identity.full_name",
            "migrant.procedure.remark",
            "migrant.need.note",
            "migrant.case.presenting_need",
            "migrant.note.body",
            "migrant.case.closure.person_view",
            "permanence.encounter.note",
            "permanence.information.answer",
            "partner.referral.outcome_note",
            "partner.referral.share.value",
        ):
            self.assertIn(where, told)
        # Neither keys of ours nor the money of what cost nothing.
        values = {value for _part, rows in dossier for row in rows for _, value in row}
        self.assertFalse(values & {"move", "link", self.env.company.currency_id.name})
        # Who said it to the house is not hers to be told.
        self.assertNotIn("migrant.note.said_by", told)
