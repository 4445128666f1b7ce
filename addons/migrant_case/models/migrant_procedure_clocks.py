# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from odoo import api, models

from odoo.addons.ngo_base.models.ngo_clock import LIVE


class MigrantProcedure(models.Model):
    """Who is told of the last day to act, and until when."""

    _inherit = "migrant.procedure"

    @api.model_create_multi
    def create(self, vals_list):
        procedures = super().create(vals_list)
        procedures._settle({"date_lodged", "last_day", "date_acted"})
        return procedures

    def write(self, vals):
        res = super().write(vals)
        moved = {"last_day", "date_notified", "delay", "delay_unit", "counting"}
        moved |= {"clear_days", "kind_id", "jurist_id", "date_interview"}
        if moved & set(vals):
            self._settle({"last_day"})
        if {"date_lodged", "date_acted", "state"} & set(vals):
            self._settle({"date_lodged", "date_acted"})
        return res

    def _settle(self, what):
        """Deadlines as the dates stand now. Doing it twice changes nothing."""
        for procedure in self:
            if "date_lodged" in what and procedure.date_lodged:
                # Lodging the appeal is what the last day of the decision was for.
                above = procedure.sudo().parent_id
                if above and not above.date_acted:
                    above.date_acted = procedure.date_lodged
            if procedure.date_acted or procedure.state != "open":
                procedure._stop_clocks("procedure_acted")
                if procedure.state == "dropped":
                    procedure._cancel_clocks()
            elif "last_day" in what:
                procedure._start_last_day()

    def _start_last_day(self):
        """One clock for the jurist, one for the owner of the file, both to the day."""
        self.ensure_one()
        event = "procedure_notified"
        wanted = self.last_day and f"{self.date_notified}/{self.last_day}"
        stale = self._get_clocks(*LIVE).filtered(
            lambda clock: clock.event == event and clock.occurrence != wanted
        )
        stale._end("cancelled")
        if wanted and self.date_notified:
            at = datetime.combine(self.date_notified, time(12))
            started = self._start_clocks(event, at=at, occurrence=wanted)
            # Who comes later takes the clock of the one before.
            for clock in self._get_clocks(*LIVE) - started:
                if clock.event == event:
                    clock.user_id = self._told(clock.obligation)

    def _told(self, obligation):
        """Who is told: the owner of the file, or the keeper of the procedure."""
        if obligation == "last_day_owner":
            return self.sudo().case_id.owner_id
        return self._keeper()

    def _keeper(self):
        """Who answers for the deadline: the jurist, else the owner of the file."""
        self.ensure_one()
        return self.jurist_id or self.sudo().case_id.owner_id

    def _prepare_clock_vals(self, rule, at, occurrence, facets):
        vals = super()._prepare_clock_vals(rule, at, occurrence, facets)
        vals["user_id"] = self._told(rule.obligation).id
        if rule.event == "procedure_notified":
            # The day is reckoned on the country's calendar; the clock only keeps it.
            days = (self.last_day - self.date_notified).days
            vals.update(delay=days, delay_unit="day", counting="plain")
        return vals

    def _start_clock(self, rule, vals):
        if rule.obligation == "last_day_owner" and vals["user_id"] == (
            self._keeper().id
        ):
            # She is told once.
            return self.env["ngo.clock"].sudo()
        return super()._start_clock(rule, vals)

    def _clock_facets(self):
        # The file's own facets choose the rule, whoever may read the file.
        case = self.sudo().case_id
        return {
            **case._clock_facets(),
            "act_kind": self.kind_id.code,
            "team_id": self.legal_team_id or case.team_id,
            "user_id": self._keeper(),
        }
