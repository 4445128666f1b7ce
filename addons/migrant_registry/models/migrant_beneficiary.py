# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ngo_base.arguments import Ids

from ..engine import codes

AGE_BANDS = [
    ("0", "0–5"),
    ("6", "6–11"),
    ("12", "12–14"),
    ("15", "15–17"),
    ("18", "18–25"),
    ("26", "26–59"),
    ("60", "60 and over"),
]
# What two persons may have to decide; only the methods that ask them write it.
DECIDED = frozenset(
    ("merged_into_id", "anonymise_asked_by_id", "anonymised_at", "erasure_asked_on")
)


class MigrantBeneficiary(models.Model):
    """A person whom the organisation accompanies: a code, and where her file lies.

    Who she is stands in ``migrant.identity`` and its lines, which fewer people read.
    Nothing here names her: ``display_name`` is the code, always.
    """

    _name = "migrant.beneficiary"
    _inherit = [
        "ngo.guarded.thread",
        "ngo.code.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Person"
    _order = "id desc"
    _mail_post_access = "read"

    code = fields.Char(index="trigram")
    active = fields.Boolean(default=True)
    site_id = fields.Many2one("ngo.site", index=True, tracking=True)
    programme_id = fields.Many2one("ngo.programme", index=True, tracking=True)
    team_id = fields.Many2one("ngo.team", index="btree_not_null", tracking=True)
    owner_id = fields.Many2one(
        "res.users",
        string="Worker",
        index="btree_not_null",
        tracking=True,
        help="Who accompanies the person.",
    )
    confidentiality = fields.Selection(
        [
            ("standard", "Standard"),
            ("restricted", "Restricted"),
            ("sealed", "Sealed"),
        ],
        required=True,
        default="standard",
        index=True,
        tracking=True,
        help="Restricted: worker, team. Sealed: worker and those named, nobody else.",
    )
    registered_on = fields.Date(required=True, default=fields.Date.context_today)
    profile_ids = fields.Many2many("migrant.profile", string="Publics")
    last_contact_on = fields.Date(
        default=fields.Date.context_today,
        index=True,
        help="Retention counts from this day.",
    )
    merged_into_id = fields.Many2one(
        "migrant.beneficiary",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="This code is an alias: the file is the other one.",
    )
    anonymised_at = fields.Datetime(readonly=True, copy=False)
    is_legal_hold = fields.Boolean(
        string="Kept for a proceeding", tracking=True, copy=False
    )
    legal_hold_reason = fields.Char(copy=False)

    identity_ids = fields.One2many(
        "migrant.identity",
        "beneficiary_id",
        groups="ngo_base.group_ngo_base_class_identity",
    )
    language_ids = fields.One2many("migrant.spoken.language", "beneficiary_id")
    stay_ids = fields.One2many("migrant.stay", "beneficiary_id")

    person_name = fields.Char(
        string="Name",
        compute="_compute_person_name",
        search="_search_person_name",
        help="Empty where the identity is not open to you.",
    )
    age_band = fields.Selection(AGE_BANDS, compute="_compute_age_band", string="Age")
    is_alias = fields.Boolean(compute="_compute_is_alias", search="_search_is_alias")

    _not_its_own_alias = models.Constraint(
        "CHECK(merged_into_id IS NULL OR merged_into_id != id)",
        "A person cannot be merged into herself.",
    )
    _hold_has_reason = models.Constraint(
        "CHECK(NOT is_legal_hold OR legal_hold_reason IS NOT NULL"
        " OR anonymised_at IS NOT NULL)",
        "Say why the file must be kept.",
    )

    @api.depends("merged_into_id")
    def _compute_is_alias(self):
        for person in self:
            person.is_alias = bool(person.merged_into_id)

    def _search_is_alias(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("merged_into_id", "!=" if True in value else "=", False)

    @api.depends_context("uid")
    @api.depends("identity_ids.full_name")
    def _compute_person_name(self):
        names = self._readable_names()
        for person in self:
            person.person_name = names.get(person._origin.id, False)

    def _search_person_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # As the reader, even where a rule or a report runs as superuser.
        identities = self.env["migrant.identity"].sudo(False)
        if not identities.has_access("read"):
            return Domain.FALSE
        if isinstance(value, (list, tuple, set, frozenset)):
            domain = Domain.OR([identities._name_domain(text) for text in value])
            if any(text is False for text in value):
                return NotImplemented
        else:
            domain = identities._name_domain(value)
        # A query, not ids: it carries the reader's own rules into the search.
        query = identities._search(domain)
        return Domain("id", "in", query.subselect("beneficiary_id"))

    @api.depends("identity_ids.birth_date")
    def _compute_age_band(self):
        today = fields.Date.context_today(self)
        # A band of ages tells no birth date; the desk and the cooks need it.
        ages = {i: who._age_on(today) for i, who in self._identities_of_birth().items()}
        for person in self:
            age = ages.get(person._origin.id)
            person.age_band = age is not None and _band_of(age)

    @api.constrains("merged_into_id")
    def _check_merge_chain(self):
        if self._has_cycle("merged_into_id"):
            raise ValidationError(
                self.env._(
                    "These persons would be merged in a circle: %(codes)s",
                    codes=", ".join(self.mapped("code")),
                )
            )

    # ------------------------------------------------------------------ orm

    @api.model
    def _draw_code(self):
        """Return a code with a check character, e.g. ``P-K7RT-M4XQ``."""
        return codes.new_code(self._code_letter)

    _code_letter = "P"
    _break_glass = "single"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_searched_before(len(vals_list))
        self._check_not_decided(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_not_decided(vals)
        if {"confidentiality", "owner_id", "team_id"} & set(vals) and not self.env.su:
            self._check_may_hand_over()
        return super().write(vals)

    @api.model
    def _check_not_decided(self, *vals_list):
        """Merging and anonymising have their methods, which ask for two persons."""
        if not self.env.su and any(DECIDED & set(vals) for vals in vals_list):
            raise AccessError(
                self.env._("A file is merged or anonymised by its own buttons.")
            )

    def _check_may_hand_over(self):
        """Who closes a file or gives it away must hold it."""
        live = self._scope_live()
        # Of a file that nobody holds: not who writes in it for a while.
        lasting = Domain.OR(domain for _key, _label, domain in self._own_reasons(live))
        mine = Domain("owner_id", "=", self.env.uid)
        mine |= Domain("owner_id", "=", False) & lasting
        led = Domain("team_id", "in", live.led_team_ids)
        new = Domain("create_uid", "=", self.env.uid)
        refused = self.browse(set(self.ids) - self._ids_within(mine | led | new))
        if refused:
            raise UserError(
                self.env._(
                    "Only the worker or the head of the team hands these files over or "
                    "closes them: %(codes)s",
                    codes=", ".join(refused.mapped("display_name")),
                )
            )

    @api.model
    def _search_display_name(self, operator, value):
        found = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS or not value:
            return found
        code = isinstance(value, str) and codes.normalise_code(value)
        if code:
            return found | Domain("code", "=", code)
        named = self._search_person_name(operator, value)
        if named is NotImplemented or Domain(named).is_false():
            return found
        # Each by its own index: together they would be tried on every person. Rules
        # are asked of what is found.
        everybody = self.sudo().with_context(active_test=False)
        both = [everybody._search(domain).subselect() for domain in (found, named)]
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(both)))

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """As Odoo's; names written as typed come before those that sound alike."""
        typed = operator == "ilike" and name.strip()
        identities = self.env["migrant.identity"].sudo(False)
        if not typed or not identities.has_access("read"):
            return super().name_search(name, domain, operator, limit)
        domain = Domain(domain or Domain.TRUE)
        with self._with_live(self._scope_live()):
            # A query, not ids, see _search_person_name.
            query = identities._search(identities._written_domain(typed))
            same = Domain("id", "in", query.subselect("beneficiary_id"))
            found = super().name_search("", domain & same, operator, limit)
            left = limit and limit - len(found)
            if left == 0:
                return found
            rest = domain & Domain("id", "not in", [row_id for row_id, _label in found])
            return found + super().name_search(name, rest, operator, left)

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "person_name":
            person_id = SQL.identifier(alias, "id")
            return self._order_by_name(alias, person_id, direction, nulls, query)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _order_by_name(self, alias, person_id, direction, nulls, query):
        """Order a query by the names that the reader may read, the others last.

        :param person_id: SQL of the id of the person in that query
        """
        identities = self.env["migrant.identity"].sudo(False)
        if not identities.has_access("read"):
            return SQL("%s %s %s", person_id, direction, nulls)
        readable = identities._search([]).select("beneficiary_id", "sort_name")
        joined = query.make_alias(alias, "person_name")
        if joined not in query._joins:
            query.add_join(
                "LEFT JOIN",
                joined,
                SQL("(%s)", readable),
                SQL("%s = %s", SQL.identifier(joined, "beneficiary_id"), person_id),
            )
        sort_name = SQL.identifier(joined, "sort_name")
        query._order_groupby.append(sort_name)
        return SQL(
            "%(name)s IS NULL, %(name)s %(direction)s",
            name=sort_name,
            direction=direction,
        )

    # --------------------------------------------------------------- labels

    def _codes(self):
        """Codes of these persons for a message, whoever may read them."""
        # A code is what an unreadable person may be called.
        return ", ".join(self.sudo().mapped("code"))

    def _readable_names(self):
        """``{id: full name}`` of those whose identity the reader may read."""
        return {
            person_id: identity.full_name
            for person_id, identity in self._readable_identities(["full_name"]).items()
        }

    @api.model
    def get_labels(self, ids: Ids):
        """Labels of persons for the reader: name and code, or the code alone.

        Never raises on unknown or unreadable ids: those bear their code or nothing.
        Who has no role in the house learns no code either.
        Reading a name is journalled as every reading of an identity is.

        :param ids: list of int
        :return: ``{id: {"code": str, "name": str or False, "label": str}}``
        """
        if not self.env.user._is_internal() or not self._scope_live().any:
            return {}
        ids = [int(i) for i in ids or () if isinstance(i, (int, float))][:500]
        # Codes are public (Odoo shows them in every many2one); names are not.
        rows = (
            self.sudo()
            .with_context(active_test=False)
            .search_fetch([("id", "in", ids)], ["code"])
        )
        names = self.sudo(False).browse(ids)._readable_names()
        return {
            row.id: {
                "code": row.code,
                "name": names.get(row.id, False),
                "label": f"{names[row.id]} · {row.code}"
                if names.get(row.id)
                else row.code,
            }
            for row in rows
        }

    # ------------------------------------------------------------- identity

    def _ensure_identity(self):
        """Give each person her identity record, empty if nothing is known."""
        # One row per person, made by the system: its content is written by others.
        identities = self.env["migrant.identity"].sudo().with_context(active_test=False)
        known = identities.search([("beneficiary_id", "in", self.ids)]).beneficiary_id
        missing = self.browse(set(self.ids) - set(known.ids))
        identities.create([{"beneficiary_id": person.id} for person in missing])

    def _canonical(self):
        """The persons, aliases followed to the file they were merged into."""
        out = self.browse()
        for person in self:
            seen = self.browse()
            # Only the link of the alias is followed; nothing of the person is read.
            while person.sudo().merged_into_id and person not in seen:
                seen |= person
                person = self.browse(person.sudo().merged_into_id.id)
            out |= person
        return out

    def _touch(self, day=None):
        """Note that the person was in contact: retention starts again.

        :param datetime.date day: today by default
        """
        day = day or fields.Date.context_today(self)
        # Any contact counts, also one of somebody who may not write the file.
        for person in self._canonical().sudo():
            if not person.last_contact_on or person.last_contact_on < day:
                person.last_contact_on = day

    def action_open_merged(self):
        """Open the file that this alias stands for."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self._canonical().id,
            "views": [(False, "form")],
        }


def _band_of(age):
    return max((key for key, _label in AGE_BANDS if int(key) <= age), key=int)
