# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class PartnerNoticeReply(models.Model):
    """The authority acknowledges receipt, or says what it did. Never edited."""

    _name = "partner.notice.reply"
    _inherit = ["ngo.append.only", "ngo.guarded"]
    _description = "Reply to a notice"
    _order = "date desc, id desc"
    _rec_name = "kind"
    _break_glass = "dual"
    _journal_fields = "*"
    _content_fields = ("reference", "text")

    notice_id = fields.Many2one(
        "partner.notice", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("receipt", "Acknowledgment of receipt"), ("answer", "Answer")],
        required=True,
        default="receipt",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    reference = fields.Char(help="Number under which the authority keeps it.")
    text = fields.Text(string="What it says")
    user_id = fields.Many2one(
        "res.users",
        string="Noted by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )

    @api.model
    def _scope_reasons(self):
        notices = self.env["partner.notice"]
        return [
            (key, label, Domain("notice_id", "any", domain))
            for key, label, domain in notices._scope_reasons()
        ]

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return self.sudo().notice_id._journal_subjects()

    @api.model_create_multi
    def create(self, vals_list):
        replies = super().create(
            [{**vals, "user_id": self.env.uid} for vals in vals_list]
        )
        for reply in replies:
            # Whoever of the circle opens the letter notes it for its author.
            notice = reply.notice_id.sudo()
            notice._stop_clocks("notice_acknowledged")
            if reply.kind == "answer":
                notice._stop_clocks("notice_answered")
        return replies

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for reply in self:
            if not reply.notice_id.sent_on <= reply.date <= today:
                raise ValidationError(
                    self.env._("A reply comes after its notice, and not tomorrow.")
                )
