# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# What others inherit from stands first.
from . import microproject_axes
from . import microproject_figures
from . import microproject_limits
from . import microproject_scoped

from . import account_analytic_line
from . import account_bank_statement_line
from . import account_move
from . import account_move_line
from . import account_payment
from . import ir_attachment
from . import microproject_application
from . import microproject_application_line
from . import microproject_budget_line
from . import microproject_budget_version
from . import microproject_cash_count
from . import microproject_committee
from . import microproject_equipment
from . import microproject_funding
from . import microproject_heading
from . import microproject_ledger
from . import microproject_match
from . import microproject_measure
from . import microproject_microproject
from . import microproject_opinion
from . import microproject_overrun
from . import microproject_period
from . import microproject_period_explanation
from . import microproject_period_narrative
from . import microproject_purchase
from . import microproject_quote
from . import microproject_rate
from . import microproject_reallocation
from . import microproject_receipt
from . import microproject_statement_map
from . import microproject_tranche
from . import microproject_tranche_condition
from . import microproject_tranche_rule
from . import microproject_visit
from . import microproject_workbook
from . import ngo_programme
from . import ngo_programme_register
from . import project_project
from . import res_partner
