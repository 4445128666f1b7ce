# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Need, rank


class PermanenceInterpreterMatch(models.TransientModel):
    """Who can interpret this appointment, in order, and why the others cannot."""

    _name = "permanence.interpreter.match"
    _description = "Choice of an interpreter"

    appointment_id = fields.Many2one(
        "permanence.appointment", required=True, ondelete="cascade"
    )
    line_ids = fields.One2many(
        "permanence.interpreter.match.line", "match_id", string="Lines"
    )

    @api.model_create_multi
    def create(self, vals_list):
        matches = super().create(vals_list)
        for match in matches:
            match._fill()
        return matches

    def _fill(self):
        meeting = self.appointment_id
        meeting.check_access("write")
        if not meeting.language_id:
            raise UserError(self.env._("Say first in which language."))
        candidates = (
            self.env["permanence.interpreters"]
            .with_context(arranging=meeting.ids)
            ._candidates(
                meeting.language_id,
                meeting.start,
                meeting.stop,
                meeting.beneficiary_id,
                meeting.site_id,
                meeting,
            )
        )
        need = Need(meeting.interpreter_level, meeting.interpreter_sex or "")
        able, others = rank(need, candidates)
        words = self._reason_words()
        rows = [(candidate, "") for candidate in able]
        rows += [(c, ", ".join(words[key] for key in why)) for c, why in others]
        self.env["permanence.interpreter.match.line"].create(
            [
                {
                    "match_id": self.id,
                    "sequence": sequence,
                    "employee_id": candidate.key,
                    "level": candidate.level,
                    "is_certified": candidate.is_certified,
                    "is_here": candidate.is_here,
                    "cost": candidate.cost,
                    "why_not": why,
                }
                for sequence, (candidate, why) in enumerate(rows)
            ]
        )

    @api.model
    def _reason_words(self):
        """Reasons of the engine in the reader's language; no cause of an absence."""
        return {
            "unsuitable": self.env._("not for this person"),
            "language": self.env._("does not speak it"),
            "level": self.env._("level too low"),
            "sex": self.env._("not the sex asked for"),
            "away": self.env._("unavailable"),
            "busy": self.env._("busy elsewhere"),
        }


class PermanenceInterpreterMatchLine(models.TransientModel):
    """One interpreter in the order of choice."""

    _name = "permanence.interpreter.match.line"
    _description = "Interpreter to choose"
    _order = "sequence, id"

    match_id = fields.Many2one(
        "permanence.interpreter.match", required=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    employee_id = fields.Many2one("hr.employee", string="Interpreter", readonly=True)
    level = fields.Integer(string="Level (%)", readonly=True, aggregator=None)
    is_certified = fields.Boolean(string="Certified", readonly=True)
    is_here = fields.Boolean(string="On shift here", readonly=True)
    cost = fields.Float(string="Cost of an hour", readonly=True, aggregator=None)
    why_not = fields.Char(string="Why not", readonly=True)

    def action_choose(self):
        """Take this one; the rules are asked again as of now."""
        self.ensure_one()
        if self.why_not:
            raise UserError(
                self.env._(
                    "%(name)s cannot interpret it: %(why)s",
                    name=self.employee_id.name,
                    why=self.why_not,
                )
            )
        self.match_id.appointment_id.write({"interpreter_id": self.employee_id.id})
        return {"type": "ir.actions.act_window_close"}
