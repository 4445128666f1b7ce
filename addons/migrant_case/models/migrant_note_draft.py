# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.ngo_base.arguments import Text

# What goes from the draft to the signed note.
COPIED = (
    "case_id",
    "wall",
    "nature",
    "contact",
    "at",
    "body",
    "agreed",
    "said_by",
    "site_id",
)


class MigrantNoteDraft(models.Model):
    """A note that is not signed yet: its author's, and the co-signer's once asked.

    Signing makes a ``migrant.note`` and removes the draft. Whoever writes in a file as
    a trainee signs with somebody: the owner of the file or the supervisor.
    """

    _name = "migrant.note.draft"
    _inherit = ["migrant.note.content"]
    _description = "Unsigned note"

    site_id = fields.Many2one(ondelete="set null")
    needs_cosign = fields.Boolean(compute="_compute_needs_cosign")
    cosigner_id = fields.Many2one(
        "res.users",
        string="To be signed by",
        ondelete="restrict",
        index="btree_not_null",
        compute="_compute_cosigner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [
            ("draft", "Being written"),
            ("to_sign", "Waits for a second signature"),
            ("sent_back", "Sent back"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    remark = fields.Char(readonly=True, help="Why it was sent back.")

    @api.model
    def _scope_reasons(self):
        readable = Domain(
            "case_id",
            "any",
            Domain.OR(
                domain for _k, _l, domain in self.env["migrant.case"]._case_reasons()
            ),
        )
        mine = Domain("author_id", "=", self.env.uid)
        asked = Domain("cosigner_id", "=", self.env.uid) & Domain(
            "state", "=", "to_sign"
        )
        return [
            ("author", self.env._("You are writing it."), mine & readable),
            ("cosigner", self.env._("You are asked to sign it."), asked & readable),
        ]

    @api.model
    def _scope_write_domain(self):
        return self._scope_domain()

    @api.depends("case_id", "author_id")
    def _compute_needs_cosign(self):
        for draft in self:
            draft.needs_cosign = draft.case_id._is_trainee_on(draft.author_id)

    @api.depends("case_id")
    def _compute_cosigner_id(self):
        for draft in self:
            case = draft.case_id
            signer = draft.cosigner_id
            if not signer and case._is_trainee_on(draft.author_id):
                signer = case.owner_id or case.supervisor_id
            draft.cosigner_id = signer

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals.pop("author_id", None)
                vals.pop("state", None)
        drafts = super().create(vals_list)
        drafts._check_wall()
        return drafts

    def write(self, vals):
        closed = {"author_id", "state", "remark", "case_id"} & set(vals)
        if closed and not self.env.su:
            raise UserError(self.env._("Use the buttons of the note."))
        if not self.env.su and self.author_id - self.env.user:
            raise AccessError(self.env._("Only its author writes in a draft."))
        result = super().write(vals)
        self._check_wall()
        return result

    def _check_wall(self):
        """Nobody writes behind the wall of another profession."""
        for draft in self:
            domain = self.env["migrant.case"]._case_write_domain(draft.wall)
            writer = draft.case_id._ids_within(domain)
            if not self.env.su and not writer and not draft.needs_cosign:
                raise AccessError(
                    self.env._(
                        "You do not write this kind of note in %(code)s.",
                        code=draft.display_name,
                    )
                )

    # --------------------------------------------------------------- actions

    def action_sign(self):
        """Sign: the note is in the file, or waits for the second signature."""
        for draft in self:
            if draft.author_id != self.env.user:
                raise AccessError(self.env._("Only its author signs a note."))
            if not (draft.body or "").strip():
                raise UserError(self.env._("The note is empty."))
            if draft.needs_cosign:
                draft._ask_cosigner()
            else:
                draft._make_note(self.env["res.users"])
        return {"type": "ir.actions.act_window_close"}

    def _ask_cosigner(self):
        self.ensure_one()
        if not self.cosigner_id or self.cosigner_id == self.author_id:
            raise UserError(self.env._("Say who signs with you."))
        # The state follows the signature, not the form.
        self.sudo().state = "to_sign"
        self.env["ngo.access"]._notify_users(
            self.case_id._readers_among(self.cosigner_id),
            lambda env: (
                env._("A note on %(code)s to sign", code=self.display_name),
                env._("Sign in to read it and to sign it too."),
            ),
            self,
        )

    def action_cosign(self):
        """The second signature: the note is in the file, both names on it."""
        for draft in self:
            draft._check_cosigner()
            draft._make_note(self.env.user)
        return {"type": "ir.actions.act_window_close"}

    def action_send_back(self, remark: Text | None = None):
        """The co-signer asks for a change.

        :param str remark: what is to be changed
        """
        for draft in self:
            draft._check_cosigner()
            # As above: the state follows the decision.
            draft.sudo().write({"state": "sent_back", "remark": remark or False})
        return True

    def _check_cosigner(self):
        self.ensure_one()
        self.check_access("read")
        if self.state != "to_sign":
            raise UserError(self.env._("This note does not wait for a signature."))
        if self.env.user != self.cosigner_id or self.env.user == self.author_id:
            raise AccessError(self.env._("Somebody else signs this note."))
        if not self.case_id.has_access("write"):
            raise AccessError(self.env._("Who signs must hold the file."))

    def _prepare_note_vals(self, cosigner):
        """Values of the signed note."""
        self.ensure_one()
        vals = {name: self[name] for name in COPIED}
        vals = {
            name: value.id if isinstance(value, models.BaseModel) else value
            for name, value in vals.items()
        }
        return {
            **vals,
            "author_id": self.author_id.id,
            "cosigned_by_id": cosigner.id,
            "signed_at": fields.Datetime.now(),
        }

    def _make_note(self, cosigner):
        self.ensure_one()
        self._check_wall()
        vals = self._prepare_note_vals(cosigner)
        # Author and signatures were checked; the caller cannot say them herself.
        note = self.env["migrant.note"].sudo().create(vals)
        self.env["ngo.draft"]._forget(self)
        self.sudo().unlink()
        return note
