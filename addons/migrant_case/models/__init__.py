# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import migrant_case_list
from . import migrant_case_type
from . import migrant_case
from . import migrant_case_scope
from . import migrant_case_part

# Assessments, needs, plan, actions.
from . import migrant_plan_part
from . import migrant_second_look
from . import migrant_need_domain
from . import migrant_specific_need
from . import migrant_assessment_tool
from . import migrant_assessment_domain
from . import migrant_assessment_item
from . import migrant_assessment_level
from . import migrant_assessment
from . import migrant_assessment_line
from . import migrant_assessment_result
from . import migrant_priority_guide
from . import migrant_priority_result
from . import migrant_need
from . import migrant_need_check
from . import migrant_plan
from . import migrant_goal
from . import migrant_plan_reason
from . import migrant_plan_party
from . import migrant_protocol
from . import migrant_protocol_line
from . import migrant_protocol_use
from . import migrant_action
from . import migrant_followup
from . import migrant_review
from . import migrant_case_plan
