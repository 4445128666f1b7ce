# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..engine import progress

TOLD = ("narrative_done", "narrative_difficulties", "narrative_next")


class MicroprojectPeriodNarrative(models.Model):
    """The words of a progress report; its figures are read beside them, never typed."""

    _inherit = "microproject.period"

    narrative_done = fields.Text(
        string="What was done", copy=False, help="No name, no address."
    )
    narrative_difficulties = fields.Text(string="Difficulties", copy=False)
    narrative_next = fields.Text(string="Next steps", copy=False)
    progress_document = fields.Binary(compute="_compute_progress_document")
    progress_name = fields.Char(compute="_compute_progress_document")

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

    def action_progress_document(self):
        """The same report as a document that one edits, signs and sends."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/progress_document"
            "?download=true&filename_field=progress_name",
            "target": "download",
        }

    @api.depends_context("lang")
    def _compute_progress_document(self):
        for period in self:
            period.progress_name = f"{period.name}.docx"
            period.progress_document = base64.b64encode(
                progress.write(period._get_progress_words(), period._get_progress())
            )

    def _get_progress_words(self):
        """What the document says besides figures, in the reader's language."""
        self.ensure_one()
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        days = (format_date(self.env, day) for day in (self.date_from, self.date_to))
        return {
            "is_rtl": lang.direction == "rtl",
            "title": self.env._("Progress report"),
            "subtitle": f"{self.programme_id.display_name} · {' – '.join(days)}",
            "chapters": [
                (self.env._("What was done"), self.narrative_done),
                (self.env._("Difficulties"), self.narrative_difficulties),
                (self.env._("Next steps"), self.narrative_next),
            ],
            "survival": self.env._("Running after 12 months"),
            "figures": self.env._("Figures of the ledger"),
            "head": [
                self.env._("Heading"),
                self.env._("Budget"),
                self.env._("This period"),
                self.env._("Cumulative"),
                self.env._("Left"),
                self.env._("Explanation"),
            ],
            "total": self.env._("Total"),
            "advances": [
                self.env._("Advances"),
                self.env._("Paid"),
                self.env._("Justified"),
                self.env._("Refunded"),
                self.env._("To justify"),
            ],
            "number": lambda amount, places: formatLang(
                self.env, float(amount), digits=places
            ),
            "counted": lambda name, value: self.env._(
                "%(name)s: %(value)s", name=name, value=value
            ),
            "seal": self.figures_hash
            and self.env._(
                "%(name)s: %(value)s",
                name=self.env._("Seal of the figures"),
                value=self.figures_hash,
            ),
        }

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
