# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class MigrantPost(models.Model):
    """The register of what came in and went out, file by file.

    The office reads it for its sites; the file itself stays shut to it. A decision
    that came in starts the delay of its procedure on the day it was received.
    """

    _name = "migrant.post"
    _inherit = [
        "ngo.code.mixin",
        "migrant.case.told",
        "migrant.case.part",
        "migrant.person.mixin",
    ]
    _description = "Post in and out"
    _forget = ("correspondent", "tracking_number")
    _rec_name = "code"
    _order = "date desc, id desc"
    _code_prefix = "N-"

    direction = fields.Selection(
        [("in", "Incoming"), ("out", "Outgoing")],
        string="In or out",
        required=True,
        default="in",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    document_type_id = fields.Many2one(
        "migrant.document.type", string="What it is", ondelete="restrict"
    )
    authority_id = fields.Many2one("migrant.authority", ondelete="restrict")
    correspondent = fields.Char(help="Where it is no authority of the list.")
    channel = fields.Selection(
        [
            ("post", "By post"),
            ("registered", "Registered post"),
            ("hand", "By hand"),
            ("mail", "E-mail"),
            ("portal", "Portal of the authority"),
        ],
        required=True,
        default="post",
    )
    tracking_number = fields.Char(help="Number of the registered post.")
    document_id = fields.Many2one(
        "migrant.document", readonly=True, ondelete="set null"
    )
    letter_id = fields.Many2one("migrant.letter", readonly=True, ondelete="set null")
    procedure_id = fields.Many2one(
        "migrant.procedure",
        ondelete="set null",
        domain="[('case_id', '=', case_id)]",
        help="The procedure that this decision ends: its delay runs from the date.",
    )
    noted_by_id = fields.Many2one("res.users", readonly=True)
    noted_at = fields.Datetime(readonly=True)
    filed_by_id = fields.Many2one("res.users", readonly=True)
    filed_at = fields.Datetime(readonly=True, help="The paper lies where it belongs.")

    _date_possible = models.Constraint(
        "CHECK(date >= DATE '2000-01-01')", "Say the day on which it came or went."
    )

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if early := self.filtered(lambda post: post.date > today):
            raise ValidationError(
                self.env._(
                    "What has not come yet has no date: %(codes)s",
                    codes=", ".join(early.mapped("code")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        posts = super().create(vals_list)
        posts.filtered(lambda post: post.direction == "in")._on_received()
        return posts

    def write(self, vals):
        res = super().write(vals)
        if vals.get("procedure_id"):
            self._notify_procedure()
        return res

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        office = Domain("case_id.confidentiality", "=", "standard") & live.domain(
            ("administrative_assistant",),
            site="case_id.site_id",
            programme="case_id.programme_id",
        )
        author = Domain.FALSE
        if live.has("administrative_assistant"):
            author = Domain("create_uid", "=", self.env.uid)
        kept = self.env["migrant.procedure"]._kept_domain()
        jurist = Domain("case_id.procedure_ids", "any", kept)
        return [
            *super()._scope_reasons(),
            ("office", self.env._("You keep the post of this site."), office),
            ("author", self.env._("You registered it."), author),
            ("jurist", self.env._("You are the jurist of this file."), jurist),
        ]

    @api.model
    def _scope_write_domain(self):
        reasons = {key: domain for key, _label, domain in self._scope_reasons()}
        return super()._scope_write_domain() | reasons["jurist"]

    # ------------------------------------------------------------- deadline

    def _on_received(self):
        """Tell who answers for the file; a decision starts its delay."""
        for post in self:
            if not post.document_type_id.is_decision:
                post._tell_reached()
                continue
            # The office that registers a decision reads no procedure.
            waiting = post.sudo()._awaiting_procedures()
            if len(waiting) == 1:
                post.sudo().procedure_id = waiting
            else:
                post.sudo().case_id._start_clocks(
                    "decision_received", occurrence=post.code
                )
            post._tell_reached()

    def _awaiting_procedures(self):
        """Open procedures of the file that await a decision of this authority."""
        self.ensure_one()
        domain = (
            Domain("case_id", "=", self.case_id.id)
            & Domain("state", "=", "open")
            & Domain("date_lodged", "!=", False)
            & Domain("date_notified", "=", False)
        )
        if self.authority_id:
            domain &= Domain("authority_id", "=", self.authority_id.id)
        return self.env["migrant.procedure"].search(domain, limit=2)

    def _notify_procedure(self):
        """The day on which the decision was received is the day of the notice."""
        for post in self.filtered(
            lambda p: p.direction == "in" and p.document_type_id.is_decision
        ):
            procedure = post.procedure_id
            if procedure.date_notified != post.date:
                procedure.write({"date_notified": post.date})
            post.sudo().case_id._get_clocks("running", "paused", "breached").filtered(
                lambda c, post=post: (
                    c.event == "decision_received" and c.occurrence == post.code
                )
            )._end("done")

    def _tell_reached(self):
        """Notify owner of the file and jurists: a code, no content."""
        for post in self:
            case = post.sudo().case_id
            users = case.owner_id | case.procedure_ids.filtered(
                lambda p: p.state == "open"
            ).mapped("jurist_id")
            post._tell(
                users, lambda env, code: env._("New item on file %(code)s", code=code)
            )

    # --------------------------------------------------------------- actions

    def action_noted(self):
        """Whoever answers for the file has seen it."""
        self.check_access("write")
        open_decisions = self.filtered(
            lambda p: (
                p.direction == "in"
                and p.document_type_id.is_decision
                and not p.procedure_id
            )
        )
        if open_decisions:
            raise UserError(
                self.env._(
                    "Say first which procedure this decision ends: %(codes)s",
                    codes=", ".join(open_decisions.mapped("code")),
                )
            )
        return self.write(
            {"noted_by_id": self.env.uid, "noted_at": fields.Datetime.now()}
        )

    def action_filed(self):
        """The office has put the paper where it belongs; the file stays shut to it."""
        self.check_access("read")
        if not self._scope_live().has("administrative_assistant"):
            raise AccessError(self.env._("The office files the post."))
        # The office reads the register and writes nothing else in it.
        self.sudo().filtered(lambda post: not post.filed_at).write(
            self._prepare_filed_vals()
        )
        return True

    def _prepare_filed_vals(self):
        return {"filed_by_id": self.env.uid, "filed_at": fields.Datetime.now()}


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    post_ids = fields.One2many("migrant.post", "case_id")
