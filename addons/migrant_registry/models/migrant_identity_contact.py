# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import phones
from .migrant_identity import IDENTITY


class MigrantIdentityContact(models.Model):
    """How to reach a person without putting her in danger."""

    _name = "migrant.identity.contact"
    _inherit = ["migrant.personal"]
    _description = "Contact of a person"
    _order = "beneficiary_id, sequence, id"
    _personal_scope = "identity"

    sequence = fields.Integer(default=10)
    channel = fields.Selection(
        [
            ("phone", "Telephone"),
            ("messenger", "Messenger"),
            ("email", "E-mail"),
            ("address", "Address"),
            ("through", "Through somebody"),
        ],
        required=True,
        default="phone",
        groups=IDENTITY,
    )
    value = fields.Char(required=True, groups=IDENTITY)
    phone_key = fields.Char(
        compute="_compute_phone_key", store=True, precompute=True, groups=IDENTITY
    )
    # Nothing is allowed until the person was asked.
    may_call = fields.Boolean(groups=IDENTITY)
    may_leave_message = fields.Boolean(groups=IDENTITY)
    may_say_who = fields.Boolean(string="May say who calls", groups=IDENTITY)
    hour_from = fields.Float(string="From", groups=IDENTITY)
    hour_to = fields.Float(string="Until", default=24.0, groups=IDENTITY)
    language_id = fields.Many2one("ngo.language", groups=IDENTITY)
    is_shared = fields.Boolean(
        string="Others answer", groups=IDENTITY, help="The telephone is not hers alone."
    )
    valid_to = fields.Date(groups=IDENTITY)
    note = fields.Char(groups=IDENTITY)

    _hours_in_order = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)",
        "The hours run from 0 to 24, the first before the second.",
    )

    @api.depends("channel", "value")
    def _compute_phone_key(self):
        for contact in self:
            is_number = contact.channel in ("phone", "messenger")
            contact.phone_key = is_number and phones.phone_key(contact.value)

    @api.constrains("channel", "value")
    def _check_value(self):
        wrong = self.filtered(
            lambda contact: (contact.channel == "phone" and not contact.phone_key)
            or (contact.channel == "email" and "@" not in contact.value)
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "Not a number or an address: %(values)s",
                    values=", ".join(wrong.mapped("value")),
                )
            )

    @api.constrains("may_leave_message", "may_say_who", "may_call")
    def _check_safety(self):
        wrong = self.filtered(lambda c: c.may_say_who and not c.may_call)
        if wrong:
            raise ValidationError(
                self.env._("One cannot say who calls where one may not call.")
            )


class MigrantCommunication(models.Model):
    """A contact tried or made: when, how, with what outcome. No content."""

    _name = "migrant.communication"
    _inherit = ["migrant.personal"]
    _description = "Contact log"
    _order = "at desc, id desc"
    _personal_scope = "identity"

    at = fields.Datetime(required=True, default=fields.Datetime.now)
    direction = fields.Selection(
        [("out", "We called"), ("in", "The person called")],
        required=True,
        default="out",
    )
    channel = fields.Selection(
        [
            ("phone", "Telephone"),
            ("messenger", "Messenger"),
            ("email", "E-mail"),
            ("letter", "Letter"),
            ("through", "Through somebody"),
        ],
        required=True,
        default="phone",
    )
    outcome = fields.Selection(
        [
            ("reached", "Reached"),
            ("message", "Message left"),
            ("no_answer", "No answer"),
            ("wrong", "Wrong number"),
            ("refused", "Does not wish to be called"),
        ],
        required=True,
        default="reached",
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )

    @api.model_create_multi
    def create(self, vals_list):
        logs = super().create(vals_list)
        for log in logs.filtered(lambda log: log.outcome == "reached"):
            log.beneficiary_id._touch(log.at.date())
        return logs
