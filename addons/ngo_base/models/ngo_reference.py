# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class NgoReference(models.AbstractModel):
    """Set-up that all members of the suite read and few may change, where they work.

    Unlike ``ngo.guarded`` there is no scope of reading: who works at a site is no
    secret among members, and records of all rooms point at sites and programmes
    without a check for each. Only writing asks live roles: a coordinator whose role
    names a site keeps that site and those below, not the others.
    """

    _name = "ngo.reference"
    _description = "Reference record"
    # Roles that write, and the paths to the site and programme that bound them.
    _write_roles = ()
    _write_site_path = None
    _write_programme_path = None

    is_in_write_scope = fields.Boolean(
        compute="_compute_is_in_write_scope", search="_search_is_in_write_scope"
    )

    @api.depends_context("uid")
    def _compute_is_in_write_scope(self):
        ids = [record._origin.id for record in self if record._origin.id]
        inside = set()
        if ids:
            domain = Domain("id", "in", ids) & self._scope_write_domain()
            # The domain is the rule: the search that applies it is not filtered by it.
            rows = self.browse().sudo().with_context(active_test=False)._search(domain)
            inside = set(rows.get_result_ids())
        for record in self:
            record.is_in_write_scope = record._origin.id in inside

    def _search_is_in_write_scope(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._scope_write_domain()
        return domain if True in value else ~domain

    @api.model
    def _scope_write_domain(self):
        """Domain of the records that the current user may change.

        The technician sets up the whole house.
        """
        live = self.env["ngo.role"]._live()
        if live.has("technician"):
            return Domain.TRUE
        return live.domain(
            self._write_roles,
            site=self._write_site_path,
            programme=self._write_programme_path,
        )

    def _check_access(self, operation):
        # Remembered in the transaction, the answer would outlive a role that ended.
        self.invalidate_recordset(["is_in_write_scope"], flush=False)
        return super()._check_access(operation)
