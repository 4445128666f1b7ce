# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import states

#: state → the date that says since when
STAMPS = {
    "sent": "sent_at",
    "accepted": "accepted_at",
    "in_service": "arrived_at",
    "completed": "completed_at",
    "closed": "closed_at",
}
#: Answers of a partner → state
ANSWERS = {
    "accept": "accepted",
    "waitlist": "waitlisted",
    "decline": "declined",
    "arrived": "in_service",
    "no_show": "no_show",
    "complete": "completed",
}
#: What a partner writes is cut there: names and papers do not belong in it.
LONGEST = 300


class PartnerReferral(models.Model):
    """The moves of a referral: one way for the form, the telephone and the doors."""

    _inherit = "partner.referral"

    # ----------------------------------------------------------------- moves

    def _actor(self):
        """What the current user is to the table of moves."""
        live = self.env["ngo.role"]._live()
        if live.has("supervisor", "child_protection"):
            return states.SUPERVISOR
        return states.WORKER

    def _is_guarded(self):
        """A child, violence, or an override: a supervisor sends it."""
        self.ensure_one()
        # One boolean leaves here.
        referral = self.sudo()
        today = fields.Date.context_today(self)
        age = referral.beneficiary_id.identity_ids._age_on(today)
        return bool(
            referral.category_id.is_sensitive
            or referral.override_reason
            or (age is not None and age < 18)
        )

    def _log(self, kind, actor, channel="form", **vals):
        """Add an event (sudo: events are nobody's to write)."""
        self.ensure_one()
        staff = actor in (states.WORKER, states.SUPERVISOR)
        return (
            self.env["partner.referral.event"]
            .sudo()
            .create(
                {
                    "referral_id": self.id,
                    "kind": kind,
                    "actor": actor,
                    "channel": channel,
                    "user_id": self.env.uid if staff else False,
                    **vals,
                }
            )
        )

    def _move(
        self, to, actor, channel="form", reason="", note="", who="", vals=None, at=None
    ):
        """Move one referral, once, whoever asks how often.

        :param str to: state; ``actor`` and ``channel``: see the engine
        :param str reason: coded for a refusal; ``note`` and ``who``: free words
        :param dict vals: fields that come with the move
        :return: True when it moved, False when it was there already
        :raise UserError: when the table does not allow it
        """
        self.ensure_one()
        self.flush_recordset()
        # Of two answers at once the second waits, and finds the first.
        self.env.cr.execute(
            SQL(
                "SELECT 1 FROM partner_referral WHERE id = %s FOR NO KEY UPDATE",
                self.id,
            )
        )
        self.invalidate_recordset(["state"])
        state, now = self.state, at or fields.Datetime.now()
        try:
            event = states.move(
                state,
                to,
                actor,
                now.replace(tzinfo=UTC),
                channel,
                reason,
                is_guarded=to == "sent" and self._is_guarded(),
            )
        except states.RefusedMove as error:
            raise UserError(self._refused(error.code, to)) from error
        if event is None:
            return False
        self._log(
            "move",
            actor,
            channel,
            at=now,
            state_from=state,
            state_to=to,
            reason=event.reason or False,
            who=(who or "")[:LONGEST] or False,
            note=(note or "")[:LONGEST] or False,
        )
        stamps = {STAMPS[to]: now} if to in STAMPS else {}
        if state in states.WAITING and not self.answered_at and to in ANSWERS.values():
            stamps["answered_at"] = now
        self._put({**(vals or {}), **stamps, "state": to})
        self.invalidate_recordset(["event_ids"])
        self._after_move(state, to)
        return True

    def _refused(self, code, to):
        """Words for a move that the table does not know."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        texts = {
            "not_by_you": self.env._("This is not yours to say."),
            "needs_reason": self.env._("Say why."),
            "needs_supervisor": self.env._(
                "A child, violence, or no consent: a supervisor sends this."
            ),
        }
        return texts.get(code) or self.env._(
            "%(code)s cannot become “%(to)s”: it is “%(state)s”.",
            code=self.code,
            to=labels.get(to, to),
            state=labels.get(self.state, self.state),
        )

    def _after_move(self, state, to):
        """Clocks and doors follow the state. Extend for what else follows.

        :param str state: state before; ``to``: state now
        """
        self._move_clocks(state, to)
        if to in states.FINAL:
            self.door_ids.sudo()._revoke()

    def _cut(self):
        """Consent was taken back: nothing is shown from now on (sudo)."""
        for referral in self:
            if referral._is_open_to_partner():
                continue
            reason = referral.env._("Consent withdrawn")
            referral._move("withdrawn", states.WORKER, "form", reason=reason)
            referral._tell_partner("withdrawn")

    # ------------------------------------------------------------ the sender

    def action_send(self):
        """Freeze what the person allowed, open the doors, start the deadlines."""
        for referral in self:
            referral.check_access("write")
            referral._ensure_receiver()
            lines = referral._missing_lines()
            if lines:
                raise UserError("\n".join(lines))
            if referral.kind == "transfer" and not referral.accompaniment_ids:
                raise UserError(
                    self.env._("A transfer is handed over in person: plan it first.")
                )
            referral._freeze_items()
            now = fields.Datetime.now()
            plan = referral._schedule(now)
            if not referral._move("sent", referral._actor(), vals=plan, at=now):
                continue  # pressed twice: it has left, with its letter
            referral.beneficiary_id._touch()
            referral._open_link()._send()
        return True

    def _freeze_items(self):
        """Copy the items as they read now; the copies are never edited."""
        self.ensure_one()
        known = self.share_ids.type_id
        # Shown to the partner as they are: nobody may write them, so the system does.
        self.env["partner.referral.share"].sudo().create(
            [
                {
                    "referral_id": self.id,
                    "type_id": item.type_id.id,
                    "value": item.value,
                }
                for item in self.item_ids
                if item.type_id not in known and item.value
            ]
        )

    def action_wait_consent(self):
        """The person thinks about it."""
        for referral in self:
            referral.check_access("write")
            referral._move("consent", referral._actor())

    def action_next(self):
        """A new attempt for the same need, with what was said before."""
        self.ensure_one()
        self.check_access("write")
        following = self.create(
            {
                "beneficiary_id": self.beneficiary_id.id,
                "category_id": self.category_id.id,
                "kind": self.kind,
                "priority": self.priority,
                "case_id": self.case_id.id,
                "need_id": self.need_id.id,
                "previous_id": self.id,
                "attempt": self.attempt + 1,
                "item_ids": [
                    fields.Command.create({"type_id": i.type_id.id, "value": i.value})
                    for i in self.item_ids
                ],
            }
        )
        self._stop_clocks("referral_followed")
        return following._open_form()

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _open_wizard(self, model, name, **context):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_referral_id": self.id, **context},
        }

    def action_note_answer(self):
        """The partner answered by telephone: who, what."""
        return self._open_wizard(
            "partner.referral.answer", self.env._("The partner answered")
        )

    def action_ask_person(self):
        """The person tells how it went."""
        return self._open_wizard(
            "partner.referral.outcome",
            self.env._("How did it go?"),
            default_asked_language_id=self.beneficiary_id.language_ids[
                :1
            ].language_id.id,
        )

    def action_stop(self):
        """Take it back, or the person withdraws."""
        return self._open_wizard("partner.referral.stop", self.env._("Stop"))

    # ----------------------------------------------------------- the partner

    def _note_read(self, channel):
        """The partner opened it: told once, it starts no other deadline."""
        self.ensure_one()
        if not self.received_at:
            self._put({"received_at": fields.Datetime.now()})
            self._log("read", states.PARTNER, channel)

    def _answer(self, answer, actor, channel, who="", values=None, at=None):
        """An answer of the partner, through whichever door.

        :param str answer: key of ``ANSWERS``
        :param dict values: ``appointment_at`` (naive UTC), ``appointment_place``,
            ``appointment_contact``, ``bring``, ``waiting_rank``, ``expected_on``,
            ``decline_reason``, ``note``; others are ignored
        :return: True when the referral moved, False when that was said before
        """
        self.ensure_one()
        values = values or {}
        to = ANSWERS[answer]
        vals = {
            name: values[name]
            for name in self._answer_fields(answer)
            if values.get(name)
        }
        reason = vals.get("decline_reason", "")
        if answer == "decline" and reason not in states.DECLINE_REASONS:
            raise UserError(self.env._("Say why."))
        for name in ("appointment_place", "appointment_contact", "bring"):
            if name in vals:
                vals[name] = vals[name][:LONGEST]
        note = (values.get("note") or "")[:LONGEST]
        if note:
            vals["partner_note"] = note
        moved = self._move(
            to, actor, channel, reason=reason, note=note, who=who, vals=vals, at=at
        )
        if moved and to == "declined":
            self._teach_directory(reason)
        return moved

    def _answer_fields(self, answer):
        """Fields that an answer may bring."""
        appointment = [
            "appointment_at",
            "appointment_place",
            "appointment_contact",
            "bring",
        ]
        return {
            "accept": appointment,
            "waitlist": ["waiting_rank", "expected_on"],
            "decline": ["decline_reason"],
        }.get(answer, [])

    def _teach_directory(self, reason):
        """A refusal questions the provider's sheet: a suggestion, no write."""
        lesson = states.lesson(reason)
        if not lesson or not self.service_id:
            return
        labels = dict(self._fields["decline_reason"]._description_selection(self.env))
        # Workers and partners write no sheets; whoever keeps it reviews this.
        self.env["directory.suggestion"].sudo().create(
            {
                "service_id": self.service_id.id,
                "note": self.env._(
                    "A referral was declined: %(reason)s. Does the sheet still hold?",
                    reason=labels[reason],
                ),
            }
        )

    # ------------------------------------------------------------ the person

    def _close_loop(self, vals, actor, at=None):
        """The person's answer closes the loop, through the steps that were not told.

        :param dict vals: ``outcome`` and what goes with it
        """
        self.ensure_one()
        path = {
            "accepted": ["in_service", "completed"],
            "in_service": ["completed"],
        }.get(self.state, [])
        if vals.get("person_received") == "no":
            path = {"accepted": ["no_show"], "in_service": ["no_show"]}.get(
                self.state, []
            )
        for state in path:
            self._move(state, actor, "meeting", at=at)
        self._move("closed", actor, "meeting", vals=vals, at=at)
        self._on_outcome()

    def _on_outcome(self):
        """Hook: the person has said whether her need is met (``outcome``)."""
        return True
