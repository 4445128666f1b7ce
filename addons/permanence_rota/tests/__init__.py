# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_plan,
    test_coverage,
    test_exchange,
    test_import,
    test_leave,
    test_phone,
    test_public,
    test_reach,
    test_tours,
    test_timesheet,
)
