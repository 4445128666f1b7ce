# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Load the plain-Python engine of a room outside Odoo.

``addons/<room>/engine`` imports nothing from Odoo, but importing it as
``addons.<room>.engine`` runs the room's ``__init__``, which imports its models,
and putting two rooms on ``sys.path`` gives the second the first one's ``engine``.
So each engine is loaded from its folder under a name of its own.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ADDONS = Path(__file__).resolve().parent.parent / "addons"


def load(addon: str, addons: Path = ADDONS) -> ModuleType:
    """Return the package ``addons/<addon>/engine`` as one module.

    :param addon: technical name of the room, for example ``permanence_rota``
    :param addons: folder that holds the rooms
    :return: module named ``permanence_engine_<addon>``, the same object at each
        call; inside an engine only relative imports reach its other files, and
        from outside ``importlib.import_module("permanence_engine_<addon>.<file>")``
        after this call
    :raise ModuleNotFoundError: the room has no ``engine/__init__.py``
    """
    name = f"permanence_engine_{addon}"
    folder = Path(addons) / addon / "engine"
    start = folder / "__init__.py"
    known = sys.modules.get(name)
    if known is not None and Path(known.__file__) == start:
        return known
    if not start.is_file():
        raise ModuleNotFoundError(f"{addon} has no engine: {start} is missing")
    _forget(name)
    spec = importlib.util.spec_from_file_location(
        name, start, submodule_search_locations=[str(folder)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        _forget(name)
        raise
    return module


def _forget(name: str) -> None:
    for known in [n for n in sys.modules if n == name or n.startswith(f"{name}.")]:
        del sys.modules[known]
