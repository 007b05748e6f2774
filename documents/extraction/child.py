"""Read one PDF in a process of its own that may do nothing else: started by `documents.extract`, never imported.

It writes one JSON object a line: {"title", "count"}, then {"page"} for each page (its text, or null if it cannot be
read), then {"end"} with the name of what became of it.
"""

import json
import os
import sys
from typing import BinaryIO

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))  # noqa: PTH100, PTH118, PTH120

from documents.extraction import confinement, limits

PAGE_CHARACTERS = 500_000  # code points of one page; no page of a council paper has a hundredth of it
HEADER_WITHIN = 1024  # bytes; readers accept other bytes before the header (ISO 32000-1, annex H.3.4.1)


def main(path: str, *, memory: int, cpu_seconds: int, pages: int, characters: int) -> None:
    """Write what can be read of the file at `path`. `memory` is in bytes, `characters` in code points."""
    _confine(memory=memory, cpu_seconds=cpu_seconds)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is not worth its loading time here
            end = _read(file, pages=pages, characters=characters)
    except MemoryError:
        end = "memory"
    except BaseException as problem:  # nothing a file does may end otherwise than with a word
        end = _meaning(problem)
    confinement.say(end=end)


def _confine(*, memory: int, cpu_seconds: int) -> None:
    """Give up memory, time, writing, network and other processes, and lower pypdf's own limits."""
    confinement.confine(memory=memory, cpu_seconds=cpu_seconds, forbidden=confinement.NO_FOREIGN_CODE)
    limits.lower(stream=50_000_000, decoding=100_000_000)


def _read(file: BinaryIO, *, pages: int, characters: int) -> str:
    start = file.read(HEADER_WITHIN)
    if b"%PDF-" not in start:
        return "foreign" if start else "empty"
    reader = pypdf.PdfReader(file)
    count = len(reader.pages)
    confinement.say(title=_title(reader), count=count)
    for page in reader.pages[:pages]:
        text = _text(page)
        confinement.say(page=None if text is None else text[: min(characters, PAGE_CHARACTERS)])
        characters -= len(text or "")
        if characters <= 0:
            return "long"
    return "long" if count > pages else "done"


def _title(reader: pypdf.PdfReader) -> str:
    try:
        return str((reader.metadata and reader.metadata.title) or "")[:1000]
    except Exception:
        return ""


def _text(page: pypdf.PageObject) -> str | None:
    try:
        return page.extract_text()
    except MemoryError:
        raise
    except Exception:  # pypdf lets through whatever a broken page provokes
        return None


def _meaning(problem: BaseException) -> str:
    if isinstance(problem, FileNotDecryptedError | DependencyError):
        return "locked"
    return "large" if isinstance(problem, LimitReachedError) else "damaged"


if __name__ == "__main__":
    main(sys.argv[1], **json.loads(sys.argv[2]))
