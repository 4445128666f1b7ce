# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MicroprojectOpinion(models.Model):
    """What one member of a committee thinks of one application.

    A member with a conflict of interest says so and is set aside; who accompanies
    the applicant is set aside without being asked.
    """

    _name = "microproject.opinion"
    _description = "Opinion of a member"
    _inherit = ["microproject.scoped"]
    _order = "committee_id, application_id, id"
    _microproject_path = "application_id"
    _programme_path = "committee_id.programme_id"

    committee_id = fields.Many2one(
        comodel_name="microproject.committee",
        string="Session",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    application_id = fields.Many2one(
        comodel_name="microproject.application",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    summary = fields.Text(related="application_id.summary", string="The idea")
    requested = fields.Monetary(related="application_id.requested")
    currency_id = fields.Many2one(related="application_id.book_currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Member",
        required=True,
        readonly=True,
        index=True,
    )
    has_conflict = fields.Boolean(
        string="Conflict of interest",
        compute="_compute_has_conflict",
        store=True,
        readonly=False,
        precompute=True,
        help="Family, business or friendship with the holder: the member is set aside.",
    )
    vote = fields.Selection(
        selection=[("for", "For"), ("against", "Against"), ("abstain", "Abstains")]
    )
    score = fields.Float(string="Score (of 20)", digits=(4, 1), aggregator="avg")
    comment = fields.Text(help="No name, no address.")

    _member_once = models.UniqueIndex(
        "(committee_id, application_id, user_id)",
        "A member gives one opinion on an application.",
    )
    _aside = models.Constraint(
        "CHECK (has_conflict IS NOT TRUE OR vote IS NULL)",
        "A member with a conflict of interest does not vote.",
    )
    _score_bounded = models.Constraint(
        "CHECK (score IS NULL OR (score >= 0 AND score <= 20))",
        "A score stands between 0 and 20.",
    )

    @api.depends("application_id", "user_id")
    def _compute_has_conflict(self):
        for opinion in self:
            opinion.has_conflict = opinion._is_involved()

    def _is_involved(self):
        """Whether the member accompanies the applicant or wrote the application."""
        application = self.application_id
        return bool(
            self.user_id
            and self.user_id in application.referent_id + application.create_uid
        )

    @api.depends("application_id.code", "user_id.name")
    def _compute_display_name(self):
        for opinion in self:
            opinion.display_name = (
                f"{opinion.application_id.code or ''} {opinion.user_id.name or ''}"
            )

    @api.model
    def _scope_reasons(self):
        """Those who run the committee, and the member herself until it is closed; not
        the applicant's."""
        kept = [
            r for r in super()._scope_reasons() if r[0] in ("money", "coordination")
        ]
        # What stands in the application is open to her until the minutes.
        own = Domain("user_id", "=", self.env.uid)
        own &= Domain("committee_id.state", "!=", "closed")
        return kept + [("member", self.env._("This is your opinion."), own)]

    @api.model
    def _scope_write_domain(self):
        """One's own, while the session is open."""
        return Domain("user_id", "=", self.env.uid) & Domain(
            "committee_id.state", "=", "open"
        )

    def write(self, vals):
        if {"user_id", "application_id", "committee_id"} & set(vals):
            raise UserError(self.env._("An opinion stays with its member."))
        for opinion in self:
            decided = opinion.sudo().application_id.state != "submitted"
            if decided or opinion.sudo().committee_id.state != "open":
                raise UserError(self.env._("The committee has decided already."))
            freed = "has_conflict" in vals and not vals["has_conflict"]
            if freed and opinion.sudo()._is_involved():
                raise UserError(
                    self.env._("Who accompanies the applicant does not judge her.")
                )
        if vals.get("has_conflict"):
            vals = {**vals, "vote": False}
        return super().write(vals)
