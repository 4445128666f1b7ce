# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import states
from .partner_referral import PRIORITIES
from .partner_referral_moves import ANSWERS

MAX_KNOCKS = 30
LONGEST = 2000


class PartnerReferral(models.Model):
    """What the partner's doors ask of a referral."""

    _inherit = "partner.referral"

    @api.model
    def _answers_of(self, moves):
        """Answers that a partner may give: list of (key, label).

        :param dict moves: state → actors, of the engine
        """
        labels = {
            "accept": self.env._("We receive the person"),
            "waitlist": self.env._("On our waiting list"),
            "decline": self.env._("We cannot"),
            "arrived": self.env._("The person has come"),
            "no_show": self.env._("The person did not come"),
            "complete": self.env._("The service is given"),
        }
        return [
            (key, label)
            for key, label in labels.items()
            if states.PARTNER in moves.get(ANSWERS[key], ())
        ]

    @api.model
    def _is_partner(self, user):
        """Whether a portal user speaks for a partner at this instant."""
        roles = self.env(user=user.id)["ngo.role"]
        return bool(user.share and roles._live().has("partner"))

    @api.model
    def _of_partner(self, user):
        """Referrals that an organisation receives and may read now (sudo)."""
        # Portal users have no rights here: their organisation decides, then consents.
        referrals = self.sudo()
        if not self._is_partner(user):
            return referrals.browse()
        organization = user.sudo().partner_id.commercial_partner_id
        found = referrals.search(
            [
                ("receiver_id", "child_of", organization.id),
                ("state", "in", sorted(states.OPEN_TO_PARTNER)),
            ],
            order="due_at, id",
        )
        return found.filtered(lambda referral: referral._is_open_to_partner())

    @api.model
    def _take_incoming(self, user, form):
        """A person whom a partner sends us through the portal, or nothing.

        :param dict form: texts of the form
        """
        incoming = self.env["partner.incoming"].sudo()
        if not self._is_partner(user):
            return incoming.browse()
        category = form.get("category", "")
        try:
            end = fields.Date.to_date(form.get("end_of_stay") or False)
        except ValueError:
            end = False
        wanted = self.env["directory.category"].sudo()
        if category.isascii() and category.isdigit():
            wanted = wanted.browse(int(category)).exists()
        priority = form.get("priority")
        known = dict(PRIORITIES)
        return incoming.create(
            {
                "source": "ngo",
                "channel": "portal",
                "partner_id": user.sudo().partner_id.commercial_partner_id.id,
                "contact": (form.get("contact") or user.name)[:300],
                "person_text": (form.get("person") or "")[:300],
                "message": (form.get("message") or "")[:LONGEST],
                "category_id": wanted.id,
                "priority": priority if priority in known else "normal",
                "end_of_stay": end,
                "is_child": bool(form.get("is_child")),
                "user_id": False,
            }
        )


class PartnerReferralKnock(models.Model):
    """Wrong codes typed from one address within an hour: a counter, no address."""

    _name = "partner.referral.knock"
    _description = "Wrong codes of slips"
    _log_access = False
    _rec_name = "hour"

    hour = fields.Datetime(required=True, readonly=True)
    address_key = fields.Char(required=True, readonly=True)
    number = fields.Integer(readonly=True)

    _once = models.UniqueIndex("(hour, address_key)", "This hour is counted already.")

    @api.model
    def _key(self, address):
        """(hour, keyed hash of an address)."""
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        digest = hmac.new(secret.encode(), address.encode(), hashlib.sha256)
        hour = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        return hour, digest.hexdigest()[:32]

    @api.model
    def _is_too_much(self, address):
        """Whether this address has typed too many wrong codes within the hour."""
        hour, key = self._key(address)
        # Counted for anybody: the public reads no counters.
        row = self.sudo().search(
            [("hour", "=", hour), ("address_key", "=", key)], limit=1
        )
        return row.number >= MAX_KNOCKS

    @api.model
    def _count(self, address):
        """One wrong code more."""
        hour, key = self._key(address)
        self.env.cr.execute(
            SQL(
                "INSERT INTO partner_referral_knock AS k (hour, address_key, number)"
                " VALUES (%s, %s, 1) ON CONFLICT (hour, address_key)"
                " DO UPDATE SET number = k.number + 1",
                hour,
                key,
            )
        )
        self.invalidate_model(["number"])

    @api.autovacuum
    def _gc_knocks(self):
        self.search([("hour", "<", fields.Datetime.now() - timedelta(days=2))]).unlink()
