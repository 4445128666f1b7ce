# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The week board in a browser, beside core's kanban of as many records.

From the call of the action to the frame after the first chip: what a person waits for
who goes to the board from another screen, the client being loaded.
"""

import itertools
import json
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress

from tools import extras, processes, serve

TURNS, PATIENCE = 7, 180.0
LOG = "bench-board.log"
# Another screen first, so that nothing of the wanted one is on the page.
TIMED = """
(async (away, action, selector) => {
    const services = odoo.__WOWL_DEBUG__.root.env.services;
    await services.action.doAction(away, { clearBreadcrumbs: true });
    const found = () => document.querySelectorAll(selector).length;
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    while (found()) await frame();
    await new Promise((next) => setTimeout(next, 400));
    const began = performance.now();
    services.action.doAction(action, { clearBreadcrumbs: true });
    while (!found()) await frame();
    await frame();
    return [performance.now() - began, found()];
})(%s, %s, %s)
"""
READY = "!!(window.odoo && odoo.__WOWL_DEBUG__ && odoo.__WOWL_DEBUG__.root)"
AWAY = {
    "type": "ir.actions.act_window",
    "res_model": "res.country",
    "views": [[False, "list"]],
    "domain": [["code", "=", "TN"]],
}


class Page:
    """A page of a browser, asked over its debugging socket."""

    def __init__(self, address):
        # Only the environment of the tests has it.
        import websocket

        self.socket = websocket.create_connection(address, timeout=PATIENCE)
        self.numbers = itertools.count(1)

    def send(self, method, **params):
        """Result of a method of the Chrome DevTools Protocol."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                return answer.get("result", answer)

    def ask(self, code):
        """Value of an expression, once its promise is kept."""
        answer = self.send(
            "Runtime.evaluate",
            expression=code,
            awaitPromise=True,
            returnByValue=True,
        )
        if "result" not in answer or "exceptionDetails" in answer:
            raise AssertionError(answer)
        return answer["result"].get("value")

    def wait(self, code):
        """Until an expression is true; the page may be changing meanwhile."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            # A page that leaves while it is asked answers with an error.
            with suppress(AssertionError):
                if self.ask(f"!!({code})"):
                    return
            time.sleep(0.1)
        raise AssertionError(f"never on the page: {code}")


@contextmanager
def page():
    """A blank page of a headless browser."""
    command = [extras.find(*extras.CHROME_NAMES), "--headless=new", "--no-sandbox"]
    command += ["--disable-gpu", "--remote-debugging-port=0", "about:blank"]
    command += ["--remote-allow-origins=*", "--window-size=1366,768"]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = subprocess.Popen(
            [*command, f"--user-data-dir={folder}"],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            yield Page(_address(browser))
        finally:
            processes.end(browser)


def _address(browser):
    for line in browser.stderr:
        if found := re.search(r"ws://([^/]+)/", line):
            pages = f"http://{found[1]}/json/list"
            with urllib.request.urlopen(pages, timeout=60) as answer:
                rows = json.load(answer)
            return next(
                row["webSocketDebuggerUrl"] for row in rows if row["type"] == "page"
            )
    raise AssertionError("the browser did not start")


def timed(ctx, config, name, figures):
    """(seconds of our board, seconds of core's kanban, chips shown), medians.

    :param dict figures: of ``_rota_house``: login, password, plan, cards
    """
    port = processes.free_port()
    server = serve.start(ctx.server, config, name, port, LOG, known=False)
    try:
        serve.wait_until_served(server, port)
        with page() as client:
            _sign_in(client, f"http://127.0.0.1:{port}", figures)
            return _measure(client, figures)
    finally:
        processes.end(server)


def _sign_in(client, base, figures):
    client.send("Page.navigate", url=f"{base}/web/login")
    client.wait("document.querySelector('input[name=password]')")
    login, password = json.dumps(figures["login"]), json.dumps(figures["password"])
    client.ask(
        f"document.querySelector('input[name=login]').value = {login};"
        f"document.querySelector('input[name=password]').value = {password};"
        "setTimeout(() => document.querySelector('button[type=submit]').click())"
    )
    client.wait(f"location.pathname !== '/web/login' && {READY}")


def _measure(client, figures):
    board = {
        "type": "ir.actions.client",
        "tag": "permanence_rota.board",
        "params": {"plan_id": figures["plan"]},
    }
    kanban = {
        "type": "ir.actions.act_window",
        "res_model": "res.partner",
        "views": [[False, "kanban"]],
        "domain": [["name", "like", figures["cards"]]],
        "limit": 1000,
    }
    ours, peer, shown = [], [], 0
    for _turn in range(TURNS):
        spent, chips = _one(client, board, ".o_rota_chip")
        ours.append(spent)
        spent, cards = _one(client, kanban, ".o_kanban_record:not(.o_kanban_ghost)")
        peer.append(spent)
        shown = min(chips, cards)
        if chips != cards:
            raise AssertionError(f"{chips} chips beside {cards} cards")
    return statistics.median(ours), statistics.median(peer), shown


def _one(client, action, selector):
    values = (json.dumps(value) for value in (AWAY, action, selector))
    spent, found = client.ask(TIMED % tuple(values))
    return round(spent / 1000, 3), found
