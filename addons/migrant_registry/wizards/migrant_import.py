# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import candidates, match, phones, within

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

    file = fields.Binary(
        string="Register (XLSX or CSV)", required=True, attachment=False
    )
    filename = fields.Char()
    site_id = fields.Many2one("ngo.site", help="For rows that name none.")
    programme_id = fields.Many2one("ngo.programme")
    team_id = fields.Many2one("ngo.team")
    owner_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    is_month_first = fields.Boolean(string="Dates begin with the month")
    state = fields.Selection(
        [
            ("file", "Not looked through"),
            ("checked", "Looked through"),
            ("done", "Imported"),
        ],
        default="file",
        required=True,
        readonly=True,
    )
    summary = fields.Text(readonly=True)
    line_ids = fields.One2many("migrant.import.line", "import_id", readonly=True)
    refused_count = fields.Integer(readonly=True)
    person_ids = fields.Many2many("migrant.beneficiary", readonly=True)
    # Pairs of row numbers. Comparing the rows of a file with one another is a third of
    # an import: the look before has done it, for this file.
    alike = fields.Json("Rows that are alike", readonly=True, groups=fields.NO_ACCESS)

    @api.onchange("file", "is_month_first")
    def _onchange_file(self):
        self.state = "file"
        self.summary = False

    def write(self, vals):
        # What was looked through is this file, read this way, and no other.
        if "state" not in vals and {"file", "is_month_first"} & vals.keys():
            vals = {**vals, "state": "file", "summary": False, "refused_count": 0}
            self.line_ids.unlink()
        return super().write(vals)

    # ---------------------------------------------------------------- check

    def action_check(self):
        """Read the file and report, row by row; nothing is written to the registry."""
        self.ensure_one()
        self._check_importer()
        read = self._read_rows()
        pairs = self._doubles(read)
        self.sudo().alike = [
            [number, other]
            for number, some in pairs.items()
            for other, _score, is_registered in some
            if not is_registered
        ]
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
        pairs = self._doubles(read, self.sudo().alike or ())
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
                    "Persons imported: %(count)s", count=len(persons)
                ),
            }
        )
        self.line_ids.unlink()
        return self._reopen()

    def _check_importer(self):
        if not self.env["ngo.role"]._live().has(*IMPORTERS):
            raise UserError(self.env._("Your role does not import registers."))

    def _reopen(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "migrant_registry.migrant_import_action"
        )
        return {**action, "res_id": self.id}

    # -------------------------------------------------------------- doubles

    def _doubles(self, read, alike=None):
        """``{row number: [(row number or person id, Score, is registered)]}``.

        :param alike: pairs of row numbers, where the rows were compared before
        """
        kind = self._identifier_kind()
        persons = {
            row.number: self._engine_person(row, kind)
            for row in read
            if not row.is_refused
        }
        plans = {
            number: candidates.plan(*candidates.told(person))
            for number, person in persons.items()
        }
        out = defaultdict(list)
        if alike is None:
            for number, some in within.doubles(persons, plans).items():
                out[number] = [(other, score, False) for other, score in some]
        else:
            for number, other in alike:
                score = match.compare(persons[number], persons[other])
                out[number].append((other, score, False))
        registered = self.env["migrant.beneficiary"]._rank_all(persons, plans)
        for number, some in registered.items():
            out[number].extend((*pair, True) for pair in some)
        return {
            number: sorted(some, key=lambda pair: -pair[1].points)[:5]
            for number, some in out.items()
        }

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
