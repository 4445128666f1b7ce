# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MicroprojectHeading(models.Model):
    """A heading of a donor's budget, such as ``3.2 Equipment``."""

    _name = "microproject.heading"
    _description = "Budget heading"
    _order = "code, id"
    _parent_store = True
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    parent_id = fields.Many2one(
        comodel_name="microproject.heading", index="btree_not_null", ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    kind = fields.Selection(
        selection=[
            ("cost", "Cost"),
            ("indirect", "Indirect cost"),
            ("contingency", "Contingency"),
            ("in_kind", "In kind"),
            ("ineligible", "Ineligible"),
        ],
        required=True,
        default="cost",
        help="What a donor does not take stands on the ineligible heading, as its"
        " own line: nobody types an eligible amount.",
    )
    is_flex_exempt = fields.Boolean(
        string="Outside flexibility", help="Every move needs the donor's consent."
    )
    analytic_account_id = fields.Many2one(
        comodel_name="account.analytic.account",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Legal entity",
        required=True,
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(code, company_id) WHERE active", "A heading with this code exists already."
    )
    _account_uniq = models.UniqueIndex(
        "(analytic_account_id)", "This analytic account serves another heading."
    )

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for heading in self:
            heading.display_name = f"{heading.code or ''} {heading.name or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        axes, companies = self.env["microproject.axes"], self.env["res.company"]
        for vals in vals_list:
            if not vals.get("analytic_account_id"):
                company = companies.browse(vals.get("company_id")) or self.env.company
                vals["analytic_account_id"] = axes._create_account(
                    "heading", vals.get("name"), company, vals.get("code")
                ).id
        return super().create(vals_list)
