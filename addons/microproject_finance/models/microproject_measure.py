# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

MONTHS = {"start": 0, "m3": 3, "m6": 6, "m12": 12}


class MicroprojectMeasure(models.Model):
    """How the business does at the start and three, six and twelve months after."""

    _name = "microproject.measure"
    _description = "Sustainability measure"
    _inherit = ["microproject.part"]
    _order = "microproject_id, date_due, id"
    _transitions = {
        "planned": {"done", "unreached"},
        "unreached": {"done"},
        "done": set(),
    }

    moment = fields.Selection(
        selection=[
            ("start", "At the start"),
            ("m3", "3 months"),
            ("m6", "6 months"),
            ("m12", "12 months"),
        ],
        required=True,
        default="start",
    )
    date_due = fields.Date(string="Due on", required=True)
    date = fields.Date(string="Measured on")
    user_id = fields.Many2one(comodel_name="res.users", string="Measured by")
    is_running = fields.Boolean(string="Running")
    turnover = fields.Monetary(string="Monthly turnover", aggregator="avg")
    profit = fields.Monetary(string="Monthly profit", aggregator="avg")
    jobs = fields.Integer(string="Jobs, the holder's included")
    jobs_women = fields.Integer(string="Of them women")
    income_change = fields.Selection(
        selection=[("less", "Less"), ("same", "The same"), ("more", "More")],
        string="Household income",
    )
    is_equipment_present = fields.Boolean(string="Equipment present")
    is_formalised = fields.Boolean(string="Formalised")
    note = fields.Text(help="No name, no address.")
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("done", "Done"),
            ("unreached", "Not reached"),
        ],
        required=True,
        readonly=True,
        default="planned",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_overdue")

    _moment_uniq = models.UniqueIndex(
        "(microproject_id, moment)", "This measure exists already."
    )
    _numbers_bounded = models.Constraint(
        "CHECK ((jobs IS NULL OR (jobs >= 0 AND jobs < 10000))"
        " AND (jobs_women IS NULL OR (jobs_women >= 0 AND jobs_women <= jobs))"
        " AND (turnover IS NULL OR (turnover >= 0 AND turnover < 1e12))"
        " AND (profit IS NULL OR (profit > -1e12 AND profit < 1e12)))",
        "Jobs and turnover are numbers, and not negative.",
    )

    @api.depends("microproject_id.code", "moment")
    @api.depends_context("lang")
    def _compute_display_name(self):
        moments = dict(self._fields["moment"]._description_selection(self.env))
        for measure in self:
            code = measure.microproject_id.code or ""
            measure.display_name = f"{code} {moments.get(measure.moment, '')}".strip()

    @api.depends("state", "date_due")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for measure in self:
            measure.is_overdue = (
                measure.state == "planned"
                and bool(measure.date_due)
                and measure.date_due < today
            )

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = [("state", "=", "planned"), ("date_due", "<", "today")]
        return domain if True in value else ["!", "&", *domain]

    @api.model
    def _plan_for(self, microprojects):
        """Plan the measures that a micro-project lacks, from the day it is followed.

        :param microproject.microproject microprojects:
        :rtype: microproject.measure
        """
        vals_list = []
        for owner in microprojects:
            first = owner.date_works_end or fields.Date.context_today(owner)
            known = set(owner.measure_ids.mapped("moment"))
            for moment, months in MONTHS.items():
                if moment not in known:
                    vals_list.append(
                        {
                            "microproject_id": owner.id,
                            "moment": moment,
                            "date_due": fields.Date.add(first, months=months),
                        }
                    )
        # Measures are planned by closing the grant, whoever closes it.
        return self.sudo().create(vals_list).sudo(False)

    def action_done(self):
        undated = self.filtered(lambda m: not m.date)
        undated.write({"date": fields.Date.context_today(self)})
        future = self.filtered(lambda m: m.date > fields.Date.context_today(m))
        if future:
            raise UserError(
                self.env._(
                    "A measure is taken when its day has come: %(names)s",
                    names=", ".join(future.mapped("display_name")),
                )
            )
        self.write({"user_id": self.env.uid})
        self._move_to("done")

    def action_unreached(self):
        self._move_to("unreached")

    @api.model
    def _survival(self, programme, moment="m12"):
        """Businesses measured and running at a moment.

        :param ngo.programme programme:
        :return: (running, measured, not reached)
        :rtype: tuple of int
        """
        rows = self._read_group(
            [
                ("microproject_id.programme_id", "=", programme.id),
                ("moment", "=", moment),
            ],
            ["state", "is_running"],
            ["__count"],
        )
        running = sum(n for s, r, n in rows if s == "done" and r)
        measured = sum(n for s, _r, n in rows if s == "done")
        unreached = sum(n for s, _r, n in rows if s == "unreached")
        return running, measured, unreached
