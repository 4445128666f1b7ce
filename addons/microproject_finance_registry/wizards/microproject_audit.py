# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ngo_base.models.ngo_access import REASON_LENGTH

from ..models.ngo_access import AUDIT

MAX_HOURS = 24
READERS = "ngo_base.group_ngo_base_class_identity"


class MicroprojectAudit(models.TransientModel):
    """Ask that the identity of some holders be opened to one person for an audit.

    Who keeps the money asks, who protects the data agrees, and a third who may read
    identities at all reads them, until an hour. Asking, agreeing and reading stand in
    the journal; nothing of a person is shown here.
    """

    _name = "microproject.audit"
    _description = "Identity of holders for an audit"

    microproject_ids = fields.Many2many(
        comodel_name="microproject.microproject",
        string="Micro-projects",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Opened to",
        required=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(READERS).ids)],
        help="Who shows the papers to the auditor; somebody who may read identities.",
    )
    hours = fields.Integer(default=8, required=True)
    reason = fields.Char(required=True, help="Which audit, by whom, which sample.")

    _hours_bounded = models.Constraint(
        f"CHECK (hours > 0 AND hours <= {MAX_HOURS})",
        "An audit opens identities for a day at most.",
    )

    def action_ask(self):
        """Ask; nothing is open until a second person agrees."""
        self.ensure_one()
        self.microproject_ids.check_access("read")
        if len((self.reason or "").strip()) < REASON_LENGTH:
            raise UserError(
                self.env._("Say why in at least %(n)s characters.", n=REASON_LENGTH)
            )
        persons, unknown = self.microproject_ids._get_holders()
        if unknown:
            raise UserError(
                self.env._(
                    "The holder of these is not known by a code: %(codes)s",
                    codes=", ".join(unknown.mapped("code")),
                )
            )
        grants = self.env["ngo.access"]._grant(
            persons,
            self.user_id,
            AUDIT,
            fields.Datetime.now() + timedelta(hours=self.hours),
            self.reason.strip(),
            state="asked",
        )
        for grant in grants:
            grant._notify_users(
                grant._get_reviewers() - self.env.user - self.user_id,
                lambda env, code=grant.res_code: (
                    env._("An audit asks for %(code)s", code=code),
                    env._("Sign in to agree or to refuse."),
                ),
                grant,
            )
        return {"type": "ir.actions.act_window_close"}
