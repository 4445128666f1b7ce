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
from . import mail_message
from . import ngo_access
from . import ngo_journal
from . import ngo_presence
from . import ngo_role
