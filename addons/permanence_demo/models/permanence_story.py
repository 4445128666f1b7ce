# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models

from ..story import CHAPTERS
from ..story.teller import Teller

_logger = logging.getLogger(__name__)
TOLD = "permanence_demo.told"


class PermanenceStory(models.AbstractModel):
    """Tells the month of the story, room by room, once."""

    _name = "permanence.story"
    _description = "Story of the demo"

    @api.model
    def _tell_month(self):
        """Tell the chapters of the installed rooms that were not told yet.

        A chapter that fails leaves nothing and stops nobody: the suite is there
        without it, and the log says why.
        """
        if not self._is_whole():
            return
        parameters = self.env["ir.config_parameter"]
        told = (parameters.get_param(TOLD) or "").split()
        for room, tell in CHAPTERS.items():
            if room in told or room not in self.env.registry._init_modules:
                continue
            try:
                with self.env.cr.savepoint():
                    tell(Teller(self.env))
                    self.env.flush_all()
            except Exception:
                self.env.invalidate_all(flush=False)
                _logger.exception("The story of %s could not be told", room)
                continue
            told.append(room)
            parameters.set_param(TOLD, " ".join(told))

    @api.model
    def _is_whole(self):
        """Whether every installed module is loaded.

        In the middle of an update it is not; a model that waits for the fields of
        another room cannot make records.
        """
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        missing = set(installed.mapped("name")) - self.env.registry._init_modules
        return missing <= {"permanence_demo"}
