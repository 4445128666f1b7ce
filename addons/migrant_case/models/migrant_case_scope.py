# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ngo_base.models.ngo_role import CONTENT_ROLES

# Roles that read the files of their team.
TEAM_ROLES = ("social_worker", "child_protection", "supervisor")
# Which dated grants on a file open which part of it.
GRANTS = {
    "core": (
        "replacement",
        "trainee",
        "guest",
        "member",
        "in_front",
        "emergency",
    ),
    "social": ("replacement", "trainee", "member", "in_front", "emergency"),
    "legal": ("replacement", "member"),
    "medical": ("member",),
}
# Secrecy of a profession: only its members read the part, on files that are theirs.
PROFESSIONS = {"legal": "jurist", "medical": "psychologist"}


class MigrantCase(models.Model):
    """Who reads which part of which file, said once for the file and its lines.

    Parts: *core* (the file, its needs, plan, actions, procedures), *social* (notes),
    *legal* and *medical* (behind the secrecy of the profession).
    """

    _inherit = "migrant.case"

    @api.model
    def _scope_reasons(self):
        return self._own_reasons(self._scope_live())

    @api.model
    def _scope_write_domain(self):
        return self._own_write_domain(self._scope_live())

    @api.model
    def _own_reasons(self, live):
        """Owner, team, and the jurists of a team for its legal files."""
        owner, team, legal = Domain.FALSE, Domain.FALSE, Domain.FALSE
        shut = Domain("confidentiality", "!=", "sealed")
        if live.has(*CONTENT_ROLES):
            owner = Domain("owner_id", "=", self.env.uid)
        if live.has(*TEAM_ROLES):
            team = shut & Domain("team_id", "in", live.team_ids)
        if live.has("jurist"):
            legal = shut & Domain("team_id", "in", live.team_ids)
            legal &= Domain("case_type_id.is_legal", "=", True)
        return [
            ("owner", self.env._("It is your file."), owner),
            ("team", self.env._("It is a file of your team."), team),
            ("legal_team", self.env._("It is a legal file of your team."), legal),
        ]

    @api.model
    def _own_write_domain(self, live):
        """Files that the current user changes: her own, those of the team she leads."""
        own, led = Domain.FALSE, Domain.FALSE
        if live.has(*CONTENT_ROLES):
            own = Domain("owner_id", "=", self.env.uid)
        if live.has("supervisor"):
            led = Domain("confidentiality", "!=", "sealed")
            led &= Domain("team_id", "in", live.led_team_ids)
        return own | led

    @api.model
    def _granted_domain(self, live, part, mode="read"):
        """Files of which a dated grant opens one part to the current user."""
        return Domain(
            "id",
            "in",
            [
                res_id
                for res_id, kind, can_write, _to in live._grants("migrant.case")
                if kind in GRANTS[part] and (mode == "read" or can_write)
            ],
        )

    @api.model
    def _case_reasons(self, part="core"):
        """Why the current user reads one part of the files, see ``migrant.case.part``.

        :param str part: core, social, legal or medical
        :return: list of (key, label, Domain on files), dated grants included
        """
        live = self._scope_live()
        profession = PROFESSIONS.get(part)
        if profession and not live.has(profession):
            return []
        reasons = self._own_reasons(live)
        if profession:
            # The hierarchy does not read behind the secrecy of a profession.
            reasons = [reason for reason in reasons if reason[0] != "team"]
        if part == "medical":
            reasons = [reason for reason in reasons if reason[0] == "owner"]
        label = self.env._("The file is open to you until a date.")
        return [*reasons, ("grant", label, self._granted_domain(live, part))]

    @api.model
    def _case_write_domain(self, part="core"):
        """Files in one part of which the current user writes."""
        live = self._scope_live()
        profession = PROFESSIONS.get(part)
        if profession:
            if not live.has(profession):
                return Domain.FALSE
            own = Domain("owner_id", "=", self.env.uid)
        else:
            own = self._own_write_domain(live)
        return own | self._granted_domain(live, part, "write")

    def _break_glass_approval(self):
        return "dual" if self.confidentiality == "sealed" else "single"
