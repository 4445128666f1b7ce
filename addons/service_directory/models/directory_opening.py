# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class DirectoryOpening(models.Model):
    """An opening of the next days, worked out from the hours.

    Only to be searched: "open now" over ten thousand services is one index. Written
    by the system when hours change and every night; never by hand.
    """

    _name = "directory.opening"
    _description = "Coming Opening"
    _order = "start, id"
    _log_access = False

    service_id = fields.Many2one(
        "directory.service", required=True, ondelete="cascade", index=True
    )
    site_id = fields.Many2one(
        "directory.service.site", ondelete="cascade", index="btree_not_null"
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)

    _now_idx = models.Index("(start, stop) INCLUDE (service_id)")
