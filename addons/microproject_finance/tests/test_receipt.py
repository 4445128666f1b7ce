# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..wizards import microproject_receipt_drop
from .common import MicroprojectCase


def photograph(place=True):
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 48.0, 0.0)})
    out = io.BytesIO()
    Image.new("RGB", (32, 16), "orange").save(out, "JPEG", exif=exif)
    return out.getvalue()


@tagged("post_install", "-at_install")
class TestReceipt(MicroprojectCase):
    """Papers come from the field without amounts and are claimed once."""

    def drop(self, owner, role="social_worker", data=None, **vals):
        wizard = (
            self.env["microproject.receipt.drop"]
            .with_user(self.users[role])
            .create(
                {
                    "microproject_id": owner.id,
                    "heading_id": self.equipment.id,
                    "file": self.encoded(data or photograph()),
                    "filename": "Fatou at home.jpg",
                    **vals,
                }
            )
        )
        wizard.action_send()
        return wizard

    def test_a_paper_dropped_in_the_field_becomes_a_bill(self):
        """Photographed without an amount; finance makes the bill; the sender sees the
        answer; place and file name are gone. [C02c]"""
        owner = self.new_microproject()
        wizard = self.drop(owner)
        self.assertFalse(wizard.file)
        paper = wizard.receipt_id
        self.assertEqual(paper.with_user(self.users["social_worker"]).state, "sent")
        stored = paper.sudo().attachment_id
        self.assertNotIn(b"PhoneMaker", stored.raw)
        self.assertNotIn("Fatou", stored.name)
        officer = self.as_user(paper.sudo(False), "finance_officer")
        officer.action_make_bill()
        bill = officer.move_id
        self.assertEqual((bill.state, bill.partner_id), ("draft", owner.payee_id))
        self.assertTrue(
            bill.message_attachment_count
            or bill.attachment_ids
            or self.env["ir.attachment"].search_count(
                [("res_model", "=", "account.move"), ("res_id", "=", bill.id)]
            )
        )
        bill.invoice_line_ids.write(
            {"price_unit": 85.25, "account_id": self.expense.id}
        )
        bill.action_post()
        owner.invalidate_recordset()
        self.assertEqual(owner.spent, 85.25)
        seen = self.as_user(paper, "social_worker")
        self.assertEqual(seen.state, "accepted")
        with self.assertRaises(AccessError):
            seen.read(["move_id"])

    def test_a_paper_is_a_photograph_or_a_pdf(self):
        """Another file is refused in words, nothing is kept; a PDF is shown as one."""
        owner = self.new_microproject()
        before = self.env["microproject.receipt"].search_count([])
        heic = b"\x00\x00\x00\x18ftypheic GPS"
        for data in (b"MZ\x00", b"<html><script>x</script></html>", heic):
            with self.assertRaisesRegex(UserError, "JPEG or PNG"):
                self.drop(owner, data=data)
        with (
            patch.object(microproject_receipt_drop, "MAX_BYTES", 100),
            self.assertRaisesRegex(UserError, "larger than 20 MB"),
        ):
            self.drop(owner)
        self.assertEqual(self.env["microproject.receipt"].search_count([]), before)
        paper = self.drop(owner, data=b"%PDF-1.4\n%%EOF\n").receipt_id
        officer = self.as_user(paper.sudo(False), "finance_officer")
        self.assertEqual(officer.mimetype, "application/pdf")
        views = officer.get_views([(False, "form")])["views"]["form"]["arch"]
        self.assertIn("pdf_viewer", views)

    def test_the_sender_is_told_why(self):
        """Missing or ineligible: the answer says why. [C02c]"""
        paper = self.drop(self.new_microproject()).receipt_id
        officer = self.as_user(paper, "finance_officer")
        with self.assertRaisesRegex(UserError, paper.number):
            officer.action_missing()
        officer.answer = "The date cannot be read"
        officer.action_missing()
        self.assertEqual(self.as_user(paper, "social_worker").answer, officer.answer)

    def test_only_who_follows_the_microproject_sends(self):
        owner = self.new_microproject(referent_id=self.users["supervisor"].id)
        with self.assertRaises(AccessError):
            self.drop(owner)

    def test_the_same_photograph_is_told(self):
        owner = self.new_microproject()
        self.assertFalse(self.drop(owner).has_twin)
        second = self.drop(owner, data=photograph(place=False))
        self.assertTrue(second.has_twin)
        numbers = owner.receipt_ids.mapped("number")
        officer = self.as_user(second.receipt_id.sudo(False), "finance_officer")
        self.assertEqual({officer.number, officer.twins}, set(numbers))

    def test_one_paper_one_claim(self):
        """I9: the same file on two entries is refused unless shared. [C02]"""
        owner, other = self.new_microproject(), self.new_microproject()
        first = self.receipt(owner, 50.0, post=False)
        self.attach(first)
        first.action_post()
        second = self.receipt(other, 30.0, post=False)
        self.attach(second)
        with self.assertRaisesRegex(ValidationError, "same paper"), self.cr.savepoint():
            second.action_post()
        (first | second).is_shared_receipt = True
        second.action_post()
        self.assertEqual(second.state, "posted")

    def test_near_twins_are_found(self):
        """Same supplier across spellings, amount, three days. [C02]"""
        owner = self.new_microproject()
        first = self.receipt(owner, 85.25, day=date(2026, 3, 1), partner=self.supplier)
        again = self.env["res.partner"].create({"name": "MACHINES DU SUD SARL"})
        second = self.receipt(owner, 85.25, day=date(2026, 3, 4), partner=again)
        third = self.receipt(owner, 85.25, day=date(2026, 3, 8), partner=again)
        self.assertEqual(first._get_near_twins(), second)
        self.assertFalse(third._get_near_twins())

    def test_sworn_statements_have_a_ceiling(self):
        """Quality of the receipt: sworn statements up to a ceiling. [C02]"""
        self.programme.attestation_ceiling = 100
        owner = self.new_microproject()
        self.receipt(owner, 60.0, receipt_quality="attestation")
        self.receipt(owner, 500.0)
        with self.assertRaisesRegex(ValidationError, "20.000"):
            self.receipt(owner, 60.0, receipt_quality="attestation")

    def test_costs_outside_the_dates_go_to_the_ineligible_heading(self):
        """The invoice's own date decides; the ineligible part is a line. [C02]"""
        owner = self.new_microproject(
            date_works_start=date(2026, 3, 1), date_works_end=date(2026, 9, 30)
        )
        with self.assertRaisesRegex(ValidationError, "ineligible"), self.cr.savepoint():
            self.receipt(owner, 10.0, day=date(2026, 2, 28))
        bill = self.receipt(owner, 10.0, day=date(2026, 2, 28), heading=self.ineligible)
        row = self.env["microproject.ledger"].search([("move_id", "=", bill.id)])
        self.assertEqual(row.match_state, "ineligible")

    def test_a_row_of_the_worklist_opens(self):
        """The entry to who keeps the books, the micro-project to the others. [C02]"""
        owner = self.new_microproject()
        bill = self.receipt(owner, 10.0)
        row = self.env["microproject.ledger"].search([("move_id", "=", bill.id)])
        for role, opened in (
            ("finance_officer", bill),
            ("coordinator", owner),
            ("programme_manager", owner),
        ):
            with self.subTest(role):
                action = self.as_user(row, role).action_open()
                self.assertEqual(
                    (action["res_model"], action["res_id"]), (opened._name, opened.id)
                )

    def test_worklist_states(self):
        """Receipt missing, not in the budget: what does not match is a list. [C02]"""
        owner = self.new_microproject()
        without = self.receipt(owner, 10.0)
        heading = self.env["microproject.heading"].create(
            {"code": "9", "name": "Other"}
        )
        self.assertRefused(lambda: self.receipt(owner, 11.0, heading=heading))
        overrun = self.as_user(self.env["microproject.overrun"], "finance_officer")
        asked = overrun.create(
            {
                "microproject_id": owner.id,
                "heading_id": heading.id,
                "funding_id": self.grant.id,
                "amount": 20.0,
                "reason": "The machine needs a plug",
            }
        )
        self.as_user(asked, "programme_manager").action_approve()
        beside = self.receipt(owner, 11.0, heading=heading)
        ledger = self.env["microproject.ledger"]
        states = {
            row.move_id: row.match_state
            for row in ledger.search([("microproject_id", "=", owner.id)])
        }
        self.assertEqual(states, {without: "receipt_missing", beside: "unbudgeted"})
