# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class NgoProgramme(models.Model):
    """A programme, funded and dated, that gives its fields, words and limits.

    A new programme is configuration: fields of its own come from the properties
    definitions, which cases and persons read (rooms declare ``fields.Properties``
    with ``definition="programme_id.case_properties_definition"``).
    """

    _name = "ngo.programme"
    _inherit = ["ngo.reference"]
    _description = "Programme"
    _order = "date_start desc, name, id"
    _rec_names_search = ["name", "code"]
    _write_roles = ("programme_manager",)
    _write_site_path = "site_ids"
    _write_programme_path = "id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short code on lists and letters.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Legal entity",
        default=lambda self: self.env.company,
    )
    objective = fields.Text(translate=True)
    manager_id = fields.Many2one(comodel_name="res.users", index="btree_not_null")
    active = fields.Boolean(default=True)

    date_start = fields.Date(string="Starts on")
    date_end = fields.Date(string="Ends on", help="Last day of the programme.")
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("running", "Running"),
            ("ended", "Ended"),
        ],
        string="Life",
        compute="_compute_state",
        search="_search_state",
    )
    phase_ids = fields.One2many(
        comodel_name="ngo.programme.phase", inverse_name="programme_id", string="Phases"
    )
    current_phase_id = fields.Many2one(
        comodel_name="ngo.programme.phase", compute="_compute_current_phase_id"
    )
    partner_ids = fields.One2many(
        comodel_name="ngo.programme.partner",
        inverse_name="programme_id",
        string="Partners",
    )
    site_ids = fields.Many2many(
        comodel_name="ngo.site",
        relation="ngo_programme_site_rel",
        column1="programme_id",
        column2="site_id",
        string="Sites",
    )
    area_ids = fields.Many2many(comodel_name="ngo.area", string="Areas of work")
    label_ids = fields.One2many(
        comodel_name="ngo.label", inverse_name="programme_id", string="Words"
    )

    has_accommodation = fields.Boolean(
        string="With accommodation", help="The programme houses the people."
    )
    caseload_target = fields.Integer(
        string="Target of the active caseload",
        help="Persons followed at the same time; 0: no target.",
    )
    retention_months = fields.Integer(
        string="Kept after last contact (months)",
        default=24,
        help="After so many months without contact a file leaves the active base."
        " Two years by default (CNIL, délibération 2023-095); the law of the country"
        " and the contract with the funder may ask for another time.",
    )
    case_properties_definition = fields.PropertiesDefinition(
        string="Fields of the cases"
    )
    person_properties_definition = fields.PropertiesDefinition(
        string="Fields of the persons"
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "A programme with this code exists already."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A programme cannot end before it starts."
    )
    _numbers_positive = models.Constraint(
        "CHECK (caseload_target >= 0 AND retention_months > 0)",
        "The target cannot be negative, and files are kept one month at least.",
    )

    @api.depends("date_start", "date_end")
    @api.depends_context("tz")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for programme in self:
            if programme.date_start and programme.date_start > today:
                programme.state = "planned"
            elif programme.date_end and programme.date_end < today:
                programme.state = "ended"
            else:
                programme.state = "running"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        planned = Domain("date_start", ">", today)
        ended = ~planned & Domain("date_end", "<", today)
        domains = {"planned": planned, "ended": ended, "running": ~planned & ~ended}
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("phase_ids.date_start", "phase_ids.date_end")
    @api.depends_context("tz")
    def _compute_current_phase_id(self):
        today = fields.Date.context_today(self)
        for programme in self:
            programme.current_phase_id = programme.phase_ids.filtered(
                lambda phase: phase.date_start <= today <= phase.date_end
            )[:1]

    def _get_partners(self, role):
        """Partners that hold ``role`` in these programmes.

        :param str role: a key of ``ngo.programme.partner.role``
        :rtype: res.partner
        """
        return self.partner_ids.filtered(lambda line: line.role == role).partner_id

    def _get_label(self, key, plural=False):
        """Word of this programme for ``key``: see ``ngo.label._get_label``."""
        return self.env["ngo.label"]._get_label(key, self, plural=plural)
