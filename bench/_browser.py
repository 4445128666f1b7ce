# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A headless browser, asked over its debugging socket, and a server it looks at."""

import itertools
import json
import re
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress

from tools import extras, processes, serve

PATIENCE = 180.0
READY = "!!(window.odoo && odoo.__WOWL_DEBUG__ && odoo.__WOWL_DEBUG__.root)"


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


@contextmanager
def served(ctx, config, name, log):
    """Address of a server of a database, while it runs."""
    port = processes.free_port()
    server = serve.start(ctx.server, config, name, port, log, known=False)
    try:
        serve.wait_until_served(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        processes.end(server)


def sign_in(client, base, login, password):
    """Open the web client of a user."""
    client.send("Page.navigate", url=f"{base}/web/login")
    client.wait("document.querySelector('input[name=password]')")
    login, password = json.dumps(login), json.dumps(password)
    client.ask(
        f"document.querySelector('input[name=login]').value = {login};"
        f"document.querySelector('input[name=password]').value = {password};"
        "setTimeout(() => document.querySelector('button[type=submit]').click())"
    )
    client.wait(f"location.pathname !== '/web/login' && {READY}")
