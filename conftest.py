# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Give Odoo's tags to pytest as marks, so that ``-m`` knows them.

``@tagged("journey")`` on a class of Odoo and ``@pytest.mark.journey`` elsewhere mean
the same. A test that starts a tour or runs JavaScript is marked ``browser``.
"""

import inspect
import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

MARKS = ("journey", "served", "lifecycle", "browser")
STARTS_A_BROWSER = ("start_tour(", "browser_js(", ".run_tour(")


def pytest_collection_modifyitems(items):
    for item in items:
        tags = getattr(getattr(item, "cls", None), "test_tags", ())
        for mark in MARKS:
            if mark in tags:
                item.add_marker(mark)
        try:
            source = inspect.getsource(item.function)
        except (AttributeError, OSError, TypeError):
            continue
        if any(call in source for call in STARTS_A_BROWSER):
            item.add_marker("browser")
