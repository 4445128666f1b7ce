# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The engine as a process: survives, reports, is cancelled, lifts its limits."""

import importlib
import json
import os
import resource
import subprocess
import sys
import time

import pytest

from bench import _rota_case as rota_case
from bench import _rota_check as rota_check
from tools.engines import load

load("permanence_rota")
process = importlib.import_module("permanence_engine_permanence_rota.process")


def wait(condition, seconds=110):
    """Wait for what the process does, less long than the process may take."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def files(tmp_path):
    case = rota_case.make_case(1, sites=6, days=7, staff=30)
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(case))
    return case, problem, tmp_path / "result.json", tmp_path / "progress.json"


def test_json_in_json_out_with_progress(files):
    """One call of the command line gives a legal rota and a readable progress."""
    case, problem, result, progress = files
    line = process.command(problem, result, progress, work=0.3, seed=4)
    assert subprocess.run(line, check=False).returncode == 0
    answer = json.loads(result.read_text())
    assert rota_check.violations(case, answer["assignments"]) == []
    assert answer["stats"]["seed"] == 4
    assert json.loads(progress.read_text())["phase"] == "done"


def test_term_stops_with_the_best_so_far(files):
    """Cancelled gently, the process still hands out its rota."""
    case, problem, result, progress = files
    pid = process.start(problem, result, progress, work=1e6, seconds=120)
    born = process.birth(pid)
    assert wait(progress.exists)
    process.cancel(pid, born)
    assert wait(lambda: not process.is_alive(pid, born))
    answer = json.loads(result.read_text())
    assert answer["stats"]["stopped"] == "cancelled"
    assert rota_check.violations(case, answer["assignments"]) == []


def test_kill_ends_it_at_once_and_leaves_no_half_file(files):
    """Killed, it is gone and no result stands."""
    _case, problem, result, progress = files
    pid = process.start(problem, result, progress, work=1e6, seconds=120)
    born = process.birth(pid)
    assert wait(progress.exists)
    process.cancel(pid, born, kill=True)
    assert wait(lambda: not process.is_alive(pid, born))
    assert not result.exists()


def test_a_recycled_process_id_is_not_ours():
    """The start time tells our process from another with its number."""
    assert process.is_alive(os.getpid())
    assert not process.is_alive(os.getpid(), "1")


STARTER = """
import sys
sys.path.insert(0, {root!r})
import importlib
from tools.engines import load
load("permanence_rota")
process = importlib.import_module("permanence_engine_permanence_rota.process")
print(process.start({problem!r}, {result!r}, {progress!r}, work=2, seconds=60))
"""


def test_it_survives_the_worker_that_started_it(files):
    """The starter ends, the engine goes on and writes its result."""
    _case, problem, result, progress = files
    root = os.getcwd()
    code = STARTER.format(
        root=root, problem=str(problem), result=str(result), progress=str(progress)
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 0
    assert wait(result.exists)
    assert "error" not in json.loads(result.read_text())


def test_it_lifts_the_cpu_limit_of_a_worker(files):
    """Started under a soft limit of one CPU second, it works for longer."""
    _case, problem, result, progress = files
    problem.write_text(json.dumps(rota_case.make_case(0)))
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    line = process.command(problem, result, progress, work=1e6, seconds=4)

    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (1, hard))

    done = subprocess.run(line, preexec_fn=limit, check=False)
    assert done.returncode == 0
    assert json.loads(result.read_text())["stats"]["seconds"] >= 4


def test_a_bad_problem_says_what_is_wrong(files):
    """Exit status 2 and the faults in the result."""
    case, problem, result, _progress = files
    case["slots"][0]["stop"] = 0
    problem.write_text(json.dumps(case))
    line = process.command(problem, result)
    assert subprocess.run(line, check=False).returncode == 2
    assert "ends before it starts" in json.loads(result.read_text())["error"]
