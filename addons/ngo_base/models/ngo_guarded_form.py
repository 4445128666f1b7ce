# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, Query, ormcache


class NgoGuarded(models.AbstractModel):
    """How a form or a page of guarded records is read in few queries.

    Who reads what is said elsewhere (``ngo_guarded.py``) and asked here as there. What
    the rules found for one answer is not looked for again in that same answer; nothing
    is kept after it, see ``_with_live``.
    """

    _inherit = "ngo.guarded"

    @api.readonly
    def web_read(self, specification):
        # A form is one answer of one moment, however many models it shows.
        live = self._scope_live()
        with self._with_live(live):
            self._announce_lists(live, specification)
            self._fetch_labels(live, specification)
            return super().web_read(specification)

    @api.model
    @api.readonly
    def web_search_read(
        self,
        domain,
        specification,
        offset=0,
        limit=None,
        order=None,
        count_limit=None,
    ):
        # So is a page: found, read and counted for the same reasons.
        live = self._scope_live()
        live.lists[self._name, next(iter(specification), None)] = []
        with self._with_live(live):
            return super().web_search_read(
                domain, specification, offset, limit, order, count_limit
            )

    # ---------------------------------------------------------------- lists

    def _announce_lists(self, live, specification):
        """Let the search that finds the lines of a form's lists read their columns.

        Odoo finds lines by their rules, and then reads them by their rules. Known by
        the first field that the search asks for: the link, or the number alone.
        """
        for name, asked in specification.items():
            field = self._fields.get(name)
            if field is None or field.type != "one2many":
                continue
            lines = self.env[field.comodel_name]
            if not isinstance(lines, self.pool["ngo.guarded"]):
                continue
            shown = [
                name
                for name in asked.get("fields", ())
                if (column := lines._fields.get(name))
                and lines._has_field_access(column, "read")
            ]
            columns = [
                column.name
                for column in lines._determine_fields_to_fetch(shown)
                if column.column_type
            ]
            if columns:
                live.lists[lines._name, field.inverse_name or "id"] = columns

    @api.model
    @api.private
    @api.readonly
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        live = self._held_live()
        key = self._name, next(iter(field_names or ()), None)
        if not live or self.env.su or key not in live.lists:
            return super().search_fetch(domain, field_names, offset, limit, order)
        names = dict.fromkeys([*field_names, *live.lists[key]])
        lines = super().search_fetch(domain, list(names), offset, limit, order)
        live.found[self._name].update(lines._ids)
        return lines

    @api.private
    def fetch(self, field_names=None):
        live = self._held_live()
        if (
            live
            and field_names
            and not self.env.su
            and self._ids
            and live.found[self._name].issuperset(self._ids)
            and not self._determine_fields_to_fetch(
                field_names, ignore_when_in_cache=True
            )
        ):
            # Found by the rules for this very answer, and read with it.
            return
        super().fetch(field_names)

    # --------------------------------------------------------------- labels

    def _fetch_labels(self, live, specification):
        """Read the labels of what these records link to, by one query for all models.

        Odoo shows them to whoever reads the records, and asks each model for its own.
        What a house defined for the records' own properties comes with the label of
        where it is defined.
        """
        links = self._labelled_links(specification)
        if len(links) < 2 or not all(self._ids) or self.env.su:
            return
        self.fetch([*specification])
        live.found[self._name].update(self._ids)
        columns = {
            model_name: [
                *self._label_columns(model_name),
                *self._definitions(names, specification),
            ]
            for model_name, names in links.items()
        }
        reads = []
        for model_name, names in links.items():
            if ids := tuple({i for name in names for i in self[name]._ids}):
                reads.append(self._texts_sql(model_name, columns[model_name], ids))
        if not reads:
            return
        for model_name, row_id, texts in self.env.execute_query(
            SQL(" UNION ALL ").join(reads)
        ):
            record = self.env[model_name].sudo().browse(row_id)
            for name, text in zip(columns[model_name], texts, strict=True):
                field = record._fields[name]
                if field.type == "properties_definition":
                    text = text and json.loads(text)
                field._insert_cache(record, [text])

    def _definitions(self, links, specification):
        """Names of the columns, where links lead, that define the asked properties."""
        return {
            field.definition_record_field
            for name in specification
            if (field := self._fields.get(name))
            and field.type == "properties"
            and field.definition_record in links
        }

    def _labelled_links(self, specification):
        """``{model: names of the links to it}`` of those whose label alone is asked."""
        links = defaultdict(set)
        for name, asked in specification.items():
            field = self._fields.get(name)
            if (
                field is not None
                and field.type in ("many2one", "many2many")
                and asked.get("fields") == {"display_name": {}}
                and self._label_columns(field.comodel_name)
            ):
                links[field.comodel_name].add(name)
        return links

    @api.model
    def _texts_sql(self, model_name, columns, ids):
        """Rows (model, id, texts of the columns) of some records."""
        model = self.env[model_name].sudo()
        query = Query(self.env, model._table)
        row_id = SQL.identifier(query.table, "id")
        query.add_where(SQL("%s IN %s", row_id, ids))
        texts = [
            SQL("(%s)::text", model._field_to_sql(query.table, name, query))
            for name in columns
        ]
        row = SQL("ARRAY[%s]", SQL(", ").join(texts))
        return SQL("(%s)", query.select(SQL("%s", model_name), row_id, row))

    @api.model
    @ormcache("model_name")
    def _label_columns(self, model_name):
        """Names of the columns of which a model's label is made, if it is of texts."""
        # A user's name is a column of her partner; what is computed asks for itself.
        columns = {
            name: field.type in ("char", "selection")
            for name, field in self.env[model_name]._fields.items()
            if field.store or field.inherited
        }
        computed = self.env[model_name]._fields.keys() - columns.keys()
        label = self.env[model_name]._fields["display_name"]
        names = [n for n in self.pool.field_depends[label] if n not in computed]
        return tuple(names) if all(map(columns.get, names)) else ()

    # --------------------------------------------------------------- counts

    @api.model
    def _counted_lines(self):
        """(model name, many2one) of the lines that a form of this model counts.

        None whose being there is a secret: counting some takes longer than none.
        """
        return []

    def _lines_there(self):
        """Of which lines of ``_counted_lines`` self has any at all, whoever reads them.

        For computed fields, which say the reader's own count or one word. All that a
        form counts is looked up at once.

        :return: ``{(model name, many2one): bool}``
        """
        ids = tuple(sorted(filter(None, self._origin.ids)))
        return self._ask_once(("lines", self._name, ids), lambda: self._look_for(ids))

    def _look_for(self, ids):
        asked, looks = self._counted_lines(), []
        for name, field_name in asked:
            lines = self.env[name]
            looks.append(
                SQL(
                    "EXISTS (SELECT FROM %s WHERE %s IN %s)",
                    SQL.identifier(lines._table),
                    SQL.identifier(field_name, to_flush=lines._fields[field_name]),
                    ids or (None,),
                )
            )
        row = self.env.execute_query(SQL("SELECT %s", SQL(", ").join(looks)))[0]
        return dict(zip(asked, row, strict=True))

    def _counts_of(self, name, field_name, domain=Domain.TRUE):
        """How many records of a model lead to each of self, as the user reads them.

        Most have none, which one look at an index tells; the rules, which cost ten
        times as much, are asked for the others.

        :param str name: guarded model, with its many2one one of ``_counted_lines``
        :return: ``{id: count}``
        """
        lines = self.env[name].sudo(False)
        if not lines.has_access("read"):
            return {}
        if not self._lines_there()[name, field_name]:
            # The reader's own journal must not tell that either.
            lines._journal_group({field_name})
            return {}
        mine = Domain(field_name, "in", self._origin.ids) & domain
        counts = lines._read_group(mine, [field_name], ["__count"])
        return {record.id: count for record, count in counts}
