# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools.misc import format_date

from .migrant_action import OPEN


class MigrantCase(models.Model):
    """What closing and handing on do with needs and actions."""

    _inherit = "migrant.case"

    def _open_actions(self):
        """Actions of these files that are not over."""
        return self.action_ids.filtered(lambda action: action.state in OPEN)

    def _probe_needs(self):
        """True when each need is met or was ended by a decision."""
        return not self._get_open_needs()

    def _probe_actions(self):
        """True when no action is open."""
        return not self._open_actions()

    def _on_moved(self, transition):
        res = super()._on_moved(transition)
        # What the old owner had still to do is the new one's.
        for case in self.sudo():
            theirs = case._open_actions().filtered(
                lambda action: action.user_id == transition.from_user_id
            )
            theirs.write({"user_id": case.owner_id.id})
            # So are the procedures, or nobody's where she is no jurist.
            owner, left = case.owner_id, transition.from_user_id
            is_jurist = "jurist" in transition._roles_of(owner)
            case.procedure_ids.filtered(
                lambda p, left=left: p.state == "open" and p.jurist_id == left
            ).write({"jurist_id": is_jurist and owner.id})
        return res


class MigrantCaseTransition(models.Model):
    _inherit = "migrant.case.transition"

    def _get_pack(self):
        """Where the file stands, with the kinds and days of its open actions."""
        lines = [super()._get_pack()]
        for action in self.case_id._open_actions().sorted("due_on"):
            kinds = dict(action._fields["kind"]._description_selection(self.env))
            lines.append(
                self.env._(
                    "To do: %(kind)s, %(date)s",
                    kind=kinds[action.kind],
                    date=format_date(self.env, action.due_on)
                    or self.env._("no day set"),
                )
            )
        return "\n".join(lines)
