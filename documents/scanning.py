"""Asks the virus scanner of the house (clamd) about files: the one door to it, and the chore that goes through it.

Without CLAMD_URL nothing is scanned. While the scanner is away, what comes in stays in quarantine.
"""

from __future__ import annotations

import logging
import socket
import struct
from datetime import datetime
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

from council import tick
from documents import vault
from documents.actions import quarantine
from documents.models import Quarantine
from documents.states import QuarantineState

logger = logging.getLogger(__name__)

AT_ONCE = 20
CONNECTING, ANSWERING = 5, 120  # seconds
PIECE = 2**16  # bytes sent at once
LONGEST_ANSWER = 4096  # bytes


class Unscanned(Exception):
    """The scanner has no answer about this file."""


class Away(Unscanned):
    """The scanner cannot be reached at all."""


@tick.chore("scan_files", eager=True)
def scan_files(now: datetime) -> int:
    """Have up to twenty files of the quarantine scanned; while the scanner is away they stay in it."""
    done = 0
    for held in Quarantine.objects.filter(state=QuarantineState.WAITING).select_related("file").order_by("pk"):
        try:
            infected = is_infected(held.file.sha512)
        except (Unscanned, vault.VaultError) as problem:
            logger.warning("Datei %d bleibt in Quarantäne: %s", held.file_id, problem)
            if isinstance(problem, Away):
                break
            continue
        quarantine.keep_closed(held) if infected else quarantine.let_out(held)
        done += 1
        if done == AT_ONCE:
            break
    return done


def is_infected(sha512: str) -> bool:
    """Whether the scanner finds something in the stored file. Raises Unscanned; Missing, if there is no such file."""
    with vault.open(sha512) as file:
        return _is_infected(file)


def _is_infected(file: IO[bytes]) -> bool:
    try:
        with _line() as line:
            answer = _ask(line, file)
    except (BrokenPipeError, ConnectionResetError) as problem:  # in the midst of this file; the next may pass
        raise Unscanned("Der Virenscanner hat das Gespräch über diese Datei abgebrochen.") from problem
    except OSError as problem:
        raise Away(f"Der Virenscanner ist nicht erreichbar ({type(problem).__name__}).") from problem
    if answer.endswith(b" FOUND"):
        return True
    if answer != b"stream: OK":
        raise Unscanned("Der Virenscanner hat die Datei nicht geprüft.")
    return False


def _line() -> socket.socket:
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECTING)
        line.connect(parts.path)
    else:
        line = socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=CONNECTING)
    line.settimeout(ANSWERING)
    return line


def _ask(line: socket.socket, file: IO[bytes]) -> bytes:
    """INSTREAM of clamd(8): pieces with their length before them, an empty one at the end, one answer."""
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it answers before the end where a file is too large for it
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        if not (piece := line.recv(LONGEST_ANSWER)):
            break
        answer += piece
    return answer.rstrip(b"\0\n")
