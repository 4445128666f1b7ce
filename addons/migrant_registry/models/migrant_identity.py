# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..engine import dates, keys, scripts

IDENTITY = "ngo_base.group_ngo_base_class_identity"
PRECISIONS = [
    ("day", "Day known"),
    ("month", "Month known"),
    ("year", "Year known"),
    ("estimated", "Estimated year"),
]


class MigrantIdentity(models.Model):
    """Who a person is: one row per person, read by fewer than the person is.

    Names, identifiers and contacts are lines. ``search_keys`` holds what the engine
    makes of all of them; its GIN index is how candidates are found in the database.
    """

    _name = "migrant.identity"
    _inherit = ["migrant.personal"]
    _description = "Identity"
    _personal_scope = "identity"

    active = fields.Boolean(
        related="beneficiary_id.active", store=True, precompute=True
    )
    birth_date = fields.Date(
        groups=IDENTITY,
        copy=False,
        help="First day that fits what is known; the precision says what is known.",
    )
    birth_precision = fields.Selection(PRECISIONS, groups=IDENTITY, copy=False)
    birth_label = fields.Char(
        string="Born", compute="_compute_birth_label", groups=IDENTITY
    )
    birth_place = fields.Char(groups=IDENTITY, copy=False)
    is_age_disputed = fields.Boolean(groups=IDENTITY, copy=False)
    stated_birth_date = fields.Date(
        groups=IDENTITY, copy=False, help="The other date, when the age is disputed."
    )
    sex = fields.Selection(
        [("female", "Female"), ("male", "Male"), ("other", "Other")],
        groups=IDENTITY,
        copy=False,
    )
    gender = fields.Char(groups=IDENTITY, copy=False, help="In the person's own words.")
    nationality_ids = fields.Many2many(
        "res.country", string="Nationalities", groups=IDENTITY, copy=False
    )
    is_stateless = fields.Boolean(groups=IDENTITY, copy=False)
    photo = fields.Image(
        max_width=512, max_height=512, groups=IDENTITY, copy=False, attachment=True
    )
    deceased_on = fields.Date(groups=IDENTITY, copy=False)

    # Precomputed: the row is written once, with its keys, and indexed once.
    full_name = fields.Char(
        compute="_compute_full_name",
        store=True,
        precompute=True,
        groups=IDENTITY,
        copy=False,
    )
    sort_name = fields.Char(
        compute="_compute_full_name",
        store=True,
        precompute=True,
        groups=IDENTITY,
        copy=False,
        index=True,
    )
    folded_name = fields.Char(
        compute="_compute_search_keys",
        store=True,
        precompute=True,
        groups=IDENTITY,
        copy=False,
        index="trigram",
    )
    search_keys = fields.Text(
        compute="_compute_search_keys",
        store=True,
        precompute=True,
        groups=IDENTITY,
        copy=False,
    )

    _one_per_person = models.UniqueIndex(
        "(beneficiary_id)", "This person has an identity already."
    )
    # What waits in a GIN index's list of news is read whole by each search: after an
    # import of 1,000 rows a search took 19 ms instead of 1.
    _keys_idx = models.Index(
        "USING gin (string_to_array(search_keys, ' ')) WITH (fastupdate = off)"
    )
    _birth_has_precision = models.Constraint(
        "CHECK((birth_date IS NULL) = (birth_precision IS NULL))",
        "A birth date and its precision go together.",
    )

    @api.depends("birth_date", "birth_precision")
    def _compute_birth_label(self):
        for identity in self:
            birth = identity._birth()
            if birth and birth.precision == "day":
                identity.birth_label = self.env["ir.qweb.field.date"].value_to_html(
                    birth.as_date(), {}
                )
            else:
                identity.birth_label = str(birth) if birth else False

    @api.depends(
        "beneficiary_id.name_ids.value",
        "beneficiary_id.name_ids.kind",
        "beneficiary_id.name_ids.sequence",
    )
    def _compute_full_name(self):
        for identity in self:
            names = identity.beneficiary_id.name_ids.sorted(
                lambda name: (name.sequence, name._origin.id or 0)
            )
            given, family = names._first("given"), names._first("family")
            both = " ".join(filter(None, (given, family)))
            full = both or names._first("full") or names._first("nickname", "alias")
            identity.full_name = full or False
            last = f"{family} {given}" if family else full
            identity.sort_name = scripts.fold(last or "") or False

    @api.depends(
        "birth_date",
        "birth_precision",
        "stated_birth_date",
        "beneficiary_id.name_ids.value",
        "beneficiary_id.name_ids.kind",
        "beneficiary_id.identifier_ids.value_key",
        "beneficiary_id.contact_ids.phone_key",
    )
    def _compute_search_keys(self):
        for identity in self:
            person = identity.beneficiary_id
            own = person.name_ids.filtered(lambda name: name.kind not in PARENTS)
            names = [name.value for name in own if name.value]
            births = [
                birth for birth in (identity._birth(), identity._stated()) if birth
            ]
            found = keys.stored_keys(
                names,
                births,
                person.identifier_ids.mapped("value_key"),
                filter(None, person.contact_ids.mapped("phone_key")),
            )
            identity.search_keys = " ".join(found) or False
            identity.folded_name = " | ".join(map(scripts.fold, names)) or False

    @api.constrains("birth_date", "stated_birth_date", "deceased_on")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        wrong = self.filtered(
            lambda i: any(
                day and not today.replace(year=today.year - 121) < day <= today
                for day in (i.birth_date, i.stated_birth_date, i.deceased_on)
            )
            or (i.deceased_on and i.birth_date and i.deceased_on < i.birth_date)
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "A date of birth or death cannot be: %(codes)s",
                    codes=", ".join(wrong.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_precision(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_precision(vals))

    @api.model
    def _with_precision(self, vals):
        """A full date without a word on its precision is a known day."""
        if "birth_date" in vals and "birth_precision" not in vals:
            vals = {**vals, "birth_precision": "day" if vals["birth_date"] else False}
        return vals

    # ---------------------------------------------------------------- birth

    def _birth(self):
        """The birth date as an engine's PartialDate, or None."""
        self.ensure_one()
        if not self.birth_date:
            return None
        return dates.PartialDate.of(self.birth_date, self.birth_precision or "day")

    def _stated(self):
        day = self.stated_birth_date
        return dates.PartialDate.of(day) if day else None

    def _age_on(self, day):
        """The youngest age that is possible, in whole years, or None."""
        self.ensure_one()
        birth = self._birth()
        return birth.age_bounds(day)[0] if birth else None

    # --------------------------------------------------------------- search

    @api.model
    def _name_domain(self, text):
        """Domain of the identities that bear a name like ``text``, in any script.

        What was typed may be the beginning of a name: letters that follow each other
        in the folded name are found too.
        """
        text = text if isinstance(text, str) else ""
        domain = self._written_domain(text)
        if domain.is_true():
            return domain
        sets = [
            sorted(exact | near) if len(keys.tokens(text)) > 1 else sorted(exact)
            for _fine, exact, near in keys.query_keys(text)
        ]
        if sets:
            domain |= Domain.custom(
                to_sql=lambda model, alias, query: SQL(" AND ").join(
                    hit(alias, some) for some in sets
                )
            )
        return domain

    @api.model
    def _written_domain(self, text):
        """Domain of the identities in whose names these letters follow each other."""
        folded = scripts.fold(text).strip("% ")
        return Domain("folded_name", "ilike", folded) if folded else Domain.TRUE

    def _anonymise(self):
        """Keep the year of birth as a band of five years, the sex, nothing else."""
        for identity in self:
            year = identity.birth_date and identity.birth_date.year // 5 * 5
            identity.write(
                {
                    "birth_date": year and f"{year}-01-01",
                    "birth_precision": year and "estimated",
                    "birth_place": False,
                    "is_age_disputed": False,
                    "stated_birth_date": False,
                    "gender": False,
                    "nationality_ids": [Command.clear()],
                    "is_stateless": False,
                    "photo": False,
                    "deceased_on": False,
                }
            )


# Names that are written on a file and are not the person's own.
PARENTS = ("mother", "father")


def hit(alias, some):
    """SQL: the stored keys of ``alias`` hit one of ``some``, through the index."""
    return SQL(
        "string_to_array(%s, ' ') && %s",
        SQL.identifier(alias, "search_keys"),
        sorted(some),
    )
