# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ImpactDimension(models.Model):
    """A way to break figures down: sex, age band, status, nationality, a channel…

    Its code is the column that providers return. The label of a category comes from
    a selection field or from the records of a model.
    """

    _name = "impact.dimension"
    _no_read_rule = "a word list; nobody is named"
    _description = "Breakdown of figures"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    is_person = fields.Boolean(
        string="About the person",
        readonly=True,
        help="Records behind such a figure open only to those who read the identity.",
    )
    res_model = fields.Char(string="Model of the categories", readonly=True)
    res_field = fields.Char(
        string="Field of the categories",
        readonly=True,
        help="A selection of that model; empty: the categories are its records.",
    )

    _code_uniq = models.UniqueIndex("(code)", "This breakdown exists already.")
    _code_plain = models.Constraint(
        "CHECK(code ~ '^[a-z][a-z0-9_]*$')", "The code names a column: a-z, 0-9, _."
    )

    def _get_labels(self, keys):
        """Labels of categories in the reader's language.

        :param keys: iterable of keys as figures hold them
        :return: {key: label}; a record that is gone bears its key
        """
        self.ensure_one()
        labels = {key: key for key in keys} | {"": self.env._("Not stated")}
        if self.res_model not in self.env:
            return labels
        # Words of reference lists only: sexes, bands, countries, statuses, languages.
        source = self.env[self.res_model].sudo().with_context(active_test=False)
        if self.res_field:
            field = source._fields[self.res_field]
            return labels | dict(field._description_selection(self.env))
        ids = [int(key) for key in keys if key.isdecimal()]
        records = source.browse(ids).exists()
        return labels | {str(record.id): record.display_name for record in records}

    @api.model
    def _get(self, code):
        """The dimension with a code, or none."""
        return self.search([("code", "=", code)], limit=1)
