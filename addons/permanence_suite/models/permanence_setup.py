# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The steps of a house that begins, each with its state and the way to it."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ..wizards.permanence_country import CHECKED, COUNTRY


class Step(NamedTuple):
    """One step: done when something of ``model`` fits ``domain``.

    :param title: in the reader's language
    :param help: what it is for
    :param model: name of the model that is counted
    :param domain: what counts
    :param action: XML id of the window action that opens it
    :param is_preset: it holds figures that somebody has to check with the law
    """

    title: str
    help: str
    model: str
    domain: Domain
    action: str
    is_preset: bool = False


class PermanenceSetup(models.AbstractModel):
    """What a technician sets up before the first person is received."""

    _name = "permanence.setup"
    _description = "Steps of setting up"

    @api.model
    def _get_steps(self):
        """The steps, for technicians; nothing for others.

        :return: dicts of ``title``, ``help``, ``count`` (what there is, an int),
            ``state`` (``todo``, ``check`` or ``done``), ``state_text`` and ``action``
            (XML id, empty where the reader may not open it)
        :rtype: list
        """
        roles = self.env["ngo.role"]
        live = roles._live()
        # Before the first roles of a house: colleagues to give them to, and these.
        is_first = not live.any and roles._may_open_house()
        if not is_first and self.env.user._is_system() and roles._is_house_new():
            return [self._get_very_first()]
        if not (is_first or live.has("technician")):
            return []
        # Whether somebody checked the presets; the parameter says nothing else.
        is_checked = self.env["ir.config_parameter"].sudo().get_param(CHECKED)
        states = {
            "todo": self.env._("To do"),
            "check": self.env._("To be checked"),
            "done": self.env._("Done"),
        }
        steps = []
        for step in self._steps():
            if is_first and step.model not in ("res.users", roles._name):
                continue
            # A number says nothing of anybody: whether the step is done.
            count = self.env[step.model].sudo().search_count(step.domain, limit=1000)
            state = "done" if count else "todo"
            if count and step.is_preset and not is_checked:
                state = "check"
            steps.append(
                {
                    "title": step.title,
                    "help": step.help,
                    "count": count,
                    "state": state,
                    "state_text": states[state],
                    "action": step.action if self._may_open(step.action) else "",
                }
            )
        return steps

    def _get_very_first(self):
        """What whoever installed the suite does: she makes herself technician."""
        return {
            "title": self.env._("Who sets up the house"),
            "help": self.env._(
                "Open your own account here, choose Technician beside that word, under"
                " Permanence, and save. You sign in again, with a second factor on your"
                " telephone."
            ),
            "count": 0,
            "state": "todo",
            "state_text": self.env._("To do"),
            "action": "base.action_res_users",
        }

    def _may_open(self, xmlid):
        # The action's model is no secret; its rights are asked as the reader.
        action = self.env.ref(xmlid).sudo()
        return self.env[action.res_model].has_access("read")

    def _steps(self):
        """The steps in the order in which they serve one another."""
        today = fields.Datetime.now()
        return [
            Step(
                self.env._("Your organisation"),
                self.env._("Name, address and logo, as printed on letters."),
                "res.company",
                Domain("id", "=", self.env.company.id)
                & Domain("name", "!=", "My Company"),
                "base.action_res_company_form",
            ),
            Step(
                self.env._("Your country"),
                self.env._("Days off, words, presets and accounts to begin with."),
                "ir.config_parameter",
                Domain("key", "=", COUNTRY),
                "permanence_suite.permanence_country_action",
            ),
            Step(
                self.env._("Languages"),
                self.env._("Those in which your colleagues read their screens."),
                "res.lang",
                Domain("active", "=", True) & Domain("code", "!=", "en_US"),
                "base.res_lang_act_window",
            ),
            Step(
                self.env._("Sites"),
                self.env._("Where people are received, with address and hours."),
                "ngo.site",
                Domain.TRUE,
                "ngo_base.ngo_site_action",
            ),
            Step(
                self.env._("Programmes"),
                self.env._("What is funded, by whom, from when to when."),
                "ngo.programme",
                Domain.TRUE,
                "ngo_base.ngo_programme_action",
            ),
            Step(
                self.env._("Teams"),
                self.env._("Who works with whom, and who leads."),
                "ngo.team",
                Domain.TRUE,
                "ngo_base.ngo_team_action",
            ),
            Step(
                self.env._("Charter in force"),
                self.env._("Nobody reads a file before she has signed it."),
                "ngo.charter",
                Domain("state", "=", "in_force"),
                "ngo_base.ngo_charter_action",
            ),
            Step(
                self.env._("Accounts of colleagues"),
                self.env._(
                    "Whoever signs in has one; somebody with Odoo's right Settings"
                    " makes it."
                ),
                "res.users",
                Domain("share", "=", False) & Domain("id", "!=", self.env.uid),
                "base.action_res_users",
            ),
            Step(
                self.env._("Roles"),
                self.env._("Who does what, where, from which day; another approves."),
                "ngo.role",
                Domain("state", "=", "approved"),
                "ngo_base.ngo_role_action",
            ),
            Step(
                self.env._("Public holidays"),
                self.env._("Days to come on which the whole house is closed."),
                "resource.calendar.leaves",
                Domain("resource_id", "=", False) & Domain("date_to", ">", today),
                "hr_holidays.open_view_public_holiday",
            ),
            Step(
                self.env._("Working time of the rota"),
                self.env._("Rest, days in a row and hours a day, by your law."),
                "ir.config_parameter",
                Domain("key", "=", "permanence_rota.rest_hours"),
                "permanence_suite.permanence_country_action",
                True,
            ),
            Step(
                self.env._("Deadlines and second looks"),
                self.env._("The presets are to be checked with your jurist."),
                "ngo.policy.rule",
                Domain.TRUE,
                "ngo_base.ngo_policy_rule_action",
            ),
            Step(
                self.env._("How long files are kept"),
                self.env._("Retention by programme and country."),
                "migrant.retention.rule",
                Domain.TRUE,
                "migrant_registry.migrant_retention_rule_action",
                True,
            ),
            Step(
                self.env._("Types of file"),
                self.env._("Steps, gates and words of each programme."),
                "migrant.case.type",
                Domain.TRUE,
                "migrant_case.migrant_case_type_action",
            ),
            Step(
                self.env._("Services of the rota"),
                self.env._("What a permanence offers and whom it needs."),
                "permanence.service",
                Domain.TRUE,
                "permanence_rota.permanence_service_action",
            ),
            Step(
                self.env._("Staff and volunteers"),
                self.env._(
                    "Whoever is planned, with or without an account: by the sheet"
                    " below, or Create an employee on her account."
                ),
                "hr.employee",
                Domain("user_id", "!=", self.env.uid),
                "hr.open_view_employee_list_my",
            ),
            Step(
                self.env._("Chart of accounts"),
                self.env._("The accountant chooses it in Invoicing."),
                "account.account",
                Domain.TRUE,
                "account.action_account_form",
            ),
            Step(
                self.env._("Bank"),
                self.env._("One journal for each account that pays."),
                "account.journal",
                Domain("type", "=", "bank"),
                "account.action_account_journal_form",
            ),
            Step(
                self.env._("Programmes with micro-projects"),
                self.env._(
                    "Who manages the programme says so on it, and chooses the account"
                    " of advances; headings and funding sources follow under"
                    " Micro-projects, Configuration."
                ),
                "ngo.programme",
                Domain("has_microprojects", "=", True)
                & Domain("advance_account_id", "!=", False),
                "ngo_base.ngo_programme_action",
            ),
        ]
