# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# Mixins first: models below inherit from them.
from . import ngo_code_mixin
from . import ngo_transition_mixin
from . import ngo_guarded
from . import ngo_guarded_thread
from . import ngo_append_only
from . import ngo_journalled_config

from . import base
from . import ir_attachment
from . import mail_activity
from . import mail_followers
from . import mail_link_preview
from . import mail_message
from . import mail_push
from . import mail_push_device
from . import mail_thread_push
from . import ngo_access
from . import ngo_area
from . import ngo_charter
from . import ngo_job_title
from . import ngo_journal
from . import ngo_label
from . import ngo_language
from . import ngo_legal_status
from . import ngo_outside
from . import ngo_presence
from . import ngo_programme
from . import ngo_programme_partner
from . import ngo_programme_phase
from . import ngo_reference
from . import ngo_role
from . import ngo_site
from . import ngo_site_address
from . import ngo_site_admission
from . import ngo_site_agreement
from . import ngo_site_staff
from . import ngo_team
from . import ngo_team_member
from . import publisher_warranty_contract
from . import res_lang
