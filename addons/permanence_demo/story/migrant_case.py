# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files of a dozen persons: what was asked, noted, needed and done."""

from datetime import datetime, time
from typing import NamedTuple

from odoo.fields import Command

from . import migrant_follow, migrant_papers
from .persons import PERSONS


class File(NamedTuple):
    """One file.

    :param person: key of the person
    :param kind: short id of a type of file
    :param request: what she asks; a file without note waits for its first interview
    :param note: of the first interview
    :param need: (domain, words, severity), or none
    :param action: (kind, words, days from today), or none
    :param risk: (level, why), or none
    """

    person: str
    kind: str
    request: str
    note: str = ""
    need: tuple = ()
    action: tuple = ()
    risk: tuple = ()


FILES = (
    File(
        "samuel",
        "social",
        "Comprendre sa convocation, et un avocat.",
        "Convocation expliquée en tigrinya. Aucun papier d’identité.",
        ("social", "Comprendre la procédure", "high"),
        ("demarche", "Préparer le rendez-vous à l’Office", 3),
        ("medium", "Sans papiers sur lui ; craint les contrôles."),
    ),
    File(
        "rahel",
        "social",
        "Un suivi de grossesse.",
        "Enceinte de cinq mois, ne dort pas bien au foyer.",
        ("medical", "Suivi de grossesse", "high"),
        ("accompaniment", "Accompagner à la première consultation", -2),
        ("high", "Grossesse non suivie jusqu’ici, sommeil mauvais."),
    ),
    File(
        "alpha",
        "social",
        "Retrouver un logement.",
        "Dort chez des connaissances depuis trois semaines.",
        ("basic", "Un endroit où dormir", "high"),
        ("call", "Appeler le Samu social", 1),
    ),
    File("abdelrahman", "social", "Des nouvelles de son frère."),
    File(
        "mamadou",
        "social",
        "Apprendre le français écrit.",
        "Parle couramment, n’a jamais été à l’école.",
        ("social", "Cours d’alphabétisation", "medium"),
        ("information", "Inscription au cours", 5),
    ),
    File("zaki", "social", "Une aide pour ses démarches."),
    File(
        "fatoumata",
        "social",
        "L’école pour sa fille aînée.",
        "Quatre personnes dans une chambre ; loyer payé jusqu’à la fin du mois.",
        ("social", "Scolarisation d’Awa", "medium"),
        ("demarche", "Dossier d’inscription à l’école", -4),
    ),
    File(
        "adjoua",
        "social",
        "Ouvrir un petit commerce.",
        "Couturière de métier, projet présenté au comité.",
        ("social", "Un revenu", "medium"),
        ("direct", "Relire le plan du micro-projet", 2),
    ),
    File("abdoulaye", "social", "Une consultation médicale."),
    File(
        "moussa",
        "child",
        "Rejoindre l’école.",
        "Vif, suit l’atelier du matin. La déléguée est informée.",
        ("protection", "Un lieu sûr la nuit", "high"),
        ("mediation", "Rencontre avec le foyer", 6),
        ("high", "Seul, dort parfois dehors."),
    ),
    File("lina", "child", "Soutien scolaire."),
    File("kwame", "social", "Un endroit où dormir."),
    File(
        "dilan",
        "social",
        "Trouver un emploi.",
        "Comptable de métier, parle néerlandais.",
        ("work", "Un emploi déclaré", "medium"),
        ("accompaniment", "Accompagner à l’agence pour l’emploi", -9),
    ),
    File("grace", "child", "L’école."),
)
# Person, answers to “bilan sociojuridique” (code of the item: score or words), signed.
ASSESSED = (
    (
        "rahel",
        {
            "safe": 3,
            "sleep": 2,
            "eat": 3,
            "mood": 2,
            "care": 1,
            "resources": 2,
            "network": 2,
            "status": 2,
            "request": "Voir une sage-femme, et dormir au calme.",
        },
        True,
    ),
    ("samuel", {"safe": 2, "sleep": 3}, False),
)
WORKERS = {row.key: row.worker for row in PERSONS}
DAYS = {row.key: row.days for row in PERSONS}


def tell(story):
    """Tell the files and their assessments, their papers, and what followed."""
    for row in FILES:
        _file(story, row)
    for row in ASSESSED:
        _assessment(story, *row)
    migrant_papers.tell(story)
    migrant_follow.tell(story)


def _file(story, row):
    """One file, opened by who accompanies the person."""
    login = WORKERS[row.person]
    person = story.ref(f"person_{row.person}")
    case = story.model("migrant.case", login).create(
        {
            "beneficiary_id": person.id,
            "programme_id": person.programme_id.id,
            "site_id": person.site_id.id,
            "team_id": person.team_id.id,
            "owner_id": story.user(login).id,
            "case_type_id": story.ref(f"migrant_case.case_type_{row.kind}").id,
            "source_id": story.ref("migrant_case.case_source_permanence").id,
            "presenting_need": row.request,
        }
    )
    case.action_open()
    story.name(f"case_{row.person}", case.sudo())
    if row.note:
        case.action_eligible()
        case.action_next_step()
        _work(story, row, case, login)
    ago = min(DAYS[row.person], 28)
    case.sudo().date_open = story.day(-ago)
    story.set_back(case.sudo(), ago)


def _work(story, row, case, login):
    seen = story.day(-min(DAYS[row.person], 20) + 1)
    story.model("migrant.note", login).create(
        {
            "case_id": case.id,
            "body": row.note,
            "at": datetime.combine(min(seen, story.day(-1)), time(10, 30)),
        }
    )
    domain, words, severity = row.need
    need = story.model("migrant.need", login).create(
        {
            "case_id": case.id,
            "domain_id": story.ref(f"migrant_case.need_domain_{domain}").id,
            "name": words,
            "severity": severity,
        }
    )
    kind, words, days = row.action
    story.model("migrant.action", login).create(
        {
            "case_id": case.id,
            "name": words,
            "kind": kind,
            "due_on": story.day(days),
            "need_ids": [Command.link(need.id)],
        }
    )
    if row.risk:
        level, reason = row.risk
        story.model("migrant.case.risk", login).create(
            {"case_id": case.id, "level": level, "reason": reason}
        )


def _assessment(story, key, answers, is_signed):
    """An assessment by the owner of the file; half-filled ones wait for her."""
    assessment = story.model("migrant.assessment", WORKERS[key]).create(
        {
            "case_id": story.ref(f"case_{key}").id,
            "tool_id": story.ref("migrant_case.tool_sociolegal").id,
        }
    )
    for line in assessment.line_ids:
        answer = answers.get(line.item_id.code)
        if isinstance(answer, str):
            line.value_text = answer
        elif answer:
            line.level_id = line.allowed_level_ids.filtered(
                lambda level, score=answer: level.score == score
            )
    if is_signed:
        assessment.action_sign()
    story.set_back(assessment.sudo(), 7)
