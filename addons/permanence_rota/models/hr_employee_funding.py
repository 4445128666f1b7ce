# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HrEmployeeFunding(models.Model):
    """Which share of a post is on which programme, from when to when."""

    _name = "hr.employee.funding"
    _inherit = ["permanence.hours"]
    _description = "Funding of a post"
    _order = "profile_id, date_from, id"
    _own_path = "profile_id.employee_id.user_id"
    _write_roles = ("coordinator", "programme_manager")

    profile_id = fields.Many2one(
        "permanence.profile", required=True, ondelete="cascade", index=True
    )
    programme_id = fields.Many2one(
        "ngo.programme", required=True, ondelete="restrict", index=True
    )
    share = fields.Float(required=True, help="Percent of the post.")
    date_from = fields.Date(required=True)
    date_to = fields.Date()

    _share_sane = models.Constraint(
        "CHECK (share > 0 AND share <= 100)", "A share is above 0 and at most 100 %."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A funding cannot end before it starts."
    )

    @api.constrains("share", "date_from", "date_to", "profile_id")
    def _check_total(self):
        for profile in self.profile_id:
            rows = self.search([("profile_id", "=", profile.id)])
            for day in set(rows.mapped("date_from")):
                total = sum(rows._on(day).mapped("share"))
                if total > 100.001:
                    raise ValidationError(
                        self.env._(
                            "%(name)s: %(total)s %% of the post is funded on %(day)s.",
                            name=profile.display_name,
                            total=round(total, 2),
                            day=day,
                        )
                    )

    def _on(self, day):
        return self.filtered(
            lambda f: f.date_from <= day and (not f.date_to or f.date_to >= day)
        )
