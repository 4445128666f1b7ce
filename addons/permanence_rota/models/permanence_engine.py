# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from odoo import api, models
from odoo.tools import config

from ..engine import process


class PermanenceEngine(models.AbstractModel):
    """Runs the engine in a process of its own and reads what it writes."""

    _name = "permanence.engine"
    _description = "Engine of the rota"

    @api.model
    def _folder(self):
        """A new private folder for one run, under the data directory."""
        base = Path(config["data_dir"]) / "permanence_rota" / self.env.cr.dbname
        base.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Path(tempfile.mkdtemp(prefix="run-", dir=base))

    @api.model
    def _start(self, problem, mode="solve", **options):
        """Start a run.

        :param dict problem: see the engine's model
        :return: values to keep: folder, pid, birth
        """
        folder = self._folder()
        process.write_json(folder / "problem.json", problem)
        pid = process.start(
            folder / "problem.json",
            folder / "result.json",
            folder / "progress.json",
            mode,
            **options,
        )
        return {
            "run_dir": str(folder),
            "run_pid": pid,
            "run_born": process.birth(pid) or "0",
        }

    @api.model
    def _run(self, problem, mode="solve", **options):
        """Run the engine and wait for it; its result, or ``{"error"}``.

        Also here it is a process: OR-tools never enters the server's own.
        """
        folder = self._folder()
        process.write_json(folder / "problem.json", problem)
        line = process.command(
            folder / "problem.json", folder / "result.json", None, mode, **options
        )
        subprocess.run(line, check=False, stdin=subprocess.DEVNULL)
        result = self._read(folder, "result.json")
        self._forget(str(folder))
        return result or {"error": self.env._("The engine ended without a result.")}

    @api.model
    def _read(self, folder, name):
        """JSON that the engine wrote, or None."""
        try:
            return json.loads((Path(folder) / name).read_text())
        except (OSError, ValueError):
            return None

    @api.model
    def _is_alive(self, pid, born):
        return process.is_alive(pid, born)

    @api.model
    def _cancel(self, pid, born, kill=False):
        process.cancel(pid, born, kill)

    @api.model
    def _forget(self, folder):
        """Take away the files of a run: they hold names of nobody, but ids."""
        if folder and "permanence_rota" in folder:
            shutil.rmtree(folder, ignore_errors=True)
