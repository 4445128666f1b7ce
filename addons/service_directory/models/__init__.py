# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# Mixins first: models below inherit from them.
from . import directory_exchange_read
from . import directory_exchange_lines
from . import directory_hsds_mixin
from . import directory_openings_mixin
from . import directory_service_freshness
from . import directory_service_search

from . import directory_campaign
from . import directory_category
from . import directory_check
from . import directory_closure
from . import directory_confidential_address
from . import directory_contact
from . import directory_document
from . import directory_exchange
from . import directory_hours
from . import directory_hours_change
from . import directory_import
from . import directory_link
from . import directory_location
from . import directory_opening
from . import directory_organization
from . import directory_search_count
from . import directory_service
from . import directory_service_site
from . import directory_suggestion
from . import directory_term
from . import res_partner
