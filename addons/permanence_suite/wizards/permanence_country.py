# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.migrant_case.engine import legal_days

from .country_packs import PACKS

COUNTRY = "permanence_suite.country"
CHECKED = "permanence_suite.presets_checked_by"
# Parameter of the rota → field of this page, see `permanence.supply._rules`.
LIMITS = {
    "permanence_rota.rest_hours": "rest_hours",
    "permanence_rota.days_in_7": "days_in_7",
    "permanence_rota.day_hours": "day_hours",
}


class PermanenceCountry(models.TransientModel):
    """A new house takes the days, words and presets of its country, in one step.

    Asked again, it adds what is missing and leaves alone what somebody made since.
    """

    _name = "permanence.country"
    _description = "What a Country Brings"

    country_id = fields.Many2one(
        comodel_name="res.country",
        required=True,
        ondelete="cascade",
        domain=[("code", "in", tuple(PACKS))],
        default=lambda self: self._default_country_id(),
    )
    hide_areas = fields.Boolean(
        string="Hide the areas of other countries",
        help="They come back when another country is chosen here.",
    )
    rest_hours = fields.Float(
        string="Rest between two permanences",
        compute="_compute_limits",
        store=True,
        readonly=False,
        help="In hours.",
    )
    days_in_7 = fields.Integer(
        string="Most days of work in seven",
        compute="_compute_limits",
        store=True,
        readonly=False,
    )
    day_hours = fields.Float(
        string="Most hours of permanence in a day",
        compute="_compute_limits",
        store=True,
        readonly=False,
    )
    months = fields.Integer(
        string="Months that a file is kept",
        compute="_compute_limits",
        store=True,
        readonly=False,
        help="After the last contact, where no rule of a programme says otherwise.",
    )
    sources = fields.Text(compute="_compute_sources")
    checked_by = fields.Char(
        default=lambda self: self._get_parameter(CHECKED),
        help="Who checked these figures with the law. Empty: they stay to be checked.",
    )
    report = fields.Text(string="What was done", readonly=True)

    _limits_possible = models.Constraint(
        "CHECK(rest_hours BETWEEN 0 AND 48 AND day_hours BETWEEN 1 AND 24"
        " AND days_in_7 BETWEEN 1 AND 7 AND months BETWEEN 1 AND 600)",
        "These limits are not possible.",
    )

    @api.model
    def _default_country_id(self):
        code = self._get_parameter(COUNTRY) or self.env.company.country_id.code
        return (
            self.env["res.country"]
            .search([("code", "=", code)])
            .filtered(lambda country: country.code in PACKS)
        )

    @api.depends("country_id")
    def _compute_limits(self):
        """The country's presets, or what the house has put in their place."""
        for page in self:
            pack = PACKS.get(page.country_id.code)
            if not pack:
                page.update(dict.fromkeys((*LIMITS.values(), "months"), 0))
                continue
            known = page._get_parameter(COUNTRY) == page.country_id.code
            presets = (pack.rest, pack.days, pack.hours)
            for (key, name), preset in zip(LIMITS.items(), presets, strict=True):
                page[name] = float(known and page._get_parameter(key) or preset)
            page.months = page._get_retention_rule().months or pack.months

    @api.depends("country_id")
    def _compute_sources(self):
        for page in self:
            pack = PACKS.get(page.country_id.code)
            page.sources = pack and f"{pack.work_source}\n{pack.file_source}"

    def action_apply(self):
        """Bring what the country brings, and say what was done.

        :raise UserError: the reader is not a technician
        """
        self.ensure_one()
        if not self.env["ngo.role"]._live().has("technician"):
            raise UserError(self.env._("The technician sets up the house."))
        # Company, calendar, languages and parameters are core's and ask for its
        # Settings; a technician without them writes these presets and no others.
        page = self.sudo()
        told = [
            page._apply_house(),
            page._apply_languages(),
            page._apply_areas(),
            page._apply_holidays(),
            page._apply_limits(),
            page._apply_retention(),
        ]
        charts, must_load = page._see_accounts()
        self.report = "\n".join([*filter(None, told), charts])
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("What was done"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
        if must_load:
            # Last: it may install a module of Odoo, which begins a new transaction.
            self.env["account.chart.template"].try_loading(
                PACKS[self.country_id.code].chart, self.env.company
            )
        return action

    # ----------------------------------------------------------------- steps

    def _apply_house(self):
        """Country, currency and time zone of the company."""
        company, country = self.env.company, self.country_id
        zone = PACKS[country.code].zone
        self._set_parameter(COUNTRY, country.code)
        if company.country_id != country:
            company.country_id = country
        if company.resource_calendar_id.tz != zone:
            company.resource_calendar_id.tz = zone
        self.env["res.users"].search([("tz", "=", False)]).tz = zone
        currency = country.currency_id
        if company.currency_id != currency and not self._has_entries():
            currency.active = True
            company.currency_id = currency
        if company.currency_id != currency:
            return self.env._(
                "House: %(country)s, %(zone)s. The currency stays %(currency)s: there"
                " are entries in it.",
                country=country.name,
                zone=zone,
                currency=company.currency_id.name,
            )
        return self.env._(
            "House: %(country)s, %(zone)s, %(currency)s.",
            country=country.name,
            zone=zone,
            currency=currency.name,
        )

    def _apply_languages(self):
        langs = self.env["res.lang"]
        if "ar_TN" in PACKS[self.country_id.code].languages:
            langs._ensure_ar_tn()
        active = {code for code, _name in langs.get_installed()}
        missing = [
            code
            for code in PACKS[self.country_id.code].languages
            if code not in active
            if code[:2] != "fr" or not any(one.startswith("fr") for one in active)
        ]
        for code in missing:
            langs._activate_lang(code)
            installed = self.env["ir.module.module"].search(
                [("state", "=", "installed")]
            )
            installed._update_translations(code)
        return self.env._(
            "Languages: %(new)s added.", new=", ".join(missing) or self.env._("none")
        )

    def _apply_areas(self):
        areas = self.env["ngo.area"].with_context(active_test=False)
        country = areas.search([("code", "=", self.country_id.code)])
        ours = areas.search([("id", "child_of", country.ids)])
        ours.active = True
        if self.hide_areas:
            areas.search([("id", "not in", ours.ids)]).active = False
        return self.env._("Areas: %(count)s in use.", count=len(ours))

    def _apply_holidays(self):
        """Public holidays of this year and the next, as closures of the house."""
        company, zone = self.env.company, ZoneInfo(PACKS[self.country_id.code].zone)
        leaves = self.env["resource.calendar.leaves"]
        closed = leaves.search(
            [
                ("resource_id", "=", False),
                ("calendar_id", "=", False),
                ("company_id", "=", company.id),
            ]
        )
        first = fields.Date.context_today(self).year
        days = self._get_holidays((first, first + 1))
        new = []
        for day, name in sorted(days.items()):
            begin, end = (
                datetime.combine(day, hour, zone)
                .astimezone(ZoneInfo("UTC"))
                .replace(tzinfo=None, microsecond=0)
                for hour in (time.min, time.max)
            )
            if any(c.date_from <= end and c.date_to >= begin for c in closed):
                continue
            new.append(
                {
                    "name": name,
                    "company_id": company.id,
                    "date_from": begin,
                    "date_to": end,
                }
            )
        leaves.create(new)
        told = self.env._(
            "Public holidays of %(first)s and %(last)s: %(new)s added, %(known)s there"
            " already.",
            first=first,
            last=first + 1,
            new=len(new),
            known=len(days) - len(new),
        )
        if self.country_id.code == "TN":
            told += " " + self.env._(
                "Those that follow the moon are reckoned: correct them when they are"
                " announced."
            )
        return told

    def _get_holidays(self, years):
        """``{date: name}`` of the country's public holidays, in the reader's words."""
        code, names = self.country_id.code, self._get_holiday_names()
        days = {}
        for year in years:
            easter = legal_days.easter(year)
            for day in legal_days.holidays(code, [year]):
                key = (day.month, day.day)
                moved = (day - easter).days
                days[day] = (
                    names[key]
                    if key in legal_days.FIXED[code]
                    else names.get(moved, "")
                )
        announced = self.env["migrant.closed.day"].search(
            [("country_id", "=", self.country_id.id)]
        )
        days |= {row.date: row.name for row in announced if row.date.year in years}
        return days

    def _get_holiday_names(self):
        """Names by (month, day), or by days after Easter."""
        return {
            (1, 1): self.env._("New Year"),
            (3, 20): self.env._("Independence Day"),
            (4, 9): self.env._("Martyrs' Day"),
            (5, 1): self.env._("Labour Day"),
            (5, 8): self.env._("Victory of 1945"),
            (7, 14): self.env._("National day"),
            (7, 21): self.env._("National day"),
            (7, 25): self.env._("Republic Day"),
            (8, 13): self.env._("Women's Day"),
            (8, 15): self.env._("Assumption"),
            (10, 15): self.env._("Evacuation Day"),
            (11, 1): self.env._("All Saints"),
            (11, 11): self.env._("Armistice of 1918"),
            (12, 17): self.env._("Revolution Day"),
            (12, 25): self.env._("Christmas"),
            1: self.env._("Easter Monday"),
            39: self.env._("Ascension"),
            50: self.env._("Whit Monday"),
        }

    def _apply_limits(self):
        """Working time of the rota; who checked it, and retention."""
        for key, name in LIMITS.items():
            self._set_parameter(key, f"{self[name]:g}")
        self._set_parameter(CHECKED, self.checked_by or False)
        return self.env._(
            "Working time: %(rest)s hours of rest, %(days)s days in seven, %(hours)s"
            " hours a day – %(state)s.",
            rest=f"{self.rest_hours:g}",
            days=self.days_in_7,
            hours=f"{self.day_hours:g}",
            state=self._get_state(),
        )

    def _apply_retention(self):
        pack = PACKS[self.country_id.code]
        rule = self._get_retention_rule() or self.env["migrant.retention.rule"].create(
            {
                "name": self.country_id.name,
                "country_id": self.country_id.id,
                "months": self.months,
                "minor_months": self.months,
                # Before the preset for all countries, after rules of programmes.
                "sequence": 90,
            }
        )
        for lang, _name in self.env["res.lang"].get_installed():
            page, told = self.with_context(lang=lang), rule.with_context(lang=lang)
            told.write(
                {
                    "name": page.env._(
                        "%(country)s: %(months)s months after the last contact",
                        country=page.country_id.name,
                        months=self.months,
                    ),
                    "legal_basis": f"{pack.file_source} – {page._get_state()}",
                }
            )
        if rule.months != self.months:
            rule.write({"months": self.months, "minor_months": self.months})
        return self.env._(
            "Retention: %(rule)s – %(state)s.", rule=rule.name, state=self._get_state()
        )

    def _see_accounts(self):
        """What can be done about the chart of accounts.

        :return: (sentence, whether it is to be loaded)
        :rtype: tuple(str, bool)
        """
        company, wanted = self.env.company, PACKS[self.country_id.code].chart
        if company.chart_template == wanted:
            return self.env._("Accounts: the country's chart is there already."), False
        if (
            company.chart_template not in (False, "generic_coa")
            or self._has_entries()
            or self.env["ngo.programme"].search_count(
                [("advance_account_id", "!=", False)], limit=1
            )
        ):
            return self.env._("Accounts: the chart in use stays."), False
        if not self.env.user._is_system():
            return (
                self.env._(
                    "Accounts: still to do, by somebody with Odoo's right Settings, on"
                    " this page or in Invoicing."
                ),
                False,
            )
        return self.env._("Accounts: the country's chart is loaded."), True

    # --------------------------------------------------------------- helpers

    def _has_entries(self):
        return self.env.company.root_id._existing_accounting()

    def _get_state(self):
        if self.checked_by:
            return self.env._("checked by %(name)s", name=self.checked_by)
        return self.env._("to be checked with your jurist")

    def _get_retention_rule(self):
        """The rule of the country for all programmes, or none."""
        return self.env["migrant.retention.rule"].search(
            Domain("country_id", "=", self.country_id.id)
            & Domain("country_id", "!=", False)
            & Domain("programme_id", "=", False),
            limit=1,
        )

    @api.model
    def _get_parameter(self, key):
        # A technician without core's Settings reads these few parameters.
        return self.env["ir.config_parameter"].sudo().get_param(key)

    def _set_parameter(self, key, value):
        self.env["ir.config_parameter"].set_param(key, value)
