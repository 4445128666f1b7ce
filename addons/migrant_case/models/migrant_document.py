# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from pathlib import PurePath

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

STATES = [
    ("present", "Present"),
    ("soon", "Soon expired"),
    ("expired", "Expired"),
    ("missing", "Missing"),
]
BADGES = {
    "present": "text-bg-success",
    "soon": "text-bg-warning",
    "expired": "text-bg-danger",
    "missing": "text-bg-secondary",
}


class MigrantDocument(models.Model):
    """That a paper is in the file, and until when it holds; the paper itself is apart.

    Whoever reads the file reads this row, so that anybody may complete a checklist.
    Rows of a medical type are read by those who read the medical part of the file.
    """

    _name = "migrant.document"
    _inherit = [
        "ngo.code.mixin",
        "migrant.case.told",
        "migrant.case.part",
        "migrant.person.mixin",
    ]
    _description = "Document of a file"
    _rec_name = "code"
    _order = "case_id, document_type_id, valid_until desc, id desc"
    _code_prefix = "D-"
    _journal_fields = ("document_type_id",)

    document_type_id = fields.Many2one(
        "migrant.document.type",
        string="Paper",
        required=True,
        index=True,
        ondelete="restrict",
    )
    data_class = fields.Selection(
        related="document_type_id.data_class",
        store=True,
        precompute=True,
        string="Class",
    )
    date_issued = fields.Date(string="Issued on")
    valid_until = fields.Date(
        compute="_compute_valid_until",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="Last day on which it holds; empty: it does not expire.",
    )
    received_on = fields.Date(required=True, default=fields.Date.context_today)
    is_original_seen = fields.Boolean(string="Original seen")
    state = fields.Selection(
        STATES[:3],
        compute="_compute_state",
        search="_search_state",
        string="Validity",
    )
    paper_ids = fields.One2many("migrant.document.paper", "document_id", "Scans")

    _dates_in_order = models.Constraint(
        "CHECK(valid_until >= date_issued)", "A paper cannot expire before its issue."
    )

    @api.depends("date_issued", "document_type_id")
    def _compute_valid_until(self):
        for document in self:
            kind, issued = document.document_type_id, document.date_issued
            if kind.has_expiry and kind.months and issued:
                document.valid_until = fields.Date.add(issued, months=kind.months)
            else:
                document.valid_until = document.valid_until

    @api.depends("valid_until", "document_type_id.warn_days")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for document in self:
            document.state = document._state_on(today)

    def _state_on(self, day):
        """Key of the validity on a day: present, soon, expired."""
        self.ensure_one()
        until = self.valid_until
        if not until:
            return "present"
        if until < day:
            return "expired"
        notice = fields.Date.subtract(until, days=self.document_type_id.warn_days)
        return "soon" if day >= notice else "present"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        expired = Domain("valid_until", "<", today)
        # The notice differs from type to type: one term for each length.
        types = self.env["migrant.document.type"].with_context(active_test=False)
        soon = Domain.OR(
            Domain("document_type_id.warn_days", "=", days)
            & Domain("valid_until", ">=", today)
            & Domain("valid_until", "<=", fields.Date.add(today, days=days))
            for days in set(types.search([]).mapped("warn_days"))
        )
        ladder = {"expired": expired, "soon": soon, "present": ~expired & ~soon}
        return Domain.OR(ladder[key] for key in value if key in ladder)

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        medical = Domain("data_class", "=", "medical")
        cases = self.env["migrant.case"]
        walled = [
            (key, label, medical & Domain("case_id", "any", domain))
            for key, label, domain in cases._case_reasons("medical")
        ]
        # Whoever gave the file away leaves in it what she filed.
        open_file = Domain.OR(domain for _key, _label, domain in self._core())
        return [
            *((key, label, ~medical & domain) for key, label, domain in self._core()),
            *walled,
            (
                "author",
                self.env._("You filed it."),
                self._filed_by_reader() & open_file,
            ),
        ]

    @api.model
    def _core(self):
        return super()._scope_reasons()

    @api.model
    def _filed_by_reader(self):
        live = self._scope_live()
        if not live.has("social_worker", "jurist", "psychologist", "child_protection"):
            return Domain.FALSE
        return Domain("create_uid", "=", self.env.uid)

    @api.model
    def _scope_write_domain(self):
        medical = Domain("data_class", "=", "medical")
        cases = self.env["migrant.case"]
        walled = Domain("case_id", "any", cases._case_write_domain("medical"))
        # A colleague who is given a certificate files it in the file she writes.
        return (
            super()._scope_write_domain() & (~medical | self._filed_by_reader())
            | medical & walled
        )


