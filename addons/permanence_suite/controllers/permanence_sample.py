# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import content_disposition, request


class PermanenceSample(http.Controller):
    """Sheets to fill, made when they are asked for, in the reader's language."""

    @http.route(
        "/permanence/sample/<string:kind>.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def sample(self, kind):
        samples = request.env["permanence.sample"]
        if not request.env.user._is_internal() or kind not in samples._get_samples():
            raise request.not_found()
        return request.make_response(
            samples._write(kind),
            headers=[
                (
                    "Content-Type",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                ("Content-Disposition", content_disposition(f"{kind}.xlsx")),
            ],
        )
