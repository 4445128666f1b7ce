# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class NgoJournal(models.Model):
    _inherit = "ngo.journal"

    @api.model
    def _act_names(self):
        return super()._act_names() | {
            "anonymised": self.env._("Anonymised"),
            "card_replaced": self.env._("Card replaced"),
            "dsar": self.env._("Dossier given to the person"),
            "erasure_granted": self.env._("Erasure granted"),
            "import": self.env._("Sheet imported"),
            "merge": self.env._("Merged"),
            "merge_proposed": self.env._("Merge proposed"),
            "merge_undone": self.env._("Merge undone"),
            "search_alert": self.env._("Many searches"),
        }
