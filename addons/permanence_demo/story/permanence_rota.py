# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who holds which permanence: four weeks gone, four that run, four being planned.

Counted in weeks from this Monday, so that there is a rota in force on any day.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from odoo import fields
from odoo.fields import Command

BRUSSELS, TUNIS = "hela.modele", "fatma.fictive"
START = date(2024, 1, 1)
MEN = ("leopold", "bisse", "casa_tamam", "citoyens")
HOUSES = ("house_tunis", "house_sfax")
PLACES = {BRUSSELS: "Bruxelles", TUNIS: "Tunis et Sfax"}


class Colleague(NamedTuple):
    """Somebody who is planned.

    :param login: of her account; empty where she has none
    :param name: shown where she has no account
    :param roles: short ids of planning roles
    :param sites: short ids of the sites where she may work
    :param languages: ISO 639-3 codes
    :param profile: other values of her planning profile
    """

    login: str
    name: str
    roles: tuple
    sites: tuple
    languages: tuple = ()
    profile: dict = {}  # noqa: RUF012


COLLEAGUES = (
    Colleague(
        "amel.exemple", "", ("social_worker",), MEN, ("ara", "fra"), {"is_senior": True}
    ),
    Colleague("basile.fictif", "", ("social_worker",), MEN, ("fra", "eng")),
    Colleague("", "Quentin Fictif", ("social_worker",), MEN, ("fra", "nld")),
    Colleague("ines.exemple", "", ("jurist",), MEN, ("fra", "ara")),
    Colleague("kenza.essai", "", ("interpreter",), MEN, ("ara", "apd")),
    Colleague(
        "",
        "Théo Exemple",
        ("interpreter",),
        MEN,
        ("tir", "amh"),
        {"kind": "partner", "weekly_hours": 12.0},
    ),
    Colleague("louis.modele", "", ("mediator",), MEN, ("fra", "ful")),
    Colleague("nabil.fictif", "", ("night_watcher",), MEN),
    Colleague("", "Ramzi Essai", ("night_watcher",), MEN),
    Colleague("", "Sonia Modèle", ("night_watcher",), MEN),
    Colleague(
        "pierre.modele",
        "",
        ("volunteer",),
        MEN,
        (),
        {"kind": "volunteer", "weekly_hours": 8.0},
    ),
    Colleague(
        "",
        "Uma Fictive",
        ("volunteer",),
        MEN,
        (),
        {"kind": "volunteer", "weekly_hours": 6.0},
    ),
    Colleague("chiraz.essai", "", ("social_worker",), HOUSES, ("ara", "fra")),
    Colleague("", "Walid Exemple", ("social_worker",), HOUSES, ("ara", "fra")),
    Colleague("", "Yasmine Essai", ("mediator",), HOUSES, ("ara", "fra", "ful")),
)

# key: (French, Arabic, line, programme, [(kind, role or language)])
SERVICES = {
    "social": (
        "Permanence sociale",
        "حصة استمرار اجتماعية",
        "first",
        None,
        (("heads", "social_worker"), ("heads", "interpreter")),
    ),
    "tigrinya": (
        "Permanence sociale, tigrinya",
        "حصة استمرار اجتماعية، تغرينية",
        "first",
        None,
        (("heads", "social_worker"), ("heads", "interpreter"), ("skill", "tir")),
    ),
    "legal": (
        "Permanence juridique",
        "حصة استمرار قانونية",
        "first",
        "sisa",
        (("heads", "jurist"),),
    ),
    "mediation": (
        "Médiation",
        "وساطة",
        "first",
        None,
        (("heads", "mediator"),),
    ),
    "night": (
        "Veille de nuit",
        "حصة ليلية",
        "night",
        None,
        (("heads", "night_watcher"),),
    ),
    "welcome": (
        "Accueil du samedi",
        "استقبال السبت",
        "other",
        None,
        (("heads", "volunteer"), ("heads", "volunteer")),
    ),
    "sunday": (
        "Accueil du dimanche",
        "استقبال الأحد",
        "other",
        None,
        (("heads", "volunteer"),),
    ),
    "reception": (
        "Permanence d’accueil",
        "حصة استقبال",
        "first",
        "permanence",
        (("heads", "social_worker"), ("heads", "mediator")),
    ),
}
# (site, service, weekdays, from, to)
WEEK = (
    ("leopold", "tigrinya", "0", 9.0, 13.0),
    ("leopold", "social", "24", 9.0, 13.0),
    ("leopold", "legal", "2", 14.0, 17.0),
    # A shelter is open on Sundays too: whoever installs on one finds its desk at work.
    ("leopold", "sunday", "6", 14.0, 18.0),
    ("leopold", "night", "0123456", 21.0, 7.0),
    ("bisse", "social", "13", 9.0, 13.0),
    ("bisse", "welcome", "5", 10.0, 14.0),
    ("casa_tamam", "social", "1", 14.0, 18.0),
    ("casa_tamam", "mediation", "3", 14.0, 17.0),
    ("citoyens", "social", "0", 14.0, 17.0),
    ("citoyens", "legal", "3", 10.0, 13.0),
    ("house_tunis", "reception", "01234", 9.0, 13.0),
    ("house_sfax", "reception", "1", 9.0, 13.0),
)


