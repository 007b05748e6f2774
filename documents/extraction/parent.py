"""Starts the confined processes that read foreign files, and listens to them: what they say is doubted."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO


def start(child: Path, path: Path, /, **allowed: object) -> subprocess.Popen[bytes]:
    """Start the script with the file's path and what it is allowed; it inherits nothing of this process."""
    return subprocess.Popen(
        [sys.executable, "-I", "-B", str(child), str(path.absolute()), json.dumps(allowed)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )


def lines(pipe: IO[bytes], *, deadline: float, max_bytes: int) -> Iterator[bytes]:
    """The lines before the deadline (monotonic seconds). Raises TimeoutError, and ValueError when more comes than can
    be meant.
    """
    pending = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0 and selector.select(left):
            chunk = os.read(pipe.fileno(), 2**16)
            if not chunk:
                return
            max_bytes -= len(chunk)
            if max_bytes < 0:
                raise ValueError("more than any document can say")
            pending += chunk
            if b"\n" in chunk:
                *complete, pending = pending.split(b"\n")
                yield from map(bytes, complete)
    raise TimeoutError
