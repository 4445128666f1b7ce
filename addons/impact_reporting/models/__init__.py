# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import impact_dimension
from . import impact_figure
from . import impact_figure_drill
from . import impact_indicator
from . import impact_indicator_count
from . import impact_report
from . import impact_report_board
from . import impact_report_export
