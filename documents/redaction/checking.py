"""Finds what a PDF would give away beyond its visible pages, and makes a copy with the pages alone.

Every byte is parsed in confined processes: `cleaning` writes the file anew, `looking` draws it, `drawing` shows it.
"""

from __future__ import annotations

import base64
import binascii
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from documents.extraction import parent
from documents.states import GRAVE_FINDINGS, FindingKind

ROOM = Path(__file__).parent
AT_ONCE = 25  # pages one process looks at
MOST_PAGES = 1_000
MOST_FINDINGS = 500
MOST_BYTES = 400_000_000  # of what one process may say
LONGEST = 300  # code points of one finding
LAST_PAGE, FARTHEST = 1_000_000, 1_000_000  # points

PROBLEMS = {
    "locked": "Das Dokument ist mit einem Passwort verschlüsselt und kann nicht geprüft werden.",
    "long": f"Das Dokument hat mehr als {MOST_PAGES} Seiten und kann nicht geprüft werden.",
    "large": "Das Dokument ist zu groß, um es zu prüfen.",
    "slow": "Das Prüfen des Dokuments dauerte zu lange und wurde abgebrochen.",
    "memory": "Das Prüfen des Dokuments brauchte zu viel Speicher und wurde abgebrochen.",
    "damaged": "Das Dokument ist beschädigt und kann nicht geprüft werden.",
}


class Limits(NamedTuple):
    """What one of the processes may cost: seconds by the clock and of one processor, bytes."""

    seconds: float = 30
    cpu_seconds: int = 30
    memory: int = 2**30


class Finding(NamedTuple):
    """Something beyond the visible pages: kind, page (0: the whole document), text, and where on the page it lies.

    `box` is left, bottom, right, top in points; empty where it has no place.
    """

    kind: str
    page: int
    text: str
    box: tuple[float, ...] = ()


class Failed(Exception):
    """The file cannot be checked; the text is the German sentence why."""


def clean(path: Path, into: IO[bytes], *, limits: Limits = Limits()) -> list[Finding]:  # noqa: B008 - cannot be changed
    """Write a copy with the visible pages alone `into` a file; returns what was found besides them. Raises Failed."""
    found = []
    for said in _ask("cleaning", path, limits=limits):
        match said:
            case {"bytes": str(piece)}:
                into.write(_decoded(piece))
            case {"kind": str(), "page": int(), "text": str()}:
                found.append(_finding(said))
    return _weightiest(found)


def look(path: Path, *, original: Path, limits: Limits = Limits()) -> list[Finding]:  # noqa: B008 - cannot be changed
    """What is in the copy at `path` and nobody sees, and the pages that look unlike the `original`. Raises Failed."""
    found: list[Finding] = []
    count, first = 1, 1
    while first <= count and sum(map(_is_grave, found)) < MOST_FINDINGS:
        allowed = {"first": first, "last": first + AT_ONCE - 1, "original": str(original.absolute())}
        for said in _ask("looking", path, limits=limits, **allowed):
            match said:
                case {"count": int(pages)}:
                    count = pages
                case {"kind": str(), "page": int(), "text": str()}:
                    found.append(_finding(said))
        if count > MOST_PAGES:
            raise Failed(PROBLEMS["long"])
        first += AT_ONCE
    return _weightiest(found)


def draw(
    path: Path,
    *,
    page: int,
    boxes: list[tuple[float, ...]],
    limits: Limits = Limits(),  # noqa: B008 - cannot be changed
) -> bytes:
    """A page (from 1) as PNG, with red frames around the boxes. Raises Failed."""
    for said in _ask("drawing", path, limits=limits, page=page, boxes=boxes):
        match said:
            case {"picture": str(picture)}:
                return _decoded(picture)
    raise Failed(PROBLEMS["damaged"])


def _ask(child: str, path: Path, *, limits: Limits, **allowed: object) -> Iterator[dict[str, Any]]:
    """What the process says, line by line; Failed unless its last word is that it is done."""
    deadline = time.monotonic() + limits.seconds
    with parent.start(
        ROOM / f"{child}.py", path, memory=limits.memory, cpu_seconds=limits.cpu_seconds, **allowed
    ) as process:
        assert process.stdout is not None
        try:
            for line in parent.lines(process.stdout, deadline=deadline, max_bytes=MOST_BYTES):
                said = json.loads(line)
                if not isinstance(said, dict):
                    break
                if said.get("end") == "done":
                    return
                if "end" in said:
                    raise Failed(PROBLEMS.get(str(said["end"]), PROBLEMS["damaged"]))
                yield said
        except TimeoutError:
            raise Failed(PROBLEMS["slow"]) from None
        except (ValueError, RecursionError):
            raise Failed(PROBLEMS["damaged"]) from None
        finally:
            process.kill()
    raise Failed(PROBLEMS["slow" if process.returncode == -signal.SIGXCPU else "damaged"])


def _weightiest(found: list[Finding]) -> list[Finding]:
    """At most 500: what stops a publication first, what a scan recognised last, for it alone may fill hundreds."""
    return sorted(found, key=lambda each: (not _is_grave(each), each.kind == FindingKind.SCAN))[:MOST_FINDINGS]


def _is_grave(found: Finding) -> bool:
    return found.kind in GRAVE_FINDINGS


def _finding(said: dict[str, Any]) -> Finding:
    if not 0 <= said["page"] <= LAST_PAGE:
        raise Failed(PROBLEMS["damaged"])
    text = "".join(sign if sign.isprintable() else " " for sign in said["text"])
    return Finding(said["kind"], said["page"], " ".join(text.split())[:LONGEST], _box(said.get("box")))


def _box(said: object) -> tuple[float, ...]:
    match said:
        case [int() | float() as left, int() | float() as bottom, int() | float() as right, int() | float() as top]:
            corners = (left, bottom, right, top)
            return tuple(map(float, corners)) if all(abs(each) < FARTHEST for each in corners) else ()
    return ()


def _decoded(piece: str) -> bytes:
    try:
        return base64.b64decode(piece, validate=True)
    except binascii.Error:
        raise Failed(PROBLEMS["damaged"]) from None