def tell(story):
    """Tell the rota."""
    people = _hire(story)
    _set_up(story)
    monday = story.today - timedelta(days=story.today.weekday())
    weeks = {
        "past": monday - timedelta(28),
        "now": monday,
        "next": monday + timedelta(28),
    }
    plans = {
        (when, planner): _plan(story, planner, first, site)
        for planner, site in ((BRUSSELS, "men"), (TUNIS, "houses"))
        for when, first in weeks.items()
    }
    _wish(story, people, weeks["next"])
    for planner in (BRUSSELS, TUNIS):
        _hold(plans["past", planner], is_over=True)
        _hold(plans["now", planner])
        plans["next", planner].solve_now(work=0.1, engine="python")
    for (when, planner), plan in plans.items():
        short = "brussels" if planner == BRUSSELS else "tunis"
        story.name(f"plan_{short}_{when}", plan.sudo())
    _swap(story, people)
    _fall_ill(story, people)
    _hand_over(story, plans["past", BRUSSELS] | plans["now", BRUSSELS])
    _meet(story, people, monday)
    _count_hours(story)


def _hire(story):
    """Employees, their languages and their planning profiles."""
    # Languages and skills know each other by their English names.
    kind = story.env["hr.skill"].with_context(lang="en_US")._fill_languages()
    level = kind.skill_level_ids.sorted("level_progress")[-1:]
    skills = {skill.name: skill for skill in kind.skill_ids}
    people = {}
    for row in COLLEAGUES:
        user = story.user(row.login) if row.login else story.env["res.users"]
        employee = user.employee_id or story.model("hr.employee").create(
            {
                "name": user.name or row.name,
                "user_id": user.id,
                "tz": story.site(row.sites[0]).tz,
                "date_version": START,
                "contract_date_start": START,
                "employee_skill_ids": [
                    Command.create(
                        {
                            "skill_id": skills[_spoken(story, code)].id,
                            "skill_type_id": kind.id,
                            "skill_level_id": level.id,
                            "valid_from": START,
                        }
                    )
                    for code in row.languages
                ],
            }
        )
        planner = BRUSSELS if row.sites == MEN else TUNIS
        story.model("permanence.profile", planner).create(
            {
                "employee_id": employee.id,
                "role_ids": [
                    Command.link(story.ref(f"permanence_rota.role_{role}").id)
                    for role in row.roles
                ],
                "site_ids": [Command.link(story.site(site).id) for site in row.sites],
                "share": 100.0 if row.roles == ("night_watcher",) else 62.0,
                "availability": "contract",
                **row.profile,
            }
        )
        people[row.login or row.name] = story.name(
            f"employee_{(row.login or row.name).split('.')[0].split()[0].lower()}",
            employee.sudo(),
        )
    return people


def _set_up(story):
    """Services, and the permanences of a week."""
    kind = story.env["hr.skill"].with_context(lang="en_US")._languages_type()
    services = {}
    arabic = story.env["res.lang"].search([("code", "=like", "ar%")])
    for key, (name, translated, line, programme, team) in SERVICES.items():
        # Services are those of the whole house: no coordinator of a site makes them.
        service = story.model("permanence.service", "yosra.modele").create(
            {
                "name": name,
                "line": line,
                "programme_id": programme and story.programme(programme).id,
                "requirement_ids": [
                    Command.create(_prepare_line_vals(story, kind, what, which))
                    for what, which in team
                ],
            }
        )
        for lang in arabic:
            service.with_context(lang=lang.code).name = translated
        services[key] = service
    story.model("permanence.zone", "yosra.modele").create(
        [{"name": name} for name in ("Bruxelles, centre", "Tunis, Lac et médina")]
    )
    day = story.day(12)
    story.model("permanence.dated.hours", "yosra.modele").create(
        {
            "name": "Journée de formation",
            "date_from": day,
            "date_to": day,
            "site_ids": [Command.set(story.site("bisse").ids)],
            "hour_open": 13.0,
            "hour_close": 17.0,
        }
    )
    for planner in (BRUSSELS, TUNIS):
        story.model("permanence.template", planner).create(
            [
                {
                    "site_id": story.site(site).id,
                    "service_id": services[service].id,
                    "weekday": weekday,
                    "hour_from": start,
                    "hour_to": stop,
                }
                for site, service, weekdays, start, stop in WEEK
                for weekday in weekdays
                if (planner == TUNIS) == site.startswith("house_")
            ]
        )


def _spoken(story, code):
    """English name of a language, by which its skill is found."""
    return story.language(code).with_context(lang="en_US").name


