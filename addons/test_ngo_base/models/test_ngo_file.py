# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class TestNgoFile(models.Model):
    """A file as the rooms build them: guarded, known by a code, with chatter."""

    _name = "test.ngo.file"
    _inherit = [
        "ngo.guarded.thread",
        "ngo.code.mixin",
        "ngo.transition.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Specimen file"
    _code_prefix = "Z-"
    _break_glass = "single"
    _transitions = {"draft": {"open"}, "open": {"closed"}}

    title = fields.Char(groups="ngo_base.group_ngo_base_class_identity")
    summary = fields.Char()
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("closed", "Closed")], default="draft"
    )
    user_id = fields.Many2one("res.users")
    team_id = fields.Many2one("ngo.team")
    site_id = fields.Many2one("ngo.site")
    programme_id = fields.Many2one("ngo.programme")
    is_annex = fields.Boolean()

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        return [
            ("owner", "You own this file.", Domain("user_id", "=", self.env.uid)),
            ("team", "Your team.", Domain("team_id", "in", live.led_team_ids)),
            ("site", "Your site.", live.domain(("coordinator",))),
            (
                "shift",
                "You are on shift.",
                Domain("site_id", "in", live.presence_site_ids_for("front_desk")),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        return Domain("user_id", "=", self.env.uid)

    def _break_glass_approval(self):
        return "dual" if self.is_annex else super()._break_glass_approval()


class TestNgoLine(models.Model):
    """A record without a scope of its own that points at a guarded one."""

    _name = "test.ngo.line"
    _description = "Specimen line"

    name = fields.Char()
    file_id = fields.Many2one("test.ngo.file", ondelete="restrict")
