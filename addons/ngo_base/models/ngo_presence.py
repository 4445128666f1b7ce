# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class NgoPresence(models.Model):
    """Who holds which site, from when to when.

    Written by hand, by opening the desk, or by the published rota through glue. The
    registry cannot know the rota; both know this table.
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
