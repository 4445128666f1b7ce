# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ngo_base.models.ngo_role import CONTENT_ROLES

# Roles at whose desk a person is received.
DESK_ROLES = ("front_desk", "administrative_assistant")
# How long the author of a registration may correct it.
OWN_HOURS = 24
# Grants that open an identity; one for a conference opens what its organiser chose.
IDENTITY_GRANTS = (
    "replacement",
    "trainee",
    "guest",
    "member",
    "session",
    "in_front",
    "emergency",
)
PROTECTION_GRANTS = ("replacement", "member")


class MigrantBeneficiary(models.Model):
    """Who reads which part of which file, said once for the person and her lines."""

    _inherit = "migrant.beneficiary"

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        standard = Domain("confidentiality", "=", "standard")
        shift = live.presence_site_ids_for(*DESK_ROLES, "volunteer", "interpreter")
        return [
            *self._own_reasons(live),
            (
                "shift",
                self.env._("You are on shift where she is received or stays."),
                standard & self._here_domain(shift),
            ),
            (
                "programme",
                self.env._("You work for the whole programme."),
                standard & live.domain(("jurist", "psychologist")),
            ),
            (
                "site",
                self.env._("You coordinate or serve this site."),
                standard & live.domain(("coordinator", "administrative_assistant")),
            ),
        ]

    @api.model
    def _own_reasons(self, live):
        """Worker, team, author of a fresh registration."""
        since = fields.Datetime.now() - timedelta(hours=OWN_HOURS)
        open_to_team = Domain("confidentiality", "!=", "sealed")
        teams = []
        if live.has("social_worker", "supervisor", "child_protection"):
            teams = live.team_ids
        owner = Domain("owner_id", "=", self.env.uid)
        if not live.has(*CONTENT_ROLES):
            owner = Domain.FALSE
        return [
            ("owner", self.env._("You accompany this person."), owner),
            (
                "team",
                self.env._("Your team accompanies this person."),
                open_to_team & Domain("team_id", "in", teams),
            ),
            (
                "author",
                self.env._("You registered this person within a day."),
                Domain("create_uid", "=", self.env.uid)
                & Domain("create_date", ">=", since)
                & Domain("owner_id", "in", (self.env.uid, False)),
            ),
        ]

    @api.model
    def _personal_reasons(self, part):
        """Why the current user reads one part of the files, see ``migrant.personal``.

        :param str part: person, identity or protection
        :return: list of (key, label, Domain on persons), dated grants included
        """
        live = self._scope_live()
        if part == "person":
            reasons, kinds = self._scope_reasons(), IDENTITY_GRANTS
        else:
            reasons, kinds = self._own_reasons(live), IDENTITY_GRANTS
            if part == "protection":
                kinds = PROTECTION_GRANTS
            else:
                reasons += self._shift_reasons(live)
        granted = [
            res_id
            for res_id, kind, _write, _to in live._grants("migrant.beneficiary")
            if kind in kinds
        ]
        label = self.env._("The file is open to you until a date.")
        return reasons + [("grant", label, Domain("id", "in", granted))]

    @api.model
    def _shift_reasons(self, live):
        """The desk reads who is received at its site, while on shift."""
        standard = Domain("confidentiality", "=", "standard")
        shift = live.presence_site_ids_for("front_desk")
        return [
            (
                "shift",
                self.env._("You are on shift where she is received or stays."),
                standard & self._here_domain(shift),
            ),
            (
                "office",
                self.env._("You keep the office of this site."),
                standard & live.domain(("administrative_assistant",)),
            ),
        ]

    @api.model
    def _here_domain(self, site_ids):
        """Persons who are received at these sites, or stay there now."""
        if not site_ids:
            return Domain.FALSE
        stays = self.env["migrant.stay"]._current_domain(site_ids)
        return Domain("site_id", "in", site_ids) | Domain("stay_ids", "any", stays)

    @api.model
    def _first_name_domain(self):
        """Persons whom the current user calls by her first name, without more of her.

        Volunteers and interpreters on shift where she is, coordinators of her site.
        """
        live = self._scope_live()
        if not live.any:
            return Domain.FALSE
        shift = live.presence_site_ids_for("volunteer", "interpreter")
        here = self._here_domain(shift) | live.domain(("coordinator",))
        return Domain("confidentiality", "=", "standard") & here

    @api.model
    def _personal_write_domain(self):
        """Persons whose file the current user writes in: her own, and fresh ones."""
        live = self._scope_live()
        reasons = {key: domain for key, _label, domain in self._own_reasons(live)}
        return (
            reasons["owner"]
            | reasons["author"]
            | Domain("id", "in", live.granted_ids(self._name, "write"))
        )

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        led = Domain("confidentiality", "!=", "sealed") & Domain(
            "team_id", "in", live.led_team_ids if live.has("supervisor") else []
        )
        return self._personal_write_domain() | led

    def _break_glass_approval(self):
        return "dual" if self.confidentiality == "sealed" else "single"
