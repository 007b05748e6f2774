"""Looks at the pages of one PDF and says which of its letters nobody sees, in a process of its own.

Started by `checking`, never imported. It writes one JSON object a line: {"kind", "page", "text", "box"} for each
stretch of text that leaves no ink, or picture beneath a bar (points from left and bottom), then {"end"}.
"""

import json
import os
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy  # noqa: F401 - loaded before the door closes
import pypdfium2

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))  # noqa: PTH100, PTH118, PTH120

from documents.extraction import confinement
from documents.redaction import ink


def main(path: str, *, memory: int, cpu_seconds: int, first: int, last: int, original: str) -> None:
    """Look at the pages from `first` to `last` (from 1, both counted) of the copy at `path`."""
    pypdfium2.PdfDocument.new().close()  # whatever the library loads late is loaded before the door closes
    confinement.confine(memory=memory, cpu_seconds=cpu_seconds, forbidden=confinement.NO_OTHER_FOREIGN_CODE)
    try:
        end = _look(path, original, first=first, last=last)
    except MemoryError:
        end = "memory"
    except BaseException:  # nothing a file does may end otherwise than with a word
        end = "damaged"
    confinement.say(end=end)


def _look(path: str, original: str, *, first: int, last: int) -> str:
    document, before = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument(original)
    before.init_forms()
    confinement.say(count=len(document))
    for number in range(first, min(last, len(document)) + 1):
        page, other = document[number - 1], before[number - 1]
        if ink.differs(page, other):
            confinement.say(kind="differs", page=number, text="")
        for found in ink.unseen(page):
            confinement.say(kind=found.kind, page=number, text=found.text, box=found.box)
        page.close()
        other.close()
    return "done"


if __name__ == "__main__":
    main(sys.argv[1], **json.loads(sys.argv[2]))
