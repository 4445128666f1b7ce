# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date


class MigrantLetterTemplate(models.Model):
    _inherit = "migrant.letter.template"

    is_report = fields.Boolean(
        string="With needs, goals and actions",
        help="Only where the profile of the recipient allows request and support.",
    )


class MigrantLetter(models.Model):
    """The report on a situation: what is needed, aimed at and under way. [B47]"""

    _inherit = "migrant.letter"

    def _summary(self):
        lines = super()._summary()
        if not self.template_id.is_report or not self.profile_id.has_social:
            return lines
        needs = self._lines_of("migrant.need", [("closed_on", "=", False)])
        goals = self._lines_of(
            "migrant.goal", [("state", "=", "open"), ("plan_id.state", "=", "active")]
        )
        actions = self._lines_of("migrant.action", [("state", "in", ("todo", "doing"))])
        return [
            *lines,
            *self._section(self.env._("Needs"), [self._need_line(n) for n in needs]),
            *self._section(
                self.env._("Goals"), [self._dated(g.name, g.target_on) for g in goals]
            ),
            *self._section(
                self.env._("Under way"),
                [self._dated(a.name, a.due_on) for a in actions],
            ),
        ]

    def _lines_of(self, model, domain):
        """Lines of the file that the writer reads; none where her role reads none."""
        rows = self.env[model].sudo(False)
        if not rows.has_access("read"):
            return rows
        return rows.search([("case_id", "=", self.case_id.id), *domain])

    def _need_line(self, need):
        states = dict(need._fields["state"]._description_selection(self.env))
        return f"{need.domain_id.name} · {need.name} ({states[need.state]})"

    def _dated(self, name, day):
        """A line with its day, as the recipient reads dates."""
        if not day:
            return name
        return f"{name} · {format_date(self.env, day, self.lang)}"
