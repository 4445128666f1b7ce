# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class PermanenceDuty(models.Model):
    """A block that is no permanence and eats hours: meeting, supervision."""

    _name = "permanence.duty"
    _inherit = ["ngo.guarded"]
    _description = "Other duty"
    _order = "start, id"

    name = fields.Char(required=True, help="Never a person whom one accompanies.")
    kind = fields.Selection(
        [
            ("meeting", "Team meeting"),
            ("supervision", "Supervision"),
            ("conference", "Case conference"),
            ("training", "Training"),
            ("other", "Other"),
        ],
        required=True,
        default="meeting",
    )
    site_id = fields.Many2one("ngo.site", ondelete="restrict", index="btree_not_null")
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    employee_ids = fields.Many2many("hr.employee", string="People")
    counts = fields.Boolean(
        string="Eats the hours for permanences",
        help="Off: the share for permanences leaves room for it.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (stop > start)", "A duty must end after it starts."
    )

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        roles = ("coordinator", "supervisor", "programme_manager")
        return [
            (
                "own",
                self.env._("You take part."),
                Domain("employee_ids.user_id", "=", self.env.uid),
            ),
            (
                "site",
                self.env._("You plan at this site."),
                live.domain(roles, programme="site_id.programme_ids")
                | (
                    Domain("site_id", "=", False)
                    if live.has("coordinator")
                    else Domain.FALSE
                ),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        domain = live.domain(("coordinator",), programme="site_id.programme_ids")
        if live.has("coordinator"):
            domain |= Domain("site_id", "=", False)
        return domain

    @api.model_create_multi
    def create(self, vals_list):
        people = [vals.get("employee_ids") for vals in vals_list]
        duties = super().create([self._without_people(vals) for vals in vals_list])
        for duty, commands in zip(duties, people, strict=True):
            duty._set_people(commands)
        return duties

    def write(self, vals):
        self.check_access("write")
        result = super().write(self._without_people(vals))
        self._set_people(vals.get("employee_ids"))
        return result

    @api.model
    def _without_people(self, vals):
        return {key: value for key, value in vals.items() if key != "employee_ids"}

    def _set_people(self, commands):  # pylint: disable=missing-return
        """Who plans may not read HR's employees, nor link them: the link is made here,
        after her right on the duty was checked."""
        if commands:
            super(PermanenceDuty, self.sudo()).write({"employee_ids": commands})
