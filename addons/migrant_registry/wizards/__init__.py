# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import migrant_dsar
from . import migrant_import
from . import migrant_import_file
from . import migrant_import_line
