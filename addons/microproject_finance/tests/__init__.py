# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_access
from . import test_bank
from . import test_budget
from . import test_checks_fail
from . import test_invariants
from . import test_ledger_path
from . import test_period
from . import test_purchase
from . import test_random_rules
from . import test_random_walk
from . import test_receipt
from . import test_selection
from . import test_told
from . import test_tours
from . import test_workbook
