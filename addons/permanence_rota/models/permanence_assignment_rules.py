# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import why_not as engine_why_not
from .permanence_supply import CLOSED


class PermanenceAssignment(models.Model):
    """Who may hold a head and who may not, by the rules of the engine."""

    _inherit = "permanence.assignment"

    def _engine_case(self, profiles):
        """(problem, rows held) around these heads for these people."""
        plans = self.env["permanence.plan"]
        window = self.env["permanence.slot"]
        for slot in self.slot_id:
            window |= plans._slots_around(slot, profiles)
        supply = self.env["permanence.supply"]
        problem = supply._problem(window, profiles)
        people = {row["id"] for row in problem["people"]}
        lines = {ln["id"] for s in problem["slots"] for ln in s["lines"]}
        rows = [
            {"line": a.requirement_id.id, "person": a.employee_id.id, "head": a.id}
            for a in window.assignment_ids
            if a.employee_id.id in people
            and a.requirement_id.id in lines
            and a.state not in CLOSED
        ]
        return problem, rows

    def _could_hold(self):
        """Who has the role of this head and may work at its site, at whatever hour.

        :rtype: hr.employee
        """
        role = self.role_id
        profiles = self.env["permanence.profile"].search(
            Domain("role_ids", "in", (role | role.substitute_ids.substitute_id).ids)
            & (
                Domain("site_ids", "=", False)
                | Domain("site_ids", "parent_of", self.site_id.ids)
            )
        )
        return profiles.employee_id

    def _why_not(self, employee_id, without=()):
        """Every reason against giving this head to a person, by the solver's rules.

        :param int employee_id: who
        :param without: ids of assignments taken as given up (both sides of a swap)
        :return: list of reasons, see the engine's ``rules``
        """
        self.ensure_one()
        # The rules must see everything that binds a person, whoever asks.
        profiles = self.env["permanence.profile"].sudo()
        profile = profiles.search([("employee_id", "=", employee_id)])
        if not profile:
            return [{"code": "role", "role": self.role_id.id}]
        team = self.slot_id.sudo().assignment_ids.employee_id
        profiles = profile | profiles.search([("employee_id", "in", team.ids)])
        problem, rows = self._engine_case(profiles)
        gone = {self.id, *without}
        kept = [row for row in rows if row["head"] not in gone]
        return engine_why_not(problem, kept, employee_id, self.requirement_id.id)

    def _check_holder(self, employee_id, without=()):
        """Raise with the reasons when a person may not hold this head."""
        reasons = self._why_not(employee_id, without)
        if reasons:
            employee = self.env["hr.employee"].sudo().browse(employee_id)
            words = self.env["permanence.slot"]
            raise UserError(
                self.env._(
                    "%(name)s cannot hold %(slot)s: %(reasons)s",
                    name=employee.name,
                    slot=self.slot_id.display_name,
                    reasons=words._reasons_text(reasons),
                )
            )

    def get_candidates(self):
        """Who may take this head, in order, and who may not and why.

        :return: {"candidates": [{id, name, detail}], "excluded": [{id, name, why}]}
        """
        self.ensure_one()
        self.check_access("write")
        candidates, excluded = self.plan_id._rank(self)
        words = self.env["permanence.slot"]
        # Names of colleagues are public in the house; the employee row is HR's.
        people = self.env["hr.employee"].sudo()
        return {
            "candidates": [
                {
                    "id": row["person"],
                    "name": people.browse(row["person"]).name,
                    "detail": self._candidate_detail(row),
                }
                for row in candidates
            ],
            "excluded": [
                {
                    "id": row["person"],
                    "name": people.browse(row["person"]).name,
                    "why": words._reasons_text(row["reasons"]),
                }
                for row in excluded
            ],
        }

    def _candidate_detail(self, row):
        parts = []
        if row["needs_met"] > 0:
            parts.append(self.env._("speaks what the team lacks"))
        if row["minutes_left"] is not None:
            left = row["minutes_left"]
            clock = self.env["permanence.slot"]._clock(abs(left))
            if left >= 0:
                parts.append(self.env._("%(hours)s below target", hours=clock))
            else:
                parts.append(self.env._("%(hours)s above target", hours=clock))
        if row["substitute"]:
            parts.append(self.env._("stands in for the role"))
        if row["wish"] > 0:
            parts.append(self.env._("would like it"))
        elif row["wish"] < 0:
            parts.append(self.env._("would rather not"))
        return " · ".join(parts)
