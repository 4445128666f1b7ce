# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A crawl of the addresses that the code itself declares, with planted words."""

import re
from collections import Counter

#: Addresses that end the crawl or the database instead of answering.
SKIPPED = ("/web/session/logout", "/websocket", "/web/tests", "/web/database")


def routes(env):
    """(address, routing, addon that made it) of every route of the installed addons."""
    http = env["ir.http"]
    rules = http._generate_routing_rules(
        env.registry._init_modules, converters=http._get_converters()
    )
    for address, endpoint in rules:
        method = getattr(endpoint, "func", endpoint)
        module = method.original_endpoint.__module__
        yield address, endpoint.routing, module.split(".")[2]


def filled(address, words, numbers):
    """The address with each word and each (model, id, field) in its holes."""
    if "<" not in address:
        return {address}
    made = set()
    for word in words:
        for model, number, field in numbers:
            url = re.sub(r"<int:[^>]*>", str(number), address)
            url = re.sub(r"<(string:)?model>", model, url)
            url = re.sub(r"<(string:)?field>", field, url)
            made.add(re.sub(r"<[^>]*>", word, url))
    return made


class Crawler:
    """Opens addresses for a test and looks for planted words in what comes back.

    :param case: an ``HttpCase``
    :param words: tokens, codes and names for the text holes of addresses
    :param numbers: tuples (model, id, field) for the others
    :param planted: words that no answer may hold
    :param forms: what to post, each to each address that takes a form
    """

    def __init__(self, case, words, numbers, planted, forms=({},)):
        self.case, self.words, self.numbers = case, words, numbers
        self.planted, self.forms = planted, forms
        self.tried, self.addons = Counter(), Counter()

    def crawl(self, auths=("public", "none"), addons=None):
        """Open every route of these kinds, by each method it has."""
        for address, routing, addon in routes(self.case.env):
            if routing["auth"] not in auths or address.startswith(SKIPPED):
                continue
            if addons and addon not in addons:
                continue
            for url in filled(address, self.words, self.numbers):
                self.open(url, routing, addon)

    def open(self, url, routing, addon):
        methods = routing.get("methods") or ("GET", "POST")
        asked = []
        if routing["type"] != "http":
            asked = [("POST", {"json": {"params": form}}) for form in self.forms]
        else:
            if "GET" in methods:
                asked.append(("GET", {}))
            if "POST" in methods:
                asked += [("POST", {"data": form}) for form in self.forms]
        for method, given in asked:
            page = self.case.url_open(
                url, timeout=60, allow_redirects=False, method=method, **given
            )
            self.tried[method] += 1
            self.addons[addon] += 1
            said = f"{page.text} {page.headers}"
            for text in self.planted:
                self.case.assertNotIn(text, said, f"{method} {url} {given}")
