# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where people are sent: a dozen services, one of them not checked for long."""

from datetime import datetime, time
from typing import NamedTuple

from odoo import fields
from odoo.fields import Command

KEEPER, CHIRAZ, AMEL = "xavier.essai", "chiraz.essai", "amel.exemple"
WEEK = "MO,TU,WE,TH,FR"


class Service(NamedTuple):
    """One sheet of the directory.

    :param key: short id
    :param organization: key of :data:`ORGANIZATIONS`
    :param keeper: login of who keeps the sheet
    :param name: in French
    :param arabic: the same in Arabic
    :param needs: short ids of categories
    :param hours: (days, from, until), hours of the place
    :param checked: days since the last check
    :param languages: ISO 639-3 codes
    :param vals: what else the sheet says
    """

    key: str
    organization: str
    keeper: str
    name: str
    arabic: str
    needs: str
    hours: tuple
    checked: int
    languages: str
    vals: dict


# key: name, family, area, city, country, latitude, longitude
ORGANIZATIONS = {
    "clinique": ("Clinique Exemple", "private", "tn_tunis", "Tunis", 36.8065, 10.1815),
    "hopital": (
        "Hôpital public Fictif",
        "institutional",
        "tn_tunis",
        "Tunis",
        36.7985,
        10.1710,
    ),
    "bonpanier": (
        "Association Bon Panier (fictive)",
        "associative",
        "tn_ariana",
        "Ariana",
        36.8665,
        10.1647,
    ),
    "ecole": ("École des Modèles", "associative", "tn_tunis", "Tunis", 36.8190, 10.1660),
    "agence": (
        "Agence internationale Essai",
        "international",
        "tn_tunis",
        "Tunis",
        36.8390,
        10.2390,
    ),
    "foyer": (
        "Foyer Exemple pour femmes",
        "associative",
        "tn_tunis",
        "Tunis",
        0.0,
        0.0,
    ),
    "barreau": ("Barreau Fictif", "institutional", "be_bru", "Bruxelles", 50.8367, 4.3517),
    "douches": (
        "Bains-douches Modèle",
        "institutional",
        "be_bru",
        "Bruxelles",
        50.8420,
        4.3440,
    ),
    "langues": ("Langues Essai", "associative", "be_bru", "Bruxelles", 50.8570, 4.3600),
}

SERVICES = (
    Service(
        "consultation",
        "clinique",
        CHIRAZ,
        "Consultation de médecine générale",
        "عيادة طب عام",
        "health_care",
        ((WEEK, 8.5, 13.0), ("TU,TH", 15.0, 18.0)),
        20,
        "ara fra",
        {"cost_kind": "paid", "fees_description": "35 TND, prix solidaire (exemple)"},
    ),
    Service(
        "maternity",
        "hopital",
        CHIRAZ,
        "Suivi de grossesse et accouchement",
        "متابعة الحمل والولادة",
        "health_mother",
        ((WEEK, 8.0, 14.0),),
        45,
        "ara fra",
        {"sex": "female", "cost_kind": "depends"},
    ),
    Service(
        "psychology",
        "clinique",
        CHIRAZ,
        "Écoute psychologique",
        "إصغاء نفسي",
        "health_mental",
        (("MO,WE", 9.0, 13.0),),
        70,
        "ara fra eng",
        {"cost_kind": "free", "capacity_status": "waitlist"},
    ),
    Service(
        "food",
        "bonpanier",
        CHIRAZ,
        "Paniers alimentaires",
        "سلال غذائية",
        "food",
        (("SA", 9.0, 12.0),),
        12,
        "ara fra",
        {"cost_kind": "free", "public_mode": "unconditional"},
    ),
    Service(
        "french",
        "ecole",
        CHIRAZ,
        "Cours de français pour adultes",
        "دروس فرنسية للكبار",
        "language",
        (("TU,TH", 17.5, 19.5),),
        33,
        "fra eng",
        {"cost_kind": "free", "age_min": 16, "capacity_available": 6},
    ),
    Service(
        "school",
        "ecole",
        "dorra.modele",
        "Soutien scolaire",
        "دعم مدرسي",
        "school",
        (("WE", 14.0, 17.0), ("SA", 9.0, 12.0)),
        25,
        "ara fra",
        {"cost_kind": "free", "age_min": 6, "age_max": 17},
    ),
    Service(
        "asylum",
        "agence",
        CHIRAZ,
        "Enregistrement des demandes de protection",
        "تسجيل طلبات الحماية",
        "stay_asylum",
        (("MO,WE,FR", 8.5, 12.0),),
        400,
        "ara fra eng tir amh",
        {"cost_kind": "free", "check_frequency": "3"},
    ),
    Service(
        "refuge",
        "foyer",
        CHIRAZ,
        "Hébergement de femmes en danger",
        "إيواء نساء في خطر",
        "protection",
        (("MO,TU,WE,TH,FR,SA,SU", 0.0, 24.0),),
        28,
        "ara fra",
        {
            "sex": "female",
            "cost_kind": "free",
            "visibility": "professional",
            "capacity_status": "no-capacity",
        },
    ),
    Service(
        "legal_aid",
        "barreau",
        AMEL,
        "Aide juridique de première ligne",
        "مساعدة قانونية أولية",
        "legal",
        ((WEEK, 9.0, 12.0), ("TU", 13.5, 16.0)),
        40,
        "fra nld eng",
        {"cost_kind": "free", "public_mode": "unconditional"},
    ),
    Service(
        "showers",
        "douches",
        AMEL,
        "Douches et lavoir",
        "حمّامات وغسيل",
        "hygiene",
        (("MO,TU,WE,TH,FR,SA", 9.0, 17.0),),
        15,
        "fra nld",
        {"cost_kind": "paid", "fees_description": "1 € (exemple)"},
    ),
    Service(
        "dutch",
        "langues",
        AMEL,
        "Ateliers de conversation",
        "ورشات محادثة",
        "language",
        (("MO,WE", 18.0, 20.0),),
        175,
        "fra nld eng",
        {"cost_kind": "free", "age_min": 18},
    ),
    Service(
        "work",
        "langues",
        KEEPER,
        "Orientation vers l’emploi",
        "التوجيه نحو الشغل",
        "work",
        (("TH", 9.0, 16.0),),
        0,
        "fra eng",
        {"cost_kind": "free"},
    ),
)


