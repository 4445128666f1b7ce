# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from .migrant_case import LIVE_STATES

# Weight of a full caseload, for a full week of work; a parameter of the house.
FULL_LOAD = 25.0


class MigrantCaseload(models.Model):
    """How much each worker carries: files by weight, against her hours of contract."""

    _name = "migrant.caseload"
    _inherit = ["ngo.guarded"]
    _description = "Caseload"
    _auto = False
    _order = "load desc"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", string="Worker", readonly=True)
    case_count = fields.Integer(string="Files", readonly=True)
    urgent_count = fields.Integer(string="High or urgent", readonly=True)
    load = fields.Float(string="Weight", readonly=True, digits=(6, 2))
    capacity = fields.Float(
        compute="_compute_capacity",
        digits=(6, 2),
        help="A full caseload for her hours of contract.",
    )
    percent = fields.Float(string="Filled (%)", compute="_compute_capacity")
    free = fields.Float(string="Room left", compute="_compute_capacity")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT owner_id AS id, owner_id AS user_id, count(*) AS case_count,
                   count(*) FILTER (WHERE risk_level IN ('high', 'urgent'))
                       AS urgent_count,
                   sum(weight) AS load
              FROM migrant_case
             WHERE owner_id IS NOT NULL AND active AND state IN %s
             GROUP BY owner_id
            """,
            LIVE_STATES,
        )

    @api.depends("user_id", "load")
    def _compute_capacity(self):
        capacities = self._capacities(self.user_id)
        for line in self:
            capacity = capacities.get(line.user_id.id, FULL_LOAD)
            line.capacity = capacity
            line.percent = 100 * line.load / capacity if capacity else 0
            line.free = capacity - line.load

    @api.model
    def _scope_reasons(self):
        users = self._led_users()
        return [
            ("own", self.env._("It is yours."), Domain("user_id", "=", self.env.uid)),
            ("lead", self.env._("You lead the team."), Domain("user_id", "in", users)),
        ]

    @api.model
    def _led_users(self):
        """Members today of the teams that the current user leads, as a query."""
        live = self._scope_live()
        led = live.led_team_ids if live.has("supervisor") else []
        members = self.env["ngo.team.member"].sudo()
        today = fields.Date.context_today(self)
        domain = members._live_domain(today) & Domain("team_id", "in", led)
        return members._search(domain).subselect("user_id")

    # ------------------------------------------------------------- capacity

    @api.model
    def _full_load(self):
        """Weight that a full week of work carries (parameter of the house)."""
        # A number of the house, read by whoever proposes a colleague.
        text = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("migrant_case.full_load", FULL_LOAD)
        )
        try:
            return max(float(text), 1.0)
        except ValueError:
            return FULL_LOAD

    @api.model
    def _weekly_hours(self, users):
        """Hours of contract a week: {user id: hours}. Extend where HR knows better.

        The working calendar of the user's resource; none: that of the company.
        """
        # Contract hours are used to reckon, never shown.
        users = users.sudo()
        full = self._full_week()
        out = {}
        for user in users:
            calendars = user.resource_ids.calendar_id
            hours = [calendar._get_hours_per_week() for calendar in calendars]
            out[user.id] = max(hours, default=full) or full
        return out

    @api.model
    def _full_week(self):
        calendar = self.env.company.sudo().resource_calendar_id
        return calendar._get_hours_per_week() or 40.0

    @api.model
    def _capacities(self, users):
        """Full caseload of each user for her hours: {user id: weight}."""
        full, week = self._full_load(), self._full_week()
        hours = self._weekly_hours(users)
        return {user: full * hours[user] / week for user in hours}

    @api.model
    def _loads(self, users):
        """Weight that users carry now: {user id: weight}, whoever asks (sudo)."""
        # A sum of weights says nothing of anybody's file.
        rows = (
            self.env["migrant.case"]
            .sudo()
            ._read_group(
                [("owner_id", "in", users.ids), ("state", "in", LIVE_STATES)],
                ["owner_id"],
                ["weight:sum"],
            )
        )
        return {user.id: weight for user, weight in rows}

    @api.model
    def _warning(self, user, case):
        """A sentence when this file would fill somebody beyond her hours, or False."""
        capacity = self._capacities(user)[user.id]
        load = self._loads(user).get(user.id, 0) + case.sudo().weight
        if load <= capacity:
            return False
        return self.env._(
            "%(name)s would carry %(load)s for a caseload of %(capacity)s.",
            name=user.name,
            load=formatLang(self.env, load, digits=1),
            capacity=formatLang(self.env, capacity, digits=1),
        )

    # ------------------------------------------------------------- proposal

    @api.model
    def _speaks(self, users, languages):
        """Ids of the users who receive people in one of ``languages``.

        Extend where the skills of the staff say more.
        """
        # Which languages somebody speaks is read to propose, never shown.
        return {user.id for user in users.sudo() if user.work_language_ids & languages}

    @api.model
    def _propose(self, case, without=None, added=None):
        """Colleagues of the file's team, those who speak her language and carry least
        first.

        :param case: migrant.case
        :param without: res.users who do not count: who leaves
        :param dict added: weight given in the same stroke, {user id: weight}
        :rtype: res.users
        """
        case = case.sudo()
        today = fields.Date.context_today(self)
        members = self.env["ngo.team.member"].sudo()
        users = members.search(
            members._live_domain(today) & Domain("team_id", "=", case.team_id.id)
        ).user_id
        roles = self.env["ngo.role"].sudo()
        holders = roles.search(
            roles._live_domain()
            & Domain("user_id", "in", users.ids)
            & Domain("role", "in", self._holder_roles(case))
        ).user_id.filtered("active")
        users = (users & holders) - case.owner_id
        if without:
            users -= without
        languages = case.beneficiary_id.language_ids.language_id
        speakers = self._speaks(users, languages) if languages else set()
        loads, capacities = self._loads(users), self._capacities(users)
        added = added or {}

        def place(user):
            load = loads.get(user.id, 0) + added.get(user.id, 0)
            ratio = load / capacities[user.id] if capacities[user.id] else load
            return (user.id not in speakers, ratio, user.id)

        return users.sorted(place)

    @api.model
    def _why(self, user, case):
        """Why a colleague is proposed for a file, in a sentence."""
        # That she speaks it is told, not which language it is.
        languages = case.sudo().beneficiary_id.language_ids.language_id
        load, capacity = self._loads(user).get(user.id, 0), self._capacities(user)
        values = {
            "name": user.name,
            "load": formatLang(self.env, load, digits=1),
            "capacity": formatLang(self.env, capacity[user.id], digits=1),
        }
        if user.id in self._speaks(user, languages):
            return self.env._(
                "%(name)s is proposed: she speaks the person's language and carries"
                " %(load)s for a caseload of %(capacity)s.",
                **values,
            )
        return self.env._(
            "%(name)s is proposed: she has most room and carries %(load)s for a"
            " caseload of %(capacity)s.",
            **values,
        )

    @api.model
    def _holder_roles(self, case):
        """Roles that hold such a file; the head of a team is not proposed for it."""
        if case.case_type_id.is_legal:
            return ("jurist",)
        return ("social_worker", "child_protection")

    def action_open_files(self):
        """Open the files of this worker, as far as they are open to the reader."""
        self.ensure_one()
        self.check_access("read")
        if not self.env["migrant.case"].has_access("read"):
            raise AccessError(self.env._("Files are not open to you."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "migrant_case.migrant_case_action"
        )
        action["domain"] = [("owner_id", "=", self.user_id.id)]
        action["context"] = {"search_default_live": 1}
        return action
