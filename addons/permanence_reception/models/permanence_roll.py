# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .permanence_encounter_scope import OFFICE_ROLES, SHIFT_ROLES

# Somebody seen within so many days is expected again.
EXPECTED_DAYS = 14


class PermanenceRoll(models.Model):
    """Who is here today: one list per site and day, ticked, not typed."""

    _name = "permanence.roll"
    _inherit = ["ngo.guarded", "ngo.transition.mixin"]
    _description = "Presence list of the day"
    _order = "date desc, site_id"
    _transitions = {"open": {"closed"}, "closed": {"open"}}

    site_id = fields.Many2one(
        "ngo.site",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["permanence.encounter"]._default_site(),
    )
    date = fields.Date(
        string="Day", required=True, index=True, default=fields.Date.context_today
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], required=True, default="open"
    )
    line_ids = fields.One2many("permanence.roll.line", "roll_id", string="Lines")
    present = fields.Integer(compute="_compute_present")
    expected = fields.Integer(compute="_compute_present")

    _once = models.UniqueIndex(
        "(site_id, date)", "This site has its list of that day already."
    )

    @api.depends("line_ids.is_present")
    def _compute_present(self):
        for roll in self:
            roll.expected = len(roll.line_ids)
            roll.present = len(roll.line_ids.filtered("is_present"))

    @api.depends("site_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for roll in self:
            day = roll.date and format_date(self.env, roll.date)
            roll.display_name = f"{roll.site_id.display_name} · {day or ''}"

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        now = fields.Datetime.now()
        today = Domain("date", ">=", (now - timedelta(hours=12)).date())
        return [
            (
                "shift",
                self.env._("You are on shift at this site today."),
                today
                & Domain("site_id", "in", live.presence_site_ids_for(*SHIFT_ROLES)),
            ),
            (
                "site",
                self.env._("You coordinate or serve this site."),
                live.domain(OFFICE_ROLES, programme="site_id.programme_ids"),
            ),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        rolls = super().create(vals_list)
        rolls.action_fill()
        return rolls

    def action_fill(self):
        """Add those who are expected: who stays here, who came these last days.

        Only persons whom the reader may read: a restricted file is on no list.
        """
        for roll in self:
            since = roll.date - timedelta(days=EXPECTED_DAYS)
            lately = self.env["permanence.roll.line"].search(
                [
                    ("roll_id.site_id", "=", roll.site_id.id),
                    ("roll_id.date", ">=", since),
                    ("is_present", "=", True),
                ]
            )
            staying = self.env["migrant.stay"].search(
                self.env["migrant.stay"]._current_domain(roll.site_id.ids)
            )
            wanted = (lately.beneficiary_id | staying.beneficiary_id)._canonical()
            wanted = wanted._filtered_access("read") - roll.line_ids.beneficiary_id
            self.env["permanence.roll.line"].create(
                [{"roll_id": roll.id, "beneficiary_id": p.id} for p in wanted]
            )
        return True

    def action_close(self):
        """The day is over: who is missing is looked after within the delay set."""
        self.write({"state": "closed"})
        self.line_ids._follow_absences()
        return True

    def action_reopen(self):
        self.write({"state": "open"})
        return True


class PermanenceRollLine(models.Model):
    """One person on the list of one day: here or not."""

    _name = "permanence.roll.line"
    _inherit = ["ngo.guarded", "ngo.clocked.mixin", "migrant.person.mixin"]
    _description = "Presence of the day"
    _rec_name = "beneficiary_id"
    _order = "roll_id, id"

    roll_id = fields.Many2one(
        "permanence.roll", required=True, ondelete="cascade", index=True
    )
    site_id = fields.Many2one(
        related="roll_id.site_id", store=True, precompute=True, index=True
    )
    date = fields.Date(related="roll_id.date", store=True, precompute=True, index=True)
    beneficiary_id = fields.Many2one(
        "migrant.beneficiary",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
    )
    is_present = fields.Boolean(string="Here")
    seen_at = fields.Datetime(readonly=True)

    _once = models.UniqueIndex(
        "(roll_id, beneficiary_id)", "This person is on the list already."
    )

    @api.depends("beneficiary_id")
    def _compute_display_name(self):
        for line in self:
            # A code is all that a label may say, whoever asks.
            line.display_name = line.beneficiary_id.sudo().code

    @api.model
    def _scope_reasons(self):
        return [
            (key, label, Domain("roll_id", "any!", domain))
            for key, label, domain in self.env["permanence.roll"]._scope_reasons()
        ]

    def write(self, vals):
        if "is_present" in vals:
            closed = self.roll_id.filtered(lambda roll: roll.state == "closed")
            if closed:
                raise UserError(
                    self.env._(
                        "The list is closed, open it again: %(lists)s",
                        lists=", ".join(closed.mapped("display_name")),
                    )
                )
            at = fields.Datetime.now() if vals["is_present"] else False
            vals = {**vals, "seen_at": at}
        result = super().write(vals)
        if vals.get("is_present"):
            self._end_absences()
            self.beneficiary_id._touch()
        return result

    def _end_absences(self):
        """She is here: whoever looked for her may stop."""
        lines = self.sudo().search([("beneficiary_id", "in", self.beneficiary_id.ids)])
        lines._stop_clocks("day_presence")

    def _follow_absences(self):
        """Each absence starts one deadline, until the person is seen again."""
        for line in self.filtered(lambda line: not line.is_present):
            before = self.sudo().search(
                [("beneficiary_id", "=", line.beneficiary_id.id)]
            )
            if not before._get_clocks("running", "breached", "paused"):
                line._start_clocks("day_absence")

    def _clock_facets(self):
        # Who accompanies her is told; her file is not read for it.
        person = self.beneficiary_id.sudo()
        return {
            **super()._clock_facets(),
            "site_id": self.site_id,
            "user_id": person.owner_id,
            "programme_id": person.programme_id,
        }

    def _journal_subjects(self):
        return "migrant.beneficiary", self.sudo().beneficiary_id.ids
