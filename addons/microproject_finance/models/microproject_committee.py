# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class MicroprojectCommittee(models.Model):
    """A session of the committee that selects: members, quorum, minutes.

    While it is open its members read the applications before them; opening and
    closing stand in the journal.
    """

    _name = "microproject.committee"
    _description = "Session of the committee"
    _inherit = ["microproject.placed"]
    _order = "date desc, id desc"
    _microproject_path = None
    _transitions = {"planned": {"open"}, "open": {"closed"}, "closed": set()}

    site_id = fields.Many2one(help="Empty: for all sites of the programme.")
    date = fields.Date(required=True, default=fields.Date.context_today)
    member_ids = fields.Many2many(
        comodel_name="res.users",
        string="Members",
        required=True,
        domain="[('share', '=', False)]",
    )
    chair_id = fields.Many2one(
        comodel_name="res.users",
        string="Chair",
        required=True,
        domain="[('id', 'in', member_ids)]",
        help="On equal votes the chair's decides.",
    )
    quorum = fields.Integer(
        default=0, required=True, help="Opinions that count; 0: one is enough."
    )
    application_ids = fields.One2many(
        comodel_name="microproject.application",
        inverse_name="committee_id",
        string="Applications",
    )
    opinion_ids = fields.One2many(
        comodel_name="microproject.opinion", inverse_name="committee_id"
    )
    note = fields.Text(string="Minutes", help="What was said; no name, no address.")
    state = fields.Selection(
        selection=[("planned", "Planned"), ("open", "Open"), ("closed", "Closed")],
        required=True,
        readonly=True,
        copy=False,
        default="planned",
    )

    _quorum_positive = models.Constraint(
        "CHECK (quorum >= 0 AND quorum < 100)", "A quorum is a number of members."
    )

    @api.depends("programme_id.name", "date")
    def _compute_display_name(self):
        for committee in self:
            committee.display_name = (
                f"{committee.programme_id.display_name or ''} {committee.date or ''}"
            ).strip()

    @api.model
    def _scope_reasons(self):
        """As elsewhere by programme and site; members of the session read it too."""
        live = self._scope_live()
        reach = live.domain(("coordinator",), "site_id", "programme_id")
        return super()._scope_reasons() + [
            ("site", self.env._("You coordinate this programme or site."), reach),
            (
                "member",
                self.env._("You sit in this session."),
                Domain("member_ids", "in", [self.env.uid]),
            ),
        ]

    def write(self, vals):
        if set(vals) - {"state"} and self.filtered(lambda c: c.state == "closed"):
            raise UserError(self.env._("Minutes of a closed session stay."))
        if {"member_ids", "chair_id", "quorum", "programme_id"} & set(vals) and (
            self.filtered(lambda c: c.state != "planned")
        ):
            raise UserError(self.env._("Who decides is settled before it opens."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_planned(self):
        if self.filtered(lambda c: c.state != "planned"):
            raise UserError(self.env._("A session that was held is never deleted."))

    def action_take_waiting(self):
        """Put what was submitted and lies before no session on this one."""
        for committee in self:
            waiting = [
                ("programme_id", "=", committee.programme_id.id),
                ("state", "=", "submitted"),
                ("committee_id", "=", False),
            ]
            if committee.site_id:
                waiting.append(("site_id", "child_of", committee.site_id.id))
            self.env["microproject.application"].search(waiting).write(
                {"committee_id": committee.id}
            )

    def action_open(self):
        """Ask each member for an opinion on each application."""
        for committee in self:
            if not committee.application_ids:
                raise UserError(self.env._("No application lies before this session."))
            if committee.chair_id not in committee.member_ids:
                raise UserError(self.env._("The chair is one of the members."))
        self._move_to("open")
        journal = self.env["ngo.journal"]
        for committee in self:
            # No role may make opinions: they come with the session.
            committee.sudo().opinion_ids = [
                Command.create({"application_id": application.id, "user_id": member.id})
                for application in committee.application_ids
                for member in committee.member_ids
            ]
            journal._note("grant", committee.application_ids, reason="session")

    def action_close(self):
        """Close; what was not decided waits for the next session."""
        for committee in self:
            waiting = committee.application_ids.filtered(
                lambda a: a.state == "submitted"
            )
            waiting.write({"committee_id": False})
        self._move_to("closed")
        for committee in self:
            self.env["ngo.journal"]._note(
                "grant_ended", committee.application_ids, reason="session"
            )

    def action_print_minutes(self):
        return self.env.ref(
            "microproject_finance.microproject_minutes_report"
        ).report_action(self)
