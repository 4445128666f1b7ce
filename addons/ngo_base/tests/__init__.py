# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_ngo_clock
from . import test_ngo_policy_rule
from . import test_nothing_leaves
