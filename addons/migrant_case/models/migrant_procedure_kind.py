# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.ngo_base.engine import clocks

GOALS = [
    ("protection", "International protection"),
    ("residence", "Right of residence"),
    ("family", "Family reunification"),
    ("nationality", "Nationality or statelessness"),
    ("removal", "Against a removal or a detention"),
    ("reception", "Reception, social and health rights"),
    ("work", "Right to work, recognition of diplomas"),
    ("victim", "Status of victim"),
    ("return", "Voluntary return"),
    ("other", "Other"),
]
UNITS = [("day", "Days"), ("week", "Weeks"), ("month", "Months")]
COUNTINGS = [
    ("rolled", "All days, carried to a worked day"),
    ("plain", "All days, never carried"),
    ("working", "Worked days of the authority"),
]
# A change of these touches the open procedures of the kind.
WATCHED = (
    "delay",
    "delay_unit",
    "counting",
    "clear_days",
    "act",
    "source",
    "steps",
    "papers",
    "authority_id",
    "appeal_kind_id",
)


class MigrantProcedureKind(models.Model):
    """A kind of procedure: its delay with the source, and a short sheet to say it by.

    Rows of the packs are proposals "to be checked": a jurist checks the delay, says on
    which day, and from then on no update of the pack overwrites her row.
    """

    _name = "migrant.procedure.kind"
    _inherit = ["ngo.reference"]
    _description = "Kind of procedure"
    _order = "country_id, goal, sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    country_id = fields.Many2one("res.country", required=True, index=True)
    goal = fields.Selection(GOALS, required=True, default="other")
    authority_id = fields.Many2one(
        "migrant.authority",
        string="Authority",
        ondelete="restrict",
        help="Where it is lodged and who decides.",
    )
    appeal_kind_id = fields.Many2one(
        "migrant.procedure.kind",
        string="What one may lodge next",
        ondelete="restrict",
        help="Appeal or next step after a decision.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    act = fields.Char(
        string="What must be done",
        translate=True,
        help="The act that the last day is for.",
    )
    delay = fields.Integer(
        aggregator=None,
        help="From the day of the notice, which does not count. 0: no delay is known.",
    )
    delay_unit = fields.Selection(UNITS, required=True, default="day")
    counting = fields.Selection(COUNTINGS, required=True, default="rolled")
    clear_days = fields.Boolean(
        help="Neither the first nor the last day counts (délai franc)."
    )
    source = fields.Char(help="Law and article that the delay comes from.")
    source_url = fields.Char(string="Where to read it")
    checked_on = fields.Date(help="Day on which a jurist checked delay and source.")
    checked_by_id = fields.Many2one("res.users", readonly=True)
    is_to_check = fields.Boolean(
        string="To be checked",
        compute="_compute_is_to_check",
        search="_search_is_to_check",
    )

    steps = fields.Text(translate=True, help="What happens, one step a line.")
    papers = fields.Text(translate=True, help="What to bring, one paper a line.")
    document_type_ids = fields.Many2many(
        "migrant.document.type", string="Papers of the checklist"
    )
    usual_time = fields.Char(translate=True, help="How long one usually waits.")

    change_ids = fields.One2many("migrant.procedure.kind.change", "kind_id")
    touched_count = fields.Integer(
        string="Open files to look at", compute="_compute_touched_count"
    )

    _code_uniq = models.UniqueIndex(
        "(country_id, code)", "This country has a kind with this code."
    )
    _delay_possible = models.Constraint(
        "CHECK(delay >= 0 AND delay <= 400)", "A delay lies between 0 and 400."
    )

    @api.depends("checked_on", "delay")
    def _compute_is_to_check(self):
        for kind in self:
            kind.is_to_check = bool(kind.delay) and not kind.checked_on

    def _search_is_to_check(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("delay", ">", 0) & Domain("checked_on", "=", False)
        return domain if True in value else ~domain

    def _compute_touched_count(self):
        # A number of files, of which the reader opens those that are hers.
        procedures = self.env["migrant.procedure"].sudo()
        rows = procedures._read_group(
            Domain("kind_id", "in", self.ids) & Domain("is_touched", "=", True),
            ["kind_id"],
            ["__count"],
        )
        counts = {kind.id: count for kind, count in rows}
        for kind in self:
            kind.touched_count = counts.get(kind.id, 0)

    @api.constrains("authority_id", "country_id")
    def _check_country(self):
        wrong = self.filtered(
            lambda kind: (
                kind.authority_id and kind.authority_id.country_id != kind.country_id
            )
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "The authority is one of another country: %(kinds)s",
                    kinds=", ".join(wrong.mapped("name")),
                )
            )

    @api.model
    def _scope_write_domain(self):
        live = self.env["ngo.role"]._live()
        return Domain.TRUE if live.has("jurist", "technician") else Domain.FALSE

    def write(self, vals):
        before = {kind: kind._watched_values() for kind in self}
        res = super().write(vals)
        for kind in self:
            after = kind._watched_values()
            changed = [name for name in WATCHED if before[kind][name] != after[name]]
            if changed and not self.env.context.get("install_mode"):
                kind._record_change(changed, before[kind], after)
        return res

    def _watched_values(self):
        """Values that the open procedures depend on, as text or numbers."""
        self.ensure_one()
        return {
            name: self[name].id if name.endswith("_id") else self[name]
            for name in WATCHED
        }

    def _record_change(self, changed, before, after):
        """Keep what changed and mark the open procedures that it touches. [B30]"""
        self.ensure_one()
        # Whoever may change the kind need not read the files that it touches.
        touched = (
            self.env["migrant.procedure"]
            .sudo()
            .search(Domain("kind_id", "=", self.id) & Domain("state", "=", "open"))
        )
        change = (
            self.env["migrant.procedure.kind.change"]
            .sudo()
            .create(
                {
                    "kind_id": self.id,
                    "what": ", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in changed
                    ),
                    "delay_before": before["delay"],
                    "delay_after": after["delay"],
                    "touched_count": len(touched),
                }
            )
        )
        touched.write({"is_touched": True})
        touched._start_clocks("procedure_rule_changed", occurrence=f"c{change.id}")

    def _load_records_write(self, values):
        """A pack never overwrites what a jurist has checked or changed."""
        if self.checked_on or self.change_ids:
            return
        super()._load_records_write(values)

    def _get_delay(self):
        """The delay as the engine takes it, or None where none is known."""
        self.ensure_one()
        if not self.delay:
            return None
        return clocks.Delay(self.delay, self.delay_unit, self.counting)

    # --------------------------------------------------------------- actions

    def action_check(self):
        """The user has checked delay and source today."""
        self.write(
            {
                "checked_on": fields.Date.context_today(self),
                "checked_by_id": self.env.uid,
            }
        )
        return True

    def action_touched(self):
        """Open files of this kind that a change touches, those that the user reads."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "migrant_case.migrant_procedure_action"
        )
        action["domain"] = [("kind_id", "=", self.id), ("is_touched", "=", True)]
        action["context"] = {}
        return action


class MigrantProcedureKindChange(models.Model):
    """What changed in a kind of procedure, when, and how many open files it touched."""

    _name = "migrant.procedure.kind.change"
    _no_read_rule = "what changed in public law; files are only counted"
    _description = "Change of a kind of procedure"
    _order = "id desc"
    _rec_name = "what"

    kind_id = fields.Many2one(
        "migrant.procedure.kind",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    what = fields.Char(required=True, readonly=True)
    delay_before = fields.Integer(readonly=True, aggregator=None)
    delay_after = fields.Integer(readonly=True, aggregator=None)
    touched_count = fields.Integer(string="Open files touched", readonly=True)
