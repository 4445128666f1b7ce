# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A month of the story, one chapter for each room.

A chapter is told once, when its room is there. It goes through the methods of the room
as the users whose work it is, so that owners, rules and journals are those of a month
of work; only dates are set back afterwards.
"""

from . import (
    impact_reporting,
    microproject_finance,
    migrant_case,
    migrant_registry,
    ngo_base,
    partner_referral,
    permanence_reception,
    permanence_rota,
    service_directory,
)

# Each room after those whose records it uses.
CHAPTERS = {
    "ngo_base": ngo_base.tell,
    "migrant_registry": migrant_registry.tell,
    "migrant_case": migrant_case.tell,
    "service_directory": service_directory.tell,
    "partner_referral": partner_referral.tell,
    "permanence_rota": permanence_rota.tell,
    "permanence_reception": permanence_reception.tell,
    "microproject_finance": microproject_finance.tell,
    # Last: it counts what the others told.
    "impact_reporting": impact_reporting.tell,
}
