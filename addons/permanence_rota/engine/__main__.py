# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``python <folder of the engine>``: loads the package by its path and runs it."""

import importlib
import importlib.util
import sys
from pathlib import Path

NAME = "permanence_engine_permanence_rota"


def load():
    """The engine as a package under a name of its own (not that of an addon)."""
    folder = Path(__file__).resolve().parent
    # This folder was put first on the path: its modules must not shadow others.
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != folder]
    spec = importlib.util.spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = module
    spec.loader.exec_module(module)
    return importlib.import_module(f"{NAME}.process")


if __name__ == "__main__":
    sys.exit(load().main())
