# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .migrant_case_scope import CONTENT_ROLES

STRIKE_HOURS = 24
NATURES = [
    ("fact", "Fact"),
    ("opinion", "Opinion of the author"),
    ("third_party", "Said by somebody else"),
]
WALLS = [
    ("social", "Social"),
    ("legal", "Legal secrecy"),
    ("medical", "Medical secrecy"),
]
CONTACTS = [
    ("office", "At the office"),
    ("permanence", "At a permanence"),
    ("call", "Call"),
    ("message", "Message"),
    ("home", "Visit at home"),
    ("outside", "Outside"),
    ("partner", "With a partner"),
    ("none", "Without contact"),
]


class MigrantNoteContent(models.AbstractModel):
    """What a note says, of whom, when, where: the same signed and not yet signed.

    Each says whether it is a fact, an opinion or what somebody else said, and behind
    which wall it stands.
    """

    _name = "migrant.note.content"
    _inherit = ["migrant.case.part"]
    _description = "What a note says"
    _order = "at desc, id desc"
    _journal_fields = ("body", "agreed", "said_by")

    wall = fields.Selection(
        WALLS, string="Read by", required=True, default="social", index=True
    )
    nature = fields.Selection(NATURES, required=True, default="fact")
    contact = fields.Selection(CONTACTS, required=True, default="office")
    at = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    body = fields.Text(string="Note")
    agreed = fields.Text(help="What the person and the worker agreed to do next.")
    said_by = fields.Char(help="Who said it, when it is somebody else's word.")
    site_id = fields.Many2one("ngo.site", string="Where", ondelete="restrict")
    author_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )


class MigrantNote(models.Model):
    """A signed note in a file: added, struck out, never edited.

    Social notes are read by those who read the file, legal and medical ones by the
    profession alone, on files that are theirs.
    """

    _name = "migrant.note"
    _inherit = ["ngo.append.only", "migrant.note.content"]
    _description = "Note"
    _content_fields = ("body", "agreed", "said_by")

    body = fields.Text(required=True)
    cosigned_by_id = fields.Many2one(
        "res.users", string="Co-signed by", readonly=True, ondelete="restrict"
    )
    signed_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    may_strike = fields.Boolean(compute="_compute_may_strike")

    _third_party_named = models.Constraint(
        "CHECK(nature != 'third_party' OR said_by IS NOT NULL OR struck_at IS NOT NULL"
        " OR shredded_at IS NOT NULL)",
        "Say who said it.",
    )
    _case_idx = models.Index("(case_id, at DESC)")

    @api.model
    def _scope_reasons(self):
        """Each wall is read for its own reasons."""
        cases = self.env["migrant.case"]
        reasons = []
        for wall, _label in WALLS:
            behind = Domain("wall", "=", wall)
            reasons += [
                (f"{wall}_{key}", label, behind & Domain("case_id", "any", domain))
                for key, label, domain in cases._resolved_once(
                    wall, cases._case_reasons
                )
            ]
        author = Domain("author_id", "=", self.env.uid) & Domain("wall", "!=", "social")
        owned = Domain.FALSE
        if self._scope_live().has(*CONTENT_ROLES):
            owned = Domain("owner_id", "=", self.env.uid)
        own = Domain("case_id", "any", owned)
        return [*reasons, ("author", self.env._("You wrote it."), author & own)]

    @api.model
    def _scope_write_domain(self):
        cases = self.env["migrant.case"]
        return Domain.OR(
            Domain("wall", "=", wall)
            & Domain("case_id", "any", cases._case_write_domain(wall))
            for wall, _label in WALLS
        )

    @api.depends("author_id", "signed_at", "struck_at")
    @api.depends_context("uid")
    def _compute_may_strike(self):
        live = self._scope_live()
        led = live.led_team_ids if live.has("supervisor") else []
        fresh = fields.Datetime.now() - timedelta(hours=STRIKE_HOURS)
        for note in self:
            mine = note.author_id == self.env.user and note.signed_at >= fresh
            # Only the team of the file is looked at.
            lead = note.case_id.sudo().team_id.id in led
            note.may_strike = not note.struck_at and (mine or lead)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                # Who signs, and when, is not for the caller to say.
                for name in ("author_id", "cosigned_by_id", "signed_at"):
                    vals.pop(name, None)
            self._check_no_trainee(vals_list)
        notes = super().create(vals_list)
        for note in notes:
            note.beneficiary_id._touch(note.at.date())
            note.case_id._stop_clocks("contact")
            note.case_id._start_clocks("contact", occurrence=str(note.id))
        return notes

    @api.model
    def _check_no_trainee(self, vals_list):
        """A trainee's note is signed with somebody: see migrant.note.draft."""
        cases = self.env["migrant.case"].browse(
            [vals["case_id"] for vals in vals_list if vals.get("case_id")]
        )
        if any(case._is_trainee_on() for case in cases):
            raise UserError(
                self.env._("A trainee's note is a draft until somebody signs it too.")
            )

    # ------------------------------------------------------------- strike out

    def action_strike(self):
        """Ask why this note is struck out."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Strike out"),
            "res_model": "migrant.note.strike",
            "view_mode": "form",
            "target": "new",
            "context": {"default_note_id": self.id},
        }

    def _strike(self, reason):
        """Strike out notes: by their author within a day, by the supervisor later.

        :param str reason: required
        :raise AccessError: neither the one nor the other
        """
        self.check_access("read")
        refused = self.filtered(lambda note: not note.may_strike)
        if refused:
            raise AccessError(
                self.env._(
                    "A note is struck out by its author within a day, by the "
                    "supervisor later: %(codes)s",
                    codes=", ".join(refused.mapped("display_name")),
                )
            )
        self._strike_out(reason)
        self._tell_dpo()

    def _tell_dpo(self):
        """A note in the wrong file is a breach: the DPO is told, by code."""
        users = self.env["ngo.role"]._holders("dpo")
        for note in self:
            self.env["ngo.access"]._notify_users(
                users,
                lambda env, code=note.display_name: (
                    env._("A note was struck out of %(code)s", code=code),
                    env._("Sign in to see what it said and why."),
                ),
            )
