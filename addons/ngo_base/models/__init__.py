# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ngo_area
from . import ngo_job_title
from . import ngo_label
from . import ngo_language
from . import ngo_legal_status
from . import ngo_programme
from . import ngo_programme_partner
from . import ngo_programme_phase
from . import ngo_site
from . import ngo_site_admission
from . import ngo_site_agreement
from . import ngo_site_staff
from . import ngo_team
from . import ngo_team_member
from . import res_lang
