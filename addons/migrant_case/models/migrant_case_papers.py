# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools.misc import format_date


class MigrantCase(models.Model):
    """The procedures and papers of the file, each under its own rule."""

    _inherit = "migrant.case"

    procedure_ids = fields.One2many(
        "migrant.procedure",
        "case_id",
        groups="ngo_base.group_ngo_base_class_legal",
    )

    def _pending_procedures(self):
        """Open procedures whose last day to act has not been used."""
        # Whether a deadline runs decides; nothing of the procedure is shown.
        return self.sudo().procedure_ids.filtered(
            lambda row: row.state == "open" and row.last_day and not row.date_acted
        )

    def _probe_procedures(self):
        """True when no procedure of the file awaits an act."""
        return not self._pending_procedures()

    def _on_moved(self, transition):
        res = super()._on_moved(transition)
        # The new owner answers for the deadlines that the old one was told of.
        for procedure in self._pending_procedures():
            procedure._start_last_day()
        return res


class MigrantCaseTransition(models.Model):
    _inherit = "migrant.case.transition"

    def _get_pack(self):
        """Where the file stands, and the last days of its procedures."""
        pack = super()._get_pack()
        procedures = self.env["migrant.procedure"]
        if not self.to_user_id or not procedures.has_access("read"):
            return pack
        readable = self.case_id._pending_procedures().with_env(self.env)
        lines = [
            self.env._(
                "Last day %(day)s: %(what)s",
                day=format_date(self.env, row.last_day),
                what=row.kind_id.name,
            )
            for row in readable._filtered_access("read")
        ]
        return "\n".join([pack, *lines])


class MigrantCaseCheck(models.Model):
    _inherit = "migrant.case.check"

    probe = fields.Selection(
        selection_add=[("procedures", "Procedures")],
        ondelete={"procedures": "cascade"},
    )
