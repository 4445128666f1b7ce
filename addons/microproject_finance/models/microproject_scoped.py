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
        return super()._scope_reasons() + reasons

    @api.model
    def _default_site(self):
        """The one site that the user's roles name, empty if they name more or none."""
        live = self._scope_live()
        named = {site for _role, site, _programme in live.rows if site}
        return self.env["ngo.site"].browse(named if len(named) == 1 else ())
