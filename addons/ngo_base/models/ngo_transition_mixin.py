# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class NgoTransitionMixin(models.AbstractModel):
    """State changes pass through one table, whoever calls, RPC included.

    A model sets ``_transitions = {"draft": {"open"}, "open": {"closed"}}`` and calls
    ``self._move_to("open")`` from its actions; ``write({"state": ...})`` meets the
    same table. Extend ``_check_transition`` for what depends on user or facts.
    """

    _name = "ngo.transition.mixin"
    _description = "State changes by table"
    _transitions = {}
    _transition_field = "state"

    def write(self, vals):
        if self._transition_field in vals:
            self._check_transition(vals[self._transition_field])
        return super().write(vals)

    def _move_to(self, state):
        """Move all records of self to ``state``.

        :param str state: key of the state field
        :raise UserError: when the table does not allow it, naming every record
        """
        return self.write({self._transition_field: state})

    def _check_transition(self, state):
        """Raise unless every record may go to ``state``."""
        refused = self.filtered(
            lambda record: (
                record[self._transition_field] != state
                and state
                not in self._transitions.get(record[self._transition_field], set())
            )
        )
        if refused:
            field = self._fields[self._transition_field]
            labels = dict(field._description_selection(self.env))
            raise UserError(
                self.env._(
                    "These records cannot become “%(state)s”: %(records)s",
                    state=labels.get(state, state),
                    records=", ".join(
                        f"{record.display_name} ({labels.get(record[field.name], '')})"
                        for record in refused
                    ),
                )
            )
