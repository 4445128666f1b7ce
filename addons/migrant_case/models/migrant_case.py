# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ngo_base.models.ngo_role import CONTENT_ROLES

SOCIAL = "ngo_base.group_ngo_base_class_social"
CONFIDENTIALITY = [
    ("standard", "Standard"),
    ("restricted", "Restricted"),
    ("sealed", "Sealed"),
]
RISKS = [
    ("none", "Not assessed"),
    ("low", "Low"),
    ("medium", "Medium"),
    ("high", "High"),
    ("urgent", "Urgent"),
]
# A value that the room proposes and people may change.
PROPOSED = {"store": True, "readonly": False, "precompute": True}
# States in which a file is worked on: one per person and programme.
LIVE_STATES = ("draft", "screening", "open", "on_hold")
LIVE_SQL = "state IN ('draft', 'screening', 'open', 'on_hold')"


class MigrantCase(models.Model):
    """The file of a person or of a household in one programme.

    It has a *step* (where the method stands, data of its type) and a *state* (its
    life). Nothing here names anybody: ``display_name`` is a code of its own.
    """

    _name = "migrant.case"
    _inherit = [
        "ngo.guarded.thread",
        "ngo.code.mixin",
        "ngo.transition.mixin",
        "ngo.clocked.mixin",
        "migrant.person.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "File"
    _order = "id desc"
    _code_prefix = "C-"
    _mail_post_access = "read"
    _break_glass = "single"
    _transitions = {
        "draft": {"screening", "open", "refused", "duplicate"},
        "screening": {"open", "refused", "duplicate"},
        "open": {"on_hold", "closed", "transferred", "duplicate"},
        "on_hold": {"open", "closed", "transferred"},
        "closed": {"open"},
        "transferred": {"open"},
        "refused": {"screening"},
        "duplicate": set(),
    }
    # Written by methods only.
    _by_method = frozenset(
        {
            "state",
            "active",
            "beneficiary_id",
            "owner_id",
            "date_open",
            "date_close",
            "risk_level",
            "eligibility_state",
            "eligibility_by_id",
            "eligibility_on",
            "episode",
        }
    )

    active = fields.Boolean(default=True, readonly=True)
    beneficiary_id = fields.Many2one(
        "migrant.beneficiary",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        help="For a household: the person whom one meets.",
    )
    household_id = fields.Many2one(
        "migrant.household",
        index="btree_not_null",
        ondelete="restrict",
        help="Set: the file is that of the whole household.",
    )
    subject = fields.Selection(
        [("person", "A person"), ("household", "A household")],
        compute="_compute_subject",
        store=True,
        precompute=True,
    )
    programme_id = fields.Many2one(
        "ngo.programme",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_from_person",
        tracking=True,
        **PROPOSED,
    )
    site_id = fields.Many2one(
        "ngo.site",
        index=True,
        compute="_compute_from_person",
        tracking=True,
        **PROPOSED,
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, readonly=True
    )
    case_type_id = fields.Many2one(
        "migrant.case.type",
        string="Type of file",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_case_type_id",
        **PROPOSED,
    )
    step_id = fields.Many2one(
        "migrant.case.step",
        string="Step",
        index=True,
        ondelete="restrict",
        domain="[('type_id', '=', case_type_id)]",
        group_expand="_group_expand_step_id",
        compute="_compute_step_id",
        tracking=True,
        **PROPOSED,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("screening", "Screening"),
            ("open", "Open"),
            ("on_hold", "On hold"),
            ("closed", "Closed"),
            ("refused", "Not eligible"),
            ("transferred", "Transferred out"),
            ("duplicate", "Double"),
        ],
        required=True,
        default="draft",
        index=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Case owner",
        index=True,
        default=lambda self: self.env.user,
        tracking=True,
    )
    team_id = fields.Many2one(
        "ngo.team",
        index=True,
        compute="_compute_from_person",
        tracking=True,
        **PROPOSED,
    )
    supervisor_id = fields.Many2one(
        "res.users", compute="_compute_supervisor_id", help="Lead of the team today."
    )
    confidentiality = fields.Selection(
        CONFIDENTIALITY,
        required=True,
        index=True,
        compute="_compute_confidentiality",
        tracking=True,
        help="Restricted: owner, team. Sealed: owner and those named, nobody else.",
        **PROPOSED,
    )
    source_id = fields.Many2one("migrant.case.source", ondelete="restrict")
    presenting_need = fields.Text(
        groups=SOCIAL, help="What the person asks for, in her own words."
    )
    date_open = fields.Date(
        string="Opened on", readonly=True, copy=False, index=True, tracking=True
    )
    date_close = fields.Date(
        string="Closed on", readonly=True, copy=False, tracking=True
    )
    risk_level = fields.Selection(
        RISKS, default="none", required=True, readonly=True, copy=False, index=True
    )
    properties = fields.Properties(
        definition="programme_id.case_properties_definition", copy=False
    )

    _one_open_per_person = models.UniqueIndex(
        f"(beneficiary_id, programme_id) WHERE household_id IS NULL AND active"
        f" AND {LIVE_SQL}",
        "This person has an open file in this programme.",
    )
    _one_open_per_household = models.UniqueIndex(
        f"(household_id, programme_id) WHERE household_id IS NOT NULL AND active"
        f" AND {LIVE_SQL}",
        "This household has an open file in this programme.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_close >= date_open)", "A file cannot close before it opens."
    )
    _owner_idx = models.Index("(owner_id, state)")

    @api.depends("household_id")
    def _compute_subject(self):
        for case in self:
            case.subject = "household" if case.household_id else "person"

    @api.depends("beneficiary_id")
    def _compute_from_person(self):
        programmes = self.env["ngo.programme"].search([], limit=2)
        # A house of one programme is not asked for it.
        only = programmes if len(programmes) == 1 else self._only_programme()
        teams = self.env["ngo.team"]._get_memberships(self.env.user).team_id
        # Without a team, no colleague and no supervisor would see the file.
        only_team = teams if len(teams) == 1 else teams.browse()
        for case in self:
            # Where her file lies; whoever opens a case reads the person.
            person = case.beneficiary_id.sudo()
            case.programme_id = case.programme_id or person.programme_id or only
            case.site_id = case.site_id or person.site_id
            case.team_id = case.team_id or person.team_id or only_team

    def _only_programme(self):
        """The programme of whoever works on files in one and no other, else none."""
        live = self._scope_live()
        named = {
            programme for role, _site, programme in live.rows if role in CONTENT_ROLES
        }
        programmes = self.env["ngo.programme"]
        return programmes.browse(named if len(named) == 1 and all(named) else ())

    @api.depends("programme_id")
    def _compute_case_type_id(self):
        # A handful, chosen among below.
        types = self.env["migrant.case.type"].search([])  # pylint: disable=no-search-all
        for case in self:
            fit = types.filtered(
                lambda kind, case=case: not kind.programme_ids
                or case.programme_id in kind.programme_ids
            )
            own = fit.filtered("programme_ids")
            if not case.case_type_id or case.case_type_id not in fit:
                case.case_type_id = (own or fit)[:1]

    @api.depends("case_type_id")
    def _compute_step_id(self):
        for case in self:
            if case.step_id.type_id != case.case_type_id:
                case.step_id = case.case_type_id._first_step()

    @api.depends("team_id")
    def _compute_supervisor_id(self):
        for case in self:
            case.supervisor_id = case.team_id.lead_id or case.team_id.deputy_id

    @api.depends("beneficiary_id")
    def _compute_confidentiality(self):
        for case in self:
            # A file is never more open than the person's.
            case.confidentiality = (
                case.confidentiality
                or case.beneficiary_id.sudo().confidentiality
                or "standard"
            )

    @api.constrains("step_id", "case_type_id")
    def _check_step_type(self):
        wrong = self.filtered(
            lambda case: case.step_id and case.step_id.type_id != case.case_type_id
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "This step belongs to another type of file: %(codes)s",
                    codes=", ".join(wrong.mapped("code")),
                )
            )

    @api.constrains("household_id", "beneficiary_id")
    def _check_member(self):
        for case in self.filtered("household_id"):
            if case.beneficiary_id._canonical() not in case._household_persons():
                raise ValidationError(
                    self.env._(
                        "The person of %(code)s is not a member of the household"
                        " %(household)s: add her to it first, or take another one.",
                        code=case.code,
                        household=case.household_id.sudo().code,
                    )
                )

    @api.model
    def _group_expand_step_id(self, steps, domain):
        """Empty columns of the types that are on the board, all of them for none."""
        if steps:
            return steps.type_id.step_ids.sorted()
        return self.env["migrant.case.type"].search([], limit=1).step_ids.sorted()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "beneficiary_id" not in vals:
                vals.update(self.default_get(["beneficiary_id"]))
            if vals.get("beneficiary_id"):
                person = self.env["migrant.beneficiary"].browse(vals["beneficiary_id"])
                # A new file stands on the file that counts, not on its alias.
                vals["beneficiary_id"] = person._canonical().id
            if not self.env.su:
                # A new file begins at the beginning.
                for name in self._by_method - {"beneficiary_id", "owner_id"}:
                    vals.pop(name, None)
        if not self.env.su:
            # Before: who holds a file reads its person.
            ids = {
                vals["beneficiary_id"]
                for vals in vals_list
                if vals.get("beneficiary_id")
            }
            self.env["migrant.beneficiary"].browse(ids)._check_may_open_file()
        cases = super().create(vals_list)
        for case in cases:
            # Her first file says who accompanies her; else the team that reads the
            # file would not read whose it is. Who opens it may not write the person.
            person = case.beneficiary_id.sudo()
            if not person.owner_id and not person.team_id:
                is_sealed = case.confidentiality == "sealed"
                team = case.team_id.browse() if is_sealed else case.team_id
                person.write({"owner_id": case.owner_id.id, "team_id": team.id})
        return cases

    def write(self, vals):
        self._check_by_method(vals)
        return super().write(vals)

    def _check_by_method(self, vals):
        """Some fields follow a decision or a life, whoever calls, RPC included."""
        if self.env.su:
            return
        changed = sorted(
            name
            for name in self._by_method & set(vals)
            if any(
                case._fields[name].convert_to_write(case[name], case) != vals[name]
                for case in self
            )
        )
        if changed:
            labels = [self._fields[n]._description_string(self.env) for n in changed]
            raise UserError(
                self.env._(
                    "Use the buttons of the file to change: %(fields)s",
                    fields=", ".join(labels),
                )
            )

    def _write_by_method(self, vals):
        """Write what only a method may, after the caller's own right was checked."""
        self.check_access("write")
        # Access was checked just above; the fields are closed to direct writing.
        return self.sudo().write(vals)

    def _move_to(self, state):
        return self._write_by_method({"state": state})

    # --------------------------------------------------------------- actions

    def action_open(self):
        """The file is opened: its deadlines start."""
        self.filtered(lambda case: not case.date_open)._write_by_method(
            {"date_open": fields.Date.context_today(self)}
        )
        self._move_to("open")
        self._start_clocks("case_opened")
        return True

    def _household_persons(self):
        """Who lives in the household of this file today, aliases followed.

        :rtype: migrant.beneficiary, empty for the file of one person
        """
        self.ensure_one()
        # Who belongs together; whoever works on the file need not read each of them.
        members = self.household_id.sudo().member_ids.filtered("is_current")
        return members.beneficiary_id._canonical().sudo(False)

    # ----------------------------------------------------------------- hooks

    def _clock_facets(self):
        """What the policy looks at: programme, type, step and risk of the file."""
        return {
            **super()._clock_facets(),
            "case_type": self.case_type_id.code,
            "step": self.step_id.code,
            "risk": self.risk_level,
        }

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().beneficiary_id.ids