class MigrantDocumentPaper(models.Model):
    """The scan itself, under the rule of its class; never public, never in the chatter.

    Social and identity papers: those who read the file. Legal papers: its owner, its
    jurists, those named. Medical papers: behind the secrecy of the profession.
    """

    _name = "migrant.document.paper"
    _inherit = ["migrant.case.told", "migrant.case.part"]
    _description = "Scan of a document"
    _order = "id desc"
    _journal_fields = ("scan",)

    document_id = fields.Many2one(
        "migrant.document", required=True, index=True, ondelete="cascade"
    )
    case_id = fields.Many2one(
        related="document_id.case_id", store=True, precompute=True, required=True
    )
    data_class = fields.Selection(
        related="document_id.data_class", store=True, precompute=True
    )
    scan = fields.Binary(attachment=True, required=True)
    scan_name = fields.Char(
        string="File name",
        compute="_compute_scan_name",
        store=True,
        readonly=False,
        precompute=True,
        help="Code of the document: a file name must not say whose it is.",
    )

    @api.depends("document_id")
    def _compute_scan_name(self):
        for paper in self:
            # The code alone; whoever drops a scan need not read the document.
            code = paper.document_id.sudo().code or "D"
            paper.scan_name = f"{code}{PurePath(paper.scan_name or '').suffix[:8]}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            suffix = PurePath(vals.get("scan_name") or "").suffix[:8]
            document = self.env["migrant.document"].browse(vals["document_id"])
            # The code replaces a name that may say whose paper it is.
            vals["scan_name"] = f"{document.sudo().code}{suffix}"
        return super().create(vals_list)

    @api.model
    def _scope_reasons(self):
        cases = self.env["migrant.case"]
        part = {
            name: [
                (key, label, Domain("case_id", "any", domain))
                for key, label, domain in cases._case_reasons(name)
            ]
            for name in ("core", "legal", "medical")
        }
        legal = Domain("data_class", "=", "legal")
        medical = Domain("data_class", "=", "medical")
        kept = self.env["migrant.procedure"]._kept_domain()
        jurist = legal & Domain("case_id.procedure_ids", "any", kept)
        # Of the whole file, the team reads no legal paper: its owner and those named.
        own = [reason for reason in part["core"] if reason[0] in ("owner", "grant")]
        return [
            *((k, text, ~legal & ~medical & d) for k, text, d in part["core"]),
            *((k, text, legal & d) for k, text, d in own + part["legal"]),
            *((k, text, medical & d) for k, text, d in part["medical"]),
            ("jurist", self.env._("You are its jurist."), jurist),
        ]

    @api.model
    def _scope_write_domain(self):
        # Who may read a class of papers adds to it, on files that she writes.
        cases = self.env["migrant.case"]
        written = Domain("case_id", "any", cases._case_write_domain())
        filed = Domain("document_id.create_uid", "=", self.env.uid) & Domain(
            "create_uid", "=", self.env.uid
        )
        kept = self.env["migrant.procedure"]._kept_domain()
        jurist = Domain("data_class", "=", "legal") & Domain(
            "case_id.procedure_ids", "any", kept
        )
        medical = Domain("data_class", "=", "medical")
        walled = Domain("case_id", "any", cases._case_write_domain("medical"))
        return written & (~medical | filed) | medical & walled | jurist


class MigrantCase(models.Model):
    """What the file should hold, and what it does: present, missing, expired. [C06]"""

    _inherit = "migrant.case"

    document_ids = fields.One2many("migrant.document", "case_id")
    checklist_html = fields.Html(
        string="Checklist", compute="_compute_checklist_html", sanitize=False
    )
    missing_count = fields.Integer(
        string="Papers missing or expired", compute="_compute_missing_count"
    )

    @api.depends("document_ids", "step_id")
    @api.depends_context("uid", "lang")
    def _compute_checklist_html(self):
        for case in self:
            case.checklist_html = case._checklist_table(case._checklist())

    @api.depends("document_ids", "step_id")
    @api.depends_context("uid")
    def _compute_missing_count(self):
        for case in self:
            case.missing_count = sum(
                line["state"] in ("missing", "expired") and line["required"]
                for line in case._checklist()
            )

    def _checklist(self):
        """Lines of the checklist as the reader may know them.

        :return: list of dicts: type (record), state (key of STATES), until (date or
            False), required (bool); the best paper of each type counts
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        documents = self.env["migrant.document"]
        held = documents.browse()
        if documents.has_access("read") and self._origin.id:
            held = documents.search([("case_id", "=", self._origin.id)])
        is_medical_open = self._reads_medical()
        best = {}
        for document in held:
            rank = [key for key, _label in STATES].index(document._state_on(today))
            kept = best.get(document.document_type_id)
            if kept is None or rank < kept[0]:
                best[document.document_type_id] = rank, document
        lines = []
        for row in self._requirements():
            kind = row.document_type_id
            if kind.data_class == "medical" and not is_medical_open:
                continue
            rank, document = best.pop(kind, (len(STATES) - 1, documents.browse()))
            lines.append(
                {
                    "type": kind,
                    "state": STATES[rank][0],
                    "until": document.valid_until,
                    "required": row.is_required,
                }
            )
        lines += [
            {
                "type": kind,
                "state": STATES[rank][0],
                "until": document.valid_until,
                "required": False,
            }
            for kind, (rank, document) in best.items()
        ]
        return lines

    def _requirements(self):
        """Lines of the type's checklist that hold at the step of the file."""
        self.ensure_one()
        rows = self.env["migrant.document.requirement"].search(
            [("case_type_id", "=", self.case_type_id.id)]
        )
        return rows.filtered(lambda row: row._asked_of(self))

    def _reads_medical(self):
        """Does the reader know which medical papers this file holds?"""
        domain = Domain.OR([d for _k, _l, d in self._case_reasons("medical")])
        return bool(self._ids_within(domain))

    @api.model
    def _checklist_table(self, lines):
        """The checklist as a table of badges."""
        if not lines:
            return False
        labels = dict(
            self.env["migrant.document"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        labels["missing"] = self.env._("Missing")
        row = Markup(
            '<tr><td dir="auto">{name}</td><td><span class="badge {badge}">{state}'
            "</span></td><td>{until}</td></tr>"
        )
        cells = Markup("").join(
            row.format(
                name=line["type"].name,
                badge=BADGES[line["state"]],
                state=labels[line["state"]],
                until=format_date(self.env, line["until"]) or "",
            )
            for line in lines
        )
        table = Markup('<table class="table table-sm o_checklist">{}</table>')
        return table.format(cells)
