# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_action
from . import test_annex
from . import test_anonymise
from . import test_around
from . import test_assessment
from . import test_attestation
from . import test_case
from . import test_caseload
from . import test_closure
from . import test_escalation
from . import test_handover
from . import test_notes
from . import test_papers
from . import test_picker
from . import test_plan
from . import test_printed
from . import test_procedure
from . import test_procedure_tours
from . import test_queries
from . import test_risk
from . import test_small_house
from . import test_steps
from . import test_transitions
from . import test_holes
from . import test_tours
