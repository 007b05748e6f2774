"""What became of the notes: replies, one shared by name, reports and a decision, a text in a new version; and PDFs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from collaboration import anchoring, chores
from collaboration.actions import flags, moderations, notes
from collaboration.demo.intake.shelf import Shelf
from collaboration.models import Note
from documents import reading
from documents.actions import papers
from documents.states import FileRole, FileState

FILE = Path(__file__).parent.parent / "talks.toml"


def read() -> dict[str, list[dict[str, Any]]]:
    """The rows of the file by their kind."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def take_in(shelf: Shelf) -> None:
    """Do what the people of the town did with the notes. Raises Note.DoesNotExist for a passage without a note."""
    rows = read()
    for row in rows["reply"]:
        notes.reply(_note(row["to"]), text=row["body"], circle=row["circle"], by=shelf.users[row["by"]])
    for row in rows["share"]:
        note = _note(row["about"])
        notes.share(note, person=shelf.users[row["with"]], by=_author(note))
    for row in rows["report"]:
        more = {name: row[name] for name in ("ground", "explanation", "name", "email")}
        flags.report(_note(row["about"]), by=None, at=shelf.now, **more)
    for row in rows["decision"]:
        _decide(shelf, row)
    for row in rows["version"]:
        paper = shelf.papers[row["paper"]]
        text = paper.versions.order_by("-number")[0].text
        papers.revise(paper, body_text=text.replace(row["old"], row["new"]), by=shelf.users[row["by"]])
    chores.carry_notes(shelf.now)
    for row in rows["on_file"]:
        _write_on_file(shelf, row)


def _write_on_file(shelf: Shelf, row: dict[str, Any]) -> None:
    """Write a note on the printed paper, whose text is read for it. Raises StopIteration if its words are not there."""
    file = shelf.papers[row["paper"]].files.get(role=FileRole.MAIN)
    if file.state == FileState.RECEIVED:
        file = reading.read(file)
    page = next(page for page in file.pages.order_by("number") if row["quote"] in page.canonical)
    start = page.canonical.index(row["quote"])
    passage = anchoring.describe(page.canonical, start, start + len(row["quote"]))
    notes.write(page, selector=passage, text=row["body"], circle=row["circle"], by=shelf.users[row["by"]])


def _decide(shelf: Shelf, row: dict[str, Any]) -> None:
    note = _note(row["about"])
    more = {name: row[name] for name in ("decision", "ground", "reason")}
    made = moderations.decide(note, by=shelf.users[row["by"]], **more)
    moderations.complain(made, text=row["complaint"], by=_author(note))


def _note(quote: str) -> Note:
    return Note.objects.select_related("owner").get(exact=quote, reply_to=None)


def _author(note: Note) -> Any:
    return note.owner
