# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

# The role that says most about somebody's day comes first: who holds several roles
# begins where the first of them begins.
HOMES = (
    ("front_desk", ("ngo_base.ngo_presence_action",)),
    ("volunteer", ("ngo_base.ngo_presence_action",)),
    ("social_worker", ("ngo_base.ngo_team_action",)),
    ("child_protection", ("ngo_base.ngo_team_action",)),
    ("jurist", ("ngo_base.ngo_team_action",)),
    ("psychologist", ("ngo_base.ngo_team_action",)),
    ("interpreter", ("ngo_base.ngo_presence_action",)),
    ("administrative_assistant", ("ngo_base.ngo_site_action",)),
    ("finance_officer", ("ngo_base.ngo_programme_action",)),
    ("coordinator", ("ngo_base.ngo_site_action",)),
    ("supervisor", ("ngo_base.ngo_team_action",)),
    ("programme_manager", ("ngo_base.ngo_programme_action",)),
    ("data_officer", ("ngo_base.ngo_programme_action",)),
    ("dpo", ("ngo_base.ngo_journal_action",)),
    ("technician", ("ngo_base.ngo_role_action",)),
)


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _get_homes(self):
        """Home actions by role, in order: ``[(role, (xmlid, …)), …]``.

        The first action that exists is taken. Extend to put the screen of a room in
        front, once that room is there.
        """
        return HOMES

    def _set_home(self):
        """Give each of these users the home of their first live role.

        A home that somebody chose by hand is left alone; that of a role that ended
        is taken away.
        """
        homes = []
        for role, xmlids in self._get_homes():
            actions = (
                self.env.ref(xmlid, raise_if_not_found=False) for xmlid in xmlids
            )
            action = next((action for action in actions if action), None)
            if action:
                homes.append((f"ngo_base.group_ngo_base_{role}", action.id))
        ours = {action_id for _group, action_id in homes}
        for user in self:
            if user.action_id and user.action_id.id not in ours:
                continue
            home = next(
                (action for group, action in homes if user.has_group(group)), False
            )
            if user.action_id.id != home:
                user.action_id = home
