# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import CaseCase

WORDS = ("Kouyaté", "pregnant", "lighthouse")


@tagged("post_install", "-at_install")
class TestAnonymise(CaseCase):
    def test_nothing_of_her_stays_in_files(self):
        """No word of the file stays in any column of any table of the room. [T24]"""
        self.case.write({"presenting_need": "pregnant, sleeps at the lighthouse"})
        self.note(self.case, self.worker, "pregnant", agreed="lighthouse")
        self.env["migrant.case.risk"].create(
            {"case_id": self.case.id, "level": "high", "reason": "pregnant"}
        )
        self.env["migrant.case.escalation"].create(
            {"case_id": self.case.id, "question": "pregnant?"}
        )
        self.env["migrant.case.transition"].create(
            {
                "case_id": self.case.id,
                "kind": "referral_internal",
                "to_user_id": self.jurist.id,
                "reason": "lighthouse",
            }
        )
        code = self.case.code
        self.salimata._anonymise("Retention")
        self.env.flush_all()
        self.assertNotEqual(self.case.code, code)
        left = []
        for name, model in self.env.registry.items():
            if not name.startswith(("migrant.case", "migrant.note")):
                continue
            if model._abstract or not model._auto:
                continue
            self.env.cr.execute(f'SELECT t::text FROM "{model._table}" t')
            text = " ".join(row[0] for row in self.env.cr.fetchall())
            left += [(name, word) for word in WORDS if word in text]
        self.assertEqual(left, [])
