# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import migrant_case_list
from . import migrant_case_type
from . import migrant_case
from . import migrant_case_scope
from . import migrant_case_part
from . import migrant_beneficiary
from . import migrant_case_closure
from . import migrant_case_eligibility
from . import migrant_case_episode
from . import migrant_case_escalation
from . import migrant_case_gate
from . import migrant_case_journal
from . import migrant_case_member
from . import migrant_case_risk
from . import migrant_case_transition
from . import migrant_caseload
from . import migrant_handover
from . import migrant_note
from . import migrant_note_draft
from . import res_users
