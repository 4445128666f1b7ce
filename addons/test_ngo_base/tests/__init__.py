# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_append_only
from . import test_doors
from . import test_emergency
from . import test_guarded
from . import test_journal
from . import test_messages
from . import test_roles
from . import test_thread
