"""The notes that go along in a folder: one's own and one's faction's, each where it stands in text or file."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone

from collaboration import may
from collaboration.actions import notes as acts
from collaboration.models import Note, Placement
from collaboration.states import STANDS, NoteState
from council import audiences
from council.audiences import Standing
from council.states import Audience
from documents.models import PaperVersion


def beside(
    papers: Collection[int], versions: Collection[PaperVersion], files: Collection[int], standing: Standing
) -> dict[int, list[dict[str, Any]]]:
    """The notes by paper, in the order of the text; four queries, however many there are.

    `start` and `end` are code points in the newest text, None where the passage does not stand in it. Of notes on files
    only those on these go along.
    """
    newest = {version.paper_id: version for version in versions}
    own = Q(owner=standing.user_id) | Q(audience=Audience.FACTION, audience_organization__in=standing.factions)
    rows = Note.objects.visible_for(standing).filter(own, Q(file=None) | Q(file__in=files), paper__in=papers)
    rows = rows.exclude(state=NoteState.WITHDRAWN)
    rows = rows.select_related("owner__person", "audience_organization", "reply_to", "version_of_text", "file")
    notes = list(rows.order_by("pk"))
    placed = _placed(versions)
    minutes = acts.window() if notes else 0
    named = _named(notes, standing)
    found: dict[int, list[dict[str, Any]]] = {}
    for note in notes:
        passage = _passage(note, newest.get(note.paper_id), placed)
        shown = _written(note, standing, passage, minutes=minutes, named=named.get(note.pk, []))
        found.setdefault(note.paper_id, []).append(shown)
    for listed in found.values():
        listed.sort(key=lambda note: note["start"] if note["start"] is not None else float("inf"))
    return found


def written(note: Note, standing: Standing) -> dict[str, Any]:
    """One note as the folder shows it, where it was written.

    `editable_until` is a moment (ISO), None where its author may always change it: what is hashed knows no clock.
    """
    named = _named([note], standing).get(note.pk, [])
    passage = (None, None) if note.file_id is not None else (note.start, note.end)
    return _written(note, standing, passage, minutes=acts.window(), named=named)


def _named(notes: Collection[Note], standing: Standing) -> dict[int, list[str]]:
    """Whom this person shared their own notes with, by name; nobody else learns it."""
    own = [note.pk for note in notes if note.owner_id == standing.user_id and note.audience == Audience.PRIVATE]
    found = audiences.names_on(Note, own)
    return {pk: [reader.display_name for reader in readers] for pk, readers in found.items()}


def _placed(versions: Collection[PaperVersion]) -> dict[int, tuple[int | None, int | None]]:
    rows = Placement.objects.filter(version_of_text__in=versions, state__in=STANDS)
    return {note: (start, end) for note, start, end in rows.values_list("note_id", "start", "end")}


def _passage(
    note: Note, newest: PaperVersion | None, placed: dict[int, tuple[int | None, int | None]]
) -> tuple[int | None, int | None]:
    if note.file_id is not None or newest is None:
        return None, None
    if note.version_of_text_id == newest.pk:
        return note.start, note.end
    return placed.get(note.pk) or placed.get(note.reply_to_id or 0) or (None, None)


def _written(
    note: Note, standing: Standing, passage: tuple[int | None, int | None], *, minutes: int, named: list[str]
) -> dict[str, Any]:
    own = note.owner_id == standing.user_id
    stands = note.state == NoteState.OPEN
    until = may.until(note, minutes=minutes) if own and stands else None
    return {
        "key": note.key,
        "reply_to": note.reply_to.key if note.reply_to else None,
        "circle": note.audience,
        "faction": note.audience_organization.label if note.audience_organization else "",
        "kind": note.motivation,
        "author": note.owner.display_name if note.owner else "",
        "own": own,
        "named": named,
        "text": note.text,
        "quote": note.exact,
        "start": passage[0],
        "end": passage[1],
        "version": note.version,
        "state": note.state,
        "written_in": note.version_of_text.number if note.version_of_text else 0,
        "on_file": f"{note.file.name}, Seite {note.page}" if note.file else "",
        "written_at": timezone.localtime(note.created_at).isoformat(timespec="minutes"),
        "editable": own and stands,
        "editable_until": until and until.isoformat(timespec="seconds"),
        "answerable": stands and note.reply_to_id is None,
    }
