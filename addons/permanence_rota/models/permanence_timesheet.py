# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ..engine import hours as engine_hours


class HrEmployeeFunding(models.Model):
    """Which share of a post is on which programme, from when to when."""

    _name = "hr.employee.funding"
    _inherit = ["ngo.guarded"]
    _description = "Funding of a post"
    _order = "profile_id, date_from, id"

    profile_id = fields.Many2one(
        "permanence.profile", required=True, ondelete="cascade", index=True
    )
    programme_id = fields.Many2one(
        "ngo.programme", required=True, ondelete="restrict", index=True
    )
    share = fields.Float(required=True, help="Percent of the post.")
    date_from = fields.Date(required=True)
    date_to = fields.Date()

    _share_sane = models.Constraint(
        "CHECK (share > 0 AND share <= 100)", "A share is above 0 and at most 100 %."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A funding cannot end before it starts."
    )

    @api.model
    def _scope_reasons(self):
        everybody = self._scope_live().has(
            "coordinator", "programme_manager", "finance_officer"
        )
        return [
            (
                "own",
                self.env._("It is your post."),
                Domain("profile_id.employee_id.user_id", "=", self.env.uid),
            ),
            (
                "hours",
                self.env._("You account for hours."),
                Domain.TRUE if everybody else Domain.FALSE,
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        return (
            Domain.TRUE
            if live.has("coordinator", "programme_manager")
            else (Domain.FALSE)
        )

    @api.constrains("share", "date_from", "date_to", "profile_id")
    def _check_total(self):
        for profile in self.profile_id:
            rows = self.search([("profile_id", "=", profile.id)])
            for day in set(rows.mapped("date_from")):
                total = sum(rows._on(day).mapped("share"))
                if total > 100.001:
                    raise ValidationError(
                        self.env._(
                            "%(name)s: %(total)s %% of the post is funded on %(day)s.",
                            name=profile.display_name,
                            total=round(total, 2),
                            day=day,
                        )
                    )

    def _on(self, day):
        return self.filtered(
            lambda f: f.date_from <= day and (not f.date_to or f.date_to >= day)
        )


class PermanenceTimesheet(models.Model):
    """The hours of one person in one month, split by programme, signed and locked.

    Hours are a key that distributes salaries; they carry no value.
    """

    _name = "permanence.timesheet"
    _inherit = ["ngo.guarded", "ngo.transition.mixin"]
    _description = "Monthly timesheet"
    _order = "month desc, employee_id"
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
    line_ids = fields.One2many("permanence.timesheet.line", "timesheet_id")
    minutes = fields.Integer(compute="_compute_minutes", store=True)
    hours = fields.Float(compute="_compute_hours")

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

    @api.depends("employee_id", "month")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = f"{sheet.employee_id.display_name} {sheet.month:%Y-%m}"

    @api.model
    def _scope_reasons(self):
        everybody = self._scope_live().has(
            "coordinator", "programme_manager", "finance_officer"
        )
        return [
            (
                "own",
                self.env._("These are your hours."),
                Domain("employee_id.user_id", "=", self.env.uid),
            ),
            (
                "hours",
                self.env._("You account for hours."),
                Domain.TRUE if everybody else Domain.FALSE,
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        return Domain.TRUE if self._scope_live().has("coordinator") else Domain.FALSE

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
        for sheet in self:
            sheet.line_ids.unlink()
            sheet.write(
                {"line_ids": [Command.create(row) for row in sheet._prepare_lines()]}
            )

    def _prepare_lines(self):
        """One line per assignment, duty and programme; the parts sum exactly."""
        self.ensure_one()
        last = self.month + relativedelta(months=1, days=-1)
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
                ("assignment", a.id, a.slot_id.local_date, a.slot_id.display_name),
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
        for sheet in self:
            if sheet.employee_id.sudo().user_id != self.env.user:
                raise UserError(self.env._("Only the person herself signs her hours."))
        # She may not write it, only sign what stands.
        sheets = self.sudo()
        sheets._move_to("signed")
        sheets.write({"signed_on": fields.Datetime.now(), "signed_by_id": self.env.uid})

    def action_lock(self):
        """The coordinator locks a signed month."""
        self.check_access("write")
        return self._move_to("locked")

    def action_reopen(self):
        """A signed month goes back to draft; a locked one does not."""
        self.check_access("write")
        self._move_to("draft")
        return self.write({"signed_on": False, "signed_by_id": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_draft()

    @api.model
    def action_make(self, month):
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


class PermanenceTimesheetLine(models.Model):
    """Minutes of one block for one programme; no value, ever."""

    _name = "permanence.timesheet.line"
    _inherit = ["ngo.guarded"]
    _description = "Timesheet line"
    _order = "date, id"

    timesheet_id = fields.Many2one(
        "permanence.timesheet", required=True, ondelete="cascade", index=True
    )
    date = fields.Date(required=True)
    name = fields.Char(required=True)
    source = fields.Char(required=True)
    programme_id = fields.Many2one("ngo.programme", ondelete="restrict")
    minutes = fields.Integer(required=True)

    _source_uniq = models.UniqueIndex(
        "(timesheet_id, source, COALESCE(programme_id, 0))",
        "This block is counted already.",
    )

    @api.model
    def _scope_reasons(self):
        sheets = self.env["permanence.timesheet"]
        return [
            (key, label, Domain("timesheet_id", "any!", domain))
            for key, label, domain in sheets._scope_reasons()
        ]

    @api.model
    def _scope_write_domain(self):
        domain = self.env["permanence.timesheet"]._scope_write_domain()
        return Domain("timesheet_id", "any!", domain)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.timesheet_id._check_draft()
        return lines

    def write(self, vals):
        self.timesheet_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.timesheet_id._check_draft()
