# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

KINDS = [
    ("field", "A field is filled in"),
    ("eligibility", "The eligibility is decided"),
    ("risk", "The risk is assessed"),
    ("assessment_signed", "An assessment is signed"),
    ("plan_approved", "A plan is in force"),
    ("needs_answered", "Each need is answered"),
    ("person_view", "The person's view was asked"),
    ("child_view", "The child's view was asked, or why not"),
    ("checklist", "The closing checklist is done"),
]


class MigrantCaseGate(models.Model):
    """What must be true before a file enters a step.

    Each kind is a method ``_gate_<kind>(gate)`` of ``migrant.case`` that returns what
    is missing, in words, or nothing. A kind whose method nobody brings asks nothing.
    """

    _name = "migrant.case.gate"
    _inherit = ["migrant.case.asked"]
    _no_read_rule = "how the house works; nobody is named"
    _description = "Condition to enter a step"
    _order = "step_id, sequence, id"
    _rec_name = "kind"

    step_id = fields.Many2one(
        "migrant.case.step", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="field")
    field_name = fields.Char(string="Field", help="For instance presenting_need.")
    is_firm = fields.Boolean(
        string="Without exception", help="Nobody may let a file pass it."
    )
    active = fields.Boolean(default=True)

    _field_named = models.Constraint(
        "CHECK(kind != 'field' OR field_name IS NOT NULL)", "Say which field."
    )

    @api.constrains("field_name", "kind")
    def _check_field_name(self):
        known = self.env["migrant.case"]._fields
        wrong = self.filtered(
            lambda gate: gate.kind == "field"
            and (gate.field_name not in known or not known[gate.field_name].store)
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "A file has no such field: %(names)s",
                    names=", ".join(wrong.mapped("field_name")),
                )
            )

    @api.model
    @ormcache()
    def _fields_asked(self):
        """What a file at each step must say: ``{step id: names of fields}``.

        Set up once and asked by every form, so it is kept until a step or a gate
        changes.
        """
        # Whoever asks first asks for all: never with the archived ones.
        gates = self.sudo().with_context(active_test=True)
        gates = gates.search([("kind", "=", "field")])
        # A house has a few dozen steps.
        steps = self.env["migrant.case.step"].sudo()
        steps = steps.search([])  # pylint: disable=no-search-all
        return {
            step.id: tuple(
                dict.fromkeys(
                    gate.field_name
                    for gate in gates
                    if gate.step_id.type_id == step.type_id
                    and gate.step_id.sequence <= step.sequence
                )
            )
            for step in steps
        }


class MigrantCaseGateOverride(models.Model):
    """A file entered a step although something was missing: who, when, why."""

    _name = "migrant.case.gate.override"
    _inherit = ["ngo.append.only", "migrant.case.part"]
    _description = "Exception to a condition"
    _order = "id desc"
    _content_fields = ("reason",)

    gate_id = fields.Many2one(
        "migrant.case.gate", required=True, ondelete="restrict", string="Condition"
    )
    step_id = fields.Many2one("migrant.case.step", required=True, ondelete="restrict")
    episode = fields.Integer(required=True, default=1, aggregator=None)
    missing = fields.Char(string="What was missing", required=True)
    reason = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.user,
    )


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    override_ids = fields.One2many(
        "migrant.case.gate.override", "case_id", string="Exceptions", readonly=True
    )
    missing_info = fields.Char(
        string="Missing",
        compute="_compute_missing_info",
        help="What this step asks and the file does not say.",
    )
    has_missing = fields.Boolean(
        compute="_compute_missing_info", search="_search_has_missing"
    )

    @api.depends("step_id")
    def _compute_missing_info(self):
        asked = self.env["migrant.case.gate"]._fields_asked()
        for case in self:
            missing = [
                text
                for name in asked.get(case.step_id.id, ())
                if (text := case._missing_field(name))
            ]
            case.missing_info = ", ".join(missing)
            case.has_missing = bool(missing)

    def _search_has_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        gates = self.env["migrant.case.gate"].search([("kind", "=", "field")])
        domain = Domain.OR(
            Domain("case_type_id", "=", gate.step_id.type_id.id)
            & Domain("step_id.sequence", ">=", gate.step_id.sequence)
            & self._field_missing_domain(gate.field_name)
            for gate in gates
        )
        return domain if True in value else ~domain

    @api.model
    def _field_missing_domain(self, name):
        if name == "risk_level":
            return Domain(name, "=", "none")
        return (
            Domain(name, "in", (False, ""))
            if self._is_text(name)
            else Domain(name, "=", False)
        )

    @api.model
    def _is_text(self, name):
        return self._fields[name].type in ("char", "text")

    # ----------------------------------------------------------------- gates

    def write(self, vals):
        if vals.get("step_id"):
            self._check_gates(self.env["migrant.case.step"].browse(vals["step_id"]))
        moved = self.filtered(lambda case: "step_id" in vals) - self.filtered(
            lambda case: case.step_id.id == vals.get("step_id")
        )
        result = super().write(vals)
        if moved and vals.get("step_id"):
            moved._on_step_entered()
        return result

    def _on_step_entered(self):
        """Hook: these files entered their step. Deadlines of the step start."""
        for case in self.filtered(lambda case: case.state == "open"):
            case._stop_clocks("step_left")
            case._start_clocks(
                "step_entered",
                occurrence=f"{case.episode}-{case.step_id.code}-{len(case.override_ids)}",
            )

    def _check_gates(self, step):
        """Raise unless every file may enter ``step``, naming what is missing."""
        refused = []
        for case in self:
            missing = [text for _gate, text in case._gates_missing(step)]
            if missing:
                refused.append(
                    self.env._(
                        "%(code)s: %(missing)s",
                        code=case.code,
                        missing=", ".join(missing),
                    )
                )
        if refused:
            raise UserError(
                self.env._(
                    "Before “%(step)s”, this is missing:\n%(lines)s",
                    step=step.name,
                    lines="\n".join(refused),
                )
            )

    def _gates_missing(self, step):
        """What this file lacks to enter a step, over all steps on the way.

        Going back asks nothing. Exceptions that were granted in this episode count.

        :return: list of (gate, sentence)
        """
        self.ensure_one()
        if step.type_id != self.case_type_id or step.sequence <= self.step_id.sequence:
            return []
        way = step
        # A file may be closed early: contact lost, a move. Its closing asks all.
        if not step.is_closing:
            way = step.type_id.step_ids.filtered(
                lambda one: self.step_id.sequence < one.sequence <= step.sequence
            )
        granted = self.override_ids.filtered(
            lambda row: row.episode == self.episode and not row.struck_at
        ).gate_id
        out = []
        for gate in way.gate_ids - granted:
            check = getattr(self, f"_gate_{gate.kind}", None)
            text = check and check(gate)
            if text:
                out.append((gate, text))
        return out

    def _gate_field(self, gate):
        return self._missing_field(gate.field_name)

    def _missing_field(self, name):
        """Label of the field if it is empty, or nothing."""
        # What is missing is no secret for whoever works on the file.
        value = self.sudo()[name]
        if value and not (name == "risk_level" and value == "none"):
            return None
        return self._fields[name]._description_string(self.env)

    def _gate_eligibility(self, gate):
        if self.eligibility_state in ("eligible", "waived"):
            return None
        return self.env._("the decision on eligibility")

    def _gate_risk(self, gate):
        if self.risk_level != "none":
            return None
        return self.env._("the level of risk")

    def _gate_checklist(self, gate):
        closure = self.closure_ids.filtered(lambda row: row.state == "done")[:1]
        if closure.episode == self.episode:
            return None
        return self.env._("the closing checklist")

    # -------------------------------------------------------------- override

    def _override_gates(self, step, reason):
        """Let this file enter a step although something is missing.

        :param step: migrant.case.step
        :param str reason: required; kept with who and when
        :raise UserError: not a supervisor of the file, a firm gate, no reason
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.su and not self._scope_live().has("supervisor"):
            raise UserError(self.env._("A supervisor lets a file pass."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the file may pass."))
        missing = self._gates_missing(step)
        firm = [text for gate, text in missing if gate.is_firm]
        if firm:
            raise UserError(
                self.env._(
                    "Nobody may let the file pass without: %(what)s",
                    what=", ".join(firm),
                )
            )
        # Written by this method only, after its own check.
        self.env["migrant.case.gate.override"].sudo().create(
            [
                {
                    "case_id": self.id,
                    "gate_id": gate.id,
                    "step_id": step.id,
                    "episode": self.episode,
                    "missing": text,
                    "reason": reason.strip(),
                    "user_id": self.env.uid,
                }
                for gate, text in missing
            ]
        )
        self.invalidate_recordset(["override_ids"])
        self.step_id = step
        return True

    def action_next_step(self):
        """Enter the next step, or say what is missing and ask for an exception."""
        self.ensure_one()
        later = self.case_type_id.step_ids.filtered(
            lambda step: step.sequence > self.step_id.sequence
        )
        step = later.sorted("sequence")[:1]
        if not step:
            raise UserError(self.env._("This is the last step."))
        missing = self._gates_missing(step)
        if not missing:
            self.step_id = step
            return True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Something is missing"),
            "res_model": "migrant.case.pass",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": self.id,
                "default_step_id": step.id,
                "default_missing": "\n".join(text for _gate, text in missing),
            },
        }
