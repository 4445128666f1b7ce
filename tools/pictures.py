# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Take the pictures of the README and of ``docs/`` from a running demo organisation.

    ./permanence run --lang fr                       # in another terminal
    npm install --prefix .permanence/node playwright-core
    .permanence/venv/bin/python -m tools.pictures [http://127.0.0.1:8069 [NAME ...]]

Most are a role's first screen; 64 colours keep it under 60 kB.
"""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tools import extras, places

FOLDER = places.ROOT / "docs" / "images"
MOST = 60_000  # bytes of a picture
# name: login, path under /odoo (empty: the home of the role), what must be there
SCREENS = {
    # The fourth person of the story has her name in two scripts.
    "social_worker": ("amel.exemple", "people/4", ".o_form_view .o_field_one2many"),
    "finance_officer": ("victor.exemple", "micro-projects", ".o_data_row"),
    "day_social_worker": ("amel.exemple", "", ".o_permanence_day .card"),
    "day_finance_officer": ("victor.exemple", "", ".o_permanence_day .card"),
    "day_desk": ("olfa.essai", "queue", ".o_kanban_group"),
    "day_office": ("wided.fictive", "", ".o_permanence_day"),
    "day_volunteer": ("pierre.modele", "", ".o_calendar_view"),
    "day_jurist": ("ines.exemple", "procedures", ".o_view_controller"),
    "coordinator": ("hela.modele", "", ".o_action_manager .o_action"),
    "figures": ("salma.fictive", "figures", ".o_graph_renderer canvas"),
    "day_technician": ("yosra.modele", "", ".o_day_steps"),
}


def main(arguments: list[str]) -> int:
    """Take all pictures, or those named; return how many are too big."""
    address = arguments[0] if arguments else "http://127.0.0.1:8069"
    wanted = arguments[1:] or list(SCREENS)
    modules = os.environ.get("NODE_PATH", extras.RTLCSS / "node_modules")
    chromium = extras.find(*extras.CHROME_NAMES)
    node = extras.find("node")
    if not chromium or not node:
        sys.exit("Chromium and node are needed: see `./permanence doctor`.")
    subprocess.run(
        [
            node,
            str(Path(__file__).with_suffix(".js")),
            address,
            chromium,
            str(FOLDER),
            *(",".join((name, *SCREENS[name])) for name in wanted),
        ],
        check=True,
        env=os.environ | {"NODE_PATH": str(modules)},
    )
    too_big = 0
    for name in wanted:
        path = FOLDER / f"{name}.png"
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(64)
        small.save(path, optimize=True)
        too_big += path.stat().st_size > MOST
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    return too_big


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
