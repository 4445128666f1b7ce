# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


class NgoTeamMember(models.Model):
    """A dated place in a team. Days are whole days, the last one included."""

    _name = "ngo.team.member"
    _inherit = ["ngo.reference"]
    _description = "Member of a Team"
    _order = "team_id, function desc, date_from, id"
    _write_roles = ("coordinator",)
    _write_site_path = "team_id.site_ids"
    _write_programme_path = "team_id.programme_ids"

    team_id = fields.Many2one(
        comodel_name="ngo.team", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        comodel_name="res.users", required=True, index=True, ondelete="restrict"
    )
    function = fields.Selection(
        selection=[("member", "Member"), ("lead", "Lead"), ("deputy", "Deputy")],
        required=True,
        default="member",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Until", help="Last day in the team.")

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "Nobody can leave a team before joining it."
    )

    @api.depends("user_id.name", "team_id.name")
    def _compute_display_name(self):
        for member in self:
            member.display_name = f"{member.user_id.name} ({member.team_id.name})"

    @api.constrains("team_id", "user_id", "function", "date_from", "date_to")
    def _check_overlap(self):
        """One place per person and team, one lead and one deputy at a time."""
        for member in self:
            others = self.search(
                Domain("team_id", "=", member.team_id.id)
                & Domain("id", "!=", member.id)
                & (
                    Domain("date_to", "=", False)
                    | Domain("date_to", ">=", member.date_from)
                )
                & (
                    Domain("date_from", "<=", member.date_to)
                    if member.date_to
                    else Domain.TRUE
                )
            )
            clash = others.filtered(
                lambda other, member=member: other.user_id == member.user_id
                or (member.function != "member" and other.function == member.function)
            )
            if clash:
                raise ValidationError(
                    self.env._(
                        "%(member)s overlaps %(others)s.",
                        member=member.display_name,
                        others=", ".join(clash.mapped("display_name")),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._check_not_own()
        return members

    def write(self, vals):
        self._check_not_own()
        res = super().write(vals)
        self._check_not_own()
        return res

    def unlink(self):
        self._check_not_own()
        return super().unlink()

    @api.model
    def _live_domain(self, day):
        """Memberships that hold on ``day`` (a ``datetime.date``)."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    def _is_live_on(self, day):
        """Whether this membership holds on ``day`` (a ``datetime.date``)."""
        self.ensure_one()
        return bool(
            self.date_from
            and self.date_from <= day
            and (not self.date_to or self.date_to >= day)
        )

    def _check_not_own(self):
        """A team opens its files to its members: nobody admits herself."""
        if not self.env.su and self.env.user in self.user_id:
            raise AccessError(
                self.env._("Somebody else must change your own place in a team.")
            )
