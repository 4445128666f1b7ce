# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What followed in some files: a plan and its review, a closing, offers, questions."""

from datetime import datetime, time

from odoo.fields import Command

from .persons import AMEL, BASILE, CHIRAZ, DORRA

LEAD, CHILD_LEAD, JURIST = "gilles.essai", "elias.exemple", "ines.exemple"
MANAGER = "salma.fictive"

# Who saw it, days ago, kind, authority, where, what, what was done about it.
OBSTACLES = (
    (AMEL, 3, "refused", "be_commune", "Bruxelles", "Inscription refusée.", "contact"),
    (AMEL, 9, "papers", "be_commune", "Bruxelles", "Bail demandé en foyer.", "letter"),
    (AMEL, 16, "delay", "be_oe", "Bruxelles", "Sept mois sans réponse.", "none"),
    (BASILE, 5, "digital", "be_cpas", "Bruxelles", "Demande en ligne seule.", "none"),
    (BASILE, 12, "language", "be_cpas", "Bruxelles", "Pas d’interprète.", "contact"),
    (JURIST, 7, "delay", "be_cgra", "Bruxelles", "Entretien reporté.", "court"),
    (CHIRAZ, 4, "cost", None, "Tunis", "Timbre payé deux fois.", "network"),
    (CHIRAZ, 11, "refused", None, "Tunis", "Soins refusés au guichet.", "contact"),
    (CHIRAZ, 19, "no_service", None, "Sfax", "Aucun cours de langue.", "none"),
)
# Type of file, what should lie in it, whether it must.
REQUIRED = (
    ("social", "passport", False),
    ("social", "address", True),
    ("social", "asylum", False),
    ("child", "address", True),
)


def tell(story):
    """Tell what followed; files and assessments are there."""
    _plans(story)
    _contacts(story)
    _closings(story)
    _offers(story)
    _meetings(story)
    _questions(story)
    _checklists(story)
    story.create_all(
        "migrant.obstacle",
        [_obstacle(story, *row) for row in OBSTACLES],
    )


def _case(story, key, login):
    return story.ref(f"case_{key}").with_user(story.user(login))


def _domain(story, code):
    return story.ref(f"migrant_case.need_domain_{code}").id


def _plan(story, key, login, words, goals, **vals):
    """A plan with goals; every other domain that is low has its reason."""
    plan = story.model("migrant.plan", login).create(
        {
            "case_id": story.ref(f"case_{key}").id,
            "date": story.day(-12),
            "review_on": story.day(20),
            "person_view": words,
            "goal_ids": [
                Command.create(
                    {
                        "domain_id": _domain(story, code),
                        "name": name,
                        "indicator": indicator,
                        "target_on": story.day(days),
                    }
                )
                for code, name, indicator, days in goals
            ],
            **vals,
        }
    )
    story.model("migrant.plan.reason", login).create(
        [
            {
                "plan_id": plan.id,
                "domain_id": domain.id,
                "reason": "D’abord ce qui presse.",
            }
            for domain in plan.lacking_domain_ids
        ]
    )
    plan.action_submit()
    return story.name(f"plan_{key}", plan.sudo()).with_env(plan.env)


def _plans(story):
    """One agreed, signed and reviewed; one of a child waits for the team's lead."""
    plan = _plan(
        story,
        "rahel",
        AMEL,
        "« Accoucher sans peur, et dormir. »",
        (
            ("medical", "Une grossesse suivie", "Trois consultations faites", 45),
            ("basic", "Dormir au calme", "Une chambre à deux", 14),
            ("social", "Ne plus être seule", "Le groupe du jeudi", 60),
        ),
    )
    plan.with_user(story.user(LEAD)).action_approve()
    day = story.day(-10)
    plan.write({"person_signed_on": day, "worker_signed_on": day})
    plan.sudo().approved_on = datetime.combine(story.day(-11), time(11))
    story.set_back(plan.sudo(), 12)
    plan.goal_ids.filtered(lambda goal: goal.is_basic).action_reached()
    story.model("migrant.review", AMEL).create(
        {
            "case_id": plan.case_id.id,
            "date": story.day(-1),
            "decision": "continue",
            "findings": "Dort mieux depuis le changement de chambre ; suivi commencé.",
            "risk_check": "lower",
            "person_view": "« La sage-femme est gentille. »",
            "next_on": story.day(30),
        }
    )
    _plan(
        story,
        "moussa",
        DORRA,
        "La déléguée approuve ; le foyer aussi.",
        (("protection", "Un lieu sûr la nuit", "Une place au foyer", 10),),
        child_view="« Je veux dormir au même endroit que mon ami. »",
    )


def _contacts(story):
    """A contact that was held, with the next one planned; one by telephone to come."""
    followups = story.model("migrant.followup", AMEL)
    done = followups.create(
        {
            "case_id": story.ref("case_rahel").id,
            "kind": "office",
            "planned_on": story.day(-3),
            "findings": "Vue au bureau, reposée.",
            "person_view": "« Ça va mieux. »",
            "risk_check": "lower",
            "next_on": story.day(11),
        }
    )
    done.action_done()
    done.sudo().done_on = story.day(-3)
    for login, key, days in (
        (AMEL, "alpha", 4),
        (BASILE, "mamadou", 6),
        (CHIRAZ, "fatoumata", 2),
        (DORRA, "lina", 8),
    ):
        story.model("migrant.followup", login).create(
            {
                "case_id": story.ref(f"case_{key}").id,
                "kind": "call",
                "planned_on": story.day(days),
            }
        )


