# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import hsds_feed, hsds_import, sheet_rows, sheets
from ..engine.hsds_kinds import ERROR

MAX_BYTES = 50 * 1024 * 1024


class DirectoryImport(models.Model):
    """A file from elsewhere: read, reported row by row, then taken or put aside.

    Nothing is written before somebody has seen the report. A row is taken whole or not
    at all; reading the same file again changes nothing.
    """

    _name = "directory.import"
    _inherit = ["ngo.transition.mixin"]
    _description = "Import of Sheets"
    _order = "id desc"
    _rec_name = "filename"
    _transitions = {"draft": {"read"}, "read": {"read", "done"}}

    filename = fields.Char(required=True, default="services.json")
    content = fields.Binary(required=True, attachment=True)
    state = fields.Selection(
        [("draft", "To be read"), ("read", "Report"), ("done", "Taken over")],
        required=True,
        readonly=True,
        default="draft",
    )
    row_ids = fields.One2many("directory.import.row", "import_id", readonly=True)
    create_count = fields.Integer(compute="_compute_counts", string="New")
    update_count = fields.Integer(compute="_compute_counts", string="Changed")
    unchanged_count = fields.Integer(compute="_compute_counts", string="Unchanged")
    quarantine_count = fields.Integer(compute="_compute_counts", string="Put aside")

    @api.depends("row_ids.action")
    def _compute_counts(self):
        counts = {}
        for record, action, count in self.env["directory.import.row"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "action"], ["__count"]
        ):
            counts[record.id, action] = count
        for record in self:
            for action in ("create", "update", "unchanged", "quarantine"):
                record[f"{action}_count"] = counts.get((record._origin.id, action), 0)

    def action_read(self):
        """Make the report; may be asked again, nothing is written to the sheets."""
        for record in self:
            report = record._report()
            record.row_ids.unlink()
            record.env["directory.import.row"].create(
                [record._prepare_row_vals(row) for row in report.rows]
            )
            record._move_to("read")

    def action_take_over(self):
        """Write what the report allows, each row within its own savepoint."""
        for record in self:
            if record.state != "read":
                raise UserError(record.env._("Read the file first."))
            record._take_over()
            record._move_to("done")

    def action_open_new_sheets(self):
        """The services that it brought and that are not on the map yet."""
        self.ensure_one()
        brought = self.row_ids.filtered(lambda row: row.kind == "service")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_directory.directory_service_action"
        )
        return {
            **action,
            "domain": [
                ("id", "in", brought.mapped("res_id")),
                ("publication_state", "=", "draft"),
            ],
            "context": {},
        }

    def _report(self):
        self.ensure_one()
        content = base64.b64decode(self.content or b"")
        if len(content) > MAX_BYTES:
            raise UserError(self.env._("This file is larger than 50 MB."))
        if content[:4] == b"PK\x03\x04":
            return self._report_sheet(content)
        try:
            objects = hsds_feed.read_feed(content)
        except hsds_feed.FeedError as error:
            texts = {
                "not_utf8": self.env._("The file is not text in UTF-8."),
                "not_json": self.env._("The file is not JSON."),
                "no_objects": self.env._(
                    "The file holds no service, organisation or place."
                ),
            }
            raise UserError(texts[error.code]) from error
        return self.env["directory.exchange"]._plan(objects)

    def _report_sheet(self, content):
        """Report on a spreadsheet; a line that cannot be read is put aside."""
        objects, bad = [], {}
        try:
            for line, values, issues in sheets.read_workbook(content):
                service, more = sheet_rows.service_of_row(values)
                objects.append(("service", service))
                if issues or more:
                    bad[len(objects)] = (line, [*issues, *more])
        except sheets.SheetError as error:
            raise UserError(
                self.env._(
                    "This spreadsheet cannot be read (%(code)s).", code=error.code
                )
            ) from error
        good = [pair for number, pair in enumerate(objects, 1) if number not in bad]
        report = self.env["directory.exchange"]._plan(good)
        rows = tuple(
            hsds_import.Row(
                line,
                "service",
                objects[number - 1][1]["id"],
                objects[number - 1][1]["name"],
                hsds_import.QUARANTINE,
                issues=tuple(issues),
            )
            for number, (line, issues) in bad.items()
        )
        return hsds_import.Report(report.rows + rows)

    def _prepare_row_vals(self, row):
        return {
            "import_id": self.id,
            "number": row.number,
            "kind": row.kind,
            "hsds_uuid": row.id,
            "name": row.label,
            "action": row.action,
            "changes": ", ".join(row.changes),
            "issues": json.dumps(
                [
                    [issue.severity, issue.path, issue.code, issue.value]
                    for issue in row.issues
                ]
            ),
        }

    def _take_over(self):
        # Planned again on the day's state: the sheets may have changed meanwhile.
        report = self._report()
        lines = {(row.kind, row.hsds_uuid): row for row in self.row_ids}
        failed = set()
        for row in report.to_write():
            line = lines.get((row.kind, row.id))
            if not line or line.action == hsds_import.QUARANTINE:
                continue
            if failed.intersection(row.needs):
                line._put_aside("needs_missing_row")
                failed.add((row.kind, row.id))
                continue
            try:
                with self.env.cr.savepoint():
                    record = self.env["directory.exchange"]._apply(row)
                    line.res_id = record.id
            except Exception as error:  # one bad row never stops the others
                failed.add((row.kind, row.id))
                line._put_aside("refused_here", str(error))


