# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.migrant_case.engine import docx

from ..engine import numbers
from .partner_referral import CIRCLE, CONTENT_ROLES

# How long its author reads a notice: a month for the answer, a fortnight to remind.
AWAITED_DAYS = 45
CHANNELS = [
    ("hand", "By hand, against receipt"),
    ("registered", "Registered post"),
    ("mail", "Official e-mail"),
    ("phone", "Telephone, this letter follows"),
]
TOLD = [
    ("yes", "Yes"),
    ("later", "Not yet"),
    ("danger", "No, it would put her in danger"),
]


class PartnerNotice(models.Model):
    """A situation notified to an authority because the law orders it.

    No consent is asked. It has left: the row is numbered, dated and never edited. Read
    by who wrote it while its answer may come, by the person's worker, and by the
    supervisor and child protection of her team; it stands in no register that others
    read.
    """

    _name = "partner.notice"
    _inherit = [
        "ngo.append.only",
        "ngo.clocked.mixin",
        "migrant.person.mixin",
        "migrant.personal",
    ]
    _description = "Notice by legal duty"
    _rec_name = "number"
    _order = "id desc"
    _personal_scope = "protection"
    _break_glass = "dual"
    _journal_fields = "*"
    _content_fields = ("person_text", "motive", "body")

    beneficiary_id = fields.Many2one(ondelete="restrict")
    case_id = fields.Many2one(
        "migrant.case", string="Case", index="btree_not_null", ondelete="restrict"
    )
    number = fields.Char(required=True, readonly=True, copy=False)
    sent_on = fields.Date(string="Date", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Written by", required=True, readonly=True, index=True
    )
    duty_id = fields.Many2one(
        "partner.notice.duty", string="Duty", required=True, ondelete="restrict"
    )
    legal_basis = fields.Char(required=True)
    authority_id = fields.Many2one(
        "migrant.authority", required=True, index=True, ondelete="restrict"
    )
    recipient = fields.Text(required=True, help="As it stands on the envelope.")
    channel = fields.Selection(CHANNELS, required=True, default="hand")
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
    )
    person_text = fields.Char(string="Who, in the letter", required=True)
    motive = fields.Text(required=True)
    body = fields.Text(string="Letter", required=True)
    person_told = fields.Selection(TOLD, string="Does the person know?", required=True)
    reply_ids = fields.One2many(
        "partner.notice.reply", "notice_id", string="What came back"
    )
    acknowledged_on = fields.Date(compute="_compute_replies")
    answered_on = fields.Date(compute="_compute_replies")

    _number_uniq = models.UniqueIndex("(number)", "This number is given already.")

    @api.depends("number")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = notice.number

    @api.depends("reply_ids")
    def _compute_replies(self):
        for notice in self:
            replies = notice.reply_ids.sorted("date")
            answers = replies.filtered(lambda row: row.kind == "answer")
            notice.acknowledged_on = replies[:1].date
            notice.answered_on = answers[:1].date

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        mine = Domain.FALSE
        if live.has(*CONTENT_ROLES):
            since = fields.Date.context_today(self) - timedelta(days=AWAITED_DAYS)
            mine = Domain("user_id", "=", self.env.uid)
            # Later, those who accompany the person and the circle do.
            mine &= Domain("sent_on", ">=", since)
        reasons = [("mine", self.env._("You wrote this notice."), mine)]
        for key, label, domain in super()._scope_reasons():
            if key == "author" or (key == "team" and not live.has(*CIRCLE)):
                continue
            reasons.append((key, label, domain))
        return reasons

    @api.model
    def _scope_write_domain(self):
        # Written once, by its author; later rows are the replies.
        if not self._scope_live().has(*CONTENT_ROLES):
            return Domain.FALSE
        return Domain("user_id", "=", self.env.uid)

    # ------------------------------------------------------------------ orm

    @api.model_create_multi
    def create(self, vals_list):
        today = fields.Date.context_today(self)
        years = self.env["partner.notice.year"].sudo()
        numbered = []
        for vals in vals_list:
            # The counter is nobody's: who may write a notice takes its next number.
            rank = years._next(today.year)
            stamp = {"number": f"{today.year}/{rank:04}", "sent_on": today}
            numbered.append({**vals, **stamp, "user_id": self.env.uid})
        notices = super().create(numbered)
        notices._start_clocks("notice_sent")
        return notices

    @api.constrains("beneficiary_id", "case_id")
    def _check_same_file(self):
        # Only whose file it is is compared; nothing of it is shown.
        for notice in self.sudo():
            if (
                notice.case_id
                and notice.case_id.beneficiary_id != notice.beneficiary_id
            ):
                raise ValidationError(self.env._("The case is another person's."))

    def _clock_facets(self):
        facets = super()._clock_facets()
        # Where the file lies tells whom to remind; nothing of the person leaves.
        person = self.sudo().beneficiary_id
        return {
            **facets,
            "site_id": person.site_id,
            "team_id": person.team_id,
            "programme_id": person.programme_id,
        }

    # --------------------------------------------------------------- letter

    def _heading(self):
        """The letter for paper: words around it in its own language, and its words."""
        self.ensure_one()
        env = self.with_context(lang=self.lang).env
        return {
            "number": (env._("Notice no."), self.number),
            "date": (
                env._("Date:"),
                format_date(env, self.sent_on, self.lang, "d MMMM y"),
            ),
            "secret": env._("Confidential"),
            "sign": env._("Signature and stamp"),
            "receipt": env._("Received on, by, number:"),
            "recipient": self._set_lines(self.recipient),
            "body": self._set_lines(self.body),
        }

    def _set_lines(self, text):
        """Lines of a text as (direction, HTML): French stays so on an Arabic page."""
        page_rtl = docx.is_rtl(self.lang)
        return [
            ("rtl" if docx.goes_rtl(line, page_rtl) else "ltr", numbers.set_apart(line))
            for line in (text or "").split("\n")
        ]

    def action_print(self):
        """Print the letter."""
        self.check_access("read")
        report = self.env.ref("partner_referral.partner_notice_report")
        return report.report_action(self.ids)

    def action_reply(self):
        """Note the acknowledgment of receipt or the answer."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What came back"),
            "res_model": "partner.notice.reply",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_notice_id": self.id,
                "default_kind": "answer" if self.reply_ids else "receipt",
            },
        }

    # -------------------------------------------------------- anonymisation

    def _anonymise(self):
        """Number, date, duty and authority stay to be counted; the rest goes."""
        reason = self.env._("Anonymised file")
        rows = self.filtered(lambda row: not row.shredded_at)
        rows._shred(reason)
        rows.reply_ids.filtered(lambda row: not row.shredded_at)._shred(reason)

    def _dsar_lines(self):
        # What the person was not told may say who denounced whom.
        return super(
            PartnerNotice, self.filtered(lambda row: row.person_told == "yes")
        )._dsar_lines()
