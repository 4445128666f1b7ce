# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class NgoClockNotice(models.Model):
    """That somebody was told of a deadline, and when. Told once, by unique index."""

    _name = "ngo.clock.notice"
    _inherit = ["ngo.guarded"]
    _description = "Notice of a deadline"
    _order = "clock_id, id"
    _rec_name = "kind"

    clock_id = fields.Many2one(
        comodel_name="ngo.clock", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("warning", "Warning"),
            ("overdue", "Overdue"),
            ("escalation", "Escalation"),
        ],
        required=True,
    )
    level = fields.Integer(aggregator=None)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Told", index=True, ondelete="cascade"
    )
    due = fields.Datetime(help="The deadline that was told.")

    _once = models.UniqueIndex(
        "(clock_id, kind, level, COALESCE(user_id, 0),"
        " COALESCE(due, TIMESTAMP '0001-01-01'))",
        "This was told already.",
    )

    @api.model
    def _scope_reasons(self):
        return [
            (
                "clock",
                self.env._("The record is open to you."),
                Domain("clock_id.is_in_scope", "=", True),
            )
        ]

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE

    @api.model
    def _note(self, clock, kind, level, users):
        """Write down who is told; return those who were not told before.

        The insert decides: where another worker has it, this one does nothing.

        :rtype: res.users
        """
        fresh = []
        for user_id in users.ids or [None]:
            rows = self.env.execute_query(
                SQL(
                    """
                    INSERT INTO ngo_clock_notice (
                        clock_id, kind, level, user_id, due,
                        create_uid, create_date, write_uid, write_date
                    )
                    VALUES (
                        %(clock)s, %(kind)s, %(level)s, %(user)s, %(due)s,
                        %(uid)s, %(now)s, %(uid)s, %(now)s
                    )
                    ON CONFLICT DO NOTHING RETURNING user_id
                    """,
                    clock=clock.id,
                    kind=kind,
                    level=level,
                    user=user_id,
                    due=clock.due or None,
                    uid=self.env.uid,
                    now=fields.Datetime.now(),
                )
            )
            fresh += [found for (found,) in rows if found]
        clock.invalidate_recordset(["notice_ids"])
        return self.env["res.users"].sudo().browse(fresh)
