# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .migrant_case_scope import CONTENT_ROLES


class MigrantStudy(models.Model):
    """A meeting in which files are studied one after the other. [T13]"""

    _name = "migrant.study"
    _inherit = ["ngo.guarded", "ngo.transition.mixin"]
    _description = "Meeting on files"
    _order = "date desc, id desc"
    _transitions = {"planned": {"held", "cancelled"}, "held": set(), "cancelled": set()}

    name = fields.Char(required=True, help="For instance: Monday meeting.")
    date = fields.Date(required=True, default=fields.Date.context_today)
    site_id = fields.Many2one("ngo.site")
    team_id = fields.Many2one("ngo.team", index="btree_not_null")
    chair_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, index=True
    )
    participant_ids = fields.Many2many("res.users", string="Present")
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        readonly=True,
    )
    item_ids = fields.One2many("migrant.study.item", "study_id", string="Files")

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        mine, team = Domain.FALSE, Domain.FALSE
        if live.has(*CONTENT_ROLES):
            mine = Domain("chair_id", "=", self.env.uid)
            mine |= Domain("participant_ids", "in", [self.env.uid])
            team = Domain("team_id", "in", live.team_ids)
        return [
            ("present", self.env._("You take part in the meeting."), mine),
            ("team", self.env._("It is a meeting of your team."), team),
        ]

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        led = Domain.FALSE
        if live.has("supervisor"):
            led = Domain("team_id", "in", live.led_team_ids)
        return Domain("chair_id", "=", self.env.uid) | led

    def action_hold(self):
        """The meeting is over: each file has its decision, or waits for the next."""
        return self._move_to("held")

    def action_next(self):
        """Open the next file that waits for a decision."""
        self.ensure_one()
        item = self.item_ids.filtered(lambda row: row.state == "waiting")[:1]
        if not item:
            raise UserError(self.env._("Every file has its decision."))
        return {
            "type": "ir.actions.act_window",
            "res_model": item._name,
            "res_id": item.id,
            "views": [(False, "form")],
        }


class MigrantStudyItem(models.Model):
    """One file on the list: the question, the decision, its protocol, its owner."""

    _name = "migrant.study.item"
    _inherit = [
        "migrant.case.told",
        "migrant.case.part",
        "migrant.person.mixin",
        "ngo.transition.mixin",
    ]
    _description = "File to study"
    _forget = ("question", "decision", "protocol")
    _order = "study_id, sequence, id"
    _transitions = {
        "waiting": {"decided", "postponed"},
        "postponed": {"waiting", "decided"},
        "decided": set(),
    }
    _journal_fields = ("question", "decision")

    study_id = fields.Many2one(
        "migrant.study", string="Meeting", index="btree_not_null", ondelete="set null"
    )
    sequence = fields.Integer(default=10)
    question = fields.Text(help="What the meeting must decide.")
    asked_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    decision = fields.Text()
    protocol = fields.Char(
        string="Way of working", help="Where it is no protocol of the house."
    )
    protocol_id = fields.Many2one(
        "migrant.protocol",
        domain="[('state', '=', 'approved')]",
        ondelete="restrict",
        help="Its actions are laid on the file by somebody who writes in it.",
    )
    use_id = fields.Many2one(
        "migrant.protocol.use",
        string="Laid on the file",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Who does it",
        help="Ownership of the file moves only when she accepts.",
    )
    decided_on = fields.Date(readonly=True)
    state = fields.Selection(
        [("waiting", "To study"), ("postponed", "Next time"), ("decided", "Decided")],
        required=True,
        default="waiting",
        readonly=True,
    )

    _once = models.UniqueIndex(
        "(study_id, case_id) WHERE study_id IS NOT NULL",
        "This file is on the list of the meeting already.",
    )

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        chair = Domain.FALSE
        if live.has(*CONTENT_ROLES):
            chair = Domain("study_id.chair_id", "=", self.env.uid) & Domain(
                "case_id.confidentiality", "!=", "sealed"
            )
        return [
            *super()._scope_reasons(),
            ("chair", self.env._("You chair the meeting."), chair),
        ]

    @api.model
    def _scope_write_domain(self):
        reasons = {key: domain for key, _label, domain in self._scope_reasons()}
        return super()._scope_write_domain() | reasons["chair"]

    def action_decide(self):
        """Fix the decision; it names who does it.

        :raise UserError: without decision or without a person in charge
        """
        for item in self:
            if not (item.decision or "").strip() or not item.owner_id:
                raise UserError(
                    self.env._(
                        "Write the decision and who does it: %(code)s",
                        code=item.display_name,
                    )
                )
        self.write({"decided_on": fields.Date.context_today(self)})
        self._move_to("decided")
        for item in self:
            item._on_decided()
        return True

    def _on_decided(self):
        """Hook: what follows from a decision (protocol started, transfer proposed)."""

    def action_lay(self):
        """Lay the protocol that was decided on the file: once.

        :raise AccessError: for somebody who does not write in the file
        """
        uses = self.env["migrant.protocol.use"]
        for item in self.filtered(lambda i: i.state == "decided" and not i.use_id):
            if not item.protocol_id:
                raise UserError(
                    self.env._(
                        "No protocol was chosen: %(code)s", code=item.display_name
                    )
                )
            use = uses.create(
                {"case_id": item.case_id.id, "protocol_id": item.protocol_id.id}
            )
            # Whoever writes in the file need not chair the meeting.
            item.sudo().use_id = use
        return True

    def action_postpone(self):
        """It waits for the next meeting."""
        self._move_to("postponed")
        return self.write({"study_id": False})

    def write(self, vals):
        fixed = {"decision", "protocol", "protocol_id", "owner_id", "question"}
        fixed &= set(vals)
        done = self.filtered(lambda item: item.state == "decided")
        if fixed and done:
            raise UserError(
                self.env._(
                    "These decisions stand: %(codes)s",
                    codes=", ".join(done.mapped("display_name")),
                )
            )
        return super().write(vals)
