# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import content_disposition, request

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class ImpactReport(http.Controller):
    """Files of a report; what they hold is what their reader may read."""

    @http.route(
        "/impact/report/<model('impact.report'):report>/<any(xlsx,docx):kind>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def file(self, report, kind):
        report.check_access("read")
        build = {"xlsx": report._build_xlsx, "docx": report._build_docx}[kind]
        name = content_disposition(report._get_file_name(kind))
        return request.make_response(
            build(),
            headers=[
                ("Content-Type", TYPES[kind]),
                ("Content-Disposition", name),
                ("Cache-Control", "no-store"),
            ],
        )
