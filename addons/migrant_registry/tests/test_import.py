# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import datetime

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RegistryCase

HEADER = ["N°", "Nom", "Prénom", "Date de naissance", "Sexe", "Nationalité", "Tél."]


@tagged("post_install", "-at_install")
class TestImport(RegistryCase):
    def _wizard(self, rows, filename="register.xlsx", user=None):
        book = openpyxl.Workbook()
        for row in [["Registre de l'antenne"], HEADER, *rows]:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return (
            self.env["migrant.import"]
            .with_user(user or self.worker)
            .create(
                {
                    "file": base64.b64encode(stream.getvalue()),
                    "filename": filename,
                    "site_id": self.site_a.id,
                    "team_id": self.team_a.id,
                }
            )
        )

    def _messages(self, wizard):
        return {line.number: (line.level, line.message) for line in wizard.line_ids}

    def test_dry_run_tells_each_wrong_cell_and_writes_nothing(self):
        """A sheet of Excel is read whole before anything is written. [T27]"""
        before = self.Person.search_count([])
        wizard = self._wizard(
            [
                [1, "Diallo", "Mamadou", "12/03/1990", "H", "Guinea", "620123456"],
                [2, "Sow", "Awa", "31/02/1990", "F", "Guinea", ""],
                [3, "", "", "", "", "", ""],
                [4, '=HYPERLINK("x")', "Ali", "1990", "?", "Nowhere", ""],
            ]
        )
        wizard.action_check()
        told = self._messages(wizard)
        self.assertEqual(told[4][0], "refused")
        self.assertIn("31/02/1990", told[4][1])
        self.assertEqual(told[6][0], "refused")
        self.assertIn("formula", told[6][1])
        self.assertEqual(wizard.refused_count, 3 if 5 in told else 2)
        with self.assertRaisesRegex(UserError, "Nothing was imported"):
            wizard.action_import()
        self.assertEqual(self.Person.search_count([]), before)

    def test_mixed_scripts_dates_and_doubles(self):
        """Text dates, a real date, an age, Arabic; doubles in the file and outside."""
        known = self.person("Fatoumata", "Barry", birth_date="1994-05-06", sex="female")
        wizard = self._wizard(
            [
                [1, "الطرابلسي", "محمد", "٠١/٠٢/١٩٩٠", "ذكر", "Tunisia", "20123456"],
                [
                    2,
                    "Trabelsi",
                    "Mohamed",
                    datetime(1990, 2, 1),
                    "M",
                    "TN",
                    "+21620123456",
                ],
                [3, "BARRY", "Fatoumata", "06.05.94", "Femme", "", ""],
                [4, "Kidane", "ብርሃነ", "25 ans", "", "ER", ""],
            ]
        )
        wizard.action_check()
        told = self._messages(wizard)
        self.assertIn("Like row 3", told[4][1])
        self.assertIn(known.code, told[5][1])
        self.assertFalse(wizard.refused_count)
        wizard.action_import()
        names = wizard.person_ids.mapped("person_name")
        self.assertIn("محمد الطرابلسي", names)
        self.assertEqual(len(names), 4)
        berhane = wizard.person_ids.filtered(lambda p: "ብርሃነ" in p.person_name)
        self.assertEqual(berhane.identity_ids.birth_precision, "estimated")
        fatou = wizard.person_ids.filtered(lambda p: "Fatoumata" in p.person_name)
        pair = self.env["migrant.match"].search(
            [("first_id", "=", known.id), ("second_id", "=", fatou.id)]
        )
        self.assertEqual(pair.band, "probable")
        mohamed = wizard.person_ids.filtered(
            lambda p: p.person_name in ("محمد الطرابلسي", "Mohamed Trabelsi")
        )
        pair = self.env["migrant.match"].search(
            [("first_id", "in", mohamed.ids), ("second_id", "in", mohamed.ids)]
        )
        self.assertEqual(len(pair), 1, "rows alike are in the queue too")
        self.assertEqual(pair.band, "probable")

    def test_the_report_betrays_no_closed_file(self):
        """A sealed double is not told; a standard one elsewhere is a unit to ask."""
        sealed = self.person("Zebulon", "Anselme", birth_date="1985-07-09", sex="male")
        sealed.confidentiality = "sealed"
        rows = [[1, "Anselme", "Zebulon", "09/07/1985", "M", "", ""]]
        wizard = self._wizard(rows, user=self.stranger)
        wizard.action_check()
        self.assertFalse(wizard.line_ids)
        sealed.confidentiality = "standard"
        wizard.action_check()
        self.assertIn("Ask: Team A", wizard.line_ids.message)
        self.assertNotIn(sealed.code, wizard.line_ids.message)

    def test_what_is_no_register_is_refused(self):
        wizard = self._wizard([[1, "Diallo", "Mamadou"]])
        for content in (b"", b"hello", b"PK\x03\x04broken"):
            wizard.file = base64.b64encode(content or b"-")
            with self.assertRaises(UserError):
                wizard.action_check()
        wizard.write({"file": base64.b64encode(b"a;b\n1;2\n"), "filename": "x.csv"})
        with self.assertRaisesRegex(UserError, "headers"):
            wizard.action_check()
        wizard.write(
            {
                "file": base64.b64encode("Nom;Prénom\nDiallo;Awa\n".encode("cp1252")),
                "filename": "x.csv",
            }
        )
        wizard.action_check()
        self.assertIn("1 good", wizard.summary)

    def test_another_file_is_looked_through_again(self):
        """What was looked through is what is imported: a new file begins anew. [T27]"""
        wizard = self._wizard([[1, "Sow", "Awa", "31/02/1990", "F", "", ""]])
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.refused_count), ("checked", 1))
        wizard.write({"file": self._wizard([[1, "Diallo", "Awa"]]).file})
        self.assertEqual((wizard.state, wizard.refused_count), ("file", 0))
        self.assertFalse(wizard.line_ids or wizard.summary)
        with self.assertRaisesRegex(UserError, "Look through the file first"):
            wizard.action_import()
        wizard.action_check()
        wizard.action_import()
        self.assertEqual((wizard.state, len(wizard.person_ids)), ("done", 1))

    def test_who_imports(self):
        jurist = self.users["jurist"]
        with self.assertRaises(Exception):  # noqa: B017 any refusal will do
            self._wizard([[1, "A", "B"]], user=jurist).action_check()
