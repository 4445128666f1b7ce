# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ngo_base.arguments import Id


class PermanenceTransmission(models.Model):
    """What the team that leaves tells the team that comes, by codes only."""

    _name = "permanence.transmission"
    _inherit = ["ngo.guarded"]
    _description = "Transmission note"
    _order = "create_date desc, id desc"

    slot_id = fields.Many2one(
        "permanence.slot",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self._my_slot(),
    )
    site_id = fields.Many2one(
        related="slot_id.site_id", store=True, precompute=True, index=True
    )
    service_id = fields.Many2one(related="slot_id.service_id")
    local_date = fields.Date(related="slot_id.local_date")
    hours = fields.Char(related="slot_id.hours")
    text = fields.Text(required=True, help="Codes only, never a name of a person.")
    read_ids = fields.Many2many("res.users", string="Read by", readonly=True)

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        return [
            (
                "own",
                self.env._("You wrote it."),
                Domain("create_uid", "=", self.env.uid),
            ),
            (
                "shift",
                self.env._("You are on shift at this site."),
                Domain("site_id", "in", live.presence_site_ids),
            ),
            (
                "team",
                self.env._("You hold a slot at this site around this one."),
                Domain("site_id", "in", self._my_sites()),
            ),
            (
                "site",
                self.env._("You plan at this site."),
                live.domain(
                    ("coordinator", "supervisor"), programme="site_id.programme_ids"
                ),
            ),
        ]

    @api.model
    def _my_sites(self):
        """Sites where the user holds a published slot within two days."""
        now = fields.Datetime.now()
        # Own assignments only; no need to ask the rules about each.
        held = self.env["permanence.assignment"].sudo()
        return held.search(
            [
                ("employee_id.user_id", "=", self.env.uid),
                ("publish_seq", ">", 0),
                ("state", "in", ("published", "done")),
                ("start", "<", fields.Datetime.add(now, days=1)),
                ("stop", ">", fields.Datetime.subtract(now, days=2)),
            ]
        ).site_id.ids

    @api.depends("slot_id")
    def _compute_display_name(self):
        for note in self:
            note.display_name = note.slot_id.display_name or self.env._("New note")

    @api.model
    def _my_slot(self):
        """The slot that the user holds now, else the last one she held."""
        # Own assignments only; no need to ask the rules about each.
        held = self.env["permanence.assignment"].sudo()
        return held.search(
            [
                ("employee_id.user_id", "=", self.env.uid),
                ("publish_seq", ">", 0),
                ("state", "in", ("published", "done")),
                ("start", "<=", fields.Datetime.now()),
                (
                    "stop",
                    ">",
                    fields.Datetime.subtract(fields.Datetime.now(), days=2),
                ),
            ],
            order="start desc",
            limit=1,
        ).slot_id.sudo(False)

    @api.model
    def _scope_write_domain(self):
        """Written once; who reads it next adds herself by ``action_read``."""
        return Domain("create_uid", "=", self.env.uid)

    def action_read(self):
        """The next team has read it."""
        self.check_access("read")
        # A reader may not change the note, only say that she read it.
        self.sudo().read_ids = [fields.Command.link(self.env.uid)]

    @api.model
    def get_for_slot(self, slot_id: Id):
        """Unread notes of the slots before this one at its site, latest first."""
        slot = self.env["permanence.slot"].browse(slot_id)
        slot.check_access("read")
        return self.search(
            [
                ("site_id", "=", slot.site_id.id),
                ("slot_id.start", "<=", slot.start),
                ("slot_id.stop", ">", fields.Datetime.subtract(slot.start, days=3)),
                ("read_ids", "not in", self.env.uid),
            ]
        )
