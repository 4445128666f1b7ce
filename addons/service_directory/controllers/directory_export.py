# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import Response, request

from ..engine import hsds_feed, sheet_rows, sheets


class DirectoryExport(http.Controller):
    """Downloads for staff: what the public feed would show, of the whole map."""

    @http.route(
        "/directory/export.<string:shape>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def export(self, shape):
        if shape not in ("json", "ndjson", "xlsx"):
            raise request.not_found()
        env = request.env
        env["directory.import"].check_access("read")
        exchange = env["directory.exchange"]
        found = exchange._iter_services(exchange._public_domain())
        if shape == "xlsx":
            rows = (row for one in found for row in sheet_rows.rows_of_service(one))
            parts = [sheets.write_workbook([("services", sheet_rows.COLUMNS, rows)])]
        elif shape == "ndjson":
            parts = hsds_feed.stream_lines(found)
        else:
            parts = hsds_feed.stream_array(found)
        # A file on disk: memory stays flat, and the answer outlives the transaction.
        answer = tempfile.TemporaryFile()
        for part in parts:
            answer.write(part)
        answer.seek(0)
        return Response(
            wrap_file(request.httprequest.environ, answer),
            direct_passthrough=True,
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f'attachment; filename="services.{shape}"',
            },
        )
