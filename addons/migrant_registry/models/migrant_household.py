# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MigrantHousehold(models.Model):
    """People who belong together: a family of origin, a host family, a couple.

    A person may belong to several at once. The household itself says nothing of
    anybody; it is read by those who read a member.
    """

    _name = "migrant.household"
    _inherit = ["ngo.guarded", "ngo.code.mixin"]
    _description = "Household"
    _code_prefix = "H-"

    kind = fields.Selection(
        [
            ("origin", "Family of origin"),
            ("host", "Host family"),
            ("couple", "Couple"),
            ("siblings", "Brothers and sisters"),
            ("other", "Live together"),
        ],
        required=True,
        default="origin",
    )
    member_ids = fields.One2many(
        "migrant.household.member",
        "household_id",
        groups="ngo_base.group_ngo_base_class_identity",
    )

    @api.model
    def _scope_reasons(self):
        persons = self.env["migrant.beneficiary"]
        reasons = [
            (key, label, Domain("member_ids.beneficiary_id", "any", domain))
            for key, label, domain in persons._personal_reasons("identity")
        ]
        new = Domain("create_uid", "=", self.env.uid) & Domain("member_ids", "=", False)
        return [*reasons, ("author", self.env._("You just made it."), new)]

    def _journal_subjects(self):
        return "migrant.beneficiary", self.sudo().member_ids.beneficiary_id.ids


