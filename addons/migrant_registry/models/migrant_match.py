# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from odoo.addons.ngo_base.engine.bidi import isolate

from .migrant_identity import IDENTITY
from .migrant_personal import dsar_row

UNDO_DAYS = 30
# Who decides that two files are one.
DECIDERS = (
    "social_worker",
    "child_protection",
    "supervisor",
    "jurist",
    "administrative_assistant",
)
# What is laid side by side of two persons.
_COMPARED = (
    "birth_label",
    "birth_place",
    "sex",
    "nationality_ids",
    "site_id",
    "registered_on",
    "last_contact_on",
)
_RANK = {"standard": 0, "restricted": 1, "sealed": 2}


class MigrantMatch(models.Model):
    """Two files that may be one person: the score explained, decided by somebody.

    The first file is the better protected one. Where one of them is restricted or
    sealed, only those who read that one see the pair: whoever registered the other
    learns nothing.
    """

    _name = "migrant.match"
    _inherit = ["ngo.guarded", "ngo.transition.mixin"]
    _description = "Possible double"
    _order = "points desc, id desc"
    _rec_name = "first_id"
    _transitions = {
        "new": {"different", "merged"},
        "different": {"new"},
        "merged": {"new"},
    }

    first_id = fields.Many2one(
        "migrant.beneficiary",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    second_id = fields.Many2one(
        "migrant.beneficiary",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    points = fields.Float(readonly=True, aggregator=None)
    band = fields.Selection(
        [("probable", "Probable"), ("possible", "Possible")], readonly=True
    )
    evidence = fields.Json(readonly=True)
    evidence_text = fields.Text(string="Why", compute="_compute_evidence_text")
    is_protected = fields.Boolean(
        compute="_compute_is_protected", store=True, precompute=True
    )
    state = fields.Selection(
        [("new", "To decide"), ("different", "Two persons"), ("merged", "Merged")],
        required=True,
        readonly=True,
        default="new",
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    can_undo = fields.Boolean(compute="_compute_can_undo")
    merge_asked_by_id = fields.Many2one(
        "res.users",
        string="Merge proposed by",
        readonly=True,
        help="Where a policy row asks for two, somebody else merges.",
    )
    may_merge = fields.Boolean(compute="_compute_may_merge")
    first_facts = fields.Text(
        string="Facts of the first file", compute="_compute_facts", groups=IDENTITY
    )
    second_facts = fields.Text(
        string="Facts of the second file", compute="_compute_facts", groups=IDENTITY
    )

    _pair_uniq = models.UniqueIndex(
        "(LEAST(first_id, second_id), GREATEST(first_id, second_id))",
        "This pair is in the queue already.",
    )

    @api.depends("first_id.confidentiality", "second_id.confidentiality")
    def _compute_is_protected(self):
        for pair in self:
            levels = pair.first_id.confidentiality, pair.second_id.confidentiality
            pair.is_protected = levels != ("standard", "standard")

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_evidence_text(self):
        persons = self.env["migrant.beneficiary"]
        names, outcomes = persons._evidence_fields(), persons._evidence_outcomes()
        for pair in self:
            pair.evidence_text = "\n".join(
                self.env._(
                    "%(field)s: %(outcome)s (%(points)s)",
                    field=names.get(field, field),
                    outcome=outcomes.get(outcome, outcome),
                    points=("+" if points > 0 else "")
                    + formatLang(self.env, points, digits=1),
                )
                for field, outcome, points in pair.evidence or ()
            )

    @api.depends("state", "decided_at")
    def _compute_can_undo(self):
        limit = fields.Datetime.now() - timedelta(days=UNDO_DAYS)
        for pair in self:
            pair.can_undo = (
                pair.state == "merged" and pair.decided_at and pair.decided_at > limit
            )

    @api.depends("state", "merge_asked_by_id")
    @api.depends_context("uid")
    def _compute_may_merge(self):
        for pair in self:
            mine = pair.merge_asked_by_id == self.env.user
            # Only the programmes are looked at, to know who must agree.
            both = (pair.first_id | pair.second_id).sudo()
            pair.may_merge = pair.state == "new" and not (
                mine and self._needs_two_to_merge(both)
            )

    @api.depends("first_id", "second_id")
    @api.depends_context("uid", "lang")
    def _compute_facts(self):
        for pair in self:
            first, second = pair.first_id.sudo(False), pair.second_id.sudo(False)
            # Who reads one of them alone compares nothing.
            shown = len((first | second)._readable_identities()) == 2
            pair.first_facts = shown and first._tell_facts()
            pair.second_facts = shown and second._tell_facts()

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        persons = self.env["migrant.beneficiary"]
        reasons = []
        for key, label, domain in persons._personal_reasons("identity"):
            first = Domain("first_id", "any", domain)
            second = Domain("second_id", "any", domain)
            open_pair = Domain("is_protected", "=", False)
            # Of two protected files the first alone decides.
            reasons.append((key, label, first | (open_pair & second)))
        return reasons

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE

    def _journal_subjects(self):
        return "migrant.beneficiary", (self.first_id | self.second_id).ids

    # -------------------------------------------------------------- queue

    @api.model
    def _propose(self, found):
        """Add pairs to the queue, once each.

        :param found: list of (person id, other id, engine Score)
        """
        persons = self.env["migrant.beneficiary"]
        known = set()
        if found:
            ids = {i for one, other, _score in found for i in (one, other)}
            rows = self.search(
                Domain("first_id", "in", ids) & Domain("second_id", "in", ids)
            )
            known = {frozenset((row.first_id.id, row.second_id.id)) for row in rows}
            # One question for a whole import, not one a pair.
            persons.browse(ids).fetch(["confidentiality"])
        vals_list = []
        for one, other, score in found:
            pair = frozenset((one, other))
            if pair in known:
                continue
            known.add(pair)
            first, second = sorted(
                persons.browse(pair),
                key=lambda person: (-_RANK[person.confidentiality], person.id),
            )
            vals_list.append(
                {
                    "first_id": first.id,
                    "second_id": second.id,
                    "points": score.points,
                    "band": score.band,
                    # Outcomes only: the names themselves stay in the identities.
                    "evidence": [
                        [e.field, e.outcome, e.points] for e in score.evidence
                    ],
                }
            )
        return self.create(vals_list)

    @api.model
    def _cron_propose(self):
        """Compare the identities changed since yesterday: names are corrected later."""
        since = fields.Datetime.now() - timedelta(days=1)
        changed = self.env["migrant.identity"].search([("write_date", ">", since)])
        changed.beneficiary_id._propose_matches()

    # ------------------------------------------------------------- decide

    def _check_may_decide(self):
        if not self._scope_live().has(*DECIDERS):
            raise UserError(self.env._("Your role does not decide about doubles."))
        self.check_access("read")
        both = (self.first_id | self.second_id).sudo(False)
        closed = both - self.env["migrant.beneficiary"].browse(
            list(both._readable_identities())
        )
        if closed:
            raise UserError(
                self.env._(
                    "Both files must be open to you; ask the unit that holds: "
                    "%(codes)s",
                    codes=closed._codes(),
                )
            )

    def action_different(self):
        """They are two persons: the pair is not proposed again."""
        self._check_may_decide()
        return self._decide("different")

    def action_reopen(self):
        """Put a pair back in the queue that was judged to be two persons."""
        self._check_may_decide()
        return self._decide("new")

    def action_keep_first(self):
        """Merge the second file into the first."""
        self.ensure_one()
        return self._merge(self.first_id, self.second_id)

    def action_keep_second(self):
        """Merge the first file into the second."""
        self.ensure_one()
        return self._merge(self.second_id, self.first_id)

    def _merge(self, kept, alias):
        """Make one person an alias of the other; nothing is moved.

        Where a policy row asks for two persons, the first one leaves her name on the
        pair, the second merges.

        :raise UserError: one of them is an alias already, or is not open to the user,
            or the same person proposed it
        """
        self._check_may_decide()
        # Two users merge the same pair: the second waits, then is refused.
        both = (kept | alias).sudo()
        both.lock_for_update(allow_referencing=True)
        both.invalidate_recordset(["merged_into_id"])
        merged = both.filtered("merged_into_id")
        if merged:
            raise UserError(
                self.env._(
                    "Already merged into another file: %(codes)s",
                    codes=merged._codes(),
                )
            )
        if self._needs_two_to_merge(both) and not self._is_agreed():
            # No role writes pairs: proposing is all that happens here.
            self.sudo().merge_asked_by_id = self.env.user
            self.env["ngo.journal"]._note("merge_proposed", both)
            self._tell_who_merges()
            return True
        alias.sudo().write({"merged_into_id": kept.id, "active": False})
        kept._touch(alias.sudo().last_contact_on)
        self.env["ngo.journal"]._note("merge", both)
        return self._decide("merged")

    def _tell_who_merges(self):
        """Tell who may agree to the merge that one waits; of whom stands in the pair.

        The supervisors, else the others: nobody who may not read both files.
        """
        for kinds in (("supervisor",), DECIDERS):
            others = self.env["ngo.role"]._holders(*kinds) - self.env.user
            if users := others.filtered(self._may_be_decided_by):
                break
        self.env["ngo.access"]._notify_users(
            users,
            lambda env: (
                env._("A merge waits for a second person"),
                env._("Sign in to compare both files, and to merge them or not."),
            ),
            self,
        )

    def _may_be_decided_by(self, user):
        """Whether this user reads the pair and both of its files."""
        # Whoever asks, the question is what *she* may read.
        pair = self.with_env(self.env(user=user, context={}, su=False))
        both = pair.env["migrant.beneficiary"].browse(
            (self.first_id | self.second_id).ids
        )
        return (
            user.active
            and pair.has_access("read")
            and len(both._readable_identities()) == 2
        )

    @api.model
    def _needs_two_to_merge(self, persons):
        """Whether a row of the programmes of these persons asks for two."""
        rules = self.env["ngo.policy.rule"]
        return any(
            rules._four_eyes("merge", programme_id=programme)
            for programme in persons.programme_id or [False]
        )

    def _is_agreed(self):
        """Whether somebody else proposed this merge already.

        :raise UserError: the user proposed it herself
        """
        self.invalidate_recordset(["merge_asked_by_id"])
        asked = self.merge_asked_by_id
        if asked == self.env.user:
            raise UserError(
                self.env._("You proposed this merge; somebody else must agree.")
            )
        return bool(asked)

    def action_undo(self):
        """Take a merge back within thirty days: the alias is a file again."""
        self.ensure_one()
        self._check_may_decide()
        if not self.can_undo:
            raise UserError(
                self.env._("A merge is undone within %(days)s days.", days=UNDO_DAYS)
            )
        both = (self.first_id | self.second_id).sudo()
        alias = both.filtered(lambda person: person.merged_into_id in both)
        alias.write({"merged_into_id": False, "active": True})
        self.env["ngo.journal"]._note("merge_undone", both)
        return self._decide("new")

    def _decide(self, state):
        vals = {"state": state, "decided_by_id": False, "decided_at": False}
        if state != "new":
            vals |= {"decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}
        if state != "merged":
            vals["merge_asked_by_id"] = False
        # No role writes pairs: the methods above decided.
        self.sudo().write(vals)
        return True


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    def _tell_facts(self):
        """Who she is, line by line, as the reader may know it."""
        self.ensure_one()
        lines = [
            (self._fields[name]._description_string(self.env), value)
            for name, rows in (
                ("name_ids", self.name_ids),
                ("identifier_ids", self.identifier_ids),
                ("contact_ids", self.contact_ids),
            )
            if (value := ", ".join(isolate(row.value) for row in rows if row.value))
        ]
        lines += [(label, isolate(value)) for label, value in dsar_row(self, _COMPARED)]
        return "\n".join(
            self.env._("%(field)s: %(value)s", field=field, value=value)
            for field, value in lines
        )
