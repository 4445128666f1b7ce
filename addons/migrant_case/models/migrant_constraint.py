# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .migrant_case_scope import CONTENT_ROLES

ANNEXES = (
    "migrant.annex.trafficking",
    "migrant.annex.gbv",
    "migrant.annex.sogiesc",
    "migrant.annex.health",
)


class MigrantConstraintKind(models.Model):
    """A practical constraint that says what to do and never why."""

    _name = "migrant.constraint.kind"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Practical constraint"


class MigrantConstraint(models.Model):
    """What colleagues must take into account, from a closed list: the reason is apart.

    Read by whoever reads the file; added by the owner of the file and by those who
    keep a protected annex, who may not own it.
    """

    _name = "migrant.constraint"
    _inherit = ["migrant.case.told", "migrant.case.part", "migrant.dated"]
    _description = "Constraint of a file"
    _order = "case_id, kind_id, id"

    kind_id = fields.Many2one(
        "migrant.constraint.kind", required=True, ondelete="restrict"
    )
    date_from = fields.Date(default=fields.Date.context_today)

    @api.model
    def _scope_write_domain(self):
        author = Domain.FALSE
        if self._scope_live().has(*CONTENT_ROLES):
            # Which files she keeps an annex of; nothing of it is shown.
            kept = Domain.OR(
                Domain("case_id", "in", annexes.subselect("case_id"))
                for annexes in (
                    self.env[name].sudo()._search([("keeper_id", "=", self.env.uid)])
                    for name in ANNEXES
                )
            )
            author = Domain("create_uid", "=", self.env.uid) & kept
        return super()._scope_write_domain() | author


class MigrantCase(models.Model):
    """Of the annexes the file shows a flag and practical constraints, nothing else."""

    _inherit = "migrant.case"

    constraint_ids = fields.One2many("migrant.constraint", "case_id")
    is_careful = fields.Boolean(
        string="Handle with care", compute="_compute_is_careful"
    )
    annex_codes = fields.Char(
        string="Protected annexes",
        compute="_compute_is_careful",
        help="Codes only: emergency access is asked by code and needs a second person.",
    )

    @api.model
    def _counted_lines(self):
        kept = (*ANNEXES, "migrant.constraint")
        return [*super()._counted_lines(), *((name, "case_id") for name in kept)]

    def _compute_is_careful(self):
        codes = {}
        for case_id, code in self._kept_apart():
            codes.setdefault(case_id, []).append(code)
        for case in self:
            found = codes.get(case._origin.id, ())
            # Sorted: the order must not tell which kind comes first.
            case.annex_codes = ", ".join(sorted(filter(None, found))) or False
            case.is_careful = bool(found)

    def _kept_apart(self):
        """Rows (id of a file, code or None) of annexes and of constraints that hold.

        That something is kept apart, and its code; not what, nor what of.
        """
        ids, kinds, there = tuple(self.ids), [], self._lines_there()
        for name in ANNEXES:
            if there[name, "case_id"]:
                annex = self.env[name]
                columns = [
                    SQL.identifier(column, to_flush=annex._fields[column])
                    for column in ("case_id", "code")
                ]
                kinds.append(
                    SQL(
                        "(SELECT %s FROM %s WHERE %s IN %s)",
                        SQL(", ").join(columns),
                        SQL.identifier(annex._table),
                        columns[0],
                        ids,
                    )
                )
        if there["migrant.constraint", "case_id"]:
            held = self.env["migrant.constraint"].sudo()
            query = held._search(
                Domain("case_id", "in", ids)
                & held._holds_domain(fields.Date.context_today(self))
            )
            case_id = held._field_to_sql(query.table, "case_id", query)
            kinds.append(SQL("(%s)", query.select(case_id, SQL("NULL"))))
        return self.env.execute_query(SQL(" UNION ALL ").join(kinds)) if kinds else ()

    def action_annex(self):
        """Open the annexes of one kind, those that the reader may read.

        The kind stands in the context: trafficking, gbv, sogiesc or health. Whoever is
        outside the circle sees an empty list, as if there were none.
        """
        self.ensure_one()
        self.check_access("read")
        name = f"migrant.annex.{self.env.context.get('annex_kind')}"
        if name not in ANNEXES:
            name = ANNEXES[0]
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(name).sudo().name,
            "res_model": name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("case_id", "=", self.id)],
            "context": {"default_case_id": self.id},
        }

    def _on_moved(self, transition):
        res = super()._on_moved(transition)
        left = transition.from_user_id
        # An annex stays with its keeper, who alone hands it on: she is told so.
        mine = Domain("case_id", "=", self.id) & Domain("keeper_id", "=", left.id)
        if left and any(self.env[name].sudo().search_count(mine) for name in ANNEXES):
            code = self.code
            self.env["ngo.access"]._notify_users(
                left,
                lambda env: (
                    env._("%(code)s has gone to a colleague", code=code),
                    env._(
                        "What you keep of it apart stays yours until you hand it on."
                    ),
                ),
                self,
            )
        return res


class MigrantHandover(models.Model):
    """Who leaves is reminded of what no colleague could open after her."""

    _inherit = "migrant.handover"

    annex_codes = fields.Char(
        string="Protected annexes", compute="_compute_annex_codes"
    )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_annex_codes(self):
        # Which annexes somebody keeps is told to nobody else.
        mine = self.filtered(lambda handover: handover.user_id == self.env.user)
        (self - mine).annex_codes = False
        if not mine:
            return
        kept = Domain("keeper_id", "=", self.env.uid)
        # Codes are all that is taken, also of a file that she no longer reads.
        found = (self.env[name].sudo().search(kept) for name in ANNEXES)
        codes = [f"{row.code} ({row.case_id.code})" for rows in found for row in rows]
        mine.annex_codes = ", ".join(sorted(codes)) or False


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    is_careful = fields.Boolean(
        string="Handle with care", compute="_compute_is_careful"
    )
    has_legal_deadline = fields.Boolean(
        string="Deadline of a procedure",
        compute="_compute_has_legal_deadline",
        help="A last day to act lies within thirty days: send her to her worker.",
    )

    def _compute_is_careful(self):
        # One word for the desk: why stands where the desk does not read.
        careful = self.browse()
        if self._lines_there()["migrant.case", "beneficiary_id"]:
            cases = self.env["migrant.case"].sudo()
            rows = cases.search(Domain("beneficiary_id", "in", self.ids))
            careful = rows.filtered("is_careful").beneficiary_id
        for person in self:
            person.is_careful = person._origin in careful

    def _compute_has_legal_deadline(self):
        near = self.browse()
        # A procedure is kept in a file.
        if self._lines_there()["migrant.case", "beneficiary_id"]:
            near = self._near_deadline()
        for person in self:
            person.has_legal_deadline = person._origin in near

    def _near_deadline(self):
        """Those with an open procedure whose last day to act lies within thirty days.

        Yes or no: which procedure it is stays in the file.
        """
        today = fields.Date.context_today(self)
        procedures = self.env["migrant.procedure"].sudo()
        return procedures.search(
            Domain("beneficiary_id", "in", self.ids)
            & Domain("state", "=", "open")
            & Domain("date_acted", "=", False)
            & Domain("last_day", ">=", today)
            & Domain("last_day", "<=", fields.Date.add(today, days=30))
        ).beneficiary_id
