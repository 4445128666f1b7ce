# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.json import json_default

from odoo.addons.permanence_reception.tests.common import ReceptionCase


@tagged("post_install", "-at_install")
class TestDayOffice(ReceptionCase):
    """The administrative assistant's day: post, letters, sheets, papers. [C01a]"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assistant = cls.users["administrative_assistant"]
        cls.case = cls.env["migrant.case"].create(
            {
                "beneficiary_id": cls.fatou.id,
                "owner_id": cls.worker.id,
                "case_type_id": cls.env.ref("migrant_case.case_type_social").id,
            }
        )
        cls.case.action_open()

    def card(self, user, model):
        """The card of a model on somebody's page, or None; it travels as JSON."""
        told = self.env["permanence.day"].with_user(user).get_day()
        cards = [card for card in told["cards"] if card["model"] == model]
        self.assertLessEqual(len(cards), 1)
        json.dumps(cards, default=json_default)
        return cards[0] if cards else None

    def check(self, model, readers, others=()):
        """The card is there for some, counts what their list shows, not for others."""
        for user in readers:
            with self.subTest(model=model, reader=user.login):
                self.env.invalidate_all()
                card = self.card(user, model)
                self.assertEqual(card["count"], 1)
                records = self.env[model].with_user(user)
                self.assertEqual(records.search_count(card["domain"]), 1)
        for user in others:
            with self.subTest(model=model, other=user.login):
                self.env.invalidate_all()
                self.assertIsNone(self.card(user, model))

    def test_post_that_nobody_has_looked_at(self):
        """The office sees what waits at its site; the worker hers, until noted."""
        drop = self.env["migrant.post.drop"].with_user(self.assistant)
        drop.create({"case_code": self.case.code}).action_drop()
        post = self.env["migrant.post"].search([("case_id", "=", self.case.id)])
        readers = (self.assistant, self.worker)
        self.check("migrant.post", readers, (self.desk, self.stranger))
        # A colleague who reads the file is not the one who answers for it.
        self.check("migrant.post", (), (self.users["supervisor"],))
        told = self.card(self.assistant, "migrant.post")["rows"][0]
        self.assertNotIn("Fatou", str(told["code"]))
        post.with_user(self.assistant).action_filed()
        self.check("migrant.post", (self.worker,), (self.assistant,))
        post.with_user(self.worker).action_noted()
        self.check("migrant.post", (), readers)

    def test_attestations_to_issue(self):
        """Begun and not issued: of the site for the office, one's own for others."""
        slip = (
            self.env["migrant.attestation"]
            .with_user(self.assistant)
            .create(
                {
                    "beneficiary_id": self.fatou.id,
                    "template_id": self.env.ref("migrant_case.letter_convocation").id,
                    "meeting_at": fields.Datetime.now() + timedelta(days=2),
                }
            )
        )
        self.check("migrant.attestation", (self.assistant,), (self.worker, self.desk))
        # When it was begun is no deadline: it is not shown as late.
        slip.flush_recordset()
        query = "UPDATE migrant_attestation SET create_date = %s WHERE id = %s"
        before = fields.Datetime.now() - timedelta(days=3)
        self.env.cr.execute(query, (before, slip.id))
        self.env.invalidate_all()
        (row,) = self.card(self.assistant, "migrant.attestation")["rows"]
        self.assertTrue(row["when"])
        self.assertFalse(row["is_late"])
        slip.action_issue()
        self.assertTrue(slip.issued_on)
        self.check("migrant.attestation", (), (self.assistant,))

    def test_letters_to_finish(self):
        """A letter that was begun waits for her who began it; the office has none."""
        template = self.env.ref("migrant_case.letter_support")
        vals = {"case_id": self.case.id, "template_id": template.id}
        self.env["migrant.letter"].with_user(self.worker).create(vals)
        self.check("migrant.letter", (self.worker,), (self.assistant, self.stranger))

    def test_sheets_to_type_in(self):
        """A printed sheet waits from the end of the permanence until it is typed in."""
        before = self.published_slot(self.site_a, begin=-6)
        elsewhere = self.published_slot(self.site_b, begin=-6)
        (before | elsewhere | self.slot)._reserve_paper()
        self.narrow_role("administrative_assistant", site=self.site_a)
        self.check("permanence.slot", (self.assistant,), (self.desk, self.employee))
        (row,) = self.card(self.assistant, "permanence.slot")["rows"]
        self.assertEqual(row["res_id"], before.id)
        action = before.with_user(self.assistant).action_type_day_sheet()
        grid = self.Encounter.with_user(self.assistant)
        grid.with_context(**action["context"]).create(
            {"ticket": before.paper_from, "arrived_at": before.start}
        )
        self.check("permanence.slot", (), (self.assistant,))

    def test_papers_that_expire(self):
        """A passport for the office, a paper of the file for its worker."""
        today = fields.Date.today()
        kind = self.env["migrant.identifier.type"].search([], limit=1)
        self.fatou.identifier_ids = [
            Command.create({"type_id": kind.id, "value": "X1", "valid_to": today}),
        ]
        self.person("Awa", "Loin").identifier_ids = [
            Command.create(
                {
                    "type_id": kind.id,
                    "value": "X2",
                    "valid_to": today + timedelta(days=90),
                }
            ),
        ]
        self.check("migrant.beneficiary", (self.assistant,), (self.worker, self.desk))
        paper = self.env["migrant.document.type"].search(
            [("data_class", "!=", "medical")], limit=1
        )
        self.env["migrant.document"].with_user(self.worker).create(
            {
                "case_id": self.case.id,
                "document_type_id": paper.id,
                "valid_until": today + timedelta(days=2),
            }
        )
        self.check("migrant.document", (self.worker,), (self.assistant, self.stranger))
