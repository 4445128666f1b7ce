# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sheets to fill and bring in: headings that the imports know, and one example."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

import xlsxwriter

from odoo import api, models

URL = "/permanence/sample/%s.xlsx"


class Column(NamedTuple):
    """A column: its heading, an example, what to write, whether it must be filled."""

    heading: str
    example: object
    help: str
    is_needed: bool = False


class Sample(NamedTuple):
    """A sheet; ``model`` is where the list is imported, ``columns`` gives them."""

    title: str
    model: str
    columns: Callable


class PermanenceSample(models.AbstractModel):
    """What the lists of a house look like before they are brought in."""

    _name = "permanence.sample"
    _description = "Sheets to fill"

    @api.model
    def _get_links(self):
        """The sheets, for technicians: dicts of ``title`` and ``url``."""
        if not self.env["ngo.role"]._live().has("technician"):
            return []
        return [
            {"title": sample.title, "url": URL % kind}
            for kind, sample in self._get_samples().items()
        ]

    @api.model
    def _get_templates(self, model):
        """Our sheets for a list, as Odoo's import screen shows them."""
        return [
            {
                "label": self.env._("A sheet to fill, with an example"),
                "template": URL % kind,
            }
            for kind, sample in self._get_samples().items()
            if sample.model == model
        ]

    @api.model
    def _get_samples(self):
        """``{kind: Sample}`` in the reader's language. Extend for lists of a room."""
        return {
            "people": Sample(self.env._("People"), "migrant.import", self._people),
            "staff": Sample(self.env._("Staff"), "hr.employee", self._staff),
            "services": Sample(
                self.env._("Partners and services"), "directory.import", self._services
            ),
            "microprojects": Sample(
                self.env._("Micro-projects"),
                "microproject.microproject",
                self._microprojects,
            ),
            "rota": Sample(self.env._("Rota in force"), "permanence.slot", self._rota),
            "bank": Sample(
                self.env._("Bank statement"),
                "microproject.statement.import",
                self._bank,
            ),
        }

    def _people(self):
        """Headings that `migrant_registry` reads in French, English and Arabic."""
        return [
            Column(
                self.env._("Family name"),
                "Exemple",
                self.env._(
                    "Name and given name, in any script; one of the two is enough."
                ),
                True,
            ),
            Column(
                self.env._("Given name"), "Awa", self.env._("As she says it."), True
            ),
            Column(
                self.env._("Date of birth"),
                date(1992, 8, 17),
                self.env._("A date, a year, or an age such as 25."),
            ),
            Column(
                self.env._("Sex"),
                self.env._("Female"),
                self.env._("Female, male or other."),
            ),
            Column(
                self.env._("Nationality"),
                self.env.ref("base.gn").name,
                self.env._("Name or two-letter code of the country."),
            ),
            Column(
                self.env._("Phone"),
                "+21620123456",
                self.env._("With the country's code if known."),
            ),
            Column(
                self.env._("Passport number"),
                "EX123456",
                self.env._("Or the number of another paper."),
            ),
            Column(
                self.env._("Site"),
                self._name_of("ngo.site"),
                self.env._(
                    "Name of a site of the house; empty: the one chosen at the import."
                ),
            ),
        ]

    def _staff(self):
        return self._of_model(
            "hr.employee",
            Column(
                "name", "Exemple, Amina", self.env._("As it stands on the rota."), True
            ),
            Column("job_title", self.env._("Social worker"), self.env._("Free words.")),
            Column(
                "work_email", "amina@example.org", self.env._("The address for work.")
            ),
            Column("work_phone", "+21671000000", self.env._("The telephone for work.")),
        )

    def _services(self):
        """Headings are those of the exchange standard, in every language."""
        return [
            Column(
                "name",
                self.env._("French lessons"),
                self.env._("What is offered."),
                True,
            ),
            Column(
                "organization",
                "Maison Exemple",
                self.env._("Who offers it; made if new."),
                True,
            ),
            Column(
                "description",
                self.env._("Two evenings a week"),
                self.env._("In plain words."),
            ),
            Column(
                "eligibility_description",
                self.env._("Adults"),
                self.env._("For whom, in plain words."),
            ),
            Column(
                "fees_description",
                self.env._("Free of charge"),
                self.env._("What it costs."),
            ),
            Column("email", "accueil@example.org", self.env._("To ask and to refer.")),
            Column("phone", "+216 71 000 000", self.env._("With the country's code.")),
            Column(
                "languages",
                "fra, ara",
                self.env._(
                    "Languages spoken: three-letter codes, separated by commas."
                ),
            ),
            Column(
                "hours",
                "Mo-Fr 09:00-12:00; Sa 09:00-11:00",
                self.env._("Days in English letters."),
            ),
            Column("place", "Maison Exemple", self.env._("Name of the place.")),
            Column("address", "1, rue de l'Exemple", self.env._("Street and number.")),
            Column("city", "Tunis", self.env._("Town.")),
            Column("country", "TN", self.env._("Two-letter code.")),
        ]

    def _microprojects(self):
        programme = self._name_of("ngo.programme", [("has_microprojects", "=", True)])
        return self._of_model(
            "microproject.microproject",
            Column(
                "programme_id",
                programme or self.env._("Your programme"),
                self.env._("Name of a programme that has micro-projects."),
                True,
            ),
            Column(
                "site_id",
                self._name_of("ngo.site"),
                self.env._("Name of a site of the house."),
            ),
            Column(
                "sector",
                self._selection("microproject.microproject", "sector", "food"),
                self.env._("One of the trades of the list."),
            ),
            Column(
                "summary",
                self.env._("A bakery for the quarter"),
                self.env._("No name, no address."),
            ),
            Column("date_signed", date(2026, 3, 2), self.env._("Day of the contract.")),
        )

    def _rota(self):
        return self._of_model(
            "permanence.slot",
            Column(
                "plan_id",
                self._name_of("permanence.plan") or self.env._("March"),
                self.env._("Name of a rota that you made, not yet published."),
                True,
            ),
            Column(
                "site_id",
                self._name_of("ngo.site"),
                self.env._("Name of a site."),
                True,
            ),
            Column(
                "service_id",
                self._name_of("permanence.service") or self.env._("Reception"),
                self.env._("Name of a service of the rota."),
                True,
            ),
            Column(
                "start",
                datetime(2026, 3, 2, 9),
                self.env._("Day and hour at the site."),
                True,
            ),
            Column(
                "stop",
                datetime(2026, 3, 2, 13),
                self.env._("Day and hour at the site."),
                True,
            ),
            Column(
                "holder_ids",
                "",
                self.env._("Names as in the staff list, separated by commas."),
            ),
        )

    def _bank(self):
        """Heads that banks of the three countries give; the same in every language."""
        return [
            Column("Date", date(2026, 3, 2), self.env._("Day of the operation."), True),
            Column(
                "Libellé",
                "VIREMENT EXEMPLE",
                self.env._("What the bank writes; a code in it is found."),
                True,
            ),
            Column("Montant", -120.5, self.env._("Paid out: with a minus sign."), True),
            Column(
                "Référence",
                "EX-0001",
                self.env._("The bank's number of the operation."),
            ),
            Column(
                "Bénéficiaire",
                "Exemple",
                self.env._("The other side, if the bank names it."),
            ),
        ]

    # --------------------------------------------------------------- helpers

    def _of_model(self, model, *columns):
        """Columns by field names, with the labels that Odoo's import recognises."""
        labels = self.env[model].fields_get(attributes=["string"])
        return [
            column._replace(heading=labels[column.heading]["string"])
            for column in columns
        ]

    def _selection(self, model, name, value):
        field = self.env[model]._fields[name]
        return dict(field._description_selection(self.env))[value]

    def _name_of(self, model, domain=()):
        """Name of the first record that the reader may read, or an empty text."""
        records = self.env[model]
        if not records.has_access("read"):
            return ""
        return records.search(list(domain), limit=1).display_name or ""

    def _write(self, kind):
        """The sheet of a kind: what to fill, and a second sheet that explains it.

        :return: content of an XLSX file
        :rtype: bytes
        """
        sample, _ = self._get_samples()[kind], self.env._
        columns = sample.columns()
        is_rtl = self.env["res.lang"]._get_data(code=self.env.lang).direction == "rtl"
        heads = (
            self.env._("Column"),
            self.env._("What to write"),
            self.env._("Needed"),
        )
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True})
            shapes = {
                date: book.add_format({"num_format": "dd/mm/yyyy"}),
                datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            }
            sheet = book.add_worksheet(sample.title[:31])
            told = book.add_worksheet(self.env._("Explanations")[:31])
            for page in (sheet, told):
                page.freeze_panes(1, 0)
                if is_rtl:
                    page.right_to_left()
            sheet.set_column(0, len(columns) - 1, 24)
            told.set_column(0, 2, 24)
            told.set_column(1, 1, 70)
            for place, head in enumerate(heads):
                told.write_string(0, place, head, bold)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column.heading, bold)
                value = column.example
                if isinstance(value, date):  # a moment is one, too
                    sheet.write_datetime(1, place, value, shapes[type(value)])
                elif isinstance(value, float):
                    sheet.write_number(1, place, value)
                else:
                    # Never a formula, whatever a site is called.
                    sheet.write_string(1, place, value)
                told.write_string(place + 1, 0, column.heading, bold)
                told.write_string(place + 1, 1, column.help)
                told.write_string(
                    place + 1, 2, self.env._("yes") if column.is_needed else ""
                )
        return buffer.getvalue()
