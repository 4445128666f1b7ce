# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..engine import rank as engine_rank
from .permanence_supply import CLOSED


class PermanencePlan(models.Model):
    """A month of permanences at some sites: generated, solved, published, changed."""

    _name = "permanence.plan"
    _inherit = [
        "ngo.guarded.thread",
        "mail.thread",
        "mail.activity.mixin",
        "ngo.transition.mixin",
    ]
    _description = "Rota"
    _order = "date_from desc, id desc"
    _transitions = {
        "draft": {"proposed"},
        "proposed": {"draft", "published"},
        "published": {"closed"},
        "closed": {"published"},
    }

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    site_ids = fields.Many2many("ngo.site", string="Sites", required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("published", "Published"),
            ("closed", "Closed"),
        ],
        required=True,
        default="draft",
        tracking=True,
        copy=False,
    )
    wish_deadline = fields.Datetime(string="Wishes until")
    silent_ids = fields.Many2many(
        "permanence.profile",
        string="Who has not answered",
        compute="_compute_silent_ids",
    )
    silent_count = fields.Integer(string="Not answered", compute="_compute_silent_ids")
    slot_ids = fields.One2many("permanence.slot", "plan_id", string="Slots")
    slot_count = fields.Integer(compute="_compute_counts")
    missing = fields.Integer(string="To fill", compute="_compute_counts")
    pending = fields.Integer(string="Unpublished changes", compute="_compute_counts")
    publish_seq = fields.Integer(readonly=True, copy=False)
    published_on = fields.Datetime(readonly=True, copy=False)
    notice_ids = fields.One2many("permanence.notice", "plan_id")

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A rota cannot end before it starts."
    )
    _length = models.Constraint(
        "CHECK (date_to - date_from <= 100)", "A rota covers at most 100 days."
    )

    @api.model
    def default_get(self, fields_list):
        """From the menu, the rota after the last one: its sites, the days that follow.

        A month where it begins on a first of the month, else four weeks.
        """
        found = super().default_get(fields_list)
        if not self.env.context.get("rota_goes_on"):
            return found
        last = self.search([], order="date_to desc", limit=1)
        today = fields.Date.context_today(self)
        first = today + relativedelta(months=1, day=1)
        if last and last.date_to >= today:
            first = last.date_to + timedelta(days=1)
        until = first + timedelta(days=27)
        if first.day == 1:
            until = first + relativedelta(day=31)
        following = {
            "name": " · ".join(filter(None, [self._month(first), last._places()])),
            "date_from": first,
            "date_to": until,
            "site_ids": [Command.set(last.site_ids.ids)],
        }
        return {
            **{name: following[name] for name in following if name in fields_list},
            **found,
        }

    @api.depends("date_from", "site_ids")
    def _compute_name(self):
        """Month and sites, as long as nobody gave a draft a name of its own."""
        for plan in self:
            month = plan.date_from and self._month(plan.date_from)
            places = plan._places()
            head, _dot, tail = (plan.name or "").partition(" · ")
            # One of the two has just changed; the other still stands in the name.
            ours = not head or head == month or (tail and tail == places)
            if month and ours and plan.state == "draft":
                plan.name = " · ".join(filter(None, [month, places]))
            else:
                plan.name = plan.name

    @api.model
    def _month(self, first):
        """``January 2027``, or the day where it does not begin on a first."""
        form = "MMMM y" if first.day == 1 else "d MMMM y"
        month = format_date(self.env, first, date_format=form)
        return month[:1].upper() + month[1:]

    def _places(self):
        """The sites in few words: two houses' rotas of a month are told apart."""
        names = self.site_ids.mapped("display_name")
        more = [f"+{len(names) - 2}"] if len(names) > 2 else []
        return ", ".join(names[:2] + more)

    @api.depends("slot_ids.missing", "slot_ids.assignment_ids.is_changed")
    def _compute_counts(self):
        slots = dict(
            (plan.id, (count, missing))
            for plan, count, missing in self.env["permanence.slot"]._read_group(
                [("plan_id", "in", self.ids)],
                ["plan_id"],
                ["__count", "missing:sum"],
            )
        )
        changed = {
            plan.id: count
            for plan, count in self.env["permanence.assignment"]._read_group(
                [("plan_id", "in", self.ids), ("is_changed", "=", True)],
                ["plan_id"],
                ["__count"],
            )
        }
        for plan in self:
            plan.slot_count, plan.missing = slots.get(plan.id, (0, 0))
            plan.pending = changed.get(plan.id, 0) if plan.publish_seq else 0

    @api.depends_context("uid")
    @api.depends("wish_deadline", "date_from", "date_to")
    def _compute_silent_ids(self):
        # Only that somebody answered is read, not what.
        wishes = self.env["permanence.wish"].sudo()
        for plan in self:
            asked = plan.wish_deadline and plan.create_date
            silent = self.env["permanence.profile"]
            if asked:
                silent = plan._asked(plan._profiles())
            if silent:
                told = wishes.search(
                    [("date", ">=", plan.date_from), ("date", "<=", plan.date_to)]
                ).employee_id
                silent = silent.filtered(
                    lambda p, told=told, since=plan.create_date: (
                        p.sudo().employee_id not in told
                        and not (p.answered_on and p.answered_on >= since)
                    )
                )
            plan.silent_ids = silent
            plan.silent_count = len(silent)

    @api.model
    def _scope_reasons(self):
        roles = ("coordinator", "supervisor", "programme_manager")
        return [
            (
                "site",
                self.env._("You plan at one of its sites."),
                self._planned_by(roles),
            )
        ]

    @api.model
    def _scope_write_domain(self):
        return self._planned_by(("coordinator",))

    @api.model
    def _planned_by(self, roles):
        """Domain of the rotas that live roles reach: at one of their sites, or, where
        a programme is all that limits the role, at one above a site where it works.
        """
        live = self._scope_live()
        reach = live.domain(roles, site="site_ids", programme="site_ids.programme_ids")
        programmes = [
            programme
            for role, site, programme in live.rows
            if role in roles and programme and not site
        ]
        if programmes:
            sites = self.env["ngo.site"].search([("programme_ids", "in", programmes)])
            reach |= Domain("site_ids", "parent_of", sites.ids)
        return reach

    def _check_open(self):
        closed = self.filtered(lambda plan: plan.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "These rotas are closed: %(names)s",
                    names=", ".join(closed.mapped("name")),
                )
            )

    # ---------------------------------------------------------------- generating

    def action_generate(self):
        """Make the slots of the templates; doing it twice is doing it once.

        Slots whose template no longer gives them go, unless somebody holds them or
        they were made by hand.
        """
        for plan in self:
            plan._check_open()
            plan._generate()
        return True

    def _generate(self):
        self.ensure_one()
        self.check_access("write")
        templates = self.env["permanence.template"].search(
            [("site_id", "in", self.site_ids._get_tree_ids())]
        )
        rows = {
            row["key"]: row
            for row in templates._occurrences(self.date_from, self.date_to)
        }
        # A slot belongs to one plan, wherever it was generated.
        everywhere = self.env["permanence.slot"].sudo()
        known = set(everywhere.search([("key", "in", list(rows))]).mapped("key"))
        made = self._make_slots([row for key, row in rows.items() if key not in known])
        gone = self.slot_ids.filtered(
            lambda s: (
                s.key
                and s.key not in rows
                and not s.assignment_ids.filtered("employee_id")
            )
        )
        gone.unlink()
        return made

    def _make_slots(self, rows):
        """Slots of these occurrences, with the team that their templates ask for.

        :param list rows: see ``permanence.template._occurrences``
        :raise AccessError: one of them is at a site that the user does not plan
        """
        templates = self.env["permanence.template"].browse(r["template"] for r in rows)
        templates = templates.with_prefetch(templates.ids)
        moment = self.env["permanence.supply"]._moment
        # The right to each is asked once for all of them below: asked at each
        # reference of each row it costs sixteen queries a slot.
        slots = self.env["permanence.slot"].sudo()
        made = slots.create(
            [
                {
                    "plan_id": self.id,
                    "key": row["key"],
                    "template_id": template.id,
                    "site_id": row["site"],
                    "service_id": template.service_id.id,
                    "start": moment(row["start"]),
                    "stop": moment(row["stop"]),
                }
                for row, template in zip(rows, templates, strict=True)
            ]
        )
        made.sudo(False).check_access("create")
        made.requirement_ids.create(
            [
                {"slot_id": slot.id, **line._prepare_copy_vals()}
                for slot, template in zip(made, templates, strict=True)
                for line in template.requirement_ids
            ]
        )
        made._sync_heads()
        return made.sudo(False)

    # --------------------------------------------------------------------- views

    def action_open_board(self):
        """The week board of this rota."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "permanence_rota.board",
            "name": self.name,
            "params": {"plan_id": self.id},
            "context": {"plan_id": self.id},
        }

    def action_open_slots(self):
        """Slots as a list and a calendar."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "permanence.slot",
            "view_mode": "list,calendar,kanban,form",
            "domain": [("plan_id", "=", self.id)],
            "context": {"default_plan_id": self.id},
        }

    def _asked(self, profiles):
        """Those who may work at a site of this rota: whose wishes it waits for."""
        self.ensure_one()
        sites = self.site_ids.ids
        here = Domain("site_ids", "child_of", sites)
        here |= Domain("site_ids", "parent_of", sites)
        anywhere = Domain("site_ids", "=", False)
        return profiles.search(Domain("id", "in", profiles.ids) & (anywhere | here))

    def action_open_silent(self):
        """Who was asked for her wishes and has not answered."""
        self.ensure_one()
        domain = [("id", "in", self.silent_ids.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not answered"),
            "res_model": "permanence.profile",
            "view_mode": "list,form",
            "domain": domain,
        }

    @api.model
    def _rank(self, assignment):
        """(candidates, excluded) for one head, see the engine's ``rank``."""
        slot = assignment.slot_id
        supply = self.env["permanence.supply"]
        profiles = self._profiles() if self else assignment.plan_id._profiles()
        window = self._slots_around(slot, profiles)
        problem = supply._problem(window, profiles)
        rows = [
            {"line": a.requirement_id.id, "person": a.employee_id.id}
            for a in window.assignment_ids
            if a.employee_id and a.state not in CLOSED
        ]
        people = {row["id"] for row in problem["people"]}
        lines = {ln["id"] for s in problem["slots"] for ln in s["lines"]}
        rows = [r for r in rows if r["person"] in people and r["line"] in lines]
        return engine_rank(
            problem, rows, assignment.requirement_id.id, assignment.employee_id.id
        )

    @api.model
    def _slots_around(self, slot, profiles):
        """The slot and what these people hold in the weeks that matter to it."""
        # Colleagues' slots at sites of other coordinators count for hours and rest.
        everywhere = self.env["permanence.slot"].sudo()
        begin = slot.local_date - timedelta(days=slot.local_date.weekday() + 21)
        end = slot.local_date + timedelta(days=28)
        held = Domain("plan_id", "=", slot.plan_id.id) | Domain(
            "assignment_ids.employee_id", "in", profiles.sudo().employee_id.ids
        )
        near = Domain("local_date", ">=", begin) & Domain("local_date", "<=", end)
        return everywhere.search(held & near) | slot.sudo()
