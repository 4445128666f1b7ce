# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestRisk(CaseCase):
    def risk(self, level, user=None, reason="She sleeps outside"):
        return (
            self.env["migrant.case.risk"]
            .with_user(user or self.worker)
            .create({"case_id": self.case.id, "level": level, "reason": reason})
        )

    def test_levels_with_who_and_why(self):
        """Each level stays, with its author, its reason and the level before."""
        self.risk("medium")
        self.risk("high", self.supervisor, "Threatened by her employer")
        self.case.invalidate_recordset()
        rows = self.case.risk_ids
        self.assertEqual(rows.mapped("level"), ["high", "medium"])
        self.assertEqual(rows[0].previous, "medium")
        self.assertEqual(rows[0].user_id, self.supervisor)
        self.assertEqual(self.case.risk_level, "high")
        with self.assertRaises(UserError):
            rows[0].with_user(self.supervisor).write({"reason": "Nothing"})
        with self.assertRaises(UserError):
            self.case.with_user(self.worker).risk_level = "low"

    def test_raised_risk_shortens_the_deadline(self):
        """The stricter row replaces the clock that runs, once. [E32]"""
        first = self.case._get_clocks("running").filtered(
            lambda clock: clock.obligation == "first_contact"
        )
        before = first.due
        self.risk("urgent")
        self.risk("urgent")
        clocks = self.case._get_clocks("running").filtered(
            lambda clock: clock.obligation == "first_contact"
        )
        self.assertEqual(len(clocks), 1)
        self.assertLess(clocks.due, before)
        self.assertEqual(clocks.rule_id.risk, "urgent")

    def test_weight_follows_type_and_risk(self):
        """An urgent file takes twice the room. [T26]"""
        self.assertEqual(self.case.weight, 1.0)
        self.risk("urgent")
        self.assertEqual(self.case.weight, 2.0)
        child = self.new_case(self.person("Aya"), "child")
        self.assertEqual(child.weight, 1.5)

    def test_harm_and_risk_of_harm_are_two_things(self):
        """Both dated, from one list of concerns with four roots. [E07] [E12]"""
        roots = self.env["migrant.case.concern"].search([("parent_id", "=", False)])
        self.assertLessEqual(
            {"violence", "ill_treatment", "neglect", "exploitation"},
            set(roots.mapped("code")),
        )
        harms = self.env["migrant.case.harm"].with_user(self.worker)
        labour = self.env.ref("migrant_case.concern_labour")
        suffered = harms.create(
            {
                "case_id": self.case.id,
                "kind": "harm",
                "concern_id": labour.id,
                "date_from": "2026-01-10",
            }
        )
        harms.create(
            {
                "case_id": self.case.id,
                "kind": "risk",
                "concern_id": self.env.ref("migrant_case.concern_sexual").id,
            }
        )
        self.assertEqual(len(self.case.concern_ids), 2)
        found = self.Case.with_user(self.worker).search(
            [("concern_ids", "child_of", labour.parent_id.id)]
        )
        self.assertEqual(found, self.case)
        suffered.date_to = "2026-02-01"
        self.assertEqual(self.case.concern_ids.mapped("code"), ["sexual"])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            suffered.date_to = "2026-01-01"
            suffered.flush_recordset()

    def test_stranger_reads_no_risk(self):
        """Findings are read by those who read the file. [T24]"""
        row = self.risk("high")
        with self.assertRaises(AccessError):
            row.with_user(self.stranger).read(["reason"])
        with self.assertRaises(AccessError):
            self.risk("low", self.stranger)
