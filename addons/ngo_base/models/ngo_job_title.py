# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class NgoJobTitle(models.Model):
    """A job title as HR writes it, and the roles that go with it.

    A title proposes roles; only a dated ``ngo.role`` row gives them.
    """

    _name = "ngo.job.title"
    _description = "Job Title"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    group_ids = fields.Many2many(
        comodel_name="res.groups",
        string="Roles",
        help="Roles that this title holds at once. None for the staff who have"
        " nothing to do with the files.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A job title with this code exists.")

    def _get_roles(self):
        """Keys of the roles of these titles, as ``ngo.role`` spells them.

        :rtype: list[str]
        """
        # Any reader of the title may know which roles it proposes.
        xmlids = self.sudo().group_ids._get_external_ids()
        prefix = "ngo_base.group_ngo_base_"
        return sorted(
            xmlid.removeprefix(prefix)
            for names in xmlids.values()
            for xmlid in names
            if xmlid.startswith(prefix)
        )
