# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MigrantAnnex(models.AbstractModel):
    """A protected annex of a file: read by its keeper and by a circle, nobody else.

    Each kind is a model of its own, so that a wrong rule, a copied field or a related
    value of one opens no other. No chatter, no tracking, no field of the file points
    here. The circle is dated grants of ``ngo.access``, made by the keeper; in an
    emergency two persons open it, for four hours.
    """

    _name = "migrant.annex"
    _inherit = ["ngo.code.mixin", "migrant.case.told", "ngo.guarded"]
    _description = "Protected annex"
    _rec_name = "code"
    _order = "id desc"
    # One prefix for all kinds: a code must not say what is behind it.
    _code_prefix = "A-"
    _break_glass = "dual"
    _journal_fields = "*"
    # Roles that may keep an annex of this kind or be in its circle.
    _annex_roles = ("social_worker", "jurist", "psychologist", "child_protection")

    case_id = fields.Many2one(
        "migrant.case", string="File", required=True, index=True, ondelete="restrict"
    )
    beneficiary_id = fields.Many2one(
        related="case_id.beneficiary_id", string="Person", store=True, precompute=True
    )
    keeper_id = fields.Many2one(
        "res.users",
        string="Kept by",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    circle = fields.Char(string="Circle of readers", compute="_compute_circle")

    @api.depends_context("uid")
    def _compute_circle(self):
        # Who is in the circle is told to those who are in it.
        grants = self.env["ngo.access"].sudo()
        now = fields.Datetime.now()
        for annex in self:
            found = grants.search(
                Domain("res_model", "=", annex._name)
                & Domain("res_id", "=", annex._origin.id)
                & Domain("state", "=", "live")
                & Domain("date_to", ">", now)
            )
            users = found.user_id | annex.sudo().keeper_id
            annex.circle = ", ".join(users.mapped("name"))

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        keeper = Domain.FALSE
        if self._scope_live().has(*self._annex_roles):
            keeper = Domain("keeper_id", "=", self.env.uid)
        return [("keeper", self.env._("You keep this annex."), keeper)]

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().case_id.beneficiary_id.ids

    # --------------------------------------------------------------- circle

    def _invite(self, user, date_to, reason, can_write=False):
        """Open this annex to one more person until a date.

        :param user: ``res.users`` with one of the roles of the kind
        :param datetime date_to: UTC instant at which it ends by itself
        :param str reason: why she needs to know
        :raise UserError: not the keeper, or a role that may not read this kind
        """
        self.ensure_one()
        self.check_access("read")
        if self.keeper_id != self.env.user:
            raise UserError(self.env._("Only its keeper opens an annex to others."))
        roles = self.env["ngo.role"].with_user(user)._live()
        if not roles.has(*self._annex_roles, "supervisor"):
            raise UserError(
                self.env._("%(name)s has no role for this annex.", name=user.name)
            )
        return self.env["ngo.access"]._grant(
            self, user, "member", date_to, reason, can_write=can_write
        )

    def _dismiss(self, user):
        """Close this annex to somebody now."""
        self.ensure_one()
        self.check_access("read")
        if self.keeper_id != self.env.user:
            raise UserError(self.env._("Only its keeper closes an annex to others."))
        # The keeper ends what she granted; grants are not hers to read otherwise.
        grants = self.env["ngo.access"].sudo()
        grants.search(
            Domain("res_model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("user_id", "=", user.id)
        )._end()

    def _hand_on(self, user):
        """Give this annex to another keeper: who leaves must not shut it for ever.

        Who kept it reads it no more; the circle stays.

        :raise UserError: not the keeper, or a role that may not keep this kind
        """
        self.ensure_one()
        self.check_access("write")
        if self.keeper_id != self.env.user:
            raise UserError(self.env._("Only its keeper hands an annex on."))
        roles = self.env["ngo.role"].with_user(user)._live()
        if not roles.has(*self._annex_roles):
            raise UserError(
                self.env._("%(name)s has no role for this annex.", name=user.name)
            )
        self.keeper_id = user
        code = self.code
        # It leads to the file: an address that names the kind says what is in it.
        self.env["ngo.access"]._notify_users(
            user,
            lambda env: (
                env._("%(code)s is yours to keep from now on", code=code),
                env._("Sign in to read it."),
            ),
            self.case_id,
        )

    def action_invite(self):
        """Open the wizard of the circle."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Circle of readers"),
            "res_model": "migrant.annex.invite",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }


class MigrantTraffickingIndicator(models.Model):
    """A sign that a person may be a victim of trafficking."""

    _name = "migrant.trafficking.indicator"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Indicator of trafficking"


class MigrantAnnexTrafficking(models.Model):
    """Indicators of trafficking in persons. [T06]"""

    _name = "migrant.annex.trafficking"
    _inherit = ["migrant.annex"]
    _description = "Annex: trafficking"

    indicator_ids = fields.Many2many("migrant.trafficking.indicator")
    exploitation = fields.Selection(
        [
            ("domestic", "Domestic work"),
            ("labour", "Labour"),
            ("sexual", "Sexual exploitation"),
            ("begging", "Begging"),
            ("crime", "Forced crime"),
            ("other", "Other"),
        ]
    )
    stage = fields.Selection(
        [
            ("signs", "Signs"),
            ("presumed", "Presumed victim"),
            ("identified", "Identified by the authority"),
            ("not", "Not confirmed"),
        ],
        required=True,
        default="signs",
    )
    identified_on = fields.Date()
    reflection_until = fields.Date(string="Time to recover, until")
    complaint = fields.Selection(
        [("no", "Does not wish to"), ("thinks", "Thinks about it"), ("yes", "Lodged")],
    )
    account = fields.Text(help="What she told, in her own words.")


class MigrantAnnexGbv(models.Model):
    """Violence because of gender, genital mutilation included. [B24]

    Kinds of incident are the six core types of the GBV information management system.
    """

    _name = "migrant.annex.gbv"
    _inherit = ["migrant.annex"]
    _description = "Annex: gender-based violence"

    incident = fields.Selection(
        [
            ("rape", "Rape"),
            ("sexual", "Sexual assault"),
            ("physical", "Physical assault"),
            ("marriage", "Forced marriage"),
            ("resources", "Denial of resources"),
            ("psychological", "Psychological abuse"),
        ]
    )
    fgm = fields.Selection(
        [
            ("none", "Does not apply"),
            ("risk", "At risk"),
            ("daughter", "A daughter at risk"),
            ("undergone", "Undergone"),
        ],
        string="Genital mutilation",
        default="none",
    )
    fgm_type = fields.Selection(
        [("1", "Type I"), ("2", "Type II"), ("3", "Type III"), ("4", "Type IV")],
        string="Type of mutilation",
    )
    incident_on = fields.Date(string="Date of the incident")
    care_72h = fields.Boolean(string="Care within 72 hours offered")
    danger = fields.Selection(
        [("none", "None seen"), ("possible", "Possible"), ("now", "Now")],
        string="Danger at home",
    )
    account = fields.Text(help="What she told, in her own words.")
    wishes = fields.Text(help="What she wants to happen, and not to happen.")


class MigrantAnnexSogiesc(models.Model):
    """Sexual orientation, gender identity and expression, as the person says. [B24]"""

    _name = "migrant.annex.sogiesc"
    _inherit = ["migrant.annex"]
    _description = "Annex: sexual orientation and gender identity"

    own_words = fields.Char(string="In her own words")
    chosen_name = fields.Char()
    pronouns = fields.Char()
    known_by = fields.Text(help="Who knows, and who must not learn.")
    danger = fields.Text(help="What she fears, where she stays.")
    is_ground = fields.Boolean(string="Ground of the procedure")


class MigrantAnnexHealth(models.Model):
    """What a professional of health keeps on a person; its keeper is one. [B24]"""

    _name = "migrant.annex.health"
    _inherit = ["migrant.annex"]
    _description = "Annex: health"
    _annex_roles = ("psychologist",)

    condition = fields.Text()
    treatment = fields.Text()
    allergy = fields.Char()
    pregnancy_until = fields.Date(string="Pregnant, birth expected on")
    disability = fields.Char()
    referent = fields.Char(string="Treating doctor")
