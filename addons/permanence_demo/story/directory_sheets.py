# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sheets of the directory; the organisations are invented."""

from typing import NamedTuple

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
    "ecole": (
        "École des Modèles",
        "associative",
        "tn_tunis",
        "Tunis",
        36.8190,
        10.1660,
    ),
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
    "barreau": (
        "Barreau Fictif",
        "institutional",
        "be_bru",
        "Bruxelles",
        50.8367,
        4.3517,
    ),
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
