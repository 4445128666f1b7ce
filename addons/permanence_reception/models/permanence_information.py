# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ngo_base.models.ngo_presence import SHIFT_ROLES
from odoo.addons.ngo_base.models.ngo_role import CONTENT_ROLES


class PermanenceInformation(models.Model):
    """A request for information, recorded where it is asked, until it is answered.

    Topic, what was answered, leaflet, service shown or none, understood or not; what
    nobody knew is a question to research, with a date.
    """

    _name = "permanence.information"
    _inherit = ["permanence.encounter.line"]
    _description = "Request for information"
    _order = "research_on, id"

    topic_id = fields.Many2one(
        "permanence.topic", required=True, ondelete="restrict", index=True
    )
    question = fields.Char(help="In a few words; codes only, never a name.")
    answer = fields.Text(string="Answer given")
    leaflet = fields.Char(string="Leaflet given")
    # A room that knows the services says which one was shown.
    service_found = fields.Selection(
        [("shown", "Service shown"), ("none", "None found")], string="Service"
    )
    understood = fields.Selection(
        [
            ("said_back", "Yes, said back in own words"),
            ("yes", "Yes"),
            ("partly", "Partly"),
            ("no", "No"),
        ],
        help="Checked with the interpreter where there is one.",
    )
    state = fields.Selection(
        [
            ("answered", "Answered"),
            ("research", "To be researched"),
            ("found", "Found, to be told"),
        ],
        compute="_compute_state",
        store=True,
        precompute=True,
        index=True,
    )
    research_on = fields.Date(
        string="Answer promised for", help="A question that needs research."
    )
    researcher_id = fields.Many2one(
        "res.users",
        compute="_compute_researcher_id",
        store=True,
        precompute=True,
        readonly=False,
        domain=lambda self: self.env["ngo.role"]._holders_domain(SHIFT_ROLES),
        index="btree_not_null",
    )
    told_on = fields.Date(string="Told on", copy=False)
    site_id = fields.Many2one(
        related="encounter_id.site_id", store=True, precompute=True, index=True
    )
    language_id = fields.Many2one(
        related="encounter_id.language_id", store=True, precompute=True
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    @api.depends("research_on", "answer", "told_on")
    def _compute_state(self):
        for request in self:
            if not request.research_on or request.told_on:
                request.state = "answered"
            else:
                request.state = "found" if request.answer else "research"

    @api.depends("research_on")
    def _compute_researcher_id(self):
        for request in self:
            if request.research_on and not request.researcher_id:
                request.researcher_id = self.env.user

    @api.depends("research_on", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for request in self:
            request.is_late = (
                request.state != "answered" and request.research_on < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return fields.Domain("state", "!=", "answered") & fields.Domain(
            "research_on", "<", today
        )

    @api.model
    def _scope_reasons(self):
        reasons = super()._scope_reasons()
        if self._scope_live().has(*CONTENT_ROLES):
            promised = self.env._("You promised an answer.")
            reasons.append(("promised", promised, self._promised_domain()))
        return reasons

    @api.model
    def _scope_write_domain(self):
        domain = super()._scope_write_domain()
        if self._scope_live().has(*CONTENT_ROLES):
            domain |= self._promised_domain()
        return domain

    @api.model
    def _promised_domain(self):
        """What she still looks for, for somebody whom she received, or told today."""
        told = fields.Date.context_today(self) - timedelta(days=1)
        received = self.env["permanence.encounter"]._received_domain()
        return (
            fields.Domain("researcher_id", "=", self.env.uid)
            & fields.Domain("encounter_id", "any!", received)
            & (
                fields.Domain("state", "!=", "answered")
                | fields.Domain("told_on", ">=", told)
            )
        )

    def action_told(self):
        """The answer reached the person."""
        bare = self.filtered(lambda request: not request.answer)
        if bare:
            raise UserError(
                self.env._(
                    "Write the answer first: %(codes)s",
                    codes=", ".join(bare.mapped("display_name")),
                )
            )
        self.write({"told_on": fields.Date.context_today(self)})
