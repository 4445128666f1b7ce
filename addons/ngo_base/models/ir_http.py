# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.http import request
from odoo.tools import config

from ..arguments import call_told, check_json2, hold_service
from ..replica import guard
from .ir_attachment import disk_told


class IrHttp(models.AbstractModel):
    """The client learns at once what its user has still to sign."""

    _inherit = "ir.http"

    def _register_hook(self):
        # Before the first request: caches, too, are as old as what their age is read
        # from.
        if config["db_replica_host"]:
            guard(self.pool)
        hold_service()
        return super()._register_hook()

    @classmethod
    def _dispatch(cls, endpoint):
        if request.dispatcher.routing_type == "json2" and "__model__" in request.params:
            check_json2(request.env, request.params)
        with disk_told(request.env), call_told(request.env):
            return super()._dispatch(endpoint)

    def session_info(self):
        info = super().session_info()
        info["ngo_charter"] = self.env["ngo.charter"].get_to_sign()
        return info
