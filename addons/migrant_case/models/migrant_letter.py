# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine import docx
from .migrant_case_scope import CONTENT_ROLES
from .migrant_letter_template import fill


class MigrantLetter(models.Model):
    """A letter from the file, redacted for its recipient, as PDF and DOCX.

    It holds no more than the writer may read, less what the profile hides, and leaves
    only with the consent that the profile asks for. Read by its writer and the owner
    of the file; once sent it is not changed.
    """

    _name = "migrant.letter"
    _inherit = [
        "ngo.code.mixin",
        "migrant.case.told",
        "migrant.case.part",
        "migrant.person.mixin",
    ]
    _description = "Letter"
    _forget = ("subject", "body", "recipient")
    _rec_name = "code"
    _order = "id desc"
    _code_prefix = "W-"
    _journal_fields = ("body",)

    template_id = fields.Many2one(
        "migrant.letter.template",
        required=True,
        ondelete="restrict",
        domain=[("is_plain", "=", False)],
    )
    profile_id = fields.Many2one(
        "migrant.redaction.profile",
        string="Redaction",
        required=True,
        ondelete="restrict",
        compute="_compute_profile_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    procedure_id = fields.Many2one(
        "migrant.procedure",
        domain="[('case_id', '=', case_id)]",
        ondelete="set null",
    )
    authority_id = fields.Many2one("migrant.authority", ondelete="restrict")
    recipient = fields.Text(help="Name and address as they stand on the envelope.")
    subject = fields.Char(
        compute="_compute_words", store=True, readonly=False, precompute=True
    )
    body = fields.Text(
        compute="_compute_words", store=True, readonly=False, precompute=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    sent_on = fields.Date(readonly=True, copy=False)
    docx = fields.Binary(string="DOCX", compute="_compute_docx")
    docx_name = fields.Char(compute="_compute_docx")

    @api.depends("template_id")
    def _compute_profile_id(self):
        for letter in self:
            letter.profile_id = letter.template_id.profile_id

    @api.depends(
        "template_id", "profile_id", "lang", "case_id", "authority_id", "procedure_id"
    )
    def _compute_words(self):
        for letter in self:
            if not letter.template_id or not letter.case_id:
                letter.subject = letter.body = False
                continue
            template = letter.template_id.with_context(lang=letter.lang)
            words = letter._words()
            letter.subject = fill(template.subject, words)
            letter.body = fill(template.body, words)

    @api.depends("subject", "body", "lang", "profile_id", "code")
    @api.depends_context("uid")
    def _compute_docx(self):
        for letter in self:
            letter.docx_name = f"{letter.code}.docx"
            if not letter.id or letter._lacking_consent():
                letter.docx = False
                continue
            content = docx.write(letter._paragraphs(), letter.lang)
            letter.docx = base64.b64encode(content)

    @api.constrains("template_id")
    def _check_template_id(self):
        if self.template_id.filtered("is_plain"):
            raise ValidationError(
                self.env._("Attestations and convocations are not written from a file.")
            )

    # ------------------------------------------------------------------ orm

    def write(self, vals):
        fixed = {"subject", "body", "template_id", "profile_id", "lang", "recipient"}
        sent = self.filtered(lambda letter: letter.state == "sent")
        if sent and fixed & set(vals):
            raise UserError(
                self.env._(
                    "These letters are sent: write a new one. %(codes)s",
                    codes=", ".join(sent.mapped("code")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(letter.state == "sent" for letter in self):
            raise UserError(self.env._("A letter that was sent stays in the file."))

    # ---------------------------------------------------------------- scope

    def _check_guarded_references(self, vals, names):
        """A letter stands in the file of a procedure that its writer reads.

        A jurist keeps procedures in files that are shut to her.
        """
        procedure = self.env["migrant.procedure"]
        if procedure.has_access("read") and isinstance(vals.get("procedure_id"), int):
            procedure = procedure.browse(vals["procedure_id"])._filtered_access("read")
            # Compares two file numbers, shows neither.
            if procedure.sudo().case_id.id == vals.get("case_id"):
                names = [name for name in names if name != "case_id"]
        return super()._check_guarded_references(vals, names)

    @api.model
    def _scope_reasons(self):
        own = [
            reason
            for reason in super()._scope_reasons()
            if reason[0] in ("owner", "grant")
        ]
        return [
            ("author", self.env._("You wrote it."), self._written_by_reader()),
            *own,
        ]

    @api.model
    def _scope_write_domain(self):
        # Whoever reads the file may write a letter from it.
        return super()._scope_write_domain() | self._written_by_reader()

    @api.model
    def _written_by_reader(self):
        if not self._scope_live().has(*CONTENT_ROLES):
            return Domain.FALSE
        # While the file is open to her, or the procedure from which she wrote it.
        procedures = self.env["migrant.procedure"]._scope_domain()
        return Domain("create_uid", "=", self.env.uid) & (
            Domain.OR(domain for _key, _label, domain in super()._scope_reasons())
            | Domain("procedure_id", "any", procedures)
        )

    # ---------------------------------------------------------------- words

    def _words(self):
        """Values of the placeholders, as the writer may read and the profile allows."""
        self.ensure_one()
        reader = self.with_context(lang=self.lang)
        # Code, site and programme stand on every paper that leaves the file; a jurist
        # writes from her procedure, whose file may be shut to her.
        case = reader.case_id.sudo()
        profile = self.profile_id
        words = {
            "code": case.code or "",
            "person": reader._name_of_person(),
            "birth": reader._birth() if profile.identity == "full" else "",
            "site": case.site_id.display_name or "",
            "programme": case.programme_id.display_name or "",
            "today": format_date(self.env, fields.Date.today(), self.lang),
            "worker": self.env.user.name,
            "authority": reader.authority_id.name or "",
        }
        words.update(
            dict.fromkeys(("procedure", "reference", "notified", "last_day"), "")
        )
        if profile.has_legal and (procedure := reader._readable_procedure()):
            # A letter begun from the appeal speaks of the decision that it contests.
            above = procedure.parent_id._filtered_access("read")
            decided = procedure if procedure.date_notified else above or procedure
            words.update(
                procedure=procedure.kind_id.name,
                reference=procedure.reference or decided.reference or "",
                notified=format_date(self.env, decided.date_notified, self.lang),
                last_day=format_date(self.env, decided.last_day, self.lang),
                authority=words["authority"] or procedure.authority_id.name or "",
            )
        return words

    def _readable_procedure(self):
        """The procedure of the letter where the writer may read it, or none."""
        model = self.env["migrant.procedure"].sudo(False)
        if not model.has_access("read"):
            return model
        return self.procedure_id.sudo(False)._filtered_access("read")

    def _name_of_person(self):
        """The person as the recipient may know her: name, initials or code."""
        self.ensure_one()
        person = self.beneficiary_id
        name = person._readable_names().get(person._origin.id)
        if not name or self.profile_id.identity == "code":
            return self.case_id.sudo().code or ""
        if self.profile_id.identity == "initials":
            initials = " ".join(f"{part[0]}." for part in name.split())
            # The last full stop stays with the letters, whatever the page's direction.
            return initials + ("" if docx.goes_rtl(initials, False) else docx.LEFT_MARK)
        return name

    def _birth(self):
        """Birth as far as it is known, where the writer may read it."""
        return self.beneficiary_id._birth_words(self.lang)

    def _letterhead(self):
        """What stands above the words: dict of organisation, today, recipient."""
        self.ensure_one()
        authority = self.authority_id.with_context(lang=self.lang)
        return {
            "organisation": self.env.company.name,
            "today": format_date(self.env, fields.Date.today(), self.lang),
            "recipient": self.recipient or authority.display_name or "",
        }

    def _set_lines(self, text):
        """Lines of a text as (direction, text): French stays so on an Arabic page."""
        page_rtl = docx.is_rtl(self.lang)
        return [
            ("rtl" if docx.goes_rtl(line, page_rtl) else "ltr", line)
            for line in (text or "").split("\n")
        ]

    def _content(self):
        """Subject, words and summary: (style, text) pairs in the letter's language."""
        self.ensure_one()
        lines = [("title", self.subject or ""), ("text", self.body or "")]
        if self.template_id.is_summary:
            lines += self.with_context(lang=self.lang)._summary()
        return [(style, text) for style, text in lines if text]

    def _paragraphs(self):
        """The whole letter as (style, text) pairs, in its language."""
        head = [("text", text) for text in self._letterhead().values() if text]
        return head + self._content()

    def _summary(self):
        """Summary of the file, class by class, as the profile and the rights allow.

        Extend to add what another part of the file may tell.

        :return: list of (style, text)
        """
        self.ensure_one()
        profile = self.profile_id
        case = self.case_id.sudo(False)._filtered_access("read")
        lines = []
        if not case:
            return lines
        social = "ngo_base.group_ngo_base_class_social"
        if profile.has_social and self.env.user.has_group(social):
            lines += self._section(
                self.env._("What is asked for"), [case.presenting_need]
            )
        if profile.has_legal and self.env["migrant.procedure"].has_access("read"):
            procedures = case.procedure_ids
            lines += self._section(
                self.env._("Procedures"), [self._procedure_line(p) for p in procedures]
            )
        if profile.has_documents:
            held = [
                line["type"].name
                for line in case._checklist()
                if line["state"] in ("present", "soon")
                and line["type"].data_class != "medical"
            ]
            lines += self._section(self.env._("Papers in the file"), held)
        if profile.has_constraints:
            kinds = case.constraint_ids.filtered("is_current").kind_id
            lines += self._section(
                self.env._("To be taken into account"), kinds.mapped("name")
            )
        return lines

    def _procedure_line(self, procedure):
        phases = dict(procedure._fields["phase"]._description_selection(self.env))
        parts = [
            procedure.kind_id.name,
            procedure.authority_id.name,
            phases.get(procedure.phase),
        ]
        if procedure.last_day:
            parts.append(
                self.env._(
                    "last day to act: %(day)s",
                    day=format_date(self.env, procedure.last_day, self.lang),
                )
            )
        return " · ".join(part for part in parts if part)

    def _section(self, title, texts):
        texts = [text for text in texts if text]
        return [("heading", title), *(("text", t) for t in texts)] if texts else []

    # -------------------------------------------------------------- leaving

    def _lacking_consent(self):
        """What the person has not agreed to, in words; empty when it may leave."""
        self.ensure_one()
        profile = self.profile_id
        if not profile.purpose_id:
            return []
        classes = [
            name
            for name, goes in (
                ("identity", profile.identity != "code"),
                ("social", profile.has_social),
                ("legal", profile.has_legal),
            )
            if goes
        ]
        # The answer is yes or no; whoever writes need not read the consents.
        person = self.case_id.sudo().beneficiary_id
        return person._consent_missing(profile.purpose_id.code, classes)

    def _check_may_leave(self):
        for letter in self:
            if lacking := letter._lacking_consent():
                raise UserError("\n".join(lacking))

    def _printed(self):
        """What the print shows, consent asked again: a report has an address too."""
        self.ensure_one()
        self.check_access("read")
        self._check_may_leave()
        return self._content()

    def action_print(self):
        """Print the letter.

        :raise UserError: without the consent that its profile asks for
        """
        self.check_access("read")
        self._check_may_leave()
        report = self.env.ref("migrant_case.migrant_letter_report")
        return report.report_action(self.ids)

    def action_docx(self):
        """Download the letter as DOCX.

        :raise UserError: without the consent that its profile asks for
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_leave()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/docx/{self.docx_name}"
            "?download=true",
            "target": "download",
        }

    def action_send(self):
        """The letter leaves: it is fixed, and stands in the register of the post.

        :raise UserError: without the consent that its profile asks for
        """
        self.check_access("write")
        self._check_may_leave()
        for letter in self.filtered(lambda row: row.state == "draft"):
            letter.write({"state": "sent", "sent_on": fields.Date.context_today(self)})
            # The register is kept by the office; the writer adds her row.
            self.env["migrant.post"].sudo().create(letter._prepare_post_vals())
        return True

    def _prepare_post_vals(self):
        """Values of the row of the register of what went out."""
        self.ensure_one()
        return {
            "case_id": self.case_id.id,
            "direction": "out",
            "authority_id": self.authority_id.id,
            "correspondent": (self.recipient or "").split("\n")[0],
            "letter_id": self.id,
        }


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    letter_ids = fields.One2many("migrant.letter", "case_id")
