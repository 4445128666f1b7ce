# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import base
from . import hr_employee
from . import permanence_day
from . import permanence_sample
from . import permanence_setup
from . import res_users
