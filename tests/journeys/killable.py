"""A server that can be killed at any moment and is there again at once: a clean process forks one after the other."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests import ports, processes

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Load the application once; for each line of input fork a server on that port, and tell its process."""
    import uvicorn
    from django.urls import get_resolver

    from council.asgi import application

    get_resolver().url_patterns  # noqa: B018 – what is read now is there in every server forked later
    tell("ready")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            uvicorn.run(
                application,
                host="127.0.0.1",
                port=int(line),
                log_level="critical",
                ws="websockets-sansio",
                lifespan="off",
            )
            os._exit(0)
        tell(str(child))
        os.waitpid(child, 0)
        tell("gone")


def tell(word: str) -> None:
    """Say one word to whoever started this process."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Killable:
    """The server as the tests see it."""

    def __init__(self, *, data: Path) -> None:
        self._held = ports.held()
        self.port: int = self._held.getsockname()[1]
        env = processes.environment(data, FOLLOW="0", TMPDIR=str(data))
        command = [sys.executable, "-m", "tests.journeys.killable"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._mother = subprocess.Popen(command, env=env, cwd=ROOT, text=True, **pipes)
        assert self._says() == "ready"
        self._child = 0

    def _says(self) -> str:
        return self._mother.stdout.readline().strip()

    def start(self) -> None:
        """Have a server, and wait until it takes requests."""
        self._mother.stdin.write(f"{self.port}\n")
        self._mother.stdin.flush()
        self._child = int(self._says())
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline, "Der Server startet nicht."
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Take it away without a word (SIGKILL)."""
        os.kill(self._child, signal.SIGKILL)
        assert self._says() == "gone"
        self._child = 0

    def end(self) -> None:
        """End everything that was started."""
        if self._child:
            self.kill()
        self._mother.stdin.close()
        self._mother.wait(timeout=60)
        self._mother.stdout.close()
        self._held.close()


if __name__ == "__main__":
    main()
