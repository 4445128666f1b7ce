# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who was received this month: files, families, consents, a double to be merged."""

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.fields import Command

from .persons import (
    AMEL,
    BASILE,
    CALLS,
    CHIRAZ,
    DORRA,
    FACTS,
    FAMILIES,
    GUARDIANS,
    PERSONS,
    PLACES,
    REFUSED,
    RELATIONS,
    SUPPORTS,
)

DESK = "olfa.essai"
OFFICER = "zied.exemple"
ELSEWHERE = ("street", "friends", "rented", "other_house", "unknown")
# Who registers where nobody accompanies the person yet.
LEADS = {"children": "elias.exemple", "artists": "tarek.essai", "tunis": CHIRAZ}
PUBLICS = {
    "asylum_seeker": "asylum",
    "refugee": "refugee",
    "student": "student",
    "no_permit": "no_papers",
    "unaccompanied": "uasc",
}


def tell(story):
    """Tell the registry's month."""
    _open_desks(story)
    persons = _register(story)
    _confide(story, persons)
    _tell_families(story, persons)
    _tell_children(story, persons)
    _take_consents(story, persons)
    _tell_contacts(story, persons)
    _tell_double(story, persons)
    _replace_worker(story, persons)
    _ask_for_dossier(story, persons)
    for row in PERSONS:
        story.set_back(persons[row.key], row.days)


def _ask_for_dossier(story, persons):
    """A person asks what the house holds on her; the officer prints it."""
    request = story.model("migrant.dsar", OFFICER).create(
        {
            "code": persons["omar"].code,
            "reason": "Demandé au bureau, de vive voix (exemple).",
            "is_safe": True,
        }
    )
    # As the page does that opens then.
    request._dossier()


def _open_desks(story):
    """The desks of the shelters and of the house are held, whatever the hour.

    The reader of the demo comes at night too; the rota says who really stands there.
    """
    until = datetime.combine(story.month(1)[1], time.max).replace(microsecond=0)
    for login, site in (
        (DESK, "house_tunis"),
        ("mouna.exemple", "leopold"),
        ("nabil.fictif", "leopold"),
        ("pierre.modele", "bisse"),
        ("rim.exemple", "hub"),
    ):
        story.model("ngo.presence").create(
            {
                "user_id": story.user(login).id,
                "site_id": story.site(site).id,
                "date_from": fields.Datetime.now() - timedelta(hours=1),
                "date_to": until,
                "source": "hand",
            }
        )


def _register(story):
    """``{key: person}``, each registered by who accompanies her or by her team."""
    persons = {}
    for login, rows in _by_registrar().items():
        made = story.model("migrant.beneficiary", login).create(
            [_prepare_person_vals(story, row, number) for number, row in rows]
        )
        # Who registered the others has not taken them on: the team will decide.
        made.browse(
            person.id
            for person, (_number, row) in zip(made, rows, strict=True)
            if not row.worker
        ).owner_id = False
        for person, (_number, row) in zip(made, rows, strict=True):
            persons[row.key] = story.name(f"person_{row.key}", person.sudo())
    return persons


def _by_registrar():
    """``{login: [(number, row)]}``: who registers whom."""
    found = {}
    for number, row in enumerate(PERSONS):
        login = row.worker or LEADS.get(row.place, AMEL)
        found.setdefault(login, []).append((number, row))
    return found


def _prepare_person_vals(story, row, number):
    site, programme, team = PLACES[row.place]
    is_year = len(row.birth) == 4
    vals = {
        "site_id": story.site(site).id,
        "programme_id": story.programme(programme).id,
        "team_id": story.team(team).id,
        "owner_id": story.user(row.worker).id if row.worker else False,
        "registered_on": story.day(-row.days),
        # Nobody is forgotten: each was seen within the last weeks.
        "last_contact_on": story.day(-min(row.days, number * 7 % 23 + 1)),
        "birth_date": f"{row.birth}-01-01" if is_year else row.birth,
        "birth_precision": "estimated" if is_year else "day",
        "sex": "female" if row.sex == "f" else "male",
        "nationality_ids": [Command.set(story.country(row.country).ids)],
        "profile_ids": [Command.set(_publics(story, row).ids)],
        "name_ids": [Command.create(vals) for vals in _names(row)],
        "language_ids": [Command.create(vals) for vals in _languages(story, row)],
        "stay_ids": [Command.create(_stay(story, row))],
    }
    if row.days > 700:
        vals["last_contact_on"] = story.day(30 - 730)
    if row.status:
        vals["status_ids"] = [
            Command.create(
                {
                    "status_id": story.ref(f"ngo_base.legal_status_{row.status}").id,
                    "country_id": _host_country(story, row).id,
                    "date_from": story.day(-row.days),
                    "source": ("said", "seen", "copy")[number % 3],
                }
            )
        ]
    if number % 3 and row.place != "children":
        prefix = "+216 20 000" if row.place in ("tunis", "sfax") else "+32 470 00 00"
        vals["contact_ids"] = [
            Command.create(
                {
                    "channel": "phone",
                    "value": f"{prefix} {number:03}"[: len(prefix) + 4],
                    "may_call": True,
                    "may_leave_message": number % 2 == 0,
                    "is_shared": number % 5 == 0,
                    "hour_from": 10.0,
                    "hour_to": 18.0,
                }
            )
        ]
    return vals


