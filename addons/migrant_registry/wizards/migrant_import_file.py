# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import io
import zipfile
from contextlib import closing

import openpyxl

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import rows, scripts

MAX_ROWS = 20_000
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024


class MigrantImport(models.TransientModel):
    """The file of an import: a spreadsheet or a text read into the engine's rows."""

    _inherit = "migrant.import"

    def _read_rows(self):
        """The rows of the file as the engine reads them, empty ones left out.

        :raise UserError: the file cannot be read, is too big, or has no known header
        """
        content = base64.b64decode(self.file or b"")
        if len(content) > MAX_BYTES:
            raise UserError(self.env._("The file is larger than 20 MB."))
        if (self.filename or "").lower().endswith(".csv"):
            table = self._read_csv(content)
        else:
            table = self._read_xlsx(content)
        header_at, columns = self._find_header(table)
        today = fields.Date.context_today(self)
        read = [
            rows.read_row(number, cells, columns, today, not self.is_month_first)
            for number, cells in enumerate(table[header_at + 1 :], header_at + 2)
            if any(rows.clean_text(cell) for cell in cells)
        ]
        if len(read) > MAX_ROWS:
            raise UserError(
                self.env._("More than %(max)s rows: cut the file.", max=MAX_ROWS)
            )
        self._resolve(read)
        return read

    def _read_csv(self, content):
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                text = content.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        else:
            raise UserError(self.env._("The file is no text in UTF-8 or Windows-1252."))
        first = text.split("\n", 1)[0]
        delimiter = max(";,\t", key=first.count)
        try:
            return list(csv.reader(io.StringIO(text), delimiter=delimiter))
        except csv.Error as error:
            raise UserError(
                self.env._("The file is no text in UTF-8 or Windows-1252.")
            ) from error

    def _read_xlsx(self, content):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                    raise ValueError("it unpacks to more than any register")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False
            )
            with closing(book):
                return [list(row) for row in book.active.iter_rows(values_only=True)]
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise UserError(
                self.env._("The file is no spreadsheet (XLSX) that can be read.")
            ) from error

    def _find_header(self, table):
        """Index of the row of headers and what its columns mean."""
        for at, cells in enumerate(table[:20]):
            columns = rows.guess_columns(cells)
            if {"name", "given", "family"} & set(columns.values()) and len(columns) > 1:
                return at, columns
        raise UserError(
            self.env._(
                "No row of headers was found. Name the columns, for instance: Nom, "
                "Prénom, Date de naissance, Sexe, Nationalité, Téléphone."
            )
        )

    def _resolve(self, read):
        """Turn names of countries and sites into records; say which are not known."""
        countries = self._labels_of("res.country")
        sites = self._labels_of("ngo.site")
        for row in read:
            for name, known in (("nationality", countries), ("site", sites)):
                text = row.values.get(name)
                if not text:
                    continue
                record_id = known.get(scripts.fold(text))
                row.values[name] = record_id or False
                if not record_id:
                    row.issues.append(rows.Issue(name, "unknown", text))

    def _labels_of(self, model):
        """``{folded label or code: id}`` in every language of the house."""
        out = {}
        for lang, _name in self.env["res.lang"].get_installed():
            for record in (
                self.env[model].with_context(lang=lang).search([], limit=5000)
            ):
                for label in (record.display_name, record.code):
                    if label:
                        out.setdefault(scripts.fold(label), record.id)
        return out
