# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class ImpactFigure(models.Model):
    """From a figure to the records behind it, by the reader's right."""

    _inherit = "impact.figure"

    def action_drill(self):
        """Open the records behind a figure, those only that the reader may read.

        Nothing of the others leaves, not even their number: the list is made of what
        a search by the reader finds. Figures are frozen, records are not: the list is
        that of today.

        :raise UserError: when the reader may read none of them
        """
        self.ensure_one()
        self.check_access("read")
        indicator = self.indicator_id
        records = self._get_readable()
        if not records:
            raise UserError(
                self.env._("None of the records behind this figure is open to you.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": " · ".join(
                filter(None, (indicator.name, self.unit_name, self.category_name))
            ),
            "res_model": indicator.res_model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", records.ids)],
            "context": {"active_test": False, "create": False},
        }

    def _get_readable(self):
        """Records behind this figure that the current user may read and know."""
        indicator, report = self.indicator_id, self.report_id
        if indicator.res_model not in self.env:
            return self
        records = self.env[indicator.res_model].with_context(active_test=False)
        if not records.has_access("read"):
            return records
        # The facts are counted over the whole house; what leaves is searched below.
        rows = indicator.sudo()._get_record_ids(
            report.date_from, report.date_to, self._get_unit(), self._get_category()
        )
        about_persons = (self.dimension_id | self.dimension2_id).filtered("is_person")
        if about_persons:
            known = self._filter_known({person for _id, person in rows})
            rows = [row for row in rows if row[1] in known]
        return records.search([("id", "in", [res_id for res_id, _p in rows])])

    @api.model
    def _filter_known(self, subject_ids):
        """Persons of whom the current user may know sex, age and nationality.

        A list "women, 15–17, of Mali" tells these facts of everybody on it. Nobody,
        unless the room that holds the identities says more.

        :param set subject_ids: ids of persons
        :rtype: set
        """
        return set()
