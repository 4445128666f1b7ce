# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who was sent where: addresses given, referrals prepared, sent, closed."""

from datetime import datetime, time

from .persons import AMEL, CHIRAZ, DORRA

# (who, person, service): an address was given, nothing was passed on.
ORIENTATIONS = (
    (CHIRAZ, "abdoulaye", "food"),
    (CHIRAZ, "blaise", "french"),
    (AMEL, "lamine", "showers"),
    (AMEL, "ousmane", "legal_aid"),
)
# (who, person, service, question, days since it left, answers of the partner)
REFERRALS = (
    (CHIRAZ, "aissatou", "consultation", "Consultation pour une douleur au dos", 3, ()),
    (CHIRAZ, "mariama", "psychology", "Un premier entretien d’écoute", 0, ()),
    (
        AMEL,
        "samuel",
        "legal_aid",
        "Un avocat pour l’entretien à l’Office",
        12,
        ("accept", "arrived", "complete"),
    ),
    (AMEL, "alpha", "showers", "Douche et vestiaire", 6, ("accept",)),
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
    _notify(story)
    _receive(story)


def _notify(story):
    """A child sleeps in the street: the law asks to tell the delegate."""
    duty = story.ref("partner_referral.duty_tn_child")
    wizard = story.model("partner.notice.write", DORRA).create(
        {
            "beneficiary_id": story.ref("person_ibrahim").id,
            "duty_id": duty.id,
            "lang": "fr_FR",
            "motive": "Quinze ans, seul, dort dehors depuis trois semaines.",
            "person_told": "yes",
        }
    )
    wizard.action_send()


def _receive(story):
    """Others send us somebody: one call waits for its answer, one has it."""
    incoming = story.model("partner.incoming", "olfa.essai").create(
        [
            {
                "source": source,
                "channel": channel,
                "site_id": story.site("house_tunis").id,
                "programme_id": story.programme("permanence").id,
                "team_id": story.team("permanence").id,
                "category_id": story.ref(f"service_directory.category_{need}").id,
                "contact": "Le secrétariat (exemple)",
                "message": message,
                "received_at": datetime.combine(story.day(-days), time(9)),
            }
            for source, channel, need, message, days in (
                ("ngo", "phone", "housing", "Une famille de quatre personnes.", 1),
                ("community", "visit", "health", "Un homme malade, sans papiers.", 6),
            )
        ]
    )
    incoming.sorted("received_at")[0].with_user(story.user(CHIRAZ)).action_accept()


def _language(story):
    """French, in which these partners read, where it is installed."""
    installed = {code for code, _name in story.env["res.lang"].get_installed()}
    return "fr_FR" if "fr_FR" in installed else "en_US"


def _refer(story, login, key, service, question, left, answers):
    """A referral, with the consent of the person where it leaves."""
    person = story.ref(f"person_{key}")
    service = story.ref(f"service_{service}")
    organization = service.organization_id
    if not organization.partner_id:
        organization.partner_id = story.env["res.partner"].create(
            {
                "name": organization.name,
                "is_company": True,
                "email": organization.email,
                "lang": _language(story),
            }
        )
    referral = story.model("partner.referral", login).create(
        {
            "beneficiary_id": person.id,
            "category_id": service.category_ids[:1].id,
            "service_id": service.id,
        }
    )
    request = referral.item_ids.filtered(lambda item: item.type_id.code == "request")
    request.value = question
    story.name(f"referral_{key}", referral.sudo())
    if left:
        _send(story, login, referral, organization.partner_id, left)
        _answer(story, login, referral, answers)


def _send(story, login, referral, partner, left):
    story.model("migrant.consent", login).create(
        {
            "beneficiary_id": referral.beneficiary_id.id,
            "purpose_id": story.ref("migrant_registry.consent_purpose_referral").id,
            "recipient_id": partner.id,
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
    story.set_back(referral.sudo(), left)


def _answer(story, login, referral, answers):
    """What the partner said by telephone; what was given, the person tells of."""
    for answer in answers:
        story.model("partner.referral.answer", login).create(
            {"referral_id": referral.id, "answer": answer, "who": "Le secrétariat"}
        ).action_save()
    if "complete" in answers:
        story.model("partner.referral.outcome", login).create(
            {
                "referral_id": referral.id,
                "person_received": "yes",
                "outcome": "met",
                "feedback": "good",
            }
        ).action_save()
