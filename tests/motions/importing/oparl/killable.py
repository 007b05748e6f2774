"""An importer that can be killed at any moment and is there again at once: a clean process forks one after the other."""

import contextlib
import io
import os
import signal
import subprocess
import sys

from tests import processes
from tests.journeys.killable import ROOT, tell


def main():
    """Load everything once; for each line of input fork an import of that address, and tell its process and its end."""
    import django

    django.setup()
    from django.core.management import call_command

    tell("ready")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            call_command("import_oparl", line.strip(), stdout=io.StringIO())
            os._exit(0)
        tell(str(child))
        _, status = os.waitpid(child, 0)
        tell(str(status))


class Killable:
    """The importer as the tests see it."""

    def __init__(self, *, data):
        command = [sys.executable, "-m", "tests.motions.importing.oparl.killable"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._mother = subprocess.Popen(command, env=processes.environment(data), cwd=ROOT, text=True, **pipes)
        assert self._says() == "ready"

    def _says(self):
        return self._mother.stdout.readline().strip()

    def start(self, address):
        """Begin to import, or go on; gives the process."""
        self._mother.stdin.write(f"{address}\n")
        self._mother.stdin.flush()
        return int(self._says())

    def ended(self):
        """Wait for its end; whether it came to it by itself and well."""
        return self._says() == "0"

    def kill(self, child):
        """Take it away without a word."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        self._says()

    def end(self):
        """End everything that was started."""
        self._mother.stdin.close()
        self._mother.wait(timeout=60)
        self._mother.stdout.close()


if __name__ == "__main__":
    main()
