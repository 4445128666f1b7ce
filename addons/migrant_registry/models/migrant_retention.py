# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

NOTICE_DAYS = 60
DECIDERS = ("dpo", "supervisor")


class MigrantRetentionRule(models.Model):
    """How long a file is kept after the last contact, by programme and country."""

    _name = "migrant.retention.rule"
    _no_read_rule = "how long the house keeps files"
    _description = "Retention rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    programme_id = fields.Many2one("ngo.programme", help="Empty: every programme.")
    country_id = fields.Many2one(
        "res.country", help="Country of the programme's house. Empty: every country."
    )
    months = fields.Integer(required=True, default=24)
    minor_months = fields.Integer(
        help="For those who were children at the last contact: counted from majority."
    )
    legal_basis = fields.Char(translate=True)

    _months_possible = models.Constraint(
        "CHECK(months > 0 AND months <= 600 AND minor_months >= 0)",
        "A file is kept between one month and fifty years.",
    )


# What says whether a rule fits a file and when it ends.
_RULE = ("programme_id", "country_id", "months", "minor_months")


class MigrantBeneficiary(models.Model):
    """Files end: rules propose, somebody decides, and nothing of the person stays."""

    _inherit = "migrant.beneficiary"

    retention_on = fields.Date(
        string="To be anonymised on",
        compute="_compute_retention_on",
        search="_search_retention_on",
    )
    anonymise_asked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Anonymisation decided by",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="Who decided first; a second person must agree.",
    )
    erasure_asked_on = fields.Date(
        string="Erasure asked by the person on",
        readonly=True,
        copy=False,
        help="Granted by the data-protection officer: the file is due from that day.",
    )

    @api.depends(
        "last_contact_on",
        "programme_id",
        "is_legal_hold",
        "anonymised_at",
        "erasure_asked_on",
    )
    def _compute_retention_on(self):
        rules = self._retention_rules()
        # Whether she was a child decides; the date itself is not shown.
        births = {i: who.birth_date for i, who in self._identities_of_birth().items()}
        for person in self:
            rule = person._retention_rule(rules)
            if person.is_legal_hold or person.anonymised_at:
                person.retention_on = False
                continue
            if person.erasure_asked_on or not rule:
                person.retention_on = person.erasure_asked_on
                continue
            start = person.last_contact_on or person.registered_on
            birth = births.get(person._origin.id)
            adult_on = birth and fields.Date.add(birth, years=18)
            months = rule.months
            if adult_on and start and adult_on > start:
                start, months = adult_on, rule.minor_months or rule.months
            person.retention_on = start and fields.Date.add(start, months=months)

    def _search_retention_on(self, operator, value):
        if operator not in ("<", "<=") or not value:
            return NotImplemented
        rules = self._retention_rules()
        shortest = min(rules.mapped("months"), default=0)
        # SQL narrows down to who may be due; the compute says who is.
        may_be_due = Domain("erasure_asked_on", "!=", False)
        if shortest:
            limit = fields.Date.subtract(fields.Date.to_date(value), months=shortest)
            may_be_due |= Domain("last_contact_on", "<=", limit)
        candidates = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                may_be_due
                & Domain("anonymised_at", "=", False)
                & Domain("is_legal_hold", "=", False)
            )
        )
        value = fields.Date.to_date(value)
        due = candidates.filtered(
            lambda p: p.retention_on
            and (p.retention_on < value or operator == "<=" and p.retention_on == value)
        )
        return Domain("id", "in", due.ids)

    @api.model
    def _retention_rules(self):
        # Rules are public set-up; nothing personal stands in them.
        rules = self.env["migrant.retention.rule"].sudo()
        return rules.search_fetch([], _RULE, limit=1000)

    def _retention_rule(self, rules):
        """The first rule that fits the programme and the country, or none."""
        self.ensure_one()
        for rule in rules:
            if rule.programme_id not in (rule.programme_id.browse(), self.programme_id):
                continue
            if not rule.country_id or rule.country_id == self.env.company.country_id:
                return rule
        return rules.browse()

    # ---------------------------------------------------------- anonymise

    def action_anonymise(self):
        """Anonymise files that are due, for good; where a policy row says so, by two.

        The first who decides leaves her name on the file, the second anonymises it.

        :raise UserError: not a decider, a file not due, or decided by the same person
        """
        self._check_decides_end()
        today = fields.Date.context_today(self)
        # The DPO decides about files that she does not read.
        files = self.sudo()
        early = files.filtered(lambda p: not p.retention_on or p.retention_on > today)
        if early:
            raise UserError(
                self.env._(
                    "Not yet due, kept for a proceeding, or done already: %(codes)s",
                    codes=", ".join(early.mapped("display_name")),
                )
            )
        files.lock_for_update(allow_referencing=True)
        alone = files.filtered(
            lambda p: (
                p.anonymise_asked_by_id in (self.env.user.browse(), self.env.user)
                and p._needs_two_to_anonymise()
            )
        )
        mine = alone.filtered("anonymise_asked_by_id")
        if mine:
            raise UserError(
                self.env._(
                    "You decided about these; somebody else must agree: %(codes)s",
                    codes=", ".join(mine.mapped("display_name")),
                )
            )
        alone.anonymise_asked_by_id = self.env.user
        (files - alone)._anonymise(self.env._("Retention"))
        return True

    def _ask_anonymise(self):
        """The question that stands before, where several files are marked in a list."""
        return {
            "type": "ir.actions.client",
            "tag": "migrant_registry.anonymise",
            "params": {"ids": self.ids},
        }

    def action_keep(self):
        """Take back the first decision to anonymise, one's own or another's."""
        self._check_decides_end()
        files = self.sudo()
        for person in files.filtered("erasure_asked_on"):
            self.env["ngo.access"]._notify_users(
                person.anonymise_asked_by_id - self.env.user,
                lambda env, code=person.code: (
                    env._("%(code)s is not erased", code=code),
                    env._("Ask the unit that holds it why, and tell the person."),
                ),
            )
        files.write({"anonymise_asked_by_id": False, "erasure_asked_on": False})
        return True

    def _grant_erasure(self, reason):
        """The person asked for it, the DPO grants it: the file is due today.

        Where a policy row asks for two, the supervisors who read the file are told.

        :return: True when nothing is left, False when a second person must agree
        :raise UserError: not the DPO, kept for a proceeding, or granted already
        """
        self.ensure_one()
        if not self._scope_live().has("dpo"):
            raise UserError(
                self.env._("The data-protection officer grants an erasure.")
            )
        # The DPO decides about files that she does not read.
        person = self.sudo()
        if person.is_legal_hold:
            raise UserError(
                self.env._(
                    "%(code)s is kept for a proceeding: it is erased after its end.",
                    code=person.code,
                )
            )
        person.erasure_asked_on = fields.Date.context_today(self)
        self.env["ngo.journal"]._note("erasure_granted", person, reason=reason)
        self.action_anonymise()
        if not person.anonymised_at:
            person._tell_who_agrees()
        return bool(person.anonymised_at)

    def _tell_who_agrees(self):
        """Tell the supervisors who read the file that an erasure waits, by code."""
        users = self.env["ngo.role"]._holders("supervisor")
        self.env["ngo.access"]._notify_users(
            self._readers_among(users - self.env.user),
            lambda env: (
                env._("%(code)s: an erasure to agree to", code=self.code),
                env._("Sign in to anonymise the file or to keep it."),
            ),
            self,
        )

    def _check_decides_end(self):
        live = self._scope_live()
        if not live.has(*DECIDERS):
            raise UserError(
                self.env._("Anonymisation is decided by a supervisor or the DPO.")
            )
        if not live.has("dpo"):
            self.check_access("read")

    def _needs_two_to_anonymise(self):
        rules = self.env["ngo.policy.rule"]
        return bool(rules._four_eyes("anonymise", programme_id=self.programme_id))

    def _anonymise(self, reason):
        """Destroy who the persons were, in every table and file; counts stay.

        The code is replaced, the birth becomes a band of five years, dates of contact
        the first of their month. Extend ``_anonymise_models`` where a room keeps more.
        """
        persons = (self | self._aliases()).sudo().with_context(active_test=False)
        ids = persons.ids
        persons._clear_what_hangs()
        for name in persons._anonymise_models():
            lines = self.env[name].sudo().with_context(active_test=False)
            lines.search([("beneficiary_id", "in", ids)])._anonymise()
        persons._clear_traces()
        relations = self.env["migrant.relation"].sudo()
        relations.search([("other_id", "in", ids)]).unlink()
        pairs = self.env["migrant.match"].sudo()
        pairs.search(["|", ("first_id", "in", ids), ("second_id", "in", ids)]).unlink()
        for person in persons:
            month = person.last_contact_on and person.last_contact_on.replace(day=1)
            person.write(
                {
                    "code": person._new_code(),
                    "active": False,
                    "anonymised_at": fields.Datetime.now(),
                    "owner_id": False,
                    "anonymise_asked_by_id": False,
                    "erasure_asked_on": False,
                    "last_contact_on": month,
                    "registered_on": person.registered_on.replace(day=1),
                    "legal_hold_reason": False,
                    "is_legal_hold": False,
                    "profile_ids": [fields.Command.clear()],
                }
            )
        persons._clear_traces()
        self.env["ngo.journal"]._note("anonymised", persons, reason=reason)
        self.env["ngo.journal"]._forget("migrant.beneficiary", ids)

    def _clear_what_hangs(self):
        """Files, drafts and reasons of grants on every row that hangs on the persons.

        Rows that stay to be counted keep none of them, in whatever room they are.
        """
        for name, ids in self._hanging_rows().items():
            rows = self.env[name].sudo().browse(ids)
            on_rows = Domain("res_model", "=", name) & Domain("res_id", "in", ids)
            self.env["ir.attachment"].sudo().search(on_rows).unlink()
            self.env["ngo.draft"]._forget(rows)
            # Grants are never deleted; what was written to get them is.
            self.env["ngo.access"].flush_model()
            self.env.cr.execute(
                SQL(
                    "UPDATE ngo_access SET res_code = NULL, reason = '-', review = NULL"
                    " WHERE res_model = %s AND res_id IN %s",
                    name,
                    tuple(ids),
                )
            )
        self.env["ngo.access"].invalidate_model(["res_code", "reason", "review"])

    def _hanging_rows(self):
        """Rows of these persons, and rows that cannot be without those.

        :rtype: dict {model name: ids}
        """
        links = defaultdict(list)
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if field.type != "many2one" or not field.store:
                    continue
                goes_along = field.required or field.ondelete == "cascade"
                if goes_along or field.name == "beneficiary_id":
                    links[field.comodel_name].append((name, field.name))
        found = {self._name: set(self.ids)}
        waiting = [self._name]
        while waiting:
            parent = waiting.pop()
            for name, link in links[parent]:
                rows = self.env[name].sudo().with_context(active_test=False)
                ids = set(rows.search([(link, "in", list(found[parent]))])._ids)
                if ids - found.get(name, set()):
                    found[name] = found.get(name, set()) | ids
                    waiting.append(name)
        return {name: sorted(ids) for name, ids in found.items() if ids}

    def _aliases(self):
        """Aliases of these files: they are the same persons."""
        # Aliases share the fate of the file, whoever may read them.
        everywhere = self.sudo().with_context(active_test=False)
        return self.browse(everywhere.search([("merged_into_id", "in", self.ids)]).ids)

    @api.model
    def _anonymise_models(self):
        """Models of ``migrant.personal`` whose rows are destroyed or emptied.

        Consents go before the guardians they name. Extend by ``super()``.
        """
        others = sorted(
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and "beneficiary_id" in model._fields
            and name != "migrant.consent"
            and name in self.env.registry.descendants(["migrant.personal"], "_inherit")
        )
        return ["migrant.consent", *others]

    def _clear_traces(self):
        """Remove what Odoo keeps beside the record: messages, tracking, files."""
        self.message_ids.unlink()
        self.activity_ids.with_context(active_test=False).unlink()
        self.env["mail.activity"].with_context(active_test=False).search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        self.message_follower_ids.unlink()
        ours = [self._name, *self._anonymise_models()]
        self.env["ir.model.data"].search(
            Domain("model", "in", ours)
            & Domain("model", "=", self._name)
            & Domain("res_id", "in", self.ids)
        ).unlink()

    @api.model
    def _cron_propose_anonymisation(self):
        """Tell the DPO how many files come due; nothing is destroyed by a clock."""
        limit = fields.Date.add(fields.Date.context_today(self), days=NOTICE_DAYS)
        count = self.sudo().search_count([("retention_on", "<=", limit)])
        if not count:
            return
        self.env["ngo.access"]._notify_users(
            self.env["ngo.role"]._holders("dpo"),
            lambda env: (
                env._("Files to anonymise"),
                env._(
                    "Files that come due within %(days)s days: %(count)s",
                    count=count,
                    days=NOTICE_DAYS,
                ),
            ),
        )
