# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SMALLEST = 5
PREFIX = "_provide_"


class ImpactIndicator(models.Model):
    """What is counted, defined once and read by everybody who reads the figure.

    A room brings its indicators as data rows, and for each a *provider*: a method
    ``_provide_<provider>(first, last)`` on this model that returns the facts as one
    SQL query, see :meth:`_get_facts`.
    """

    _name = "impact.indicator"
    _no_read_rule = "definitions; nobody is named"
    _description = "Indicator"
    _order = "section, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True, copy=False)
    section = fields.Selection(
        [
            ("1_people", "People"),
            ("2_reception", "Permanences and reception"),
            ("3_files", "Files"),
            ("4_needs", "Needs"),
            ("5_referrals", "Orientations and referrals"),
            ("6_projects", "Micro-projects"),
        ],
        required=True,
        default="1_people",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    definition = fields.Text(
        required=True, translate=True, help="What is counted, and what is not."
    )
    numerator = fields.Text(
        translate=True, help="What is counted among the denominator. Empty: no rate."
    )
    denominator = fields.Text(translate=True)
    nature = fields.Selection(
        [
            ("acts", "Acts: they add up over time"),
            ("persons", "Persons: each once in a period"),
            ("stock", "Persons on the last day of the period"),
            ("amount", "Hours or money: a sum"),
        ],
        required=True,
        readonly=True,
        default="acts",
        help="Says how the figures of a month and of its quarter hang together.",
    )
    unit = fields.Selection(
        [("count", "Number"), ("hours", "Hours"), ("money", "Money")],
        required=True,
        readonly=True,
        default="count",
    )
    smallest_cell = fields.Integer(
        string="Smallest figure shown",
        default=SMALLEST,
        help="Smaller figures are hidden, and others with them, so that nobody works"
        " them out. 0: nothing is hidden, for what is not about persons.",
    )
    dimension_ids = fields.Many2many("impact.dimension", string="Broken down by")
    is_crossed = fields.Boolean(
        string="Sex within age band", help="Young women, young men and so on."
    )
    provider = fields.Char(required=True, readonly=True, copy=False)
    res_model = fields.Char(
        string="Records behind", readonly=True, help="What a figure opens."
    )

    _code_uniq = models.UniqueIndex("(code)", "An indicator with this code exists.")
    _limit_possible = models.Constraint(
        "CHECK(smallest_cell BETWEEN 0 AND 1000)",
        "The smallest figure shown lies between 0 and 1000.",
    )

    @api.constrains("smallest_cell", "nature")
    def _check_persons_are_protected(self):
        open_ones = self.filtered(
            lambda i: i.nature in ("persons", "stock") and i.smallest_cell < 3
        )
        if open_ones:
            raise ValidationError(
                self.env._(
                    "Figures about persons are not shown below 3: %(names)s",
                    names=", ".join(open_ones.mapped("name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        # Whether a figure exists is asked in the whole table, not in one's own.
        figures = self.env["impact.figure"].sudo()
        used = figures.search([("indicator_id", "in", self.ids)]).indicator_id
        if used:
            raise UserError(
                self.env._(
                    "Reports hold figures of these indicators; archive them: %(names)s",
                    names=", ".join(used.mapped("name")),
                )
            )

    def _has_base(self):
        """Is it a rate: a numerator among a denominator?"""
        self.ensure_one()
        return bool(self.numerator)

    def _get_facts(self, first, last):
        """The facts of a period, from the provider of the room.

        The query has one row for each fact and, whatever the indicator is, these
        columns: ``res_id`` (record of ``res_model``), ``subject_id`` (the person, else
        the record; counted once where persons are counted), ``site_id``, ``team_id``,
        ``programme_id`` (or NULL), ``amount`` (number), ``hit`` (boolean: in the
        numerator; true where there is none), and one text column for each dimension.

        :param datetime.date first: first day
        :param datetime.date last: last day, included
        :return: odoo.tools.SQL, or None where the room is not there
        """
        self.ensure_one()
        provide = getattr(self, PREFIX + self.provider, None)
        return provide(first, last) if provide else None
