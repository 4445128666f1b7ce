# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class NgoProgrammePartner(models.Model):
    """A role line: who funds, carries out or supports a programme."""

    _name = "ngo.programme.partner"
    _inherit = ["ngo.reference"]
    _description = "Partner of a Programme"
    _order = "programme_id, sequence, id"
    _write_roles = ("programme_manager",)
    _write_site_path = "programme_id.site_ids"
    _write_programme_path = "programme_id"

    programme_id = fields.Many2one(
        comodel_name="ngo.programme", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        selection=[
            ("funder", "Funder"),
            ("implementer", "Implementer"),
            ("strategic", "Strategic partner"),
            ("other", "Other partner"),
        ],
        required=True,
        default="other",
    )
    through_id = fields.Many2one(
        comodel_name="res.partner",
        string="Through",
        help="The body by which a funder pays, such as an agency.",
    )
    sequence = fields.Integer(default=10)

    _role_uniq = models.UniqueIndex(
        "(programme_id, partner_id, role)",
        "This partner has this role in the programme already.",
    )

    @api.depends("partner_id.name", "role", "through_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for line in self:
            name = f"{line.partner_id.name} ({roles.get(line.role, '')})"
            if line.through_id:
                name = self.env._(
                    "%(partner)s through %(agency)s",
                    partner=name,
                    agency=line.through_id.name,
                )
            line.display_name = name

    @api.constrains("role", "through_id")
    def _check_through(self):
        wrong = self.filtered(lambda line: line.through_id and line.role != "funder")
        if wrong:
            raise ValidationError(
                self.env._(
                    "Only funders pay through another body: %(lines)s",
                    lines=", ".join(wrong.mapped("display_name")),
                )
            )
