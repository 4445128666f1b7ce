# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..arguments import Id, Text

KEPT_DAYS = 30
MAX_LENGTH = 100_000
TEXT_TYPES = ("char", "text", "html")


class NgoDraft(models.Model):
    """What somebody was typing when the line, the session or the shift ended.

    One row per author, record and field, written by the widget ``draft_text`` every
    ten seconds, offered to her when she comes back, deleted once she has saved. Nobody
    else reads it: a draft is not yet said.
    """

    _name = "ngo.draft"
    _description = "Unsaved text"
    _order = "write_date desc, id desc"
    _rec_name = "field_name"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model",
        required=True,
        readonly=True,
        help="0: a record that was not created yet.",
    )
    field_name = fields.Char(required=True, readonly=True)
    body = fields.Text(required=True, readonly=True)

    _once = models.UniqueIndex("(create_uid, res_model, res_id, field_name)")

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        # A record that closed to the author takes what she typed on it along.
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        return self.env["ngo.guarded"]._without_closed(query, self, "res_model")

    def _check_access(self, operation):
        result = super()._check_access(operation)
        allowed = self - result[0] if result else self
        closed = self.env["ngo.guarded"]._closed_among(allowed, "res_model")
        if not closed:
            return result
        closed += result[0] if result else self.browse()
        rules = self.env["ir.rule"]
        return closed, lambda: rules._make_access_error(operation, closed)

    @api.model
    def save_draft(
        self, res_model: Text, res_id: Id | None, field_name: Text, body: Text | None
    ):
        """Keep what the current user has typed so far; an empty text is forgotten.

        :param str res_model: model of the form
        :param int res_id: id of the record, 0 for a new one
        :param str field_name: text field of that model
        :param str body: at most 100,000 characters
        :return: UTC instant at which it was kept, as text; False when forgotten
        :raise UserError: no such text field, or a text that is too long
        :raise AccessError: the record is not open to her
        """
        self._check_target(res_model, res_id, field_name)
        if not (body or "").strip():
            self.drop_draft(res_model, res_id, field_name)
            return False
        if len(body) > MAX_LENGTH:
            raise UserError(self.env._("This text is too long to be kept as a draft."))
        now = fields.Datetime.now()
        # One statement: two windows of one user may save at the same time.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ngo_draft (res_model, res_id, field_name, body,
                    create_uid, create_date, write_uid, write_date)
                VALUES (%(model)s, %(id)s, %(field)s, %(body)s,
                    %(uid)s, %(now)s, %(uid)s, %(now)s)
                ON CONFLICT (create_uid, res_model, res_id, field_name)
                DO UPDATE SET body = EXCLUDED.body, write_date = EXCLUDED.write_date
                """,
                model=res_model,
                id=res_id or 0,
                field=field_name,
                body=body,
                uid=self.env.uid,
                now=now,
            )
        )
        self.env["ngo.draft"].invalidate_model()
        return fields.Datetime.to_string(now)

    @api.model
    def get_draft(self, res_model: Text, res_id: Id | None, field_name: Text):
        """What the current user had typed there and not saved.

        :return: dict with ``body`` and ``date`` (UTC, text), or False
        """
        self._check_target(res_model, res_id, field_name)
        draft = self._find(res_model, res_id, field_name)
        if not draft:
            return False
        date = fields.Datetime.to_string(draft.write_date)
        return {"body": draft.body, "date": date}

    @api.model
    def drop_draft(self, res_model: Text, res_id: Id | None, field_name: Text):
        """The text was saved, or is not wanted any more."""
        self._find(res_model, res_id, field_name).unlink()
        return True

    @api.model
    def _find(self, res_model, res_id, field_name):
        return self.search(
            [
                ("create_uid", "=", self.env.uid),
                ("res_model", "=", res_model),
                ("res_id", "=", res_id or 0),
                ("field_name", "=", field_name),
            ],
            limit=1,
        )

    @api.model
    def _check_target(self, res_model, res_id, field_name):
        """Drafts stand on text fields of records that are open to their author."""
        field = None
        if res_model in self.env:
            field = self.env[res_model]._fields.get(field_name)
        if field is None or field.type not in TEXT_TYPES:
            raise UserError(self.env._("No draft can be kept there."))
        records = self.env[res_model].browse(res_id or ())
        if not records.has_access("read" if res_id else "create"):
            raise AccessError(self.env._("This record is not open to you."))

    @api.model
    def _forget(self, records):
        """Delete the drafts of all users on records: retention, anonymisation."""
        # Each draft is its author's alone; what is erased goes for all of them.
        drafts = self.sudo()
        drafts.search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        ).unlink()

    @api.autovacuum
    def _gc_drafts(self):
        """Nobody came back for a month."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.sudo().search([("write_date", "<", limit)]).unlink()
