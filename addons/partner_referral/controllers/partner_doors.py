# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.ngo_base.controllers.public_page import PublicPage

from ..engine import codes, numbers, states

#: What a partner may say in each state, by the table of moves.
SAYS = ("accept", "waitlist", "decline", "arrived", "no_show", "complete")


def read_values(form, zone):
    """Values of an answer out of a form, those that make sense; see ``_answer``.

    :param form: dict of texts
    :param str zone: name of the time zone in which the partner writes
    """
    values = {
        name: form.get(name, "").strip()
        for name in (
            "appointment_place",
            "appointment_contact",
            "bring",
            "decline_reason",
            "note",
        )
    }
    # No date, or not one: the worker will ask.
    with suppress(ValueError, OverflowError):
        local = datetime.fromisoformat(form.get("appointment_at", ""))
        local = local.replace(tzinfo=local.tzinfo or ZoneInfo(zone))
        values["appointment_at"] = local.astimezone(UTC).replace(tzinfo=None)
    with suppress(ValueError):
        values["expected_on"] = fields.Date.to_date(form.get("expected_on") or False)
    rank = form.get("waiting_rank", "")
    if rank.isascii() and rank.isdigit() and len(rank) < 5:
        values["waiting_rank"] = int(rank)
    return values


class PartnerDoors(PublicPage, http.Controller):
    """The partner's doors without account: a signed link, a paper.

    GET shows an empty page with a box, whatever the address says; only a POST with the
    code reveals or changes. The address and the code are the right: there is no session
    whose trust a foreign page could borrow, hence no CSRF token.
    """

    # ----------------------------------------------------------------- pages

    def _page(self, referral, action, rows, hidden, error=""):
        """The page of one referral: rows that may be shown, answers that may be given.

        :param referral: the referral (sudo); nothing of its person is rendered
        """
        moves = states.TRANSITIONS.get(referral.state, {})
        answers = request.env["partner.referral"]._answers_of(moves)
        labels = referral.fields_get(
            ["priority", "decline_reason", "state"], attributes=["selection"]
        )
        category = referral.category_id
        return self._render(
            "partner_referral.door_page",
            code=referral.code,
            service=referral.service_id.name or referral.receiver_id.name,
            # What is about violence is not named on a page that others may see.
            need=not category.is_sensitive and category.name,
            priority=dict(labels["priority"]["selection"])[referral.priority],
            state=dict(labels["state"]["selection"])[referral.state],
            due=referral.state == "sent" and referral.due_at,
            zone=referral._zone(),
            appointment=referral.appointment_at,
            rows=[(row.type_id.name, numbers.set_apart(row.value)) for row in rows],
            answers=answers,
            reasons=labels["decline_reason"]["selection"],
            action=action,
            hidden=hidden,
            error=error,
        )

    def _take_answer(self, referral, channel, form):
        """Note one answer; the sentence that says why not, or nothing."""
        answer = form.get("answer")
        if answer not in SAYS:
            return ""
        try:
            # Two clicks, or two colleagues: the second finds it said.
            with request.env.cr.savepoint():
                referral._answer(
                    answer,
                    states.PARTNER,
                    channel,
                    who=(form.get("who") or "").strip(),
                    values=read_values(form, referral._zone()),
                )
        except UserError as error:
            return str(error)
        return ""

    # ------------------------------------------------------------------ link

    @http.route(
        "/referral/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def link(self, token):
        """The same empty page for every address: it reveals and changes nothing."""
        self._speak()
        return self._render(
            "partner_referral.door_key", action=f"/referral/{token}", kind="pin"
        )

    @http.route(
        "/referral/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
    )
    def link_open(self, token, pin="", **form):
        self._speak()
        door = request.env["partner.referral.door"]._find(token)
        if not door:
            # Wrong, expired, taken back, answered: all read the same.
            return self._render("partner_referral.door_shut", 404)
        if not door._knows(pin):
            return self._render(
                "partner_referral.door_key",
                403,
                action=f"/referral/{token}",
                kind="pin",
                is_wrong=True,
            )
        referral = door.referral_id
        referral._note_read("link")
        error = self._take_answer(referral, "link", form)
        if not referral._is_open_to_partner():
            return self._render("partner_referral.door_thanks", code=referral.code)
        return self._page(
            referral, f"/referral/{token}", referral._shown(), {"pin": pin}, error
        )

    # ----------------------------------------------------------------- paper

    @http.route(
        ["/r", "/r/<string:code>"],
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def slip(self, code=""):
        """A box for the code, filled by the QR; the paper is asked nothing yet."""
        self._speak()
        typed = codes.read_code(code, "S-") or ""
        return self._render(
            "partner_referral.door_key", action="/r", kind="code", typed=typed
        )

    @http.route(
        "/r", type="http", auth="public", methods=["POST"], csrf=False, sitemap=False
    )
    def slip_open(self, code="", **form):
        self._speak()
        knock = request.env["partner.referral.knock"]
        address = request.httprequest.remote_addr or ""
        door = request.env["partner.referral.door"]
        if not knock._is_too_much(address):
            door = door._find_slip(code)
        if not door:
            knock._count(address)
            return self._render(
                "partner_referral.door_key",
                404,
                action="/r",
                kind="code",
                is_wrong=True,
            )
        referral = door.referral_id
        referral._note_read("slip")
        error = self._take_answer(referral, "slip", form)
        if not referral._is_open_to_partner():
            return self._render("partner_referral.door_thanks", code=door.slip_code)
        # The paper names nobody: what was told goes by link or portal.
        return self._page(referral, "/r", [], {"code": door.slip_code}, error)
