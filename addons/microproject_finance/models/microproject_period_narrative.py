# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

TOLD = ("narrative_done", "narrative_difficulties", "narrative_next")


class MicroprojectPeriodNarrative(models.Model):
    """The words of a progress report; its figures are read beside them, never typed."""

    _inherit = "microproject.period"

    narrative_done = fields.Text(
        string="What was done", copy=False, help="No name, no address."
    )
    narrative_difficulties = fields.Text(string="Difficulties", copy=False)
    narrative_next = fields.Text(string="Next steps", copy=False)

    def write(self, vals):
        sent = self.filtered(lambda p: p.state in ("submitted", "accepted"))
        if sent and set(TOLD) & set(vals):
            raise UserError(
                self.env._(
                    "What was submitted stays as it was sent: %(names)s",
                    names=", ".join(sent.mapped("name")),
                )
            )
        return super().write(vals)

    def action_print_progress(self):
        return self.env.ref(
            "microproject_finance.microproject_progress_report"
        ).report_action(self)

    def _get_progress(self):
        """Figures that stand beside the words, as the workbook gives them.

        :return: dict: rows of headings (code, name, in force, this period,
            cumulative, left, explanation), totals of the advances, activity counts
        """
        self.ensure_one()
        report = self.env["microproject.workbook"]._get_report(self)
        owners = self.programme_id.with_context(active_test=False).microproject_ids
        days = [("date", ">=", self.date_from), ("date", "<=", self.date_to)]
        within = [
            ("microproject_id", "in", owners.ids),
            ("state", "=", "done"),
            *days,
        ]
        # Counted for the whole programme; who was visited is not told.
        visits = (
            self.env["microproject.visit"]
            .sudo()
            ._read_group(within, ["kind"], ["__count", "hours:sum"])
        )
        kinds = dict(
            self.env["microproject.visit"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        states = dict(owners._fields["state"]._description_selection(self.env))
        return {
            "currency": report.currency,
            "books": report.books,
            "places": report.places,
            "book_places": report.book_places,
            "rows": [
                (
                    row.heading,
                    label,
                    row.in_force,
                    row.period,
                    row.cumulative,
                    row.remaining,
                    text,
                )
                for row, label, text in report.rows
            ],
            "advances": _totals(report.advances),
            "visits": [(kinds[k], count, hours or 0.0) for k, count, hours in visits],
            "states": [
                (label, len(owners.filtered(lambda m, s=state: m.state == s)))
                for state, label in states.items()
                if owners.filtered(lambda m, s=state: m.state == s)
            ],
            "survival": self.env["microproject.measure"]
            .sudo()
            ._survival(self.programme_id),
        }


def _totals(advances):
    """Paid, justified, refunded and outstanding of all codes together."""
    paid, justified, refunded = (
        sum(row[place] for row in advances) for place in (1, 2, 3)
    )
    return paid, justified, refunded, paid - justified - refunded
