# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

FUNCTIONS = [
    ("social", "Social support"),
    ("legal", "Legal support"),
    ("psychological", "Psychological support"),
    ("mediation", "Mediation"),
    ("child", "Child protection"),
    ("trainee", "Trainee"),
    ("other", "Other"),
]
# How long a colleague works on a file unless told otherwise.
DEFAULT_DAYS = 180


class MigrantCaseMember(models.Model):
    """A colleague who works on a file, in a function, from a day to a day.

    Her access is a dated grant: it ends by itself, or at once with ``action_end``.
    """

    _name = "migrant.case.member"
    _inherit = ["migrant.case.part"]
    _description = "Co-worker on a file"
    _order = "date_to desc, id desc"

    user_id = fields.Many2one(
        "res.users", string="Colleague", required=True, index=True, ondelete="restrict"
    )
    function = fields.Selection(FUNCTIONS, required=True, default="social")
    can_write = fields.Boolean(string="Writes", default=True)
    task = fields.Char(string="For what")
    date_from = fields.Date(
        string="From", required=True, readonly=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + timedelta(days=DEFAULT_DAYS)
        ),
    )
    grant_ids = fields.Many2many("ngo.access", readonly=True, copy=False)

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "Nobody leaves a file before joining it."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("grant_ids", None)
        members = super().create(vals_list)
        for member in members:
            member._open_file()
        return members

    def write(self, vals):
        if set(vals) - {"task"} and not self.env.su:
            raise UserError(
                self.env._("End this line and add another: who worked when stays.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("End this line: who worked when stays."))

    def _open_file(self):
        """Grant the file, and the identity of its person, until the last day."""
        self.ensure_one()
        case = self.case_id
        case.check_access("write")
        if not self.user_id.active:
            raise UserError(self.env._("This account is closed."))
        until = datetime.combine(self.date_to, time.max).replace(microsecond=0)
        reason = self.task or self.env._("Works on the file")
        kind = "trainee" if self.function == "trainee" else "member"
        grants = self.env["ngo.access"]._grant(
            case, self.user_id, kind, until, reason, can_write=self.can_write
        )
        grants |= self.env["ngo.access"]._grant(
            case.beneficiary_id, self.user_id, kind, until, reason
        )
        # The link to the grants is nobody's to write.
        self.sudo().grant_ids = [fields.Command.set(grants.ids)]

    def action_end(self):
        """The colleague stops working on the file: her access ends now."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        for member in self:
            member.sudo().grant_ids._end()
            # Kept: who worked when.
            member.sudo().date_to = max(today, member.date_from)
        return True


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    member_ids = fields.One2many(
        "migrant.case.member", "case_id", string="Colleagues on the file"
    )
