# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import scoring


class MigrantAssessmentTool(models.Model):
    """A form to assess with: domains, items, levels. A version that was published is
    never changed; a new one is made of it, and the old assessments keep theirs."""

    _name = "migrant.assessment.tool"
    _inherit = ["ngo.transition.mixin"]
    _no_read_rule = "how the house works; nobody is named"
    _description = "Assessment tool"
    _order = "sequence, code, version desc"
    _transitions = {
        "draft": {"published"},
        "published": {"retired"},
        "retired": {"published"},
    }

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="The same for all versions of a tool.")
    version = fields.Integer(required=True, default=1, readonly=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("intake", "Intake"),
            ("sociolegal", "Social and legal review"),
            ("vulnerability", "Vulnerability"),
            ("reassessment", "Reassessment"),
            ("closure", "Closure"),
            ("other", "Other"),
        ],
        required=True,
        default="intake",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "In use"), ("retired", "Retired")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    programme_ids = fields.Many2many(
        "ngo.programme", string="Programmes", help="Empty: all programmes."
    )
    score_rule = fields.Selection(
        [
            ("mean", "Mean of the answers"),
            ("sum", "Sum of the answers"),
            ("worst", "The worst answer"),
        ],
        required=True,
        default="mean",
    )
    is_higher_better = fields.Boolean(string="Higher is better", default=True)
    bar = fields.Float(
        default=3.0,
        help="A domain below the bar needs a goal in the plan, or a reason.",
    )
    is_without_file = fields.Boolean(
        string="Also without a file",
        help="May be filled at the first line, with or without a name.",
    )
    domain_ids = fields.One2many(
        "migrant.assessment.domain", "tool_id", string="Domains", copy=False
    )
    level_ids = fields.One2many(
        "migrant.assessment.level", "tool_id", string="Levels", copy=False
    )
    active = fields.Boolean(default=True)

    _version_uniq = models.UniqueIndex(
        "(code, version)", "This tool has that version already."
    )
    _one_in_use = models.UniqueIndex(
        "(code) WHERE state = 'published' AND active",
        "One version of a tool is in use at a time.",
    )
    _bar_possible = models.Constraint(
        "CHECK(bar > -1e6 AND bar < 1e6)", "The bar is an ordinary number."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for tool in self:
            tool.display_name = self.env._(
                "%(name)s, version %(version)s", name=tool.name, version=tool.version
            )

    def write(self, vals):
        if set(vals) - {"state", "active", "name", "sequence", "programme_ids"}:
            self._check_open()
        return super().write(vals)

    def _check_open(self):
        """What people were assessed with stays as it was."""
        shut = self.filtered(lambda tool: tool.state != "draft")
        installing = self.env.su and self.env.context.get("install_module")
        if shut and not installing:
            raise UserError(
                self.env._(
                    "Make a new version; these are in use or retired: %(tools)s",
                    tools=", ".join(shut.mapped("display_name")),
                )
            )

    def action_publish(self):
        """Put this version in use; the one before it retires."""
        empty = self.filtered(lambda tool: not tool.domain_ids.item_ids)
        if empty:
            raise UserError(
                self.env._(
                    "These tools ask nothing yet: %(tools)s",
                    tools=", ".join(empty.mapped("display_name")),
                )
            )
        for tool in self:
            before = self.search(
                [("code", "=", tool.code), ("state", "=", "published")]
            )
            before._move_to("retired")
            before.flush_recordset(["state"])
            tool._move_to("published")
        return True

    def action_new_version(self):
        """A draft copy to change; this one stays in use until it is published."""
        self.ensure_one()
        last = self.with_context(active_test=False).search(
            [("code", "=", self.code)], order="version desc", limit=1
        )
        new = self.copy({"version": last.version + 1, "name": self.name})
        levels = {}
        for level in self.level_ids.filtered(lambda lev: not lev.item_id):
            levels[level] = level.copy({"tool_id": new.id})
        for domain in self.domain_ids:
            twin = domain.copy({"tool_id": new.id})
            for item in domain.item_ids:
                same = item.copy({"domain_id": twin.id})
                for level in item.level_ids:
                    level.copy({"tool_id": new.id, "item_id": same.id})
        return new._get_records_action(view_mode="form")

    @api.model
    def _publish_library(self):
        """Put the tools that the room brings in use, unless another version is."""
        for tool in self.search([("state", "=", "draft"), ("version", "=", 1)]):
            ours = tool.get_external_id()[tool.id].startswith("migrant_case.")
            used = self.search_count(
                [("code", "=", tool.code), ("state", "!=", "draft")], limit=1
            )
            if ours and not used:
                tool.action_publish()

    def _for_programme(self, programme, kind=None):
        """Tools in use for a programme, those made for it first."""
        tools = self.search(
            [("state", "=", "published")] + ([("kind", "=", kind)] if kind else [])
        )
        fit = tools.filtered(
            lambda tool: not tool.programme_ids or programme in tool.programme_ids
        )
        return fit.sorted(lambda tool: not tool.programme_ids)

    def _colour_at(self, score):
        """Colour of the tool's own level at a score, or none."""
        common = self.level_ids.filtered(lambda level: not level.item_id)
        ladder = [(level.score, level.colour) for level in common]
        if self.score_rule == "sum":
            return False
        return scoring.level_at(score, ladder) or False
