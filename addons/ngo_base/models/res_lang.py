# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class ResLang(models.Model):
    _inherit = "res.lang"

    @api.model
    def _ensure_ar_tn(self):
        """Add Arabic as Tunisians read it, inactive, where the database has none.

        Core's Arabic (``ar_001``) shows Eastern digits, Egyptian months, a week from
        Saturday and twelve hours. This row shows Western digits, جويلية, weeks from
        Monday and 24 hours; its words come from ``ar.po``, on which ``ar_TN`` falls
        back (``get_base_langs``). It has no XML id: users may read in it after this
        addon is gone.

        :rtype: res.lang
        """
        return self._ensure_lang(
            "ar_TN",
            name="Arabic (Tunisia) / العربية (تونس)",
            direction="rtl",
            decimal_point=",",
            thousands_sep="\u00a0",
        )

    @api.model
    def _ensure_ti_er(self):
        """Add Tigrinya, inactive: core has none, letters are written in it.

        The interface stays English in it; words of templates are the house's.

        :rtype: res.lang
        """
        return self._ensure_lang("ti_ER", name="Tigrinya / ትግርኛ")

    @api.model
    def _ensure_lang(self, code, **vals):
        lang = self.with_context(active_test=False).search([("code", "=", code)])
        if lang:
            return lang
        return self.create(
            {
                "code": code,
                "iso_code": code,
                "url_code": code,
                "active": False,
                "date_format": "%d/%m/%Y",
                "time_format": "%H:%M:%S",
                "week_start": "1",
                "grouping": "[3,0]",
                **vals,
            }
        )

    @api.model
    def _installed_by_letters(self):
        """``{two letters: code}`` of the languages that pages can be in.

        Tunisian Arabic comes before the general one: its digits and months are read.
        """
        codes = [code for code, _name in self.get_installed()]
        codes.sort(key=lambda code: code == "ar_TN")
        return {code.partition("_")[0]: code for code in codes}
