# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .microproject_figures import LEDGER

# It stands on bank labels: letters only, none that a clerk takes for a digit.
LETTERS = "BCDFGHJKMNPQRSTVWXZ"


class MicroprojectMicroproject(models.Model):
    """A small business that a programme funds: an Odoo project with money.

    Known by a random code here and on bank labels. Every figure of the ledger is
    read from the ledger: *paid = justified + refunded + outstanding* are the
    journal items of the advance account on the payee partner of this one
    micro-project, *spent* is analytic lines that have a journal item.
    """

    _name = "microproject.microproject"
    _description = "Micro-project"
    _inherits = {"project.project": "project_id"}
    _inherit = ["microproject.venture", "microproject.figures", "microproject.limits"]
    _order = "code"
    _rec_name = "code"
    _code_prefix = "MP-"
    _code_length = 5
    _code_alphabet = LETTERS
    _transitions = {
        "draft": {"signed", "cancelled"},
        "signed": {"running", "cancelled"},
        "running": {"closed", "cancelled"},
        "closed": {"followup", "archived", "running"},
        "followup": {"archived"},
        "cancelled": set(),
        "archived": set(),
    }

    project_id = fields.Many2one(
        comodel_name="project.project",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    programme_id = fields.Many2one(tracking=True)
    application_id = fields.Many2one(
        comodel_name="microproject.application",
        string="Application",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    # Where it stands is said, not taken from who writes it down.
    site_id = fields.Many2one(default=None)
    referent_id = fields.Many2one(tracking=True)
    payee_id = fields.Many2one(
        comodel_name="res.partner",
        string="Payee",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        help="Named by its own code; it serves this micro-project only.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("signed", "Signed"),
            ("running", "Running"),
            ("closed", "Closed"),
            ("followup", "Followed up"),
            ("cancelled", "Cancelled"),
            ("archived", "Archived"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )
    date_signed = fields.Date(string="Signed on", tracking=True)
    date_works_start = fields.Date(string="Costs from")
    date_works_end = fields.Date(string="Costs until")

    budget_version_ids = fields.One2many(
        comodel_name="microproject.budget.version",
        inverse_name="microproject_id",
        string="Budget versions",
    )
    budget_id = fields.Many2one(
        comodel_name="microproject.budget.version",
        string="Budget in force",
        compute="_compute_budget_id",
    )
    tranche_ids = fields.One2many(
        comodel_name="microproject.tranche",
        inverse_name="microproject_id",
        string="Tranches",
    )
    receipt_ids = fields.One2many(
        comodel_name="microproject.receipt",
        inverse_name="microproject_id",
        string="Papers from the field",
    )
    visit_ids = fields.One2many(
        comodel_name="microproject.visit", inverse_name="microproject_id"
    )
    measure_ids = fields.One2many(
        comodel_name="microproject.measure", inverse_name="microproject_id"
    )

    late_step_count = fields.Integer(
        string="Late steps", compute="_compute_late_step_count"
    )

    _payee_uniq = models.UniqueIndex(
        "(payee_id)", "A payee serves one micro-project only."
    )
    _project_uniq = models.UniqueIndex(
        "(project_id)", "One project, one micro-project."
    )
    _application_once = models.UniqueIndex(
        "(application_id) WHERE application_id IS NOT NULL",
        "An application becomes one micro-project.",
    )
    _works_in_order = models.Constraint(
        "CHECK (date_works_end >= date_works_start)",
        "Costs cannot end before they start.",
    )

    # ------------------------------------------------------------ computed

    @api.depends("budget_version_ids.state")
    def _compute_budget_id(self):
        for record in self:
            record.budget_id = record.budget_version_ids.filtered(
                lambda v: v.state == "approved"
            )[:1]

    @api.depends("tranche_ids.planned_date", "tranche_ids.state", "task_ids.state")
    @api.depends_context("tz")
    def _compute_late_step_count(self):
        today = fields.Date.context_today(self)
        for record in self:
            late = record.tranche_ids.filtered("is_late")
            # Steps are counted, not shown; the task's own rules hold when opened.
            tasks = record.sudo().task_ids.filtered(
                lambda t: t.date_deadline
                and t.date_deadline.date() < today
                and not t.is_closed
            )
            record.late_step_count = len(late) + len(tasks)

    # -------------------------------------------------------------- checks

    @api.constrains("programme_id")
    def _check_programme(self):
        wrong = self.filtered(lambda m: not m.programme_id.has_microprojects)
        if wrong:
            raise ValidationError(
                self.env._(
                    "The programme of these does not fund micro-projects: %(codes)s",
                    codes=", ".join(wrong.mapped("code")),
                )
            )

    # ---------------------------------------------------------------- life

    @api.onchange("tranche_ids")
    def _onchange_tranche_ids(self):
        """A further tranche takes the next number."""
        taken = {tranche.sequence for tranche in self.tranche_ids if tranche._origin}
        for tranche in self.tranche_ids.filtered(lambda t: not t._origin):
            if tranche.sequence in taken:
                tranche.sequence = max(taken) + 1
            taken.add(tranche.sequence)

    @api.model_create_multi
    def create(self, vals_list):
        # An import that fails asks again with the values it holds: a project rolled
        # back must not stand in them.
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            vals.setdefault("code", self._new_code())
            programme = self.env["ngo.programme"].browse(vals.get("programme_id"))
            if not vals.get("project_id"):
                # Project rules give creation to project managers only; ours may
                # make the project of a micro-project, private, without e-mail.
                vals["project_id"] = (
                    self.env["project.project"]
                    .sudo()
                    .create(self._prepare_project_vals(vals, programme))
                    .id
                )
            if not vals.get("payee_id"):
                # The payee bears a code and nothing else.
                vals["payee_id"] = (
                    self.env["res.partner"]
                    .sudo()
                    .create(self._prepare_payee_vals(programme))
                    .id
                )
        return super().create(vals_list)

    def write(self, vals):
        if "programme_id" in vals:
            moved = self.filtered(
                lambda m: m.programme_id.id != vals["programme_id"]
                and m.state != "draft"
            )
            if moved:
                raise ValidationError(
                    self.env._(
                        "Signed micro-projects stay in their programme: %(codes)s",
                        codes=", ".join(moved.mapped("code")),
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        kept = self.filtered(lambda m: m.state != "draft")
        if kept:
            raise ValidationError(
                self.env._(
                    "Micro-projects that were signed are never deleted: %(codes)s",
                    codes=", ".join(kept.mapped("code")),
                )
            )

    def _prepare_project_vals(self, vals, programme):
        """Values of the project behind a micro-project: private, code as name."""
        company = programme.company_id or self.env.company
        account = self.env["microproject.axes"]._create_account(
            "base", vals["code"], company, vals["code"]
        )
        return {
            "name": vals["code"],
            "privacy_visibility": "followers",
            "company_id": company.id,
            "account_id": account.id,
            "user_id": False,
            "partner_id": False,
        }

    def _prepare_payee_vals(self, programme):
        """Values of the payee partner: its own code, the advance account."""
        vals = {
            "name": self.env["res.partner"]._new_payee_code(),
            "is_microproject_payee": True,
            "company_id": (programme.company_id or self.env.company).id,
        }
        if programme.advance_account_id:
            vals["property_account_payable_id"] = programme.advance_account_id.id
        return vals

    def _check_transition(self, state):
        if state == "signed":
            self._check_ready_to_sign()
        if state in ("closed", "archived"):
            self._check_settled()
        return super()._check_transition(state)

    def _check_ready_to_sign(self):
        """A signed micro-project has an approved budget and its whole schedule."""
        without = self.filtered(lambda m: not m.budget_id)
        if without:
            raise ValidationError(
                self.env._(
                    "These have no approved budget: %(codes)s",
                    codes=", ".join(without.mapped("code")),
                )
            )
        currency = self.env.company.currency_id
        wrong = self.filtered(
            lambda m: (m.book_currency_id or currency).compare_amounts(
                m._planned_tranches(), m.award
            )
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "The tranches do not add up to the award: %(codes)s",
                    codes=", ".join(wrong.mapped("code")),
                )
            )

    def _check_settled(self):
        """Nothing is left to justify when a micro-project is closed."""
        # The ledger may have moved since it was last looked at.
        self.invalidate_recordset(LEDGER)
        currency = self.env.company.currency_id
        wrong = self.filtered(
            lambda m: not (m.book_currency_id or currency).is_zero(m.outstanding)
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "Advances are still to be justified or refunded: %(codes)s",
                    codes=", ".join(wrong.mapped("code")),
                )
            )

    def _planned_tranches(self):
        self.ensure_one()
        return sum(
            self.tranche_ids.filtered(lambda t: t.state != "cancelled").mapped("amount")
        )

    def action_sign(self):
        self._move_to("signed")
        for record in self.filtered(lambda m: not m.date_signed):
            record.date_signed = fields.Date.context_today(record)

    def action_run(self):
        self._move_to("running")

    def action_close(self):
        self._move_to("closed")

    def action_follow_up(self):
        self._move_to("followup")
        self.env["microproject.measure"]._plan_for(self)

    def action_cancel(self):
        self._move_to("cancelled")

    def action_archive_for_good(self):
        self._move_to("archived")

    def action_open_ledger(self):
        """Lines of the ledger of this micro-project, with their three-way state."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ledger of %(code)s", code=self.code),
            "res_model": "microproject.ledger",
            "view_mode": "list,pivot,graph",
            "domain": [("microproject_id", "=", self.id)],
        }

    def action_open_steps(self):
        """Steps of the micro-project: the tasks of its project."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Steps of %(code)s", code=self.code),
            "res_model": "project.task",
            "view_mode": "list,kanban,form,calendar",
            "domain": [("project_id", "=", self.project_id.id)],
            "context": {"default_project_id": self.project_id.id},
        }

    def action_drop_receipt(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send a receipt"),
            "res_model": "microproject.receipt.drop",
            "view_mode": "form",
            "target": "new",
            "context": {"default_microproject_id": self.id},
        }

    # --------------------------------------------------------------- hooks

    def _get_payee_names(self):
        """Names under which the bank may write the holder; none in this room.

        Glue that knows the person gives them, for matching and masking only;
        they are never stored here.

        :return: {micro-project id: tuple of names}
        """
        return {}

    def _get_distribution(self, heading, funding):
        """Distribution key of a cost on the three axes."""
        self.ensure_one()
        return self.env["microproject.axes"]._key(
            self.account_id, heading.analytic_account_id, funding.analytic_account_id
        )
