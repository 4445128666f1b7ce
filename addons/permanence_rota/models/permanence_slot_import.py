# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class PermanenceSlot(models.Model):
    """A rota in force comes in with the import of lists, which has a test run.

    One row for each slot: rota, site, service, start, stop and who holds it.
    """

    _inherit = "permanence.slot"

    holder_ids = fields.Many2many(
        "hr.employee",
        string="Held by",
        compute="_compute_holder_ids",
        inverse="_inverse_holder_ids",
        help="To import a rota in force: the names, separated by commas.",
    )

    @api.depends("assignment_ids.employee_id", "assignment_ids.state")
    def _compute_holder_ids(self):
        for slot in self:
            slot.holder_ids = slot._heads().employee_id

    def _inverse_holder_ids(self):
        for slot in self:
            slot._take_over(slot.holder_ids)

    def _take_over(self, holders):
        """Each of these people takes a head of her role; others leave.

        What is in force is taken as it is: no rule of the planning is asked, but
        nobody can be in two places.

        :raise UserError: somebody has no place in the team
        """
        self.ensure_one()
        if not self.requirement_ids:
            team = self.service_id.requirement_ids
            self.requirement_ids = [
                fields.Command.create(line._prepare_copy_vals()) for line in team
            ]
        self._sync_heads()
        heads = self._heads()
        leaving = heads.filtered(lambda a: a.employee_id - holders)
        changes = dict.fromkeys(leaving.ids, False)
        free = heads.filtered(lambda a: not a.employee_id) | leaving
        # Which work somebody does is read as the planning reads it.
        profiles = self.env["permanence.profile"].sudo()
        for person in holders - heads.employee_id:
            roles = profiles.search([("employee_id", "=", person.id)]).role_ids
            head = free.filtered(lambda a, roles=roles: a.role_id in roles)[:1]
            if not head:
                raise UserError(
                    self.env._(
                        "%(name)s has no place in the team of %(slot)s.",
                        name=person.sudo().name,
                        slot=self.display_name,
                    )
                )
            free -= head
            changes[head.id] = person.id
        self.env["permanence.assignment"]._assign_many(changes, "import")
