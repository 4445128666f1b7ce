# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

IDENTITY = "ngo_base.group_ngo_base_class_identity"
DATA_CLASSES = [
    ("identity", "Identity"),
    ("social", "Social notes"),
    ("legal", "Legal file"),
    ("medical", "Medical"),
    ("protection", "Protection"),
]


class PartnerReferralItemType(models.Model):
    """Something that can be told to a partner, and what consent it needs."""

    _name = "partner.referral.item.type"
    _no_read_rule = "kinds of things that are told, in words for all"
    _description = "What can be sent"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    data_class = fields.Selection(
        DATA_CLASSES,
        string="Consent",
        help="Empty: any consent to this partner covers it.",
    )
    is_identity = fields.Boolean(
        string="Names the person", help="Waits until the partner has accepted."
    )
    is_default = fields.Boolean(string="Proposed")
    help_text = fields.Char(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "An item with this code exists.")


class PartnerReferralItem(models.Model):
    """One thing that the worker wants to tell, still in her hands."""

    _name = "partner.referral.item"
    _inherit = ["ngo.guarded"]
    _description = "Item to be sent"
    _order = "referral_id, sequence, id"
    _rec_name = "type_id"

    referral_id = fields.Many2one(
        "partner.referral", required=True, index=True, ondelete="cascade"
    )
    type_id = fields.Many2one(
        "partner.referral.item.type", string="What", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="type_id.sequence", store=True, precompute=True)
    value = fields.Text(
        string="Said in these words",
        compute="_compute_value",
        store=True,
        readonly=False,
        precompute=True,
        groups=IDENTITY,
    )
    verdict = fields.Selection(
        [
            ("share", "Allowed"),
            ("later", "Once accepted"),
            ("withhold", "Not allowed"),
        ],
        compute="_compute_verdict",
        string="Consent",
    )

    _once = models.UniqueIndex("(referral_id, type_id)", "This is on the list already.")

    @api.depends("type_id", "referral_id.receiver_id")
    def _compute_value(self):
        for item in self:
            code, referral = item.type_id.code, item.referral_id
            proposed = referral._item_values(code)
            # The worker's own words stay; ours follow the language of who receives.
            if item.value and item.value not in proposed.values():
                item.value = item.value
            else:
                item.value = proposed[referral._receiver_lang()]

    @api.depends("type_id", "referral_id.receiver_id", "referral_id.beneficiary_id")
    def _compute_verdict(self):
        for referral, items in self.grouped("referral_id").items():
            verdicts = referral._verdicts(items.type_id)
            for item in items:
                item.verdict = verdicts.get(item.type_id.code)

    @api.model
    def _scope_reasons(self):
        referrals = self.env["partner.referral"]
        return [
            (key, label, Domain("referral_id", "any", domain))
            for key, label, domain in referrals._scope_reasons()
        ]

    @api.model
    def _scope_write_domain(self):
        domain = self.env["partner.referral"]._scope_write_domain()
        return Domain("referral_id", "any", domain)

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return self.sudo().referral_id._journal_subjects()

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_not_sent()
        return items

    def write(self, vals):
        self._check_not_sent()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_not_sent(self):
        if not self.env.su:
            self._check_not_sent()

    def _check_not_sent(self):
        sent = self.referral_id.filtered(lambda r: r.state not in ("draft", "consent"))
        if sent:
            raise UserError(
                self.env._(
                    "What was sent cannot be changed: %(codes)s",
                    codes=", ".join(sent.mapped("code")),
                )
            )


class PartnerReferralShare(models.Model):
    """What was told, as it was told: a frozen text, shown while consent lives."""

    _name = "partner.referral.share"
    _inherit = ["ngo.append.only", "ngo.guarded"]
    _description = "Item sent"
    _order = "referral_id, id"
    _rec_name = "type_id"
    _content_fields = ("value",)

    referral_id = fields.Many2one(
        "partner.referral", required=True, index=True, ondelete="restrict"
    )
    type_id = fields.Many2one(
        "partner.referral.item.type", string="What", required=True, ondelete="restrict"
    )
    value = fields.Text(string="Said in these words", groups=IDENTITY)
    sent_at = fields.Datetime(required=True, default=fields.Datetime.now)

    _once = models.UniqueIndex("(referral_id, type_id)", "This was sent already.")

    @api.model
    def _scope_reasons(self):
        return self.env["partner.referral.item"]._scope_reasons()

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return self.sudo().referral_id._journal_subjects()
