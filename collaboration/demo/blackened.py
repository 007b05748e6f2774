"""Writes the PDF of somebody who blackened words by laying bars over them: for the demo, which shows what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence

LEFT, TOP, LEADING, SIZE = 72, 760, 22, 12  # points
WIDTH_OF_SIGN = 6.2  # points, about; a bar is as long as its words or a little longer
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>"


def page(lines: Sequence[tuple[str, str]]) -> bytes:
    """One page of lines; the second part of each, where there is one, lies beneath a black bar."""
    drawn = b"\n".join(_line(shown, hidden, TOP - LEADING * place) for place, (shown, hidden) in enumerate(lines))
    contents = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn)
    return _document([CATALOGUE, PAGES, FONT, PAGE, contents])


def _line(shown: str, hidden: str, height: int) -> bytes:
    drawn = _words(shown, LEFT, height)
    if hidden:
        start = LEFT + round(len(shown) * WIDTH_OF_SIGN)
        drawn += _words(hidden, start, height)
        drawn += b" 0 g %d %d %d %d re f" % (start - 4, height - 5, len(hidden) * WIDTH_OF_SIGN + 12, SIZE + 6)
    return drawn


def _words(text: str, left: int, height: int) -> bytes:
    said = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b" BT /F1 %d Tf %d %d Td (%s) Tj ET" % (SIZE, left, height, said)


def _document(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from 1, with the table of where they lie."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n" % (len(objects) + 1) + table + end
