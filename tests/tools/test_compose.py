# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The organisation's server: files that hold together, and Odoo as they start it."""

import configparser
import hashlib
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tools import database, databases, odoo_source, places, processes

DOCKER = places.CONFIG / "docker"


@pytest.fixture(scope="module")
def compose():
    """The compose file as data."""
    from ruamel.yaml import YAML

    return YAML(typ="safe").load((places.ROOT / "docker-compose.yml").read_text())


def test_the_compose_file_keeps_to_the_specification():
    """Checked against the JSON schema of the compose specification. [C08]"""
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("check-jsonschema")),
            "--builtin-schema",
            "vendor.compose-spec",
            str(places.ROOT / "docker-compose.yml"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_service_is_looked_after(compose):
    """A health check, a restart, a limited log."""
    everywhere = {"db", "odoo", "proxy", "backup"}
    assert set(compose["services"]) == everywhere | {"odoo2", "odoo3", "replica"}
    for name, service in compose["services"].items():
        assert service["healthcheck"]["test"], name
        assert service["restart"] == "unless-stopped", name
        assert service["logging"]["options"]["max-size"], name


def test_only_the_proxy_is_reached_and_nothing_leaves(compose):
    """Ports on the proxy alone; the other services have no way to the internet."""
    open_to = [n for n, s in compose["services"].items() if s.get("ports")]
    assert open_to == ["proxy"]
    assert compose["networks"]["inside"]["internal"] is True
    for name in set(compose["services"]) - {"proxy"}:
        assert compose["services"][name]["networks"] == ["inside"]


def test_secrets_come_from_files(compose):
    """No password stands in the files or in an environment."""
    for secret in compose["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            assert "PASSWORD" not in key or key.endswith("_FILE"), name
            assert "password" not in str(value) or "/run/secrets/" in value, name
    assert "password" not in (places.CONFIG / "production.conf").read_text().replace(
        "its password come", ""
    )
    ignored = (places.ROOT / ".gitignore").read_text().split()
    assert "/secrets/" in ignored


def test_files_that_are_named_are_there(compose):
    """Mounts and the image file point to files of the tree."""
    dockerfile = places.ROOT / compose["services"]["odoo"]["build"]["dockerfile"]
    copies = re.findall(r"^COPY (.+) \S+$", dockerfile.read_text(), re.MULTILINE)
    named = [part for line in copies for part in line.split()]
    for service in compose["services"].values():
        mounts = [mount_of(volume) for volume in service.get("volumes", ())]
        named += [mount for mount in mounts if mount.startswith("./")]
    assert len(named) >= 6
    for pattern in named:
        assert list(places.ROOT.glob(pattern.removeprefix("./"))), pattern
    volumes = {mount_of(v) for s in compose["services"].values() for v in s["volumes"]}
    assert {v for v in volumes if not v.startswith("./")} == set(compose["volumes"])


def mount_of(volume):
    """What is mounted, where the profile decides: as without one."""
    return re.sub(r"\$\{\w+:-(\w+)\}", r"\1", volume).split(":")[0]


def test_the_profile_adds_others_that_install_nothing(compose):
    """``scale``: two more Odoo that wait for the first, which alone installs, updates
    and does the jobs; a replica with a volume of its own, and all know it. [C08]"""
    services = compose["services"]
    added = {name for name, service in services.items() if "profiles" in service}
    assert added == {"odoo2", "odoo3", "replica"}
    first = services["odoo"]
    assert first["environment"]["PGHOST_REPLICA"] == "${COMPOSE_PROFILES:+replica}"
    for name in ("odoo2", "odoo3"):
        service = services[name]
        assert service["profiles"] == ["scale"]
        assert service["depends_on"]["odoo"]["condition"] == "service_healthy"
        assert service["environment"]["PERMANENCE_UPDATE"] == "no"
        assert service["environment"]["PGHOST_REPLICA"] == "replica"
        assert service["command"] == ["--max-cron-threads=0"]
        # Sessions and attachments are files that all of them see.
        assert service["volumes"] == first["volumes"]
    assert services["replica"]["volumes"][0].startswith("replica:")
    text = (DOCKER / "upstream-scale.conf").read_text()
    config = production()
    for port in (config["http_port"], config["gevent_port"]):
        behind = re.findall(rf"server (\w+):{port};", text)
        assert behind == ["odoo", "odoo2", "odoo3"]
    rules = (DOCKER / "pg_hba.conf").read_text()
    assert re.search(r"^host +replication +odoo +samenet +scram-sha-256$", rules, re.M)


def test_the_proxy_speaks_tls_compresses_and_knows_the_websocket():
    """Without its own way, /websocket answers 500 with workers. [C08]"""
    text = (DOCKER / "nginx.conf").read_text()
    blocks = dict(re.findall(r"location (\S+) \{([^}]*)\}", text))
    assert "proxy_pass http://gevent;" in blocks["/websocket"]
    assert "Upgrade $http_upgrade" in blocks["/websocket"]
    assert "return 404" in blocks["/web/database"]
    behind = (DOCKER / "upstream-one.conf").read_text()
    ports = dict(re.findall(r"upstream (\w+) \{\s*server odoo:(\d+);", behind))
    config = production()
    assert ports == {"odoo": config["http_port"], "gevent": config["gevent_port"]}
    for words in (
        "gzip on",
        "listen 443 ssl",
        "secure httponly samesite",
        "https://$host",
    ):
        assert words in text


def production():
    """Return the options of production.conf."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(places.CONFIG / "production.conf")
    return parser["options"]


@pytest.mark.parametrize("script", sorted(DOCKER.glob("*.sh")), ids=lambda p: p.name)
def test_scripts_are_plain_shell(script):
    """A POSIX shell reads them."""
    done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_nightly_backup_is_whole(server, tmp_path):
    """The script as the service runs it, on a small database: dump, files, sums."""
    name = "test_nightly"
    database.drop(server, [name])
    server.ask(f"CREATE DATABASE {name}")
    try:
        server.ask("CREATE TABLE kept AS SELECT 42 AS answer", name)
        store = tmp_path / "files" / "filestore" / name / "ab"
        store.mkdir(parents=True)
        (store / "abcd").write_bytes(b"attachment")
        (tmp_path / "db_password").write_text(server.password)
        (tmp_path / "backups").mkdir()
        done = subprocess.run(
            ["sh", str(DOCKER / "backup.sh"), "now"],
            env=server.environment()
            | {
                "SECRETS": str(tmp_path),
                "FILES": str(tmp_path / "files"),
                "BACKUPS": str(tmp_path / "backups"),
                "DATABASE": name,
                "PGPASSWORD": "",
            },
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        (made,) = (tmp_path / "backups").glob(f"{name}-*")
        assert made.stat().st_mode & 0o077 == 0
        listed = (made / "SHA256SUMS").read_text().splitlines()
        sums = {name: digest for digest, name in map(str.split, listed)}
        assert set(sums) == {"database.dump", "filestore.tar"}
        for file, expected in sums.items():
            assert hashlib.sha256((made / file).read_bytes()).hexdigest() == expected
        inside = server.run("pg_restore", "--list", str(made / "database.dump")).stdout
        assert "TABLE public kept" in inside
        assert (tmp_path / "backups" / "last").is_file()
    finally:
        database.drop(server, [name])


def status_of(address, **headers):
    """Return the HTTP status of an address."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, headers=headers), timeout=120
        ) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.served
def test_two_workers_as_the_organisation_runs_them(server, tmp_path):
    """start.sh and production.conf without containers: install, two workers, websocket.

    The websocket answers on the gevent port and not on the HTTP port; no list of
    databases; the process ends with all its workers. [C08]
    """
    from websocket import create_connection

    odoo = odoo_source.ensure()
    name = "permanence"
    database.drop(server, [name])
    (tmp_path / "db_password").write_text(server.password)
    # With workers Odoo starts itself anew by its script's name: a module has none.
    script = tmp_path / "odoo"
    script.write_text("from odoo.cli.command import main\n\nmain()\n")
    port, gevent = processes.free_port(), processes.free_port()
    environment = databases.environment(server) | {
        "SECRETS": str(tmp_path),
        "CONF": str(places.CONFIG / "production.conf"),
        "ADDONS": f"{places.ADDONS},{odoo.addons[0]}",
        "FILES": str(tmp_path / "files"),
        "INTERFACE": "127.0.0.1",
        "ODOO": f"{places.PYTHON} {script}",
        "SUITE": "web",
        "PGPASSWORD": "",
    }
    command = ["sh", str(DOCKER / "start.sh")]
    command += [f"--http-port={port}", f"--gevent-port={gevent}", "--log-level=info"]
    log = tmp_path / "odoo.log"
    process = processes.start(command, log, env=environment)
    try:
        wait_until(
            lambda: process.poll() is not None or answers(port), 300, "first page"
        )
        assert process.poll() is None, log.read_text()[-3000:]
        address = f"http://127.0.0.1:{port}"
        assert status_of(f"{address}/web/health?db_server_status=1") == 200
        assert status_of(f"{address}/web/login") == 200
        assert status_of(f"{address}/web/database/manager") in (403, 404) or (
            "disabled" in read(f"{address}/web/database/manager")
        )
        wait_until(lambda: answers(gevent), 180, "gevent port")
        text = log.read_text()
        assert len(set(re.findall(r"Worker WorkerHTTP \((\d+)\) alive", text))) == 2
        socket = create_connection(
            f"ws://127.0.0.1:{gevent}/websocket?version=19.0-1",
            origin=f"http://127.0.0.1:{gevent}",
            timeout=120,
        )
        assert socket.getstatus() == 101
        socket.close()
        group = os.getpgid(process.pid)
    finally:
        processes.end(process, 30)
        database.drop(server, [name])
    left = [
        entry
        for entry in os.listdir("/proc")
        if entry.isdigit() and processes.born(int(entry)) and group_of(entry) == group
    ]
    assert left == []


def group_of(entry):
    try:
        return os.getpgid(int(entry))
    except ProcessLookupError:
        return None


def answers(port):
    return not processes.is_free(port) and status_of(
        f"http://127.0.0.1:{port}/web/health"
    )


def read(address):
    with urllib.request.urlopen(address, timeout=120) as answer:
        return answer.read().decode()


def wait_until(look, patience, what):
    """Wait until something is so."""
    limit = time.monotonic() + patience
    while not look():
        assert time.monotonic() < limit, f"{what}: not within {patience} s"
        time.sleep(0.2)
