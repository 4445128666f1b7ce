# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.ngo_base.arguments import Day

from ..engine import hours as engine_hours
from .direction import in_hours, in_line


class PermanenceTimesheet(models.Model):
    """The hours of one person in one month, split by programme, signed and locked.

    Hours are a key that distributes salaries; they carry no value.
    """

    _name = "permanence.timesheet"
    _inherit = ["permanence.hours", "ngo.transition.mixin"]
    _description = "Monthly timesheet"
    _order = "month desc, employee_id"
    _own_path = "employee_id.user_id"
    _transitions = {"draft": {"signed"}, "signed": {"draft", "locked"}}

    employee_id = fields.Many2one(
        "hr.employee", required=True, ondelete="restrict", index=True
    )
    month = fields.Date(required=True, help="First day of the month.")
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("locked", "Locked")],
        required=True,
        default="draft",
    )
    signed_on = fields.Datetime(readonly=True)
    signed_by_id = fields.Many2one("res.users", readonly=True)
    line_ids = fields.One2many(
        "permanence.timesheet.line", "timesheet_id", string="Lines"
    )
    week_ids = fields.One2many("permanence.timesheet.week", "timesheet_id")
    minutes = fields.Integer(compute="_compute_minutes", store=True)
    hours = fields.Float(compute="_compute_hours")
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    _month_uniq = models.UniqueIndex(
        "(employee_id, month)", "This month has its timesheet."
    )
    _first_day = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "A month is named by its first day."
    )

    @api.depends("line_ids.minutes")
    def _compute_minutes(self):
        for sheet in self:
            sheet.minutes = sum(sheet.line_ids.mapped("minutes"))

    @api.depends("minutes")
    def _compute_hours(self):
        for sheet in self:
            sheet.hours = sheet.minutes / 60

    @api.depends("line_ids", "week_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for sheet in self:
            sheet.summary = self.env["ir.qweb"]._render(
                "permanence_rota.timesheet_summary", {"sheet": sheet}
            )

    @api.depends("employee_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet in self:
            month = format_date(self.env, sheet.month, date_format="MMMM yyyy")
            name = sheet.employee_id.display_name
            sheet.display_name = in_line(self.env, name, month)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [self._by_state({**vals, "state": "draft"}) for vals in vals_list]
        )

    def write(self, vals):
        if not vals.keys().isdisjoint(("employee_id", "month")):
            self._check_draft()
        return super().write(self._by_state(vals))

    def _by_state(self, vals):
        """Values whose signature follows the state; nobody writes it otherwise."""
        rest = {
            name: value
            for name, value in vals.items()
            if name not in ("signed_on", "signed_by_id")
        }
        if vals.get("state") == "signed":
            return rest | {
                "signed_on": fields.Datetime.now(),
                "signed_by_id": self.env.uid,
            }
        if vals.get("state") == "draft":
            return rest | {"signed_on": False, "signed_by_id": False}
        return rest

    def _check_transition(self, state):
        people = self.employee_id.sudo()
        if state == "signed" and any(e.user_id != self.env.user for e in people):
            raise UserError(self.env._("Only the person herself signs her hours."))
        return super()._check_transition(state)

    def _check_draft(self):
        done = self.filtered(lambda sheet: sheet.state != "draft")
        if done:
            raise UserError(
                self.env._(
                    "Signed or locked, nothing changes any more: %(names)s",
                    names=", ".join(done.mapped("display_name")),
                )
            )

    def action_fill(self):
        """Write the lines from the rota; doing it again replaces them."""
        self.check_access("write")
        self._check_draft()
        begun = self._house_begins()
        for sheet in self:
            sheet.line_ids.unlink()
            sheet.week_ids.unlink()
            sheet.write(
                {"line_ids": [Command.create(row) for row in sheet._prepare_lines()]}
            )
            sheet.write(
                {
                    "week_ids": [
                        Command.create(row) for row in sheet._prepare_weeks(begun)
                    ]
                }
            )

    def _last_day(self):
        return self.month + relativedelta(months=1, days=-1)

    def _prepare_lines(self):
        """One line per assignment, duty and programme; the parts sum exactly."""
        self.ensure_one()
        last = self._last_day()
        # One reads one's own whole month, also at sites one does not plan.
        held = self.env["permanence.assignment"].sudo()
        assignments = held.search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("state", "in", ("published", "done")),
                ("slot_id.local_date", ">=", self.month),
                ("slot_id.local_date", "<=", last),
            ]
        )
        blocks = [
            (
                ("assignment", a.id, a.slot_id.local_date, self._block_name(a)),
                a.minutes,
                self._own_shares(a),
            )
            for a in assignments
        ]
        duties = self.env["permanence.duty"].sudo()
        supply = self.env["permanence.supply"]
        tz = self.employee_id.sudo().tz or "UTC"
        for duty in duties.search(
            [
                ("employee_ids", "in", self.employee_id.ids),
                ("start", ">=", self.month),
                ("start", "<", last + relativedelta(days=1)),
            ]
        ):
            minutes = int((duty.stop - duty.start).total_seconds() // 60)
            day = supply._local_day(duty.start, tz)
            blocks.append((("duty", duty.id, day, duty.name), minutes, None))
        blocks.sort(key=lambda block: (block[0][2], block[0][0], block[0][1]))
        return self._split(blocks)

    def _block_name(self, assignment):
        slot = assignment.slot_id
        hours = in_hours(self.env, slot.hours)
        place = slot.site_id.display_name
        return in_line(self.env, place, slot.service_id.name, hours)

    def _own_shares(self, assignment):
        programme = assignment.slot_id.service_id.programme_id
        return {programme.id: 1} if programme else None

    def _split(self, blocks):
        rows = []
        by_shares = {}
        for block in blocks:
            shares = self._shares(block[0][2])
            by_shares.setdefault(tuple(shares.items()), []).append(block)
        for shares, same in by_shares.items():
            for key, parts in engine_hours.split_month(same, dict(shares)):
                kind, res_id, day, name = key
                rows += [
                    {
                        "date": day,
                        "name": name,
                        "source": f"{kind}:{res_id}",
                        "programme_id": programme or False,
                        "minutes": minutes,
                    }
                    for programme, minutes in parts.items()
                    if minutes
                ]
        return rows

    @api.model
    def _house_begins(self):
        """Day of the house's first slot: before it nobody owes hours."""
        # The whole house's, also where the user plans nothing.
        slots = self.env["permanence.slot"].sudo()
        return slots.search([], order="local_date, id", limit=1).local_date

    def _prepare_weeks(self, begun):
        """Contract, leave and what was held in each ISO week of the month, in minutes.

        A week that two months share stands in both, each with its own days.

        :param begun: see :meth:`_house_begins`
        """
        self.ensure_one()
        supply = self.env["permanence.supply"]
        # HR is closed to who plans: hours are read, never why somebody was away.
        employee = self.employee_id.sudo()
        last = self._last_day()
        contract = supply._intervals(employee, self.month, last, leaves=False)
        work = supply._working_time(employee, self.month, last)[0]
        profile = (
            self.env["permanence.profile"]
            .sudo()
            .search([("employee_id", "=", employee.id)])
        )
        first = begun or last
        held = {}
        for line in self.line_ids:
            kind = line.source.partition(":")[0]
            key = supply._iso_week(line.date), kind
            held[key] = held.get(key, 0) + line.minutes
        rows = []
        for monday, sunday in supply._windows(self.month, last, 7):
            days = max(monday, self.month), min(sunday, last)
            week = supply._iso_week(monday)
            minutes = supply._minutes_within(contract.get(employee.id, []), *days)
            free = work.get(employee.id, [])
            left = supply._minutes_within(free, *days)
            owed = supply._minutes_within(free, max(days[0], first), days[1])
            rows.append(
                {
                    "iso_week": week,
                    "contract": minutes,
                    "leave": minutes - left,
                    "expected": int(owed * profile.share / 100),
                    "permanences": held.get((week, "assignment"), 0),
                    "duties": held.get((week, "duty"), 0),
                }
            )
        return rows

    def _shares(self, day):
        """{programme id or 0: percent} of the post on a day; 0 is not funded."""
        fundings = self.env["hr.employee.funding"].sudo()
        rows = fundings.search(
            [("profile_id.employee_id", "=", self.employee_id.id)]
        )._on(day)
        shares = {}
        for row in rows:
            programme = row.programme_id.id
            shares[programme] = shares.get(programme, 0) + row.share
        rest = round(100 - sum(shares.values()), 6)
        if rest > 0 or not shares:
            shares[0] = rest
        return shares

    def get_control(self):
        """Target against actual by programme.

        :return: list of {programme, minutes, target, share, due} (minutes)
        """
        self.ensure_one()
        self.check_access("read")
        actual = {}
        for line in self.line_ids:
            key = line.programme_id.id or 0
            actual[key] = actual.get(key, 0) + line.minutes
        control = engine_hours.control(actual, self._shares(self.month))
        names = self.env["ngo.programme"]
        return [
            {"programme": names.browse(key or []).name or "", **row}
            for key, row in control.items()
        ]

    def action_sign(self):
        """The person signs her own month."""
        # She may not write it, only sign what stands.
        return self.sudo()._move_to("signed")

    def action_lock(self):
        """The coordinator locks a signed month."""
        self.check_access("write")
        return self._move_to("locked")

    def action_reopen(self):
        """A signed month goes back to draft; a locked one does not."""
        self.check_access("write")
        return self._move_to("draft")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_draft()

    @api.model
    def action_make(self, month: Day):
        """Timesheets of everybody for a month, filled.

        :param month: a day of the month
        """
        first = fields.Date.to_date(month).replace(day=1)
        profiles = self.env["permanence.profile"].search([("kind", "=", "employee")])
        known = self.search([("month", "=", first)])
        missing = profiles.employee_id - known.employee_id
        sheets = self.create(
            [{"employee_id": e.id, "month": first} for e in missing]
        ) | known.filtered(lambda sheet: sheet.state == "draft")
        sheets.action_fill()
        return sheets

    @api.model
    def action_make_month(self):
        """The sheets of this month, or of so many months back (``months_back``)."""
        back = self.env.context.get("months_back", 0)
        self.action_make(fields.Date.context_today(self) - relativedelta(months=back))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _clock(self, minutes):
        """``-7:30`` of minutes, for tables of hours."""
        hours, rest = divmod(abs(minutes), 60)
        return f"{'-' if minutes < 0 else ''}{hours}:{rest:02}"
