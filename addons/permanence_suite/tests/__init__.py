# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_charts
from . import test_country
from . import test_day
from . import test_day_money
from . import test_day_office
from . import test_empty
from . import test_fuzz
from . import test_fuzz_calls
from . import test_homes
from . import test_journal_words
from . import test_journeys
from . import test_lookups
from . import test_month
from . import test_nothing_left
from . import test_office
from . import test_sample
from . import test_unseen
