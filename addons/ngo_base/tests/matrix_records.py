# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Records on which the reach of each role is tried, see ``matrix.py``."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command


def build(case, user):
    """One record of the user's own and one of somebody else's, per guarded model."""
    env = case.env
    stranger = env.ref("base.user_admin")
    now = fields.Datetime.now()
    presences = env["ngo.presence"].create(
        [
            {"user_id": u.id, "site_id": case.site_b.id, "date_to": now + timedelta(1)}
            for u in (user, stranger)
        ]
    )
    # Any guarded record serves as the target of a grant.
    target = env["ngo.role"].search([("user_id", "=", case.employee.id)], limit=1)
    target = target or env["ngo.role"].create(
        {"user_id": case.employee.id, "role": "volunteer"}
    )
    accesses = env["ngo.access"]._grant(
        target, user + stranger, "guest", now + timedelta(1), "matrix"
    )
    roles = env["ngo.role"].create(
        [
            {"user_id": u.id, "role": "partner" if u.share else "volunteer"}
            for u in (user, stranger)
        ]
    )
    journal = env["ngo.journal"].search([])
    env["ngo.journal"].with_user(user)._note("matrix")
    own_row = env["ngo.journal"].search([]) - journal
    env["ngo.journal"].with_user(stranger)._note("matrix")
    other_row = env["ngo.journal"].search([]) - journal - own_row
    return {
        "ngo.role": {"own": roles[0], "other": roles[1]},
        "ngo.presence": {"own": presences[0], "other": presences[1]},
        "ngo.access": {"own": accesses[0], "other": accesses[1]},
        "ngo.journal": {"own": own_row, "other": other_row},
        **_build_incidents(case, user, stranger),
        **_build_premises(case, user),
    }


def _build_premises(case, user):
    """Where a hidden site is and how it is held, below site A and elsewhere."""
    env = case.env
    hidden = {"name": "Hidden", "is_address_confidential": True}
    here = {"parent_id": case.site_a.id, "programme_ids": case.link(case.programme_1)}
    sites = {
        "site": env["ngo.site"].create({**hidden, **here}),
        "other": env["ngo.site"].create(hidden),
    }
    day = fields.Datetime.now() + timedelta(1)
    env["ngo.presence"].create(
        {"user_id": user.id, "site_id": sites["site"].id, "date_to": day}
    )
    return {
        "ngo.site.address": {
            relation: env["ngo.site.address"].create(
                {"site_id": site.id, "street": "Matrix"}
            )
            for relation, site in sites.items()
        },
        "ngo.site.agreement": {
            relation: env["ngo.site.agreement"].create(
                {"site_id": site.id, "reference": "Matrix"}
            )
            for relation, site in sites.items()
        },
    }


def written(case, user):
    """Set-up that all members read, each role writes it where it works.

    :return: {model: {relation: record}}, as ``build``
    """
    env = case.env
    below, far = env["ngo.site"].create(
        [{"name": "Below", "parent_id": case.site_a.id}, {"name": "Far"}]
    )
    sites = {"site": below, "other": far}
    number = env["ngo.programme"].search_count([])
    far_away = env["ngo.programme"].create({"name": "Far", "code": f"FAR{number}"})
    programmes = {"programme": case.programme_1, "other": case.programme_2}
    teams = {
        relation: env["ngo.team"].create(
            {"name": "Matrix", "site_ids": [Command.set(site.ids)]}
        )
        for relation, site in sites.items()
    }
    partner = env["res.partner"].create({"name": "Matrix"})
    day = fields.Date.today()

    def each(model, field, owners, **vals):
        return {
            relation: env[model].create({field: owner.id, **vals})
            for relation, owner in owners.items()
        }

    return {
        "ngo.site": sites,
        "ngo.site.admission": each("ngo.site.admission", "site_id", sites),
        "ngo.site.staff": each("ngo.site.staff", "site_id", sites, user_id=user.id),
        "ngo.team": teams,
        "ngo.team.member": each(
            "ngo.team.member", "team_id", teams, user_id=case.employee.id
        ),
        "ngo.programme": {"other": far_away},
        "ngo.programme.partner": each(
            "ngo.programme.partner", "programme_id", programmes, partner_id=partner.id
        ),
        "ngo.programme.phase": each(
            "ngo.programme.phase",
            "programme_id",
            programmes,
            name="Matrix",
            date_start=day,
            date_end=day,
        ),
    }


def _build_incidents(case, user, stranger):
    """Incidents where the user manages, where she works, elsewhere; their deadlines."""
    env = case.env
    case.site_a.programme_ids = case.programme_1
    managed = env["ngo.site"].create({"name": "Managed", "manager_id": user.id})
    incidents = env["ngo.incident"].create(
        [
            {
                "site_id": site.id,
                "date_event": fields.Datetime.now(),
                "what": "matrix",
                "safety": "safe",
                "reporter_id": reporter.id,
            }
            for site, reporter in (
                (managed, stranger),
                (case.site_a, stranger),
                # Who reports does not read.
                (case.site_b, user),
            )
        ]
    )
    relations = ("own", "site", "other")
    entries = env["ngo.incident.entry"].create(
        [{"incident_id": incident.id, "kind": "note"} for incident in incidents]
    )
    clocks = env["ngo.clock"]
    for incident in incidents:
        clocks |= incident._start_clocks("incident_reported", user_id=False)
    clocks._pause("matrix")
    for clock in clocks:
        env["ngo.clock.notice"]._note(clock, "warning", 0, stranger)
    receipts = env["ngo.incident.receipt"].create(
        [
            {"user_id": u.id, "title": "matrix", "date": fields.Datetime.now()}
            for u in (user, stranger)
        ]
    )
    return {
        "ngo.incident": dict(zip(relations, incidents, strict=True)),
        "ngo.incident.entry": dict(zip(relations, entries, strict=True)),
        "ngo.incident.receipt": {"own": receipts[0], "other": receipts[1]},
        "ngo.clock": dict(zip(relations, clocks, strict=True)),
        "ngo.clock.pause": dict(zip(relations, clocks.pause_ids, strict=True)),
        "ngo.clock.notice": dict(zip(relations, clocks.notice_ids, strict=True)),
    }
