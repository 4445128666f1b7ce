# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class MigrantProtocol(models.Model):
    """A standard operating procedure: dated actions that a kind of file calls for.

    Written, versioned, and approved by the lead of the pole; a file keeps the version
    that was laid on it. [T17]
    """

    _name = "migrant.protocol"
    _inherit = ["ngo.transition.mixin"]
    _no_read_rule = "how the house works; nobody is named"
    _description = "Protocol"
    _order = "code, version desc"
    _transitions = {
        "draft": {"to_approve"},
        "to_approve": {"draft", "approved"},
        "approved": {"retired"},
        "retired": set(),
    }

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="The same for all versions.")
    version = fields.Integer(required=True, default=1, readonly=True)
    purpose = fields.Text(translate=True, help="For whom, when, with what result.")
    team_id = fields.Many2one(
        "ngo.team",
        string="Pole",
        ondelete="restrict",
        help="Its lead approves the protocol. Ours have none until a pole takes them.",
    )
    programme_ids = fields.Many2many(
        "ngo.programme", string="Programmes", help="Empty: all programmes."
    )
    case_type_ids = fields.Many2many(
        "migrant.case.type", string="Types of file", help="Empty: all types."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To be approved"),
            ("approved", "In force"),
            ("retired", "Retired"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    author_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    line_ids = fields.One2many(
        "migrant.protocol.line", "protocol_id", string="Actions", copy=True
    )
    active = fields.Boolean(default=True)

    _version_uniq = models.UniqueIndex(
        "(code, version)", "This protocol has that version already."
    )
    _one_in_force = models.UniqueIndex(
        "(code) WHERE state = 'approved' AND active",
        "One version of a protocol is in force at a time.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for protocol in self:
            protocol.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=protocol.name,
                version=protocol.version,
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Nothing is born approved.
            born = {"state": "draft", "author_id": self.env.uid}
            born.update(approved_by_id=False, approved_on=False)
            vals_list = [{**vals, **born} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if {"author_id", "approved_by_id", "approved_on"} & set(vals):
                raise UserError(self.env._("Who approved it is not typed."))
            if "state" in vals:
                rest = {name: vals[name] for name in vals if name != "state"}
                if rest:
                    self.write(rest)
                return self._move_to(vals["state"])
            if set(vals) - {"active"}:
                self._check_open()
        return super().write(vals)

    def _check_open(self):
        """A protocol that was approved is not changed: files stand on it."""
        shut = self.filtered(lambda p: p.state in ("approved", "retired"))
        if shut and not self.env.su:
            raise UserError(
                self.env._(
                    "Make a new version; these are or were in force: %(protocols)s",
                    protocols=", ".join(shut.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._check_open()

    def _check_transition(self, state):
        super()._check_transition(state)
        if state in ("to_approve", "approved"):
            self._check_pole()
        if state != "approved":
            return
        led = self.env["ngo.role"]._live().led_team_ids
        foreign = self.filtered(lambda p: p.team_id.id not in led)
        if foreign:
            raise UserError(
                self.env._(
                    "The lead of the pole approves these protocols: %(protocols)s",
                    protocols=", ".join(foreign.mapped("display_name")),
                )
            )
        empty = self.filtered(lambda p: not p.line_ids)
        if empty:
            raise UserError(
                self.env._(
                    "These protocols lay no action yet: %(protocols)s",
                    protocols=", ".join(empty.mapped("display_name")),
                )
            )

    def _check_pole(self):
        """Raise unless each protocol has a pole, whose lead approves it."""
        homeless = self.filtered(lambda protocol: not protocol.team_id)
        if homeless:
            raise UserError(
                self.env._(
                    "Name the pole that takes these protocols: %(protocols)s",
                    protocols=", ".join(homeless.mapped("display_name")),
                )
            )

    def _move_to(self, state):
        self.check_access("write")
        self._check_transition(state)
        vals = {"state": state}
        if state == "approved":
            before = self.search(
                [("code", "in", self.mapped("code")), ("state", "=", "approved")]
            )
            before.sudo().write({"state": "retired"})
            before.flush_recordset(["state"])
            vals["approved_by_id"] = self.env.uid
            vals["approved_on"] = fields.Date.context_today(self)
        # Checked above; who and when is written by the move, typed by nobody.
        self.sudo().write(vals)
        return True

    def action_submit(self):
        """Written: the lead of the pole may approve it."""
        return self._move_to("to_approve")

    def action_send_back(self):
        """Back to its author."""
        return self._move_to("draft")

    def action_approve(self):
        """In force from now on; the version before retires, files keep it."""
        return self._move_to("approved")

    def action_retire(self):
        """No longer laid on files."""
        return self._move_to("retired")

    def action_new_version(self):
        """A draft copy to change; this one stays in force until it is approved."""
        self.ensure_one()
        last = self.with_context(active_test=False).search(
            [("code", "=", self.code)], order="version desc", limit=1
        )
        new = self.copy({"version": last.version + 1, "name": self.name})
        return new._get_records_action(view_mode="form")

    def _fits(self, case):
        """Whether the protocol may be laid on a file."""
        self.ensure_one()
        return (
            self.state == "approved"
            and (not self.programme_ids or case.programme_id in self.programme_ids)
            and (not self.case_type_ids or case.case_type_id in self.case_type_ids)
        )
