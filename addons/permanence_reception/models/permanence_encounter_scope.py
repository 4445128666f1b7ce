# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ngo_base.models.ngo_presence import SHIFT_ROLES
from odoo.addons.ngo_base.models.ngo_role import CONTENT_ROLES

OFFICE_ROLES = ("coordinator", "administrative_assistant")
# How long the author of a line may still correct it, wherever she is.
OWN_HOURS = 24
# How long after the hour an interpreter still sees what she interprets.
INTERPRETER_HOURS = 2


class PermanenceEncounter(models.Model):
    """Who reads which encounter: on shift today, who received, who leads the site."""

    _inherit = "permanence.encounter"

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        reasons = [
            (
                "shift",
                self.env._("You are on shift at this site today."),
                self._today_domain()
                & Domain("site_id", "in", live.presence_site_ids_for(*SHIFT_ROLES)),
            ),
            *self._own_reasons(live),
            (
                "site",
                self.env._("You coordinate or serve this site."),
                live.domain(OFFICE_ROLES),
            ),
        ]
        if live.has("interpreter"):
            since = fields.Datetime.now() - timedelta(hours=INTERPRETER_HOURS)
            reasons.append(
                (
                    "interpreter",
                    self.env._("You interpret it."),
                    Domain("interpreter_id.user_id", "=", self.env.uid)
                    & self._today_domain()
                    & (Domain("ended_at", "=", False) | Domain("ended_at", ">", since)),
                )
            )
        return reasons

    @api.model
    def _own_reasons(self, live):
        """Received or written by her within a day, about a person of hers.

        Later, those who read the person do; who stayed unknown stays hers.
        """
        since = fields.Datetime.now() - timedelta(hours=OWN_HOURS)
        fresh = Domain("arrived_at", ">=", since) | Domain("ended_at", ">=", since)
        reasons = [
            (
                "author",
                self.env._("You wrote it within a day."),
                Domain("create_uid", "=", self.env.uid)
                & Domain("create_date", ">=", since),
            )
        ]
        if live.has(*CONTENT_ROLES):
            persons = self.env["migrant.beneficiary"]
            mine = Domain.OR(d for _k, _l, d in persons._own_reasons(live))
            reasons += [
                (
                    "own",
                    self.env._("You received her."),
                    self._received_domain()
                    & (fresh | Domain("beneficiary_id", "=", False)),
                ),
                (
                    "person",
                    self.env._("You or your team accompany this person."),
                    Domain("beneficiary_id", "any!", mine),
                ),
            ]
        return reasons

    @api.model
    def _received_domain(self):
        return Domain("worker_ids", "in", [self.env.uid])

    @api.model
    def _today_domain(self):
        """Encounters of today, wherever on earth the site lies."""
        now = fields.Datetime.now()
        return Domain("date", ">=", (now - timedelta(hours=12)).date()) & Domain(
            "date", "<=", (now + timedelta(hours=14)).date()
        )

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        reasons = {key: domain for key, _label, domain in self._own_reasons(live)}
        own = [reasons["author"]]
        if "own" in reasons:
            # What she received she still corrects while the person is hers.
            own += [reasons["own"], self._received_domain() & reasons["person"]]
        shift = Domain("site_id", "in", live.presence_site_ids_for(*SHIFT_ROLES))
        return Domain.OR(
            [*own, shift & self._today_domain(), live.domain(OFFICE_ROLES)]
        )


class PermanenceEncounterLine(models.AbstractModel):
    """A line of an encounter: read and written by whoever reads or writes that."""

    _name = "permanence.encounter.line"
    _inherit = ["ngo.guarded"]
    _description = "Line of an encounter"
    _rec_name = "encounter_id"

    encounter_id = fields.Many2one(
        "permanence.encounter", required=True, ondelete="cascade", index=True
    )

    @api.model
    def _scope_reasons(self):
        return [
            (key, label, Domain("encounter_id", "any!", domain))
            for key, label, domain in self.env["permanence.encounter"]._scope_reasons()
        ]

    @api.model
    def _scope_write_domain(self):
        domain = self.env["permanence.encounter"]._scope_write_domain()
        return Domain("encounter_id", "any!", domain)

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().encounter_id.beneficiary_id.ids
