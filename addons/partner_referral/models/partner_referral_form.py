# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine import docx_fill


class PartnerReferralForm(models.Model):
    """A partner's own form: a DOCX file with {{name}} where something is written."""

    _name = "partner.referral.form"
    _no_read_rule = "empty forms of partners"
    _description = "Form of a Partner"
    _order = "name, id"

    name = fields.Char(required=True)
    receiver_id = fields.Many2one(
        "res.partner",
        string="Partner",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all.",
    )
    template = fields.Binary(
        string="DOCX file",
        required=True,
        help="Write {{name}}, {{phone}}, {{request}} … by the codes of what can be"
        " sent; also {{code}}, {{date}}, {{worker}}, {{house}}, {{service}},"
        " {{priority}}.",
    )
    active = fields.Boolean(default=True)

    @api.constrains("template")
    def _check_template(self):
        for form in self:
            try:
                docx_fill.placeholders(base64.b64decode(form.template))
            except docx_fill.NotAForm as error:
                raise ValidationError(
                    self.env._("This is no DOCX file: %(name)s", name=form.name)
                ) from error

    def _fill(self, referral):
        """The form as bytes, with what the partner may read now and nothing else."""
        self.ensure_one()
        labels = dict(referral._fields["priority"]._description_selection(self.env))
        values = {row.type_id.code: row.value for row in referral._shown()}
        values |= {
            "code": referral.code,
            "date": format_date(
                self.env, fields.Date.context_today(self), date_format="d MMMM y"
            ),
            "worker": referral.user_id.name,
            "house": self.env.company.name,
            "service": referral.service_id.name or "",
            "priority": labels[referral.priority],
        }
        return docx_fill.fill(base64.b64decode(self.template), values)


class PartnerReferral(models.Model):
    _inherit = "partner.referral"

    def action_fill_form(self):
        """The partner wants its own form: filled with what the person allowed."""
        self.ensure_one()
        self.check_access("write")
        if not self._is_open_to_partner():
            raise UserError(self.env._("A form goes with a referral that was sent."))
        forms = self.env["partner.referral.form"]
        form = forms.search(
            Domain("receiver_id", "in", [self.receiver_id.id, False]),
            order="receiver_id, id",
            limit=1,
        )
        if not form:
            raise UserError(self.env._("No form of this partner is kept here."))
        filled = self.env["partner.referral.filled"].create(
            {
                "referral_id": self.id,
                "form_id": form.id,
                "content": base64.b64encode(form._fill(self)),
                "file_name": f"{self.code}.docx",
            }
        )
        self._log("printed", self._actor(), note=form.name)
        return {
            "type": "ir.actions.act_window",
            "name": form.name,
            "res_model": filled._name,
            "res_id": filled.id,
            "view_mode": "form",
            "target": "new",
        }
