# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .migrant_identity import IDENTITY, PRECISIONS

# Fields of the identity that the person's form shows to those who read it.
SHOWN = (
    "birth_date",
    "birth_precision",
    "birth_label",
    "birth_place",
    "is_age_disputed",
    "stated_birth_date",
    "sex",
    "gender",
    "nationality_ids",
    "is_stateless",
    "photo",
    "deceased_on",
)
WRITTEN = tuple(name for name in SHOWN if name != "birth_label")
# What takes a query or a computation of its own is not read for a column beside it.
COSTLY = ("nationality_ids", "photo")
LABEL = ("birth_label",)
BIRTH = ("birth_date", "birth_precision")
PLAIN = tuple(name for name in SHOWN if name not in COSTLY + LABEL)


class MigrantBeneficiary(models.Model):
    """The identity as seen from the person's form: shown and written as the reader.

    These fields hold nothing: they read ``migrant.identity`` with the reader's own
    rights, so that who opens the person without her identity finds them empty.
    """

    _inherit = "migrant.beneficiary"

    name_ids = fields.One2many(
        "migrant.identity.name", "beneficiary_id", string="Names", groups=IDENTITY
    )
    identifier_ids = fields.One2many(
        "migrant.identity.identifier",
        "beneficiary_id",
        string="Identifiers",
        groups=IDENTITY,
    )
    contact_ids = fields.One2many(
        "migrant.identity.contact", "beneficiary_id", string="Contacts", groups=IDENTITY
    )
    communication_ids = fields.One2many(
        "migrant.communication", "beneficiary_id", groups=IDENTITY
    )
    is_identity_open = fields.Boolean(
        compute="_compute_is_identity_open", groups=IDENTITY
    )
    birth_date = fields.Date(
        compute="_compute_identity",
        readonly=False,
        groups=IDENTITY,
        help="First day that fits what is known; the precision says what is known.",
    )
    birth_precision = fields.Selection(
        PRECISIONS,
        compute="_compute_identity",
        readonly=False,
        groups=IDENTITY,
    )
    birth_label = fields.Char(
        string="Born", compute="_compute_identity_label", groups=IDENTITY
    )
    birth_place = fields.Char(
        compute="_compute_identity", readonly=False, groups=IDENTITY
    )
    is_age_disputed = fields.Boolean(
        string="Age disputed",
        compute="_compute_identity",
        readonly=False,
        groups=IDENTITY,
    )
    stated_birth_date = fields.Date(
        string="Other birth date",
        compute="_compute_identity",
        readonly=False,
        groups=IDENTITY,
    )
    sex = fields.Selection(
        [("female", "Female"), ("male", "Male"), ("other", "Other")],
        compute="_compute_identity",
        readonly=False,
        groups=IDENTITY,
    )
    gender = fields.Char(
        compute="_compute_identity",
        readonly=False,
        groups=IDENTITY,
        help="In the person's own words.",
    )
    nationality_ids = fields.Many2many(
        "res.country",
        string="Nationalities",
        compute="_compute_identity_costly",
        readonly=False,
        groups=IDENTITY,
    )
    is_stateless = fields.Boolean(
        string="Stateless",
        compute="_compute_identity",
        readonly=False,
        groups=IDENTITY,
    )
    photo = fields.Binary(
        compute="_compute_identity_costly", readonly=False, groups=IDENTITY
    )
    deceased_on = fields.Date(
        compute="_compute_identity", readonly=False, groups=IDENTITY
    )

    @api.depends_context("uid")
    @api.depends("identity_ids")
    def _compute_is_identity_open(self):
        identities = self._readable_identities()
        for person in self:
            # Who registers a person writes what she says.
            person.is_identity_open = (
                not person._origin.id or person._origin.id in identities
            )

    @api.depends_context("uid")
    @api.depends(*(f"identity_ids.{name}" for name in PLAIN))
    def _compute_identity(self):
        self._show_identity(PLAIN)

    @api.depends_context("uid")
    @api.depends(*(f"identity_ids.{name}" for name in COSTLY))
    def _compute_identity_costly(self):
        self._show_identity(COSTLY)

    @api.depends_context("uid")
    @api.depends("identity_ids.birth_label")
    def _compute_identity_label(self):
        self._show_identity(LABEL)

    def _show_identity(self, names):
        identities = self._readable_identities(names)
        for person in self:
            identity = identities.get(person._origin.id)
            for name in names:
                # What a form has typed and not saved stands.
                if identity or person._origin.id or name not in person._cache:
                    person[name] = identity[name] if identity else False

    def _readable_identities(self, names=()):
        """``{person id: identity}`` of those that the reader may read.

        :param names: fields read with them in the same query
        """
        identities = self.env["migrant.identity"].sudo(False)
        ids = tuple(filter(None, self._origin.ids))
        if not ids or not identities.has_access("read"):
            return {}
        kept = self._ask_once(("identities", ids), dict)
        if not kept or not kept["names"].issuperset(names):
            found = identities.with_context(active_test=False).search_fetch(
                [("beneficiary_id", "in", ids)], ["beneficiary_id", *names]
            )
            kept["names"] = {*names, *kept.get("names", ())}
            kept["rows"] = {identity.beneficiary_id.id: identity for identity in found}
        return kept["rows"]

    def _identities_of_birth(self):
        """``{person id: identity}`` with the birth, whoever asks.

        For what is worked out of it and may be told without it.
        """
        ids, names = tuple(filter(None, self._origin.ids)), BIRTH
        kept = self._ask_once(("identities", ids), dict)
        # Those that this answer has read for the reader are not read again.
        rows = kept["rows"] if kept.get("names", set()).issuperset(names) else {}
        others = [i for i in ids if i not in rows]
        identities = self.env["migrant.identity"].sudo().with_context(active_test=False)
        found = identities.search_fetch(
            [("beneficiary_id", "in", others)], ["beneficiary_id", *names]
        )
        return rows | {identity.beneficiary_id.id: identity for identity in found}

    @api.readonly
    def web_read(self, specification):
        names = ["full_name"]
        for together in (PLAIN, LABEL, COSTLY):
            if not specification.keys().isdisjoint(together):
                names += together
        with self._with_live(self._scope_live()):
            if len(names) > 1:
                # What is computed together, and her age with it, in one query.
                self._readable_identities(names)
            return super().web_read(specification)

    @api.model_create_multi
    def create(self, vals_list):
        parts = [self._split_identity(vals) for vals in vals_list]
        persons = super().create([own for own, _identity in parts])
        persons._create_identities([identity for _own, identity in parts])
        return persons

    def write(self, vals):
        own, identity = self._split_identity(vals)
        result = super().write(own) if own or not identity else True
        self._write_identity(identity)
        return result

    @api.model
    def _split_identity(self, vals):
        """``vals`` parted in those of the person and those of the identity."""
        identity = {name: vals[name] for name in WRITTEN if name in vals}
        return {k: v for k, v in vals.items() if k not in identity}, identity

    def _create_identities(self, vals_list):
        """Give new persons their identities: the user's right on those decides."""
        # One row per person, made by the system: no role creates them.
        identities = (
            self.env["migrant.identity"]
            .sudo()
            .create(
                [
                    {**vals, "beneficiary_id": person.id}
                    for person, vals in zip(self, vals_list, strict=True)
                ]
            )
        )
        said = [
            identity.id
            for identity, vals in zip(identities, vals_list, strict=True)
            if vals
        ]
        written = self.env["migrant.identity"].browse(said)
        if written and not self.env.su:
            written.check_access("write")
            for name in {name for vals in vals_list for name in vals}:
                written._check_field_access(written._fields[name], "write")

    def _write_identity(self, vals):
        """Write identity values as the user: her right on the identity decides."""
        if not vals:
            return
        self._ensure_identity()
        identities = self.env["migrant.identity"].with_context(active_test=False)
        found = identities.search([("beneficiary_id", "in", self.ids)])
        closed = self - found.beneficiary_id
        if closed:
            raise AccessError(
                self.env._(
                    "The identity of these persons is not open to you: %(codes)s",
                    codes=closed._codes(),
                )
            )
        found.write(vals)
