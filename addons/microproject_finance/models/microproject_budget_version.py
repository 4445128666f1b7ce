# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import flexibility, money


class MicroprojectBudgetVersion(models.Model):
    """A budget as it was decided, of a micro-project or of the programme itself.

    Once approved it never changes: a change is a next version, made of moves
    between lines and judged by the donor's rule of flexibility.
    """

    _name = "microproject.budget.version"
    _description = "Budget version"
    _inherit = ["microproject.scoped", "ngo.transition.mixin"]
    _order = "programme_id, microproject_id, number desc"
    _programme_path = "programme_id"
    _transitions = {
        "draft": {"approved"},
        "approved": {"superseded"},
        "superseded": set(),
    }

    programme_id = fields.Many2one(
        comodel_name="ngo.programme",
        compute="_compute_programme_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    microproject_id = fields.Many2one(
        comodel_name="microproject.microproject",
        string="Micro-project",
        index=True,
        ondelete="cascade",
        help="Empty: the programme's own budget, staff and common costs included.",
    )
    number = fields.Integer(readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("superseded", "Superseded"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    decision = fields.Selection(
        selection=[
            ("initial", "Initial"),
            ("unilateral", "Within flexibility"),
            ("amendment", "Amendment"),
        ],
        required=True,
        default="initial",
        readonly=True,
    )
    has_donor_consent = fields.Boolean(
        string="Donor's consent in writing",
        help="Asked where the rule of flexibility is passed.",
    )
    reason = fields.Char()
    parent_id = fields.Many2one(
        comodel_name="microproject.budget.version", readonly=True, copy=False
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users", string="Approved by", readonly=True, copy=False
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    book_currency_id = fields.Many2one(
        related="programme_id.company_id.currency_id", string="Currency of the books"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    line_ids = fields.One2many(
        comodel_name="microproject.budget.line", inverse_name="version_id", copy=True
    )
    reallocation_ids = fields.One2many(
        comodel_name="microproject.reallocation",
        inverse_name="version_id",
        string="Moves from the version before",
    )
    total_cash = fields.Monetary(string="Cash", compute="_compute_totals")
    total_in_kind = fields.Monetary(string="In kind", compute="_compute_totals")

    _number_uniq = models.UniqueIndex(
        "(programme_id, COALESCE(microproject_id, 0), number)",
        "This number is taken by another version.",
    )
    _one_approved = models.UniqueIndex(
        "(programme_id, COALESCE(microproject_id, 0)) WHERE state = 'approved'",
        "One version only is in force.",
    )

    @api.depends("microproject_id")
    def _compute_programme_id(self):
        for version in self:
            version.programme_id = (
                version.microproject_id.programme_id or version.programme_id
            )

    @api.depends("microproject_id", "programme_id")
    def _compute_currency_id(self):
        for version in self:
            programme = version.programme_id
            books = (programme.company_id or self.env.company).currency_id
            if version.microproject_id:
                version.currency_id = books
            else:
                version.currency_id = programme.donor_currency_id or books

    @api.depends("line_ids.amount", "line_ids.nature")
    def _compute_totals(self):
        for version in self:
            cash = version.line_ids.filtered(lambda line: line.nature == "cash")
            version.total_cash = sum(cash.mapped("amount"))
            version.total_in_kind = sum((version.line_ids - cash).mapped("amount"))

    @api.depends("number", "microproject_id", "programme_id")
    def _compute_display_name(self):
        for version in self:
            owner = version.microproject_id.code or version.programme_id.display_name
            version.display_name = f"{owner} v{version.number}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("number"):
                vals["number"] = self._next_number(vals)
        return super().create(vals_list)

    def _next_number(self, vals):
        microproject = self.env["microproject.microproject"].browse(
            vals.get("microproject_id")
        )
        programme = microproject.programme_id.id or vals.get("programme_id")
        # Numbers run over all versions of a budget, whoever reads which.
        last = self.sudo().search(
            [
                ("programme_id", "=", programme),
                ("microproject_id", "=", microproject.id),
            ],
            order="number desc",
            limit=1,
        )
        return last.number + 1

    def write(self, vals):
        frozen = self.filtered(lambda v: v.state != "draft")
        if frozen and set(vals) - {"state"}:
            raise UserError(
                self.env._(
                    "An approved budget never changes, make a next version: %(names)s",
                    names=", ".join(frozen.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        frozen = self.filtered(lambda v: v.state != "draft")
        if frozen:
            raise UserError(
                self.env._(
                    "An approved budget is never deleted: %(names)s",
                    names=", ".join(frozen.mapped("display_name")),
                )
            )

    # ------------------------------------------------------------- actions

    def action_approve(self):
        """Put the version in force; the one before is superseded."""
        for version in self:
            version._check_ready()
            before = version._get_in_force()
            version.write(
                {
                    "decision": version._get_decision(),
                    "approved_by_id": self.env.uid,
                    "approved_on": fields.Datetime.now(),
                }
            )
            version._check_consent()
            before._move_to("superseded")
            before.flush_recordset(["state"])
            version._move_to("approved")

    def _get_in_force(self):
        self.ensure_one()
        return self.search(
            [
                ("programme_id", "=", self.programme_id.id),
                ("microproject_id", "=", self.microproject_id.id),
                ("state", "=", "approved"),
            ]
        )

    def _check_ready(self):
        self.ensure_one()
        if not self.line_ids:
            raise ValidationError(
                self.env._("%(name)s has no line.", name=self.display_name)
            )
        self._check_caps()

    def _check_caps(self):
        """Hook: caps of the house on an award (a maximum, an own part)."""

    def _get_decision(self):
        """Initial, within the donor's flexibility, or an amendment.

        :rtype: str
        """
        self.ensure_one()
        contract = self._get_contract_version()
        if not contract:
            return "initial"
        try:
            return flexibility.decision(
                contract._by_heading(),
                self._moves_since(contract),
                money.money(self.programme_id.flex_percent, 3),
                self._exempt_headings(),
            )
        except flexibility.FlexibilityError as error:
            raise ValidationError(str(error)) from error

    def _exempt_headings(self):
        """Headings of which every move asks for the donor's consent."""
        return set(self.line_ids.heading_id.filtered(lambda h: h.is_flex_exempt).ids)

    def _check_consent(self):
        self.ensure_one()
        touched = self.reallocation_ids
        exempt = (touched.source_id.heading_id | touched.heading_id).filtered(
            "is_flex_exempt"
        )
        if (self.decision == "amendment" or exempt) and not self.has_donor_consent:
            raise ValidationError(
                self.env._(
                    "%(name)s passes the donor's flexibility: it needs the written"
                    " consent of the donor.",
                    name=self.display_name,
                )
            )

    def _get_contract_version(self):
        """The last version that the donor signed: initial or amended."""
        version = self.parent_id
        while version and version.decision == "unilateral":
            version = version.parent_id
        return version

    def _moves_since(self, contract):
        """Moves between headings since a version, those of this one included.

        :rtype: list of engine.flexibility.Move
        """
        moves, version = [], self
        while version and version != contract:
            moves = version.reallocation_ids._to_moves() + moves
            version = version.parent_id
        return moves

    def _by_heading(self):
        """Cash of the version by heading: {heading id: Decimal}."""
        found = defaultdict(Decimal)
        for line in self.line_ids.filtered(lambda line: line.nature == "cash"):
            found[line.heading_id.id] += money.money(line.amount, 3)
        return dict(found)

    def action_next_version(self):
        """A draft with the same lines, to receive moves."""
        self.ensure_one()
        if self.state != "approved":
            raise UserError(self.env._("Only the version in force is continued."))
        version = self.create(
            {
                "programme_id": self.programme_id.id,
                "microproject_id": self.microproject_id.id,
                "currency_id": self.currency_id.id,
                "parent_id": self.id,
                "decision": "unilateral",
                "line_ids": [
                    fields.Command.create(line._prepare_next_vals())
                    for line in self.line_ids
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "view_mode": "form",
        }
