# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Records on which the reach of each role is tried, see ``matrix.py``."""

from datetime import timedelta

from odoo import fields


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
    }
