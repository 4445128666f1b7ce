# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.migrant_registry.models.migrant_personal import MigrantPersonal


class MigrantPlanPart(models.AbstractModel):
    """A line of the method: assessment, need, plan, goal, action, follow-up.

    Its label is the code of the file, always; inside the file (context ``in_file``)
    those who read the line see what it is about, since a file has many of them.
    """

    _name = "migrant.plan.part"
    _inherit = ["migrant.case.part"]
    _description = "Line of the method"
    # Fields that make the label inside the file.
    _label_fields = ("name",)
    # Values with which a new record begins, whatever RPC asks for.
    _begins_with = {}
    # Locked fields that a creation may still give.
    _given_at_birth = ()

    @api.depends(lambda self: ("case_id", *self._label_fields))
    @api.depends_context("uid", "in_file", "lang")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self.env.context.get("in_file"):
            return
        # Odoo asks for labels as superuser: what they say is decided as the reader.
        readable = self.sudo(False)._filtered_access("read")
        labels = {record.id: record._label_in_file() for record in readable}
        for record in self:
            label = labels.get(record._origin.id)
            record.display_name = label or record.display_name

    def _label_in_file(self):
        """What the line is about, for those who read it."""
        self.ensure_one()
        parts = []
        for name in self._label_fields:
            value = self[name]
            if isinstance(value, models.BaseModel):
                value = ", ".join(value.mapped("display_name"))
            elif self._fields[name].type == "selection":
                labels = dict(self._fields[name]._description_selection(self.env))
                value = labels.get(value)
            elif isinstance(value, str):
                value = value.split("\n")[0][:60]
            if value:
                parts.append(str(value))
        return " · ".join(parts)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Nothing is born signed, approved or done: a default or an RPC call
            # would jump over the table of transitions and the second look.
            born = self._birth_values()
            locked = self._locked_fields() - set(born) - set(self._given_at_birth)
            vals_list = [
                {k: v for k, v in vals.items() if k not in locked} | born
                for vals in vals_list
            ]
        return super().create(vals_list)

    @api.model
    def _birth_values(self):
        """Values that a new record has, whoever creates it and whatever she sends."""
        return {
            name: value(self) if callable(value) else value
            for name, value in self._begins_with.items()
        }

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        locked = set(vals) & self._locked_fields()
        if locked:
            raise UserError(
                self.env._(
                    "These fields follow from what is done, they are not typed:"
                    " %(fields)s",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(locked)
                    ),
                )
            )
        if "state" in vals and "state" in self._begins_with:
            # A card dragged to another column is the same act as its button.
            rest = {name: value for name, value in vals.items() if name != "state"}
            if rest:
                self.write(rest)
            return self._move_to(vals["state"])
        return super().write(vals)

    def _move_to(self, state):
        """Move to a state by the table, with all that goes with it.

        Buttons, dragged cards and RPC all pass here. Extend ``_check_transition`` for
        what must hold, ``_move_vals`` for dates and names, ``_moved`` for what follows.
        """
        moving = self.filtered(lambda record: record.state != state)
        if not moving:
            return True
        moving.check_access("write")
        moving._check_transition(state)
        # Checked above; who and when is written by the move, typed by nobody.
        moving.sudo().write({"state": state, **moving._move_vals(state)})
        moving._moved(state)
        return True

    def _move_vals(self, state):
        """Values written with a new state."""
        return {}

    def _moved(self, state):
        """Hook: these records have just moved to ``state``."""

    @api.model
    def _locked_fields(self):
        """Fields that methods write and nobody types: who, when, second looks."""
        return set(self._begins_with) - {"state"}

    # ------------------------------------------------- anonymisation, dossier

    def _anonymise(self):
        """Destroy what these lines say; kinds, states and dates stay for the counts."""
        blank = {
            name: "-" if field.required and field.type != "binary" else False
            for name, field in self._fields.items()
            if field.store
            and not field.compute
            and not field.related
            and field.type in ("char", "text", "html", "binary")
            and name not in ("code", "encounter_ref")
        }
        if blank and self:
            models.BaseModel.write(self.sudo(), blank)

    def _dsar_lines(self):
        """Lines of the subject-access dossier: list of (label, value) per record."""
        return MigrantPersonal._dsar_lines(self)


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    @api.model
    def _anonymise_models(self):
        """What the files say of a person goes with her."""
        parts = self.env.registry.descendants(["migrant.plan.part"], "_inherit")
        ours = [name for name in sorted(parts) if not self.env[name]._abstract]
        known = super()._anonymise_models()
        return [*[name for name in ours if name not in known], *known]


def today(record):
    """The day in the time zone of the reader."""
    return fields.Date.context_today(record)
