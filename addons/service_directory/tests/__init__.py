# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_directory_access
from . import test_directory_exchange
from . import test_directory_feed
from . import test_directory_freshness
from . import test_directory_hours
from . import test_directory_import
from . import test_directory_round_trip
from . import test_directory_search
from . import test_directory_sheet
from . import test_directory_tour
