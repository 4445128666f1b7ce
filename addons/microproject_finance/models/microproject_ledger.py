# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

STATES = [
    ("complete", "Complete"),
    ("receipt_missing", "Receipt missing"),
    ("bank_missing", "Bank missing"),
    ("unbudgeted", "Not in the budget"),
    ("ineligible", "Ineligible"),
]

# Both directions of what was reconciled, each read by its own index.
PAIR = """SELECT debit_move_id AS line_id, credit_move_id AS other_id
            FROM account_partial_reconcile
           UNION ALL
          SELECT credit_move_id, debit_move_id FROM account_partial_reconcile"""


class MicroprojectLedger(models.Model):
    """Costs of programmes with the three-way state: bank, receipt, budget.

    Read only, over analytic lines that have a posted journal item: the amounts
    exist nowhere else.
    """

    _name = "microproject.ledger"
    _description = "Ledger of micro-projects"
    _inherit = ["microproject.scoped"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "label"
    _programme_path = "programme_id"
    # What is written before the ledger is read.
    _depends = {
        "account.analytic.line": ["account_id", "amount", "date", "move_line_id"],
        "account.move": ["state", "ref", "invoice_date", "receipt_quality"],
        "account.move.line": ["account_id", "move_id", "statement_line_id"],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id"],
        "ir.attachment": ["res_model", "res_id"],
        "microproject.budget.line": ["version_id", "heading_id", "funding_id"],
        "microproject.budget.version": ["state", "microproject_id"],
        "microproject.cash.count": ["state", "date", "journal_id"],
        "microproject.heading": ["analytic_account_id", "kind"],
        "microproject.microproject": ["programme_id", "project_id"],
        "ngo.programme": ["common_analytic_id"],
        "project.project": ["account_id"],
    }

    date = fields.Date(string="Booked on", readonly=True)
    invoice_date = fields.Date(readonly=True)
    label = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    programme_id = fields.Many2one(comodel_name="ngo.programme", readonly=True)
    microproject_id = fields.Many2one(
        comodel_name="microproject.microproject", string="Micro-project", readonly=True
    )
    heading_id = fields.Many2one(comodel_name="microproject.heading", readonly=True)
    funding_id = fields.Many2one(
        comodel_name="microproject.funding", string="Funding source", readonly=True
    )
    move_id = fields.Many2one(comodel_name="account.move", readonly=True)
    reference = fields.Char(string="Document", readonly=True)
    quality = fields.Char(readonly=True)
    has_receipt = fields.Boolean(string="Receipt", readonly=True)
    is_bank_matched = fields.Boolean(string="On the bank", readonly=True)
    is_budgeted = fields.Boolean(string="In the budget", readonly=True)
    is_eligible = fields.Boolean(string="Eligible", readonly=True)
    # Required: never empty, so a search asks each line once and not twice.
    match_state = fields.Selection(
        selection=STATES, string="State", required=True, readonly=True
    )

    @property
    def _table_query(self):
        axes = self.env["microproject.axes"]
        heading = SQL.identifier("aal", axes._column("heading"))
        funding = SQL.identifier("aal", axes._column("funding"))
        pair = SQL(PAIR)
        # Subselects, no WITH: they melt into the query around them, whose order and
        # limit then walk down the index of dates instead of sorting every line.
        return SQL(
            """
SELECT fact.*,
       CASE WHEN NOT is_eligible THEN 'ineligible'
            WHEN NOT is_budgeted THEN 'unbudgeted'
            WHEN NOT has_receipt THEN 'receipt_missing'
            WHEN NOT is_bank_matched THEN 'bank_missing'
            ELSE 'complete' END AS match_state
  FROM (
    SELECT cost.*,
           EXISTS (SELECT 1 FROM ir_attachment a
                    WHERE a.res_model = 'account.move' AND a.res_id = cost.move_id
                      AND a.res_field IS NULL) AS has_receipt,
           heading_kind IS DISTINCT FROM 'ineligible' AS is_eligible,
           EXISTS (SELECT 1 FROM microproject_budget_line b
                     JOIN microproject_budget_version v ON v.id = b.version_id
                    WHERE v.state = 'approved' AND v.programme_id = cost.programme_id
                      AND COALESCE(v.microproject_id, 0)
                          = COALESCE(cost.microproject_id, 0)
                      AND b.heading_id = cost.heading_id
                      AND b.funding_id = cost.funding_id) AS is_budgeted,
           (EXISTS (SELECT 1 FROM account_move_line s
                     WHERE s.move_id = cost.move_id
                       AND s.statement_line_id IS NOT NULL)
            OR EXISTS (
               SELECT 1 FROM account_move_line l
                 JOIN (%(pair)s) p ON p.line_id = l.id
                 JOIN account_move_line c ON c.id = p.other_id
                WHERE l.move_id = cost.move_id
                  AND (c.statement_line_id IS NOT NULL
                       OR EXISTS (
                          SELECT 1 FROM account_move_line l2
                            JOIN (%(pair)s) p2 ON p2.line_id = l2.id
                            JOIN account_move_line c2 ON c2.id = p2.other_id
                           WHERE l2.move_id = c.move_id
                             AND c2.statement_line_id IS NOT NULL)
                       OR EXISTS (
                          SELECT 1 FROM microproject_cash_count k
                            JOIN account_journal cj ON cj.id = k.journal_id
                           WHERE cj.id = c.journal_id AND cj.type = 'cash'
                             AND k.state = 'done' AND k.date >= c.date)))
           ) AS is_bank_matched
      FROM (
        SELECT aal.id, aal.date, aal.name AS label, -aal.amount AS amount,
               aal.company_id, company.currency_id, aml.move_id, am.invoice_date,
               am.ref AS reference, am.receipt_quality AS quality,
               j.type AS journal_type, owner.id AS microproject_id,
               COALESCE(owner.programme_id, programme.id) AS programme_id,
               head.id AS heading_id, head.kind AS heading_kind,
               fund.id AS funding_id
          FROM account_analytic_line aal
          JOIN account_move_line aml ON aml.id = aal.move_line_id
          JOIN account_move am ON am.id = aml.move_id AND am.state = 'posted'
          JOIN account_journal j ON j.id = am.journal_id
          JOIN account_account gl ON gl.id = aml.account_id
          JOIN res_company company ON company.id = aal.company_id
     LEFT JOIN (microproject_microproject owner
                JOIN project_project project ON project.id = owner.project_id)
            ON project.account_id = aal.account_id
     LEFT JOIN ngo_programme programme ON programme.common_analytic_id = aal.account_id
     LEFT JOIN microproject_heading head ON head.analytic_account_id = %(heading)s
     LEFT JOIN microproject_funding fund ON fund.analytic_account_id = %(funding)s
         WHERE gl.account_type <> 'off_balance'
           AND (owner.id IS NOT NULL OR programme.id IS NOT NULL)
      ) cost
  ) fact
""",
            heading=heading,
            funding=funding,
            pair=pair,
        )

    def action_open_evidence(self):
        """The entry with its papers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def action_open(self):
        """What a click on a row opens: the entry, or to who keeps no books the
        micro-project."""
        self.ensure_one()
        if self.move_id.has_access("read") or not self.microproject_id:
            return self.action_open_evidence()
        return self.microproject_id.get_formview_action()
