# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class NgoProgrammePhase(models.Model):
    """A dated phase of a programme, such as a first, experimental one."""

    _name = "ngo.programme.phase"
    _inherit = ["ngo.reference"]
    _description = "Phase of a Programme"
    _order = "programme_id, date_start, id"
    _write_roles = ("programme_manager",)
    _write_site_path = "programme_id.site_ids"
    _write_programme_path = "programme_id"

    name = fields.Char(required=True, translate=True)
    programme_id = fields.Many2one(
        comodel_name="ngo.programme", required=True, index=True, ondelete="cascade"
    )
    date_start = fields.Date(string="Starts on", required=True)
    date_end = fields.Date(string="Ends on", required=True)
    is_experimental = fields.Boolean(
        string="Experimental", help="Ends with an evaluation."
    )
    date_evaluation = fields.Date(string="Evaluated on")
    evaluation = fields.Text(string="What the evaluation found")

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A phase cannot end before it starts."
    )
    _evaluated_after_start = models.Constraint(
        "CHECK (date_evaluation >= date_start)",
        "A phase is not evaluated before it starts.",
    )

    @api.constrains("programme_id", "date_start", "date_end")
    def _check_within_programme(self):
        outside = self.filtered(
            lambda phase: (
                phase.programme_id.date_start
                and phase.date_start < phase.programme_id.date_start
            )
            or (
                phase.programme_id.date_end
                and phase.date_end > phase.programme_id.date_end
            )
        )
        if outside:
            raise ValidationError(
                self.env._(
                    "These phases lie outside the dates of their programme: %(names)s",
                    names=", ".join(outside.mapped("name")),
                )
            )
