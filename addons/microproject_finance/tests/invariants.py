# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The invariants I1 to I15 as SQL over the ledger: nothing here asks the room."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

# What a bank clerk writes, and nobody reads in this room once a line is settled.
HOLDER = "FATOU DIALLO"
CENT = Decimal("0.01")

# Lines of costs in cash with their axes; %(heading)s and %(funding)s are columns.
COSTS = """
SELECT aal.id, aal.account_id, aal.amount, aal.date, aal.company_id, aal.currency_id,
       h.id AS heading, h.code, h.kind, f.id AS fund, mp.id AS owner
  FROM account_analytic_line aal
  JOIN account_account gl ON gl.id = aal.general_account_id
  JOIN project_project p ON p.account_id = aal.account_id
  JOIN microproject_microproject mp ON mp.project_id = p.id
  LEFT JOIN microproject_heading h ON h.analytic_account_id = aal.{heading}
  LEFT JOIN microproject_funding f ON f.analytic_account_id = aal.{funding}
 WHERE aal.move_line_id IS NOT NULL AND gl.account_type <> 'off_balance'
   AND mp.programme_id = %(programme)s
"""

# Each finds what is wrong: a line is a broken invariant.
BROKEN = {
    "I3 three axes": "SELECT id FROM ({costs}) c WHERE heading IS NULL OR fund IS NULL",
    "I3 whole": """
        SELECT l.id FROM account_move_line l, jsonb_each(l.analytic_distribution) d
         WHERE l.parent_state = 'posted' GROUP BY l.id
        HAVING SUM(d.value::numeric) <> 100
            OR BOOL_OR(array_length(string_to_array(d.key, ','), 1) <> 3)""",
    "I5 tranches within the award": """
        SELECT mp.id FROM microproject_microproject mp
         WHERE (SELECT SUM(amount) FROM microproject_tranche t
                 WHERE t.microproject_id = mp.id AND t.state <> 'cancelled')
             > (SELECT SUM(b.amount) FROM microproject_budget_line b
                  JOIN microproject_budget_version v ON v.id = b.version_id
                  JOIN microproject_funding f ON f.id = b.funding_id
                 WHERE v.microproject_id = mp.id AND v.state = 'approved'
                   AND f.nature = 'cash' AND f.kind = 'grant')""",
    "I6 spent within the budget": """
        WITH room AS (
            SELECT v.microproject_id AS owner, b.heading_id AS heading,
                   b.funding_id AS fund,
                   SUM(b.amount) * (1 + MAX(g.overrun_percent)::numeric / 100) AS most
              FROM microproject_budget_line b
              JOIN microproject_budget_version v ON v.id = b.version_id
              JOIN ngo_programme g ON g.id = v.programme_id
              JOIN microproject_funding f ON f.id = b.funding_id
             WHERE v.state = 'approved' AND f.nature = 'cash' GROUP BY 1, 2, 3)
        SELECT c.owner FROM ({costs}) c
          LEFT JOIN room r USING (owner, heading, fund)
         WHERE c.kind <> 'ineligible' GROUP BY c.owner, c.heading, c.fund, r.most
        HAVING -SUM(c.amount) > 0 AND -SUM(c.amount) > COALESCE(r.most, 0)
             + COALESCE((SELECT SUM(o.amount) FROM microproject_overrun o
                          WHERE o.state = 'approved' AND o.microproject_id = c.owner
                            AND o.heading_id = c.heading AND o.funding_id = c.fund), 0)
             + 0.0005""",
    "I7 moves keep the total": """
        SELECT v.id FROM microproject_budget_version v
         WHERE v.parent_id IS NOT NULL
           AND (SELECT SUM(amount) FROM microproject_budget_line
                 WHERE version_id = v.id)
            <> (SELECT SUM(amount) FROM microproject_budget_line
                 WHERE version_id = v.parent_id)""",
    "I7 within flexibility": """
        WITH RECURSIVE line AS (
            SELECT v.id AS version, v.id AS step, v.parent_id
              FROM microproject_budget_version v WHERE v.decision = 'unilateral'
               AND v.state <> 'draft' AND v.parent_id IS NOT NULL
             UNION ALL
            SELECT line.version, p.id, p.parent_id FROM line
              JOIN microproject_budget_version p ON p.id = line.parent_id
             WHERE p.decision = 'unilateral'),
        ground AS (
            SELECT line.version, line.parent_id AS contract FROM line
              JOIN microproject_budget_version p ON p.id = line.parent_id
             WHERE p.decision <> 'unilateral'),
        moved AS (
            SELECT line.version, b.heading_id, r.amount AS part FROM line
              JOIN microproject_reallocation r ON r.version_id = line.step
              JOIN microproject_budget_line b ON b.id = r.target_id
             UNION ALL
            SELECT line.version, b.heading_id, -r.amount FROM line
              JOIN microproject_reallocation r ON r.version_id = line.step
              JOIN microproject_budget_line b ON b.id = r.source_id)
        SELECT version FROM (SELECT version, heading_id, SUM(part) AS part FROM moved
                              GROUP BY 1, 2) m JOIN ground USING (version)
          JOIN microproject_budget_version v ON v.id = m.version
          JOIN ngo_programme g ON g.id = v.programme_id
         WHERE ABS(part) > g.flex_percent::numeric / 100 * COALESCE((
               SELECT SUM(b.amount) FROM microproject_budget_line b
                WHERE b.version_id = contract AND b.heading_id = m.heading_id), 0)""",
    "I8 paid after it was cleared": """
        SELECT p.id FROM account_payment p
          JOIN microproject_tranche t ON t.id = p.microproject_tranche_id
         WHERE p.state IN ('in_process', 'paid')
           AND (t.state <> 'cleared' OR t.cleared_on IS NULL
                OR t.cleared_on::date > p.date OR p.amount <> t.amount)""",
    "I9 one paper, one claim": """
        SELECT a.checksum FROM ir_attachment a
          JOIN account_move m ON m.id = a.res_id AND m.state = 'posted'
         WHERE a.res_model = 'account.move' AND a.res_field IS NULL
           AND m.company_id = %(company)s AND NOT COALESCE(m.is_shared_receipt, FALSE)
         GROUP BY 1 HAVING COUNT(DISTINCT m.id) > 1""",
    "I9 explained to the millime": """
        SELECT s.id FROM account_bank_statement_line s
          JOIN account_move_line l ON l.move_id = s.move_id
          JOIN account_journal j ON j.id = s.journal_id
         WHERE s.is_reconciled AND l.account_id <> j.default_account_id
         GROUP BY s.id HAVING -SUM(l.balance) <> s.amount
            OR BOOL_OR(NOT l.reconciled)""",
    "I9 one line, one explanation": """
        SELECT account_bank_statement_line_id
          FROM account_bank_statement_line_microproject_match_rel r
          JOIN microproject_match m ON m.id = r.microproject_match_id
         WHERE m.state IN ('accepted', 'automatic') GROUP BY 1 HAVING COUNT(*) > 1""",
    "I9 nothing settled twice": """
        SELECT l.id FROM account_move_line l
          JOIN account_partial_reconcile p
            ON l.id IN (p.debit_move_id, p.credit_move_id)
         GROUP BY l.id HAVING SUM(p.amount) > ABS(l.balance)""",
    "I13 one company, one currency": """
        SELECT c.id FROM ({costs}) c JOIN res_company k ON k.id = c.company_id
         WHERE k.id <> %(company)s OR c.currency_id <> k.currency_id
         UNION ALL
        SELECT l.id FROM account_move_line l JOIN account_move m ON m.id = l.move_id
         WHERE m.company_id = %(company)s AND l.company_id <> m.company_id
         UNION ALL
        SELECT b.id FROM microproject_budget_line b
          JOIN microproject_budget_version v ON v.id = b.version_id
          JOIN microproject_funding f ON f.id = b.funding_id
         WHERE b.currency_id <> v.currency_id OR f.programme_id <> v.programme_id""",
    "I14 three persons": """
        SELECT p.id FROM account_payment p
          JOIN microproject_tranche t ON t.id = p.microproject_tranche_id
         WHERE p.state IN ('in_process', 'paid')
           AND (t.requested_by_id = t.cleared_by_id OR p.create_uid IN
                (t.requested_by_id, t.cleared_by_id))""",
    "I14 who asks does not clear": """
        SELECT t.id FROM microproject_tranche t
          JOIN microproject_microproject mp ON mp.id = t.microproject_id
         WHERE t.state = 'cleared' AND t.requested_by_id = t.cleared_by_id
           AND mp.programme_id = %(programme)s""",
    "I14 who asks does not approve": """
        SELECT id FROM microproject_overrun
         WHERE state = 'approved' AND asked_by_id = decided_by_id""",
    "I15 no name on what finance reads": """
        SELECT s.id FROM account_bank_statement_line s
          JOIN account_move_line l ON l.move_id = s.move_id
          JOIN microproject_microproject mp ON mp.payee_id = l.partner_id
         WHERE s.is_reconciled AND (s.payment_ref ILIKE %(holder)s
            OR s.partner_name IS NOT NULL OR l.name ILIKE %(holder)s)
         UNION ALL
        SELECT a.id FROM account_analytic_account a
          JOIN project_project p ON p.account_id = a.id
          JOIN microproject_microproject mp ON mp.project_id = p.id
         WHERE a.partner_id IS NOT NULL OR p.partner_id IS NOT NULL""",
}

