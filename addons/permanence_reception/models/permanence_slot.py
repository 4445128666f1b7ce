# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .permanence_encounter_scope import SHIFT_ROLES

# A desk opens so long before its hour.
EARLY = timedelta(hours=2)
# Numbers on one printed block: four pages of tickets, two of day sheet.
PAPER_TICKETS = 40


class PermanenceSlot(models.Model):
    """The published slot becomes a working desk."""

    _inherit = "permanence.slot"

    line = fields.Selection(related="service_id.line")
    encounter_ids = fields.One2many("permanence.encounter", "slot_id")
    paper_from = fields.Integer(readonly=True, copy=False, aggregator=None)
    paper_to = fields.Integer(readonly=True, copy=False, aggregator=None)
    count_waiting = fields.Integer(string="Waiting", compute="_compute_counts")
    count_seen = fields.Integer(string="Received", compute="_compute_counts")
    count_away = fields.Integer(string="Not received", compute="_compute_counts")
    longest_wait = fields.Integer(
        string="Longest wait (minutes)", compute="_compute_counts"
    )
    is_my_site = fields.Boolean(
        string="At my site",
        compute="_compute_is_my_site",
        search="_search_is_my_site",
    )
    is_today = fields.Boolean(compute="_compute_is_today", search="_search_is_today")
    may_open_desk = fields.Boolean(
        string="May open the desk", compute="_compute_may_open_desk"
    )

    @api.depends_context("uid")
    @api.depends("encounter_ids.state")
    def _compute_counts(self):
        now = fields.Datetime.now()
        encounters = self.env["permanence.encounter"]
        rows = {}
        if encounters.has_access("read"):
            for slot, state, count, first in encounters._read_group(
                [("slot_id", "in", self.ids)],
                ["slot_id", "state"],
                ["__count", "arrived_at:min"],
            ):
                rows[slot.id, state] = count, first
        for slot in self:

            def count(*states, slot=slot):
                return sum(rows.get((slot.id, s), (0, None))[0] for s in states)

            slot.count_waiting = count("waiting", "called")
            slot.count_seen = count("seen", "done")
            slot.count_away = count("turned_away")
            first = rows.get((slot.id, "waiting"), (0, None))[1]
            slot.longest_wait = first and int((now - first).total_seconds() // 60)

    @api.depends_context("uid")
    def _compute_is_my_site(self):
        mine = self._my_site_ids()
        for slot in self:
            slot.is_my_site = slot.site_id.id in mine

    def _search_is_my_site(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain("site_id", "in", list(self._my_site_ids()))

    @api.model
    def _my_site_ids(self):
        """Sites where the reader is on shift, or that one of her roles names.

        Somebody whose role names no site finds those of her presences; with none at
        all, every site.
        """
        live = self._scope_live()
        found = set(live.presence_site_ids) | set(live.site_ids(*SHIFT_ROLES))
        # Whoever has none works for the house: all its sites.
        return found or set(self.env["ngo.site"].search([]).ids)  # pylint: disable=no-search-all

    @api.depends("local_date", "start", "stop")
    def _compute_is_today(self):
        """It begins today where it takes place, or a night before it still runs."""
        now = fields.Datetime.now()
        for slot in self:
            runs = bool(slot.start and slot.stop and slot.start <= now < slot.stop)
            slot.is_today = runs or slot.local_date == slot._local_today()

    def _local_today(self):
        supply = self.env["permanence.supply"]
        return supply._local_day(fields.Datetime.now(), self.site_id.tz)

    def _search_is_today(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        near = self.search(
            [
                ("start", ">=", now - timedelta(hours=38)),
                ("start", "<=", now + timedelta(hours=38)),
            ]
        )
        ids = near.filtered("is_today").ids
        return fields.Domain("id", "in", ids)

    # ----------------------------------------------------------------- desk

    @api.depends_context("uid")
    @api.depends("site_id", "start", "stop")
    def _compute_may_open_desk(self):
        live = self._scope_live()
        for slot in self:
            slot.may_open_desk = slot._receives_here(live) and slot._is_desk_time()

    def _receives_here(self, live):
        everywhere = any(r in SHIFT_ROLES and not s for r, s, _p in live.rows)
        return everywhere or self.site_id.id in live.site_ids(*SHIFT_ROLES)

    def _is_desk_time(self):
        if not (self.start and self.stop):
            return False
        return self.start - EARLY <= fields.Datetime.now() < self.stop

    def action_open_desk(self):
        """Hold this desk until the slot ends, and show its queue.

        The presence opens the identities of those who are received here, no longer
        than the slot.
        """
        self.ensure_one()
        self.check_access("read")
        live = self._scope_live()
        if not self._receives_here(live):
            raise UserError(
                self.env._(
                    "You receive nobody at %(site)s.", site=self.site_id.display_name
                )
            )
        if not self._is_desk_time():
            raise UserError(
                self.env._(
                    "%(slot)s: the desk opens at most two hours before its time and"
                    " closes with it.",
                    slot=self.display_name,
                )
            )
        if self.site_id.id not in live.presence_site_ids:
            # The role and the hour were checked; nobody else writes this row.
            vals = self._prepare_presence_vals(fields.Datetime.now())
            self.env["ngo.presence"].sudo().create(vals)
        return self.action_queue()

    def _prepare_presence_vals(self, now):
        """Values of the presence of who opens the desk."""
        self.ensure_one()
        return {
            "user_id": self.env.uid,
            "site_id": self.site_id.id,
            "date_from": now,
            "date_to": self.stop,
            "source": "desk",
        }

    def action_queue(self):
        """The queue of this slot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "permanence_reception.permanence_encounter_queue_action"
        )
        action["display_name"] = self.display_name
        action["domain"] = [("slot_id", "=", self.id)]
        action["context"] = {"default_slot_id": self.id, "search_default_group": 1}
        return action

    def action_call_next(self):
        """Call whoever is next."""
        self.ensure_one()
        called = self.env["permanence.encounter"].action_call_next(self.id)
        if not called:
            raise UserError(self.env._("Nobody is waiting."))
        return called.id

    def action_type_day_sheet(self):
        """The grid in which a day sheet is typed in afterwards, with its hours."""
        self.ensure_one()
        view = self.env.ref("permanence_reception.permanence_encounter_view_list_sheet")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Day sheet"),
            "res_model": "permanence.encounter",
            "views": [(view.id, "list"), (False, "form")],
            "domain": [("slot_id", "=", self.id), ("is_typed_later", "=", True)],
            "help": Markup("<p class='o_view_nocontent_empty_folder'>%s</p><p>%s</p>")
            % (
                self.env._("Nothing typed in from paper yet"),
                self.env._(
                    "New starts a line: one for each person on the sheet, with the "
                    "hours written there."
                ),
            ),
            "context": {
                "day_sheet": True,
                "default_slot_id": self.id,
                "default_state": "done",
                "default_arrived_at": fields.Datetime.to_string(self.start),
            },
        }

    # ---------------------------------------------------------------- paper

    def _reserve_paper(self):
        """Take the numbers that stand on this slot's paper, once.

        Tickets and day sheet bear the same numbers, and the machine never gives them.
        """
        queue = self.env["permanence.encounter"]._queue_key
        for slot in self.filtered(lambda slot: not slot.paper_to):
            key = queue(slot, None, None)
            floor = self.env["permanence.encounter"]._last_ticket(key)
            last = self.env["permanence.ticket"]._take(key, PAPER_TICKETS, floor)
            # Who prints need not be a planner; the numbers are no part of the rota.
            slot.sudo().write(
                {"paper_from": last - PAPER_TICKETS + 1, "paper_to": last}
            )

    def _paper_numbers(self):
        """Numbers on the paper of this slot.

        :rtype: list of int
        """
        self.ensure_one()
        return list(range(self.paper_from, self.paper_to + 1)) if self.paper_to else []

    def action_print_tickets(self):
        """Numbered tickets to cut out and hand over at the door."""
        return self._print_paper("permanence_reception.tickets_report")

    def action_print_day_sheet(self):
        """A blank sheet with the same numbers, for when the network is down."""
        return self._print_paper("permanence_reception.day_sheet_report")

    def _print_paper(self, report):
        self.check_access("read")
        self._reserve_paper()
        return self.env.ref(report).report_action(self)
