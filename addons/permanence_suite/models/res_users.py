# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

DAY = "permanence_suite.permanence_day_action"
FIND_PERSON = "migrant_registry.migrant_registry_search_action"
MICROPROJECTS = "microproject_finance.microproject_microproject_action"
MY_SHIFTS = "permanence_rota.permanence_assignment_my_action"
PRESENCES = "ngo_base.ngo_presence_action"
PROGRAMMES = "ngo_base.ngo_programme_action"
SITES = "ngo_base.ngo_site_action"
TEAMS = "ngo_base.ngo_team_action"
TODAY = "permanence_reception.permanence_slot_today_action"
# The role that says most about somebody's day comes first: who holds several roles
# begins where the first of them begins. Of its actions, the first that exists.
HOMES = (
    ("front_desk", (TODAY, FIND_PERSON, PRESENCES)),
    ("volunteer", (MY_SHIFTS, PRESENCES)),
    ("social_worker", (DAY, FIND_PERSON)),
    ("child_protection", (DAY, FIND_PERSON)),
    ("jurist", (DAY, FIND_PERSON)),
    ("psychologist", (DAY, FIND_PERSON)),
    ("interpreter", (MY_SHIFTS, PRESENCES)),
    ("administrative_assistant", (DAY, FIND_PERSON)),
    ("finance_officer", (DAY, MICROPROJECTS, PROGRAMMES)),
    ("coordinator", ("permanence_rota.permanence_board_action", SITES)),
    ("supervisor", (DAY, TEAMS)),
    ("programme_manager", (DAY, PROGRAMMES)),
    ("data_officer", (DAY, PROGRAMMES)),
    ("dpo", ("ngo_base.ngo_journal_action",)),
    ("technician", (DAY, "ngo_base.ngo_role_action")),
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        res = super().write(vals)
        if "group_ids" in vals:
            # Groups follow the roles; the first one is given by hand.
            self._set_home()
        return res

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
        is taken away. In a house without roles, whoever has *Settings* is told on the
        day's page how to begin.
        """
        homes, ours = [], set()
        is_new = self.env["ngo.role"]._is_house_new()
        for role, xmlids in self._get_homes():
            actions = [
                action.id
                for xmlid in xmlids
                if (action := self.env.ref(xmlid, raise_if_not_found=False))
            ]
            ours.update(actions)
            if actions:
                homes.append((f"ngo_base.group_ngo_base_{role}", actions[0]))
        for user in self:
            if user.action_id and user.action_id.id not in ours:
                continue
            home = next(
                (action for group, action in homes if user.has_group(group)), False
            )
            if not home and user._is_system() and is_new:
                home = self.env.ref(DAY).id
            if user.action_id.id != home:
                user.action_id = home

    @api.model
    def _refresh_homes(self):
        """Give their home to all who hold roles, and to whoever installs."""
        users = self.env["ngo.role"].search([("state", "=", "approved")]).user_id
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        (users | admin if admin else users)._set_home()
