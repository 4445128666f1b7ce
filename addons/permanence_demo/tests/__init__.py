# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_forms
from . import test_logins
from . import test_menus
from . import test_month
from . import test_people
from . import test_story
