# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import migrant_personal
from . import migrant_lookups
from . import migrant_beneficiary
from . import migrant_beneficiary_scope
from . import migrant_identity
from . import migrant_identity_name
from . import migrant_identity_search
from . import migrant_identity_identifier
from . import migrant_identity_contact
from . import migrant_status
from . import migrant_household
from . import migrant_card
from . import migrant_consent
from . import migrant_match
from . import migrant_search_log
from . import migrant_beneficiary_file
from . import migrant_beneficiary_first_name
from . import migrant_in_front
from . import migrant_retention
from . import migrant_beneficiary_identity
from . import migrant_beneficiary_search
from . import ngo_journal
