"""The processes of a big installation, begun on free ports of this machine as the units in `deploy/systemd/` say."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.ports import free_port

HOST = "rat.example.org"
DATABASE = "grosse_stadt"
UNITS = Path(__file__).resolve().parent.parent / "deploy" / "systemd"
PATIENCE = 150  # seconds, for a process to come and to go
_TICKS = os.sysconf("SC_CLK_TCK")
Environment = dict[str, str]


def environment(*, postgresql: str, redis: str, data: Path) -> Environment:
    """A fresh database there, and what `/etc/council.env` would say; the second factor alone is left out."""
    with psycopg.connect(postgresql, autocommit=True) as line:
        line.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        line.execute(f"CREATE DATABASE {DATABASE}")
    data.mkdir(parents=True, exist_ok=True)
    own = {name: value for name, value in os.environ.items() if name not in ("DEMO", "DEBUG", "BUILD", "PORT")}
    return own | {
        "DJANGO_SETTINGS_MODULE": "council.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "BASE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DATA": str(data),
        "DATABASE_URL": postgresql.rpartition("/")[0] + f"/{DATABASE}",
        "SEARCH_ENGINE": "postgresql",
        "REDIS_URL": redis,
        "REDIS_PREFIX": DATABASE,
        "SECOND_FACTOR": "0",
        "BIND": f"127.0.0.1:{free_port()}",
        "SOCKETS_PORT": str(free_port()),
    }


def measure_in(module: str) -> None:
    """Have `benchmarks.<module>` measure in a process set up as those it measures; says so where there are no services.

    Its data lies in a folder of that name.
    """
    if "SERVICES_POSTGRESQL" not in os.environ:
        print(f"\n„{module}“ entfällt: dafür werden PostgreSQL und Redis gebraucht (tools/services.sh).")
        return
    told = environment(
        postgresql=os.environ["SERVICES_POSTGRESQL"],
        redis=os.environ["SERVICES_REDIS"],
        data=Path(os.environ["DATA"]).resolve() / module,
    )
    inside = f"import django; django.setup(); from benchmarks import {module}; {module}.measure()"
    subprocess.run([sys.executable, "-c", inside], env=told, check=True)


class Unit:
    """One running unit with all its processes."""

    def __init__(self, name: str, told: Mapping[str, str]) -> None:
        self.name = name
        told_by_unit, command = _read(UNITS / f"council-{name}@.service", run=Path(told["DATA"]) / "run")
        self.log = Path(told["DATA"]) / f"{name}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, env=dict(told) | told_by_unit, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self, address: str) -> None:
        """Wait until it answers there; raises RuntimeError where it does not."""
        deadline = time.monotonic() + PATIENCE
        while not _answers(address):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"{self.name} kommt nicht: {self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.2)

    @property
    def processes(self) -> list[int]:
        """Those of its processes that work: the children of the first one, or that alone."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split() if b"resource_tracker" not in _command(int(pid))] or [
            self._process.pid
        ]

    def begin_to_end(self) -> None:
        """Ask it to end, without waiting."""
        self._process.terminate()

    def end(self) -> None:
        """Wait until it has ended, by force if need be."""
        try:
            self._process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def running(told: Mapping[str, str]) -> Iterator[list[Unit]]:
    """Pages, sockets and what follows the journal, for the length of one measurement."""
    begun: list[Unit] = []
    try:
        for name in ("web", "sockets", "follow"):
            begun.append(Unit(name, told))
        begun[0].wait(f"http://{told['BIND']}/healthz")
        begun[1].wait(f"http://127.0.0.1:{told['SOCKETS_PORT']}/healthz")
        yield begun
    finally:
        for unit in begun:
            unit.begin_to_end()
        for unit in begun:
            unit.end()


def resident(pid: int) -> float:
    """Its memory (MiB)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def spent(pid: int) -> float:
    """The time it has had of a core (seconds)."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / _TICKS


def open_files(pid: int) -> int:
    """How many files and lines it holds."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _read(unit: Path, *, run: Path) -> tuple[Environment, list[str]]:
    """What a unit puts into the environment, and the command by which it begins."""
    lines = [line.partition("=")[::2] for line in unit.read_text(encoding="utf-8").splitlines()]
    told = dict(part.split("=", 1) for name, value in lines if name == "Environment" for part in value.split())
    if folder := told.get("PROMETHEUS_MULTIPROC_DIR"):
        told["PROMETHEUS_MULTIPROC_DIR"] = str(run / Path(folder).name)
        Path(told["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)
    [command] = [value for name, value in lines if name == "ExecStart"]
    command = re.sub(r"/opt/council/\.venv/bin/", f"{Path(sys.executable).parent}/", command).replace("$$", "$")
    return told, shlex.split(command)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
