# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.migrant_beneficiary_papers import OFFICE_CLASSES

ROLES = (
    "administrative_assistant",
    "social_worker",
    "jurist",
    "psychologist",
    "child_protection",
    "supervisor",
)


class MigrantPostDrop(models.TransientModel):
    """Post registered and a scan dropped into a file that one may not read. [C01d]

    The file's code stands on the envelope's slip or is told by its owner. The office
    learns a receipt number and, for standard files of its site, which papers are
    there, missing or expired: never a paper, never who is behind the code.
    """

    _name = "migrant.post.drop"
    _description = "Register post"

    case_code = fields.Char(string="Code of the file", required=True)
    direction = fields.Selection(
        [("in", "Incoming"), ("out", "Outgoing")],
        string="In or out",
        required=True,
        default="in",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    document_type_id = fields.Many2one("migrant.document.type", string="What it is")
    authority_id = fields.Many2one("migrant.authority")
    correspondent = fields.Char()
    channel = fields.Selection(
        lambda self: (
            self.env["migrant.post"]._fields["channel"]._description_selection(self.env)
        ),
        required=True,
        default="post",
    )
    tracking_number = fields.Char()
    date_issued = fields.Date(string="Issued on")
    valid_until = fields.Date()
    scan = fields.Binary()
    scan_name = fields.Char()
    receipt = fields.Char(readonly=True)
    checklist_html = fields.Html(
        string="Checklist", readonly=True, compute="_compute_checklist_html"
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Register post")

    @api.depends("case_code", "receipt")
    @api.depends_context("uid", "lang")
    def _compute_checklist_html(self):
        for drop in self:
            drop.checklist_html = drop._checklist_of(drop._find_case())

    def _find_case(self):
        code = (self.case_code or "").strip().upper()
        if not code or not self._scope_live().has(*ROLES):
            return self.env["migrant.case"]
        # Whoever drops a scan reads nothing of the file; a code is all she has.
        everywhere = self.env["migrant.case"].sudo().with_context(active_test=False)
        return everywhere.search([("code", "=", code)], limit=1)

    @api.model
    def _scope_live(self):
        return self.env["ngo.role"]._live()

    def _checklist_of(self, case):
        """What the file shows her; of standard files of her sites, its part."""
        if not case:
            return False
        reader = case.sudo(False)
        if reader.has_access("read"):
            return reader.checklist_html
        office = self._scope_live().domain(("administrative_assistant",))
        office &= Domain("confidentiality", "=", "standard")
        return bool(case._ids_within(office)) and case._office_checklist()

    def action_check(self):
        """Show the checklist of the file before dropping."""
        self.ensure_one()
        self._get_case()
        return self._again()

    def _get_case(self):
        case = self._find_case()
        if not case:
            raise UserError(self.env._("No file bears this code."))
        return case

    def action_drop(self):
        """Register the post and put the scan into the file.

        :raise UserError: unknown code, a role that keeps no post, a scan without type
        """
        self.ensure_one()
        if not self._scope_live().has(*ROLES):
            raise UserError(self.env._("Your role keeps no post."))
        if self.receipt:
            raise UserError(self.env._("This is registered already."))
        case = self._get_case()
        if self.scan and not self.document_type_id:
            raise UserError(self.env._("Say what the scan is."))
        document = self.env["migrant.document"].sudo()
        if self.scan:
            document = document.create(self._prepare_document_vals(case))
            papers = self.env["migrant.document.paper"].sudo()
            papers.create(
                {
                    "document_id": document.id,
                    "scan": self.scan,
                    "scan_name": self.scan_name,
                }
            )
        posts = self.env["migrant.post"].sudo()
        vals = self._prepare_post_vals(case, document)
        if document:
            # The scan lies in the file already.
            vals.update(posts._prepare_filed_vals())
        post = posts.create(vals)
        self.env["ngo.journal"]._note("post_registered", post)
        # What is filed leaves the form: the next one who opens it sees a number.
        self.write({"receipt": post.code, "scan": False, "scan_name": False})
        return self._again()

    def _prepare_document_vals(self, case):
        """Values of the document that the scan belongs to."""
        return {
            "case_id": case.id,
            "document_type_id": self.document_type_id.id,
            "date_issued": self.date_issued,
            "received_on": self.date,
            **({"valid_until": self.valid_until} if self.valid_until else {}),
        }

    def _prepare_post_vals(self, case, document):
        """Values of the row of the register."""
        return {
            "case_id": case.id,
            "direction": self.direction,
            "date": self.date,
            "document_type_id": self.document_type_id.id,
            "authority_id": self.authority_id.id,
            "correspondent": self.correspondent,
            "channel": self.channel,
            "tracking_number": self.tracking_number,
            "document_id": document.id,
        }

    def action_next(self):
        """An empty form for the next envelope."""
        return self._action(False)

    def _again(self):
        return self._action(self.id)

    def _action(self, res_id):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register post"),
            "res_model": self._name,
            "res_id": res_id,
            "views": [(False, "form")],
            "target": "current",
            "context": {"no_breadcrumbs": True},
        }


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    def _office_checklist(self):
        """The checklist that the office sees: what it asks people to bring."""
        self.ensure_one()
        lines = [
            line
            for line in self._checklist()
            if line["type"].data_class in OFFICE_CLASSES
        ]
        return self._checklist_table(lines)
