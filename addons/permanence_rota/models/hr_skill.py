# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# CEFR, with the share of mastery that HR shows.
LEVELS = (("A1", 15), ("A2", 30), ("B1", 50), ("B2", 70), ("C1", 85), ("C2", 100))


class HrSkill(models.Model):
    _inherit = "hr.skill"

    local_name = fields.Char(
        string="In the reader's language", compute="_compute_local_name"
    )

    @api.model
    def _languages_type(self):
        """The HR skill type that holds spoken languages."""
        found = self.env.ref("hr_skills.hr_skill_type_lang", raise_if_not_found=False)
        return found or self.env["hr.skill.type"].search(
            [("name", "=", "Languages")], limit=1
        )

    @api.model
    def _fill_languages(self):
        """One HR skill per spoken language of ``ngo.language``, made once.

        The list and its key (ISO 639-3) stand in ``ngo.language``; levels of people
        stand in HR.
        """
        # Installing or importing languages must not depend on who does it.
        skills, languages = self.sudo(), self.env["ngo.language"].sudo()
        # A list that ships with the suite, read once.
        languages = languages.search([])  # pylint: disable=no-search-all
        kind = skills._languages_type()
        if not kind:
            kind = self.env["hr.skill.type"].sudo().create({"name": "Languages"})
        if not kind.skill_level_ids:
            self.env["hr.skill.level"].sudo().create(
                [
                    {"skill_type_id": kind.id, "name": name, "level_progress": progress}
                    for name, progress in LEVELS
                ]
            )
        known = {skill.name.casefold() for skill in kind.skill_ids}
        skills.create(
            [
                {"name": language.name, "skill_type_id": kind.id}
                for language in languages
                if language.name.casefold() not in known
            ]
        )
        return kind

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_local_name(self):
        """HR translates few of its languages; the list of spoken languages has all."""
        sources = {skill: skill.with_context(lang="en_US").name for skill in self}
        spoken = self.env["ngo.language"].with_context(lang="en_US")
        found = spoken.search([("name", "in", list(sources.values()))])
        names = {language.name: language.id for language in found}
        for skill, source in sources.items():
            language = spoken.browse(names.get(source, [])).with_env(skill.env)
            skill.local_name = language.name or skill.name
