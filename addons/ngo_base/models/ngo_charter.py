# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, is_html_empty

# What people signed is not rewritten afterwards.
SIGNED_FIELDS = {"name", "kind", "version", "body", "renewal_months"}


class NgoCharter(models.Model):
    """A text that everybody of the house signs before she reads any file.

    One version of each kind is in force; the next version asks for new signatures,
    from a day on that leaves time to sign. A signature may have to be renewed.
    """

    _name = "ngo.charter"
    _inherit = ["ngo.reference", "ngo.transition.mixin"]
    _description = "Charter"
    _order = "kind, date_from desc, id desc"
    _transitions = {"draft": {"in_force"}, "in_force": {"retired"}}
    _write_roles = ("dpo", "programme_manager")

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        selection=[
            ("charter", "Charter"),
            ("conduct", "Code of conduct"),
            ("protection", "Child-protection policy"),
            ("confidentiality", "Confidentiality undertaking"),
        ],
        required=True,
        default="charter",
    )
    version = fields.Char(required=True, default="1")
    body = fields.Html(string="Text", translate=True, sanitize=True)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("in_force", "In force"),
            ("retired", "Retired"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    date_from = fields.Datetime(string="In force since", readonly=True, copy=False)
    date_to = fields.Datetime(string="Retired on", readonly=True, copy=False)
    sign_by = fields.Datetime(
        string="To be signed by",
        copy=False,
        help="Until then a signature of the version before still opens the files."
        " Empty: at once.",
    )
    renewal_months = fields.Integer(
        string="Renewed every (months)",
        default=12,
        help="0: signed once for all.",
    )
    signature_ids = fields.One2many(
        comodel_name="ngo.charter.signature",
        inverse_name="charter_id",
        string="Signatures",
    )

    _one_in_force = models.UniqueIndex(
        "(kind) WHERE state = 'in_force'", "One version of a text is in force."
    )
    _version_uniq = models.UniqueIndex(
        "(kind, version)", "This version of the text exists already."
    )
    _renewal_positive = models.Constraint(
        "CHECK (renewal_months >= 0)", "A period cannot be below zero."
    )

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for charter in self:
            # A new one has no name yet.
            charter.display_name = charter.name and self.env._(
                "%(name)s, version %(version)s",
                name=charter.name,
                version=charter.version or "",
            )

    def write(self, vals):
        if SIGNED_FIELDS & set(vals):
            self._check_unsigned()
        return super().write(vals)

    def update_field_translations(self, field_name, translations, source_lang=""):
        if field_name in SIGNED_FIELDS:
            self._check_unsigned()
        return super().update_field_translations(field_name, translations, source_lang)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._check_unsigned()

    def _check_unsigned(self):
        """Only a draft is rewritten: the others are, or were, signed."""
        frozen = self.filtered(lambda charter: charter.state != "draft")
        if frozen:
            raise UserError(
                self.env._(
                    "People sign these texts; make a new version instead: %(texts)s",
                    texts=", ".join(frozen.mapped("display_name")),
                )
            )

    def _check_transition(self, state):
        if state == "in_force" and any(is_html_empty(charter.body) for charter in self):
            raise UserError(self.env._("An empty text cannot be signed."))
        return super()._check_transition(state)

    # -------------------------------------------------------------- actions

    def action_put_in_force(self):
        """Ask everybody to sign this version; the one before retires."""
        self.check_access("write")
        now = fields.Datetime.now()
        # From the first line in force on, its author too has still to sign: her role
        # writes nothing any more.
        for charter in self.sudo():
            before = charter.search(
                [("kind", "=", charter.kind), ("state", "=", "in_force")]
            )
            before._move_to("retired")
            before.date_to = now
            # The index sees rows one by one: the old version first.
            before.flush_recordset()
            charter._move_to("in_force")
            charter.date_from = now
        return True

    def action_begin_with_model(self):
        """Put a short model where no text stands, in the language of who asks.

        In one language only: an adapted text beside a model that was not would be
        two texts under one signature.
        """
        items = Markup().join(
            Markup("<li>%s</li>") % sentence for sentence in self._get_model_sentences()
        )
        notice = self.env._(
            "Model, to be adapted: change what does not fit your house, have it read"
            " by your jurist, then take this line away."
        )
        body = Markup("<p><em>%s</em></p><ol>%s</ol>") % (notice, items)
        self.filtered(lambda charter: is_html_empty(charter.body)).write({"body": body})
        return True

    @api.model
    def _get_model_sentences(self):
        """What a first charter promises, sentence by sentence."""
        return [
            self.env._(
                "I treat everybody whom we receive with respect, whoever she is and"
                " whatever her papers."
            ),
            self.env._(
                "I read a file only when my work asks for it, and know that reading is"
                " written down."
            ),
            self.env._(
                "What I learn here I tell only to those who share that work, also"
                " after I have left."
            ),
            self.env._(
                "I give nothing about a person to anybody outside without her consent;"
                " where I believe that the law obliges me, I ask those in charge first."
            ),
            self.env._(
                "I take no picture, copy or list home, and lend nobody my account."
            ),
            self.env._(
                "I take no money, gift or favour from the people whom we receive."
            ),
            self.env._(
                "I report on the same day what was lost or leaked, and what puts"
                " somebody in danger."
            ),
        ]

    def action_new_version(self):
        """Copy the text into a draft that can be changed."""
        self.ensure_one()
        count = self.search_count([("kind", "=", self.kind)])
        draft = self.copy({"version": str(count + 1)})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    # -------------------------------------------------------------- signing

    @api.model
    def _pending_sql(self, users):
        """Rows (user, charter) of the texts in force that lack a valid signature.

        :param SQL users: condition on ``u``, a row of ``res_users``
        """
        return SQL(
            """
            SELECT u.id, c.id FROM res_users u, ngo_charter c
             WHERE c.state = 'in_force' AND u.active AND NOT u.share AND %(users)s
               AND NOT EXISTS (
                    SELECT 1 FROM ngo_charter_signature s
                      JOIN ngo_charter signed ON signed.id = s.charter_id
                     WHERE s.user_id = u.id AND s.struck_at IS NULL
                       AND (s.valid_until IS NULL OR s.valid_until > %(now)s)
                       AND (signed.id = c.id
                            OR signed.kind = c.kind AND c.sign_by > %(now)s))
            """,
            users=users,
            now=fields.Datetime.now(),
        )

    @api.model
    def _has_signed(self, uid):
        """True when the user has signed every text in force, or none is.

        Partners sign an agreement with their organisation, not the house's charter.

        :param int uid: id of a user
        :rtype: bool
        """
        for model in ("ngo.charter", "ngo.charter.signature", "res.users"):
            self.env[model].flush_model()
        pending = self._pending_sql(SQL("u.id = %s", uid))
        return not self.env.execute_query(SQL("%s LIMIT 1", pending))

    @api.model
    def _get_to_sign(self, user):
        """Texts that a user has still to sign, those with time left included.

        :param user: ``res.users`` record
        :rtype: ngo.charter, sudo: a new colleague may not read the list
        """
        signed = self.env["ngo.charter.signature"].sudo()._valid_domain()
        mine = Domain("user_id", "=", user.id)
        charters = self.sudo()
        found = self.env["ngo.charter.signature"].sudo().search(signed & mine)
        return charters.search(
            Domain("state", "=", "in_force")
            & Domain("id", "not in", found.charter_id.ids)
        )

    def _sign(self, users):
        """Write down that users sign these texts, each in her own language.

        The caller has checked that it is they who sign.
        """
        vals = [
            charter._prepare_signature_vals(user) for charter in self for user in users
        ]
        # Nobody may write signatures by hand.
        return self.env["ngo.charter.signature"].sudo().create(vals)

    def _prepare_signature_vals(self, user):
        """Values of the signature of one text by one user."""
        self.ensure_one()
        now = fields.Datetime.now()
        lang = user.lang or "en_US"
        text = str(self.with_context(lang=lang).body or "")
        return {
            "charter_id": self.id,
            "user_id": user.id,
            "lang": lang,
            "text_hash": hashlib.sha256(text.encode()).hexdigest(),
            "signed_at": now,
            "valid_until": self.renewal_months
            and fields.Datetime.add(now, months=self.renewal_months),
        }

    @api.model
    def _sign_all_for(self, user):
        """Sign every text in force for a user; for tests and demo data.

        :param user: ``res.users`` record
        """
        return self._get_to_sign(user)._sign(user)

    @api.model
    def get_to_sign(self):
        """What the current user is asked to sign when she opens the client.

        :return: dict with the number of texts, and whether files are shut until then
        """
        if not self.env.user._is_internal():
            return {"count": 0, "is_shut": False}
        return {
            "count": len(self._get_to_sign(self.env.user)),
            "is_shut": not self.sudo()._has_signed(self.env.uid),
        }
