# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.dataset import DataSet

from ..arguments import check_call


class NgoDataSet(DataSet):
    """What the web client sends to a method is looked at first."""

    @http.route()
    def call_kw(self, model, method, args, kwargs, path=None):
        kwargs = check_call(request.env, model, method, args, kwargs)
        return super().call_kw(model, method, args, kwargs, path)

    @http.route()
    def call_button(self, model, method, args, kwargs, path=None):
        kwargs = check_call(request.env, model, method, args, kwargs)
        return super().call_button(model, method, args, kwargs, path)
