# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MigrantPlanParty(models.Model):
    """A member of the family or kin who takes part in the plan. [E10a]

    From relations that somebody verified and with whom contact is allowed: those of
    the person, on the file of a household those of each of its members. Whoever is, or
    becomes, a risk for one of them is shown as such and leaves the printed contract.
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
            ends = party._relation_ends()
            case = party.plan_id.case_id
            # Of two members of one household, the one who is not the main person.
            if case.sudo().beneficiary_id in ends:
                others = ends - case.sudo().beneficiary_id
            else:
                others = ends - case._household_persons()
            party.person_id = (others or ends)[-1:]

    def _relation_ends(self):
        """The two persons of the relation, whoever may read it."""
        relation = self.relation_id.sudo()
        return relation.beneficiary_id | relation.other_id

    @api.depends("relation_id")
    def _compute_relation_type_id(self):
        for party in self:
            # Aunt, brother: the kind alone leaves.
            party.relation_type_id = party.relation_id.sudo().type_id

    def _compute_is_safe(self):
        for party in self:
            # One boolean leaves: the relation itself is read by fewer.
            relation = party.relation_id.sudo()
            party.is_safe = bool(
                relation.filtered_domain(self._safe_domain())
            ) and not relation.search_count(party._danger_domain(), limit=1)

    def _danger_domain(self):
        """Relations that make the party a risk for anybody whom the file is about."""
        subjects = (
            self.case_id.sudo().beneficiary_id | self.case_id._household_persons()
        )
        both = [subjects.ids, self.person_id.ids]
        return Domain("is_risk", "=", True) & Domain.OR(
            Domain("beneficiary_id", "in", one) & Domain("other_id", "in", other)
            for one, other in (both, both[::-1])
        )

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
            lambda party: not party._relation_ends()
            & (party.case_id.sudo().beneficiary_id | party.case_id._household_persons())
        )
        if foreign:
            raise ValidationError(self.env._("This relation is that of somebody else."))
