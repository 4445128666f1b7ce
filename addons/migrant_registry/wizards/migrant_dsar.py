# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import codes
from ..models.migrant_personal import dsar_row


class MigrantDsar(models.TransientModel):
    """What the house holds on a person, for herself: other people are masked.

    Made by the data-protection officer, who reads no file otherwise: one code, one
    reason, one row in the journal. Here she grants an erasure, too.
    """

    _name = "migrant.dsar"
    _description = "Subject-access dossier"

    code = fields.Char(string="Code or card", required=True)
    reason = fields.Char(
        string="Request", required=True, help="When and how the person asked."
    )
    is_safe = fields.Boolean(
        string="Safe to hand over",
        help="Nobody else reads it on the way or at home; the telephone is hers.",
    )

    def action_print(self):
        """Print the dossier.

        :raise UserError: not the DPO, unknown code, or not said to be safe
        """
        self.ensure_one()
        self._check_dossier()
        report = self.env.ref("migrant_registry.migrant_dsar_report")
        return report.report_action(self.ids)

    def _check_dossier(self):
        """The person whose dossier this is.

        :raise UserError: not the DPO, unknown code, or not said to be safe
        """
        if not self.env["ngo.role"]._live().has("dpo"):
            raise UserError(self.env._("The data-protection officer makes dossiers."))
        if not self.is_safe:
            raise UserError(
                self.env._("First make sure that it is safe to hand the dossier over.")
            )
        return self._get_person()

    def _get_person(self):
        code = codes.normalise_code(self.code)
        person = code and self.env["migrant.beneficiary"]._find_by_code(code)
        if not person:
            raise UserError(self.env._("No person has this code."))
        return person

    def action_erase(self):
        """Grant the erasure that the person asked for.

        :raise UserError: not the DPO, unknown code, or kept for a proceeding
        """
        self.ensure_one()
        if not self.env["ngo.role"]._live().has("dpo"):
            raise UserError(
                self.env._("The data-protection officer grants an erasure.")
            )
        person = self._get_person()
        code = person.sudo().code
        if person._grant_erasure(self.reason):
            said = self.env._("Nothing of this person is left.")
        else:
            said = self.env._(
                "%(code)s is erased when a supervisor of the file agrees.", code=code
            )
        # Nobody deletes requests; this one holds the code of who is to be forgotten.
        self.sudo().unlink()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": said,
                "type": "success",
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _dossier(self):
        """``{"code": …, "parts": [(title, [[(label, value)]])]}`` for the print.

        Only for the DPO, and only of the code on the wizard. The page opens by its
        address too: what is read is noted here, not where it is asked for.
        """
        self.ensure_one()
        person = self._check_dossier()
        self.env["ngo.journal"]._queue("dsar", person, reason=self.reason)
        # The one door through which the DPO reads a file.
        persons = person.sudo()
        persons |= persons._aliases().sudo()
        parts = []
        for name in self._dsar_models():
            lines = self.env[name].sudo().with_context(active_test=False)
            found = lines.search([("beneficiary_id", "in", persons.ids)])
            parts.append((name, [row for row in found._dsar_lines() if row]))
        for name, path, names, domain in self._dsar_told():
            lines = self.env[name].sudo().with_context(active_test=False)
            hers = Domain(path, "in", persons.ids)
            found = lines.search(hers & domain)
            parts.append((name, [dsar_row(record, names) for record in found]))
        title = self.env["ir.model"]._get
        return {
            "code": persons[:1].code,
            "parts": [(title(name).sudo().name, rows) for name, rows in parts if rows],
        }

    @api.model
    def _dsar_models(self):
        """Models whose rows stand in the dossier. Extend in rooms with other models."""
        hidden = ("migrant.relation", "migrant.household.member")
        kept = self.env["migrant.beneficiary"]._anonymise_models()
        return list(
            dict.fromkeys(
                name for name in ("migrant.identity", *kept) if name not in hidden
            )
        )

    @api.model
    def _dsar_told(self):
        """Models of which only some fields are told. Extend in rooms.

        :return: list of (model, path to the person, names of fields, Domain of the
            rows that are told)
        """
        return []
