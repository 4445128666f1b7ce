# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from docx import Document
from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from .common import ImpactCase


@tagged("post_install", "-at_install")
class TestExport(ImpactCase, HttpCase):
    """The report for those who have no account."""

    def setUp(self):
        super().setUp()
        self.add_facts(20)
        self.add_facts(3, sex="male")
        self.add_facts(17, self.site_b)
        self.indicator.name = '=HYPERLINK("x")'

    def texts(self, book):
        return [
            (cell.value, cell.data_type)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]

    def test_workbook(self):
        """Numbers are numbers, hidden ones (s), text is never a formula. [B37] [T27]"""
        report = self.report()
        book = load_workbook(io.BytesIO(report._build_xlsx()))
        cells = self.texts(book)
        self.assertIn(('=HYPERLINK("x")', "s"), cells)
        self.assertFalse([cell for cell in cells if cell[1] == "f"])
        self.assertIn((40, "n"), cells)
        self.assertIn(("(s)", "s"), cells)
        self.assertNotIn((3, "n"), cells)

    def test_document(self):
        """The same figures in words and tables, and what the team wrote. [B37] [T27]"""
        report = self.report()
        report.comment = "Rain, and a strike.\nMore people than in December."
        paper = Document(io.BytesIO(report._build_docx()))
        words = [p.text for p in paper.paragraphs]
        self.assertIn("Rain, and a strike.", words)
        cells = [
            cell.text for t in paper.tables for row in t.rows for cell in row.cells
        ]
        self.assertIn("40", cells)
        self.assertIn("(s)", cells)
        self.assertNotIn("3", cells)

    def test_arabic_runs_from_the_right(self):
        self.env["res.lang"]._activate_lang("ar_001")
        report = self.report().with_context(lang="ar_001")
        book = load_workbook(io.BytesIO(report._build_xlsx()))
        self.assertTrue(all(sheet.sheet_view.rightToLeft for sheet in book))
        paper = Document(io.BytesIO(report._build_docx()))
        self.assertTrue(paper.tables[0]._tbl.tblPr.xpath("w:bidiVisual"))
        self.assertTrue(paper.paragraphs[0]._p.pPr.xpath("w:bidi"))

    def test_files_hold_what_their_reader_reads(self):
        """The address opens for those who read the report, with their units only."""
        self.narrow_role("coordinator", site=self.site_b)
        report = self.report()
        for role, status in (("coordinator", 200), ("social_worker", 403)):
            user = self.users[role]
            user.password = f"{role}-{role}"
            self.authenticate(user.login, f"{role}-{role}")
            answer = self.url_open(f"/impact/report/{report.id}/xlsx")
            self.assertEqual(answer.status_code, status, role)
            if status == 200:
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
                cells = self.texts(load_workbook(io.BytesIO(answer.content)))
                self.assertIn((17, "n"), cells)
                self.assertNotIn((40, "n"), cells)
