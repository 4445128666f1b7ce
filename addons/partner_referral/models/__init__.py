# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import partner_referral
from . import partner_referral_event
from . import partner_referral_item
from . import partner_referral_consent
from . import partner_referral_values
from . import partner_referral_clock
from . import partner_referral_door
from . import partner_referral_moves
from . import partner_referral_slip
from . import partner_referral_form
from . import partner_referral_suggestion
from . import partner_referral_need
from . import partner_referral_accompaniment
from . import partner_orientation
from . import partner_incoming
from . import partner_referral_portal
from . import partner_referral_stat
from . import partner_notice_duty
from . import partner_notice_year
from . import partner_notice
from . import partner_notice_reply
from . import migrant_beneficiary
from . import migrant_case
from . import ngo_journal
