# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BaseImportImport(models.TransientModel):
    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        """Number what is wrong by the rows of the sheet.

        Core counts from 0 without the headings, and of one fault in several rows it
        says only "at multiple rows".
        """
        before = options.get("skip", 0) + bool(options.get("has_headers"))
        result = super().execute_import(fields, columns, options, dryrun=dryrun)
        told, first = [], {}
        for message in result["messages"]:
            if "rows" in message:
                rows = {key: row + before for key, row in message["rows"].items()}
                message = {**message, "rows": rows}
            if "record" in message and "field" not in message:
                row = str(rows["from"] + 1)
                same = first.setdefault(message["message"], message)
                if same is not message:
                    same["record"] += ", " + row
                    continue
                message["record"] = row
            told.append(message)
        names = [""] * bool(options.get("has_headers")) + result.get("name", [])
        return {**result, "messages": told, "name": names}
