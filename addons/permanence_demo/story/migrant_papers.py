# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Procedures, post and papers of some of the files, kept with the jurist."""

from typing import NamedTuple

from .persons import PERSONS

JURIST, OFFICE = "ines.exemple", "wided.fictive"


class Procedure(NamedTuple):
    """One procedure of a file.

    :param person: key of the person
    :param kind: short id of a kind of procedure
    :param lodged: days ago, or none
    :param notified: days ago that a decision was handed over, or none
    :param papers: types of document that lie in the file
    """

    person: str
    kind: str
    lodged: int | None = None
    notified: int | None = None
    papers: tuple = ()


PROCEDURES = (
    Procedure("samuel", "be_asylum", 190, 12, ("summons", "decision")),
    Procedure("rahel", "be_asylum", 60, papers=("asylum",)),
    Procedure("alpha", "be_9bis", papers=("passport", "address")),
    Procedure("mamadou", "be_cpas", 20, 3, ("income",)),
)
# Person and days ago: what the office of the house attests.
ATTESTED = (("fatoumata", 6), ("adjoua", 2))
WORKERS = {row.key: row.worker for row in PERSONS}


def tell(story):
    """Tell procedures with their post, then what the office attested."""
    for row in PROCEDURES:
        _procedure(story, row)
    for person, ago in ATTESTED:
        _attestation(story, person, ago)
    _office(story)


def _procedure(story, row):
    """One procedure: its papers, what came by post, the letter that goes out."""
    login = WORKERS[row.person]
    case = story.ref(f"case_{row.person}")
    kind = story.ref(f"migrant_case.procedure_kind_{row.kind}")
    procedure = story.model("migrant.procedure", login).create(
        {
            "case_id": case.id,
            "kind_id": kind.id,
            "date_lodged": row.lodged and story.day(-row.lodged),
        }
    )
    story.name(f"procedure_{row.person}", procedure.sudo())
    for paper in row.papers:
        story.model("migrant.document", login).create(
            {
                "case_id": case.id,
                "document_type_id": story.ref(f"migrant_case.document_type_{paper}").id,
                "received_on": story.day(-(row.notified or 9)),
            }
        )
    # From here on the jurist keeps it.
    procedure.write(
        {
            "jurist_id": story.user(JURIST).id,
            "legal_team_id": story.team("sisa_legal").id,
        }
    )
    if row.notified:
        _notified(story, row, procedure.with_user(story.user(JURIST)), case, login)


def _notified(story, row, procedure, case, login):
    """A decision came by registered post: the last day runs, a letter is written."""
    day = story.day(-row.notified)
    drop = story.model("migrant.post.drop", login).create(
        {
            "case_code": case.code,
            "direction": "in",
            "date": day,
            "channel": "registered",
            "authority_id": procedure.sudo().kind_id.authority_id.id,
            "document_type_id": story.ref("migrant_case.document_type_decision").id,
        }
    )
    drop.action_drop()
    procedure.write(
        {"date_decision": story.day(-row.notified - 4), "date_notified": day}
    )
    story.model("migrant.letter", login).create(
        {
            "case_id": case.id,
            "template_id": story.ref("migrant_case.letter_support").id,
            "lang": "fr_FR",
        }
    )


def _office(story):
    """What lies on the desk of the office: post, a slip begun, a paper that expires."""
    for person, channel in (("fatoumata", "post"), ("adjoua", "hand")):
        drop = story.model("migrant.post.drop", OFFICE).create(
            {
                "case_code": story.ref(f"case_{person}").code,
                "date": story.day(-1),
                "channel": channel,
                "document_type_id": story.ref("migrant_case.document_type_address").id,
            }
        )
        drop.action_drop()
    story.model("migrant.attestation", OFFICE).create(
        {
            "beneficiary_id": story.ref("person_fatoumata").id,
            "template_id": story.ref("migrant_case.letter_followed").id,
            "lang": "fr_FR",
            "date_from": story.day(-60),
            "date_to": story.day(-1),
        }
    )
    # Who accompanies her wrote it down; the office sees that it expires.
    story.model("migrant.identity.identifier", WORKERS["adjoua"]).create(
        {
            "beneficiary_id": story.ref("person_adjoua").id,
            "type_id": story.ref("migrant_registry.identifier_type_consular").id,
            "value": "EXEMPLE-000",
            "valid_to": story.day(5),
        }
    )


def _attestation(story, person, ago):
    day = story.day(-ago)
    story.model("migrant.attestation", OFFICE).create(
        {
            "beneficiary_id": story.ref(f"person_{person}").id,
            "template_id": story.ref("migrant_case.letter_followed").id,
            "lang": "fr_FR",
            "date_from": story.day(-28),
            "date_to": day,
            "issued_on": day,
            "issued_by_id": story.user(OFFICE).id,
        }
    )
