"""A Redis server of a test's own, which can be killed and started again on the same port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests import ports


class RedisServer:
    """Runs without keeping anything."""

    def __init__(self, folder: Path) -> None:
        self._held = ports.held()
        self.port: int = self._held.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        binary = shutil.which("redis-server")
        assert binary, "Es fehlt redis-server (apt-get install redis-server)."
        told = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen([binary, *told], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline, "Redis startet nicht."
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Take it away without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def end(self) -> None:
        """Take it away and let the port go."""
        self.kill()
        self._held.close()
