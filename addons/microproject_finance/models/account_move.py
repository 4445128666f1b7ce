# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import money, receipts


class AccountMove(models.Model):
    """A bill that spends the money of a micro-project is a receipt."""

    _inherit = "account.move"

    microproject_ids = fields.Many2many(
        comodel_name="microproject.microproject",
        string="Micro-projects",
        compute="_compute_microproject_ids",
    )
    receipt_quality = fields.Selection(
        selection=[
            ("original", "Original"),
            ("copy", "Copy"),
            ("attestation", "Sworn statement"),
        ],
        string="Quality of the receipt",
        default="original",
        copy=False,
    )
    is_shared_receipt = fields.Boolean(
        string="Shared invoice",
        copy=False,
        help="One paper rightly claimed by several entries, each for its part.",
    )
    corrects_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Corrects",
        index="btree_not_null",
        copy=False,
        help="The entry of a closed period that this one corrects.",
    )

    @api.depends("line_ids.analytic_distribution")
    def _compute_microproject_ids(self):
        # Which entry belongs to which code; who may open them is another matter.
        everywhere = (
            self.env["microproject.microproject"].sudo().with_context(active_test=False)
        )
        for move in self:
            ids = move.line_ids._microproject_account_ids()
            move.microproject_ids = (
                everywhere.search([("account_id", "in", list(ids))])
                if ids
                else everywhere.browse()
            )

    def _post(self, soft=True):
        self.line_ids._check_three_axes()
        posted = super()._post(soft=soft)
        posted.line_ids._check_periods()
        receipts_posted = posted.filtered(
            lambda m: m.is_purchase_document(include_receipts=True)
            and m.microproject_ids
        )
        receipts_posted._check_eligible_dates()
        receipts_posted._check_same_paper()
        receipts_posted._check_ceilings()
        receipts_posted._settle_advances()
        return posted

    def button_draft(self):
        self.line_ids._check_periods()
        return super().button_draft()

    def button_cancel(self):
        self.line_ids._check_periods()
        return super().button_cancel()

    def _settle_advances(self):
        """A holder's receipt settles her oldest advance first."""
        for move in self.filtered(lambda m: m.partner_id.is_microproject_payee):
            owner = move.microproject_ids[:1]
            account = owner.programme_id.advance_account_id
            own = move.line_ids.filtered(
                lambda line, account=account: line.account_id == account
                and not line.reconciled
            )
            if not own:
                continue
            # The advance stands in the journals of the bank; its side is ours.
            advances = (
                self.env["account.move.line"]
                .sudo()
                .search(
                    [
                        ("account_id", "=", account.id),
                        ("partner_id", "=", move.partner_id.id),
                        ("parent_state", "=", "posted"),
                        ("reconciled", "=", False),
                        ("balance", ">" if own[0].balance < 0 else "<", 0),
                        ("move_id", "!=", move.id),
                    ],
                    order="date, id",
                )
            )
            if advances:
                (own.sudo() + advances).reconcile()

    def _check_eligible_dates(self):
        """The invoice's own date counts, not the day it was booked."""
        late = self.browse()
        for move in self:
            day = move.invoice_date or move.date
            for owner in move.microproject_ids:
                starts = [owner.date_works_start, owner.programme_id.date_start]
                ends = [owner.date_works_end, owner.programme_id.date_end]
                if any(d and day < d for d in starts) or any(
                    d and day > d for d in ends
                ):
                    late |= move
        ineligible = late.filtered(lambda m: not m._is_wholly_ineligible())
        if ineligible:
            raise ValidationError(
                self.env._(
                    "The invoice lies outside the dates of costs; put it on the"
                    " ineligible heading: %(names)s",
                    names=", ".join(ineligible.mapped("display_name")),
                )
            )

    def _is_wholly_ineligible(self):
        self.ensure_one()
        accounts = (
            self.env["microproject.heading"]
            .sudo()
            .search([("kind", "=", "ineligible")])
            .analytic_account_id
        )
        return all(
            line._distribution_ids() & set(accounts.ids)
            for line in self.line_ids
            if line.analytic_distribution
        )

    def _check_same_paper(self):
        """One file is claimed once, unless both entries say that it is shared."""
        # Papers of entries that the poster may not open count as well.
        attachments = self.env["ir.attachment"].sudo()
        own = attachments.search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "in", self.ids),
                ("res_field", "=", False),
                ("checksum", "!=", False),
            ]
        )
        if not own:
            return
        others = attachments.search(
            [
                ("res_model", "=", "account.move"),
                ("checksum", "in", own.mapped("checksum")),
                ("res_field", "=", False),
            ]
        )
        owners = defaultdict(set)
        for paper in others:
            owners[paper.checksum].add(paper.res_id)
        twins = []
        for move_ids in owners.values():
            moves = self.sudo().browse(move_ids).exists()
            moves = moves.filtered(lambda m: m.state == "posted")
            if len(moves) > 1 and not all(moves.mapped("is_shared_receipt")):
                twins += moves.mapped("display_name")
        if twins:
            raise ValidationError(
                self.env._(
                    "The same paper stands on several entries: %(names)s."
                    " Mark them as a shared invoice if each claims its part.",
                    names=", ".join(dict.fromkeys(twins)),
                )
            )

    def _check_ceilings(self):
        """Sworn statements and copies stay under their ceiling per micro-project."""
        for owner in self.microproject_ids:
            programme = owner.programme_id
            ceilings = {
                "attestation": programme.attestation_ceiling,
                "copy": programme.copy_ceiling,
            }
            ceilings = {q: money.money(c, 3) for q, c in ceilings.items() if c}
            over = receipts.over_ceiling(owner._get_papers(), ceilings)
            if over:
                raise ValidationError(
                    self.env._(
                        "%(code)s: receipts of lesser quality pass their ceiling by"
                        " %(amount)s.",
                        code=owner.code,
                        amount=", ".join(map(str, over.values())),
                    )
                )

    def _get_near_twins(self):
        """Entries of the same supplier and amount, at most three days apart.

        :rtype: account.move
        """
        self.ensure_one()
        day = self.invoice_date or self.date
        near = self.search(
            [
                ("id", "!=", self.id),
                ("move_type", "=", self.move_type),
                ("company_id", "=", self.company_id.id),
                ("state", "!=", "cancel"),
                ("amount_total", "=", self.amount_total),
                ("invoice_date", ">=", fields.Date.subtract(day, days=3)),
                ("invoice_date", "<=", fields.Date.add(day, days=3)),
            ]
        )
        papers = [m._to_paper() for m in self | near]
        found = {
            key
            for twin in receipts.twins(papers)
            for key in (twin.first, twin.second)
            if self.id in (twin.first, twin.second)
        }
        return self.browse(found - {self.id})

    def _to_paper(self):
        self.ensure_one()
        return receipts.Paper(
            self.id,
            self.partner_id.name or "",
            money.money(self.amount_total, 3),
            self.invoice_date or self.date,
            reference=self.ref or "",
            quality=self.receipt_quality or "original",
            is_shared=self.is_shared_receipt,
        )
