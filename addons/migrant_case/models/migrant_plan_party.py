# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MigrantPlanParty(models.Model):
    """A member of the family or kin who takes part in the plan. [E10a]

    From relations that somebody verified and with whom contact is allowed; one that
    has become a risk since is shown as such and leaves the printed contract.
    """

    _name = "migrant.plan.party"
    _inherit = ["migrant.plan.part"]
    _description = "Party of a plan"
    _label_fields = ("part",)
    _journal_fields = ("relation_id", "part")

    case_id = fields.Many2one(
        compute="_compute_case_id", store=True, precompute=True, readonly=False
    )
    plan_id = fields.Many2one(
        "migrant.plan", required=True, index=True, ondelete="cascade"
    )
    relation_id = fields.Many2one(
        "migrant.relation", string="Relation", required=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        "migrant.beneficiary",
        string="Who",
        compute="_compute_person_id",
        store=True,
        precompute=True,
    )
    relation_type_id = fields.Many2one(
        "migrant.relation.type",
        string="Is",
        compute="_compute_relation_type_id",
        store=True,
    )
    part = fields.Char(string="Does what", required=True)
    agreed_on = fields.Date()
    is_safe = fields.Boolean(string="Verified and safe", compute="_compute_is_safe")

    _once = models.UniqueIndex(
        "(plan_id, relation_id)", "This person takes part already."
    )

    @api.depends("plan_id")
    def _compute_case_id(self):
        for party in self:
            party.case_id = party.plan_id.case_id

    @api.depends("relation_id", "plan_id")
    def _compute_person_id(self):
        for party in self:
            # Who the other one is: shown by the widget, to those who may read it.
            relation = party.relation_id.sudo()
            subject = party.plan_id.case_id.sudo().beneficiary_id
            ends = relation.beneficiary_id | relation.other_id
            party.person_id = (ends - subject)[:1]

    @api.depends("relation_id")
    def _compute_relation_type_id(self):
        for party in self:
            # Aunt, brother: the kind alone leaves.
            party.relation_type_id = party.relation_id.sudo().type_id

    def _compute_is_safe(self):
        for party in self:
            # One boolean leaves: the relation itself is read by fewer.
            relation = party.relation_id.sudo()
            party.is_safe = bool(relation.filtered_domain(self._safe_domain()))

    @api.model
    def _safe_domain(self):
        """Relations from which parties are taken."""
        return (
            Domain("is_verified", "=", True)
            & Domain("is_contact_allowed", "=", True)
            & Domain("is_risk", "=", False)
        )

    @api.constrains("relation_id", "plan_id")
    def _check_safe(self):
        unsafe = self.filtered(lambda party: not party.is_safe)
        if unsafe:
            raise ValidationError(
                self.env._(
                    "Only verified relations with whom contact is allowed, and who are"
                    " no risk, take part in a plan."
                )
            )
        foreign = self.filtered(
            lambda party: party.case_id.sudo().beneficiary_id
            not in party.relation_id.sudo().beneficiary_id
            | party.relation_id.sudo().other_id
        )
        if foreign:
            raise ValidationError(self.env._("This relation is that of somebody else."))
