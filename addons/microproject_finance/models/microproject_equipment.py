# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MicroprojectEquipment(models.Model):
    """A machine that a grant paid: where it is; what it cost stands in the ledger."""

    _name = "microproject.equipment"
    _description = "Equipment"
    _inherit = ["microproject.part"]
    _order = "microproject_id, id"
    _transitions = {
        "in_use": {"lost", "sold", "transferred"},
        "lost": {"in_use"},
        "sold": set(),
        "transferred": set(),
    }

    name = fields.Char(string="What", required=True)
    serial = fields.Char(string="Serial number")
    move_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Entry",
        index="btree_not_null",
        ondelete="restrict",
        groups="ngo_base.group_ngo_base_finance_officer,"
        "ngo_base.group_ngo_base_programme_manager",
    )
    cost = fields.Monetary(
        compute="_compute_cost", help="Of the entry, as the ledger has it."
    )
    handed_over_on = fields.Date(string="Handed over on")
    receipt_id = fields.Many2one(
        comodel_name="microproject.receipt",
        string="Signed paper",
        domain="[('microproject_id', '=', microproject_id)]",
    )
    seen_on = fields.Date(string="Last seen on", compute="_compute_seen_on")
    state = fields.Selection(
        selection=[
            ("in_use", "In use"),
            ("lost", "Lost or broken"),
            ("sold", "Sold"),
            ("transferred", "Transferred"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="in_use",
    )
    reason = fields.Char(help="Why it is no longer there; no name.")

    def _compute_cost(self):
        for item in self:
            # The amount by code; the entry itself stays closed to the field.
            item.cost = item.sudo().move_line_id.balance

    @api.depends("microproject_id.visit_ids.state")
    def _compute_seen_on(self):
        for item in self:
            # Days only; whoever made the visit.
            visits = item.microproject_id.sudo().visit_ids.filtered(
                lambda v: v.state == "done" and v.is_equipment_present
            )
            item.seen_on = max(visits.mapped("date"), default=False)

    @api.constrains("move_line_id", "microproject_id")
    def _check_entry(self):
        for item in self.filtered("move_line_id"):
            # As in _compute_cost.
            line = item.sudo().move_line_id
            account = item.sudo().microproject_id.account_id
            if account.id not in line._distribution_ids():
                raise ValidationError(
                    self.env._(
                        "%(name)s: the entry is not a cost of this micro-project.",
                        name=item.name,
                    )
                )

    def _check_transition(self, state):
        res = super()._check_transition(state)
        silent = self.filtered(lambda i: not (i.reason or "").strip())
        if state != "in_use" and silent:
            raise UserError(
                self.env._(
                    "Say why it is no longer there: %(names)s",
                    names=", ".join(silent.mapped("name")),
                )
            )
        return res

    def action_lost(self):
        self._move_to("lost")

    def action_sold(self):
        self._move_to("sold")

    def action_transferred(self):
        self._move_to("transferred")

    def action_found(self):
        self._move_to("in_use")
