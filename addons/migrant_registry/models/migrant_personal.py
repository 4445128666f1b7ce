# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

# Texts that hold the name of somebody else.
THIRD_PARTIES = ("interpreter",)


class MigrantPersonal(models.AbstractModel):
    """Something that belongs to a person and is read by fewer than the person is.

    A model says by ``_personal_scope`` which part of the file it is:

    * ``person``: whoever reads the person reads it (language, place of stay);
    * ``identity``: names, birth, identifiers, contacts, household;
    * ``protection``: facts of which a wrong reader can make a danger.

    The scopes themselves stand in ``migrant.beneficiary._personal_reasons``.
    """

    _name = "migrant.personal"
    _inherit = ["ngo.guarded"]
    _description = "Belongs to a person"
    _rec_name = "beneficiary_id"
    _personal_scope = "identity"

    beneficiary_id = fields.Many2one(
        "migrant.beneficiary",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )

    @api.depends("beneficiary_id")
    def _compute_display_name(self):
        for record in self:
            # A code is all that a label may say, whoever asks.
            record.display_name = record.beneficiary_id.sudo().code

    @api.model
    def _scope_reasons(self):
        persons = self.env["migrant.beneficiary"]
        return [
            (key, label, Domain("beneficiary_id", "any", domain))
            for key, label, domain in persons._resolved_once(
                self._personal_scope, persons._personal_reasons
            )
        ]

    @api.model
    def _scope_write_domain(self):
        domain = self.env["migrant.beneficiary"]._personal_write_domain()
        return Domain("beneficiary_id", "any", domain)

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().beneficiary_id.ids

    # ------------------------------------------------- anonymisation, dossier

    def _anonymise(self):
        """Destroy what these records say of their persons. Extend to keep a count."""
        self.unlink()

    def _dsar_lines(self):
        """Lines of the subject-access dossier: list of (label, value) per record."""
        skipped = set(models.MAGIC_COLUMNS) | {
            "beneficiary_id",
            "display_name",
            "sequence",
            "active",
            "search_keys",
            "folded_name",
            "sort_name",
            "value_key",
            "phone_key",
            "content_hash",
            "content_salt",
        }
        names = [
            name
            for name, field in self._fields.items()
            if name not in skipped and field.store and field.type != "binary"
        ]
        return [dsar_row(record, names) for record in self]


def dsar_row(record, names):
    """What a record says in the dossier: list of (label, value), empty fields left out.

    :param record: one record of any model
    :param names: names of its fields
    """
    lines = []
    for name in names:
        field, value = record._fields[name], record[name]
        if value in (False, None, "") or (field.relational and not value):
            continue
        if field.relational and _says_nothing(record, field, names):
            continue
        lines.append((field._description_string(record.env), dsar_value(record, field)))
    return lines


def _says_nothing(record, field, names):
    """Lines without a name of their own; the currency of no amount."""
    value = record[field.name]
    if field.comodel_name == "res.currency":
        amounts = (name for name in names if record._fields[name].type == "monetary")
        return not any(record[name] for name in amounts)
    if field.type != "one2many":
        return False
    # Named by the record that they hang on, or by a key of ours.
    name = value._fields.get(value._rec_name)
    if name and (name.type == "selection" or name.name == field.inverse_name):
        return True
    return set(value.mapped("display_name")) == {record.display_name}


def dsar_value(record, field):
    """The value of one field as the person reads it, third parties masked."""
    value, env = record[field.name], record.env
    if field.name in THIRD_PARTIES:
        return env._("(another person)")
    if field.type == "selection":
        return dict(field._description_selection(env)).get(value, value)
    if field.type == "boolean":
        return env._("yes")
    if field.relational:
        if field.comodel_name in ("migrant.beneficiary", "res.users"):
            return env._("(another person)")
        return ", ".join(dict.fromkeys(value.mapped("display_name")))
    if field.type == "date":
        return format_date(env, value)
    if field.type == "datetime":
        there = fields.Datetime.context_timestamp(record, value)
        return f"{format_date(env, there.date())} {there:%H:%M}"
    return f"{value:g}" if field.type == "float" else str(value)


class MigrantPersonMixin(models.AbstractModel):
    """A record about a person: lists carry ``person_name``, sorted and searched.

    For rooms that point at persons. The name is computed as the reader, whoever
    calls: an unreadable person leaves an empty cell, never an empty list.
    """

    _name = "migrant.person.mixin"
    _description = "About a person"
    # The many2one that leads to the person.
    _person_field = "beneficiary_id"

    person_name = fields.Char(
        string="Name",
        compute="_compute_person_name",
        search="_search_person_name",
        help="Empty where the identity is not open to you.",
    )

    @api.depends_context("uid")
    @api.depends(lambda self: (self._person_field,) if self._person_field else ())
    def _compute_person_name(self):
        persons = self[self._person_field].sudo(False)
        names = persons._readable_names()
        for record in self:
            record.person_name = names.get(record[self._person_field].id, False)

    def _search_person_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # As the reader, even where a rule or a report runs as superuser.
        persons = self.env["migrant.beneficiary"].sudo(False)
        found = persons._search_person_name(operator, value)
        if found is NotImplemented:
            return found
        return Domain(self._person_field, "any!", found)

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "person_name":
            person_id = self._field_to_sql(alias, self._person_field, query)
            return self.env["migrant.beneficiary"]._order_by_name(
                alias, person_id, direction, nulls, query
            )
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
