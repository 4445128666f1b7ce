# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who was sent where: addresses given, a referral prepared and one that left."""

from .persons import AMEL, CHIRAZ

# (who, person, service): an address was given, nothing was passed on.
ORIENTATIONS = (
    (CHIRAZ, "abdoulaye", "food"),
    (CHIRAZ, "blaise", "french"),
    (AMEL, "lamine", "showers"),
    (AMEL, "ousmane", "legal_aid"),
)
# (person, service, question, has left)
REFERRALS = (
    ("aissatou", "consultation", "Consultation pour une douleur au dos", True),
    ("mariama", "psychology", "Un premier entretien d’écoute", False),
)


def tell(story):
    """Tell the referrals."""
    story.create_all(
        "partner.orientation",
        [
            (
                login,
                {
                    "beneficiary_id": story.ref(f"person_{key}").id,
                    "service_id": story.ref(f"service_{service}").id,
                },
            )
            for login, key, service in ORIENTATIONS
        ],
    )
    for row in REFERRALS:
        _refer(story, *row)


def _refer(story, key, service, question, has_left):
    """A referral of Chiraz, with the consent of the person where it leaves."""
    person = story.ref(f"person_{key}")
    service = story.ref(f"service_{service}")
    organization = service.organization_id
    if not organization.partner_id:
        organization.partner_id = story.env["res.partner"].create(
            {
                "name": organization.name,
                "is_company": True,
                "email": organization.email,
            }
        )
    referral = story.model("partner.referral", CHIRAZ).create(
        {
            "beneficiary_id": person.id,
            "category_id": service.category_ids[:1].id,
            "service_id": service.id,
        }
    )
    request = referral.item_ids.filtered(lambda item: item.type_id.code == "request")
    request.value = question
    story.name(f"referral_{key}", referral.sudo())
    if not has_left:
        return
    story.model("migrant.consent", CHIRAZ).create(
        {
            "beneficiary_id": person.id,
            "purpose_id": story.ref("migrant_registry.consent_purpose_referral").id,
            "recipient_id": organization.partner_id.id,
            "language_id": story.language("fra").id,
            "has_identity": True,
            "has_social": True,
            "has_medical": True,
        }
    )
    known = story.env["mail.mail"].search([])
    referral.action_send()
    # The partner does not exist: its letter is not put in the post.
    (story.env["mail.mail"].search([]) - known).unlink()
    story.set_back(referral.sudo(), 3)
