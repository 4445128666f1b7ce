# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import secrets

from odoo import api, fields, models

# Called so long ago, a number leaves the screen.
SHOWN_MINUTES = 15
SHOWN_NUMBERS = 6


class PermanenceScreen(models.Model):
    """A screen in a waiting room: ticket numbers, and nothing else.

    It is opened by a random address of which only a hash is kept, shown once; revoked
    by a new one. No name, no reason, no priority ever leaves through it.
    """

    _name = "permanence.screen"
    _inherit = ["ngo.reference"]
    _description = "Screen of a waiting room"
    _order = "site_id, id"
    _write_roles = ("coordinator",)
    _write_site_path = "site_id"

    name = fields.Char(required=True)
    site_id = fields.Many2one("ngo.site", required=True, index=True, ondelete="cascade")
    language_ids = fields.Many2many(
        "ngo.language",
        string="Languages",
        help="Of the people of this site, in this order of the list.",
    )
    token_hash = fields.Char(readonly=True, copy=False, groups="base.group_system")
    active = fields.Boolean(default=True)

    @api.model
    def _hash(self, token):
        return hashlib.sha256(f"permanence.screen:{token}".encode()).hexdigest()

    def action_new_address(self):
        """A new address for this screen, shown once; the old one stops working."""
        self.ensure_one()
        self.check_access("write")
        token = secrets.token_urlsafe(24)
        # The hash is nobody's to read; who keeps the screen may renew it.
        self.sudo().token_hash = self._hash(token)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Address of %(name)s", name=self.name),
                "message": f"{self.get_base_url()}/reception/screen/{token}",
                "type": "info",
                "sticky": True,
            },
        }

    @api.model
    def _find(self, token):
        """The screen that a token opens, as superuser, or an empty one."""
        # A screen on a wall has no account; what it shows is bounded below.
        screens = self.sudo()
        if not isinstance(token, str) or not 20 <= len(token) <= 100:
            return screens.browse()
        return screens.search([("token_hash", "=", self._hash(token))], limit=1)

    def _numbers(self):
        """What the screen shows.

        :return: dict with ``called`` (list of (ticket, where), latest first),
            ``waiting`` (how many) and ``words`` (list of (text, direction))
        """
        self.ensure_one()
        now = fields.Datetime.now()
        encounters = self.env["permanence.encounter"]
        today = [
            ("site_id", "=", self.site_id.id),
            ("date", "=", self._local_day(now)),
            ("channel", "=", "desk"),
        ]
        called = encounters.search(
            [
                *today,
                ("state", "in", ("called", "seen")),
                ("ticket", ">", 0),
                (
                    "called_at",
                    ">=",
                    fields.Datetime.subtract(now, minutes=SHOWN_MINUTES),
                ),
            ],
            order="called_at desc, id desc",
            limit=SHOWN_NUMBERS,
        )
        return {
            "called": [(e.ticket, e.door or "") for e in called],
            "waiting": encounters.search_count([*today, ("state", "=", "waiting")]),
            "words": self._words(),
        }

    def _local_day(self, now):
        return self.env["permanence.supply"]._local_day(now, self.site_id.tz)

    def _words(self):
        """“Now called” in the languages of the site, as their speakers write it: what
        two languages write alike stands there once."""
        rows = {
            language.screen_word: (language.direction, language.code)
            for language in reversed(self.language_ids)
            if language.screen_word
        }
        return [(text, *row) for text, row in reversed(rows.items())]
