# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A guard that sees every attempt of this process to reach another machine.

It is an audit hook of the interpreter: it patches nothing, so what runs under it is
what runs in production, and it hears of connections made by any library. libpq, which
talks to PostgreSQL, is not Python and is not heard.
"""

import ipaddress
import sys
from contextlib import contextmanager

_EVENTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
_attempts = None


class Outside(ConnectionRefusedError):
    """Raised instead of leaving."""


def is_loopback(host):
    """Whether an address, or a name, is this very machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if not host or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _hook(event, args):
    if _attempts is None or event not in _EVENTS:
        return
    target = args[_EVENTS[event]]
    host = target[0] if isinstance(target, tuple) else target
    if isinstance(host, str) and host.startswith("/"):
        return  # a socket of this machine's file system
    if not is_loopback(host):
        _attempts.append((event, host))
        raise Outside(f"{event} {target}")


@contextmanager
def count_attempts():
    """List the attempts (event, host) made inside the block, and refuse each."""
    global _attempts
    if not getattr(_hook, "installed", False):
        sys.addaudithook(_hook)
        _hook.installed = True
    previous, _attempts = _attempts, []
    try:
        yield _attempts
    finally:
        _attempts = previous
