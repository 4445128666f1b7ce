# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.ngo_base.engine.bidi import isolate

# How soon somebody asks what became of a person who did not come.
FOLLOW_DAYS = 2
# Screen languages in which a reminder can be written, by ISO 639-3 code.
WRITTEN = {
    "fra": "fr_FR",
    "ara": "ar_TN",
    "arb": "ar_TN",
    "aeb": "ar_TN",
    "nld": "nl_NL",
}


class PermanenceAppointment(models.Model):
    """Reminded by a safe channel, kept, missed, followed up."""

    _inherit = "permanence.appointment"

    reminded_at = fields.Datetime(readonly=True, copy=False)
    reminded_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    safe_channel = fields.Char(
        string="Safe channel",
        compute="_compute_safe_channel",
        groups="ngo_base.group_ngo_base_class_identity",
        help="How this person agreed to be reached.",
    )
    reminder_text = fields.Text(
        compute="_compute_reminder_text",
        help="To be pasted; it names neither the house nor the reason.",
    )
    follow_up_on = fields.Date(
        string="Follow up on", copy=False, index="btree_not_null"
    )
    followed_up_at = fields.Datetime(readonly=True, copy=False)
    encounter_ids = fields.One2many("permanence.encounter", "appointment_id")

    @api.depends_context("uid", "lang")
    @api.depends("beneficiary_id")
    def _compute_safe_channel(self):
        for meeting in self:
            contact = meeting._safe_contact()
            meeting.safe_channel = bool(contact) and meeting._contact_label(contact)

    def _safe_contact(self):
        """The first contact that may be used, as the reader may read it, or none."""
        self.ensure_one()
        contacts = self.env["migrant.identity.contact"].sudo(False)
        if not self.beneficiary_id or not contacts.has_access("read"):
            return contacts
        today = fields.Date.context_today(self)
        return contacts.search(
            [
                ("beneficiary_id", "=", self.beneficiary_id._canonical().id),
                "|",
                ("may_call", "=", True),
                ("may_leave_message", "=", True),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", today),
            ],
            limit=1,
        )

    def _contact_label(self, contact):
        labels = dict(contact._fields["channel"]._description_selection(self.env))
        parts = [f"{labels[contact.channel]} {isolate(contact.value)}"]
        if contact.hour_from or contact.hour_to < 24:
            parts.append(f"{_clock(contact.hour_from)}–{_clock(contact.hour_to)}")
        if not contact.may_call:
            parts.append(self.env._("message only, no call"))
        if not contact.may_leave_message:
            parts.append(self.env._("leave no message"))
        if not contact.may_say_who:
            parts.append(self.env._("do not say who calls"))
        if contact.is_shared:
            parts.append(self.env._("others answer"))
        return " · ".join(parts)

    @api.depends_context("lang")
    @api.depends("start", "site_id", "language_id")
    def _compute_reminder_text(self):
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for meeting in self:
            lang = WRITTEN.get(meeting.language_id.code)
            words = meeting.with_context(
                lang=lang if lang in installed else self.env.lang
            )
            meeting.reminder_text = words._reminder()

    def _reminder(self):
        if not self.start:
            return False
        zone = ZoneInfo(self.site_id.tz or "UTC")
        local = self.start.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        return self.env._(
            "Reminder: your appointment is on %(day)s at %(hour)s. Code %(code)s.",
            day=format_date(self.env, local.date(), date_format="EEEE d MMMM"),
            hour=local.strftime("%H:%M"),
            code=self.code,
        )

    def action_reminded(self):
        """Note that the person was reminded, by the channel she agreed to.

        :raise UserError: no channel that she agreed to is open to the reader
        """
        for meeting in self:
            contact = meeting._safe_contact()
            if not contact:
                raise UserError(
                    self.env._(
                        "%(code)s: there is no safe way to reach this person, or it is "
                        "not open to you. Nobody is reminded another way.",
                        code=meeting.display_name,
                    )
                )
            channel = {"address": "letter"}.get(contact.channel, contact.channel)
            # The log is part of her file; who may read the contact may note its use.
            self.env["migrant.communication"].sudo().create(
                {
                    "beneficiary_id": contact.beneficiary_id.id,
                    "channel": channel,
                    "outcome": "reached" if contact.may_call else "message",
                    "user_id": self.env.uid,
                }
            )
            meeting.write(
                {
                    "reminded_at": fields.Datetime.now(),
                    "reminded_by_id": self.env.uid,
                }
            )

    def action_confirm(self):
        """The person said that she will come."""
        self.write({"state": "confirmed"})

    def action_cancel(self):
        """Called off; a dialog asks by whom where it is not said."""
        self.write({"state": "cancelled"})

    def action_plan_again(self):
        """Given again: the hour must still be free."""
        self.write({"state": "planned", "cancelled_by": False, "follow_up_on": False})

    def action_arrived(self):
        """She is here: she stands in the queue with all that is known, untyped."""
        encounters = self.env["permanence.encounter"]
        for meeting in self:
            meeting.write({"state": "kept", "follow_up_on": False})
            if not meeting.encounter_ids:
                encounters |= encounters.create(meeting._prepare_encounter_vals())
        return True

    def _prepare_encounter_vals(self):
        """Values of the arrival for this appointment."""
        self.ensure_one()
        return {
            "site_id": self.site_id.id,
            "programme_id": self.programme_id.id,
            "line": self.line,
            "beneficiary_id": self.beneficiary_id.id,
            "language_id": self.language_id.id,
            "needs_interpreter": self.needs_interpreter,
            "interpreter_id": self.interpreter_id.id,
            "act_ids": [fields.Command.set(self.act_id.ids)],
            "appointment_id": self.id,
        }

    def action_no_show(self):
        """She did not come: somebody asks after her soon."""
        early = self.filtered(lambda m: m.start > fields.Datetime.now())
        if early:
            raise UserError(
                self.env._(
                    "These appointments are still to come: %(codes)s",
                    codes=", ".join(early.mapped("display_name")),
                )
            )
        due = fields.Date.context_today(self) + timedelta(days=FOLLOW_DAYS)
        self.write({"state": "no_show", "follow_up_on": due})

    def action_followed_up(self):
        """Somebody asked after her."""
        self.write({"followed_up_at": fields.Datetime.now(), "follow_up_on": False})

    def action_find_interpreter(self):
        """Open the choice of interpreters for this hour."""
        self.ensure_one()
        wizard = self.env["permanence.interpreter.match"].create(
            {"appointment_id": self.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Interpreter"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }


def _clock(hours):
    """``9:30`` of 9.5 hours."""
    return f"{int(hours)}:{round(hours % 1 * 60):02}"
