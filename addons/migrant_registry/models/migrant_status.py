# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class MigrantDated(models.AbstractModel):
    """Holds from a day to a day, both included; without an end it still holds."""

    _name = "migrant.dated"
    _description = "Holds from one day to another"

    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "This cannot end before it begins."
    )

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for record in self:
            record.is_current = (
                not record.date_from or record.date_from <= today
            ) and (not record.date_to or record.date_to >= today)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._holds_domain(fields.Date.context_today(self))
        return domain if True in value else ~domain

    @api.model
    def _holds_domain(self, day):
        """Domain of what holds on a day."""
        return (Domain("date_from", "=", False) | Domain("date_from", "<=", day)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )


class MigrantStatus(models.Model):
    """A person's standing before the law of a country, from a day to a day."""

    _name = "migrant.status"
    _inherit = ["migrant.personal", "migrant.dated"]
    _description = "Legal status of a person"
    _order = "date_from desc, id desc"
    _personal_scope = "identity"
    _journal_fields = ("status_id",)

    status_id = fields.Many2one("ngo.legal.status", required=True, ondelete="restrict")
    country_id = fields.Many2one(
        "res.country", required=True, default=lambda self: self.env.company.country_id
    )
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    source = fields.Selection(
        [("said", "As the person says"), ("seen", "Paper seen"), ("copy", "Copy kept")],
        required=True,
        default="said",
    )


class MigrantSpokenLanguage(models.Model):
    """A language of a person, and whether she needs an interpreter from it."""

    _name = "migrant.spoken.language"
    _inherit = ["migrant.personal"]
    _description = "Language of a person"
    _order = "is_preferred desc, id"
    _personal_scope = "person"

    language_id = fields.Many2one("ngo.language", required=True, ondelete="restrict")
    is_preferred = fields.Boolean()
    can_read = fields.Boolean()
    needs_interpreter = fields.Boolean()

    _once = models.UniqueIndex(
        "(beneficiary_id, language_id)", "This language is on the list already."
    )


class MigrantStay(models.Model):
    """Where a person stays, dated: a site of ours or elsewhere. No beds."""

    _name = "migrant.stay"
    _inherit = ["migrant.personal", "migrant.dated", "migrant.person.mixin"]
    _description = "Place of stay"
    _order = "date_from desc, id desc"
    _personal_scope = "person"

    date_from = fields.Date(required=True, default=fields.Date.context_today)
    site_id = fields.Many2one("ngo.site", index="btree_not_null", ondelete="restrict")
    elsewhere = fields.Selection(
        [
            ("street", "Street"),
            ("friends", "With friends or family"),
            ("rented", "Rented"),
            ("other_house", "Another organisation's house"),
            ("unknown", "Not known"),
        ]
    )
    place = fields.Char(help="Town or quarter; the address is in the contacts.")
    room = fields.Char(help="As the house calls it.")
    first_name = fields.Char(
        string="First name",
        compute="_compute_first_name",
        help="What volunteers, interpreters and coordinators of the site call her.",
    )

    _somewhere = models.Constraint(
        "CHECK((site_id IS NULL) != (elsewhere IS NULL))",
        "Name a site or say where else.",
    )
    _site_idx = models.Index("(site_id, date_to, date_from) WHERE site_id IS NOT NULL")

    @api.depends_context("uid")
    @api.depends("beneficiary_id")
    def _compute_first_name(self):
        names = self.beneficiary_id._first_names()
        for stay in self:
            stay.first_name = names.get(stay.beneficiary_id.id, False)

    @api.model
    def _current_domain(self, site_ids):
        """Domain of the stays of today at some sites."""
        today = fields.Date.context_today(self)
        return Domain("site_id", "in", list(site_ids)) & self._holds_domain(today)


class MigrantSupport(models.Model):
    """What somebody else already gives: who, what, how much if known, until when."""

    _name = "migrant.support"
    _inherit = ["migrant.personal", "migrant.dated"]
    _description = "Support received from others"
    _order = "date_from desc, id desc"
    _personal_scope = "identity"

    kind_id = fields.Many2one(
        "migrant.support.kind", required=True, ondelete="restrict"
    )
    giver = fields.Char(required=True, help="Organisation or authority.")
    amount = fields.Monetary()
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    period = fields.Selection(
        [("once", "Once"), ("month", "Each month"), ("year", "Each year")]
    )

    _amount_possible = models.Constraint(
        "CHECK(amount IS NULL OR (amount >= 0 AND amount < 1e9))",
        "An amount is a number between 0 and a thousand million.",
    )
