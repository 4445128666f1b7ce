# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import Candidate

# CEFR B2: below it nobody interprets.
LEAST_LEVEL = 70


class PermanenceInterpreterExclusion(models.Model):
    """Who must not interpret for a person: same village, same family, her wish.

    The reason is not asked: naming it would be a danger of its own.
    """

    _name = "permanence.interpreter.exclusion"
    _inherit = ["migrant.personal"]
    _description = "Interpreter not suitable for a person"
    _personal_scope = "identity"

    employee_id = fields.Many2one(
        "hr.employee", string="Interpreter", required=True, ondelete="cascade"
    )

    _once = models.UniqueIndex(
        "(beneficiary_id, employee_id)", "This interpreter is on the list already."
    )


class PermanenceInterpreters(models.AbstractModel):
    """Those who interpret a language, as the engine compares them."""

    _name = "permanence.interpreters"
    _description = "Choice of an interpreter"

    @api.model
    def _candidates(self, language, start, stop, person, site, besides=None):
        """All who speak a language and interpret, with what binds them at that time.

        :param language: ``ngo.language``
        :param start: naive UTC start, ``stop``: its end
        :param person: ``migrant.beneficiary``, may be empty
        :param site: ``ngo.site`` where they would be needed
        :param besides: appointment that is being arranged, left out of the busy ones
        :return: list of ``engine.Candidate``, keys being ids of ``hr.employee``
        """
        # Skills, sex and leave are HR's; only yes or no leaves here.
        skills = self.env["hr.employee.skill"].sudo()
        rows = skills.search(
            [
                ("skill_id", "in", self._skill(language).ids),
                ("employee_id.active", "=", True),
                ("valid_from", "<=", start.date()),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", stop.date()),
            ]
        )
        levels = {}
        for row in rows:
            known = levels.get(row.employee_id.id, 0)
            levels[row.employee_id.id] = max(known, row.level_progress)
        profiles = self.env["permanence.profile"].sudo()
        found = profiles.search(
            [
                ("employee_id", "in", list(levels)),
                ("role_ids", "in", self._roles().ids),
            ]
        )
        people = found.employee_id
        busy = self._busy_ids(people, start, stop, besides)
        away = self._away_ids(people, start, stop)
        here = self._here_ids(people, start, stop, site)
        exclusions = self.env["permanence.interpreter.exclusion"].sudo()
        persons = person | person._aliases()
        shut = exclusions.search([("beneficiary_id", "in", persons.ids)]).employee_id
        return [
            Candidate(
                key=profile.employee_id.id,
                level=int(levels[profile.employee_id.id]),
                sex=profile.employee_id.sex or "",
                is_certified=self._is_certified(profile.employee_id),
                is_excluded=profile.employee_id in shut,
                is_busy=profile.employee_id.id in busy - here,
                is_away=profile.employee_id.id in away,
                is_here=profile.employee_id.id in here,
                cost=profile.interpreter_rate,
            )
            for profile in found
        ]

    @api.model
    def _skill(self, language):
        """The HR skill of a spoken language, by its English name."""
        skills = self.env["hr.skill"].sudo().with_context(lang="en_US")
        kind = skills._languages_type()
        name = language.sudo().with_context(lang="en_US").name
        return kind.skill_ids.filtered(
            lambda skill: skill.name.casefold() == (name or "").casefold()
        )

    @api.model
    def _roles(self):
        """Roles of the rota that interpret."""
        found = self.env["permanence.role"]
        for name in ("role_interpreter", "role_mediator"):
            role = self.env.ref(f"permanence_rota.{name}", raise_if_not_found=False)
            found |= role or found.browse()
        return found

    @api.model
    def _is_certified(self, employee):
        """A certification of HR in force says so."""
        return any(
            skill.skill_type_id.is_certification
            for skill in employee.current_employee_skill_ids
        )

    @api.model
    def _busy_ids(self, people, start, stop, besides=None):
        """Those who hold an appointment or a slot then."""
        overlap = [("start", "<", stop), ("stop", ">", start)]
        meetings = self.env["permanence.appointment"].sudo()
        held = meetings.search(
            [
                *overlap,
                ("interpreter_id", "in", people.ids),
                ("state", "in", meetings._holding),
                ("id", "not in", besides.ids if besides else []),
            ]
        ).interpreter_id
        slots = self.env["permanence.assignment"].sudo()
        held |= slots.search(
            [
                *overlap,
                ("employee_id", "in", people.ids),
                ("state", "not in", ("absent", "cancelled")),
            ]
        ).employee_id
        return set(held.ids)

    @api.model
    def _here_ids(self, people, start, stop, site):
        """Those whom the published rota places at the site for the whole time."""
        slots = self.env["permanence.assignment"].sudo()
        held = slots.search(
            [
                ("start", "<=", start),
                ("stop", ">=", stop),
                ("site_id", "=", site.id),
                ("employee_id", "in", people.ids),
                ("publish_seq", ">", 0),
                ("state", "not in", ("absent", "cancelled")),
            ]
        )
        here = set(held.employee_id.ids)
        # On shift here, but promised to somebody else at that hour.
        meetings = self.env["permanence.appointment"].sudo()
        promised = meetings.search(
            [
                ("start", "<", stop),
                ("stop", ">", start),
                ("interpreter_id", "in", list(here)),
                ("state", "in", meetings._holding),
                ("id", "not in", self.env.context.get("arranging", [])),
            ]
        )
        return here - set(promised.interpreter_id.ids)

    @api.model
    def _away_ids(self, people, start, stop):
        """Those on leave then; why is never read."""
        leaves = self.env["resource.calendar.leaves"].sudo()
        away = leaves.search(
            Domain("resource_id", "in", people.resource_id.ids)
            & Domain("date_from", "<", stop)
            & Domain("date_to", ">", start)
        )
        return set(people.filtered(lambda p: p.resource_id in away.resource_id).ids)
