# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .permanence_supply import CLOSED


class PermanencePlan(models.Model):
    """A rota in force: published, who is on shift where, closed."""

    _inherit = "permanence.plan"

    def action_publish(self):
        """Freeze the snapshot, tell those whose slots changed, what and why."""
        for plan in self:
            plan.check_access("write")
            plan._check_open()
            if not plan.slot_ids:
                raise UserError(self.env._("There is nothing to publish yet."))
            if plan.state == "draft":
                plan._move_to("proposed")
            plan._publish_heads(plan.slot_ids.assignment_ids)
            if plan.state == "proposed":
                plan._move_to("published")
        return True

    def _publish_heads(self, heads):
        """The next version of this rota, with these heads as they stand.

        :param heads: ``permanence.assignment`` of it; what else changed waits
        """
        self.ensure_one()
        self.lock_for_update(allow_referencing=True)
        sequence = self.publish_seq + 1
        changed = heads.filtered(
            lambda a: a.is_changed or (a.employee_id and not a.publish_seq)
        )
        self.env["permanence.notice"]._make(self, changed, sequence)
        heads._publish(sequence)
        self.write({"publish_seq": sequence, "published_on": fields.Datetime.now()})
        self._after_publish()

    def _after_publish(self):
        """Who holds which site from when to when, for the scopes of the other rooms.

        Only what the published snapshot says; presences written by hand stay.
        """
        # The rota in force decides who is on shift, whoever publishes or claims.
        presences = self.env["ngo.presence"].sudo()
        for plan in self:
            heads = plan.sudo().slot_ids.assignment_ids.filtered(
                lambda a: (
                    a.pub_employee_id.user_id
                    and a.state not in CLOSED
                    and a.pub_stop > fields.Datetime.now()
                )
            )
            wanted = {
                (a.pub_employee_id.user_id.id, a.site_id.id, a.pub_start, a.pub_stop)
                for a in heads
            }
            known = presences.search(
                [
                    ("source", "=", "rota"),
                    ("site_id", "in", plan.sudo().slot_ids.site_id.ids),
                    ("date_from", ">=", plan.date_from),
                    ("date_from", "<", plan.date_to + timedelta(days=1)),
                    ("date_to", ">", fields.Datetime.now()),
                ]
            )
            held = {
                (p.user_id.id, p.site_id.id, p.date_from, p.date_to): p for p in known
            }
            presences.browse(
                [p.id for key, p in held.items() if key not in wanted]
            ).unlink()
            presences.create(
                [
                    {
                        "user_id": user,
                        "site_id": site,
                        "date_from": start,
                        "date_to": stop,
                        "source": "rota",
                    }
                    for user, site, start, stop in sorted(wanted - set(held))
                ]
            )

    def _check_transition(self, state):
        if state == "closed":
            self._check_over()
        return super()._check_transition(state)

    def _check_over(self):
        """What is still to come cannot have been held."""
        now = fields.Datetime.now()
        ahead = self.slot_ids.filtered(lambda s: s.state == "open" and s.stop > now)
        if ahead:
            raise UserError(
                self.env._(
                    "These rotas still run: their permanences to come could no longer "
                    "be taken, swapped or repaired. Close them when the last one is "
                    "over, or call off what does not take place:\n%(rotas)s",
                    rotas="\n".join(
                        f"{plan.name}: {slots.sorted('stop')[-1:].display_name}"
                        for plan, slots in ahead.grouped("plan_id").items()
                    ),
                )
            )

    def action_close(self):
        """A rota that is over: what was held is done, nothing changes any more."""
        self.check_access("write")
        for plan in self:
            held = plan.slot_ids.assignment_ids.filtered(
                lambda a: a.employee_id and a.state == "published"
            )
            held.write({"state": "done"})
        return self._move_to("closed")

    def action_reopen(self):
        """Closed too early or by mistake: it can be put right again."""
        self.check_access("write")
        for plan in self:
            held = plan.slot_ids.assignment_ids.filtered(lambda a: a.state == "done")
            held.write({"state": "published"})
        return self._move_to("published")
