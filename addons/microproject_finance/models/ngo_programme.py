# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

BOUNDED = " AND ".join(
    f"({name} >= 0 AND {name} <= 100)"
    for name in (
        "flex_percent",
        "justify_percent",
        "explain_percent",
        "overrun_percent",
    )
)


class NgoProgramme(models.Model):
    """A programme that funds micro-projects: the donor's rules, the advance account."""

    _inherit = "ngo.programme"

    has_microprojects = fields.Boolean(string="Funds micro-projects")
    donor_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of the report",
        default=lambda self: self.env.company.currency_id,
    )
    book_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the books"
    )
    advance_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Account of advances to justify",
        domain="[('account_type', '=', 'liability_payable'), ('reconcile', '=', True)]",
        help="One account (467) for all holders: payments debit it, receipts and"
        " refunds credit it, what stands on it is still to be justified.",
    )
    common_analytic_id = fields.Many2one(
        comodel_name="account.analytic.account",
        string="Common costs",
        readonly=True,
        copy=False,
        help="Analytic account of what the programme spends itself.",
    )
    fx_method = fields.Selection(
        selection=[
            ("period_average", "Mean of the months of the period"),
            ("tranche", "Rate at which the money came in"),
        ],
        string="Method of conversion",
        default="period_average",
        required=True,
    )
    flex_percent = fields.Float(
        string="Flexibility (%)",
        default=25.0,
        help="How far a heading may vary from the contract, cumulative and in both"
        " directions, without an amendment (EU general conditions, article 9.4).",
    )
    explain_percent = fields.Float(
        string="Explain beyond (%)",
        default=10.0,
        help="A heading spent beyond the contract by more than this is explained.",
    )
    overrun_percent = fields.Float(
        string="Tolerance of a budget line (%)",
        default=10.0,
        help="How far a line of a micro-project may be spent beyond its budget before"
        " an overrun must be approved.",
    )
    justify_percent = fields.Float(
        string="Justified before the next tranche (%)", default=80.0
    )
    advance_max_days = fields.Integer(string="Oldest advance (days)", default=60)
    attestation_ceiling = fields.Monetary(
        string="Ceiling of sworn statements",
        currency_field="book_currency_id",
        help="Per micro-project; 0: no ceiling.",
    )
    copy_ceiling = fields.Monetary(
        string="Ceiling of copies",
        currency_field="book_currency_id",
        help="Per micro-project; 0: no ceiling.",
    )
    quote_threshold = fields.Monetary(
        string="Quotations above",
        currency_field="book_currency_id",
        help="Below it one quotation is enough.",
    )
    quote_count = fields.Integer(string="Quotations asked for", default=3)
    signature_threshold = fields.Monetary(
        string="Second signature above",
        currency_field="book_currency_id",
        help="Above it an accepted application is signed by a second person, where a"
        " policy row asks for it.",
    )
    duty_waiver_reason = fields.Char(
        string="One person for two duties, because",
        help="Empty: requester, approver and payer are three persons.",
    )
    microproject_ids = fields.One2many(
        comodel_name="microproject.microproject",
        inverse_name="programme_id",
        string="Micro-projects",
    )
    tranche_rule_ids = fields.One2many(
        comodel_name="microproject.tranche.rule",
        inverse_name="programme_id",
        string="What must be there before a tranche is paid",
    )
    funding_ids = fields.One2many(
        comodel_name="microproject.funding",
        inverse_name="programme_id",
        string="Funding sources",
    )
    budget_version_ids = fields.One2many(
        comodel_name="microproject.budget.version",
        inverse_name="programme_id",
        domain=[("microproject_id", "=", False)],
        string="Budget of the programme",
    )

    _microproject_percents = models.Constraint(
        f"CHECK ({BOUNDED})", "Percentages stand between 0 and 100."
    )
    _microproject_limits = models.Constraint(
        "CHECK (advance_max_days >= 0 AND quote_count > 0"
        " AND (signature_threshold IS NULL OR (signature_threshold >= 0"
        " AND signature_threshold < 1e12))"
        " AND (quote_threshold IS NULL OR (quote_threshold >= 0"
        " AND quote_threshold < 1e12))"
        " AND (attestation_ceiling IS NULL OR (attestation_ceiling >= 0"
        " AND attestation_ceiling < 1e12))"
        " AND (copy_ceiling IS NULL OR (copy_ceiling >= 0 AND copy_ceiling < 1e12)))",
        "Ages and ceilings cannot be negative.",
    )

    @api.onchange("has_microprojects")
    def _onchange_has_microprojects(self):
        """Begin with the account that came with the chart."""
        if self.has_microprojects and not self.advance_account_id:
            charts = self.env["account.chart.template"]
            company = self.company_id or self.env.company
            self.advance_account_id = charts._get_advance_account(company)

    @api.model_create_multi
    def create(self, vals_list):
        programmes = super().create(vals_list)
        programmes.filtered("has_microprojects")._ensure_common_analytic()
        return programmes

    def write(self, vals):
        result = super().write(vals)
        if vals.get("has_microprojects"):
            self._ensure_common_analytic()
        return result

    def _ensure_common_analytic(self):
        """Give every programme its analytic account of common costs."""
        axes = self.env["microproject.axes"]
        for programme in self.filtered(lambda p: not p.common_analytic_id):
            programme.common_analytic_id = axes._create_account(
                "base",
                self.env._("%(name)s: common costs", name=programme.name),
                programme.company_id or self.env.company,
            )

    def _get_advance_account(self):
        """The account of advances.

        :raise UserError: when a programme has none
        """
        missing = self.filtered(lambda p: not p.advance_account_id)
        if missing:
            raise UserError(
                self.env._(
                    "These programmes have no account of advances: %(names)s",
                    names=", ".join(missing.mapped("display_name")),
                )
            )
        return self.advance_account_id

    def _get_analytic_accounts(self):
        """Analytic accounts that mark the programme's costs: its own and those of
        its micro-projects, the closed and archived ones included.

        :rtype: account.analytic.account
        """
        # Which accounts mark a programme does not depend on the reader's scope.
        everywhere = self.sudo().with_context(active_test=False)
        return everywhere.common_analytic_id | everywhere.microproject_ids.account_id

    def _get_budget(self):
        """The approved version of the programme's own budget, empty if none."""
        self.ensure_one()
        return self.budget_version_ids.filtered(lambda v: v.state == "approved")[:1]
