# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class DirectorySuggestion(models.Model):
    """What a provider says should be changed; staff decide line by line."""

    _name = "directory.suggestion"
    _inherit = ["ngo.transition.mixin"]
    _description = "Correction proposed by a Provider"
    _order = "state desc, id desc"
    _rec_name = "service_id"
    _transitions = {"open": {"done"}}

    service_id = fields.Many2one(
        "directory.service", required=True, ondelete="cascade", index=True
    )
    link_id = fields.Many2one("directory.link", ondelete="set null", index=True)
    state = fields.Selection(
        [("open", "To be reviewed"), ("done", "Reviewed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    note = fields.Text(string="Message")
    line_ids = fields.One2many("directory.suggestion.line", "suggestion_id")
    reviewed_by_id = fields.Many2one("res.users", readonly=True)
    reviewed_at = fields.Datetime(readonly=True)

    def action_review(self):
        """Write the accepted lines, all together, and count the sheet as checked."""
        for suggestion in self:
            if suggestion.state != "open":
                raise UserError(suggestion.env._("This was reviewed already."))
            undecided = suggestion.line_ids.filtered(lambda line: not line.decision)
            if undecided:
                raise UserError(
                    suggestion.env._(
                        "Accept or refuse each line: %(names)s",
                        names=", ".join(undecided.mapped("label")),
                    )
                )
            accepted = suggestion.line_ids.filtered(
                lambda line: line.decision == "accept"
            )
            changed = accepted.filtered(lambda line: line._is_overtaken())
            if changed:
                raise UserError(
                    suggestion.env._(
                        "Changed here since the provider saw it: %(names)s",
                        names=", ".join(changed.mapped("label")),
                    )
                )
            vals = {line.field_name: line.proposed for line in accepted}
            if vals:
                suggestion.service_id.write(vals)
            suggestion.service_id._add_check(
                "link", "corrected" if vals else "confirmed"
            )
            suggestion._move_to("done")
            suggestion.write(
                {
                    "reviewed_by_id": self.env.uid,
                    "reviewed_at": fields.Datetime.now(),
                }
            )

    def action_accept_all(self):
        self.line_ids.write({"decision": "accept"})


class DirectorySuggestionLine(models.Model):
    """One field of a proposed correction."""

    _name = "directory.suggestion.line"
    _description = "Line of a proposed Correction"
    _order = "id"
    _rec_name = "field_name"

    suggestion_id = fields.Many2one(
        "directory.suggestion", required=True, ondelete="cascade", index=True
    )
    field_name = fields.Char(required=True, readonly=True)
    label = fields.Char(compute="_compute_label", string="What")
    current = fields.Text(string="On the sheet", readonly=True)
    proposed = fields.Text(readonly=True)
    decision = fields.Selection([("accept", "Accept"), ("refuse", "Refuse")])

    @api.depends("field_name")
    def _compute_label(self):
        descriptions = self.env["directory.service"].fields_get(attributes=["string"])
        for line in self:
            line.label = descriptions.get(line.field_name, {}).get("string", "")

    @api.constrains("field_name")
    def _check_field_name(self):
        allowed = self.env["directory.link"]._open_fields()
        for line in self:
            if line.field_name not in allowed:
                raise UserError(self.env._("This cannot be proposed from outside."))

    def _is_overtaken(self):
        """Whether the sheet says something else than what the provider saw."""
        self.ensure_one()
        present = self.suggestion_id.service_id[self.field_name] or ""
        return present != (self.current or "")
