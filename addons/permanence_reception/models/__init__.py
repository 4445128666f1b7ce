# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import permanence_lookups
from . import permanence_ticket
from . import permanence_encounter
from . import permanence_encounter_person
from . import permanence_encounter_scope
from . import permanence_encounter_case
from . import permanence_encounter_desk
from . import permanence_information
from . import permanence_headcount
from . import permanence_roll
from . import permanence_interpreter
from . import permanence_appointment
from . import permanence_appointment_follow
from . import permanence_screen
from . import permanence_slot
from . import permanence_profile
from . import migrant_beneficiary
from . import ngo_language
