# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# The safeguarding circle: those whose work is the protection of persons.
CIRCLE = ("child_protection", "supervisor")
# What the report said is never rewritten; more is said in entries.
REPORTED = {
    "site_id",
    "place",
    "date_event",
    "kind",
    "what",
    "safety",
    "safe_who",
    "reporter_id",
    "concerned_user_ids",
    "receipt_id",
}


class NgoIncident(models.Model):
    """Something that put, or may put, a person in danger.

    Anybody reports one, through the wizard, which creates it without reading it back.
    Readers are the managers of the site and the safeguarding circle, never somebody
    whom the report names: she gets neither the record nor the notice.
    """

    _name = "ngo.incident"
    _inherit = [
        "ngo.guarded",
        "ngo.code.mixin",
        "ngo.transition.mixin",
        "ngo.clocked.mixin",
    ]
    _description = "Incident"
    _order = "date_event desc, id desc"
    _code_prefix = "I-"
    _journal_fields = ("place", "what", "safe_who", "concerned_user_ids")
    _transitions = {"new": {"acknowledged"}, "acknowledged": {"closed"}}

    site_id = fields.Many2one(
        comodel_name="ngo.site",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="Empty: elsewhere.",
    )
    place = fields.Char(string="Where exactly", readonly=True)
    date_event = fields.Datetime(string="When", required=True, readonly=True)
    kind = fields.Selection(
        selection=[
            ("danger", "Somebody is in danger"),
            ("violence", "Violence or abuse"),
            ("conduct", "Conduct of somebody of the house"),
            ("accident", "Accident or illness"),
            ("missing", "Somebody is missing"),
            ("data", "Personal data lost or seen"),
            ("other", "Something else"),
        ],
        required=True,
        readonly=True,
        default="other",
    )
    what = fields.Text(string="What happened", required=True, readonly=True)
    safety = fields.Selection(
        selection=[
            ("danger", "Somebody is still in danger"),
            ("unknown", "We do not know"),
            ("safe", "Everybody is safe"),
        ],
        required=True,
        readonly=True,
    )
    safe_who = fields.Text(string="Who is safe now, who is not", readonly=True)
    reporter_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, ondelete="restrict"
    )
    concerned_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="ngo_incident_concerned_rel",
        string="Persons of the house concerned",
        readonly=True,
        help="They read nothing of this report and are told nothing.",
    )
    # The author's own light row; readers of the incident have no use for it.
    receipt_id = fields.Many2one(
        comodel_name="ngo.incident.receipt", readonly=True, groups="base.group_system"
    )
    state = fields.Selection(
        selection=[
            ("new", "Reported"),
            ("acknowledged", "Acknowledged"),
            ("closed", "Closed"),
        ],
        required=True,
        readonly=True,
        default="new",
        copy=False,
    )
    acknowledged_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    acknowledged_at = fields.Datetime(readonly=True, copy=False)
    entry_ids = fields.One2many(
        comodel_name="ngo.incident.entry",
        inverse_name="incident_id",
        string="What was done",
    )
    outside_notice_count = fields.Integer(
        string="Outside notices", compute="_compute_outside_notice_count"
    )

    _state_idx = models.Index("(site_id, state)")

    @api.depends("entry_ids.kind")
    def _compute_outside_notice_count(self):
        entries = self.env["ngo.incident.entry"]
        counts = dict(
            entries._read_group(
                Domain("incident_id", "in", self.ids)
                & Domain("kind", "=", "outside_notice")
                & Domain("struck_at", "=", False),
                ["incident_id"],
                ["__count"],
            )
        )
        for incident in self:
            incident.outside_notice_count = counts.get(incident._origin, 0)

    def write(self, vals):
        if not self.env.su and REPORTED & set(vals):
            raise UserError(
                self.env._("A report is not rewritten: add what you know below it.")
            )
        if not self.env.su and {"acknowledged_by_id", "acknowledged_at"} & set(vals):
            raise UserError(self.env._("A report is acknowledged by its button."))
        return super().write(vals)

    def _check_transition(self, state):
        if state == "acknowledged" and not self.env.su:
            raise UserError(self.env._("A report is acknowledged by its button."))
        return super()._check_transition(state)

    # -------------------------------------------------------------- actions

    def action_acknowledge(self):
        """Say that somebody takes care of it; the author sees that much.

        :raise UserError: the author acknowledges her own report while others could
        """
        self.check_access("write")
        own = self.filtered(
            lambda incident: incident.reporter_id == self.env.user
            and incident._get_readers() - self.env.user
        )
        if own:
            raise UserError(
                self.env._(
                    "Somebody else must acknowledge what you reported: %(incidents)s",
                    incidents=", ".join(own.mapped("display_name")),
                )
            )
        now = fields.Datetime.now()
        # This method is the only door to these fields.
        incidents = self.sudo()
        incidents._move_to("acknowledged")
        incidents.write({"acknowledged_by_id": self.env.uid, "acknowledged_at": now})
        incidents.receipt_id.acknowledged_at = now
        self._stop_clocks("incident_acknowledged")
        return True

    def action_close(self):
        """Nothing is left to do; what is still due is no longer."""
        self._move_to("closed")
        self._cancel_clocks()
        return True

    def action_add_entry(self):
        """Open the screen that adds a measure, a note or an outside notice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to %(code)s", code=self.display_name),
            "res_model": "ngo.incident.entry",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_incident_id": self.id,
                "default_kind": self.env.context.get("entry_kind", "measure"),
            },
        }

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        reasons = [
            (
                "manager",
                self.env._("You manage the site."),
                Domain("site_id", "in", self._get_managed_site_ids()),
            ),
            (
                "circle",
                self.env._("You are of the safeguarding circle of the site."),
                live.domain(CIRCLE, programme="site_id.programme_ids"),
            ),
        ]
        if live.has(*CIRCLE):
            reasons.append(
                (
                    "elsewhere",
                    self.env._("It happened at none of the sites."),
                    Domain("site_id", "=", False),
                )
            )
        if live.has("dpo"):
            reasons.append(
                (
                    "data",
                    self.env._("It is about personal data."),
                    Domain("kind", "=", "data"),
                )
            )
        return reasons

    @api.model
    def _scope_domain(self):
        concerned = Domain("concerned_user_ids", "in", [self.env.uid])
        return super()._scope_domain() & ~concerned

    @api.model
    def _get_managed_site_ids(self):
        """Sites that the current user manages, those below included."""
        # A manager may hold no role that reads sites.
        sites = self.env["ngo.site"].sudo().with_context(active_test=False)
        managed = sites.search([("manager_id", "=", self.env.uid)])
        return sites.search([("id", "child_of", managed.ids)]).ids

    # -------------------------------------------------------------- notices

    def _get_readers(self):
        """Users who read this incident: managers up the tree, circle, never who is
        concerned.

        :rtype: res.users
        """
        self.ensure_one()
        incident = self.sudo()
        candidates = incident._get_managers() | incident._get_circle()
        return candidates.filtered(
            lambda user: user.active and self.with_user(user).has_access("read")
        )

    def _get_managers(self):
        """Managers of the site and of the sites above it."""
        managers, site = self.env["res.users"], self.site_id
        while site:
            managers |= site.manager_id
            site = site.parent_id
        return managers

    def _get_circle(self):
        """Holders of the roles that may read; their scope decides in the end."""
        wanted = [*CIRCLE, "dpo"] if self.kind == "data" else CIRCLE
        return self.env["ngo.role"]._holders(*wanted)

    def _clock_facets(self):
        return {
            "act_kind": self.kind,
            "site_id": self.site_id,
            "user_id": (self._get_managers() & self._get_readers())[:1],
        }

    def _clock_last_resort(self):
        return self._get_readers()

    def _tell_readers(self):
        """Tell the readers at once, without content.

        Where nobody may read it, the data-protection officer is told to see to it.
        """
        self.ensure_one()
        readers = self._get_readers()
        is_read = bool(readers)
        if not is_read:
            officers = self.env["ngo.role"]._holders("dpo")
            readers = officers - self.sudo().concerned_user_ids
        code = self.sudo().code
        self.env["ngo.access"]._notify_users(
            readers,
            lambda env: (
                env._("New incident: %(code)s", code=code),
                env._("Sign in to read and acknowledge it.")
                if is_read
                else env._("Nobody may read it: name a manager or a supervisor."),
            ),
            self,
        )
