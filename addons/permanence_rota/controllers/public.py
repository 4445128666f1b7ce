# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import timedelta

from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.ngo_base.controllers.public_page import PublicPage

from ..models.permanence_supply import CLOSED

# Key of the session: the profile, and what is to be told on its page once.
SAID = "permanence_rota_said"


class RotaPublic(PublicPage, http.Controller):
    """One's own rota for people with and without an account, by a random link."""

    def _profile(self, token, kind="page"):
        profile = request.env["permanence.profile"]._by_token(token, kind)
        if not profile:
            if kind == "feed":
                raise request.not_found()
            self._speak()
            page = self._render("permanence_rota.link_ended", status=404)
            raise NotFound(response=page)
        person = profile.employee_id
        lang = person.user_id.lang or person.work_contact_id.lang
        lang = lang or request.env.lang
        # The page itself too is read by the person, whatever her browser asks for.
        request.update_context(lang=lang)
        return profile.with_context(lang=lang)

    def _assignments(self, profile):
        """Published slots of the person from yesterday on."""
        since = fields.Datetime.now() - timedelta(days=1)
        return profile.env["permanence.assignment"].search(
            [
                ("employee_id", "=", profile.employee_id.id),
                ("publish_seq", ">", 0),
                ("pub_employee_id", "=", profile.employee_id.id),
                ("state", "not in", CLOSED),
                ("stop", ">", since),
            ],
            limit=200,
        )

    @http.route(
        "/rota/my/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def my(self, token, **_kw):
        """The page: my slots, open slots, wishes."""
        profile = self._profile(token)
        env = profile.env
        told, message = request.session.pop(SAID, None) or (None, None)
        plans = (
            env["permanence.plan"]
            .search(
                [
                    ("wish_deadline", ">", fields.Datetime.now()),
                    ("state", "!=", "closed"),
                ],
                order="date_from",
            )
            .filtered(lambda plan: profile in plan._asked(profile))
        )
        lang = env["res.lang"]._lang_get(env.lang)
        response = request.render(
            "permanence_rota.my_page",
            {
                "profile": profile,
                "token": token,
                "message": told == profile.id and message,
                "mine": self._assignments(profile),
                "swaps": env["permanence.swap"]._asked_of(profile.employee_id),
                "open_slots": env["permanence.assignment"]._open_for(
                    profile.employee_id
                ),
                "plans": plans,
                "wishes": env["permanence.wish"].search(
                    [
                        ("employee_id", "=", profile.employee_id.id),
                        ("date", ">=", fields.Date.today()),
                    ]
                ),
                "direction": lang.direction or "ltr",
                # Odoo itself gives "lang", the one of the visitor.
                "tongue": (env.lang or "en").replace("_", "-"),
                "format_date": lambda day: format_date(
                    env, day, date_format="EEEE d MMMM"
                ),
                "words": self._words(env),
                "now": fields.Datetime.now(),
            },
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _words(self, env):
        """Labels in the language of the person, not of the session."""
        return {
            "title": env._("My rota"),
            "nothing": env._("Nothing is published for you."),
            "confirm": env._("I will be there"),
            "confirmed": env._("Confirmed"),
            "cannot": env._("I cannot come"),
            "tell": env._("Tell the coordinator"),
            "told": env._("The coordinator is told that you cannot come."),
            "asked": env._("A colleague asks you to take"),
            "counter": env._("In exchange for"),
            "accept": env._("Accept"),
            "refuse": env._("Refuse"),
            "decides": env._("Noted: the coordinator decides."),
            "open": env._("Open slots that you may take"),
            "none_open": env._("None at the moment."),
            "take": env._("I take it"),
            "wishes": env._("My availabilities and wishes"),
            "until": env._("until"),
            "closed": env._("Wishes are closed."),
            "save": env._("Save"),
            "feed": env._("Calendar for my phone"),
            "team": env._("With"),
        }

    def _back(self, profile, token, message):
        """The page again, with what came of it: in the session, not in the address,
        which anybody writes and every server on the way keeps."""
        request.session[SAID] = [profile.id, message]
        return request.redirect(f"/rota/my/{token}")

    @http.route(
        "/rota/my/<string:token>/claim",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def claim(self, token, assignment_id, **_kw):
        """Take an open slot; the first one wins."""
        profile = self._profile(token)
        head = self._head(profile, assignment_id)
        try:
            head._claim_for(profile.employee_id)
        except UserError as error:
            return self._back(profile, token, error.args[0])
        return self._back(profile, token, profile.env._("It is yours: thank you."))

    @http.route(
        "/rota/my/<string:token>/confirm",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def confirm(self, token, assignment_id, **_kw):
        """Say that one has seen it and will be there."""
        profile = self._profile(token)
        head = self._head(profile, assignment_id)
        if not self._is_ahead(profile, head):
            return self._back(
                profile, token, profile.env._("This slot is no longer yours.")
            )
        head._confirm_for(profile.employee_id)
        return self._back(profile, token, profile.env._("Confirmed: thank you."))

    @http.route(
        "/rota/my/<string:token>/cannot",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def cannot(self, token, assignment_id, **_kw):
        """Say that one cannot come; nobody asks why."""
        profile = self._profile(token)
        head = self._head(profile, assignment_id)
        if not self._is_ahead(profile, head):
            return self._back(
                profile, token, profile.env._("This slot is no longer yours.")
            )
        head._cannot_come_for(profile.employee_id)
        return self._back(profile, token, self._words(profile.env)["told"])

    @http.route(
        "/rota/my/<string:token>/swap",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def swap(self, token, swap_id, answer, **_kw):
        """Accept what a colleague asks, or refuse it; the coordinator approves."""
        profile = self._profile(token)
        env = profile.env
        asked = env["permanence.swap"]._asked_of(profile.employee_id)
        swap = asked.filtered(lambda swap: str(swap.id) == swap_id)
        if not swap or answer not in ("accept", "refuse"):
            return self._back(profile, token, env._("Nobody asks this any more."))
        if answer == "refuse":
            swap.action_refuse()
            return self._back(profile, token, env._("Noted: thank you."))
        try:
            # A second tap says the same as the first one.
            if swap.state == "asked":
                swap._accept()
        except UserError as error:
            return self._back(profile, token, error.args[0])
        return self._back(profile, token, self._words(env)["decides"])

    def _is_ahead(self, profile, head):
        """It is published as the person's, and not over: a draft tells her nothing."""
        return self._assignments(profile) & head and head.stop > fields.Datetime.now()

    def _head(self, profile, assignment_id):
        if not assignment_id.isdecimal():
            raise request.not_found()
        head = profile.env["permanence.assignment"].browse(int(assignment_id)).exists()
        if not head or not head.publish_seq:
            raise request.not_found()
        return head

    @http.route(
        "/rota/my/<string:token>/wish",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def wish(self, token, date, part, weight, **_kw):
        """Declare an availability or a wish before the deadline."""
        profile = self._profile(token)
        env = profile.env
        wishes = env["permanence.wish"]
        parts = dict(wishes._fields["part"].selection)
        weights = dict(wishes._fields["weight"].selection)
        try:
            day = fields.Date.to_date(date)
        except ValueError:
            day = None
        if not day or part not in parts or (weight not in weights and weight != "0"):
            return self._back(profile, token, env._("This wish could not be read."))
        plan = env["permanence.plan"].search(
            [
                ("date_from", "<=", day),
                ("date_to", ">=", day),
                ("wish_deadline", ">", fields.Datetime.now()),
                ("state", "!=", "closed"),
            ],
            limit=1,
        )
        if not plan:
            return self._back(profile, token, env._("Wishes for this day are closed."))
        known = wishes.search(
            [
                ("employee_id", "=", profile.employee_id.id),
                ("date", "=", day),
                ("part", "=", part),
            ]
        )
        if weight == "0":
            known.unlink()
        elif known:
            known.weight = weight
        else:
            wishes.create(
                {
                    "employee_id": profile.employee_id.id,
                    "date": day,
                    "part": part,
                    "weight": weight,
                }
            )
        profile.sudo().answered_on = fields.Datetime.now()
        return self._back(profile, token, env._("Noted: thank you."))

    # ---------------------------------------------------------------------- feed

    @http.route(
        "/rota/my/<string:token>/feed",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def new_feed(self, token, **_kw):
        """A feed link of one's own, shown once."""
        profile = self._profile(token)
        feed = profile._new_token("feed")
        return self._back(
            profile, token, f"{profile.get_base_url()}/rota/ics/{feed}.ics"
        )

    @http.route(
        "/rota/ics/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        save_session=False,
    )
    def feed(self, token, **_kw):
        """Calendar feed: stable UIDs, sequence, cancellations kept 30 days."""
        profile = self._profile(token, "feed")
        body = profile._calendar().encode()
        etag = hashlib.sha256(body).hexdigest()[:32]
        headers = [
            ("Content-Type", "text/calendar; charset=utf-8"),
            ("ETag", f'"{etag}"'),
            ("Cache-Control", "private, max-age=0"),
        ]
        if request.httprequest.headers.get("If-None-Match") == f'"{etag}"':
            return request.make_response("", headers, status=304)
        return request.make_response(body, headers)
