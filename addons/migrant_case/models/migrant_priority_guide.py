# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..engine import priority
from .migrant_case import RISKS

LEVELS = [level for level in RISKS if level[0] != "none"]


class MigrantPriorityGuide(models.Model):
    """The guide that says which files come first: lines with points, thresholds. [E13]

    A result keeps the words and points of the lines that fired: the guide may change,
    what it said that day does not.
    """

    _name = "migrant.priority.guide"
    _no_read_rule = "how the house works; nobody is named"
    _description = "Prioritisation guide"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    programme_ids = fields.Many2many(
        "ngo.programme", string="Programmes", help="Empty: all programmes."
    )
    case_type_ids = fields.Many2many(
        "migrant.case.type", string="Types of file", help="Empty: all types."
    )
    line_ids = fields.One2many("migrant.priority.line", "guide_id", string="Lines")
    threshold_ids = fields.One2many(
        "migrant.priority.threshold", "guide_id", string="Thresholds"
    )

    def _for_case(self, case):
        """The guide that holds for a file: the narrowest that fits, or none."""
        # A guide for some programmes or types of file: a handful.
        guides = self.search([])  # pylint: disable=no-search-all
        fit = guides.filtered(
            lambda g: (not g.programme_ids or case.programme_id in g.programme_ids)
            and (not g.case_type_ids or case.case_type_id in g.case_type_ids)
        )
        return fit.sorted(lambda g: (not g.case_type_ids, not g.programme_ids))[:1]

    def _judge(self, facts):
        """Verdict of the guide on the facts of a file, see ``engine.priority``."""
        self.ensure_one()
        return priority.judge(
            [line._line() for line in self.line_ids],
            facts,
            [(t.points, t.level) for t in self.threshold_ids],
            [level for level, _label in LEVELS],
        )


class MigrantPriorityLine(models.Model):
    """One line of the guide: a fact of the file, and the points that it gives."""

    _name = "migrant.priority.line"
    _no_read_rule = "how the house works; nobody is named"
    _description = "Line of a prioritisation guide"
    _order = "guide_id, sequence, id"

    guide_id = fields.Many2one(
        "migrant.priority.guide", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    fact = fields.Char(
        required=True,
        help="code (specific need), type, age, answer.CODE (score of an item),"
        " domain.CODE (score of a domain), needs, basic_needs.",
    )
    operator = fields.Selection(
        [
            ("is", "is"),
            ("at_least", "is at least"),
            ("at_most", "is at most"),
            ("known", "is known"),
            ("unknown", "is not known"),
        ],
        required=True,
        default="is",
    )
    value = fields.Char()
    points = fields.Integer()
    floor = fields.Selection(
        LEVELS, string="At least", help="Whatever the sum, not below this level."
    )

    _points_possible = models.Constraint(
        "CHECK(points BETWEEN -1000 AND 1000)", "Points lie between -1000 and 1000."
    )

    def _line(self):
        """The line as the engine takes it."""
        return priority.Line(
            self.id,
            (self.fact or "").strip(),
            self.operator,
            self.value or None,
            self.points,
            self.floor or None,
        )


class MigrantPriorityThreshold(models.Model):
    """From how many points on a level holds."""

    _name = "migrant.priority.threshold"
    _no_read_rule = "how the house works; nobody is named"
    _description = "Threshold of a prioritisation guide"
    _order = "guide_id, points"
    _rec_name = "level"

    guide_id = fields.Many2one(
        "migrant.priority.guide", required=True, index=True, ondelete="cascade"
    )
    points = fields.Integer(string="From (points)", required=True)
    level = fields.Selection(LEVELS, required=True)

    _once = models.UniqueIndex("(guide_id, points)", "Two levels begin there.")
