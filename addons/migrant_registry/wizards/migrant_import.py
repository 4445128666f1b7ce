# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import io
import zipfile

import openpyxl

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import candidates, match, phones, rows, scripts

MAX_ROWS = 20_000
MAX_BYTES = 20 * 1024 * 1024
IMPORTERS = (
    "social_worker",
    "child_protection",
    "supervisor",
    "administrative_assistant",
)


class MigrantImport(models.TransientModel):
    """An existing register brought in: looked through first, then all or nothing."""

    _name = "migrant.import"
    _description = "Import of a register"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    site_id = fields.Many2one("ngo.site", help="For rows that name none.")
    programme_id = fields.Many2one("ngo.programme")
    team_id = fields.Many2one("ngo.team")
    owner_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    is_month_first = fields.Boolean(string="Dates begin with the month")
    state = fields.Selection(
        [("file", "File"), ("checked", "Looked through"), ("done", "Imported")],
        default="file",
        required=True,
        readonly=True,
    )
    summary = fields.Text(readonly=True)
    line_ids = fields.One2many("migrant.import.line", "import_id", readonly=True)
    refused_count = fields.Integer(readonly=True)
    person_ids = fields.Many2many("migrant.beneficiary", readonly=True)

    # ---------------------------------------------------------------- check

    def action_check(self):
        """Read the file and report, row by row; nothing is written to the registry."""
        self.ensure_one()
        self._check_importer()
        read = self._read_rows()
        pairs = self._doubles(read)
        self.line_ids.unlink()
        files = self._file_texts(
            {
                other
                for some in pairs.values()
                for other, _score, is_registered in some
                if is_registered
            }
        )
        lines = [self._line_vals(row, pairs.get(row.number, ()), files) for row in read]
        told = [vals for vals in lines if vals["message"]]
        refused = [vals for vals in lines if vals["level"] == "refused"]
        doubles = [vals for vals in lines if vals["is_double"]]
        self.write(
            {
                "state": "checked",
                "refused_count": len(refused),
                "line_ids": [Command.create(vals) for vals in told],
                "summary": self.env._(
                    "%(rows)s rows read: %(good)s good, %(refused)s refused, "
                    "%(doubles)s possible doubles.",
                    rows=len(read),
                    good=len(read) - len(refused),
                    refused=len(refused),
                    doubles=len(doubles),
                ),
            }
        )
        return self._reopen()

    def action_import(self):
        """Register all rows, or none: a refused row stops the whole."""
        self.ensure_one()
        self._check_importer()
        if self.state != "checked":
            raise UserError(self.env._("Look through the file first."))
        read = self._read_rows()
        refused = [str(row.number) for row in read if row.is_refused]
        if refused:
            raise UserError(
                self.env._(
                    "Nothing was imported. Correct these rows in the file first: "
                    "%(rows)s",
                    rows=", ".join(refused[:50]),
                )
            )
        pairs = self._doubles(read)
        # The author of the import is checked above; the desk's rule of searching
        # first is answered by the comparison of every row.
        # The journal notes the import: no message and no follower for each file.
        Person = (
            self.env["migrant.beneficiary"]
            .sudo()
            .with_context(migrant_import=True, tracking_disable=True)
        )
        persons = Person.create([self._person_vals(row) for row in read])
        by_row = {row.number: p.id for row, p in zip(read, persons, strict=True)}
        found = [
            (by_row[number], other if is_registered else by_row[other], score)
            for number, some in pairs.items()
            for other, score, is_registered in some
        ]
        self.env["migrant.match"].sudo()._propose(found)
        self.env["ngo.journal"]._note("import", persons, reason=str(len(persons)))
        self.write(
            {
                "state": "done",
                "person_ids": [Command.set(persons.ids)],
                # The file holds names; it is not kept a minute longer than needed.
                "file": base64.b64encode(b"-"),
                "summary": self.env._(
                    "%(count)s persons imported.", count=len(persons)
                ),
            }
        )
        self.line_ids.unlink()
        return self._reopen()

    def _check_importer(self):
        if not self.env["ngo.role"]._live().has(*IMPORTERS):
            raise UserError(self.env._("Your role does not import registers."))

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # ----------------------------------------------------------------- file

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
        return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter)]

    def _read_xlsx(self, content):
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False
            )
            return [list(row) for row in book.active.iter_rows(values_only=True)]
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
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

    # -------------------------------------------------------------- doubles

    def _doubles(self, read):
        """``{row number: [(row number or person id, Score, is registered)]}``."""
        kind = self._identifier_kind()
        persons = {
            row.number: self._engine_person(row, kind)
            for row in read
            if not row.is_refused
        }
        registered = self.env["migrant.beneficiary"]._rank_all(persons)
        index, out = candidates.Index(), {}
        for number, person in persons.items():
            told = candidates.told(person)
            others = index.find(*told)
            index.add(number, person.names, *told[1:])
            pairs = [
                (other, match.compare(person, persons[other]), False)
                for other in sorted(others)
                if match.may_reach(person, persons[other], match.POSSIBLE)
            ]
            pairs = [pair for pair in pairs if pair[1].points >= match.POSSIBLE]
            pairs += [(other, score, True) for other, score in registered[number]]
            if pairs:
                out[number] = sorted(pairs, key=lambda p: -p[1].points)[:5]
        return out

    def _identifier_kind(self):
        """Id of the type of papers whose type the register does not say."""
        return self.env.ref("migrant_registry.identifier_type_other").id

    def _engine_person(self, row, kind):
        values = row.values
        name = (
            " ".join(values[key] for key in ("given", "family") if values.get(key))
            or values.get("name")
            or values.get("nickname", "")
        )
        return match.Person(
            names=(name,),
            birth=values.get("birth"),
            sex=values.get("sex", ""),
            identifiers=tuple(
                (kind, phones.identifier_key(value))
                for value in values.get("identifiers", ())
            ),
            phones=tuple(phones.phone_key(value) for value in values.get("phones", ())),
            nationalities=(values["nationality"],) if values.get("nationality") else (),
        )

    # --------------------------------------------------------------- values

    def _person_vals(self, row):
        """Values of one person; extend for columns of other rooms."""
        values = row.values
        names = [
            {"kind": kind, "value": values[key]}
            for key, kind in (
                ("given", "given"),
                ("family", "family"),
                ("name", "full"),
                ("nickname", "nickname"),
            )
            if values.get(key)
        ]
        vals = {
            "site_id": values.get("site") or self.site_id.id,
            "programme_id": self.programme_id.id,
            "team_id": self.team_id.id,
            "owner_id": self.owner_id.id,
            "name_ids": [Command.create(name) for name in names],
            "contact_ids": [
                Command.create({"channel": "phone", "value": value})
                for value in values.get("phones", ())
            ],
            "identifier_ids": [
                Command.create({"type_id": self._identifier_kind(), "value": value})
                for value in values.get("identifiers", ())
            ],
        }
        birth = values.get("birth")
        if birth:
            vals["birth_date"] = birth.as_date()
            vals["birth_precision"] = birth.precision
        if values.get("sex"):
            vals["sex"] = values["sex"]
        if values.get("nationality"):
            vals["nationality_ids"] = [Command.link(values["nationality"])]
        return vals

    def _line_vals(self, row, pairs, files):
        """Values of the report on one row.

        :param files: what may be told of registered persons, see ``_file_texts``
        """
        messages = [self._issue_text(issue) for issue in row.issues]
        doubles = [
            files.get(other)
            if is_registered
            else self.env._(
                "Like row %(row)s (%(points)s points).",
                row=other,
                points=score.points,
            )
            for other, score, is_registered in pairs
        ]
        doubles = [text for text in doubles if text]
        return {
            "number": row.number,
            "level": "refused" if row.is_refused else "double" if doubles else "remark",
            "is_double": bool(doubles),
            "message": "\n".join(messages + doubles),
        }

    def _file_texts(self, ids):
        """``{person id: what the importer may learn of her file, or None}``."""
        persons = self.env["migrant.beneficiary"].browse(ids)
        files = {person.id: person._canonical() for person in persons}
        held = persons.browse({file.id for file in files.values()})
        readable = held.sudo(False)._filtered_access("read")
        return {
            person_id: self.env._("Like the file %(code)s.", code=file._codes())
            if file in readable
            else self._unit_text(file)
            for person_id, file in files.items()
        }

    def _unit_text(self, file):
        # Of a file that is not open to her: the unit, if even that may be said.
        unit = file.sudo()._unit_to_ask()
        return unit and self.env._("A file exists. Ask: %(unit)s", unit=unit)

    def _issue_text(self, issue):
        column = self._column_labels().get(issue.column, issue.column)
        reason = self._issue_labels().get(issue.code, issue.code)
        shown = f" “{issue.text}”" if issue.text else ""
        return f"{column}{shown}: {reason}"

    @api.model
    def _column_labels(self):
        return {
            "name": self.env._("Name"),
            "given": self.env._("Given name"),
            "family": self.env._("Family name"),
            "nickname": self.env._("Nickname"),
            "birth": self.env._("Birth"),
            "sex": self.env._("Sex"),
            "nationality": self.env._("Nationality"),
            "phone": self.env._("Telephone"),
            "identifier": self.env._("Identifier"),
            "site": self.env._("Site"),
        }

    @api.model
    def _issue_labels(self):
        return {
            "unreadable": self.env._("is no date"),
            "impossible": self.env._("is a day that does not exist"),
            "future": self.env._("lies in the future"),
            "too_old": self.env._("is more than 120 years ago"),
            "first_of_january": self.env._("is the year alone known?"),
            "month_first": self.env._("was read month first"),
            "two_digit_year": self.env._("the century was guessed"),
            "from_age": self.env._("the year was reckoned from the age"),
            "spreadsheet_number": self.env._("was read as a spreadsheet's day number"),
            "too_long": self.env._("is too long"),
            "formula": self.env._("begins like a formula"),
            "no_name": self.env._("is missing"),
            "unknown_sex": self.env._("is not understood"),
            "not_a_name": self.env._("is no name"),
            "not_a_phone": self.env._("is no telephone number; left out"),
            "unknown": self.env._("is not known"),
        }


class MigrantImportLine(models.TransientModel):
    """The report on one row of the file."""

    _name = "migrant.import.line"
    _description = "Row of an import"
    _order = "number"

    import_id = fields.Many2one("migrant.import", required=True, ondelete="cascade")
    number = fields.Integer(string="Row")
    level = fields.Selection(
        [("refused", "Refused"), ("double", "Double?"), ("remark", "Remark")]
    )
    is_double = fields.Boolean()
    message = fields.Text()
