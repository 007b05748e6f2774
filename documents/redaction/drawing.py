"""Draws one page of a PDF, with red frames where something was found, in a process of its own.

Started by `checking`, never imported. It writes one JSON object: {"picture": PNG in base64}, or {"end": "damaged"}.
"""

import base64
import json
import math
import os
import struct
import sys
import zlib

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy
import pypdfium2

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))  # noqa: PTH100, PTH118, PTH120

from documents.extraction import confinement
from documents.redaction import ink
from documents.redaction.across import Across

MOST_PIXELS = 1_500_000
MARGIN, STROKE = 3, 2  # pixels
RED = (190, 0, 0)


def main(path: str, *, memory: int, cpu_seconds: int, page: int, boxes: list[list[float]]) -> None:
    """Draw page `page` (from 1) of the file at `path`; `boxes` are left, bottom, right, top in points."""
    pypdfium2.PdfDocument.new().close()  # whatever the library loads late is loaded before the door closes
    confinement.confine(memory=memory, cpu_seconds=cpu_seconds, forbidden=confinement.NO_OTHER_FOREIGN_CODE)
    try:
        drawn = _drawn(pypdfium2.PdfDocument(path)[page - 1], boxes)
        confinement.say(picture=base64.b64encode(_png(drawn)).decode())
    except BaseException:  # nothing a file does may end otherwise than with a word
        confinement.say(end="damaged")


def _drawn(page: pypdfium2.PdfPage, boxes: list[list[float]]) -> ink.Picture:
    width, height = page.get_size()
    scale = min(ink.SCALE, math.sqrt(MOST_PIXELS / max(1.0, width * height)))
    picture = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_numpy()[:, :, :3].copy()
    across = Across(page, picture.shape)
    for left, bottom, right, top in boxes:
        _frame(picture, *across.slices((left, bottom, right, top)))
    return picture


def _frame(picture: ink.Picture, rows: slice, columns: slice) -> None:
    top, bottom = max(rows.start - MARGIN, 0), rows.stop + MARGIN
    left, right = max(columns.start - MARGIN, 0), columns.stop + MARGIN
    if rows.start == rows.stop or columns.start == columns.stop:
        return  # outside the page
    for start in (top, max(bottom - STROKE, 0)):
        picture[start : start + STROKE, left:right] = RED
    for start in (left, max(right - STROKE, 0)):
        picture[top:bottom, start : start + STROKE] = RED


def _png(picture: ink.Picture) -> bytes:
    """The picture as PNG (ISO 15948): 8 bits, three colours, no filter."""
    height, width = picture.shape[:2]
    rows = numpy.zeros((height, 1 + width * 3), dtype=numpy.uint8)
    rows[:, 1:] = picture.reshape(height, width * 3)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


if __name__ == "__main__":
    main(sys.argv[1], **json.loads(sys.argv[2]))
