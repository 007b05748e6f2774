"""What a note is written on: a version of a paper's text, or a page of one of the paper's files."""

from __future__ import annotations

from typing import Any

from collaboration.models import Note
from council.may import Denied
from documents.models import File, FilePage, Paper, PaperVersion

Text = PaperVersion | FilePage


def canonical(on: Text) -> str:
    """The text whose code points a note's passage counts in."""
    return on.canonical if isinstance(on, FilePage) else on.text


def paper_of(on: Text) -> Paper:
    """The paper that a note on it belongs to. Raises Denied for a file that belongs to none."""
    paper = on.file.paper if isinstance(on, FilePage) else on.paper
    if paper is None:
        raise Denied("Anmerkungen gibt es zu Dateien, die zu einer Vorlage gehören.")
    return paper


def file_of(on: Text) -> File | None:
    """The file it is a page of, if it is one."""
    return on.file if isinstance(on, FilePage) else None


def columns(on: Text) -> dict[str, Any]:
    """The fields of a note that say what it stands on."""
    if isinstance(on, FilePage):
        return {"paper": paper_of(on), "file": on.file, "page": on.number}
    return {"paper": on.paper, "version_of_text": on}


def of(note: Note) -> Text | None:
    """What the note stands on; None for a page that its file has no more. On a page one query."""
    if note.file is None or note.page is None:
        return note.version_of_text
    page = note.file.pages.filter(number=note.page).first()
    if page is not None:
        page.file = note.file
    return page
