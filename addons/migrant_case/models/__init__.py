# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import migrant_case_list
from . import migrant_case_type
from . import migrant_case
from . import migrant_case_scope
from . import migrant_case_part
