# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models
from odoo.tools.pdf import merge_pdf

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..engine.bidi import separate_runs
from .ir_attachment import disk_told


def _printable(page):
    if isinstance(page, bytes):
        return separate_runs(page.decode()).encode()
    return page and Markup(separate_runs(str(page)))


class IrActionsReport(models.Model):
    """Sheets that the printer of Debian prints whole: Arabic, and several at once.

    A sheet of a guarded record opens by its address too: to who reads the record, and
    the journal says so, whatever the sheet reads and as whom.
    """

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        is_guarded = self.env["ngo.guarded"]._is_guarded(report.model)
        if is_guarded and self.env.uid != SUPERUSER_ID:
            # Odoo also prints as superuser, for whoever names a template and a record.
            records = self.env[report.model].sudo(False).browse(docids)
            records.check_access("read")
            self.env["ngo.journal"]._queue("printed", records)
        return super()._get_rendering_context(report, docids, data)

    @api.model
    def _run_wkhtmltopdf(self, bodies, *args, header=None, footer=None, **kwargs):
        pages = [_printable(body) for body in bodies]
        kwargs |= {"header": _printable(header), "footer": _printable(footer)}
        run = super()._run_wkhtmltopdf
        with disk_told(self.env):
            if len(pages) < 2 or _wkhtml().is_patched_qt:
                return run(pages, *args, **kwargs)
            # Without its patches of Qt the printer takes one document at a time.
            return merge_pdf([run([page], *args, **kwargs) for page in pages])

    def _run_wkhtmltoimage(self, bodies, *args, **kwargs):
        return super()._run_wkhtmltoimage(
            [_printable(body) for body in bodies], *args, **kwargs
        )
