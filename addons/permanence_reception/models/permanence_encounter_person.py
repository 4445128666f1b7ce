# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# Rank of those to whom no rule of priority applies.
EVERYBODY = 100


class PermanenceEncounter(models.Model):
    """Who came: known or anonymous, her language, her reasons, her priority."""

    _inherit = "permanence.encounter"

    beneficiary_id = fields.Many2one(
        "migrant.beneficiary",
        string="Person",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: anonymous. She can be attached later.",
    )
    sex = fields.Selection(
        selection=lambda self: self.env["migrant.beneficiary"]
        ._fields["sex"]
        ._description_selection(self.env),
        help="Of somebody who stays anonymous.",
    )
    age_band = fields.Selection(
        selection=lambda self: (
            self.env["migrant.beneficiary"]
            ._fields["age_band"]
            ._description_selection(self.env)
        ),
        string="Age",
        help="Of somebody who stays anonymous.",
    )
    is_follow_up = fields.Boolean(
        string="Follow-up",
        compute="_compute_is_follow_up",
        store=True,
        precompute=True,
        readonly=False,
        help="She was received before; else this is a first reception.",
    )
    language_id = fields.Many2one(
        "ngo.language",
        compute="_compute_language",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    needs_interpreter = fields.Boolean(
        compute="_compute_language", store=True, precompute=True, readonly=False
    )
    interpreter_id = fields.Many2one(
        "hr.employee", ondelete="restrict", index="btree_not_null"
    )
    reason_ids = fields.Many2many(
        "permanence.reason", string="Reasons", domain="[('usage', '=', 'arrival')]"
    )
    priority_id = fields.Many2one(
        "permanence.priority",
        compute="_compute_priority",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="restrict",
        help="The rule by which she is received before others. For staff only.",
    )
    priority_rank = fields.Integer(
        compute="_compute_priority_rank",
        store=True,
        precompute=True,
        index=True,
        aggregator=None,
    )

    @api.depends("beneficiary_id")
    def _compute_is_follow_up(self):
        persons = self.beneficiary_id
        # Whether she came before is a yes or no; where and why stays closed.
        earlier = self.sudo().search_fetch(
            [
                ("beneficiary_id", "in", (persons | persons._aliases()).ids),
                ("state", "=", "done"),
            ],
            ["beneficiary_id"],
        )
        known = earlier.beneficiary_id._canonical()
        for encounter in self:
            person = encounter.beneficiary_id._canonical()
            encounter.is_follow_up = bool(person) and person in known

    @api.depends("beneficiary_id")
    def _compute_language(self):
        for encounter in self:
            spoken = encounter.beneficiary_id._reception_language()
            if spoken:
                encounter.language_id = spoken.language_id
                encounter.needs_interpreter = spoken.needs_interpreter
            else:
                encounter.language_id = encounter.language_id
                encounter.needs_interpreter = encounter.needs_interpreter

    @api.depends("beneficiary_id", "age_band")
    def _compute_priority(self):
        rules = self.env["permanence.priority"].search([("age_band", "!=", False)])
        for encounter in self:
            band = encounter.beneficiary_id.age_band or encounter.age_band
            proposed = rules.filtered(lambda rule, band=band: rule.age_band == band)
            encounter.priority_id = encounter.priority_id or proposed[:1]

    @api.depends("priority_id")
    def _compute_priority_rank(self):
        for encounter in self:
            rule = encounter.priority_id
            encounter.priority_rank = rule.rank if rule else EVERYBODY
