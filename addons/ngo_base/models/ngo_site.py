# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get


class NgoSite(models.Model):
    """A place where the organisation works, or a group of such places.

    A site may have no name yet, or none that may be told: it is then shown by its
    kind, as unnamed, and nobody has to invent one.
    """

    _name = "ngo.site"
    _inherit = ["ngo.reference"]
    _description = "Site"
    _parent_store = True
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _write_roles = ("coordinator",)
    _write_site_path = "id"
    _write_programme_path = "programme_ids"

    name = fields.Char(
        translate=True, help="Leave it empty while the site has no name."
    )
    code = fields.Char(help="Short code on rotas and lists.")
    kind = fields.Selection(
        selection=[
            ("group", "Group of sites"),
            ("permanence", "Permanence site"),
            ("hub", "Hub"),
            ("municipal_desk", "Municipal desk"),
            ("day_centre", "Day centre"),
            ("emergency_shelter", "Emergency shelter"),
            ("temporary_occupation", "Temporary occupation by agreement"),
            ("pre_reception", "Pre-reception centre"),
            ("modular", "Modular housing"),
            ("collective_house", "Collective house"),
            ("protected_shelter", "Protected shelter"),
            ("office", "Office"),
            ("other", "Other"),
        ],
        required=True,
        default="permanence",
    )
    parent_id = fields.Many2one(
        comodel_name="ngo.site",
        string="Part of",
        index="btree_not_null",
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="ngo.site", inverse_name="parent_id", string="Sites within"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Legal entity",
        default=lambda self: self.env.company,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    area_id = fields.Many2one(
        comodel_name="ngo.area",
        string="Administrative area",
        index="btree_not_null",
        ondelete="restrict",
    )
    is_address_confidential = fields.Boolean(
        string="Confidential address",
        help="The address is kept apart, for those who work at the site.",
    )
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    phone = fields.Char()

    address_ids = fields.One2many(
        comodel_name="ngo.site.address",
        inverse_name="site_id",
        string="Address kept apart",
    )

    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working calendar",
        default=lambda self: self.env.company.resource_calendar_id,
        help="Opening hours and closures; deadlines count on it.",
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time zone",
        compute="_compute_tz",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    is_open_24h = fields.Boolean(string="Open day and night")
    date_open = fields.Date(string="Opens on")
    date_close = fields.Date(string="Closes on", help="Last day of work at the site.")

    capacity_min = fields.Integer(
        string="Places, at least", help="Equal to the other bound where it is exact."
    )
    capacity_max = fields.Integer(
        string="Places, at most",
        compute="_compute_capacity_max",
        store=True,
        readonly=False,
        precompute=True,
    )
    capacity_display = fields.Char(string="Places", compute="_compute_capacity_display")

    manager_id = fields.Many2one(comodel_name="res.users", index="btree_not_null")
    staff_ids = fields.One2many(
        comodel_name="ngo.site.staff", inverse_name="site_id", string="Staff"
    )
    programme_ids = fields.Many2many(
        comodel_name="ngo.programme",
        relation="ngo_programme_site_rel",
        column1="site_id",
        column2="programme_id",
        string="Programmes",
    )
    admission_ids = fields.One2many(
        comodel_name="ngo.site.admission",
        inverse_name="site_id",
        string="Admission rules",
        help="A person is admitted when one rule fits. Without any rule here, those"
        " of the site above apply; without any at all, everybody is admitted.",
    )
    agreement_ids = fields.One2many(
        comodel_name="ngo.site.agreement",
        inverse_name="site_id",
        string="Agreements for the premises",
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "A site with this code exists already."
    )
    _capacity_in_order = models.Constraint(
        "CHECK (capacity_min >= 0 AND capacity_max >= capacity_min)",
        "Places are a range: at least 0, and not more at least than at most.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_close >= date_open)", "A site cannot close before it opens."
    )
    _address_apart = models.Constraint(
        "CHECK (is_address_confidential IS NOT TRUE"
        " OR COALESCE(street, zip, city, phone) IS NULL)",
        "The address of this site is confidential: it is kept apart, not here.",
    )

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # A list of sites shows their labels: not the whole row of each.
        self.fetch(["name", "kind"])
        unnamed = self.browse()
        for site in self:
            if name := site.name:
                site.display_name = name
            else:
                unnamed += site
        # The words of the kinds are looked up where a site has no name only.
        kinds = unnamed and dict(self._fields["kind"]._description_selection(self.env))
        for site in unnamed:
            site.display_name = self.env._(
                "%(kind)s, unnamed", kind=kinds.get(site.kind, "")
            )

    @api.depends("parent_id")
    def _compute_tz(self):
        for site in self:
            site.tz = site.tz or site.parent_id.tz or self.env.user.tz or "UTC"

    @api.depends("capacity_min")
    def _compute_capacity_max(self):
        for site in self:
            site.capacity_max = max(site.capacity_max, site.capacity_min)

    @api.depends("capacity_min", "capacity_max")
    def _compute_capacity_display(self):
        for site in self:
            low, high = site.capacity_min, site.capacity_max
            # An unknown or missing capacity is no capacity of 0.
            if low == high:
                site.capacity_display = str(low) if low else False
            else:
                site.capacity_display = f"{low}–{high}"

    def action_hold(self):
        """Say that one receives people here, and show one's shifts."""
        self.ensure_one()
        self.env["ngo.presence"]._hold(self)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ngo_base.ngo_presence_action"
        )

    def _get_tree_ids(self):
        """Ids of these sites and of all sites below them.

        :rtype: list[int]
        """
        sites = self.with_context(active_test=False)
        return sites.search([("id", "child_of", self.ids)]).ids

    def _is_open_on(self, day):
        """Tell whether the site exists on ``day`` (its hours are the calendar's).

        :param datetime.date day: a day in the time zone of the site
        :rtype: bool
        """
        self.ensure_one()
        if not self.active or (self.date_open and day < self.date_open):
            return False
        return not (self.date_close and day > self.date_close)

    def _get_staff(self, day=None):
        """People of these sites on ``day`` (today by default).

        :param datetime.date day: a day
        :rtype: ngo.site.staff
        """
        day = day or fields.Date.context_today(self)
        return self.env["ngo.site.staff"].search(
            Domain("site_id", "in", self.ids)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )

    def _get_admission_rules(self):
        """Rules that hold for this site: its own, else those of the site above."""
        self.ensure_one()
        site = self
        while site and not site.admission_ids:
            site = site.parent_id
        return site.admission_ids

    def _admits(self, sex=None, age=None, status=None):
        """Tell whether the site admits a person, and why not.

        A fact that a rule asks for and that is not known (``None``) does not fit:
        the reason then says that it must be recorded, and staff decide.

        :param str sex: ``female``, ``male``, ``other`` or ``None``
        :param int age: age in whole years or ``None``
        :param str status: code of an ``ngo.legal.status`` or ``None``
        :return: ``(admitted, reason)``; the reason is empty when admitted
        :rtype: tuple[bool, str]
        """
        rules = self._get_admission_rules()
        if not rules:
            return True, ""
        reasons = [rule._get_refusal(sex, age, status) for rule in rules]
        if not all(reasons):
            return True, ""
        return False, self.env._(
            "%(site)s: %(reasons)s",
            site=self.display_name,
            reasons=self.env._(" or ").join(dict.fromkeys(reasons)),
        )
