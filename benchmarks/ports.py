"""Finds ports of this machine that nobody listens on."""

from __future__ import annotations

import socket


def free_port() -> int:
    """A free port of the loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
