# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ngo_base.engine import clocks

EVENT = "support_ends"
LIVE = ("running", "paused", "breached")


class MigrantCase(models.Model):
    """What must be ready so many days before a stay or a support ends. [F08]

    The rows of the policy for the event ``support_ends`` are read backwards: their
    delay is how long before the end the thing is due.
    """

    _inherit = "migrant.case"

    support_end = fields.Date(
        string="Stay or support ends on",
        compute="_compute_support_end",
        help="The first known end of a stay at a site of ours or of a support.",
    )

    def _compute_support_end(self):
        for case in self:
            case.support_end = min(case._known_ends().values(), default=False)

    def _known_ends(self):
        """Ends to come of the person's stays and supports: {key: date}."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        ahead = Domain("beneficiary_id", "=", self.sudo().beneficiary_id.id)
        ahead &= Domain("date_to", ">=", today)
        ends = {}
        # Only the day leaves here: the end is what the worker prepares.
        for name, extra in (
            ("migrant.stay", Domain("site_id", "!=", False)),
            ("migrant.support", Domain.TRUE),
        ):
            for row in self.env[name].sudo().search(ahead & extra):
                ends[f"{name.partition('.')[2]}-{row.id}-{row.date_to}"] = row.date_to
        return ends

    def _plan_ends(self):
        """Start, move and cancel the clocks of the ends as they are known today.

        An end that moved cancels the clocks of the old day. Of the obligations whose
        day has passed only the nearest is kept, due today.
        """
        for case in self:
            ends = case._known_ends() if case.state in ("open", "on_hold") else {}
            stale = case._get_clocks(*LIVE).filtered(
                lambda clock, ends=ends: (
                    clock.event == EVENT and clock.occurrence not in ends
                )
            )
            stale._end("cancelled")
            for key, day in ends.items():
                case.with_context(support_end=day)._start_clocks(EVENT, occurrence=key)
        return True

    def _start_clocks(self, event, at=None, occurrence=None, **facets):
        if event != EVENT:
            return super()._start_clocks(event, at, occurrence, **facets)
        today = fields.Date.context_today(self)
        return super()._start_clocks(
            event, at or datetime.combine(today, time(8)), occurrence, **facets
        )

    def _start_clock(self, rule, vals):
        end = self.env.context.get("support_end")
        if rule.event != EVENT or not end:
            return super()._start_clock(rule, vals)
        today = fields.Date.context_today(self)
        days = (self._day_before(rule, end) - today).days
        if days < 0:
            later = self.env["ngo.policy.rule"]._match(
                "clock",
                EVENT,
                programme_id=self.programme_id,
                case_type=self.case_type_id.code,
                step=self.step_id.code,
                risk=self.risk_level,
            )
            missed = [row for row in later if self._day_before(row, end) < today]
            if rule != max(missed, key=lambda row: self._day_before(row, end)):
                return self.env["ngo.clock"].sudo()
            days = 0
        vals.update(delay=days, delay_unit="day", counting="plain")
        return super()._start_clock(rule, vals)

    def _day_before(self, rule, end):
        """Day on which an obligation is due that counts back from an end."""
        zone = self.env["ngo.policy.rule"]._calendar_of(self.site_id).tz
        always = clocks.Calendar(zone)
        close = always.day_bounds(end)[1]
        due = clocks.before(close, rule._get_delay(), always)
        return (due - timedelta(microseconds=1)).astimezone(zone).date()

    @api.model
    def _cron_plan_ends(self):
        """Look at the open files once a night, in small committed batches."""
        cases = self.sudo().search([("state", "in", ("open", "on_hold"))])
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(cases))
        for start in range(0, len(cases), 200):
            batch = cases[start : start + 200]
            batch._plan_ends()
            if not commit(len(batch)):
                return


class MigrantStay(models.Model):
    _inherit = "migrant.stay"

    @api.model_create_multi
    def create(self, vals_list):
        stays = super().create(vals_list)
        stays.beneficiary_id._plan_case_ends()
        return stays

    def write(self, vals):
        res = super().write(vals)
        if {"date_to", "site_id"} & set(vals):
            self.beneficiary_id._plan_case_ends()
        return res


class MigrantSupport(models.Model):
    _inherit = "migrant.support"

    @api.model_create_multi
    def create(self, vals_list):
        supports = super().create(vals_list)
        supports.beneficiary_id._plan_case_ends()
        return supports

    def write(self, vals):
        res = super().write(vals)
        if "date_to" in vals:
            self.beneficiary_id._plan_case_ends()
        return res


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    def _plan_case_ends(self):
        """The ends of these persons' stays or supports have changed."""
        # The desk that writes a stay does not read the file that it concerns.
        cases = self.env["migrant.case"].sudo()
        cases.search(
            Domain("beneficiary_id", "in", self.ids)
            & Domain("state", "in", ("open", "on_hold"))
        )._plan_ends()
