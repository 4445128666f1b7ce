# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    referral_count = fields.Integer(compute="_compute_referral_count")
    notice_count = fields.Integer(compute="_compute_notice_count")

    @api.model
    def _counted_lines(self):
        return [*super()._counted_lines(), ("partner.referral", "beneficiary_id")]

    def _compute_referral_count(self):
        counts = self._counts_of("partner.referral", "beneficiary_id")
        for person in self:
            person.referral_count = counts.get(person._origin.id, 0)

    def _compute_notice_count(self):
        # Outside the circle there is none, whoever asks: not sooner either.
        notices = self.env["partner.notice"].sudo(False)
        counts = {}
        if notices.has_access("read"):
            mine = [("beneficiary_id", "in", self._origin.ids)]
            counts = dict(notices._read_group(mine, ["beneficiary_id"], ["__count"]))
        for person in self:
            person.notice_count = counts.get(person._origin, 0)

    def action_notify_authority(self):
        """Write a notice by legal duty on this person."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Notice by legal duty"),
            "res_model": "partner.notice.write",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_beneficiary_id": self.id},
        }

    def action_open_notices(self):
        """The notices on this person that the reader may read."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_referral.partner_notice_action"
        )
        action["domain"] = [("beneficiary_id", "=", self.id)]
        return action

    def action_refer(self):
        """A new referral of this person."""
        self.ensure_one()
        action = self.action_open_referrals()
        return {**action, "view_mode": "form", "views": [(False, "form")]}

    def action_open_referrals(self):
        """The referrals of this person."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_referral.partner_referral_action"
        )
        action["domain"] = [("beneficiary_id", "=", self.id)]
        action["context"] = {"default_beneficiary_id": self.id}
        return action

    def action_orient(self):
        """Find a service and give its address: nothing is sent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_directory.directory_search_action"
        )
        # Only the number of the person goes along, to count the address given.
        action["context"] = {"orient_beneficiary_id": self.id}
        return action


class MigrantDsar(models.TransientModel):
    # Stays beside what the room knows of a person.
    # pylint: disable=no-wizard-in-models
    _inherit = "migrant.dsar"

    @api.model
    def _dsar_told(self):
        """Addresses given, and what was passed on to whom, word by word."""
        passed = ("referral_id", "type_id", "value", "sent_at")
        given = ("at", "service_id")
        return [
            *super()._dsar_told(),
            ("partner.orientation", "beneficiary_id", given, Domain.TRUE),
            (
                "partner.referral.share",
                "referral_id.beneficiary_id",
                passed,
                Domain.TRUE,
            ),
        ]
