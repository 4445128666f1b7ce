# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_export
from . import test_figures
from . import test_report
from . import test_scope
from . import test_tour
