# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Answer of the person → what a look at the need finds.
LOOKS = {"met": "met", "partly": "partly", "not_met": "not"}


class PartnerReferral(models.Model):
    """The file and the need that a referral answers."""

    _inherit = "partner.referral"

    case_id = fields.Many2one(
        "migrant.case",
        string="Case",
        compute="_compute_case_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        domain="[('beneficiary_id', '=', beneficiary_id)]",
    )
    need_id = fields.Many2one(
        "migrant.need",
        string="Need of the file",
        index="btree_not_null",
        ondelete="set null",
        domain="[('case_id', '=', case_id)]",
        help="Covered by the person's answer, never by the partner's.",
    )

    @api.depends("beneficiary_id", "need_id")
    def _compute_case_id(self):
        cases = self.env["migrant.case"].sudo(False)
        may_read = cases.has_access("read")
        for referral in self:
            known = referral.need_id.case_id or referral.case_id
            if known or not may_read or not referral.beneficiary_id:
                referral.case_id = known
                continue
            referral.case_id = cases.search(
                [
                    ("beneficiary_id", "=", referral.beneficiary_id.id),
                    ("state", "in", ("screening", "open", "on_hold")),
                ],
                limit=1,
            )

    @api.constrains("beneficiary_id", "case_id", "need_id")
    def _check_same_file(self):
        # Only whose they are is compared; nothing of the files is shown.
        wrong = self.sudo().filtered(
            lambda referral: (
                (
                    referral.case_id
                    and referral.case_id.beneficiary_id != referral.beneficiary_id
                )
                or (referral.need_id and referral.need_id.case_id != referral.case_id)
            )
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "The need belongs to another file: %(codes)s",
                    codes=", ".join(wrong.mapped("code")),
                )
            )

    def _on_outcome(self):
        result = super()._on_outcome()
        look = LOOKS.get(self.outcome)
        if look and self.need_id:
            # Whoever of the team asked the person notes it; the file may be another's.
            self.need_id.sudo()._check_now(look, view=self.outcome_note or None)
        return result


class MigrantNeed(models.Model):
    _inherit = "migrant.need"

    def action_refer(self):
        """Refer the person to a partner for this need."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Referral"),
            "res_model": "partner.referral",
            "view_mode": "form",
            "context": {
                "default_beneficiary_id": self.case_id.beneficiary_id.id,
                "default_need_id": self.id,
                "default_case_id": self.case_id.id,
            },
        }
