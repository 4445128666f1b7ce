# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class NgoTeam(models.Model):
    """A pole, a service or a team, across sites and programmes.

    It is the *team* of every scope: members see the work of their team, the lead
    and the deputy what a superior sees.
    """

    _name = "ngo.team"
    _inherit = ["ngo.reference"]
    _description = "Team"
    _parent_store = True
    _order = "sequence, name, id"
    _write_roles = ("coordinator",)
    _write_site_path = "site_ids"
    _write_programme_path = "programme_ids"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        selection=[("pole", "Pole"), ("service", "Service"), ("team", "Team")],
        required=True,
        default="team",
    )
    parent_id = fields.Many2one(
        comodel_name="ngo.team",
        string="Part of",
        index="btree_not_null",
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(comodel_name="ngo.team", inverse_name="parent_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    site_ids = fields.Many2many(comodel_name="ngo.site", string="Sites")
    programme_ids = fields.Many2many(comodel_name="ngo.programme", string="Programmes")
    member_ids = fields.One2many(
        comodel_name="ngo.team.member", inverse_name="team_id", string="Members"
    )
    lead_id = fields.Many2one(
        comodel_name="res.users", compute="_compute_lead_id", string="Lead today"
    )
    deputy_id = fields.Many2one(
        comodel_name="res.users", compute="_compute_lead_id", string="Deputy today"
    )
    member_count = fields.Integer(
        compute="_compute_lead_id", string="Members today", aggregator=None
    )

    @api.depends(
        "member_ids.user_id",
        "member_ids.function",
        "member_ids.date_from",
        "member_ids.date_to",
    )
    @api.depends_context("tz")
    def _compute_lead_id(self):
        today = fields.Date.context_today(self)
        # Of two who lead, the one who began later does.
        saved = self.env["ngo.team.member"].search_fetch(
            [("team_id", "in", self.ids)],
            ["team_id", "user_id", "function", "date_from", "date_to"],
            order="date_from, id",
        )
        for team in self:
            # What a form has typed stands in its own lines.
            members = saved if team.id else team.member_ids
            live = members.filtered(
                lambda member, team=team: member.team_id == team
                and member._is_live_on(today)
            )
            users = {member.function: member.user_id for member in live}
            team.lead_id = users.get("lead")
            team.deputy_id = users.get("deputy")
            team.member_count = len(live.user_id)

    @api.model
    def _get_memberships(self, user, day=None):
        """Live memberships of a user, the oldest first.

        :param user: ``res.users`` record
        :param datetime.date day: today by default
        :rtype: ngo.team.member
        """
        day = day or fields.Date.context_today(self)
        return self.env["ngo.team.member"].search(
            Domain("user_id", "=", user.id)
            & Domain("team_id.active", "=", True)
            & self.env["ngo.team.member"]._live_domain(day),
            order="date_from, id",
        )

    @api.model
    def _get_superior(self, user, day=None):
        """The superior of a user: the lead of her team, else the lead above.

        A lead answers to the team above hers; where a team has no live lead, its
        deputy stands in. Extend to ask elsewhere (HR) when this finds nobody.

        :param user: ``res.users`` record
        :param datetime.date day: today by default
        :return: one user or none
        :rtype: res.users
        """
        day = day or fields.Date.context_today(self)
        for team in self._get_memberships(user, day).team_id:
            while team:
                live = team.member_ids.filtered(lambda m: m._is_live_on(day))
                for function in ("lead", "deputy"):
                    superior = live.filtered(
                        lambda m, function=function: m.function == function
                    ).user_id[:1]
                    if superior == user:
                        break  # nobody answers to herself, nor to her own deputy
                    if superior:
                        return superior
                team = team.parent_id
        return self.env["res.users"]