def _host_country(story, row):
    site = story.site(PLACES[row.place][0])
    code = {"Africa/Tunis": "TN", "Europe/Paris": "FR"}.get(site.tz, "BE")
    return story.country(code)


def _publics(story, row):
    codes = {PUBLICS.get(row.status, "migrant")}
    if row.days < 10:
        codes.add("newcomer")
    if row.country == "TN":
        codes = {"host_child"}
    return story.model("migrant.profile").search([("code", "in", sorted(codes))])


def _names(row):
    for number, name in enumerate(row.names):
        # The family name is one word; what stands before it is the given name.
        given, family = name.rsplit(" ", 1)
        for kind, value in (("given", given), ("family", family)):
            yield {"kind": kind, "value": value, "sequence": 10 + 10 * number}


def _languages(story, row):
    for number, code in enumerate(row.languages.split()):
        yield {
            "language_id": story.language(code.rstrip("!")).id,
            "is_preferred": number == 0,
            "needs_interpreter": code.endswith("!"),
            "can_read": number > 0,
        }


def _stay(story, row):
    vals = {"date_from": story.day(-row.days)}
    if row.stay in ELSEWHERE:
        return {**vals, "elsewhere": row.stay}
    room = f"{1 + row.days % 4}.{1 + row.days % 9}"
    return {**vals, "site_id": story.site(row.stay).id, "room": room}


def _confide(story, persons):
    """Two files that few may read."""
    for key, login, level in (
        ("samira", AMEL, "restricted"),
        ("ramatou", CHIRAZ, "sealed"),
        ("esther", DORRA, "sealed"),
    ):
        persons[key].with_user(story.user(login)).confidentiality = level


def _tell_families(story, persons):
    """A family of four, two couples, brothers and sisters; what others give them."""
    story.create_all(
        "migrant.household",
        [
            (login, {"kind": kind, "member_ids": _members(persons, kind, keys)})
            for login, kind, keys in FAMILIES
        ],
    )
    story.create_all(
        "migrant.relation",
        [
            (
                login,
                {
                    "beneficiary_id": persons[one].id,
                    "other_id": persons[other].id,
                    "type_id": story.ref(f"migrant_registry.relation_type_{kind}").id,
                    "is_contact_allowed": True,
                },
            )
            for login, one, other, kind in RELATIONS
        ],
    )
    story.create_all(
        "migrant.support",
        [
            (
                login,
                {
                    "beneficiary_id": persons[key].id,
                    "kind_id": story.ref(f"migrant_registry.support_kind_{kind}").id,
                    "giver": giver,
                    "date_from": story.day(-days),
                },
            )
            for login, key, kind, giver, days in SUPPORTS
        ],
    )


def _members(persons, kind, keys):
    return [
        Command.create(
            {
                "beneficiary_id": persons[key].id,
                "is_head": number == 0,
                "is_carer": number < 2 and kind == "origin",
            }
        )
        for number, key in enumerate(keys)
    ]


def _tell_children(story, persons):
    """Who answers for the children, and how they live."""
    story.model("migrant.guardian", DORRA).create(
        [
            {
                "beneficiary_id": persons[key].id,
                "basis": basis,
                "name": name,
                "reference": reference,
                "is_verified": bool(reference),
            }
            for key, basis, name, reference in GUARDIANS
        ]
    )
    story.model("migrant.protection.fact", DORRA).create(
        [
            {
                "beneficiary_id": persons[key].id,
                "kind": kind,
                "value": value,
                "date_from": persons[key].registered_on,
            }
            for key, *values in FACTS
            for kind, value in zip(
                ("accompaniment", "living", "care"), values, strict=True
            )
        ]
    )
    persons["abel"].with_user(story.user(DORRA)).write(
        {"is_age_disputed": True, "stated_birth_date": "2007-01-01"}
    )


