# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine import eligibility, hours
from ..engine.hsds_kinds import STATUSES

#: Days for which openings are worked out in advance; the nightly job moves on.
OPENING_DAYS = 14


class DirectoryService(models.Model):
    """Something an organisation does for people: the sheet that everybody reads."""

    _name = "directory.service"
    _inherit = [
        "directory.hsds.source.mixin",
        "directory.service.freshness",
        "directory.service.search",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Service"
    _order = "name, id"
    _rec_names_search = ["name", "alternate_name", "organization_id.name"]

    name = fields.Char(required=True, translate=True, tracking=True, index="trigram")
    alternate_name = fields.Char(string="Other name")
    organization_id = fields.Many2one(
        "directory.organization",
        string="Organisation",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    family = fields.Selection(related="organization_id.family", store=True)
    category_ids = fields.Many2many("directory.category", string="Needs")
    description = fields.Text(translate=True)
    status = fields.Selection(
        [
            (STATUSES[0], "Active"),
            (STATUSES[3], "Temporarily closed"),
            (STATUSES[1], "Inactive"),
            (STATUSES[2], "Ended"),
        ],
        required=True,
        default=STATUSES[0],
        tracking=True,
        index=True,
    )
    alert = fields.Char(translate=True, help="Shown first on the sheet.")
    url = fields.Char(string="Web page")
    email = fields.Char()
    active = fields.Boolean(default=True)

    publication_state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("published", "On the map"),
            ("withdrawn", "Off the map"),
        ],
        string="Publication",
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
        index=True,
        copy=False,
    )
    visibility = fields.Selection(
        [("public", "Everybody"), ("professional", "Staff only")],
        string="Visible to",
        required=True,
        default="public",
        tracking=True,
    )

    # For whom
    public_mode = fields.Selection(
        [
            (eligibility.UNCONDITIONAL, "Everybody is received"),
            (eligibility.PREFERENTIAL, "These people first"),
            (eligibility.EXCLUSIVE, "These people only"),
        ],
        string="Public",
        required=True,
        default=eligibility.EXCLUSIVE,
    )
    legal_status_ids = fields.Many2many("ngo.legal.status", string="Residence status")
    age_min = fields.Integer(string="Age from", default=0)
    age_max = fields.Integer(string="Age to", default=0, help="0: no upper limit.")
    sex = fields.Selection([("female", "Women only"), ("male", "Men only")])
    family_ids = fields.Many2many(
        "directory.term",
        relation="directory_service_family_rel",
        string="Family situation",
        domain="[('kind', '=', 'family')]",
    )
    profile_ids = fields.Many2many(
        "directory.term",
        relation="directory_service_profile_rel",
        string="Profiles",
        domain="[('kind', '=', 'profile')]",
    )
    area_ids = fields.Many2many(
        "ngo.area", string="Areas served", help="Empty: wherever the person lives."
    )
    eligibility_description = fields.Text(translate=True, string="Conditions, in words")

    # How
    access_ids = fields.Many2many(
        "directory.term",
        relation="directory_service_access_rel",
        string="Ways of access",
        domain="[('kind', '=', 'access')]",
    )
    application_process = fields.Text(translate=True, string="How to proceed")
    language_ids = fields.Many2many("ngo.language", string="Languages spoken")
    interpretation = fields.Char(translate=True, string="Interpreting")
    document_ids = fields.One2many("directory.document", "service_id")
    cost_kind = fields.Selection(
        [("free", "Free"), ("paid", "Paid"), ("depends", "Depends on the person")],
        string="Cost",
    )
    fees_description = fields.Text(translate=True, string="Cost, in words")
    contact_ids = fields.One2many("directory.contact", "service_id")
    complaint_channel = fields.Text(
        translate=True,
        string="Complaints",
        help="How a person complains about this service, and who answers.",
    )

    # Where and when
    site_ids = fields.One2many("directory.service.site", "service_id", string="Places")
    hours_ids = fields.One2many("directory.hours", "service_id")
    change_ids = fields.One2many("directory.hours.change", "service_id")
    closure_ids = fields.One2many("directory.closure", "service_id")
    opening_ids = fields.One2many("directory.opening", "service_id")
    openings_until = fields.Date(readonly=True, copy=False, index="btree_not_null")
    is_hours_unreadable = fields.Boolean(string="Hours to be asked")
    opening_state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("unknown", "To be asked")],
        string="Now",
        compute="_compute_opening_state",
        search="_search_opening_state",
    )
    next_opening = fields.Datetime(compute="_compute_opening_state")

    # Capacity
    capacity_status = fields.Selection(
        [
            ("capacity", "Places left"),
            ("waitlist", "Waiting list"),
            ("no-capacity", "Full"),
            ("additional-assessment-required", "To be assessed"),
        ],
        string="Capacity",
        tracking=True,
    )
    capacity_available = fields.Integer(string="Places left")
    capacity_maximum = fields.Integer(string="Places in all")
    capacity_updated = fields.Datetime(readonly=True, copy=False)

    _ages = models.Constraint(
        "CHECK (age_min >= 0 AND age_max >= 0 AND age_min < 150 AND age_max < 150"
        " AND (COALESCE(age_max, 0) = 0 OR age_max >= COALESCE(age_min, 0)))",
        "The ages of a service go from the lower one to the higher one.",
    )
    _places = models.Constraint(
        "CHECK (capacity_available >= 0 AND capacity_maximum >= 0)",
        "Places are counted from zero.",
    )
    _published_idx = models.Index(
        "(status, visibility) WHERE publication_state = 'published'"
    )

    @api.depends_context("uid")
    @api.depends("hours_ids", "site_ids", "closure_ids", "change_ids", "status")
    def _compute_opening_state(self):
        now = fields.Datetime.now()
        for service in self:
            status = service._opening_status(now)
            service.opening_state = status.state
            upcoming = status.next_opening
            service.next_opening = upcoming and upcoming.replace(tzinfo=None)

    def _search_opening_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        is_open = fields.Domain(
            "opening_ids", "any", [("start", "<=", now), ("stop", ">", now)]
        ) & fields.Domain("status", "=", "active")
        is_known = fields.Domain("is_hours_unreadable", "=", False) & (
            fields.Domain("hours_ids", "!=", False)
            | fields.Domain(
                "site_ids",
                "any",
                [("hours_ids", "!=", False), ("is_hours_unreadable", "=", False)],
            )
            | fields.Domain("status", "!=", "active")
        )
        parts = {
            "open": is_open,
            "closed": ~is_open & is_known,
            "unknown": ~is_open & ~is_known,
        }
        if set(value) >= {"open", "unknown"} and "closed" not in value:
            # The question of each search with "open now": said the short way.
            return is_open | ~is_known
        return fields.Domain.OR([parts[state] for state in value if state in parts])

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for vals in vals_list:
            if vals.get("capacity_status") or vals.get("capacity_available"):
                vals.setdefault("capacity_updated", now)
        return super().create(vals_list)

    def write(self, vals):
        if {"capacity_status", "capacity_available", "capacity_maximum"} & set(vals):
            vals = {"capacity_updated": fields.Datetime.now(), **vals}
        result = super().write(vals)
        if {"site_ids", "status"} & set(vals):
            self._refresh_openings()
        return result

    # -------------------------------------------------------------- publication

    def _missing_for_publication(self):
        """What a sheet lacks before others may rely on it, as a list of words."""
        self.ensure_one()
        wanted = [
            (self.organization_id.description, self.env._("what the organisation is")),
            (self.description, self.env._("a description")),
            (self.category_ids, self.env._("a need it answers")),
            (
                self.contact_ids or self.site_ids or self.organization_id.contact_ids,
                self.env._("a place or a contact"),
            ),
            (self.owner_id, self.env._("somebody who keeps it up to date")),
        ]
        return [word for value, word in wanted if not value]

    def action_publish(self):
        missing = {service: service._missing_for_publication() for service in self}
        lines = [
            self.env._(
                "%(sheet)s: %(words)s", sheet=service.name, words=", ".join(words)
            )
            for service, words in missing.items()
            if words
        ]
        if lines:
            raise ValidationError(
                self.env._(
                    "These sheets are not complete:\n%(lines)s", lines="\n".join(lines)
                )
            )
        self.write({"publication_state": "published"})

    def action_withdraw(self):
        self.write({"publication_state": "withdrawn"})

    # -------------------------------------------------------------------- hours

    def _hours_list(self):
        """The engine's hours of each place; of the service where there is none."""
        self.ensure_one()
        if self.site_ids:
            return [(site, site._hours()) for site in self.site_ids]
        # Without a place there is no other time zone than that of the house.
        zone = ZoneInfo(self.env.company.partner_id.tz or "Africa/Tunis")
        known = hours.Hours(
            zone,
            tuple(line._rule() for line in self.hours_ids),
            tuple(change._changed_hours() for change in self.change_ids),
            tuple(closure._closure() for closure in self.closure_ids),
            self.is_hours_unreadable,
        )
        return [(self.site_ids, known)]

    def _opening_status(self, now):
        """Best status among the places at a naive UTC instant."""
        self.ensure_one()
        if self.status != "active":
            return hours.OpeningStatus("closed", reason="status")
        at = now.replace(tzinfo=UTC)
        found = [hours.status(known, at) for _site, known in self._hours_list()]
        rank = {"open": 0, "unknown": 1, "closed": 2}
        far = at + timedelta(days=10_000)
        return min(found, key=lambda s: (rank[s.state], s.next_opening or far))

    def _refresh_openings(self):
        """Work out the openings of the next days again."""
        services = self.exists()
        start = fields.Datetime.now().replace(tzinfo=UTC)
        stop = start + timedelta(days=OPENING_DAYS)
        vals_list = [
            {
                "service_id": service.id,
                "site_id": site.id,
                "start": begin.replace(tzinfo=None),
                "stop": end.replace(tzinfo=None),
            }
            for service in services
            for site, known in service._hours_list()
            for begin, end in hours.intervals(known, start, stop)
        ]
        # Openings follow from the hours; nobody may write them, so the system does.
        openings = self.env["directory.opening"].sudo()
        openings.search([("service_id", "in", services.ids)]).unlink()
        openings.create(vals_list)
        if services:
            # Not write(): nobody changed the sheet, so its date must not move.
            self.env.cr.execute(
                SQL(
                    "UPDATE directory_service SET openings_until = %s WHERE id IN %s",
                    stop.date(),
                    tuple(services.ids),
                )
            )
            services.invalidate_recordset(["openings_until"], flush=False)

    @api.model
    def _cron_refresh_openings(self, batch=500):
        """Move the window of worked-out openings on by a night."""
        until = fields.Date.today() + timedelta(days=OPENING_DAYS)
        domain = [
            ("status", "=", "active"),
            "|",
            ("openings_until", "=", False),
            ("openings_until", "<", until),
        ]
        ids = self.search(domain, order="openings_until, id").ids
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(ids))
        for start in range(0, len(ids), batch):
            some = self.browse(ids[start : start + batch])
            some._refresh_openings()
            # Out of time: the next call goes on with those that are left.
            if not cron._commit_progress(len(some)):
                break

    # ------------------------------------------------------------------ matching

    def _public(self):
        """The engine's public of this service; areas are asked for by themselves."""
        self.ensure_one()
        return eligibility.Public(
            mode=self.public_mode,
            statuses=frozenset(self.legal_status_ids.mapped("code")),
            age_min=self.age_min or None,
            age_max=self.age_max or None,
            sexes=frozenset([self.sex] if self.sex else []),
            families=frozenset(self.family_ids.mapped("code")),
            profiles=frozenset(self.profile_ids.mapped("code")),
        )
