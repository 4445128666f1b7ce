# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request


class RotaPoster(http.Controller):
    """The weekly poster as PDF or picture."""

    @http.route(
        "/rota/poster/<int:plan_id>/<int:site_id>/<string:week>.<string:kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def poster(self, plan_id, site_id, week, kind, lang=None, **_kw):
        """A3 poster of one site and ISO week (``2026-W48``) from the snapshot."""
        plan = request.env["permanence.plan"].browse(plan_id)
        site = request.env["ngo.site"].browse(site_id).exists()
        if not plan.exists() or not site or kind not in ("pdf", "png"):
            raise request.not_found()
        plan.check_access("read")
        known = [code for code, _name in request.env["res.lang"].get_installed()]
        posters = request.env["permanence.poster"]
        if lang in known:
            posters = posters.with_context(lang=lang)
            plan, site = plan.with_env(posters.env), site.with_env(posters.env)
        content = posters._render(plan, site, week, kind)
        types = {"pdf": "application/pdf", "png": "image/png"}
        return request.make_response(
            content,
            [
                ("Content-Type", types[kind]),
                (
                    "Content-Disposition",
                    f'inline; filename="rota-{site_id}-{week}.{kind}"',
                ),
            ],
        )
