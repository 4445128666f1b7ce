# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import receipts

MAX_BYTES = 20 * 1024 * 1024


class MicroprojectReceiptDrop(models.TransientModel):
    """Photograph a paper against a tranche and a heading; no amount is asked."""

    _name = "microproject.receipt.drop"
    _description = "Send a receipt"

    microproject_id = fields.Many2one(
        comodel_name="microproject.microproject", string="Micro-project", required=True
    )
    tranche_id = fields.Many2one(
        comodel_name="microproject.tranche",
        domain="[('microproject_id', '=', microproject_id)]",
    )
    available_heading_ids = fields.Many2many(
        comodel_name="microproject.heading", compute="_compute_available_heading_ids"
    )
    heading_id = fields.Many2one(
        comodel_name="microproject.heading",
        domain="[('id', 'in', available_heading_ids)]",
    )
    kind = fields.Selection(
        selection=lambda self: self.env["microproject.receipt"]._kinds(),
        required=True,
        default="receipt",
    )
    file = fields.Binary(string="Photograph", attachment=False)
    filename = fields.Char()
    receipt_id = fields.Many2one(comodel_name="microproject.receipt", readonly=True)
    number = fields.Char(related="receipt_id.number")
    has_twin = fields.Boolean(string="Sent before", readonly=True)

    @api.depends("microproject_id")
    def _compute_available_heading_ids(self):
        for drop in self:
            lines = drop.microproject_id.budget_id.line_ids
            drop.available_heading_ids = lines.heading_id

    def action_send(self):
        """Keep the paper without place or device; answer a number."""
        self.ensure_one()
        # Who follows the micro-project may send; she reads no other paper by it.
        self.microproject_id.check_access("read")
        data = base64.b64decode(self.file or b"")
        if not data:
            raise UserError(self.env._("There is no photograph."))
        if len(data) > MAX_BYTES:
            raise UserError(self.env._("The file is larger than 20 MB."))
        if not receipts.is_paper(data):
            raise UserError(
                self.env._("Send a photograph (JPEG or PNG) or a scan in PDF.")
            )
        try:
            data = receipts.strip_photo(data)
        except receipts.PhotoError as error:
            raise UserError(
                self.env._("The photograph cannot be read, take it again.")
            ) from error
        digest = receipts.digest(data)
        receipt_model = self.env["microproject.receipt"].sudo()
        twin = receipt_model.search_count([("digest", "=", digest)], limit=1)
        receipt = receipt_model.create(self._prepare_receipt_vals(digest))
        receipt.attachment_id = receipt_model.env["ir.attachment"].create(
            {
                # The name that a telephone gives may say who and where.
                "name": receipt.number,
                "raw": data,
                "res_model": "microproject.receipt",
                "res_id": receipt.id,
            }
        )
        self.write({"receipt_id": receipt.id, "has_twin": bool(twin), "file": False})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send a receipt"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_receipt_vals(self, digest):
        return {
            "number": f"R-{secrets.token_hex(4).upper()}",
            "microproject_id": self.microproject_id.id,
            "tranche_id": self.tranche_id.id,
            "heading_id": self.heading_id.id,
            "kind": self.kind,
            "date": fields.Date.context_today(self),
            "sender_id": self.env.uid,
            "digest": digest,
        }
