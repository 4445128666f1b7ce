# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import io
import json

from openpyxl import load_workbook

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

FORMULA = '=HYPERLINK("//evil","click")'
TYPED = (FORMULA, "@SUM(1)", "+216 71 000 000", "plain")


@tagged("post_install", "-at_install")
class TestExport(HttpCase):
    """What somebody typed is text in the spreadsheet of whoever exports it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(
            cls.env, "exporter", "base.group_user,base.group_allow_export"
        ).password = "exporter"
        cls.partners = cls.env["res.partner"].create(
            [{"name": "Who", "function": text} for text in TYPED]
        )

    def _export(self, kind, groupby=()):
        self.authenticate("exporter", "exporter")
        data = {
            "model": "res.partner",
            "fields": [{"name": "function", "label": "=1+1", "type": "char"}],
            "ids": False if groupby else self.partners.ids,
            "domain": [("id", "in", self.partners.ids)],
            "groupby": list(groupby),
            "import_compat": False,
        }
        answer = self.url_open(
            f"/web/export/{kind}",
            data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def _cells(self, content):
        sheet = load_workbook(io.BytesIO(content)).active
        return [cell for row in sheet.iter_rows() for cell in row if cell.value]

    def test_xlsx(self):
        """No cell is a formula; what was typed is there, quoted. [T27]"""
        cells = self._cells(self._export("xlsx"))
        self.assertNotIn("f", {cell.data_type for cell in cells})
        texts = [cell.value for cell in cells]
        self.assertIn("'" + FORMULA, texts)
        self.assertIn("plain", texts)
        self.assertEqual(texts[0], "'=1+1")

    def test_xlsx_by_group(self):
        cells = self._cells(self._export("xlsx", ["function"]))
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertIn(f"'{FORMULA} (1)", [cell.value for cell in cells])

    def test_csv(self):
        rows = csv.reader(io.StringIO(self._export("csv").decode()))
        texts = [text for row in rows for text in row]
        self.assertIn("'@SUM(1)", texts)
        self.assertIn("'" + FORMULA, texts)
        self.assertNotIn(FORMULA, texts)
