# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Open a console on the database of the house."""

import os
import subprocess

from tools import databases, places, serve
from tools.database import Server
from tools.say import Fault


def opened(arguments) -> tuple[Server, str, object]:
    """Return the server, the database and what has to be stopped afterwards.

    :raise Fault: there is no such database
    """
    from tools.database import Cluster

    url = os.environ.get("PERMANENCE_DATABASE_URL")
    if not url and not Cluster().data.is_dir():
        raise Fault("there is no database yet.", "Make one with './permanence run'.")
    was_alive = not url and Cluster().is_alive()
    server, cluster = serve.open_server(url)
    name = arguments.db or serve.NAME
    if name not in server.databases():
        raise Fault(
            f"there is no database {name}.",
            f"These are: {', '.join(databases.of_ours(server)) or 'none'}.",
        )
    return server, name, None if was_alive else cluster


def shell(arguments) -> int:
    """Open Odoo's shell."""
    odoo = serve.prepare()
    server, name, cluster = opened(arguments)
    try:
        config = databases.write_config("shell.conf", odoo, server, db_name=name)
        command = [*databases.odoo_command(config, "shell"), "-d", name, "--no-http"]
        return subprocess.run(
            [*command, "--log-level=warn"],
            env=databases.environment(server),
            cwd=places.ROOT,
        ).returncode
    finally:
        if cluster:
            cluster.stop()


def psql(arguments) -> int:
    """Open the database's shell."""
    server, name, cluster = opened(arguments)
    try:
        return subprocess.run(["psql", "-d", name], env=server.environment()).returncode
    finally:
        if cluster:
            cluster.stop()
