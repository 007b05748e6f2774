"""Shows the passage of a note inside its paragraph, as forms, queues and lists need it."""

from __future__ import annotations

from typing import NamedTuple

from collaboration import anchoring, texts
from collaboration.models import Note
from documents import text


class Passage(NamedTuple):
    """A paragraph as it is shown beside a form, with the passage marked in it; `label` names it in German."""

    label: str
    before: str
    marked: str
    after: str


def in_text(canonical: str, start: int, end: int, *, page: int | None = None) -> Passage | None:
    """The paragraph of a text with the passage marked in it; None if there is no such paragraph."""
    blocks = text.blocks(canonical)
    return in_block(
        next((known for known in blocks if known.start < end and start < known.end), None), start, end, page
    )


def in_block(block: text.Block | None, start: int, end: int, page: int | None = None) -> Passage | None:
    """The same where the paragraph is known."""
    if block is None:
        return None
    first, last = max(0, start - block.start), max(0, end - block.start)
    return Passage(label(block.number, page), block.text[:first], block.text[first:last], block.text[last:])


def label(paragraph: int, page: int | None = None) -> str:
    """What a paragraph is called: "Absatz 7", "Seite 2, Absatz 7", or the page alone where there is none."""
    parts = [f"Seite {page}" if page else "", f"Absatz {paragraph}" if paragraph else ""]
    return ", ".join(part for part in parts if part)


def of(note: Note) -> Passage | None:
    """The passage of a note where it was written; on a page read anew, where its words stand now, else these alone."""
    on = texts.of(note)
    canonical = texts.canonical(on) if on is not None else ""
    place = (note.start, note.end) if note.file_id is None else place_on_page(note, canonical)
    found = in_text(canonical, *place, page=note.page) if place else None
    return found or (Passage(label(0, note.page), "", note.exact, "") if note.page else None)


def place_on_page(note: Note, canonical: str) -> tuple[int, int] | None:
    """Where a note's words stand in the text of its page, which may have been read anew; None where in doubt."""
    if canonical[note.start : note.end] == note.exact:
        return note.start, note.end
    try:
        found = anchoring.locate(anchoring.Selector(note.exact, note.prefix, note.suffix, -1, -1), canonical)
    except anchoring.AnchorProblem:
        return None
    return found.start, found.end
