# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.migrant_registry.tests.common import RegistryCase

#: Names that must not be found on any page without an account.
GIVEN, FAMILY, PHONE = "Zohraplanted", "Benwitness", "+21620123456"


class ReferralCase(RegistryCase):
    """A clinic with a portal user, a person who speaks Arabic, a worker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.organization = cls.env["directory.organization"].create(
            {
                "name": "Clinique du Port",
                "email": "accueil@clinique.example",
                "description": "Soins",
            }
        )
        cls.clinic = cls.env["res.partner"].create(
            {
                "name": "Clinique du Port",
                "is_company": True,
                "email": "accueil@clinique.example",
                "lang": "en_US",
            }
        )
        cls.organization.partner_id = cls.clinic
        cls.health = cls.env.ref("service_directory.category_health")
        cls.violence = cls.env.ref("service_directory.category_protection")
        cls.service = cls.env["directory.service"].create(
            {
                "name": "Consultation générale",
                "organization_id": cls.organization.id,
                "category_ids": [Command.set(cls.health.ids)],
                "description": "Médecine générale",
                "publication_state": "published",
                "public_mode": "unconditional",
            }
        )
        cls.arabic = cls.env["ngo.language"].search([("code", "=", "ara")], limit=1)
        if not cls.arabic:
            cls.arabic = cls.env["ngo.language"].search([], limit=1)
        cls.zohra = cls.person(
            GIVEN, FAMILY, birth_date="1990-05-01", birth_precision="day"
        )
        cls.env["migrant.spoken.language"].create(
            {"beneficiary_id": cls.zohra.id, "language_id": cls.arabic.id}
        )
        cls.env["migrant.identity.contact"].create(
            {"beneficiary_id": cls.zohra.id, "value": PHONE, "may_call": True}
        )
        cls.colleague = cls.new_user("colleague")
        cls.give_role(cls.colleague, "social_worker")
        cls.add_member(cls.team_a, cls.colleague)
        cls.nurse = new_test_user(
            cls.env, "nurse", groups="base.group_portal", name="Nadia Infirmière"
        )
        cls.nurse.partner_id.parent_id = cls.clinic
        cls.env["ngo.charter"]._sign_all_for(cls.nurse)
        cls.give_role(cls.nurse, "partner")
        cls.Referral = cls.env["partner.referral"]

    @classmethod
    def refer(cls, user=None, **vals):
        """A draft of the worker for the clinic, with a question."""
        values = {
            "beneficiary_id": cls.zohra.id,
            "category_id": cls.health.id,
            "service_id": cls.service.id,
        }
        referral = cls.Referral.with_user(user or cls.worker).create({**values, **vals})
        request = referral.item_ids.filtered(lambda i: i.type_id.code == "request")
        request.value = "Consultation pour une douleur"
        return referral

    @classmethod
    def consent(cls, *classes, person=None, recipient=None, **vals):
        """The person agrees that the clinic reads these classes."""
        return (
            cls.env["migrant.consent"]
            .with_user(cls.worker)
            .create(
                {
                    "beneficiary_id": (person or cls.zohra).id,
                    "purpose_id": cls.env.ref(
                        "migrant_registry.consent_purpose_referral"
                    ).id,
                    "recipient_id": (recipient or cls.clinic).id,
                    "language_id": cls.arabic.id,
                    **{f"has_{name}": True for name in classes},
                    **vals,
                }
            )
        )

    @classmethod
    def sent(cls, **vals):
        """A referral that left with the person's consent."""
        cls.consent("identity", "social")
        referral = cls.refer(**vals)
        referral.action_send()
        return referral

    def answer(self, referral, answer, user=None, **vals):
        """An answer noted by telephone."""
        wizard = (
            self.env["partner.referral.answer"]
            .with_user(user or self.worker)
            .create(
                {"referral_id": referral.id, "answer": answer, "who": "Nadia", **vals}
            )
        )
        wizard.action_save()

    def tell(self, referral, outcome, **vals):
        """The person tells how it went."""
        wizard = (
            self.env["partner.referral.outcome"]
            .with_user(self.worker)
            .create({"referral_id": referral.id, "outcome": outcome, **vals})
        )
        wizard.action_save()

    def link_of(self, referral):
        """(path of the page, code to say) of the open link."""
        door = referral.door_ids.filtered(
            lambda d: d.kind == "link" and not d.revoked_at
        )
        return f"/referral/{door._token()}", door.pin
