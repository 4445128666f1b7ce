# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ngo_base.arguments import Day

MIN_CELL = 5
# Roles that write down what they met, and read it again.
AUTHORS = (
    "social_worker",
    "child_protection",
    "psychologist",
    "front_desk",
    "administrative_assistant",
    "jurist",
    "supervisor",
    "coordinator",
)
READERS = ("jurist", "coordinator", "programme_manager", "data_officer", "supervisor")


class MigrantObstacle(models.Model):
    """What was met at a counter, told without anybody: evidence for advocacy. [B31]

    No person, no file, no code stands here, and none can be added. Colleagues write
    what they saw; who speaks for the house counts, with small cells hidden.
    """

    _name = "migrant.obstacle"
    _inherit = ["ngo.guarded"]
    _description = "Obstacle met"
    _order = "date desc, id desc"
    _rec_name = "kind"

    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    kind = fields.Selection(
        [
            ("refused", "Refused at the counter"),
            ("delay", "Unreasonable delay"),
            ("language", "No interpreter"),
            ("cost", "Cost asked"),
            ("papers", "Papers asked that nobody has"),
            ("digital", "Only online"),
            ("discrimination", "Discrimination"),
            ("violence", "Violence or threat"),
            ("no_service", "No such service"),
            ("other", "Other"),
        ],
        required=True,
    )
    authority_id = fields.Many2one("migrant.authority", ondelete="restrict")
    place = fields.Char(help="Counter, office, town.")
    site_id = fields.Many2one("ngo.site", index="btree_not_null")
    programme_id = fields.Many2one("ngo.programme", index="btree_not_null")
    facts = fields.Text(
        required=True,
        help="What happened and what was said: no name, no code, no date of birth.",
    )
    follow_up = fields.Selection(
        [
            ("none", "None"),
            ("contact", "Authority contacted"),
            ("letter", "Letter of the house"),
            ("court", "Brought to court"),
            ("network", "Shared in a network"),
        ],
        required=True,
        default="none",
    )

    @api.depends("kind", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for obstacle in self:
            obstacle.display_name = f"{labels.get(obstacle.kind, '')} · {obstacle.date}"

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        return [
            ("author", self.env._("You wrote it."), self._mine_domain(live)),
            (
                "advocacy",
                self.env._("You speak or count for the house."),
                live.domain(READERS),
            ),
        ]

    @api.model
    def _mine_domain(self, live):
        """What the current user wrote, while one of her roles writes such things."""
        if not live.has(*AUTHORS):
            return Domain.FALSE
        return Domain("create_uid", "=", self.env.uid)

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        return self._mine_domain(live) | live.domain(
            ("coordinator", "programme_manager")
        )

    @api.model
    def get_counts(self, date_from: Day, date_to: Day):
        """Numbers of obstacles by kind and authority, small cells hidden.

        :param date_from: first day, date or its text
        :param date_to: last day
        :return: list of {"kind", "authority", "count"}; count is None under five
        """
        self.check_access("read")
        rows = self._read_group(
            Domain("date", ">=", date_from) & Domain("date", "<=", date_to),
            ["kind", "authority_id"],
            ["__count"],
        )
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "kind": labels[kind],
                "authority": authority.display_name or "",
                "count": count if count >= MIN_CELL else None,
            }
            for kind, authority, count in rows
        ]
