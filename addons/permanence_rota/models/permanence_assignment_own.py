# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.ngo_base.engine.bidi import isolate


class PermanenceAssignment(models.Model):
    """What the holder of a head reads and answers, with or without an account."""

    _inherit = "permanence.assignment"

    day = fields.Char(compute="_compute_day")
    team = fields.Char(
        compute="_compute_team", string="With", help="First names of the same slot."
    )
    can_answer = fields.Boolean(
        compute="_compute_can_answer",
        string="Awaits my answer",
        help="It is mine, published and not over.",
    )
    cannot_come = fields.Boolean(
        string="Cannot come",
        readonly=True,
        help="The holder says so; nobody asks why.",
    )

    @api.depends("slot_id.local_date")
    @api.depends_context("lang")
    def _compute_day(self):
        for head in self:
            day = head.slot_id.local_date
            head.day = day and format_date(self.env, day, date_format="EEEE d MMMM")

    @api.depends("slot_id.assignment_ids.pub_employee_id")
    def _compute_team(self):
        for head in self:
            # First names of colleagues hang on the wall; their rows are HR's.
            slot = head.slot_id.sudo()
            others = slot._heads().pub_employee_id - head.sudo().employee_id
            names = [isolate((e.name or "").split(" ")[0]) for e in others]
            head.team = ", ".join(names)

    @api.depends("employee_id", "pub_employee_id", "state", "publish_seq", "stop")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        now = fields.Datetime.now()
        for head in self:
            # One's own place in the house is no secret to oneself.
            holder = head.sudo().employee_id & head.sudo().pub_employee_id
            own = holder.user_id == self.env.user
            ahead = head.state == "published" and head.stop and head.stop > now
            head.can_answer = bool(own and ahead and head.publish_seq)

    def _check_own(self):
        self.check_access("read")
        if not self or not all(head.can_answer for head in self):
            raise UserError(self.env._("This slot is no longer yours."))

    def action_confirm(self):
        """I have seen it and will be there."""
        self._check_own()
        # The holder may not write the rota; that it is hers was asked above.
        for head in self.sudo():
            head._confirm_for(head.employee_id)
        return True

    def action_cannot_come(self):
        """I cannot be there: the coordinator is told, never why."""
        self._check_own()
        # As in action_confirm.
        for head in self.sudo():
            head._cannot_come_for(head.employee_id)
        return True

    def action_ask_swap(self):
        """The form that asks a colleague to take it."""
        self.ensure_one()
        self._check_own()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a swap"),
            "res_model": "permanence.swap",
            "view_mode": "form",
            "target": "new",
            "context": {"default_assignment_id": self.id},
        }

    @api.private
    def _confirm_for(self, employee):
        """The holder has seen it and will be there."""
        mine = self.filtered(lambda a: a.employee_id == employee)
        mine.write({"is_confirmed": True, "cannot_come": False})
        return mine

    @api.private
    def _cannot_come_for(self, employee):
        """The holder will not be there: whoever plans the site has it to do, once.

        She keeps it until the coordinator opens it: a site is not left alone by a tap.
        """
        mine = self.filtered(lambda a: a.employee_id == employee)
        news = mine.filtered(lambda a: not a.cannot_come)
        news.write({"is_confirmed": False, "cannot_come": True})
        for head in news:
            head._tell_planner(
                employee,
                lambda env: env._("Cannot come: %(name)s", name=employee.name),
            )
        return mine

    def _tell_planner(self, employee, say):
        """A task for who plans it, and a notice of it in the name of the employee.

        :param say: function of an environment, for the words in the planner's language
        :return: the task, or none
        """
        planner = self._planner()
        if not planner:
            # The board shows it to whoever plans next.
            return self.env["mail.activity"]
        here = self.with_context(lang=planner.lang or self.env.lang)
        summary = say(here.env)
        if self.env.user != employee.user_id:
            # Her link needs no account, and opens in whatever session there is.
            here = here.with_user(employee.user_id or SUPERUSER_ID).sudo()
        # The notice of its own would be signed by who writes the row.
        plan = here.plan_id.with_context(mail_activity_quick_update=True)
        where = here.slot_id.display_name
        task = plan.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=planner.id,
            summary=summary,
            note=where,
        )
        plan.message_notify(
            partner_ids=planner.partner_id.ids,
            author_id=(employee.user_partner_id or employee.work_contact_id).id,
            subject=summary,
            body=where,
            email_layout_xmlid="mail.mail_notification_layout",
        )
        return task

    def _planner(self):
        """Who has it to do when the holder is not there, among those who read the rota.

        The site's manager, else the author of the rota, else a coordinator.
        """
        plan, roles = self.plan_id, self.env["ngo.role"].sudo()
        coordinators = roles.search(
            roles._live_domain() & Domain("role", "=", "coordinator"), order="id"
        )
        for users in (
            self.site_id.manager_id,
            plan.create_uid,
            coordinators.user_id,
        ):
            if readers := plan._readers_among(users):
                return readers[0]
        return self.env["res.users"]
