# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import planning


class MigrantProtocolUse(models.Model):
    """A protocol laid on a file: the version, the day, and how it was kept. [T13, E09]

    The choice is that of a file study; its actions fall on worked days of the site.
    """

    _name = "migrant.protocol.use"
    _inherit = ["migrant.plan.part"]
    _description = "Protocol laid on a file"
    _order = "start_on desc, id desc"
    _label_fields = ("protocol_id",)
    _begins_with = {"by_id": lambda self: self.env.uid}

    protocol_id = fields.Many2one(
        "migrant.protocol",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '=', 'approved')]",
    )
    start_on = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Char(help="Why this protocol: what the study of the file said.")
    by_id = fields.Many2one(
        "res.users", string="Laid by", readonly=True, default=lambda self: self.env.user
    )
    action_ids = fields.One2many(
        "migrant.action", "protocol_use_id", string="Actions", readonly=True
    )
    on_time = fields.Integer(compute="_compute_conformity")
    late = fields.Integer(compute="_compute_conformity")
    missed = fields.Integer(compute="_compute_conformity")
    waiting = fields.Integer(compute="_compute_conformity")

    _once = models.UniqueIndex(
        "(case_id, protocol_id, start_on)",
        "This protocol was laid on the file that day already.",
    )

    @api.depends("action_ids.state", "action_ids.due_on", "action_ids.done_at")
    @api.depends_context("tz")
    def _compute_conformity(self):
        today = fields.Date.context_today(self)
        for use in self:
            kept = use.action_ids.filtered(
                lambda a: a.state not in ("cancelled", "declined")
            )
            counts = planning.conformity(
                [
                    (
                        action.due_on or None,
                        fields.Datetime.context_timestamp(self, action.done_at).date()
                        if action.done_at
                        else None,
                    )
                    for action in kept
                ],
                today,
            )
            use.update(counts)

    @api.model_create_multi
    def create(self, vals_list):
        uses = super().create(vals_list)
        for use in uses:
            if not use.protocol_id._fits(use.case_id):
                raise UserError(
                    self.env._(
                        "%(protocol)s is not in force for this file.",
                        protocol=use.protocol_id.display_name,
                    )
                )
            use._lay_actions()
        return uses

    def write(self, vals):
        if set(vals) - {"reason"} and not self.env.su:
            raise UserError(
                self.env._("A protocol laid on a file stays; change its actions.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A protocol laid on a file stays; change its actions.")
        )

    def _lay_actions(self):
        """Create the actions of the protocol on the calendar of the site."""
        self.ensure_one()
        calendar = self.env["ngo.policy.rule"]._calendar_of(self.case_id.site_id)
        lines = self.protocol_id.line_ids
        days = planning.lay(
            self.start_on, [line._offset() for line in lines], calendar.next_worked
        )
        needs = self.env["migrant.need"].search(
            [("case_id", "=", self.case_id.id), ("closed_on", "=", False)]
        )
        actions = self.env["migrant.action"].create(
            [
                self._prepare_action_vals(line, day, needs)
                for line, day in zip(lines, days, strict=True)
            ]
        )
        # Which line laid which action is written here, typed by nobody.
        for action, line in zip(actions.sudo(), lines, strict=True):
            action.write({"protocol_line_id": line.id, "protocol_use_id": self.id})
        return actions

    def _prepare_action_vals(self, line, day, needs):
        """Values of the action of one line."""
        answered = needs.filtered(lambda need: need.domain_id == line.domain_id)
        return {
            "case_id": self.case_id.id,
            "name": line.name,
            "kind": line.kind,
            "due_on": day,
            "need_ids": [(6, 0, answered.ids)],
        }
