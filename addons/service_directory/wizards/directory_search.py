# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..engine import geo
from ..engine.eligibility import Person


class DirectorySearch(models.TransientModel):
    """Where can this person go? Nothing that identifies her is asked or kept."""

    _name = "directory.search"
    _description = "Find a Service"

    category_id = fields.Many2one("directory.category", string="Need")
    area_id = fields.Many2one("ngo.area", string="Area")
    language_ids = fields.Many2many("ngo.language", string="Languages spoken")
    access_id = fields.Many2one(
        "directory.term", string="Way of access", domain="[('kind', '=', 'access')]"
    )
    is_open_now = fields.Boolean(string="Open now")
    near_id = fields.Many2one(
        "directory.location",
        string="Near",
        domain="[('latitude', '!=', 0)]",
    )
    max_km = fields.Float(string="Within (km)")
    legal_status_id = fields.Many2one("ngo.legal.status", string="Residence status")
    age = fields.Integer(help="Leave 0 when it is not known.")
    sex = fields.Selection([("female", "Woman"), ("male", "Man")])
    family_id = fields.Many2one(
        "directory.term",
        string="Family situation",
        domain="[('kind', '=', 'family')]",
    )
    profile_ids = fields.Many2many(
        "directory.term", string="Profiles", domain="[('kind', '=', 'profile')]"
    )
    line_ids = fields.One2many("directory.search.line", "search_id")
    has_misses = fields.Boolean(string="Show what does not fit, and why")
    is_done = fields.Boolean()

    def _compute_display_name(self):
        self.display_name = self.env._("Find a service")

    def _ask(self):
        """The question as :meth:`directory.service._find` takes it."""
        self.ensure_one()
        person = Person(
            status=self.legal_status_id.code or None,
            age=self.age or None,
            sex=self.sex or None,
            family=self.family_id.code or None,
            area_path=None,
            profiles={code: True for code in self.profile_ids.mapped("code")},
        )
        return {
            "category": self.category_id,
            "area": self.area_id,
            "languages": self.language_ids,
            "access": self.access_id.code or None,
            "person": person if person != Person() else None,
            "is_open_now": self.is_open_now,
            "near": self.near_id._point() if self.near_id else None,
            "max_km": self.max_km or None,
        }

    def action_search(self):
        self.ensure_one()
        ask = self._ask()
        services = self.env["directory.service"]
        found = services._find(ask)
        self.env["directory.search.count"]._count(
            self.category_id, self.area_id, bool(found)
        )
        if self.has_misses:
            found += services._find_misses(ask)
        self.line_ids.unlink()
        lines = self.env["directory.search.line"]
        lines.create(
            [lines._prepare_vals(self, rank, *line) for rank, line in enumerate(found)]
        )
        # The form shows them: a window of its own would lengthen the way back.
        self.is_done = True


class DirectorySearchLine(models.TransientModel):
    """One answer with its reasons."""

    _name = "directory.search.line"
    _description = "Answer of a Search"
    _order = "rank, id"

    search_id = fields.Many2one(
        "directory.search", required=True, ondelete="cascade", index=True
    )
    rank = fields.Integer()
    service_id = fields.Many2one("directory.service", ondelete="cascade")
    organization_id = fields.Many2one(related="service_id.organization_id")
    location_id = fields.Many2one("directory.location", string="Place")
    verdict = fields.Selection(
        [("yes", "Fits"), ("unknown", "To be asked"), ("no", "Does not fit")],
        string="Answer",
    )
    distance = fields.Float(string="km", digits=(6, 1))
    why = fields.Char()
    to_ask = fields.Char(string="To be asked")
    why_not = fields.Char(string="Why not")

    @api.model
    def _prepare_vals(self, search, rank, service, site, finding):
        near = search.near_id._point() if search.near_id else None
        there = site.location_id._point() if site else None
        hard = [code for code in finding.of("no") if not self._is_soft(code)]
        soft = [code for code in finding.of("no") if self._is_soft(code)]
        return {
            "search_id": search.id,
            "rank": rank,
            "service_id": service.id,
            "location_id": site.location_id.id,
            "verdict": finding.verdict,
            "distance": geo.distance_km(near, there) or 0.0,
            "why": self._words(finding.of("yes"), "yes"),
            "to_ask": self._words(finding.of("unknown"), "unknown"),
            "why_not": self._words([*hard, *soft], "no"),
        }

    @api.model
    def _is_soft(self, code):
        return code in ("language", "fresh") or code.startswith("capacity_")

    @api.model
    def _words(self, codes, verdict):
        """Reasons as words, in the reader's language."""
        texts = self._reason_texts()
        return " · ".join(
            text for code in codes if (text := texts.get(f"{code}/{verdict}"))
        )

    @api.model
    def _reason_texts(self):
        """code/verdict → words; what has no words here is not worth a word."""
        status, age, sex = (
            self.env._("residence status"),
            self.env._("age"),
            self.env._("sex"),
        )
        family, area, profile = (
            self.env._("family situation"),
            self.env._("area"),
            self.env._("profile"),
        )
        texts = {
            "need/yes": self.env._("answers the need"),
            "need/no": self.env._("another need"),
            "active/no": self.env._("closed down or suspended"),
            "area/yes": self.env._("serves the area"),
            "area/unknown": self.env._("serves a part of the area"),
            "area/no": self.env._("other area"),
            "access/yes": self.env._("can be reached so"),
            "access/unknown": self.env._("way of access"),
            "access/no": self.env._("other way of access"),
            "eligibility/yes": self.env._("receives this person"),
            "open_now/yes": self.env._("open now"),
            "open_now/unknown": self.env._("opening hours"),
            "open_now/no": self.env._("closed now"),
            "distance/yes": self.env._("near enough"),
            "distance/unknown": self.env._("distance"),
            "distance/no": self.env._("too far"),
            "language/yes": self.env._("speaks a language of the person"),
            "language/unknown": self.env._("languages spoken"),
            "language/no": self.env._("interpreter needed"),
            "capacity_capacity/yes": self.env._("places left"),
            "capacity_waitlist/no": self.env._("waiting list"),
            "capacity_no-capacity/no": self.env._("full"),
            "fresh/no": self.env._("not checked for long"),
        }
        for code, word in (
            ("status", status),
            ("age", age),
            ("sex", sex),
            ("family", family),
            ("area", area),
            ("profile", profile),
        ):
            texts[f"eligibility_{code}/unknown"] = word
            texts[f"eligibility_{code}/no"] = self.env._(
                "not for this %(what)s", what=word
            )
        return texts

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "directory.service",
            "res_id": self.service_id.id,
            "view_mode": "form",
        }
