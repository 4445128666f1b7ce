# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import itertools
import uuid

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..engine import hsds_feed

PARAMETER = "service_directory.public_feed"
OPENAPI = (
    "https://raw.githubusercontent.com/openreferral/specification/refs/heads/3.1/"
    "schema/openapi.json"
)

#: Parameters of the HSDS API that narrow a list, all of them together.
FILTERS = (
    ("organization_id", "organization_id.hsds_uuid", "="),
    ("taxonomy_term_id", "category_ids.hsds_uuid", "="),
    ("search", "name", "ilike"),
)


def whole(text, default, largest):
    """A whole number between 1 and ``largest`` out of a query string."""
    try:
        return min(max(int(text), 1), largest)
    except (TypeError, ValueError):
        return default


class DirectoryFeed(http.Controller):
    """HSDS 3.1 over HTTP for sheets that everybody may read; off until wanted.

    The serializer lists what leaves; superuser reads, because the public has no
    rights at all, and only within the domain of public sheets.
    """

    def _exchange(self, lang=None):
        parameters = request.env["ir.config_parameter"].sudo()
        if parameters.get_param(PARAMETER) != "1":
            raise NotFound()
        known = {code for code, _name in request.env["res.lang"].get_installed()}
        env = request.env(context={"lang": lang if lang in known else None})
        # See the class: whitelisted serializer, public sheets only.
        return env["directory.exchange"].sudo()

    def _answer(self, parts):
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Access-Control-Allow-Origin", "*"),
            ("Cache-Control", "public, max-age=300"),
        ]
        return request.make_response(b"".join(parts), headers)

    @http.route(
        "/hsds/v3/",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def root(self):
        exchange = self._exchange()
        company = exchange.env.company
        publisher = {"name": company.name}
        if company.website:
            publisher["website"] = company.website
        return self._answer(
            [
                hsds_feed.encode(
                    hsds_feed.api_root(
                        "https://github.com/permanence-suite/permanence",
                        OPENAPI,
                        publisher,
                    )
                )
            ]
        )

    @http.route(
        "/hsds/v3/services",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def services(
        self,
        page="1",
        per_page="50",
        full="false",
        minimal="false",
        lang=None,
        **given,
    ):
        exchange = self._exchange(lang)
        page = whole(page, 1, 10**6)
        per_page = whole(per_page, 50, hsds_feed.MAX_PER_PAGE)
        domain = exchange._public_domain() + [
            (field, operator, given[name])
            for name, field, operator in FILTERS
            if given.get(name)
        ]
        total = exchange.env["directory.service"].search_count(domain)
        found = exchange._iter_services(
            domain, limit=per_page, offset=(page - 1) * per_page
        )
        if full != "true":
            found = (
                hsds_feed.list_item("service", one, minimal == "true") for one in found
            )
        return self._answer(hsds_feed.stream_page(found, total, page, per_page))

    @http.route(
        "/hsds/v3/services/<string:service_id>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def service(self, service_id, lang=None, **unused):
        exchange = self._exchange(lang)
        try:
            wanted = str(uuid.UUID(service_id))
        except ValueError as error:
            raise NotFound() from error
        domain = [*exchange._public_domain(), ("hsds_uuid", "=", wanted)]
        found = list(itertools.islice(exchange._iter_services(domain), 1))
        if not found:
            raise NotFound()
        return self._answer([hsds_feed.encode(found[0])])
