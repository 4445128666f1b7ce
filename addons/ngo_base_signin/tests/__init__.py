# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_desk
from . import test_desk_tour
from . import test_second_factor
from . import test_signin_policy
