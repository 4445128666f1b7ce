# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date

from ..engine import document, workbook


class ImpactReport(models.Model):
    """The report as a workbook and as a document, for those who have no account."""

    _inherit = "impact.report"

    def action_xlsx(self):
        return self._get_download("xlsx")

    def action_docx(self):
        return self._get_download("docx")

    def _get_download(self, kind):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/impact/report/{self.id}/{kind}",
            "target": "download",
        }

    def _build_xlsx(self):
        """The workbook of what the reader may read.

        :rtype: bytes
        """
        return workbook.write(self._get_pages(), self._get_words())

    def _build_docx(self):
        """The document of what the reader may read.

        :rtype: bytes
        """
        return document.write(self._get_pages(), self._get_words())

    def _get_file_name(self, kind):
        self.ensure_one()
        return f"{self.kind}-{self.date_from:%Y-%m}.{kind}"

    def _get_words(self):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        states = dict(self._fields["state"]._description_selection(self.env))
        dates = self.env._(
            "From %(first)s to %(last)s",
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )
        state = states[self.state]
        if self.state == "validated":
            state = self.env._(
                "Validated on %(date)s", date=format_date(self.env, self.validated_at)
            )
        return {
            "title": self.env._(
                "Activity report: %(period)s", period=self._get_title()
            ),
            "house": self.env.company.name,
            "dates": dates,
            "state": state,
            "comment": self.comment or "",
            "in_words": self.env._("In words"),
            "unit": self.env._("Unit"),
            "section": self.env._("Section"),
            "indicator": self.env._("Indicator"),
            "breakdown": self.env._("Breakdown"),
            "category": self.env._("Category"),
            "value": self.env._("Figure"),
            "base": self.env._("Out of"),
            "rate": self.env._("Rate"),
            "definition": self.env._("Definition"),
            "definitions": self.env._("Definitions"),
            "whole": self.env._("In all"),
            "hidden_note": self.env._(
                "(s): a figure that is hidden so that nobody can be recognised, nor "
                "worked out from the others."
            ),
            "seal": self.seal or "",
            "is_rtl": lang.direction == "rtl",
        }
