# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import ormcache

from .ngo_live_roles import LIVE


class Base(models.AbstractModel):
    """A reference to a guarded record is accepted from those who may read it.

    Odoo does not check the target of a many2one: writing the id of a record that one
    may not read, then reading related values or labels through it, is the oldest leak.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and (names := self._guarded_references()):
            for vals in vals_list:
                self._check_guarded_references(vals, names)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (names := self._guarded_references()):
            self._check_guarded_references(vals, names)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        if not self.env.su:
            # Fields that core computes as superuser take defaults as superuser, too.
            given = {
                key.removeprefix("default_"): value
                for key, value in self.env.context.items()
                if key.startswith("default_")
            }
            self._check_unsaved({**given, **values})
        return super().onchange(values, field_names, fields_spec)

    @api.readonly
    def web_read(self, specification):
        if self and not specification and LIVE in self.env.cr.cache:
            # A link in a form shows a label; Odoo would read the whole row for it,
            # and the whole partner of a user.
            rows = self.sudo()
            label = self.env["ngo.guarded"]._label_columns(self._name)
            # Those of a whole form are there already, see ``_fetch_labels``.
            if not label or any(
                any(self._fields[name]._cache_missing_ids(rows)) for name in label
            ):
                rows.fetch(label or ["display_name"])
                for parent in self._inherits.values():
                    rows[parent].fetch(["name"])
        return super().web_read(specification)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if not self.env.su:
            self._check_unsaved(values)
        return values

    def _check_unsaved(self, vals):
        """Raise if a form, or a line within it, points at what is not open."""
        if names := self._guarded_references():
            self._check_guarded_references(vals, names)
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or field.type not in ("one2many", "many2many"):
                continue
            for command in value if isinstance(value, (list, tuple)) else ():
                if (
                    isinstance(command, (list, tuple))
                    and len(command) > 2
                    and isinstance(command[2], dict)
                ):
                    known = [command[1]] if command[0] == Command.UPDATE else []
                    lines = self.env[field.comodel_name]
                    ids = [i for i in known if isinstance(i, int)]
                    lines.browse(ids)._check_unsaved(command[2])

    @api.model
    @ormcache("self._name")
    def _guarded_references(self):
        """Names of the many2one and many2many fields that point at guarded models."""
        return tuple(
            name
            for name, field in self._fields.items()
            if field.type in ("many2one", "many2many")
            and not field.inherited
            and field.comodel_name in self.env
            and "is_in_scope" in self.env[field.comodel_name]._fields
        )

    def _check_guarded_references(self, vals, names):
        """Raise if ``vals`` points at a guarded record that the user may not read.

        Values that the records already hold are let through: a form sends them back
        unchanged, and a person may become unreadable while her file is not.
        """
        for name in names:
            ids = _referenced_ids(vals.get(name))
            if not ids:
                continue
            # Only compares ids that the row already holds with those sent back.
            known = self.sudo()[name].ids if any(self._ids) else []
            new = [i for i in ids if i not in known]
            targets = self.env[self._fields[name].comodel_name].browse(new)
            if targets and not targets.has_access("read"):
                raise AccessError(
                    self.env._(
                        "“%(field)s” points at a record that is not open to you.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )


def _referenced_ids(value):
    """Ids named by a many2one value or by x2many commands, as clients send them."""
    if not value:
        return []
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, int):
        return [value]
    if isinstance(value, models.BaseModel):
        return value.ids
    if not isinstance(value, (list, tuple)):
        return []
    if len(value) == 2 and isinstance(value[1], str):
        return [value[0]] if isinstance(value[0], int) else []
    ids = []
    for command in value:
        if isinstance(command, int):
            ids.append(command)
        elif isinstance(command, (list, tuple)) and command:
            if command[0] == 6 and len(command) > 2:
                ids.extend(i for i in command[2] if isinstance(i, int))
            elif command[0] in (1, 4) and isinstance(command[1], int):
                ids.append(command[1])
    return ids
