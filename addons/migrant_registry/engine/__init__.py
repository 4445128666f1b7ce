# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who is who: the calculation of the registry, without records.

Plain Python, imports nothing from Odoo. Outside Odoo it is loaded with
``tools.engines.load("migrant_registry")``.
"""

from . import candidates, codes, dates, keys, match, phones, rows, scripts, within