class DirectoryImportRow(models.Model):
    """One line of the report of an import."""

    _name = "directory.import.row"
    _description = "Row of an Import"
    _order = "import_id, id"

    import_id = fields.Many2one(
        "directory.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer(string="Row")
    kind = fields.Char()
    hsds_uuid = fields.Char(string="HSDS identifier")
    name = fields.Char()
    action = fields.Selection(
        [
            ("create", "New"),
            ("update", "Changed"),
            ("unchanged", "Unchanged"),
            ("quarantine", "Put aside"),
        ]
    )
    changes = fields.Char()
    issues = fields.Text(default="[]")
    explanation = fields.Text(compute="_compute_explanation")
    res_id = fields.Integer(string="Record")

    @api.depends("issues")
    @api.depends_context("lang")
    def _compute_explanation(self):
        texts = self._issue_texts()
        for row in self:
            lines = []
            for _severity, path, code, value in json.loads(row.issues or "[]"):
                text = texts.get(code) or code
                shown = f"{path}: {text}" if path else text
                lines.append(f"{shown} ({value})" if value else shown)
            row.explanation = "\n".join(lines)

    def _put_aside(self, code, value=""):
        for row in self:
            issues = json.loads(row.issues or "[]")
            issues.append([ERROR, "", code, value[:200]])
            row.write({"action": "quarantine", "issues": json.dumps(issues)})

    @api.model
    def _issue_texts(self):
        """Code of the engine → words."""
        return {
            "missing": self.env._("missing"),
            "not_an_object": self.env._("not an object"),
            "not_a_list": self.env._("not a list"),
            "not_in_list": self.env._("not one of the values of the standard"),
            "not_text": self.env._("not a text"),
            "not_a_number": self.env._("not a number"),
            "bad_uuid": self.env._("not an identifier (UUID)"),
            "bad_email": self.env._("not an e-mail address"),
            "bad_uri": self.env._("not a web address"),
            "bad_date": self.env._("not a date"),
            "bad_datetime": self.env._("not a date with time"),
            "blank_text": self.env._("empty text"),
            "empty_left_out": self.env._("empty, left out"),
            "scheme_added": self.env._("https:// added"),
            "number_from_text": self.env._("number written as text"),
            "text_from_number": self.env._("text written as a number"),
            "read_as_utc": self.env._("no time zone: read as UTC"),
            "time_dropped": self.env._("only the day was kept"),
            "email_trimmed": self.env._("spaces removed"),
            "uuid_normalised": self.env._("identifier written in the usual way"),
            "not_on_earth": self.env._("no such place on earth"),
            "kind_not_imported": self.env._("this kind of object is not imported"),
            "rows_disagree": self.env._("rows of the file contradict each other"),
            "made_here": self.env._(
                "this sheet was made here; the file says something else"
            ),
            "changed_here": self.env._("changed here since the last import"),
            "would_erase": self.env._("the file lacks what we hold; nothing is erased"),
            "needs_missing_row": self.env._("needs a row that was put aside"),
            "refused_here": self.env._("refused by a rule of this database"),
            "formula_refused": self.env._("a formula is not read"),
            "bad_hours": self.env._(
                "hours are written like Mo-Fr 09:00-12:00; Sa 09:00-11:00"
            ),
            "cell_error": self.env._("the cell holds an error"),
        }
