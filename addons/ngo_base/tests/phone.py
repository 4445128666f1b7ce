# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Public pages on a telephone: 375 by 667, touch, in the language of its owner."""

import json
import time
from contextlib import contextmanager

from odoo.tests.common import ChromeBrowser, ChromeBrowserException


class Phone:
    """A browser of the size of a telephone, led step by step through pages."""

    def __init__(self, browser):
        self.browser = browser

    def ask(self, code):
        """Value of a JavaScript expression, None while the page is changing."""
        try:
            answer = self.browser._websocket_request(
                "Runtime.evaluate", params={"expression": code, "returnByValue": True}
            )
        except ChromeBrowserException as error:
            if "navigated" in str(error):  # the page left while it was asked
                return None
            raise
        return answer.get("result", {}).get("value")

    def wait(self, selector):
        """Wait until the page holds an element."""
        for _n in range(600):
            if self.ask(f"!!document.querySelector({json.dumps(selector)})"):
                return
            time.sleep(0.1)
        text = self.ask("document.body.innerText")
        raise AssertionError(f"{selector} not on the page:\n{text}")

    def fill(self, selector, value):
        """Type into a field."""
        self.wait(selector)
        field = f"document.querySelector({json.dumps(selector)})"
        self.ask(f"{field}.value = {json.dumps(value)}")

    def click(self, selector):
        """Tap an element."""
        self.wait(selector)
        self.ask(f"document.querySelector({json.dumps(selector)}).click()")

    def text(self):
        """What the page says."""
        return self.ask("document.body.innerText") or ""

    def is_too_wide(self):
        """Whether one must scroll sideways."""
        return self.ask("document.documentElement.scrollWidth > window.innerWidth")

    def direction(self):
        """Direction in which the page is read: ltr or rtl."""
        return self.ask("getComputedStyle(document.body).direction")


@contextmanager
def phone(case, path, language):
    """A telephone of somebody without an account, on a page of the server.

    :param case: an ``HttpCase``
    :param str path: of the page, from the slash
    :param str language: that the telephone asks for, as ``fr``
    """
    case.browser_size, case.touch_enabled = "375x667", True
    browser = ChromeBrowser(case)
    try:
        with case.allow_requests(browser=browser):
            case.authenticate(None, None, browser=browser)
            case.cr.flush()
            case.cr.clear()
            browser._websocket_request("Network.enable")
            browser._websocket_request(
                "Network.setExtraHTTPHeaders",
                params={"headers": {"Accept-Language": language}},
            )
            browser.navigate_to(f"{case.base_url()}{path}", wait_stop=True)
            yield Phone(browser)
            case._wait_remaining_requests()
    finally:
        browser.stop()
        del case.browser_size, case.touch_enabled
