# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from .ngo_live_roles import LiveRoles

ROLES = [
    ("front_desk", "Front desk"),
    ("social_worker", "Social worker"),
    ("jurist", "Jurist"),
    ("psychologist", "Psychologist or medical staff"),
    ("interpreter", "Interpreter or mediator"),
    ("child_protection", "Child-protection case manager"),
    ("supervisor", "Supervisor"),
    ("coordinator", "Coordinator"),
    ("finance_officer", "Finance officer"),
    ("data_officer", "Data officer"),
    ("partner", "Partner organisation"),
    ("volunteer", "Volunteer or intern"),
    ("technician", "Technician"),
    ("dpo", "Data-protection officer"),
    ("administrative_assistant", "Administrative assistant"),
    ("programme_manager", "Programme manager"),
]
# Roles that follow persons of their own and hold their files.
CONTENT_ROLES = (
    "social_worker",
    "jurist",
    "psychologist",
    "child_protection",
    "supervisor",
)
# Who may put a role in force that somebody else proposed.
APPROVERS = ("dpo", "supervisor", "coordinator", "programme_manager")


class NgoRole(models.Model):
    """A role held by a user, on a site or a programme, from one instant to another.

    Groups follow from these rows and are never given by hand: a group opens models
    and classes of fields, the row says how far it reaches. A row that ended reads
    nothing at once, whatever its groups still say: scope asks the rows.
    """

    _name = "ngo.role"
    _inherit = ["ngo.guarded", "ngo.transition.mixin"]
    _description = "Role of a user"
    _order = "user_id, date_from desc, id"
    _transitions = {
        "proposed": {"approved", "refused"},
        "approved": {"ended"},
    }

    user_id = fields.Many2one(
        # A user who held a role is archived: with her rows would go what she held.
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
    )
    role = fields.Selection(ROLES, required=True, index=True)
    site_id = fields.Many2one(
        # Were the place deleted, the row would reach every one.
        "ngo.site",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: every site.",
    )
    programme_id = fields.Many2one(
        "ngo.programme",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: every programme.",
    )
    date_from = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime(string="Until", help="Empty: until it is ended.")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("approved", "In force"),
            ("ended", "Ended"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="proposed",
        index=True,
        copy=False,
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    job_title = fields.Char(help="As the organisation calls it.")

    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A role must end after it starts.",
    )
    _live_idx = models.Index("(user_id, date_from, date_to) WHERE state = 'approved'")

    @api.depends("role", "user_id")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for row in self:
            words = (row.user_id.name, labels.get(row.role))
            row.display_name = " · ".join(word for word in words if word)

    @api.constrains("user_id", "role")
    def _check_partner_is_portal(self):
        wrong = self.filtered(
            lambda row: (row.role == "partner") == bool(row.user_id._is_internal())
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "The role “Partner organisation” is for portal users, all others "
                    "for internal users: %(users)s",
                    users=", ".join(wrong.mapped("user_id.login")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(
            [{**vals, "state": "proposed"} for vals in vals_list]
            if not self.env.su
            else vals_list
        )
        rows.filtered(lambda row: row.state == "approved")._sync_groups()
        return rows

    def write(self, vals):
        if not self.env.su:
            self._check_rewriting(vals)
        live = self.filtered(lambda row: row.state == "approved")
        result = super().write(vals)
        if live and (vals.get("state") == "ended" or vals.get("date_to")):
            live._check_approver_left()
            self.env["ngo.journal"]._note("role_ended", live)
        # A proposal changes nothing yet; the first of a house is made by somebody
        # whose group no row gives.
        self.filtered(lambda row: row.state != "proposed")._sync_groups()
        return result

    def _check_rewriting(self, vals):
        """What a second person approves is what the first one has proposed."""
        self.check_access("write")
        if {"approved_by_id", "approved_at"} & set(vals):
            raise UserError(self.env._("A role is put in force by approving it."))
        proposals = self.filtered(lambda row: row.state == "proposed")
        reach = {"user_id", "role", "site_id", "programme_id", "date_from"} & set(vals)
        kept = self - proposals
        if "date_to" in vals and vals.get("state") != "ended":
            date_to = fields.Datetime.to_datetime(vals["date_to"] or None)
            longer = kept.filtered(
                lambda row: not date_to or (row.date_to and date_to > row.date_to)
            )
        else:
            longer = kept.browse()
        if longer or (reach and kept):
            raise UserError(
                self.env._(
                    "A role in force is not rewritten: end it and propose another."
                )
            )
        if (reach or "date_to" in vals) and proposals.create_uid - self.env.user:
            raise UserError(
                self.env._(
                    "Only who proposed a role rewrites it: refuse it and propose "
                    "another."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_proposed(self):
        kept = self.filtered(lambda row: row.state in ("approved", "ended"))
        if kept:
            raise UserError(
                self.env._(
                    "Roles that were in force are ended, not deleted: %(roles)s",
                    roles=", ".join(kept.mapped("display_name")),
                )
            )

    def _check_transition(self, state):
        if state == "approved" and not self.env.su:
            raise UserError(self.env._("A role is put in force by approving it."))
        return super()._check_transition(state)

    # -------------------------------------------------------------- actions

    def action_approve(self):
        """Put proposed roles in force; four eyes where the role reads content.

        :raise UserError: when the approver is the holder or the one who proposed, or
            holds no role that may approve
        """
        self.check_access("read")
        self._check_approver()
        # The approver may hold no right to write roles: this method is the right.
        self.sudo().write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )
        self.env["ngo.journal"]._note("role_approved", self)
        return True

    def _check_approver(self):
        if self.env.su:
            return
        if self._may_open_house():
            self._check_first_roles()
            return
        if not self._live().has(*APPROVERS):
            raise UserError(
                self.env._(
                    "Roles are approved by a supervisor, a coordinator, a "
                    "programme manager or the data-protection officer."
                )
            )
        own = self.filtered(lambda row: self.env.user in (row.user_id, row.create_uid))
        if own and not self._is_four_eyes_waived():
            raise UserError(
                self.env._(
                    "Somebody else must approve these roles, which are yours or were "
                    "proposed by you: %(roles)s",
                    roles=", ".join(own.mapped("display_name")),
                )
            )

    def _check_first_roles(self):
        """The first approver is another person; the rest is then hers to approve."""
        mine = self.filtered(lambda row: row.user_id == self.env.user)
        if set(self.mapped("role")) - {"technician", *APPROVERS} or (
            set(mine.mapped("role")) - {"technician"}
            and not self._is_four_eyes_waived()
        ):
            raise UserError(
                self.env._(
                    "The first roles of a house are your own, Technician, and that of "
                    "another person who approves: supervisor, coordinator, programme "
                    "manager or data-protection officer. She approves all others."
                )
            )

    @api.model
    def _may_open_house(self):
        """Whether the user gives the first roles of a house.

        She has the technician's group, which somebody with *Settings* gave by hand,
        and nobody could ever approve: once somebody could, it is over for good, even
        when all those roles ended.
        """
        return (
            self.env.user.has_group("ngo_base.group_ngo_base_technician")
            and self._is_house_new()
        )

    @api.model
    def _is_house_new(self):
        """Whether nobody could ever approve a role here."""
        # As long as that is so, there is nothing to hide.
        return not self.sudo().search_count(
            [("state", "in", ("approved", "ended")), ("role", "in", APPROVERS)],
            limit=1,
        )

    @api.model
    def _is_four_eyes_waived(self):
        """A house of two people may waive the second pair of eyes, with a reason."""
        parameters = self.env["ir.config_parameter"].sudo()
        return bool(parameters.get_param("ngo_base.role_four_eyes_waiver"))

    def action_refuse(self):
        self.check_access("read")
        self._check_approver()
        # As in action_approve.
        return self.sudo()._move_to("refused")

    def action_end(self):
        """End roles at this instant."""
        now = fields.Datetime.now()
        for row in self:
            row.write({"state": "ended", "date_to": max(now, row.date_from)})
        return True

    def _check_approver_left(self):
        """Who shortens or ends roles leaves somebody who approves the next ones."""
        if self.env.su or not set(APPROVERS) & set(self.mapped("role")):
            return
        if not self.sudo().search_count(
            self._live_domain() & Domain("role", "in", APPROVERS), limit=1
        ):
            raise UserError(
                self.env._(
                    "Nobody would be left who approves roles: put another one in "
                    "force first."
                )
            )

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        reasons = [
            ("own", self.env._("It is yours."), Domain("user_id", "=", self.env.uid))
        ]
        if live.has("technician", *APPROVERS):
            label = self.env._("You set up or approve roles.")
            reasons.append(("set_up", label, Domain.TRUE))
        return reasons

    @api.model
    def _scope_write_domain(self):
        if self._scope_live().has("technician", *APPROVERS):
            return Domain.TRUE
        return Domain.FALSE

    @api.model
    def _live_scope_domain(self, mode):
        # The first row of a house can rest on no row.
        if not self._scope_live().any and self._may_open_house():
            return Domain.TRUE
        return super()._live_scope_domain(mode)

    @api.model
    def _live(self):
        """Live roles of the current user, see :class:`LiveRoles`."""
        return LiveRoles(self.env)

    @api.model
    def _live_domain(self):
        return (
            Domain("state", "=", "approved")
            & Domain("date_from", "<=", "now")
            & (Domain("date_to", "=", False) | Domain("date_to", ">", "now"))
        )

    @api.model
    def _group_of(self, role):
        return self.env.ref(f"ngo_base.group_ngo_base_{role}")

    @api.model
    def _holders(self, *roles):
        """Users who hold one of these roles today, to be told of something."""
        # Whoever tells them, not only who may read the roles of others.
        held = self._live_domain() & Domain("role", "in", roles)
        return self.sudo().search(held).user_id

    @api.model
    def _holders_domain(self, roles):
        """Domain of the users who hold one of these roles: groups follow from roles."""
        return [("all_group_ids", "in", [self._group_of(role).id for role in roles])]

    def _sync_groups(self):
        """Give the users of self the groups of their live roles, and no others."""
        # Groups are written by nobody's hand: this method alone writes them.
        users = self.sudo().user_id
        live = self.sudo().search(
            Domain("user_id", "in", users.ids) & self._live_domain()
        )
        for user in users:
            wanted = {row.role for row in live if row.user_id == user}
            commands = []
            for role, _label in ROLES:
                group = self._group_of(role)
                if role in wanted and group not in user.group_ids:
                    commands.append(Command.link(group.id))
                elif role not in wanted and group in user.group_ids:
                    commands.append(Command.unlink(group.id))
            if commands:
                user.write({"group_ids": commands})

    @api.model
    def _cron_sync_groups(self):
        """Groups follow rows that began or ended since the last run."""
        # Also users who were given a role's group by hand.
        roles = self.env["res.groups"].browse(
            [self._group_of(role).id for role, _label in ROLES]
        )
        # Ended rows too: somebody may have lost all of hers.
        rows = self.search([])  # pylint: disable=no-search-all
        rows._sync_groups()
        if self._is_house_new():
            # Who begins a house holds this group by hand until her first role.
            roles -= self._group_of("technician")
        strangers = roles.user_ids - rows.user_id
        for user in strangers:
            user.write({"group_ids": [Command.unlink(group.id) for group in roles]})
