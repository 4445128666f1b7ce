# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import partner_referral_answer
from . import partner_referral_outcome
from . import partner_referral_stop
from . import directory_search
from . import partner_referral_filled
from . import partner_notice_write
