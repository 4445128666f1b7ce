# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where people are sent: a dozen services, one of them not checked for long."""

import base64
import json
from datetime import datetime, time

from odoo import fields
from odoo.fields import Command

from .directory_sheets import CHIRAZ, KEEPER, ORGANIZATIONS, SERVICES


def tell(story):
    """Tell the directory."""
    organizations = _organizations(story)
    services = {row.key: _service(story, row, organizations) for row in SERVICES}
    _changes(story, services)
    _questions(story)
    _import(story)


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
        {
            "location_id": found["foyer"][1].id,
            "street": "Adresse confidentielle fictive",
        }
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


def _import(story):
    """A file of another directory was read; nobody has taken it over yet."""
    feed = [
        {
            "id": "00000000-0000-4000-8000-000000000001",
            "name": "Bibliothèque Exemple",
            "status": "active",
        }
    ]
    read = story.model("directory.import", KEEPER).create(
        {
            "filename": "services.json",
            "content": base64.b64encode(json.dumps({"services": feed}).encode()),
        }
    )
    read.action_read()
