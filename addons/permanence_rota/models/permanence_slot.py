# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .direction import in_hours, in_line
from .permanence_supply import CLOSED


class PermanenceSlot(models.Model):
    """One permanence at one site on one day, with the team that it asks for."""

    _name = "permanence.slot"
    _inherit = ["ngo.guarded"]
    _description = "Slot"
    _order = "start, site_id, id"

    plan_id = fields.Many2one(
        "permanence.plan",
        string="Rota",
        required=True,
        ondelete="cascade",
        index=True,
    )
    key = fields.Char(copy=False, index=True)
    template_id = fields.Many2one(
        "permanence.template", ondelete="set null", index="btree_not_null"
    )
    site_id = fields.Many2one("ngo.site", required=True, index=True)
    service_id = fields.Many2one(
        "permanence.service", required=True, ondelete="restrict", index=True
    )
    start = fields.Datetime(required=True, index=True)
    stop = fields.Datetime(required=True)
    local_date = fields.Date(
        compute="_compute_local_date", store=True, precompute=True, index=True
    )
    iso_week = fields.Char(
        compute="_compute_local_date", store=True, precompute=True, index=True
    )
    hours = fields.Char(compute="_compute_hours")
    label = fields.Char(
        compute="_compute_label", help="Site and heads found, as calendars show it."
    )
    requirement_ids = fields.One2many(
        "permanence.requirement", "slot_id", string="Team", copy=True
    )
    assignment_ids = fields.One2many(
        "permanence.assignment", "slot_id", string="Assignments"
    )
    wanted = fields.Integer(compute="_compute_missing", store=True)
    missing = fields.Integer(string="To fill", compute="_compute_missing", store=True)
    missing_skill_ids = fields.Many2many(
        "hr.skill",
        string="Missing in the team",
        compute="_compute_missing_skill_ids",
        store=True,
        help="Languages and trainings asked for that nobody in the team has.",
    )
    is_published = fields.Boolean(
        compute="_compute_is_published", store=True, string="Published"
    )
    state = fields.Selection(
        [("open", "Open"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
    )
    note = fields.Char(help="For the team; codes only, never a name of a person.")
    transmission_ids = fields.One2many("permanence.transmission", "slot_id")

    _times_in_order = models.Constraint(
        "CHECK (stop > start)", "A permanence must end after it starts."
    )
    _key_uniq = models.UniqueIndex(
        "(key) WHERE key IS NOT NULL", "This slot was generated already."
    )

    @api.depends("start", "site_id.tz")
    def _compute_local_date(self):
        supply = self.env["permanence.supply"]
        for slot in self:
            if not slot.start:
                slot.local_date = slot.iso_week = False
                continue
            slot.local_date = supply._local_day(slot.start, slot.site_id.tz)
            slot.iso_week = supply._iso_week(slot.local_date)

    @api.depends("start", "stop", "site_id.tz")
    def _compute_hours(self):
        for slot in self:
            begin, end = slot._local_times()
            slot.hours = f"{begin:%H:%M}–{end:%H:%M}" if begin else ""

    @api.depends("site_id", "wanted", "missing")
    @api.depends_context("lang")
    def _compute_label(self):
        for slot in self:
            found = f"{slot.wanted - slot.missing}/{slot.wanted}"
            site = slot.site_id.code or slot.site_id.name
            slot.label = in_line(self.env, site, found)

    def _local_times(self):
        """Aware local start and stop, or (None, None)."""
        self.ensure_one()
        if not self.start or not self.stop:
            return None, None
        zone = ZoneInfo(self.site_id.tz or "UTC")
        utc = ZoneInfo("UTC")
        return (
            self.start.replace(tzinfo=utc).astimezone(zone),
            self.stop.replace(tzinfo=utc).astimezone(zone),
        )

    def _heads(self):
        """The heads that are wanted: held or open, not lost nor called off."""
        return self.assignment_ids.filtered(lambda a: a.state not in CLOSED)

    @api.depends("assignment_ids.employee_id", "assignment_ids.state", "state")
    def _compute_missing(self):
        for slot in self:
            active = slot._heads()
            if slot.state == "cancelled":
                active = active.browse()
            slot.wanted = len(active)
            slot.missing = len(active.filtered(lambda a: not a.employee_id))

    @api.depends(
        "assignment_ids.employee_id",
        "assignment_ids.state",
        "assignment_ids.employee_id.employee_skill_ids.skill_level_id",
        "assignment_ids.employee_id.employee_skill_ids.valid_from",
        "assignment_ids.employee_id.employee_skill_ids.valid_to",
        "requirement_ids.skill_id",
        "requirement_ids.skill_level_id",
        "requirement_ids.wanted",
        "local_date",
        "state",
    )
    def _compute_missing_skill_ids(self):
        for slot in self:
            needs = slot.requirement_ids.filtered(lambda r: r.kind == "skill")
            if slot.state == "cancelled":
                needs = needs.browse()
            active = slot._heads()
            # Who speaks what is read as the planning reads it.
            team = active.employee_id.sudo()
            slot.missing_skill_ids = needs.filtered(
                lambda r, team=team: len(r._met_by(team)) < r.wanted
            ).skill_id

    @api.depends("assignment_ids.publish_seq")
    def _compute_is_published(self):
        for slot in self:
            slot.is_published = any(a.publish_seq for a in slot.assignment_ids)

    @api.depends("site_id", "service_id", "start", "stop")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for slot in self:
            day = slot.local_date and format_date(
                self.env, slot.local_date, date_format="EEE d MMM"
            )
            hours = in_hours(self.env, slot.hours)
            slot.display_name = in_line(
                self.env,
                slot.site_id.display_name,
                slot.service_id.name,
                " ".join(filter(None, [day, hours])),
            )

    # --------------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        roles = ("coordinator", "supervisor", "programme_manager")
        return [
            (
                "site",
                self.env._("You plan at this site."),
                live.domain(roles, programme="site_id.programme_ids"),
            ),
            (
                "published",
                self.env._("The rota of this site is published."),
                Domain("is_published", "=", True),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        return live.domain(("coordinator",), programme="site_id.programme_ids")

    # ------------------------------------------------------------------- changes

    @api.model_create_multi
    def create(self, vals_list):
        slots = super().create(vals_list)
        slots._sync_heads()
        return slots

    def write(self, vals):
        result = super().write(vals)
        if "start" in vals or "stop" in vals:
            for slot in self:
                slot._heads().write({"start": slot.start, "stop": slot.stop})
        if "requirement_ids" in vals:
            self._sync_heads()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        published = self.filtered("is_published")
        if published:
            raise UserError(
                self.env._(
                    "Cancel them instead, they are published: %(slots)s",
                    slots=", ".join(published.mapped("display_name")),
                )
            )

    def _sync_heads(self):
        """One assignment per head wanted: the open ones are what is to fill.

        Heads in surplus go when they are open; held ones stay until somebody decides.
        """
        rows, surplus = [], self.env["permanence.assignment"]
        for slot in self:
            active = slot._heads()
            for line in slot.requirement_ids.filtered(lambda r: r.kind == "heads"):
                heads = active.filtered(lambda a, line=line: a.requirement_id == line)
                lacking = line.wanted - len(heads)
                rows += [slot._prepare_head_vals(line)] * max(0, lacking)
                if lacking < 0:
                    free = heads.filtered(lambda a: not a.employee_id)
                    surplus |= free[:-lacking]
        surplus.unlink()
        self.env["permanence.assignment"].create(rows)

    def _prepare_head_vals(self, requirement):
        """Values of one open head."""
        self.ensure_one()
        return {
            "slot_id": self.id,
            "requirement_id": requirement.id,
            "start": self.start,
            "stop": self.stop,
        }

    def action_cancel(self):
        """Call a permanence off; those who held it are told at the next publication."""
        self.check_access("write")
        for slot in self:
            heads = slot._heads()
            published = heads.filtered("publish_seq")
            published.write({"state": "cancelled"})
            (heads - published).unlink()
        return self.write({"state": "cancelled"})

    # --------------------------------------------------------------- explanations

    @api.model
    def _gap_text(self, gap):
        """A gap of the engine in words: {slot, text, candidates: [{name, why}]}."""
        slot = self.browse(gap["slot"]).exists()
        rows = gap["candidates"][:30]
        # Names of colleagues are public in the house; the employee row is HR's.
        people = self.env["hr.employee"].sudo().browse(row["person"] for row in rows)
        names = {person.id: person.name for person in people.exists()}
        candidates = [
            {
                "id": row["person"],
                "name": names.get(row["person"], ""),
                "why": self._reasons_text(row["reasons"]),
            }
            for row in rows
        ]
        return {
            "slot_id": slot.id,
            "slot": slot.display_name or "",
            "missing": gap["missing"],
            "what": self._gap_subject(gap),
            "candidates": candidates,
        }

    @api.model
    def _gap_subject(self, gap):
        if "line" in gap:
            line = self.env["permanence.requirement"].browse(gap["line"]).exists()
            return line.role_id.name or ""
        need = gap["need"]
        if need["kind"] == "skill":
            return self._skill_name(need["skill"])
        if need["kind"] == "senior":
            return self.env._("a senior in the team")
        return self.env._("a senior beside the trainee")

    @api.model
    def _reasons_text(self, reasons):
        """Reasons as one line, each once."""
        return ", ".join(dict.fromkeys(self._reason_text(r) for r in reasons))

    @api.model
    def _reason_text(self, reason):
        """One reason of the engine in the reader's language; never the cause of an
        absence."""
        code = reason["code"]
        place = self._reason_place(reason)
        if code == "skill":
            return self.env._(
                "no %(skill)s at this level or out of date",
                skill=self._skill_name(reason["skill"]),
            )
        if code == "hours":
            return self.env._(
                "over the hours by %(over)s",
                over=self._clock(reason["over"]),
            )
        if code == "days":
            return self.env._("%(days)s days out of seven", days=reason["worked"])
        if code == "rest":
            return self.env._(
                "too little rest (%(gap)s of %(rest)s) beside %(place)s",
                gap=self._clock(max(0, reason["gap"])),
                rest=self._clock(reason["rest"]),
                place=place,
            )
        if code == "travel":
            return self.env._(
                "too far from %(place)s (%(minutes)s min)",
                place=place,
                minutes=reason["minutes"],
            )
        if code == "busy":
            return self.env._("busy: %(place)s", place=place)
        if code == "pair":
            person = self.env["hr.employee"].sudo().browse(reason["person"])
            profile = self.env["permanence.profile"].sudo()
            profile = profile.search([("employee_id", "=", person.id)])
            # Whom somebody is kept away from is for those who plan, not for either.
            if not profile.sudo(False).has_access("read"):
                return self.env._("unavailable")
            return self.env._("not together with %(name)s", name=person.name)
        texts = {
            "role": self.env._("another role"),
            "gender": self.env._("women or men only"),
            "contract": self.env._("no contract that day"),
            "leave": self.env._("unavailable"),
            "available": self.env._("outside working time"),
            "site": self.env._("not authorised at this site"),
            "day_hours": self.env._("too many hours that day"),
            "full": self.env._("the team is full"),
        }
        return texts[code]

    @api.model
    def _skill_name(self, skill_id):
        try:
            return self.env["hr.skill"].sudo().browse(skill_id).local_name
        except MissingError:  # deleted in HR since the run
            return ""

    @api.model
    def _reason_place(self, reason):
        if reason.get("duty"):
            return reason["duty"]
        if reason.get("site"):
            return self.env["ngo.site"].sudo().browse(reason["site"]).display_name
        return self.env._("another duty")

    @api.model
    def _clock(self, minutes):
        """``7 h 30`` of minutes."""
        hours, rest = divmod(int(minutes), 60)
        if rest:
            return self.env._(
                "%(hours)s h %(minutes)s", hours=hours, minutes=f"{rest:02}"
            )
        return self.env._("%(hours)s h", hours=hours)

    @api.model
    def _wall_text(self, wall):
        """A capacity wall as one sentence."""
        role = self.env["permanence.role"].browse(wall["role"] or 0).exists()
        name = role.name or ""
        if wall.get("skill"):
            name = f"{name} · {self._skill_name(wall['skill']['skill'])}"
        values = {
            "role": name,
            "asked": self._clock(wall["asked"]),
            "available": self._clock(wall["available"]),
            "people": wall["people"],
        }
        if wall["week"]:
            return self.env._(
                "Week %(week)s, %(role)s: %(asked)s asked, %(available)s available"
                " (%(people)s people)",
                week=wall["week"][1],
                **values,
            )
        return self.env._(
            "Whole period, %(role)s: %(asked)s asked, %(available)s available"
            " (%(people)s people)",
            **values,
        )
