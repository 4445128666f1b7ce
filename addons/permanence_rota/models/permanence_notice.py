# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class PermanenceNotice(models.Model):
    """What one person must be told after a publication, ready to be pasted.

    People without mail are told by whatever messenger they use: the text stands here,
    that it was sent is noted here, no outside service is called.
    """

    _name = "permanence.notice"
    _inherit = ["ngo.guarded"]
    _description = "Notice of a publication"
    _order = "id desc"

    plan_id = fields.Many2one(
        "permanence.plan",
        string="Rota",
        required=True,
        ondelete="cascade",
        index=True,
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, ondelete="cascade", index=True
    )
    publish_seq = fields.Integer(required=True)
    added = fields.Integer()
    removed = fields.Integer()
    moved = fields.Integer()
    text = fields.Text(required=True)
    sent_on = fields.Datetime(readonly=True)
    sent_by_id = fields.Many2one("res.users", readonly=True)

    _once = models.UniqueIndex(
        "(plan_id, employee_id, publish_seq)", "This person has her notice already."
    )

    @api.depends("plan_id.name")
    def _compute_display_name(self):
        for notice in self:
            # Whom it concerns may not read the rota, and is told which one changed.
            notice.display_name = notice.plan_id.sudo().name

    @api.model
    def _scope_reasons(self):
        return [
            (
                "site",
                self.env._("You plan at one of its sites."),
                self._scope_planner(),
            ),
            (
                "own",
                self.env._("It is for you."),
                Domain("employee_id.user_id", "=", self.env.uid),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        return self._scope_planner()

    @api.model
    def _scope_planner(self):
        plans = self.env["permanence.plan"]._planned_by(("coordinator",))
        return Domain("plan_id", "any!", plans)

    @api.model
    def _make(self, plan, changed, sequence):
        """Notices for those whose slots changed, and for nobody else."""
        news = {}

        def tell(employee, kind, assignment):
            if employee:
                news.setdefault(employee, {}).setdefault(kind, []).append(assignment)

        for a in changed:
            holder = a.employee_id
            if a.state in ("absent", "cancelled"):
                holder = holder.browse()
            before = a.pub_employee_id
            if holder == before:
                tell(holder, "moved", a)
            else:
                tell(before, "removed", a)
                tell(holder, "added", a)
        notices = self.create(
            [
                {
                    "plan_id": plan.id,
                    "employee_id": employee.id,
                    "publish_seq": sequence,
                    **{kind: len(rows) for kind, rows in kinds.items()},
                    "text": self._compose(plan, employee, kinds, sequence),
                }
                for employee, kinds in news.items()
            ]
        )
        notices._notify_users()
        return notices

    @api.model
    def _compose(self, plan, employee, kinds, sequence):
        """The text, in the language of the person."""
        # Language and name of a colleague without account are on her HR contact.
        person = employee.sudo()
        lang = person.user_id.lang or person.work_contact_id.lang or self.env.lang
        here = self.with_context(lang=lang)
        titles = {
            "added": here.env._("New:"),
            "removed": here.env._("No longer yours:"),
            "moved": here.env._("Changed hours:"),
        }
        lines = [
            here.env._(
                "Hello %(name)s, the rota “%(plan)s” is published"
                " (version %(version)s).",
                name=person.name,
                plan=plan.name,
                version=sequence,
            )
        ]
        for kind, title in titles.items():
            rows = kinds.get(kind)
            if rows:
                lines.append(title)
                lines += [
                    f"• {a.with_context(lang=lang).slot_id.display_name}" for a in rows
                ]
        return "\n".join(lines)

    def _notify_users(self):
        """An inbox note to those who have an account."""
        for notice in self:
            user = notice.employee_id.sudo().user_id
            if user:
                self.env["ngo.access"]._notify_users(
                    user,
                    lambda env, notice=notice: (
                        env._("Your rota changed"),
                        env._(
                            "%(added)s new, %(removed)s taken away, %(moved)s moved.",
                            added=notice.added,
                            removed=notice.removed,
                            moved=notice.moved,
                        ),
                    ),
                    notice,
                )

    def action_mark_sent(self):
        """Note that the text was sent; nothing is sent from here."""
        self.write({"sent_on": fields.Datetime.now(), "sent_by_id": self.env.uid})

    def get_text_with_link(self):
        """The text and a fresh personal link, to paste."""
        self.ensure_one()
        self.check_access("write")
        profile = self.env["permanence.profile"].search(
            [("employee_id", "=", self.employee_id.id)]
        )
        if not profile:
            return self.text
        token = profile._new_token()
        return f"{self.text}\n{self.get_base_url()}/rota/my/{token}"

    def action_show_text(self):
        """Show the text and a fresh link once; the person's older link ends."""
        return {
            "type": "ir.actions.client",
            "tag": "permanence_rota.text",
            "params": {
                "title": self.employee_id.sudo().name,
                "text": self.get_text_with_link(),
            },
        }
