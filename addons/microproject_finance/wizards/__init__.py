# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import microproject_receipt_drop
from . import microproject_salary_split
from . import microproject_statement_import
from . import microproject_waive
