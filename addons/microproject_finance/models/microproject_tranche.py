# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MicroprojectTranche(models.Model):
    """A part of the award, paid when its conditions hold.

    The amount is a plan; that it was paid, when and how much, is read from the
    payments of the ledger.
    """

    _name = "microproject.tranche"
    _description = "Tranche"
    _inherit = ["microproject.part"]
    _order = "microproject_id, sequence, id"
    _transitions = {
        "planned": {"requested", "cancelled"},
        "requested": {"cleared", "planned", "cancelled"},
        "cleared": {"planned", "cancelled"},
        "cancelled": set(),
    }

    sequence = fields.Integer(string="Number", required=True, default=1)
    planned_date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    channel = fields.Selection(
        selection=[
            ("transfer", "Transfer"),
            ("cash", "Cash"),
            ("supplier", "Paid to the supplier"),
        ],
        required=True,
        default="transfer",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("requested", "Requested"),
            ("cleared", "Cleared"),
            ("cancelled", "Called off"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="planned",
    )
    stage = fields.Selection(
        selection="_stages",
        string="Status",
        compute="_compute_stage",
        help="Paid, as soon as the ledger knows a payment of it.",
    )
    requested_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    cleared_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    cleared_on = fields.Datetime(readonly=True, copy=False)
    condition_ids = fields.One2many(
        comodel_name="microproject.tranche.condition", inverse_name="tranche_id"
    )
    is_paid = fields.Boolean(compute="_compute_paid", search="_search_is_paid")
    paid_amount = fields.Monetary(string="Paid", compute="_compute_paid")
    paid_on = fields.Date(compute="_compute_paid")
    is_late = fields.Boolean(string="Late", compute="_compute_is_late")
    may_be_cleared = fields.Boolean(compute="_compute_may_be_cleared")

    _number_uniq = models.UniqueIndex(
        "(microproject_id, sequence) WHERE state <> 'cancelled'",
        "A micro-project has one tranche of each number.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND amount < 1e12)", "A tranche is an amount to pay."
    )

    @api.model
    def _stages(self):
        """The states, and *paid*, which is no state but a fact of the ledger."""
        states = self._fields["state"]._description_selection(self.env)
        return [*states[:-1], ("paid", self.env._("Paid out")), states[-1]]

    @api.depends("microproject_id.code", "sequence")
    def _compute_display_name(self):
        for tranche in self:
            tranche.display_name = (
                f"{tranche.microproject_id.code or ''} T{tranche.sequence}".strip()
            )

    def _paid_domain(self):
        return [
            ("state", "in", ("in_process", "paid")),
            ("payment_type", "=", "outbound"),
        ]

    def _read_payments(self):
        """What the ledger says that each tranche was paid with.

        :return: {tranche id: (set of account.payment ids, amount, date)}
        """
        # Whether and when, by code; a social worker may not open payments.
        rows = (
            self.env["account.payment"]
            .sudo()
            ._read_group(
                [("microproject_tranche_id", "in", self.ids), *self._paid_domain()],
                ["microproject_tranche_id"],
                ["id:array_agg", "amount_company_currency_signed:sum", "date:max"],
            )
        )
        return {
            tranche.id: (set(ids), abs(amount or 0.0), day)
            for tranche, ids, amount, day in rows
        }

    def _compute_paid(self):
        found = self._read_payments()
        for tranche in self:
            _ids, amount, day = found.get(tranche.id, (set(), 0.0, False))
            tranche.paid_amount = amount
            tranche.paid_on = day
            tranche.is_paid = bool(day)

    @api.depends("state", "is_paid")
    def _compute_stage(self):
        for tranche in self:
            tranche.stage = "paid" if tranche.is_paid else tranche.state

    def _get_decided(self, today):
        """Which payments paid each tranche, and the day of the facts that decide.

        That day is today, and of a paid one the day when it was decided. Read from
        the payments: ``paid_on`` may have been remembered before one was made.

        :param date today: the day of the reader
        :return: {tranche: (set of account.payment ids, date)}
        """
        found, decided = self._read_payments(), {}
        for tranche in self:
            payments, _amount, paid_on = found.get(tranche.id, (set(), 0.0, None))
            day = today
            if paid_on:
                cleared = tranche.cleared_on and fields.Date.context_today(
                    self, tranche.cleared_on
                )
                day = min(filter(None, (today, paid_on, cleared)))
            decided[tranche] = (payments, day)
        return decided

    def _search_is_paid(self, operator, value):
        if operator != "in":
            return NotImplemented
        # As in _read_payments.
        payments = (
            self.env["account.payment"]
            .sudo()
            ._search([("microproject_tranche_id", "!=", False), *self._paid_domain()])
        )
        paid = payments.subselect("microproject_tranche_id")
        return [("id", "in" if True in value else "not in", paid)]

    @api.depends("planned_date", "state")
    @api.depends_context("tz")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for tranche in self:
            tranche.is_late = (
                tranche.state != "cancelled"
                and not tranche.is_paid
                and bool(tranche.planned_date)
                and tranche.planned_date < today
            )

    @api.depends("condition_ids.is_met", "condition_ids.waived_reason")
    def _compute_may_be_cleared(self):
        for tranche in self:
            tranche.may_be_cleared = all(
                c.is_met or c.waived_reason for c in tranche.condition_ids
            )

    @api.model_create_multi
    def create(self, vals_list):
        # Two people who add a tranche at once would both find room in the award:
        # the second is refused.
        microprojects = self.env["microproject.microproject"].browse(
            {
                vals["microproject_id"]
                for vals in vals_list
                if vals.get("microproject_id")
            }
        )
        # The lock is the system's affair; who may add a tranche is checked below.
        microprojects.sudo()._hold()
        records = super().create(vals_list)
        for tranche in records.filtered(lambda t: not t.condition_ids):
            tranche.write(
                {
                    "condition_ids": [
                        fields.Command.create(vals)
                        for vals in tranche._default_conditions()
                    ]
                }
            )
        return records

    def write(self, vals):
        fixed = {"amount", "sequence", "microproject_id", "channel"} & set(vals)
        if fixed:
            done = self.filtered(lambda t: t.state in ("cleared", "cancelled"))
            if done:
                raise UserError(
                    self.env._(
                        "Cleared tranches do not change: %(names)s",
                        names=", ".join(done.mapped("display_name")),
                    )
                )
            # As in create.
            self.microproject_id.sudo()._hold()
        return super().write(vals)

    @api.constrains("amount", "microproject_id", "state")
    def _check_award(self):
        """All tranches together never pass the award."""
        over = self.env["microproject.microproject"]
        for microproject in self.microproject_id.filtered("budget_id"):
            currency = microproject.book_currency_id
            planned = microproject._planned_tranches()
            if currency.compare_amounts(planned, microproject.award) > 0:
                over |= microproject
        if over:
            raise ValidationError(
                self.env._(
                    "The tranches pass the award: %(codes)s",
                    codes=", ".join(over.mapped("code")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_planned(self):
        kept = self.filtered(lambda t: t.state != "planned" or t.is_paid)
        if kept:
            raise UserError(
                self.env._(
                    "Cancel these tranches instead: %(names)s",
                    names=", ".join(kept.mapped("display_name")),
                )
            )

    def _default_conditions(self):
        """Conditions of a new tranche by the rules of its programme."""
        self.ensure_one()
        programme = self.microproject_id.programme_id
        # The rules bind whoever plans, whether or not she may read their list.
        rules = programme.sudo().tranche_rule_ids
        if rules:
            return [
                rule._prepare_condition_vals()
                for rule in rules
                if rule.number_from <= self.sequence
            ]
        conditions = [{"kind": "budget_available"}]
        if self.sequence > 1:
            conditions += [
                {"kind": "prior_justified_pct", "parameter": programme.justify_percent},
                {"kind": "no_old_advance", "parameter": programme.advance_max_days},
                {"kind": "visit_done"},
            ]
        return conditions

    # ------------------------------------------------------------- actions

    def action_request(self):
        """Ask for the money, as who accompanies the holder may too."""
        self.check_access("read")
        # A social worker reads the schedule and may not write it: her request is a
        # state and her own name.
        asked = self.sudo()
        asked._move_to("requested")
        asked.write({"requested_by_id": self.env.uid})

    def action_clear(self):
        """Clear for payment: all conditions met or waived, by another person."""
        # The ledger may have moved since the answers were last looked at.
        self.condition_ids.invalidate_recordset(["is_met", "have"])
        for tranche in self:
            tranche._check_duty(tranche.requested_by_id)
            unmet = tranche.condition_ids.filtered(
                lambda c: not c.is_met and not c.waived_reason
            )
            if unmet:
                raise UserError(
                    self.env._(
                        "%(name)s waits for: %(conditions)s",
                        name=tranche.display_name,
                        conditions=", ".join(unmet.mapped("display_name")),
                    )
                )
        self._move_to("cleared")
        self.write({"cleared_by_id": self.env.uid, "cleared_on": fields.Datetime.now()})

    def action_reopen(self):
        paid = self.filtered("is_paid")
        if paid:
            raise UserError(
                self.env._(
                    "Paid tranches stay as they are: %(names)s",
                    names=", ".join(paid.mapped("display_name")),
                )
            )
        self._move_to("planned")

    def action_cancel(self):
        paid = self.filtered("is_paid")
        if paid:
            raise UserError(
                self.env._(
                    "Paid tranches stay as they are: %(names)s",
                    names=", ".join(paid.mapped("display_name")),
                )
            )
        self._move_to("cancelled")

    def _check_duty(self, *others):
        """Requester, approver and payer are three persons, unless waived."""
        for tranche in self:
            if tranche._is_same_person(*others):
                raise UserError(
                    self.env._(
                        "%(name)s: another person must do this step than the one"
                        " who did the step before.",
                        name=tranche.display_name,
                    )
                )

    def action_pay(self):
        """Open the payment form of the accounting, filled in."""
        self.ensure_one()
        self._check_payable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pay %(name)s", name=self.display_name),
            "res_model": "account.payment",
            "view_mode": "form",
            "context": {
                f"default_{name}": value
                for name, value in self._prepare_payment_vals().items()
            },
        }

    def _check_payable(self):
        """A tranche is paid once, after it was cleared, by a third person."""
        for tranche in self:
            if tranche.state != "cleared":
                raise UserError(
                    self.env._("%(name)s is not cleared.", name=tranche.display_name)
                )
            tranche._check_duty(tranche.requested_by_id, tranche.cleared_by_id)

    def _prepare_payment_vals(self):
        """Values of the payment of a tranche; the memo is what the bank shows."""
        self.ensure_one()
        microproject = self.microproject_id
        return {
            "payment_type": "outbound",
            "partner_type": "supplier",
            "partner_id": microproject.payee_id.id,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
            "memo": self.display_name,
            "microproject_tranche_id": self.id,
        }
