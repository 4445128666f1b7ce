# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class MigrantCasePart(models.AbstractModel):
    """Something that belongs to a file and is read by those whose work reaches it.

    A model says by ``_case_part`` which part of the file it is: *core* (default),
    *social*, *legal* or *medical*; ``migrant.case._case_reasons`` says who reads it.
    Override ``_get_case_part_domain`` where one table holds several parts.
    """

    _name = "migrant.case.part"
    _inherit = ["ngo.guarded"]
    _description = "Belongs to a file"
    _rec_name = "case_id"
    _case_part = "core"

    case_id = fields.Many2one(
        "migrant.case", string="File", required=True, index=True, ondelete="restrict"
    )
    beneficiary_id = fields.Many2one(
        related="case_id.beneficiary_id", string="Person", store=True, precompute=True
    )

    @api.depends("case_id")
    def _compute_display_name(self):
        for record in self:
            # A code is all that a label may say, whoever asks.
            record.display_name = record.case_id.sudo().code

    @api.model
    def _scope_reasons(self):
        cases = self.env["migrant.case"]
        return [
            (key, label, Domain("case_id", "any", domain))
            for key, label, domain in cases._resolved_once(
                self._case_part, cases._case_reasons
            )
        ]

    @api.model
    def _scope_write_domain(self):
        domain = self.env["migrant.case"]._case_write_domain(self._case_part)
        return Domain("case_id", "any", domain)

    def _tell(self, users, subject):
        """Tell users but the current one that something waits, by the code of the file.

        :param users: ``res.users`` records who may know that this file exists
        :param subject: function of an environment in the reader's language and of the
            code, that gives the subject
        """
        self.ensure_one()
        # A code is all that the notice says, whoever is told.
        code = self.sudo().case_id.code
        self.env["ngo.access"]._notify_users(
            users - self.env.user,
            lambda env: (subject(env, code), env._("Sign in to read it.")),
            self,
        )

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().case_id.beneficiary_id.ids
