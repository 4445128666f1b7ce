# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The steps of a house that begins, each with its state and the way to it."""

from odoo import api, models
from odoo.fields import Domain


class PermanenceSetup(models.AbstractModel):
    """What a technician sets up before the first person is received."""

    _name = "permanence.setup"
    _description = "Steps of setting up"

    @api.model
    def _get_steps(self):
        """The steps, for technicians; nothing for others.

        :return: dicts of ``title``, ``help``, ``count`` (what there is, an int) and
            ``action`` (XML id, empty where the reader may not open it)
        :rtype: list
        """
        if not self.env["ngo.role"]._live().has("technician"):
            return []
        return [
            {
                "title": title,
                "help": help_text,
                # A number says nothing of anybody: whether the step is done.
                "count": self.env[model].sudo().search_count(domain, limit=1000),
                "action": action if self.env[model].has_access("read") else "",
            }
            for title, help_text, model, domain, action in self._steps()
        ]

    def _steps(self):
        """The steps in the order in which they serve one another."""
        return [
            (
                self.env._("Languages"),
                self.env._("Those in which your colleagues read their screens."),
                "res.lang",
                Domain("active", "=", True) & Domain("code", "!=", "en_US"),
                "base.res_lang_act_window",
            ),
            (
                self.env._("Sites"),
                self.env._("Where people are received, with address and hours."),
                "ngo.site",
                Domain.TRUE,
                "ngo_base.ngo_site_action",
            ),
            (
                self.env._("Programmes"),
                self.env._("What is funded, by whom, from when to when."),
                "ngo.programme",
                Domain.TRUE,
                "ngo_base.ngo_programme_action",
            ),
            (
                self.env._("Teams"),
                self.env._("Who works with whom, and who leads."),
                "ngo.team",
                Domain.TRUE,
                "ngo_base.ngo_team_action",
            ),
            (
                self.env._("Charter in force"),
                self.env._("Nobody reads a file before she has signed it."),
                "ngo.charter",
                Domain("state", "=", "in_force"),
                "ngo_base.ngo_charter_action",
            ),
            (
                self.env._("Roles"),
                self.env._("Who does what, where, from which day; another approves."),
                "ngo.role",
                Domain("state", "=", "approved"),
                "ngo_base.ngo_role_action",
            ),
            (
                self.env._("Deadlines and second looks"),
                self.env._("The presets are to be checked with your jurist."),
                "ngo.policy.rule",
                Domain.TRUE,
                "ngo_base.ngo_policy_rule_action",
            ),
            (
                self.env._("How long files are kept"),
                self.env._("Retention by programme and country."),
                "migrant.retention.rule",
                Domain.TRUE,
                "migrant_registry.migrant_retention_rule_action",
            ),
            (
                self.env._("Types of file"),
                self.env._("Steps, gates and words of each programme."),
                "migrant.case.type",
                Domain.TRUE,
                "migrant_case.migrant_case_type_action",
            ),
            (
                self.env._("Services of the rota"),
                self.env._("What a permanence offers and whom it needs."),
                "permanence.service",
                Domain.TRUE,
                "permanence_rota.permanence_service_action",
            ),
            (
                self.env._("Chart of accounts"),
                self.env._("The accountant chooses it in Invoicing."),
                "account.account",
                Domain.TRUE,
                "account.action_account_form",
            ),
            (
                self.env._("Bank"),
                self.env._("One journal for each account that pays."),
                "account.journal",
                Domain("type", "=", "bank"),
                "account.action_account_journal_form",
            ),
        ]