def _prepare_line_vals(story, kind, what, which):
    if what == "heads":
        role = story.ref(f"permanence_rota.role_{which}")
        return {"kind": "heads", "role_id": role.id}
    name = _spoken(story, which)
    skill = kind.skill_ids.filtered(lambda skill: skill.name == name)
    return {"kind": "skill", "skill_id": skill.id}


def _plan(story, planner, first, site):
    """A rota of four weeks with its slots."""
    last = first + timedelta(27)
    plan = story.model("permanence.plan", planner).create(
        {
            "name": f"{PLACES[planner]}, {first:%d/%m} – {last:%d/%m/%Y}",
            "date_from": first,
            "date_to": last,
            "site_ids": [Command.set(story.site(site).ids)],
            "wish_deadline": datetime.combine(first - timedelta(7), time(18)),
        }
    )
    plan.action_generate()
    return plan


def _hold(plan, is_over=False):
    """Solve and publish; what is over is closed."""
    plan.solve_now(work=0.1, engine="python")
    plan.action_publish()
    if is_over:
        plan.action_close()


def _wish(story, people, first):
    """What people would like in the weeks that are planned."""
    wishes = []
    for login, number, part, weight in (
        ("amel.exemple", 4, "day", "-9"),
        ("amel.exemple", 7, "morning", "3"),
        ("basile.fictif", 2, "afternoon", "-3"),
        ("ines.exemple", 9, "day", "-9"),
        ("kenza.essai", 0, "morning", "1"),
    ):
        wishes.append(
            (
                login,
                {
                    "employee_id": people[login].id,
                    "date": first + timedelta(number),
                    "part": part,
                    "weight": weight,
                },
            )
        )
    story.create_all("permanence.wish", wishes)


def _next_head(story, employee, hours=20):
    """The first published slot that somebody holds after so many hours."""
    return story.model("permanence.assignment").search(
        [
            ("employee_id", "=", employee.id),
            ("state", "=", "published"),
            ("start", ">", fields.Datetime.now() + timedelta(hours=hours)),
        ],
        order="start",
        limit=1,
    )


def _swap(story, people):
    """Amel asks Basile to take one of hers."""
    amel, basile = people["amel.exemple"], people["basile.fictif"]
    head = _next_head(story, amel, hours=72)
    swap = story.model("permanence.swap", "amel.exemple").action_ask(head.id, basile.id)
    story.name("swap_amel", swap.sudo())


def _fall_ill(story, people):
    """A sick note: what Quentin held in these days is open, and nobody reads why."""
    ill = people["Quentin Fictif"]
    head = _next_head(story, ill)
    begin = head.start.replace(hour=0, minute=0, second=0)
    leave = story.model("resource.calendar.leaves").create(
        {
            "name": "Absence",
            "resource_id": ill.resource_id.id,
            "calendar_id": ill.resource_calendar_id.id,
            "date_from": begin,
            "date_to": begin + timedelta(days=2),
            "time_type": "leave",
        }
    )
    story.name("leave_quentin", leave)


def _hand_over(story, plans):
    """What the night tells the day, by codes."""
    watch = story.ref("employee_nabil")
    held = story.model("permanence.assignment").search(
        [
            ("plan_id", "in", plans.ids),
            ("employee_id", "=", watch.id),
            ("stop", "<", fields.Datetime.now()),
        ],
        order="stop desc",
        limit=3,
    )
    texts = (
        "Nuit calme. Deux arrivées après 23 h, chambres 2.4 et 2.5.",
        "Chauffage en panne au deuxième étage, technicien prévenu.",
        "Un départ à 6 h ; la clé 1.7 est au bureau.",
    )
    for head, text in zip(held, texts, strict=False):
        note = story.model("permanence.transmission", "nabil.fictif").create(
            {"slot_id": head.slot_id.id, "text": text}
        )
        story.set_back(note, fields.Datetime.now() - head.stop)


def _meet(story, people, monday):
    """Blocks that are no permanence: the team's meeting, a supervision."""
    crew = [people[k].id for k in ("amel.exemple", "basile.fictif", "ines.exemple")]
    story.model("permanence.duty", BRUSSELS).create(
        [
            {
                "name": name,
                "kind": kind,
                "site_id": story.site("leopold").id,
                "start": datetime.combine(monday + timedelta(day), time(12)),
                "stop": datetime.combine(monday + timedelta(day), time(14)),
                "employee_ids": [Command.set(crew)],
            }
            for name, kind, day in (
                ("Réunion d’équipe", "meeting", 4),
                ("Réunion d’équipe", "meeting", 11),
                ("Supervision", "supervision", 9),
            )
        ]
    )


def _count_hours(story):
    """Last month's timesheets; Amel has signed hers."""
    sheets = story.model("permanence.timesheet", BRUSSELS)
    sheets.action_make(story.month(-1)[0])
    mine = story.model("permanence.timesheet", "amel.exemple")
    mine.search([("employee_id.user_id", "=", mine.env.uid)]).action_sign()
