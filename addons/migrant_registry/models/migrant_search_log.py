# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# A search serves a registration made within this time.
MINUTES = 60
PER_HOUR = 60


class MigrantSearchLog(models.Model):
    """That somebody searched, never what: whoever tests a list of names is noticed."""

    _name = "migrant.search.log"
    _inherit = ["ngo.guarded"]
    _description = "Search for a person"
    _order = "id desc"
    _rec_name = "at"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    at = fields.Datetime(required=True, index=True)
    is_used = fields.Boolean(help="A registration followed.")
    is_alert = fields.Boolean(help="Beyond the number of searches an hour.")

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        members = self.env["ngo.team.member"].sudo()
        led = members.search(
            Domain("team_id", "in", live.led_team_ids)
            & members._live_domain(fields.Date.context_today(self))
        ).user_id
        return [
            (
                "dpo",
                self.env._("You are the data protection officer."),
                Domain.TRUE if live.has("dpo") else Domain.FALSE,
            ),
            (
                "team",
                self.env._("You lead a team of who searched."),
                Domain("user_id", "in", led.ids if live.has("supervisor") else []),
            ),
        ]

    @api.model
    def _note_search(self):
        """Note one search of the current user and raise the alert when it is due."""
        now = fields.Datetime.now()
        # Nobody writes this log by hand.
        logs = self.sudo()
        mine = Domain("user_id", "=", self.env.uid) & Domain(
            "at", ">", now - timedelta(hours=1)
        )
        count = logs.search_count(mine) + 1
        limit = self._limit()
        alerted = count > limit and not logs.search_count(
            mine & Domain("is_alert", "=", True), limit=1
        )
        logs.create({"user_id": self.env.uid, "at": now, "is_alert": alerted})
        if alerted:
            self._alert(count)

    @api.model
    def _limit(self):
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("migrant_registry.searches_per_hour", PER_HOUR)
        return int(value) if str(value).isdigit() else PER_HOUR

    @api.model
    def _alert(self, count):
        """Tell the heads of the user's teams and the DPO; the journal keeps it."""
        access = self.env["ngo.access"].sudo()
        users = access.new({"user_id": self.env.uid})._get_reviewers() - self.env.user
        access._notify_users(
            users,
            lambda env: (
                env._("Many searches by %(login)s", login=env.user.login),
                env._("%(count)s searches for persons in an hour.", count=count),
            ),
        )
        self.env["ngo.journal"]._note("search_alert", reason=str(count))

    @api.model
    def _use_searches(self, count):
        """Spend ``count`` fresh searches of the user; False when there are too few."""
        since = fields.Datetime.now() - timedelta(minutes=MINUTES)
        fresh = self.sudo().search(
            [
                ("user_id", "=", self.env.uid),
                ("at", ">=", since),
                ("is_used", "=", False),
            ],
            limit=count,
        )
        if len(fresh) < count:
            return False
        fresh.is_used = True
        return True

    @api.autovacuum
    def _gc_old(self):
        """Searches older than thirty days say nothing any more."""
        limit = fields.Datetime.now() - timedelta(days=30)
        old = self.sudo().search([("at", "<", limit)], limit=10_000)
        count = len(old)
        old.unlink()
        return count, count == 10_000
