# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_consent
from . import test_import
from . import test_merge
from . import test_papers
from . import test_queries
from . import test_rpc_names
from . import test_scope
from . import test_search
from . import test_tours
