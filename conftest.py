# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Give Odoo's tags to pytest as marks, so that ``-m`` knows them.

``@tagged("journey")`` on a class of Odoo and ``@pytest.mark.journey`` elsewhere mean
the same. A test that starts a tour or runs JavaScript, by a method of its class too, is
marked ``browser``.

Property tests try the same examples on each run, so that a red run is the fault of
what was changed. ``PERMANENCE_FRESH=3000 ./permanence test tests/engine`` draws new
ones, at least that many for each property.

No limit of time here tells slow from quick: the machine may have other work. Limits
only end what hangs; ``./permanence bench`` measures.
"""

import contextlib
import functools
import inspect
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = str(Path(__file__).resolve().parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

MARKS = ("journey", "served", "lifecycle", "browser")
STARTS_A_BROWSER = {"start_tour", "browser_js", "run_tour"}
PATIENCE = 4  # times the seconds that Odoo gives a browser
FRESH = int(os.environ.get("PERMANENCE_FRESH") or 0)

# No deadline: how long an example takes is the machine's doing, not the code's.
TOO_SLOW = [HealthCheck.too_slow]
settings.register_profile(
    "same",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=TOO_SLOW,
)
settings.register_profile(
    "fresh",
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=TOO_SLOW,
    max_examples=max(FRESH, 1),
)
settings.load_profile("fresh" if FRESH else "same")


def try_more(function):
    """Raise the number of examples of a property that names a smaller one."""
    inner = getattr(function, "__func__", function)
    mine = getattr(inner, "_hypothesis_internal_use_settings", None)
    if mine and mine.max_examples < FRESH:
        inner._hypothesis_internal_use_settings = settings(mine, max_examples=FRESH)


def be_patient():
    """Lengthen the limits that Odoo's test library has for browsers and requests."""
    common = sys.modules.get("odoo.tests.common")
    if not common:
        return
    common.CHECK_BROWSER_ITERATIONS = 600  # tenths of a second until Chromium is there
    factor = property(lambda browser: PATIENCE, lambda browser, value: None)
    common.ChromeBrowser.throttling_factor = factor
    # Requests of a page wait for one another here; whoever waits too long is answered
    # by a page of error where JSON was expected.
    common.BaseCase.test_cursor_lock_timeout = 300
    for call in (common.HttpCase.url_open, common.HttpCase.make_jsonrpc_request):
        long = (x * 10 if x == 12 else x for x in call.__defaults__)
        call.__defaults__ = tuple(long)


def pytest_configure():
    with contextlib.suppress(ImportError):
        import freezegun

        # Before any test is frozen: the time it took would be told in decades.
        freezegun.configure(extend_ignore_list=["_pytest.timing"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail where Odoo skips: a browser that was asked for and did not start."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        if "Chrome" in report.longrepr[2] or "chrome" in report.longrepr[2]:
            report.outcome = "failed"
    return report


def starts_a_browser(item):
    """Return whether a test starts a browser, itself or by methods of its class."""
    todo, seen = [getattr(item, "originalname", None) or item.name], set()
    while todo:
        name = todo.pop()
        method = inspect.unwrap(getattr(getattr(item, "cls", None), name, None))
        # What Odoo's own methods call is not looked at.
        ours = inspect.isfunction(method) and "odoo.tests" not in method.__module__
        if name in seen or not ours:
            continue
        seen.add(name)
        named = names_in(method.__code__)
        if named & STARTS_A_BROWSER:
            return True
        todo += named
    return False


@functools.cache
def names_in(code):
    """Return the names of attributes in a function, those within it included."""
    inner = (part for part in code.co_consts if inspect.iscode(part))
    return frozenset(code.co_names).union(*map(names_in, inner))


def pytest_collection_modifyitems(items):
    be_patient()
    for item in items:
        if FRESH and hasattr(item, "obj"):
            try_more(item.obj)
        tags = getattr(getattr(item, "cls", None), "test_tags", ())
        for mark in MARKS:
            if mark in tags:
                item.add_marker(mark)
        if starts_a_browser(item):
            item.add_marker("browser")
