# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..engine import freshness


class DirectoryServiceFreshness(models.AbstractModel):
    """The sheet as work: who keeps it, when it was checked, what is due."""

    _name = "directory.service.freshness"
    _description = "Freshness of a Service's Sheet"

    owner_id = fields.Many2one(
        "res.users",
        string="Kept by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        tracking=True,
    )
    check_frequency = fields.Selection(
        [
            ("1", "Every month"),
            ("3", "Every 3 months"),
            ("6", "Every 6 months"),
            ("12", "Every year"),
            ("16", "Every 16 months"),
            ("0", "Never"),
        ],
        string="Checked",
        required=True,
        default="6",
    )
    check_ids = fields.One2many("directory.check", "service_id")
    last_checked = fields.Date(compute="_compute_last_checked", store=True)
    next_check = fields.Date(compute="_compute_next_check", store=True, index=True)
    freshness = fields.Selection(
        [
            (freshness.UP_TO_DATE, "Up to date"),
            (freshness.ADVISED, "To be checked"),
            (freshness.REQUIRED, "Overdue"),
        ],
        compute="_compute_freshness",
        search="_search_freshness",
    )
    stale_notice_date = fields.Date(string="Notice sent on", readonly=True, copy=False)
    withdrawal_date = fields.Date(
        string="Leaves the map on", compute="_compute_freshness"
    )
    suggestion_ids = fields.One2many("directory.suggestion", "service_id")
    link_ids = fields.One2many("directory.link", "service_id")

    @api.depends("check_ids.date", "check_ids.result")
    def _compute_last_checked(self):
        for service in self:
            dates = [
                check.date
                for check in service.check_ids
                if check.result != "unreachable"
            ]
            service.last_checked = max(dates, default=False)

    @api.depends("last_checked", "check_frequency", "create_date")
    def _compute_next_check(self):
        for service in self:
            created = (service.create_date or fields.Datetime.now()).date()
            service.next_check = freshness.next_check(
                service.last_checked or None, int(service.check_frequency), created
            )

    @api.depends("next_check", "stale_notice_date")
    def _compute_freshness(self):
        today = fields.Date.context_today(self)
        for service in self:
            due = service.next_check or None
            service.freshness = freshness.state(due, today)
            service.withdrawal_date = freshness.withdrawal(
                due, service.stale_notice_date or None, today
            ).on

    def _search_freshness(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        required = today - relativedelta(days=freshness.GRACE_DAYS)
        due = fields.Domain("next_check", "!=", False)
        domains = {
            freshness.REQUIRED: due & fields.Domain("next_check", "<=", required),
            freshness.ADVISED: due
            & fields.Domain("next_check", ">", required)
            & fields.Domain("next_check", "<=", today),
            freshness.UP_TO_DATE: ~due | fields.Domain("next_check", ">", today),
        }
        return fields.Domain.OR([domains[state] for state in value if state in domains])

    # ------------------------------------------------------------------ actions

    def action_confirm(self):
        """One click: I asked, nothing has changed."""
        self._add_check("call", "confirmed")

    def action_send_link(self):
        """Ask the provider to confirm or correct the sheet."""
        # A mail leaves in the name of the house: readers may not send it.
        self.check_access("write")
        for service in self:
            self.env["directory.link"]._invite(service)

    def _add_check(self, source, result, note=False):
        is_outside = self.env.user._is_public()
        self.env["directory.check"].create(
            [
                {
                    "service_id": service.id,
                    "user_id": False if is_outside else self.env.uid,
                    "source": source,
                    "result": result,
                    "note": note,
                }
                for service in self
            ]
        )

    # --------------------------------------------------------------------- jobs

    @api.model
    def _cron_freshness(self):
        """Tell owners what is due, give notice, and take off the map what stays stale.

        Safe to run twice on a day and after a pause of any length: no sheet leaves
        the map without a notice that is a month old.
        """
        today = fields.Date.context_today(self)
        stale = self.search(
            [
                ("publication_state", "=", "published"),
                ("next_check", "<=", today),
            ],
            order="id",
        )
        for service in stale:
            plan = freshness.withdrawal(
                service.next_check, service.stale_notice_date or None, today
            )
            if plan.withdraw:
                service._withdraw_stale()
            elif plan.notify:
                service._give_notice(plan.on)
            else:
                service._remind_owner()

    def _remind_owner(self):
        """An activity for whoever keeps the sheet, one at a time."""
        xmlid = "service_directory.mail_activity_type_check"
        for service in self.filtered("owner_id"):
            if not service.activity_search([xmlid]):
                service.activity_schedule(
                    xmlid,
                    date_deadline=service.next_check,
                    user_id=service.owner_id.id,
                )

    def _give_notice(self, day):
        """Say on which day the sheet leaves the map; the provider gets its page."""
        for service in self:
            service.stale_notice_date = fields.Date.context_today(service)
            service._remind_owner()
            service.message_post(
                body=service.env._(
                    "Nobody has confirmed this sheet. It leaves the map on %(day)s.",
                    day=fields.Date.to_string(day),
                )
            )
            self.env["directory.link"]._invite(service)

    def _withdraw_stale(self):
        for service in self:
            service.publication_state = "withdrawn"
            service.message_post(
                body=service.env._("Off the map: not confirmed after notice.")
            )
