# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MicroprojectMatch(models.Model):
    """A proposal of the engine for bank lines, with its reasons, and what came of it.

    One keystroke accepts, one opens the evidence. What the engine applied by
    itself stays here with its reasons and can be undone.
    """

    _name = "microproject.match"
    _description = "Proposed reconciliation"
    _inherit = ["ngo.guarded"]
    _order = "state, score desc, id"

    statement_line_ids = fields.Many2many(
        comodel_name="account.bank.statement.line", string="Bank lines", required=True
    )
    move_line_ids = fields.Many2many(comodel_name="account.move.line", string="Items")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(compute="_compute_line")
    label = fields.Char(compute="_compute_line")
    amount = fields.Monetary(compute="_compute_line")
    items = fields.Char(string="Proposed", compute="_compute_line")
    difference = fields.Monetary(
        compute="_compute_difference",
        help="What the bank line has more, or less, than the items.",
    )
    difference_model_id = fields.Many2one(
        comodel_name="account.reconcile.model",
        string="Difference named",
        domain="[('line_ids.account_id', '!=', False),"
        " ('company_id', '=', company_id)]",
        help="Withholding tax, stamp duty, bank charge: the house's own list says on"
        " which account each stands.",
    )
    score = fields.Float(readonly=True, digits=(6, 2))
    rank = fields.Integer(readonly=True, help="1: the best of its bank line.")
    reasons = fields.Json(readonly=True)
    reason_text = fields.Char(string="Because", compute="_compute_reason_text")
    is_sure = fields.Boolean(string="Sure", readonly=True)
    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("automatic", "Applied by itself"),
            ("refused", "Refused"),
            ("undone", "Undone"),
        ],
        required=True,
        readonly=True,
        default="proposed",
    )
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        everything = Domain.TRUE if live.has("finance_officer") else Domain.FALSE
        return super()._scope_reasons() + [
            ("money", self.env._("You reconcile the bank."), everything)
        ]

    @api.depends_context("lang")
    def _compute_display_name(self):
        for match in self:
            match.display_name = self.env._("Match %(number)s", number=match.id)

    @api.depends("statement_line_ids", "move_line_ids")
    def _compute_line(self):
        for match in self:
            lines = match.statement_line_ids
            match.date = min(lines.mapped("date"), default=False)
            match.label = " + ".join(line.payment_ref or "" for line in lines)
            match.amount = sum(lines.mapped("amount"))
            match.items = ", ".join(
                f"{item.move_id.name} {item.partner_id.name or ''}".strip()
                for item in match.move_line_ids
            )

    @api.depends("state", "statement_line_ids.amount", "move_line_ids.amount_residual")
    def _compute_difference(self):
        for match in self:
            lines, items = match.statement_line_ids, match.move_line_ids
            open_ones = match.state == "proposed" and len(lines.currency_id) == 1
            match.difference = open_ones and lines.currency_id.round(
                match.amount
                - sum(item._residual_in(lines.currency_id) for item in items)
            )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self._reason_words()
        for match in self:
            match.reason_text = ", ".join(
                words.get(code, code) for code, _value in match.reasons or []
            )

    @api.model
    def _reason_words(self):
        return {
            "amount_exact": self.env._("same amount"),
            "amount_fee": self.env._("amount with a fee"),
            "amount_partial": self.env._("a part of the amount"),
            "amount_sum": self.env._("sum of several items"),
            "amount_split": self.env._("several bank lines"),
            "reference": self.env._("document number"),
            "holder": self.env._("micro-project's code"),
            "name": self.env._("name"),
            "date": self.env._("date"),
            "other_reference": self.env._("but another number"),
            "noise": self.env._("but a fee or a salary"),
            "rival_item": self.env._("but another item fits"),
            "rival_line": self.env._("but another bank line fits"),
            "weak": self.env._("but too little evidence"),
        }

    @api.model
    def _propose_for(self, lines, apply_sure=False):
        """Ask the engine and keep its proposals; old open ones of the lines go.

        :param account.bank.statement.line lines: those not settled are looked at
        :param bool apply_sure: settle at once what is sure
        :rtype: microproject.match
        """
        lines = lines.filtered(lambda x: not x.is_reconciled)
        self.search(
            [("state", "=", "proposed"), ("statement_line_ids", "in", lines.ids)]
        ).unlink()
        outcome = lines._propose()
        vals_list = [self._prepare_vals(p, 1) for p in outcome.sure]
        seen = set()
        for proposals in outcome.suggested.values():
            for rank, proposal in enumerate(proposals, 1):
                key = (proposal.line_ids, proposal.item_ids)
                if key not in seen:
                    seen.add(key)
                    vals_list.append(self._prepare_vals(proposal, rank))
        matches = self.create(vals_list)
        if apply_sure:
            for match in matches.filtered("is_sure"):
                match._apply("automatic")
        return matches

    def _prepare_vals(self, proposal, rank):
        """Values of a match from a proposal of the engine."""
        return {
            "statement_line_ids": [fields.Command.set(proposal.line_ids)],
            "move_line_ids": [fields.Command.set(proposal.item_ids)],
            "score": proposal.score,
            "rank": rank,
            "is_sure": proposal.is_sure,
            "reasons": [(r.code, r.value) for r in proposal.reasons],
        }

    def write(self, vals):
        done = self.filtered(lambda m: m.state != "proposed")
        if done and set(vals) - {"state", "decided_by_id", "decided_on"}:
            raise UserError(self.env._("What was decided stays as it was proposed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_proposed(self):
        if self.filtered(lambda m: m.state != "proposed"):
            raise UserError(self.env._("What was decided stays as it was proposed."))

    def _apply(self, state):
        for match in self:
            if match.state != "proposed":
                raise UserError(self.env._("This proposal was decided already."))
            lines, items = match.statement_line_ids, match.move_line_ids
            if len(lines) == 1:
                lines._settle_with(items, match.difference_model_id)
            else:
                lines._settle_item_by_lines(items)
            match.write(
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "decided_on": fields.Datetime.now(),
                }
            )
            self.search(
                [
                    ("state", "=", "proposed"),
                    "|",
                    ("statement_line_ids", "in", lines.ids),
                    ("move_line_ids", "in", items.ids),
                ]
            ).unlink()

    def action_accept(self):
        self._apply("accepted")

    def action_refuse(self):
        for match in self.filtered(lambda m: m.state == "proposed"):
            match.write(
                {
                    "state": "refused",
                    "decided_by_id": self.env.uid,
                    "decided_on": fields.Datetime.now(),
                }
            )

    def action_undo(self):
        """Take an applied match back: the bank line is open again."""
        for match in self.filtered(lambda m: m.state in ("accepted", "automatic")):
            match.statement_line_ids.action_undo_reconciliation()
            match.write({"state": "undone", "decided_by_id": self.env.uid})

    def action_open_evidence(self):
        """The entries that the proposal would settle, with their papers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.move_line_ids.move_id.ids)],
        }
