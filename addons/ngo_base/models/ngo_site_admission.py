# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class NgoSiteAdmission(models.Model):
    """Whom a site admits: one rule; a person needs to fit one rule only."""

    _name = "ngo.site.admission"
    _inherit = ["ngo.reference"]
    _description = "Admission Rule of a Site"
    _order = "site_id, sequence, id"
    _write_roles = ("coordinator",)
    _write_site_path = "site_id"
    _write_programme_path = "site_id.programme_ids"

    site_id = fields.Many2one(
        comodel_name="ngo.site", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    sex = fields.Selection(
        selection=[("female", "Women"), ("male", "Men")],
        string="Only",
        help="Empty: whatever the sex.",
    )
    age_min = fields.Integer(string="Age from", help="In whole years; 0: no limit.")
    age_max = fields.Integer(string="Age to", help="Included; 0: no limit.")
    status_ids = fields.Many2many(
        comodel_name="ngo.legal.status",
        string="Statuses",
        help="Empty: whatever the status.",
    )

    _ages_in_order = models.Constraint(
        "CHECK (age_min >= 0 AND age_max >= 0 AND age_max <= 150"
        " AND (age_max = 0 OR age_max >= age_min))",
        "Ages go from the younger to the older.",
    )

    @api.depends("sex", "age_min", "age_max", "status_ids.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            parts = rule._get_conditions()
            rule.display_name = ", ".join(parts) or self.env._("Everybody")

    def _get_conditions(self):
        """The conditions of this rule in words, in the language of the reader."""
        self.ensure_one()
        parts = []
        if self.sex:
            sexes = dict(self._fields["sex"]._description_selection(self.env))
            parts.append(sexes[self.sex])
        if self.age_min:
            parts.append(self.env._("from %(age)s years", age=self.age_min))
        if self.age_max:
            parts.append(self.env._("up to %(age)s years", age=self.age_max))
        if self.status_ids:
            parts.append(" / ".join(self.status_ids.mapped("name")))
        return parts

    def _get_refusal(self, sex, age, status):
        """Why this rule does not fit a person; empty when it fits.

        :param str sex: ``female``, ``male``, ``other`` or ``None``
        :param int age: age in whole years or ``None``
        :param str status: code of an ``ngo.legal.status`` or ``None``
        :rtype: str
        """
        self.ensure_one()
        missing = []
        if self.sex and not sex:
            missing.append(self.env._("the sex"))
        if (self.age_min or self.age_max) and age is None:
            missing.append(self.env._("the age"))
        if self.status_ids and not status:
            missing.append(self.env._("the status"))
        if missing:
            return self.env._(
                "%(facts)s must be recorded first", facts=", ".join(missing)
            )
        if self._fits(sex, age, status):
            return ""
        return self.env._("only for: %(rule)s", rule=self.display_name)

    def _fits(self, sex, age, status):
        """Whether facts, all of them known where asked, meet the conditions."""
        if self.sex and sex != self.sex:
            return False
        if self.age_min and age < self.age_min:
            return False
        if self.age_max and age > self.age_max:
            return False
        return not self.status_ids or status in self.status_ids.mapped("code")
