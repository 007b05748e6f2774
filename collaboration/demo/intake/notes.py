"""Notes on passages, written by the demo people in their circles."""

from __future__ import annotations

from collaboration import anchoring
from collaboration.actions import notes
from collaboration.demo.intake.shelf import Shelf


def take_in(shelf: Shelf) -> None:
    """Write every note as its author would. Raises ValueError if its quote is not in the text."""
    for note in shelf.town.notes:
        version = shelf.papers[note.paper].versions.get()
        start = version.text.index(note.quote)
        selector = anchoring.describe(version.text, start, start + len(note.quote))
        notes.write(version, selector=selector, text=note.body, circle=note.circle, by=shelf.users[note.by])
