# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


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


class MigrantImport(models.TransientModel):
    """The report of an import: what is wrong in a row, whom it is like."""

    _inherit = "migrant.import"

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
                points=f"{score.points:.0f}",
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
        if not issue.text:
            return self.env._("%(column)s: %(reason)s", column=column, reason=reason)
        return self.env._(
            "%(column)s “%(text)s”: %(reason)s",
            column=column,
            text=issue.text,
            reason=reason,
        )

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
