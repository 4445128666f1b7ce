# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ir_http
from . import ngo_recovery_code
from . import res_users
from . import res_users_apikeys
