# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import mail_link_preview
from . import mail_push
from . import mail_push_device
from . import mail_thread_push
from . import ngo_outside
from . import publisher_warranty_contract
