# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

FUNCTION = """
CREATE OR REPLACE FUNCTION ngo_append_only() RETURNS trigger AS $$
DECLARE
    door text := coalesce(current_setting('ngo.append_only_door', true), '');
    allowed text[] := TG_ARGV[0]::text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF door IN ('strike', 'shred')
           OR to_jsonb(OLD) - allowed = to_jsonb(NEW) - allowed THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Rows of % are added, struck out or shredded, never edited.',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql
"""


class NgoAppendOnly(models.AbstractModel):
    """Rows are added, struck out or shredded, never edited.

    What is unfinished (a draft) is another model. ``write`` and ``unlink`` refuse in
    the ORM, triggers refuse UPDATE, DELETE and TRUNCATE in SQL, except through
    ``_strike_out`` (wrong file: content hidden from all but the DPO) and ``_shred``
    (retention, anonymisation: content destroyed, row and hash stay). Therefore every
    stored compute of such a model is ``precompute`` and no foreign key cascades.
    """

    _name = "ngo.append.only"
    _description = "Rows that are never edited"
    # Columns that hold the content: hidden when struck out, destroyed when shredded.
    _content_fields = ()
    # Columns that may still be written (a counter of readings, a link made later).
    _append_only_allowed = ()

    content_hash = fields.Char(readonly=True, copy=False)
    # Read by whoever reads the content; destroyed with it.
    content_salt = fields.Char(readonly=True, copy=False)
    struck_at = fields.Datetime(readonly=True, copy=False)
    struck_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    strike_reason = fields.Char(readonly=True, copy=False)
    shredded_at = fields.Datetime(readonly=True, copy=False)

    def init(self):
        if self._abstract:
            return
        self.env.cr.execute(FUNCTION)
        allowed = "{" + ",".join(sorted(self._append_only_allowed)) + "}"
        for name, when, level, args in (
            ("rows", "UPDATE OR DELETE", "ROW", allowed),
            ("all", "TRUNCATE", "STATEMENT", "{}"),
        ):
            self.env.cr.execute(
                SQL(
                    "CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s"
                    " FOR EACH %s EXECUTE FUNCTION ngo_append_only(%s)",
                    SQL.identifier(f"ngo_append_only_{name}"),
                    SQL(when),
                    SQL.identifier(self._table),
                    SQL(level),
                    args,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create([self._sealed(vals) for vals in vals_list])
        # One INSERT, here and now: a later flush would be an UPDATE.
        rows.flush_recordset()
        return rows

    @api.model
    def _sealed(self, vals):
        salt = secrets.token_hex(16)
        return {
            **vals,
            "content_salt": salt,
            "content_hash": self._hash_content(
                salt, {name: vals.get(name) for name in self._content_fields}
            ),
        }

    @api.model
    def _hash_content(self, salt, content):
        """SHA-256 over salt and content: proves a text without keeping it."""
        text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()

    def write(self, vals):
        if set(vals) - set(self._append_only_allowed):
            raise UserError(
                self.env._(
                    "These records are signed; they can be struck out, not changed: "
                    "%(records)s",
                    records=", ".join(self.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "These records are signed; they can be struck out, not deleted: "
                "%(records)s",
                records=", ".join(self.mapped("display_name")),
            )
        )

    # ---------------------------------------------------------------- doors

    def _strike_out(self, reason):
        """Hide the content of rows written in the wrong place.

        The content stays readable to the DPO alone, in *ngo.struck.content*; the row,
        who struck it out, when and why stay visible. The caller has checked the right.

        :param str reason: required
        :raise UserError: without a reason, or when already struck out
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why this is struck out."))
        done = self.filtered("struck_at")
        if done:
            raise UserError(
                self.env._(
                    "Already struck out: %(records)s",
                    records=", ".join(done.mapped("display_name")),
                )
            )
        # The DPO's copy is written by whoever strikes out, who may not read it after.
        copies = self.env["ngo.struck.content"].sudo()
        for row in self:
            content = {name: row.sudo()[name] for name in self._content_fields}
            copies.create(
                {
                    "res_model": row._name,
                    "res_id": row.id,
                    "struck_by_id": self.env.uid,
                    "reason": reason.strip(),
                    "content": json.dumps(content, default=str, ensure_ascii=False),
                }
            )
            row._empty_content(
                "strike",
                struck_at=fields.Datetime.now(),
                struck_by_id=self.env.uid,
                strike_reason=reason.strip(),
            )
        self.env["ngo.journal"]._note("struck_out", self, reason=reason.strip())

    def _shred(self, reason):
        """Destroy the content of rows for good; row, dates and hash stay.

        :param str reason: rule or request that orders it
        """
        for row in self:
            row._empty_content(
                "shred",
                shredded_at=fields.Datetime.now(),
                content_salt=None,
                strike_reason=None,
            )
        # Copies kept for the DPO go too.
        copies = self.env["ngo.struck.content"].sudo()
        copies.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        self.env["ngo.journal"]._note("shredded", self, reason=reason)

    def _empty_content(self, door, **columns):
        """Empty the content columns through one of the two doors of the trigger."""
        self.ensure_one()
        self.flush_recordset()
        for name in self._content_fields:
            # A required column cannot be NULL; an empty text says as little.
            columns[name] = "" if self._fields[name].required else None
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in columns.items()
        )
        execute = self.env.cr.execute
        execute(SQL("SELECT set_config('ngo.append_only_door', %s, true)", door))
        execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(self._table),
                assignments,
                self.id,
            )
        )
        execute("SELECT set_config('ngo.append_only_door', '', true)")
        self.invalidate_recordset()


class NgoStruckContent(models.Model):
    """What a struck-out row said, for the data-protection officer alone."""

    _name = "ngo.struck.content"
    _description = "Content of a struck-out record"
    _order = "id desc"
    _rec_name = "res_model"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    struck_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    reason = fields.Char(readonly=True)
    content = fields.Text(readonly=True)