def _closings(story):
    """A file whose goals are reached is closed; a child's waits for a second look."""
    case = _case(story, "dilan", BASILE)
    for action in case.action_ids:
        action.action_done()
    for need in case.need_ids:
        story.model("migrant.need.check", BASILE).create(
            {"case_id": case.id, "need_id": need.id, "outcome": "met"}
        )
    closure = _close(story, case, "work", "En emploi depuis deux semaines.")
    closure.sudo().decided_on = datetime.combine(story.day(-2), time(16))
    case = _case(story, "grace", DORRA)
    _close(
        story,
        case,
        "school",
        "Inscrite à l’école du quartier.",
        child_view="« J’ai une maîtresse. »",
    )


def _close(story, case, outcome, summary, **vals):
    case.action_close()
    closure = case.closure_ids[:1]
    closure.write(
        {
            "reason_id": story.ref("migrant_case.reason_done").id,
            "outcome_ids": [
                Command.link(story.ref(f"migrant_case.outcome_{outcome}").id)
            ],
            "summary": summary,
            "person_view": "Sait où nous trouver.",
            **vals,
        }
    )
    closure.check_ids.filtered(lambda line: not line.is_passed).write({"is_done": True})
    closure.action_ask()
    return closure


def _offers(story):
    """One file changed hands, one is offered, one is shared with the jurist.

    A colleague prepares to leave: her files wait for who will take them.
    """
    offers = story.model("migrant.case.transition", BASILE)
    taken, _waiting = offers.create(
        [
            {
                "case_id": story.ref(f"case_{key}").id,
                "kind": "transfer",
                "to_user_id": story.user(AMEL).id,
                "to_site_id": story.site(site).id,
                "reason": reason,
                "person_view": "Est d’accord.",
            }
            for key, site, reason in (
                ("kwame", "leopold", "Hébergé à l’hôtel Leopold depuis lundi."),
                ("zaki", "leopold", "Déménage à l’hôtel Leopold."),
            )
        ]
    )
    taken.with_user(story.user(AMEL)).action_accept()
    shared = story.model("migrant.case.transition", AMEL).create(
        {
            "case_id": story.ref("case_samuel").id,
            "kind": "referral_internal",
            "to_user_id": story.user(JURIST).id,
            "reason": "Préparer l’entretien.",
        }
    )
    shared.with_user(story.user(JURIST)).action_accept()
    story.model("migrant.handover", BASILE).create({"last_day": story.day(25)})


def _meetings(story):
    """A meeting was held and decided; the next one has its list."""
    meetings = story.model("migrant.study", LEAD)
    held, coming = meetings.create(
        [
            {
                "name": "Réunion du lundi",
                "date": day,
                "team_id": story.team("sisa_social").id,
                "participant_ids": [
                    Command.set([story.user(who).id for who in (AMEL, BASILE, JURIST)])
                ],
            }
            for day in (story.day(-4), story.day(3))
        ]
    )
    protocol = story.model("migrant.protocol", LEAD).browse(
        story.ref("migrant_case.protocol_start").id
    )
    protocol.team_id = story.team("sisa_social")
    protocol.action_submit()
    protocol.action_approve()
    items = story.model("migrant.study.item", AMEL)
    item = items.create(
        {
            "study_id": held.id,
            "case_id": story.ref("case_samuel").id,
            "question": "Par quoi commencer ?",
        }
    ).with_user(story.user(LEAD))
    item.write(
        {
            "decision": "Le protocole des premières semaines.",
            "protocol_id": protocol.id,
            "owner_id": story.user(AMEL).id,
        }
    )
    item.action_decide()
    item.with_user(story.user(AMEL)).action_lay()
    held.action_hold()
    items.create(
        {
            "study_id": coming.id,
            "case_id": story.ref("case_alpha").id,
            "question": "Une place d’urgence avant l’hiver ?",
        }
    )


def _questions(story):
    """A question waits for the supervisor, another has its answer; a note is begun."""
    questions = "migrant.case.escalation"
    story.model(questions, AMEL).create(
        {
            "case_id": story.ref("case_alpha").id,
            "to_user_id": story.user(LEAD).id,
            "question": "Le Samu social est complet : qui peut héberger ce soir ?",
        }
    )
    asked = story.model(questions, DORRA).create(
        {
            "case_id": story.ref("case_moussa").id,
            "to_user_id": story.user(CHILD_LEAD).id,
            "question": "Faut-il prévenir la déléguée avant la rencontre ?",
        }
    )
    answer = asked.with_user(story.user(CHILD_LEAD))
    answer.answer = "Oui, par téléphone, et lui confirmer par écrit."
    answer.action_answer()
    story.model("migrant.note.draft", AMEL).create(
        {
            "case_id": story.ref("case_alpha").id,
            "body": "Rappelé le Samu social : une place peut se libérer.",
        }
    )


def _checklists(story):
    """What a file should hold, as the programme manager settled it."""
    story.model("migrant.document.requirement", MANAGER).create(
        [
            {
                "case_type_id": story.ref(f"migrant_case.case_type_{kind}").id,
                "document_type_id": story.ref(f"migrant_case.document_type_{paper}").id,
                "is_required": is_required,
            }
            for kind, paper, is_required in REQUIRED
        ]
    )


def _obstacle(story, login, days, kind, authority, place, facts, follow_up):
    authority = authority and story.ref(f"migrant_case.authority_{authority}")
    return login, {
        "date": story.day(-days),
        "kind": kind,
        "authority_id": authority and authority.id,
        "place": place,
        "facts": facts,
        "follow_up": follow_up,
    }
