# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class BusBus(models.Model):
    """News wait a day for who is off line: a file may be closed to her by then."""

    _inherit = "bus.bus"

    @api.model
    def _poll(self, channels, last=0, ignore_ids=None):
        news = super()._poll(channels, last, ignore_ids)
        told = {item["id"]: _messages_in(item["message"]) for item in news}
        ids = set().union(*told.values())
        if not ids:
            return news
        messages = self.env["mail.message"].browse(ids)
        shut = set(self.env["ngo.guarded"]._closed_among(messages, "model")._ids)
        return [item for item in news if not told[item["id"]] & shut]


def _messages_in(news):
    """Ids of the messages whose text news for the web client carry."""
    payload = news.get("payload")
    if not isinstance(payload, dict):
        return set()
    rows = payload.get("store_data", payload).get("mail.message")
    return {row["id"] for row in rows or ()}
