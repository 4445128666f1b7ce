# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.ngo_base.arguments import Ids


class PermanenceProfile(models.Model):
    """How somebody of HR is planned: roles, sites, seniority, share of her hours.

    People stay in HR (contracts, hours, leave, skills); what only the rota needs
    stands here, so that a coordinator needs no HR rights. Volunteers and partners'
    staff are employees without a user and open their rota by a signed link.
    """

    _name = "permanence.profile"
    _inherit = ["ngo.guarded"]
    _description = "Planning profile"
    _order = "employee_id"
    _rec_name = "employee_id"

    employee_id = fields.Many2one(
        "hr.employee", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="employee_id.company_id", store=True, precompute=True
    )
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("employee", "Employee"),
            ("volunteer", "Volunteer"),
            ("partner", "Staff of a partner"),
        ],
        required=True,
        default="employee",
    )
    role_ids = fields.Many2many(
        "permanence.role",
        string="Roles",
        compute="_compute_role_ids",
        store=True,
        readonly=False,
    )
    site_ids = fields.Many2many(
        "ngo.site", string="May work at", help="None: everywhere."
    )
    zone_id = fields.Many2one("permanence.zone", string="Lives in")
    is_senior = fields.Boolean(string="Senior")
    is_trainee = fields.Boolean(string="Trainee")
    availability = fields.Selection(
        [
            ("contract", "At any hour, within the hours of the contract"),
            ("calendar", "Only within the personal working calendar"),
        ],
        compute="_compute_availability",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    share = fields.Float(
        string="Share for permanences",
        default=62.0,
        help="Part of the contract's hours that may go to permanences, in percent.",
    )
    weekly_hours = fields.Float(
        string="Most hours a week",
        help="For people without a contract; 0 for employees: by the contract.",
    )
    max_weekends = fields.Integer(default=2, help="In four weeks; more counts against.")
    forbidden_ids = fields.Many2many(
        "permanence.profile",
        relation="permanence_profile_forbidden_rel",
        column1="one_id",
        column2="other_id",
        string="Not together with",
    )
    funding_ids = fields.One2many("hr.employee.funding", "profile_id")
    answered_on = fields.Datetime(
        string="Last answer", readonly=True, help="Availabilities or wishes declared."
    )
    link_count = fields.Integer(string="Links in force", compute="_compute_link_count")

    _employee_uniq = models.UniqueIndex(
        "(employee_id)", "This person has a planning profile already."
    )
    _share_sane = models.Constraint(
        "CHECK (share BETWEEN 0 AND 100 AND weekly_hours BETWEEN 0 AND 168"
        " AND max_weekends >= 0)",
        "Shares are 0 to 100 %, hours 0 to 168 a week, week-ends not negative.",
    )

    @api.depends("employee_id")
    def _compute_role_ids(self):
        # A handful of kinds of work, matched by name below.
        roles = self.env["permanence.role"].search([])  # pylint: disable=no-search-all
        for profile in self:
            if profile.role_ids:
                continue
            # The job of a colleague is public among employees.
            job = profile.employee_id.sudo().job_id
            profile.role_ids = roles.filtered(lambda r, job=job: job in r.job_ids)

    @api.depends("kind")
    def _compute_availability(self):
        for profile in self:
            if profile.kind != "employee":
                profile.availability = "calendar"
            else:
                profile.availability = profile.availability or "contract"

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        roles = ("coordinator", "supervisor", "programme_manager")
        if not live.has(*roles):
            return []
        # Staff are planned at several sites: a site's coordinator sees the pool.
        pool = Domain("site_ids", "=", False) | live.domain(
            roles, site="site_ids", programme="site_ids.programme_ids"
        )
        return [("pool", self.env._("You plan at a site of this person."), pool)]

    @api.model
    def _scope_write_domain(self):
        if not self._scope_live().has("coordinator"):
            return Domain.FALSE
        return self._scope_domain()

    # ------------------------------------------------------------- signed links

    def _compute_link_count(self):
        # Links are reached as superuser only; the count says no more than "some".
        links = self.env["permanence.link"].sudo()
        counts = dict(
            links._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.link_count = counts.get(profile.sudo(), 0)

    def _new_token(self, kind="page"):
        """A new random token of this person, shown once.

        :param str kind: "page" or "feed"
        :rtype: str
        """
        self.ensure_one()
        self.check_access("write")
        return self.env["permanence.link"].sudo()._make(self, kind)

    @api.model
    def _by_token(self, token, kind="page"):
        """The profile that a token opens, as superuser, or an empty one."""
        # The visitor has no account; what she may do is bounded by this profile.
        return self.env["permanence.link"].sudo()._find(token, kind)

    def action_new_link(self):
        """Show the personal link once, ready to be pasted into a messenger."""
        self.ensure_one()
        token = self._new_token()
        base = self.get_base_url()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Link of %(name)s", name=self.display_name),
                "message": f"{base}/rota/my/{token}",
                "type": "info",
                "sticky": True,
            },
        }

    def action_revoke_link(self):
        """The links and feeds of these people stop working at once."""
        self.check_access("write")
        links = self.env["permanence.link"].sudo()
        links.search([("profile_id", "in", self.ids)]).unlink()

    @api.model
    def action_add_employees(self, employee_ids: Ids):
        """Profiles for employees who have none.

        :param list employee_ids: ids of ``hr.employee``
        """
        self.check_access("create")
        known = self.with_context(active_test=False).search(
            [("employee_id", "in", employee_ids)]
        )
        missing = set(employee_ids) - set(known.employee_id.ids)
        return self.create([{"employee_id": i} for i in sorted(missing)])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        held = self.env["permanence.assignment"].search(
            [("employee_id", "in", self.employee_id.ids)]
        )
        if held:
            raise UserError(
                self.env._(
                    "Archive them instead, they are in a rota: %(names)s",
                    names=", ".join(held.employee_id.mapped("display_name")),
                )
            )