class MigrantHouseholdMember(models.Model):
    """A dated place of a person in a household."""

    _name = "migrant.household.member"
    _inherit = ["migrant.personal", "migrant.dated", "migrant.person.mixin"]
    _description = "Member of a household"
    _order = "household_id, is_head desc, id"
    _personal_scope = "identity"

    household_id = fields.Many2one(
        "migrant.household", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(related="household_id.kind", related_sudo=False)
    is_head = fields.Boolean(string="Head")
    is_carer = fields.Boolean(string="Cares for the children")

    _one_head = models.UniqueIndex(
        "(household_id) WHERE is_head AND date_to IS NULL",
        "A household has one head at a time.",
    )


class MigrantRelation(models.Model):
    """How one person stands to another: known, verified, safe, or a risk."""

    _name = "migrant.relation"
    _inherit = ["migrant.personal"]
    _description = "Relation between two persons"
    _order = "id desc"
    _personal_scope = "identity"
    _journal_fields = ("other_id",)

    type_id = fields.Many2one(
        "migrant.relation.type", required=True, ondelete="restrict"
    )
    other_id = fields.Many2one(
        "migrant.beneficiary",
        string="Other person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    is_verified = fields.Boolean(string="Verified")
    verified_how = fields.Char()
    is_contact_allowed = fields.Boolean(string="Contact allowed")
    is_risk = fields.Boolean(string="Is a risk")
    note = fields.Char()

    _not_herself = models.Constraint(
        "CHECK(beneficiary_id != other_id)", "Nobody is related to herself."
    )
    _once = models.UniqueIndex(
        "(beneficiary_id, other_id, type_id)", "This relation is on the list already."
    )

    @api.constrains("is_risk", "is_contact_allowed")
    def _check_risk(self):
        wrong = self.filtered(lambda r: r.is_risk and r.is_contact_allowed)
        if wrong:
            raise ValidationError(
                self.env._("Contact cannot be allowed with somebody who is a risk.")
            )


class MigrantGuardian(models.Model):
    """Who answers for a child before the law: three different things in Tunisia.

    The ``wali`` (وليّ) holds guardianship, the ``hadin`` (حاضن) has custody, the
    ``kafil`` (كافل) took the child in by kafala. A guardian without a basis in law is
    a person of trust and signs nothing.
    """

    _name = "migrant.guardian"
    _inherit = ["migrant.personal", "migrant.dated"]
    _description = "Guardian of a child"
    _order = "date_from desc, id desc"
    _personal_scope = "identity"
    _journal_fields = ("guardian_id", "name")

    basis = fields.Selection(
        [
            ("wali", "Guardian (wali)"),
            ("hadin", "Custodian (hadin)"),
            ("kafil", "Kafala (kafil)"),
            ("court", "Named by a court"),
            ("office", "Guardianship service"),
            ("trust", "Person of trust, no mandate"),
        ],
        required=True,
    )
    guardian_id = fields.Many2one(
        "migrant.beneficiary", string="Registered person", ondelete="restrict"
    )
    name = fields.Char(help="When the guardian is not registered.")
    phone = fields.Char()
    reference = fields.Char(help="Number and date of the decision.")
    is_verified = fields.Boolean(string="Paper seen")
    may_sign = fields.Boolean(compute="_compute_may_sign")

    _somebody = models.Constraint(
        "CHECK(guardian_id IS NOT NULL OR name IS NOT NULL)",
        "Name the guardian.",
    )
    _not_herself = models.Constraint(
        "CHECK(guardian_id IS NULL OR guardian_id != beneficiary_id)",
        "Nobody is her own guardian.",
    )

    @api.depends("basis", "date_from", "date_to")
    def _compute_may_sign(self):
        for guardian in self:
            guardian.may_sign = guardian.basis != "trust" and guardian.is_current


class MigrantProtectionFact(models.Model):
    """What makes a child or a grown-up vulnerable, as registered, from a day on.

    A new fact of a kind ends the one before: what was true stays readable.
    """

    _name = "migrant.protection.fact"
    _inherit = ["migrant.personal", "migrant.dated"]
    _description = "Protection fact"
    _order = "kind, date_from desc, id desc"
    _personal_scope = "protection"
    _journal_fields = ("kind", "value")

    kind = fields.Selection(
        [
            ("accompaniment", "Accompaniment"),
            ("living", "Living situation"),
            ("care", "Who cares for the child"),
            ("origin", "Origin"),
        ],
        required=True,
    )
    value = fields.Selection(
        [
            ("accompanied", "Accompanied"),
            ("separated", "Separated from the parents, with kin"),
            ("unaccompanied", "Unaccompanied"),
            ("street", "Street situation"),
            ("on_the_move", "On the move"),
            ("sheltered", "Sheltered"),
            ("family", "With the family"),
            ("kin", "With kin"),
            ("other_adult", "With another adult"),
            ("institution", "In an institution"),
            ("nobody", "Nobody"),
            ("host_country", "Child of the host country"),
            ("abroad", "Child from abroad"),
        ],
        required=True,
    )
    carer_id = fields.Many2one("migrant.beneficiary", ondelete="set null")
    is_adequate = fields.Selection(
        [("yes", "Adequate"), ("no", "Not adequate"), ("unknown", "Not yet known")],
        string="Care is",
    )
    date_from = fields.Date(required=True, default=fields.Date.context_today)

    @api.constrains("kind", "value")
    def _check_value(self):
        wrong = self.filtered(lambda fact: fact.value not in VALUES[fact.kind])
        if wrong:
            raise ValidationError(
                self.env._(
                    "This answer does not belong to this question: %(codes)s",
                    codes=", ".join(wrong.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        facts = super().create(vals_list)
        for fact in facts:
            before = self.search(
                [
                    ("beneficiary_id", "=", fact.beneficiary_id.id),
                    ("kind", "=", fact.kind),
                    ("date_to", "=", False),
                    ("date_from", "<=", fact.date_from),
                    ("id", "!=", fact.id),
                ]
            )
            before.write({"date_to": fact.date_from})
        return facts


VALUES = {
    "accompaniment": ("accompanied", "separated", "unaccompanied"),
    "living": ("street", "on_the_move", "sheltered", "family"),
    "care": ("family", "kin", "other_adult", "institution", "nobody"),
    "origin": ("host_country", "abroad"),
}
