# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MigrantCareMember(models.Model):
    """Somebody outside the house who supports the person, and may be called or not.

    The consent is one of the person's consents: taken back, it closes the contact at
    once. Read by those who read the file, except that a contact of health is behind
    no wall here: its role says no more than that there is one.
    """

    _name = "migrant.care.member"
    _inherit = ["migrant.case.told", "migrant.case.part", "migrant.dated"]
    _description = "Member of the care team"
    _order = "case_id, role, id"
    _journal_fields = ("name", "phone", "email")

    role = fields.Selection(
        [
            ("doctor", "Doctor"),
            ("lawyer", "Lawyer"),
            ("psychologist", "Psychologist"),
            ("social_worker", "Social worker elsewhere"),
            ("school", "School"),
            ("guardian", "Guardian"),
            ("employer", "Employer"),
            ("organisation", "Other organisation"),
            ("relative", "Relative or friend"),
            ("other", "Other"),
        ],
        required=True,
        default="doctor",
    )
    name = fields.Char(required=True)
    organisation = fields.Char()
    phone = fields.Char()
    email = fields.Char()
    remark = fields.Char(help="What one may speak about with them.")
    consent_id = fields.Many2one(
        "migrant.consent",
        string="Consent",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('beneficiary_id', '=', beneficiary_id), ('answer', '=', 'given')]",
    )
    may_contact = fields.Boolean(
        string="May be contacted",
        compute="_compute_may_contact",
        help="A consent for this contact is in force today.",
    )
    last_contact_on = fields.Date(string="Last contact", readonly=True)

    @api.depends("consent_id", "date_from", "date_to")
    def _compute_may_contact(self):
        for member in self:
            # In force or not: the consent itself is read by fewer.
            consent = member.sudo().consent_id
            member.may_contact = member.is_current and consent.is_live

    @api.constrains("consent_id")
    def _check_consent(self):
        for member in self.filtered("consent_id"):
            # Compares two persons by number, shows neither.
            consent = member.sudo().consent_id
            person = member.sudo().beneficiary_id
            if consent.beneficiary_id._canonical() != person._canonical():
                raise UserError(self.env._("This is the consent of somebody else."))

    def action_contacted(self):
        """Note that they were spoken with today.

        :raise UserError: without a consent in force for each of them
        """
        self.check_access("write")
        closed = self.filtered(lambda member: not member.may_contact)
        if closed:
            raise UserError(
                self.env._(
                    "The person has not agreed to this contact: %(names)s",
                    names=", ".join(closed.mapped("name")),
                )
            )
        return self.write({"last_contact_on": fields.Date.context_today(self)})


class MigrantJourneyStep(models.Model):
    """A stage of the journey that brought the person here, as she tells it. [B24]"""

    _name = "migrant.journey.step"
    _inherit = ["migrant.case.told", "migrant.case.part"]
    _description = "Stage of a journey"
    _order = "case_id, sequence, id"
    _case_part = "social"
    _journal_fields = ("country_id", "remark")

    sequence = fields.Integer(default=10)
    country_id = fields.Many2one("res.country", required=True, ondelete="restrict")
    place = fields.Char()
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    precision = fields.Selection(
        [("exact", "Exact"), ("month", "Month"), ("year", "Year"), ("said", "About")],
        required=True,
        default="said",
    )
    kind = fields.Selection(
        [
            ("origin", "Country of origin"),
            ("transit", "On the way"),
            ("stay", "Lived there"),
            ("detained", "Held there"),
            ("asylum", "Asked for asylum"),
            ("arrival", "Arrival here"),
        ],
        required=True,
        default="transit",
    )
    remark = fields.Text()

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "A stage cannot end before it begins."
    )


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    care_member_ids = fields.One2many("migrant.care.member", "case_id")
    journey_ids = fields.One2many(
        "migrant.journey.step",
        "case_id",
        groups="ngo_base.group_ngo_base_class_social",
    )

    def _care_team(self, day=None):
        """Members of the care team who may be contacted on a day (today by default)."""
        self.ensure_one()
        day = day or fields.Date.context_today(self)
        members = self.env["migrant.care.member"]
        found = members.search(
            Domain("case_id", "=", self.id) & members._holds_domain(day)
        )
        return found.filtered("may_contact")
