# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from odoo import api, fields, models

from .migrant_case import PROPOSED


class MigrantPlanTask(models.AbstractModel):
    """Work on a file that somebody does by a day: its deadline follows the day.

    A model says which day (``_due_field``), under which event of the policy
    (``_due_event``), and in which states the deadline runs, is met and is dropped.
    """

    _name = "migrant.plan.task"
    _inherit = [
        "migrant.plan.part",
        "ngo.transition.mixin",
        "ngo.clocked.mixin",
        "migrant.person.mixin",
    ]
    _description = "Work on a file by a day"
    _due_field = "due_on"
    _due_event = None
    _open_states = ()
    _done_states = ("done",)
    _dropped_states = ("cancelled",)

    user_id = fields.Many2one(
        "res.users",
        string="Worker",
        index="btree_not_null",
        compute="_compute_user_id",
        **PROPOSED,
    )

    @api.depends("case_id")
    def _compute_user_id(self):
        for task in self:
            task.user_id = task.user_id or task.case_id.owner_id

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._start_due_clocks()
        return tasks

    def write(self, vals):
        moved = self.browse()
        if self._due_field in vals:
            day = fields.Date.to_date(vals[self._due_field]) or False
            moved = self.filtered(lambda task: task[self._due_field] != day)
        res = super().write(vals)
        if moved:
            moved._cancel_clocks(self._due_event)
            moved._start_due_clocks()
        if vals.get("user_id"):
            self._reassign_clocks(self.env["res.users"].browse(vals["user_id"]))
        return res

    def _clock_facets(self):
        """Facets of the file, with the kind of work and who does it."""
        # Who may write the work need not read how the file is classed.
        facets = self.case_id.sudo()._clock_facets()
        return {**facets, "act_kind": self.kind, "user_id": self.user_id}

    def _start_due_clocks(self):
        """The deadline of what is open falls on its day, at the end of work."""
        for task in self.filtered(lambda task: task.state in self._open_states):
            day = task[self._due_field]
            if day:
                at = datetime.combine(day, time(12))
                task._start_clocks(self._due_event, at=at, occurrence=str(day))

    def _moved(self, state):
        res = super()._moved(state)
        if state in self._open_states:
            self._start_due_clocks()
        elif state in self._done_states:
            self._stop_clocks(self._due_event)
        elif state in self._dropped_states:
            self._cancel_clocks(self._due_event)
        return res
