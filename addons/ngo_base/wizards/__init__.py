# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import mail_compose_message
from . import ngo_break_glass
from . import ngo_charter_sign
from . import ngo_incident_report
from . import ngo_role_proposal
from . import ngo_why
