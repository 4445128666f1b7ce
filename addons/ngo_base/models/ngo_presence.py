# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .ngo_role import CONTENT_ROLES

# Who receives at a site and sees its queue while on shift.
SHIFT_ROLES = (
    "front_desk",
    "volunteer",
    "administrative_assistant",
    *CONTENT_ROLES,
    "coordinator",
)
# Who holds a site by saying so; others are on shift by the rota alone.
RECEIVING_ROLES = (*SHIFT_ROLES, "interpreter")
HOURS = 12  # nobody's shift is longer


class NgoPresence(models.Model):
    """Who holds which site, from when to when.

    Written by methods that check: by saying so at a site, by opening the desk, or by
    the published rota through glue. It opens what is open on shift, so that nobody
    writes a row herself. The registry cannot know the rota; both know this table.
    """

    _name = "ngo.presence"
    _inherit = ["ngo.guarded"]
    _description = "Presence at a site"
    _order = "date_from desc, id"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    site_id = fields.Many2one("ngo.site", required=True, index=True, ondelete="cascade")
    role = fields.Selection(
        selection=lambda self: self.env["ngo.role"]._fields["role"].selection
    )
    date_from = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime(string="Until", required=True)
    source = fields.Selection(
        [("hand", "By hand"), ("desk", "Desk opened"), ("rota", "Published rota")],
        required=True,
        default="hand",
    )
    is_live = fields.Boolean(string="On shift now", compute="_compute_is_live")
    _dates_in_order = models.Constraint(
        "CHECK(date_to > date_from)", "A presence must end after it starts."
    )
    _live_idx = models.Index("(user_id, date_to, date_from)")

    @api.depends("user_id", "site_id")
    def _compute_display_name(self):
        for presence in self:
            presence.display_name = (
                f"{presence.user_id.name} · {presence.site_id.display_name}"
            )

    @api.depends("date_from", "date_to")
    def _compute_is_live(self):
        now = fields.Datetime.now()
        for presence in self:
            presence.is_live = presence.date_from <= now < presence.date_to

    @api.model
    def _hold(self, site):
        """The current user says that she receives people at a site from now on.

        A confidential address is told to whose role names the site alone: it would be
        told to her anyway.

        :param site: one ``ngo.site``
        :raise UserError: no live role of hers receives people there
        """
        live = self._scope_live()
        everywhere = not site.is_address_confidential and any(
            role in RECEIVING_ROLES and not named for role, named, _p in live.rows
        )
        if not everywhere and site.id not in live.site_ids(*RECEIVING_ROLES):
            raise UserError(
                self.env._("You receive nobody at %(site)s.", site=site.display_name)
            )
        if site.id in live.presence_site_ids:
            return
        now = fields.Datetime.now()
        # The role was checked; by hand nobody else writes this row.
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "site_id": site.id,
                "date_from": now,
                "date_to": now + timedelta(hours=HOURS),
            }
        )

    def action_end(self):
        """End shifts now: one's own, or those of the sites that one coordinates."""
        self.check_access("read")
        now = fields.Datetime.now()
        for presence in self.filtered("is_live"):
            # Whoever reads the row may shorten it, and nothing else.
            presence.sudo().date_to = max(
                now, presence.date_from + timedelta(seconds=1)
            )
        return True

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        return [
            ("own", self.env._("It is yours."), Domain("user_id", "=", self.env.uid)),
            (
                "coordinator",
                self.env._("You coordinate this site."),
                live.domain(("coordinator",), programme=None),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE
