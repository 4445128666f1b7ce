# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class PermanenceRequirement(models.Model):
    """One line of the team that a permanence asks for.

    Stands on a service, a template or a slot; each is copied down to the next, so that
    a slot can be changed alone.
    """

    _name = "permanence.requirement"
    _inherit = ["ngo.reference"]
    _description = "Team requirement"
    _order = "sequence, id"
    _write_roles = ("coordinator",)

    service_id = fields.Many2one(
        "permanence.service", ondelete="cascade", index="btree_not_null"
    )
    template_id = fields.Many2one(
        "permanence.template", ondelete="cascade", index="btree_not_null"
    )
    slot_id = fields.Many2one(
        "permanence.slot", ondelete="cascade", index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("heads", "So many of a role"),
            ("skill", "Somebody in the team who has"),
            ("senior", "A senior in the team"),
            ("tutor", "No trainee without a senior"),
        ],
        required=True,
        default="heads",
    )
    role_id = fields.Many2one(
        "permanence.role", ondelete="restrict", index="btree_not_null"
    )
    wanted = fields.Integer(default=1, required=True)
    minimum = fields.Integer(
        compute="_compute_minimum",
        store=True,
        readonly=False,
        precompute=True,
        help="Heads below which the gap counts double.",
    )
    skill_id = fields.Many2one("hr.skill", ondelete="restrict", index="btree_not_null")
    skill_level_id = fields.Many2one("hr.skill.level", string="At least")
    gender = fields.Selection([("female", "Women only"), ("male", "Men only")])
    priority = fields.Selection(
        [("1", "Normal"), ("2", "High"), ("3", "Vital")], default="1", required=True
    )

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(service_id, template_id, slot_id) = 1)",
        "A requirement belongs to a service, a template or a slot.",
    )
    _wanted_sane = models.Constraint(
        "CHECK (wanted BETWEEN 0 AND 50 AND minimum BETWEEN 0 AND wanted)",
        "Heads wanted are 0 to 50, and not fewer than the minimum.",
    )
    _role_of_heads = models.Constraint(
        "CHECK (kind <> 'heads' OR role_id IS NOT NULL)", "Heads need a role."
    )
    _skill_of_skill = models.Constraint(
        "CHECK (kind <> 'skill' OR skill_id IS NOT NULL)",
        "Say which skill the team needs.",
    )

    @api.depends("wanted")
    def _compute_minimum(self):
        for requirement in self:
            requirement.minimum = requirement.wanted

    @api.depends("kind", "role_id", "wanted", "skill_id", "skill_level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            skill = " ".join(
                part for part in (line.skill_id.name, line.skill_level_id.name) if part
            )
            if line.kind == "heads":
                name = f"{line.wanted} × {line.role_id.name or ''}"
                line.display_name = f"{name} ({skill})" if skill else name
            elif line.kind == "skill":
                line.display_name = f"≥ {line.wanted} × {skill}"
            else:
                line.display_name = kinds.get(line.kind, "")

    @api.model
    def _scope_write_domain(self):
        live = self.env["ngo.role"]._live()
        whole = Domain("service_id", "!=", False) & super()._scope_write_domain()
        if live.has("technician"):
            return Domain.TRUE
        roles = self._write_roles
        slot, template = (
            live.domain(roles, site=site, programme=f"{site}.programme_ids")
            for site in ("slot_id.site_id", "template_id.site_id")
        )
        return (
            whole
            | (Domain("slot_id", "!=", False) & slot)
            | (Domain("template_id", "!=", False) & template)
        )

    def _prepare_copy_vals(self):
        """Values of the same requirement for an owner below."""
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "kind": self.kind,
            "role_id": self.role_id.id,
            "wanted": self.wanted,
            "minimum": self.minimum,
            "skill_id": self.skill_id.id,
            "skill_level_id": self.skill_level_id.id,
            "gender": self.gender,
            "priority": self.priority,
        }

    def _met_by(self, employees):
        """Those of the employees who have the skill asked for, on the slot's day."""
        self.ensure_one()
        day = self.slot_id.local_date
        return employees.filtered(
            lambda employee: any(
                skill.skill_id == self.skill_id
                and skill.level_progress >= self.skill_level_id.level_progress
                and (not skill.valid_from or skill.valid_from <= day)
                and (not skill.valid_to or skill.valid_to >= day)
                for skill in employee.employee_skill_ids
            )
        )
