# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The HSDS schemas, through the helper that the engine's tests use."""

import importlib.util
import unittest
from pathlib import Path

HELPER = Path(__file__).parents[3] / "tests/engine/service_directory_schemas.py"


def load():
    """The helper module; skips the test, loudly, where it or the data is absent."""
    if not HELPER.is_file():
        raise unittest.SkipTest(f"NOT VALIDATED: {HELPER.name} is absent")
    spec = importlib.util.spec_from_file_location("directory_schemas", HELPER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.needed()
    return module
