# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

BY_ROTA = "rota"


class MicroprojectSalarySplit(models.TransientModel):
    """The key may be the hours that the person signed in the rota, by programme."""

    _inherit = "microproject.salary.split"

    key = fields.Selection(
        selection=[
            (BY_ROTA, "Hours signed in the rota"),
            ("visits", "Visits and sessions of micro-projects"),
        ],
        string="By",
        compute="_compute_key",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    funding_ids = fields.Many2many(
        compute="_compute_funding_ids", store=True, readonly=False
    )
    proposal = fields.Text(compute="_compute_proposal")

    @api.depends("user_id", "date_from", "date_to")
    def _compute_key(self):
        """The rota where the person has months in it."""
        for wizard in self:
            known = wizard._get_sheets(("draft", "signed", "locked"))
            wizard.key = BY_ROTA if known else "visits"

    @api.depends("key", "user_id", "date_from", "date_to")
    def _compute_funding_ids(self):
        """Of each programme with hours its source, where it has one only."""
        fundings = self.env["microproject.funding"]
        for wizard in self.filtered(lambda w: w.key == BY_ROTA):
            programmes = [p.id for p in wizard._get_minutes() if p]
            cash = fundings.search(
                [("programme_id", "in", programmes), ("nature", "=", "cash")]
            ).grouped("programme_id")
            only = [found for found in cash.values() if len(found) == 1]
            wizard.funding_ids = fundings.union(*only)

    @api.depends("key", "user_id", "date_from", "date_to")
    def _compute_proposal(self):
        """Hours and share of each programme, to be read before they are applied."""
        clock = self.env["permanence.timesheet"]._clock
        self.proposal = False
        for wizard in self.filtered(lambda w: w.key == BY_ROTA):
            minutes = wizard._get_minutes()
            total = sum(minutes.values())
            rows = [
                f"{programme.display_name or self.env._('Paid by no programme')}"
                f" · {clock(part)} · {100 * part / total:.2f} %"
                for programme, part in minutes.items()
            ]
            missing = wizard._get_unsigned()
            if missing:
                rows.append(self.env._("Not signed: %(months)s", months=missing))
            wizard.proposal = "\n".join(rows)

    def _get_months(self):
        """First days of the months that the days touch."""
        months = []
        first = self.date_from and self.date_from.replace(day=1)
        while first and self.date_to and first <= self.date_to:
            months.append(first)
            first += relativedelta(months=1)
        return months

    def _get_sheets(self, states=("signed", "locked")):
        """Months of the person in some states.

        :rtype: permanence.timesheet
        """
        self.ensure_one()
        # The staff's own records are closed to finance; the hours are not.
        person = Domain("employee_id", "any!", Domain("user_id", "=", self.user_id.id))
        return self.env["permanence.timesheet"].search(
            person
            & Domain("month", "in", self._get_months() if self.user_id else [])
            & Domain("state", "in", states)
        )

    def _get_unsigned(self):
        """Months without a signed sheet, as text."""
        missing = set(self._get_months()) - set(self._get_sheets().mapped("month"))
        return ", ".join(f"{month:%Y-%m}" for month in sorted(missing))

    def _get_minutes(self):
        """Minutes signed for each programme, an empty one for what nobody pays.

        :rtype: dict {ngo.programme: int}
        """
        minutes = defaultdict(int)
        for line in self._get_sheets().line_ids:
            if self.date_from <= line.date <= self.date_to:
                minutes[line.programme_id] += line.minutes
        return dict(sorted(minutes.items(), key=lambda row: (not row[0], row[0].id)))

    def _get_hours(self):
        """The programmes' own hours; visits lie within them and are not added."""
        if self.key != BY_ROTA:
            return super()._get_hours()
        missing = self._get_unsigned()
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s has not signed the hours of: %(months)s",
                    name=self.user_id.display_name,
                    months=missing,
                )
            )
        hours = defaultdict(int)
        for programme, minutes in self._get_minutes().items():
            hours[programme.common_analytic_id] += minutes
        return dict(hours)

    def action_apply(self):
        action = super().action_apply()
        if self.key == BY_ROTA:
            self.move_line_id.move_id.write(
                {
                    "hours_timesheet_ids": [
                        Command.link(sheet.id) for sheet in self._get_sheets()
                    ],
                    "hours_user_id": self.env.uid,
                }
            )
        return action