# Paid, justified, refunded and outstanding of each payee, by the kind of journal.
ADVANCES = """
SELECT mp.id,
       COALESCE(SUM(l.debit) FILTER (WHERE j.type IN ('bank', 'cash', 'general')), 0),
       COALESCE(SUM(l.credit - CASE WHEN j.type = 'general' THEN 0 ELSE l.debit END)
                FILTER (WHERE j.type NOT IN ('bank', 'cash')), 0),
       COALESCE(SUM(l.credit) FILTER (WHERE j.type IN ('bank', 'cash')), 0),
       COALESCE(SUM(l.balance), 0)
  FROM microproject_microproject mp
  LEFT JOIN account_move_line l ON l.partner_id = mp.payee_id
       AND l.account_id = %(advance)s AND l.parent_state = 'posted'
  LEFT JOIN account_journal j ON j.id = l.journal_id
 WHERE mp.programme_id = %(programme)s GROUP BY mp.id
"""


def exact(value):
    """Decimal on three places of what the ledger rounded."""
    return Decimal(str(value or 0)).quantize(Decimal("0.001"), ROUND_HALF_UP)


class Invariants:
    """Checks for a test case of the room; `walk` is what the test knows it did."""

    def rows(self, query, **values):
        """Rows of a query, %(name)s filled in, after what is pending was written."""
        self.env.flush_all()
        values = {
            "programme": self.programme.id,
            "company": self.company.id,
            "advance": self.advance.id,
            "holder": f"%{HOLDER}%",
            **values,
        }
        self.env.cr.execute(query, values)
        return self.env.cr.fetchall()

    def costs_query(self):
        axes = self.env["microproject.axes"]
        return COSTS.format(
            heading=axes._column("heading"), funding=axes._column("funding")
        )

    def plans(self, plans):
        """Sums of all amounts that are typed: no entry of the ledger moves them. I4"""
        found = {}
        for model, field in sorted(plans):
            table = self.env[model]._table
            found[model, field] = self.rows(
                f"SELECT SUM({field}), COUNT(*) FROM {table}"
            )
        return found

    def check_invariants(self, walk):
        """I1 to I15 at this instant; `walk.said` tells the way here on a failure."""
        for name, query in BROKEN.items():
            found = self.rows(query.replace("{costs}", self.costs_query()))
            self.assertEqual(found, [], f"{name}, {walk.said}")
        self.env.invalidate_all()
        self.check_advances(walk)
        self.check_costs(walk)
        self.check_plans(walk)
        self.check_periods(walk)

    def check_advances(self, walk):
        """I1: paid = justified + refunded + outstanding = what was given and taken."""
        owners = {owner.id: owner for owner in walk.owners}
        for key, *figures in self.rows(ADVANCES):
            if key not in owners:
                continue
            paid, justified, refunded, outstanding = map(exact, figures)
            self.assertEqual(paid, justified + refunded + outstanding, walk.said)
            self.assertEqual((paid, refunded), walk.given_back(key), walk.said)
            names = ("paid", "justified", "refunded", "outstanding")
            shown = [exact(owners[key][name]) for name in names]
            expected = [paid, justified, refunded, outstanding]
            self.assertEqual(shown, expected, walk.said)

    def check_costs(self, walk):
        """I2: ledger = analytic lines = cost lines of the books = bills that stand."""
        spent = defaultdict(Decimal)
        for owner, amount in self.rows(
            f"SELECT owner, -SUM(amount) FROM ({self.costs_query()}) c GROUP BY 1"
        ):
            spent[owner] = exact(amount)
        for owner in walk.owners:
            books = self.rows(
                "SELECT SUM(l.balance) FROM account_move_line l"
                " JOIN account_account gl ON gl.id = l.account_id"
                " WHERE l.parent_state = 'posted' AND gl.account_type <> 'off_balance'"
                " AND EXISTS (SELECT 1 FROM jsonb_object_keys(l.analytic_distribution)"
                " k WHERE split_part(k, ',', 1) = %(account)s)",
                account=str(owner.account_id.id),
            )
            ledger = self.env["microproject.ledger"].search(
                [("microproject_id", "=", owner.id)]
            )
            seen = sum((exact(row.amount) for row in ledger), Decimal(0))
            for found in (exact(books[0][0]), seen, exact(owner.spent)):
                self.assertEqual(found, spent[owner.id], f"I2, {walk.said}")
            self.assertEqual(spent[owner.id], walk.costs_of(owner), f"I2, {walk.said}")

    def check_plans(self, walk):
        """I5: award, own part and gifts in kind are the budget's, never mixed."""
        for owner in walk.owners:
            found = defaultdict(Decimal)
            for nature, kind, amount in self.rows(
                "SELECT f.nature, f.kind, SUM(b.amount) FROM microproject_budget_line b"
                " JOIN microproject_budget_version v ON v.id = b.version_id"
                " JOIN microproject_funding f ON f.id = b.funding_id"
                " WHERE v.state = 'approved' AND v.microproject_id = %(owner)s"
                " GROUP BY 1, 2",
                owner=owner.id,
            ):
                part = "in_kind" if nature == "in_kind" else kind
                found[part] += exact(amount)
            shown = {
                "grant": exact(owner.award),
                "own": exact(owner.own_contribution),
                "in_kind": exact(owner.in_kind),
            }
            self.assertEqual(
                shown, {key: found[key] for key in shown}, f"I5, {walk.said}"
            )
            self.assertEqual(exact(owner.planned), found["grant"] + found["own"])

    def check_periods(self, walk):
        """I10: closed periods count the same. I11: reported = sum of rounded lines."""
        for period, rate in walk.closed.items():
            rows = self.rows(
                f"SELECT -amount, code, kind FROM ({self.costs_query()}) c"
                " WHERE date BETWEEN %(start)s AND %(end)s",
                start=period.date_from,
                end=period.date_to,
            )
            total = sum((exact(row[0]) for row in rows), Decimal(0))
            frozen = period.figures
            self.assertEqual(
                (len(rows), total),
                (frozen["lines"], Decimal(frozen["total"])),
                f"I10, {walk.said}",
            )
            reported = defaultdict(Decimal)
            for amount, code, kind in rows:
                if kind != "ineligible":
                    line = exact(amount) / rate
                    reported[code] += line.quantize(CENT, ROUND_HALF_UP)
            said = {key: Decimal(text) for key, text in frozen["reported"].items()}
            self.assertEqual(said, dict(reported), f"I11, {walk.said}")
