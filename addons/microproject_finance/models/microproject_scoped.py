# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class MicroprojectScoped(models.AbstractModel):
    """What hangs on a micro-project or its programme is read with it.

    Finance and programme managers by programme and site of their role, so do
    coordinators; the people who accompany it by name or team.
    """

    _name = "microproject.scoped"
    _inherit = ["ngo.guarded"]
    _description = "Read with its micro-project"
    # Path of the micro-project, empty on itself; None where there is none.
    _microproject_path = "microproject_id"
    # Path of the programme.
    _programme_path = "microproject_id.programme_id"
    # Path of a session whose members read it while it is open; None: nobody more.
    _session_path = None

    @api.model
    def _scope_reasons(self):
        live, path = self._scope_live(), self._microproject_path
        prefix = f"{path}." if path else ""
        site = f"{prefix}site_id" if path is not None else None
        reasons = [
            (
                "money",
                self.env._("You keep the money of this programme."),
                live.domain(
                    ("finance_officer", "programme_manager"), site, self._programme_path
                ),
            ),
            (
                "coordination",
                self.env._("You coordinate this programme or site."),
                live.domain(("coordinator",), site, self._programme_path),
            ),
        ]
        if path is not None:
            own = Domain(f"{prefix}referent_id", "=", self.env.uid)
            if not live.has("social_worker", "supervisor"):
                own = Domain.FALSE
            led = Domain(f"{prefix}team_id", "in", live.led_team_ids)
            if not live.has("supervisor"):
                led = Domain.FALSE
            reasons += [
                ("own", self.env._("You accompany this micro-project."), own),
                ("team", self.env._("Your team accompanies this micro-project."), led),
            ]
        if self._session_path:
            member = Domain(f"{self._session_path}.member_ids", "in", [self.env.uid])
            reasons.append(
                (
                    "member",
                    self.env._("You sit in the session that decides."),
                    member & Domain(f"{self._session_path}.state", "=", "open"),
                )
            )
        return super()._scope_reasons() + reasons

    @api.model
    def _scope_write_domain(self):
        """As reading, except that members of a session only read."""
        return Domain.OR(
            domain for key, _label, domain in self._scope_reasons() if key != "member"
        )

    def _is_same_person(self, *others):
        """Whether the user did a step before that is another's duty.

        :param res.users others: who did those steps
        :return: False too where the programme waives the separation, with its reason
        """
        self.ensure_one()
        if not any(user == self.env.user for user in others):
            return False
        return not self.mapped(self._programme_path).duty_waiver_reason

    @api.model
    def _default_site(self):
        """The one site that the user's roles name, empty if they name more or none."""
        live = self._scope_live()
        named = {site for _role, site, _programme in live.rows if site}
        return self.env["ngo.site"].browse(named if len(named) == 1 else ())
