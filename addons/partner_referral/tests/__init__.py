# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_referral_life
from . import test_referral_consent
from . import test_referral_deadlines
from . import test_referral_doors
from . import test_referral_public
from . import test_referral_arrivals
from . import test_referral_tours
from . import test_notice
