# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date, datetime

import openpyxl

from odoo.tests import HttpCase, tagged

from odoo.addons.migrant_registry.engine import rows
from odoo.addons.permanence_reception.tests.common import ReceptionCase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "keep_matches": False,
    "date_format": "",
    "datetime_format": "",
}


@tagged("post_install", "-at_install")
class TestSample(ReceptionCase, HttpCase):
    """What is downloaded is imported as it stands, example row and all."""

    def sheet(self, kind, user, lang="en_US"):
        """The file as this user downloads it in this language."""
        self.env["res.lang"]._activate_lang(lang)
        user.lang = lang
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        answer = self.url_open(f"/permanence/sample/{kind}.xlsx")
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def rows(self, content):
        return [
            list(row)
            for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values
        ]

    def try_import(self, model, user, content):
        """Odoo's import screen: it proposes the columns, then reads all rows."""
        wizard = (
            self.env["base_import.import"]
            .with_user(user)
            .with_context(lang=user.lang, tz="UTC")
            .create(
                {
                    "res_model": model,
                    "file": content,
                    "file_name": "sample.xlsx",
                    "file_type": XLSX,
                }
            )
        )
        preview = wizard.parse_preview(dict(OPTIONS))
        self.assertFalse(preview.get("error"))
        found = [
            "/".join(preview["matches"].get(at, []))
            for at in range(len(preview["headers"]))
        ]
        done = wizard.execute_import(found, preview["headers"], preview["options"])
        return done, found

    def odoo_import(self, model, user, content):
        """All rows go in."""
        done, found = self.try_import(model, user, content)
        self.assertEqual(done["messages"], [])
        return self.env[model].browse(done["ids"]), found

    def test_people_in_three_languages(self):
        """Each heading is read in the reader's language, the example comes in. [T27]"""
        for lang in ("fr_FR", "en_US", "ar_TN"):
            with self.subTest(lang):
                if lang == "ar_TN":
                    self.env["res.lang"]._ensure_ar_tn()
                content = self.sheet("people", self.worker, lang)
                headings = self.rows(content)[0]
                self.assertEqual(
                    list(rows.guess_columns(headings).values()),
                    ["family", "given", "birth", "sex", "nationality", "phone"]
                    + ["identifier", "site"],
                )
                wizard = (
                    self.env["migrant.import"]
                    .with_user(self.worker)
                    .create(
                        {
                            "file": base64.b64encode(content),
                            "filename": "people.xlsx",
                            "site_id": self.site_a.id,
                            "team_id": self.team_a.id,
                        }
                    )
                )
                wizard.action_check()
                self.assertEqual(
                    wizard.refused_count, 0, wizard.line_ids.mapped("message")
                )
                wizard.action_import()
                identity = wizard.person_ids.sudo().identity_ids
                self.assertEqual(identity.birth_date, date(1992, 8, 17))
                self.assertEqual(identity.sex, "female")
                self.assertEqual(identity.nationality_ids.code, "GN")

    def test_staff(self):
        officer = self.new_user("hr_officer")
        officer.group_ids += self.env.ref("hr.group_hr_manager")
        for lang in ("fr_FR", "ar_001"):
            content = self.sheet("staff", officer, lang)
            made, found = self.odoo_import("hr.employee", officer, content)
            self.assertEqual(found, ["name", "job_title", "work_email", "work_phone"])
            self.assertEqual(made.name, "Exemple, Amina")
            self.assertEqual(made.work_email, "amina@example.org")

    def test_microprojects(self):
        self.programme_1.has_microprojects = True
        user = self.users["finance_officer"]
        content = self.sheet("microprojects", user, "fr_FR")
        made, found = self.odoo_import("microproject.microproject", user, content)
        self.assertEqual(
            found, ["programme_id", "site_id", "sector", "summary", "date_signed"]
        )
        self.assertTrue(made.programme_id.has_microprojects)
        self.assertEqual((made.sector, made.state), ("food", "draft"))
        self.assertEqual(made.date_signed, date(2026, 3, 2))

    def test_rota(self):
        user = self.users["coordinator"]
        self.env["permanence.plan"].search([]).unlink()
        plan = self.env["permanence.plan"].create(
            {
                "name": "Rota of the sample",
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "site_ids": self.site_a.ids,
            }
        )
        content = self.sheet("rota", user, "fr_FR")
        made, found = self.odoo_import("permanence.slot", user, content)
        self.assertEqual(
            found, ["plan_id", "site_id", "service_id", "start", "stop", "holder_ids"]
        )
        row = dict(zip(found, self.rows(content)[1], strict=False))
        self.assertEqual((made.plan_id, made.site_id.name), (plan, row["site_id"]))
        self.assertEqual(made.service_id.name, row["service_id"])
        self.assertEqual(made.start, datetime(2026, 3, 2, 9))

    def test_services(self):
        """The sheet is reported without a fault and taken over."""
        user = self.worker
        content = self.sheet("services", user, "fr_FR")
        record = (
            self.env["directory.import"]
            .sudo()
            .create({"filename": "s.xlsx", "content": base64.b64encode(content)})
        )
        record.action_read()
        self.assertEqual((record.create_count > 0, record.quarantine_count), (True, 0))
        record.action_take_over()
        self.assertFalse(record.row_ids.filtered(lambda r: r.action == "quarantine"))
        service = self.env["directory.service"].browse(
            record.row_ids.filtered(lambda r: r.kind == "service").res_id
        )
        self.assertEqual(service.organization_id.name, "Maison Exemple")
        self.assertEqual(set(service.language_ids.mapped("code")), {"fra", "ara"})

    def test_bank(self):
        content = self.sheet("bank", self.users["finance_officer"], "ar_001")
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        wizard = self.env["microproject.statement.import"].create(
            {
                "journal_id": journal.id,
                "file": base64.b64encode(content),
                "filename": "bank.xlsx",
            }
        )
        lines, known = wizard._import()
        self.assertEqual((len(lines), known), (1, 0))
        self.assertEqual((lines.amount, lines.date), (-120.5, date(2026, 3, 2)))
        self.assertIn("VIREMENT EXEMPLE", lines.payment_ref)

    def test_the_second_sheet_explains_each_column(self):
        content = self.sheet("staff", self.worker, "fr_FR")
        book = openpyxl.load_workbook(io.BytesIO(content))
        headings = [cell.value for cell in book.worksheets[0][1]]
        told = list(book.worksheets[1].values)
        self.assertEqual([row[0] for row in told[1:]], headings)
        self.assertTrue(all(row[1] for row in told[1:]))
        self.assertEqual(told[1][2], "oui")

    def test_it_is_offered_where_lists_come_in(self):
        """On the technician's page, in Odoo's import screen; portal users get none."""
        day = self.env["permanence.day"].with_user(self.users["technician"]).get_day()
        self.assertEqual(len(day["samples"]), 6)
        for sample in day["samples"]:
            self.authenticate("technician", "technician")
            self.assertEqual(self.url_open(sample["url"]).status_code, 200)
        for model in ("hr.employee", "microproject.microproject", "permanence.slot"):
            urls = [row["template"] for row in self.env[model].get_import_templates()]
            self.assertTrue(any("/permanence/sample/" in url for url in urls), model)
        self.assertEqual(self.env["res.partner.category"].get_import_templates(), [])
        portal = self.users["partner"]
        self.authenticate(portal.login, portal.login)
        self.assertEqual(
            self.url_open("/permanence/sample/people.xlsx").status_code, 404
        )
        self.assertEqual(
            self.url_open("/permanence/sample/nothing.xlsx").status_code, 404
        )

    def test_a_line_of_staff_without_a_name_is_told(self):
        """In words, and nobody is brought in."""
        columns, rows = ["name", "job_title"], [["Exemple, Amina", "a"], ["", "b"]]
        told = self.env["hr.employee"].load(columns, rows)
        self.assertFalse(told["ids"])
        self.assertIn("needs a name", told["messages"][0]["message"])
        self.assertTrue(self.env["hr.employee"].load(columns, rows[:1])["ids"])

    def test_what_is_wrong_is_told_by_the_rows_of_the_sheet(self):
        """One fault in two rows names both; the rows that are right are not named."""
        user = self.new_user("hr_officer")
        user.group_ids += self.env.ref("hr.group_hr_manager")
        book = openpyxl.load_workbook(io.BytesIO(self.sheet("staff", user)))
        for name in (None, "Exemple, Bilel", None):
            book.worksheets[0].append([name, "a"])
        filled = io.BytesIO()
        book.save(filled)
        done, _found = self.try_import("hr.employee", user, filled.getvalue())
        self.assertFalse(done["ids"])
        self.assertEqual([m["record"] for m in done["messages"]], ["3, 5"])
        self.assertIn("needs a name", done["messages"][0]["message"])

    def test_a_wrong_microproject_does_not_blame_the_others(self):
        """Only the row that has no programme is told."""
        self.programme_1.has_microprojects = True
        name = self.programme_1.name
        told = (
            self.env["microproject.microproject"]
            .with_user(self.users["finance_officer"])
            .with_context(import_file=True)
            .load(
                ["programme_id", "summary"],
                [[name, "a"], ["Nowhere", "b"], [name, "c"]],
            )
        )
        self.assertFalse(told["ids"])
        self.assertEqual({m["rows"]["from"] for m in told["messages"]}, {1})
