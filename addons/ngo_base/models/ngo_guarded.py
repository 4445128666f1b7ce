# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .ngo_live_roles import LIVE


class NgoGuarded(models.AbstractModel):
    """A record that is read by those whose work reaches it, and by nobody else.

    Who may read is said once, in ``_scope_reasons``: the record rule, list, read,
    ``has_access`` and "Why do I see this?" all run that same domain, in SQL. The rule
    itself is only ``[("is_in_scope", "=", True)]``: Odoo checks reads by filtering in
    Python, so a rule that held dates or one2many fields would load every line.
    """

    _name = "ngo.guarded"
    _description = "Guarded record"
    # Fields whose reading is journalled, beside those that bear a class group.
    _journal_fields = ()
    # May a break-glass open it by one person ("single"), by two ("dual"), not (None)?
    _break_glass = None

    is_in_scope = fields.Boolean(
        compute="_compute_is_in_scope", search="_search_is_in_scope"
    )
    is_in_write_scope = fields.Boolean(
        compute="_compute_is_in_write_scope", search="_search_is_in_write_scope"
    )

    @api.depends_context("uid")
    def _compute_is_in_scope(self):
        inside = self._ids_within(self._live_scope_domain("read"))
        for record in self:
            record.is_in_scope = record._origin.id in inside

    @api.depends_context("uid")
    def _compute_is_in_write_scope(self):
        inside = self._ids_within(self._live_scope_domain("write"))
        for record in self:
            record.is_in_write_scope = record._origin.id in inside

    def _search_is_in_scope(self, operator, value):
        return self._search_scope(operator, value, "read")

    def _search_is_in_write_scope(self, operator, value):
        return self._search_scope(operator, value, "write")

    def _search_scope(self, operator, value, mode):
        if operator != "in":
            return NotImplemented
        domain = self._live_scope_domain(mode)
        return domain if True in value else ~domain

    def _ids_within(self, domain):
        """Ids of self that satisfy ``domain``, by one SQL search."""
        ids = [record._origin.id for record in self if record._origin.id]
        if not ids:
            return set()
        # The domain *is* the rule: the search that applies it cannot be filtered by it.
        everywhere = self.browse().sudo().with_context(active_test=False)
        return set(
            everywhere._search(Domain("id", "in", ids) & domain).get_result_ids()
        )

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        """Why the current user reads records of this model.

        Extend in each room. Never look at ``env.su``: rules are evaluated as
        superuser; the reader is ``env.uid``.

        :return: list of (key, label, Domain); a record that satisfies one is readable
        """
        return []

    @api.model
    def _scope_domain(self):
        """Domain of the records that the current user may read."""
        return Domain.OR([domain for _key, _label, domain in self._scope_reasons()])

    @api.model
    def _scope_write_domain(self):
        """Domain of the records that the current user may change: as reading."""
        return self._scope_domain()

    @api.model
    def _live_scope_domain(self, mode):
        """Scope of the current user at this instant, grants included.

        Without a live role or with an unsigned charter it is empty. It is written
        once for as long as its live roles are held.
        """
        live = self._scope_live()
        if not live.any:
            return Domain.FALSE
        with self._with_live(live):
            return self._ask_once(
                (self._name, mode), lambda: self._write_scope(live, mode)
            )

    @api.model
    def _write_scope(self, live, mode):
        if mode == "read":
            domain = self._scope_domain()
        else:
            domain = self._scope_write_domain()
        granted = live.granted_ids(self._name, mode)
        if granted:
            domain |= Domain("id", "in", granted)
        return self._resolved(domain)

    @api.model
    def _resolved(self, domain):
        """A domain as the rules search with it, worked out once for many searches."""
        # Only a rule is resolved as superuser; elsewhere rights stand in the way.
        return domain.optimize_full(self) if self.env.su else domain

    @api.model
    def _scope_live(self):
        """Live roles, sites, teams and grants of the current user."""
        return self._held_live() or self.env["ngo.role"]._live()

    @api.model
    def _held_live(self):
        """Live roles held for this answer to the current user, None outside one."""
        uid, live = self.env.cr.cache.get(LIVE, (None, None))
        return live if uid == self.env.uid else None

    @contextmanager
    def _with_live(self, live):
        """Let the parts of one scope ask the same live roles.

        They are held while the domain of one access check is written, or while one
        page or form is read, and no longer: the next call reads roles, teams,
        presences and grants again.
        """
        cache = self.env.cr.cache
        before = cache.get(LIVE)
        cache[LIVE] = (self.env.uid, live)
        try:
            yield
        finally:
            cache.pop(LIVE, None)
            if before:
                cache[LIVE] = before

    def write(self, vals):
        moved = self.browse() if self.env.su else self._moved_by(vals)
        result = super().write(vals)
        if moved:
            # Odoo looks at where a row lay: where it goes is as closed as to a new one.
            moved.check_access("write")
        return result

    def _moved_by(self, vals):
        """Those of self that ``vals`` hangs on another guarded record."""
        names = [
            name
            for name in self._guarded_references()
            if vals.get(name) and self._fields[name].type == "many2one"
        ]
        # Only compares ids that the rows already hold with those sent.
        return self.filtered(
            lambda record: any(record.sudo()[name].id != vals[name] for name in names)
        )

    @api.model
    def _ask_once(self, key, function):
        """What a page or a form asks several times is found once, see `_with_live`.

        :param key: hashable; what is found with other rights is another thing
        """
        live = self._held_live()
        return live._remember((key, self.env), function) if live else function()

    @api.model
    def _resolved_once(self, part, reasons):
        """Reasons for which records here are read, for the rules of their lines.

        The rules of many lines stand on the same few reasons; those that give her
        nothing today are left out.

        :param str part: what of the records the reasons open
        :param reasons: method that returns the reasons of a part
        """
        return self._ask_once(
            ("reasons", self._name, part),
            lambda: [
                (key, label, domain)
                for key, label, found in reasons(part)
                if not (domain := self._resolved(found)).is_false()
            ],
        )

    def _break_glass_approval(self):
        """How many persons open this record in an emergency: "single" or "dual"."""
        self.ensure_one()
        return self._break_glass

    def _check_access(self, operation):
        # The value is remembered in the transaction: a file just given away would
        # still be readable, a grant just made would still be refused.
        self.invalidate_recordset(["is_in_scope", "is_in_write_scope"], flush=False)
        return super()._check_access(operation)

    @api.model
    def _is_guarded(self, model_name):
        """Whether the records of a model, by its name, are guarded."""
        return model_name in self.env and "is_in_scope" in self.env[model_name]._fields

    @api.model
    def _closed_among(self, hanging, model_field):
        """Of what hangs on records, what the current user does not read with them.

        :param hanging: messages, activities …, with a stored ``res_id``
        :param model_field: their stored field with the name of the model
        :return: those of them whose guarded record is closed to her
        """
        if not hanging.ids:
            return hanging.browse()
        hanging.flush_recordset([model_field, "res_id"])
        # Where they hang is no content; nothing else of them is read.
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s, res_id FROM %s WHERE id = ANY(%s)",
                SQL.identifier(model_field),
                SQL.identifier(hanging._table),
                hanging.ids,
            )
        )
        found = defaultdict(lambda: defaultdict(list))
        for row_id, model_name, res_id in rows:
            if res_id and self._is_guarded(model_name):
                found[model_name][res_id].append(row_id)
        closed = []
        for model_name, row_ids in found.items():
            records = self.env[model_name].browse(row_ids).exists()
            opened = set(records._filtered_access("read")._ids)
            for res_id, ids in row_ids.items():
                if res_id not in opened:
                    closed += ids
        return hanging.browse(closed)

    @api.model
    def _without_closed(self, query, hanging, model_field):
        """A search of what hangs on records, less what is closed to the current user.

        :param query: what core found, for the current user
        :param hanging: the model that was searched; see ``_closed_among``
        """
        # Core has asked its own rules in SQL already: these are ids.
        ids = query.get_result_ids()
        shut = set(self._closed_among(hanging.browse(ids), model_field)._ids)
        if not shut:
            return query
        return hanging.browse(i for i in ids if i not in shut)._as_query()

    # -------------------------------------------------------------- journal

    @api.model
    def _sensitive_fields(self):
        """Names of the stored fields whose reading is journalled."""
        if self._journal_fields == "*":
            return {name for name, field in self._fields.items() if field.store}
        return self.env["ngo.journal"]._class_fields(self._name) | set(
            self._journal_fields
        )

    def _journal_subjects(self):
        """The persons whom these records concern, as (model name, ids).

        The journal keeps keyed hashes of them. Extend where a record belongs to
        another one: a note concerns the person of its file.
        """
        return self._name, self.ids

    def _fetch_query(self, query, fields):
        records = super()._fetch_query(query, fields)
        if records and not self.env.su:
            seen = self._sensitive_fields().intersection(field.name for field in fields)
            if seen:
                self.env["ngo.journal"]._queue("read", records, seen)
        return records

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        wanted = {spec.split(":")[0].split(".")[0] for spec in groupby}
        self._journal_group(wanted | {spec.split(":")[0] for spec in aggregates})
        return super()._read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )

    def _journal_group(self, names):
        """Note that rows were grouped or summed by some fields, if they are sensitive.

        :param set names: names of the fields
        """
        if not self.env.su and (seen := self._sensitive_fields() & names):
            self.env["ngo.journal"]._queue("group", self, seen)

    # ------------------------------------------------------------------ why

    def _why(self):
        """Reasons for which the current user reads this record.

        :return: list of translated sentences, empty when she does not
        """
        self.ensure_one()
        live = self._scope_live()
        if not live.any:
            return []
        reasons = [
            label
            for _key, label, domain in self._scope_reasons()
            if self._ids_within(domain)
        ]
        return reasons + live.grant_reasons(self._name, self.id)

    @api.model
    def _find_guarded(self, code):
        """The guarded record that bears a code, whoever asks, or None.

        The caller decides what of it may be said.
        """
        for name, model in self.env.registry.items():
            if model._abstract or not {"is_in_scope", "code"} <= set(model._fields):
                continue
            if model._rec_name != "code":
                continue
            # A code is found in the whole table; nothing of the record is shown here.
            everywhere = self.env[name].sudo().with_context(active_test=False)
            record = everywhere.search([("code", "=", code)], limit=1)
            if record:
                return record
        return None

    def action_why(self):
        """Tell the reader why this record is open to her."""
        self.ensure_one()
        self.check_access("read")
        reasons = self._why()
        if not reasons:
            raise UserError(self.env._("Nothing gives you access to this record."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                # Each reason is a sentence that answers the button.
                "message": " ".join(reasons),
                "type": "info",
                "sticky": True,
            },
        }
