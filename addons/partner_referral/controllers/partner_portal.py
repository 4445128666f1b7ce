# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .partner_doors import PartnerDoors


class PartnerPortal(PartnerDoors):
    """The door with an account: a portal user of the organisation that receives.

    Portal users have no rights on our models. The controller asks whose referrals the
    user's organisation receives, and shows the rows that the consents allow.
    """

    def _mine(self):
        """Open referrals of the user's organisation (sudo), none without the role."""
        return request.env["partner.referral"]._of_partner(request.env.user)

    def _one(self, code):
        found = self._mine().filtered(lambda referral: referral.code == code)
        if not found:
            raise NotFound()
        return found

    @http.route("/my/referrals", type="http", auth="user", methods=["GET"])
    def referrals(self):
        return self._render(
            "partner_referral.portal_list",
            referrals=self._mine(),
            may_send=request.env["partner.referral"]._is_partner(request.env.user),
        )

    @http.route(
        "/my/referrals/<string:code>", type="http", auth="user", methods=["GET"]
    )
    def referral(self, code):
        referral = self._one(code)
        # Who read what is kept, as for everybody.
        request.env["ngo.journal"]._note("partner_read", referral)
        return self._portal_page(referral)

    @http.route(
        "/my/referrals/<string:code>", type="http", auth="user", methods=["POST"]
    )
    def referral_answer(self, code, **form):
        referral = self._one(code)
        referral._note_read("portal")
        form["who"] = request.env.user.name
        error = self._take_answer(referral, "portal", form)
        if not referral._is_open_to_partner():
            return request.redirect("/my/referrals")
        return self._portal_page(referral, error)

    def _portal_page(self, referral, error=""):
        hidden = {"csrf_token": request.csrf_token()}
        return self._page(
            referral, f"/my/referrals/{referral.code}", referral._shown(), hidden, error
        )

    # -------------------------------------------------------------- incoming

    @http.route("/my/referrals/new", type="http", auth="user", methods=["GET"])
    def incoming(self):
        referrals = request.env["partner.referral"]
        if not referrals._is_partner(request.env.user):
            raise NotFound()
        categories = request.env["directory.category"].sudo()
        labels = (
            request.env["partner.incoming"]
            .sudo()
            .fields_get(["priority"], attributes=["selection"])
        )
        return self._render(
            "partner_referral.portal_incoming",
            categories=categories.search([("is_sensitive", "=", False)]),
            priorities=labels["priority"]["selection"],
            csrf_token=request.csrf_token(),
        )

    @http.route("/my/referrals/new", type="http", auth="user", methods=["POST"])
    def incoming_send(self, **form):
        incoming = request.env["partner.referral"]._take_incoming(
            request.env.user, form
        )
        if not incoming:
            raise NotFound()
        return self._render("partner_referral.door_thanks", code=incoming.code)
