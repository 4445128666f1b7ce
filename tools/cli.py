# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The commands and their options."""

import argparse
import importlib
import sys

from tools.say import Fault, explain

# command: (module, function, one line)
COMMANDS = {
    "run": ("serve", "run", "serve the suite with its demo organisation"),
    "test": ("testing", "run", "run the tests"),
    "lint": ("linting", "run", "check style, XML and translations"),
    "bench": ("benching", "run", "measure, beside a peer or a limit"),
    "backup": ("backup", "backup", "write the database and its files to one file"),
    "restore": ("backup", "restore", "make a database from a backup"),
    "shell": ("consoles", "shell", "open Odoo's Python shell"),
    "psql": ("consoles", "psql", "open the database's shell"),
    "stop": ("serve", "stop", "end all that this checkout has running"),
    "status": ("serve", "status", "tell what runs"),
    "doctor": ("doctor", "run", "tell what the machine has and lacks"),
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="permanence", description="Permanence: Odoo 19 for reception work."
    )
    below = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    subs = {
        name: below.add_parser(name, help=line, description=line)
        for name, (_, _, line) in COMMANDS.items()
    }
    run = subs["run"]
    run.add_argument("--port", type=int, help="port on 127.0.0.1 (8069)")
    run.add_argument("--lang", choices=("fr", "ar", "en"), help="language (fr)")
    run.add_argument("--no-demo", action="store_true", help="an empty house")
    run.add_argument("--existing-db", metavar="URL", help="install into this database")
    run.add_argument("--addons-path", metavar="DIRS", help="its own addons")
    run.add_argument("--filestore", metavar="DIR", help="its own filestore")
    for name in ("run", "shell", "psql", "backup", "restore"):
        subs[name].add_argument("--db", metavar="NAME", help="database (permanence)")
    test = subs["test"]
    test.add_argument("what", nargs="*", metavar="ADDON|PATH", help="only these")
    test.add_argument("--all", action="store_true", help="journeys, kills, restore …")
    test.add_argument("-k", dest="word", metavar="WORD", help="only tests named so")
    test.add_argument("--no-browser", action="store_true", help="without a browser")
    bench = subs["bench"]
    bench.add_argument("names", nargs="*", metavar="NAME", help="only these")
    bench.add_argument("--out", metavar="FILE.json", help="write the figures here")
    for name in ("backup", "restore"):
        subs[name].add_argument("file", metavar="FILE")
    subs["restore"].add_argument(
        "--not-neutralised", action="store_true", help="keep mail servers and crons on"
    )
    return top


def main(arguments: list[str] | None = None) -> int:
    """Do one command and return its exit status."""
    chosen = parser().parse_args(arguments)
    module, function, _ = COMMANDS[chosen.command]
    try:
        sys.stdout.reconfigure(line_buffering=True, errors="replace")
        return getattr(importlib.import_module(f"tools.{module}"), function)(chosen)
    except Fault as fault:
        print(f"permanence: {fault}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\npermanence: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 1
    except OSError as error:
        if not error.errno:
            raise
        print(f"permanence: {explain(error)}", file=sys.stderr)
    return 1
