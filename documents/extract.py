"""Get the text of a PDF page by page, or a clear reason why not, whatever the file tries."""

import json
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from documents import text
from documents.extraction import parent

Outcome = Literal[
    "read", "partly", "foreign", "empty", "damaged", "locked", "images", "large", "long", "slow", "memory"
]

CHILD = Path(__file__).parent / "extraction" / "child.py"
QUICK = Path(__file__).parent / "extraction" / "quick.py"
ENDS: tuple[Outcome, ...] = ("foreign", "empty", "damaged", "locked", "large", "long", "memory")

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})

REASONS: dict[Outcome, str] = {
    "read": "",
    "partly": "Einzelne Seiten sind beschädigt und konnten nicht gelesen werden.",
    "foreign": "Die Datei ist kein PDF.",
    "empty": "Die Datei ist leer.",
    "damaged": "Die Datei ist beschädigt und konnte nicht gelesen werden.",
    "locked": "Das Dokument ist mit einem Passwort verschlüsselt; sein Text konnte nicht gelesen werden.",
    "images": "Das Dokument enthält keinen Text, sondern nur Bilder (zum Beispiel ein Scan).",
    "large": "Das Dokument ist zu groß oder zu verschachtelt, um seinen Text zu lesen.",
    "long": "Das Dokument ist sehr lang; nur sein Anfang wurde gelesen.",
    "slow": "Das Lesen des Dokuments dauerte zu lange und wurde abgebrochen.",
    "memory": "Das Lesen des Dokuments brauchte zu viel Speicher und wurde abgebrochen.",
}


class Limits(NamedTuple):
    """What reading one file may cost: seconds by the clock and of one processor, bytes, pages, code points in all."""

    seconds: float = 30
    cpu_seconds: int = 30
    memory: int = 2**30
    file_bytes: int = 500_000_000
    pages: int = 5_000
    characters: int = 10_000_000


@dataclass(frozen=True)
class Extraction:
    """What became of a PDF: its pages in order (a page that cannot be read is empty) and what is to be said about it.

    `truncated` says that text is missing at the end; `page_count` is what the document has, 0 if unknown; `title` is
    what the file says of itself, often empty or nonsense.
    """

    pages: tuple[str, ...]
    outcome: Outcome
    truncated: bool = False
    title: str = ""
    page_count: int = 0

    @property
    def reason(self) -> str:
        """Why not everything was read, in German; empty when it was."""
        sentence = REASONS[self.outcome]
        if self.pages and len(self.pages) < self.page_count:
            sentence += f" Gelesen: {len(self.pages)} von {self.page_count} Seiten."
        return sentence


def pages(path: Path, *, limits: Limits = Limits()) -> Extraction:  # noqa: B008 - Limits cannot be changed
    """Read the text of the PDF at `path`; takes up to `limits.seconds`, so never call it inside a transaction.

    The file is opened by a child process only, which has no network and bounded memory and time. Never raises for what
    a file contains; an OSError says that there is no such file, a RuntimeError that the child could not start.
    """
    return _read(path, by=CHILD, limits=limits)


def pages_in_bulk(path: Path, *, limits: Limits = Limits()) -> Extraction:  # noqa: B008 - Limits cannot be changed
    """As `pages`, for whole cities: by a reader that is 15 to 40 times as fast; where it fails, by the usual one."""
    found = _read(path, by=QUICK, limits=limits)
    return _read(path, by=CHILD, limits=limits) if found.outcome in ("damaged", "memory") else found


def _read(path: Path, *, by: Path, limits: Limits) -> Extraction:
    if path.stat().st_size > limits.file_bytes:
        return Extraction((), "large")
    report = _Report()
    allowed = {
        "memory": limits.memory,
        "cpu_seconds": limits.cpu_seconds,
        "pages": limits.pages,
        "characters": limits.characters,
    }
    with parent.start(by, path, **allowed) as process:
        try:
            report.listen(process, limits=limits)
        finally:
            process.kill()
    if process.returncode == 1 and not report.count and not report.end:
        raise RuntimeError(f"the process that reads PDFs does not start; try documents/extraction/{by.name} by hand")
    return report.sum_up(exit_code=process.returncode)


class _Report:
    """What the child has said so far; all of it is doubted."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.unread = 0
        self.count = 0
        self.title = ""
        self.end = ""

    def listen(self, process: subprocess.Popen[bytes], *, limits: Limits) -> None:
        assert process.stdout is not None
        deadline = time.monotonic() + limits.seconds
        try:
            for line in parent.lines(process.stdout, deadline=deadline, max_bytes=12 * limits.characters + 1_000_000):
                self.note(line)
        except TimeoutError:
            self.end = "slow"
        except (ValueError, RecursionError):
            self.end = "damaged"

    def note(self, line: bytes) -> None:
        match json.loads(line):
            case {"title": str(title), "count": int(count)}:
                self.title, self.count = " ".join(text.normalise(title).split())[:300], count
            case {"page": str(page)}:
                self.pages.append(text.normalise(page).translate(LIGATURES))
            case {"page": None}:
                self.pages.append("")
                self.unread += 1
            case {"end": str(end)}:
                self.end = end

    def sum_up(self, *, exit_code: int) -> Extraction:
        outcome = self.outcome(exit_code=exit_code)
        return Extraction(
            pages=tuple(self.pages),
            outcome=outcome,
            truncated=outcome == "long" or len(self.pages) < self.count,
            title=self.title,
            page_count=self.count,
        )

    def outcome(self, *, exit_code: int) -> Outcome:
        if self.end == "slow" or (not self.end and exit_code == -signal.SIGXCPU):
            return "slow"
        if not self.end and exit_code == -signal.SIGKILL:  # by the kernel, when the whole machine runs out of memory
            return "memory"
        if self.end != "done":
            return next((end for end in ENDS if end == self.end), "damaged")
        if not self.pages or self.unread == len(self.pages):
            return "damaged"
        if not any(page.strip() for page in self.pages):
            return "partly" if self.unread else "images"
        return "partly" if self.unread else "read"