def tell(story):
    """Tell the directory."""
    organizations = _organizations(story)
    services = {row.key: _service(story, row, organizations) for row in SERVICES}
    _changes(story, services)
    _questions(story)


def _organizations(story):
    """``{key: (organisation, place)}``."""
    found = {}
    for key, (name, family, area, city, latitude, longitude) in ORGANIZATIONS.items():
        organization = story.model("directory.organization", KEEPER).create(
            {
                "name": name,
                "family": family,
                "description": "Organisation inventée pour la démonstration.",
                "email": f"{key}@example.org",
            }
        )
        is_secret = not latitude
        country = area.split("_")[0]
        place = story.model("directory.location", KEEPER).create(
            {
                "name": name,
                "organization_id": organization.id,
                "is_address_confidential": is_secret,
                "street": False if is_secret else "1 rue de l’Exemple",
                "city": False if is_secret else city,
                "country_id": story.country(country).id,
                "area_id": story.ref(f"ngo_base.area_{area}").id,
                "latitude": latitude,
                "longitude": longitude,
                "tz": "Africa/Tunis" if country == "tn" else "Europe/Brussels",
            }
        )
        found[key] = organization, place
    # Who may read where women in danger live writes it down.
    story.model("directory.confidential.address", "fatma.fictive").create(
        {"location_id": found["foyer"][1].id, "street": "Adresse confidentielle fictive"}
    )
    return found


def _service(story, row, organizations):
    organization, place = organizations[row.organization]
    prefix = "+216 71 000 00" if place.tz == "Africa/Tunis" else "+32 2 000 00 0"
    keeper = story.model("directory.service", row.keeper)
    service = keeper.create(
        {
            "name": row.name,
            "organization_id": organization.id,
            "description": f"{row.name} : fiche inventée pour la démonstration.",
            "category_ids": [
                Command.link(story.ref(f"service_directory.category_{need}").id)
                for need in row.needs.split()
            ],
            "language_ids": [
                Command.link(story.language(code).id) for code in row.languages.split()
            ],
            "access_ids": [
                Command.link(story.ref("service_directory.term_access_walk_in").id)
            ],
            "contact_ids": [
                Command.create({"phone": f"{prefix}{len(row.key)}"}),
                Command.create(
                    {
                        "phone": f"{prefix}0",
                        "name": "Contact Fictif",
                        "audience": "professional",
                    }
                ),
            ],
            "site_ids": [Command.create({"location_id": place.id})],
            "hours_ids": [
                Command.create({"byday": days, "opens": opens, "closes": closes})
                for days, opens, closes in row.hours
            ],
            "owner_id": story.user(row.keeper).id,
            "public_mode": "preferential",
            **row.vals,
        }
    )
    for lang in story.env["res.lang"].search([("code", "=like", "ar%")]):
        service.with_context(lang=lang.code).name = row.arabic
    if row.checked:
        story.model("directory.check", row.keeper).create(
            {
                "service_id": service.id,
                "date": story.day(-row.checked),
                "source": "call",
                "result": "confirmed",
            }
        )
        service.action_publish()
    return story.name(f"service_{row.key}", service.sudo())


def _changes(story, services):
    """A closure, a correction that a provider proposes, a round of checks."""
    start = datetime.combine(story.day(5), time(6))
    story.model("directory.closure", CHIRAZ).create(
        {
            "service_id": services["psychology"].id,
            "name": "Congé de la psychologue (exemple)",
            "start": start,
            "stop": datetime.combine(story.day(12), time(20)),
        }
    )
    food = services["food"]
    # It comes from the provider's own page, where nobody is signed in.
    suggestion = story.model("directory.suggestion").create(
        {
            "service_id": food.id,
            "note": "Nous avons changé d’adresse électronique.",
            "line_ids": [
                Command.create(
                    {
                        "field_name": "email",
                        "current": food.email or "",
                        "proposed": "panier@example.org",
                    }
                )
            ],
        }
    )
    story.name("suggestion_food", suggestion)
    campaign = story.model("directory.campaign", KEEPER).create(
        {
            "name": f"Vérification du Grand Tunis, {fields.Date.today():%m/%Y}",
            "date_start": story.day(-10),
            "date_end": story.day(20),
            "area_id": story.ref("ngo_base.area_tn").id,
        }
    )
    campaign.action_fill()
    campaign.line_ids[:1].write({"state": "done", "source": "call"})
    campaign.line_ids[1:2].write({"state": "started", "source": "email"})


def _questions(story):
    """What was asked for, and what nobody gives."""
    counts = story.model("directory.search.count")
    area = story.ref("ngo_base.area_tn_tunis")
    for need, asked, unanswered in (
        ("food", 14, 0),
        ("health_care", 11, 0),
        ("housing_night", 9, 9),
        ("work", 6, 2),
        ("money", 5, 5),
        ("legal", 4, 0),
    ):
        category = story.ref(f"service_directory.category_{need}")
        for number in range(asked):
            counts._count(category, area, number >= unanswered)
