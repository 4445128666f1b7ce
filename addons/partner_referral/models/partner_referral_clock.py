# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import deadlines, states

BATCH = 200
#: Values that name somebody are destroyed so long after the end (DORA: 730 days).
KEEP_DAYS = 730
#: Steps at which the house owes something, by the policy rows of each.
CLOCKED = frozenset(
    {"sent", "waitlisted", "completed", "no_show", "declined", "expired"}
)


def _naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


class PartnerReferral(models.Model):
    """Deadlines: the partner's by its own hours, ours by the policy of the house."""

    _inherit = "partner.referral"

    def _next_worked(self, moment):
        """First instant from an aware one at which the partner is there.

        By the hours of the service in the directory; not known means now.
        """
        self.ensure_one()
        service = self.service_id
        if not service:
            return moment
        status = service._opening_status(_naive(moment))
        if status.state == "closed" and status.next_opening:
            return status.next_opening
        return moment

    def _schedule(self, sent):
        """Instants that start when it is sent at a naive UTC instant."""
        self.ensure_one()
        plan = deadlines.schedule(
            sent.replace(tzinfo=UTC), self.priority, self._next_worked
        )
        return {
            "half_at": _naive(plan.half),
            "due_at": _naive(plan.due),
            "expires_at": _naive(plan.expires),
            "reminders_sent": 0,
        }

    def _plan(self):
        """The engine's schedule, as it was counted when the referral left."""
        self.ensure_one()
        return deadlines.Schedule(
            *(
                moment.replace(tzinfo=UTC)
                for moment in (self.sent_at, self.half_at, self.due_at, self.expires_at)
            )
        )

    # ----------------------------------------------------------- our clocks

    def _clock_facets(self):
        facets = super()._clock_facets()
        facets["act_kind"] = self.priority
        return facets

    def _clock_occurrence(self, event):
        kinds = ("move", "still_waits")
        return str(len(self.sudo().event_ids.filtered(lambda row: row.kind in kinds)))

    def _move_clocks(self, state, to):
        """Start and stop what the house owes at this step."""
        self.ensure_one()
        if state == "sent":
            self._stop_clocks("referral_answered")
        if state == "waitlisted":
            self._stop_clocks("referral_left_list")
        if state == "no_show":
            self._stop_clocks("referral_reached")
        if to in ("in_service", "no_show", "completed"):
            self._stop_clocks("referral_seen")
        if to in states.FINAL:
            self._stop_clocks("referral_closed")
            self._cancel_clocks()
        if to == "accepted":
            at = self.appointment_at or None
            self._start_clocks("referral_accepted", at=at)
        elif to in CLOCKED:
            self._start_clocks(f"referral_{to}")

    def action_still_waits(self):
        """She was asked, and still wants the place: asked again after as long."""
        self.check_access("write")
        for referral in self:
            if referral.state != "waitlisted":
                raise UserError(self.env._("This is about a place on a waiting list."))
            referral._log("still_waits", referral._actor(), "meeting")
            referral.invalidate_recordset(["event_ids"])
            referral._stop_clocks("referral_left_list")
            referral._start_clocks("referral_waitlisted")

    # ------------------------------------------------------------- the jobs

    @api.model
    def _cron_deadlines(self):
        """Remind partners that owe an answer; end what nobody answered."""
        now = fields.Datetime.now()
        late = self.search(
            [("state", "=", "sent"), ("half_at", "<=", now)],
            order="due_at, id",
        )
        for number, referral in enumerate(late, start=1):
            referral._tick(now.replace(tzinfo=UTC))
            if number % BATCH == 0:
                self.env["ir.cron"]._commit_progress(BATCH)
        self._blank_old(now)

    def _tick(self, now):
        """One referral at one aware instant: a reminder, the end, or nothing."""
        self.ensure_one()
        plan = self._plan()
        if deadlines.is_expired(plan, now, is_answered=False):
            self._move("expired", states.SYSTEM, "system", at=_naive(now))
            return
        if deadlines.due_reminders(plan, self.reminders_sent, now, is_answered=False):
            self._put({"reminders_sent": deadlines.reminders_after(plan, now)})
            self._log("reminder", states.SYSTEM, "mail", at=_naive(now))
            self._tell_partner("reminder")

    @api.model
    def _blank_old(self, now):
        """Destroy what was told, long after the end; code, need and dates stay."""
        old = self.search(
            [
                ("state", "in", sorted(states.FINAL)),
                ("write_date", "<", now - timedelta(days=KEEP_DAYS)),
                ("share_ids.shredded_at", "=", False),
                ("share_ids", "!=", False),
            ],
            limit=BATCH,
        )
        rows = old.share_ids.filtered(lambda row: not row.shredded_at)
        if rows:
            rows._shred(self.env._("End of the time of keeping"))