def _take_consents(story, persons):
    """What people agreed to; one refusal, and one consent taken back."""
    rows = []
    for row in PERSONS:
        by = _who_answers(row, persons[row.key])
        if by is None:
            continue
        purposes = ["registration", "statistics"]
        purposes += ["contact"] if len(row.key) % 2 else ["referral"]
        for purpose in purposes:
            vals = _prepare_consent_vals(story, persons[row.key], row, purpose)
            rows.append((row.worker, {**vals, **by}))
    story.create_all("migrant.consent", rows)
    taken_back = persons["zaki"].consent_ids.filtered(
        lambda row: row.purpose_id.code == "statistics"
    )
    taken_back.with_user(story.user(BASILE)).action_withdraw()


def _who_answers(row, person):
    """Values that say who answers for a person; None where nobody was asked."""
    if not row.worker or row.days > 700:
        return None
    if int(row.birth[:4]) < fields.Date.today().year - 18:
        return {}
    guardian = person.guardian_ids.filtered("may_sign")[:1]
    if not guardian:
        return None
    return {
        "given_by": "guardian",
        "guardian_id": guardian.id,
        "assent": "yes",
        "judge_reference": "2026/1 (exemple)",
    }


def _prepare_consent_vals(story, person, row, purpose):
    code = row.languages.split()[0]
    given_at = datetime.combine(person.registered_on, time(10, 15))
    is_refused = (row.key, purpose) in REFUSED
    return {
        "beneficiary_id": person.id,
        "purpose_id": story.ref(f"migrant_registry.consent_purpose_{purpose}").id,
        "language_id": story.language(code.rstrip("!")).id,
        "interpreter": "Kenza Essai" if code.endswith("!") else False,
        "mode": "oral" if code.endswith("!") else "written",
        "has_identity": purpose == "referral",
        "has_social": purpose == "referral",
        "given_at": min(given_at, fields.Datetime.now()),
        "answer": "refused" if is_refused else "given",
    }


def _tell_contacts(story, persons):
    """Calls made or missed, and the cards that people carry."""
    story.create_all(
        "migrant.communication",
        [
            (
                login,
                {
                    "beneficiary_id": persons[key].id,
                    "outcome": outcome,
                    "at": datetime.combine(story.day(-days), time(14, 30)),
                },
            )
            for login, key, outcome, days in CALLS
        ],
    )
    for login in (AMEL, BASILE, CHIRAZ):
        mine = [persons[row.key] for row in PERSONS[::2] if row.worker == login]
        people = story.model("migrant.beneficiary", login)
        people.browse([person.id for person in mine])._live_cards()


def _tell_double(story, persons):
    """The desk looked for somebody under another spelling, and registered her again."""
    people = story.model("migrant.beneficiary", DESK)
    for text in ("Aissatou", "حسن", "Jeneba", "Souleyman Modele"):
        people.find_person(text)
    first = persons["djeneba"]
    phone = first.contact_ids[:1].value or "+216 20 000 044"
    if not first.contact_ids:
        story.model("migrant.identity.contact", CHIRAZ).create(
            {"beneficiary_id": first.id, "value": phone, "may_call": True}
        )
    again = people.create(
        {
            "site_id": story.site("house_tunis").id,
            "programme_id": story.programme("permanence").id,
            "team_id": story.team("permanence").id,
            "birth_date": "1996-01-01",
            "birth_precision": "year",
            "sex": "female",
            "name_ids": [
                Command.create({"kind": "given", "value": "Jeneba"}),
                Command.create({"kind": "family", "value": "Essay"}),
            ],
            "contact_ids": [Command.create({"value": phone})],
            "language_ids": [
                Command.create(
                    {"language_id": story.language("bam").id, "is_preferred": True}
                )
            ],
        }
    )
    story.name("person_djeneba_again", again.sudo())


def _replace_worker(story, persons):
    """Amel is away for a week: three of her files are open to Basile."""
    keys = ("samuel", "abdelrahman", "rahel")
    story.model("ngo.access", "gilles.essai")._grant(
        story.model("migrant.beneficiary").union(*(persons[key] for key in keys)),
        story.user(BASILE),
        "replacement",
        fields.Datetime.now() + timedelta(days=7),
        "Remplacement d’Amel pendant son congé",
        can_write=True,
    )
