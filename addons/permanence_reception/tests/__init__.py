# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_access
from . import test_appointment
from . import test_case
from . import test_desk
from . import test_encounter
from . import test_paper
from . import test_tours
