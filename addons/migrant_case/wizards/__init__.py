# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import migrant_case_pass
from . import migrant_case_reopen
from . import migrant_note_strike
from . import migrant_action_series
from . import migrant_need_end
from . import migrant_annex_invite
from . import migrant_post_drop
