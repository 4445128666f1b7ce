# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import fields, models


class DirectoryHsdsMixin(models.AbstractModel):
    """A record that keeps its HSDS identifier for life, ours or the sender's."""

    _name = "directory.hsds.mixin"
    _description = "Record known by an HSDS identifier"

    hsds_uuid = fields.Char(
        string="HSDS identifier",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
    )
    hsds_extra = fields.Json(
        string="Other HSDS properties",
        copy=False,
        help="What a foreign sheet says and we have no field for: exported unchanged.",
    )

    # A part (a telephone, a schedule) may stand in several sheets of a foreign feed.
    _hsds_uuid_idx = models.Index("(hsds_uuid)")


class DirectoryHsdsSourceMixin(models.AbstractModel):
    """A record that may come from a foreign feed and be read from it again."""

    _name = "directory.hsds.source.mixin"
    _inherit = ["directory.hsds.mixin"]
    _description = "Record that may come from a feed"

    hsds_source = fields.Json(
        string="As last imported",
        copy=False,
        readonly=True,
        groups="ngo_base.group_ngo_base_data_officer,ngo_base.group_ngo_base_technician",
    )
    hsds_local_hash = fields.Char(
        string="State after the last import",
        copy=False,
        readonly=True,
        help="Differs from the present state when somebody changed the sheet here.",
    )

    _hsds_uuid_uniq = models.UniqueIndex(
        "(hsds_uuid)", "This HSDS identifier is already in use."
    )
