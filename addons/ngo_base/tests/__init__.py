# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_access_matrix
from . import test_architecture
from . import test_export
from . import test_full_disk
from . import test_hooks
from . import test_ngo_area
from . import test_ngo_charter
from . import test_ngo_clock
from . import test_ngo_draft
from . import test_ngo_incident
from . import test_ngo_job_title
from . import test_ngo_language
from . import test_ngo_policy_rule
from . import test_ngo_presence
from . import test_ngo_programme
from . import test_ngo_site
from . import test_ngo_team
from . import test_ngo_tours
from . import test_nothing_leaves
from . import test_res_lang
