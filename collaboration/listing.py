"""Says what is shown of each note in the list beside a text, to someone of this standing."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from collaboration import may
from collaboration.actions import notes as acts
from collaboration.models import Note, Uptake
from collaboration.states import Motivation, NoteState
from council import audiences
from council.audiences import Standing
from council.states import Audience
from documents import text
from documents.models import Paper, PaperVersion


class Facets(NamedTuple):
    """What a list of notes can be narrowed by."""

    circle: str
    author: str
    own: bool
    stand: str


class Made(NamedTuple):
    """A paper that was made of a note: what it is called, where it is and what became of it."""

    label: str
    url: str
    state: str


class Shown(NamedTuple):
    """Everything a note in the list is made of: equal ones look the same, whoever reads them."""

    id: str
    circle: str
    faction: str
    kind: str
    author: str
    written_at: datetime
    words: str
    quote: str
    paragraph: int
    whole: bool
    start: int
    end: int
    own: bool
    reply: bool
    stand: str
    state: str
    edited: bool
    editable: bool
    liftable: bool
    shareable: bool
    answerable: bool
    reportable: bool
    moderable: bool
    usable: bool
    change_asked: bool
    shared: bool
    named: tuple[str, ...]
    made: tuple[Made, ...]
    written_in: int

    @property
    def key(self) -> str:
        """The key of the note."""
        return self.id.removeprefix("notiz-")

    @property
    def withdrawn(self) -> bool:
        """Only its stone is left."""
        return self.state == NoteState.WITHDRAWN


def shown(notes: Sequence[Note], version: PaperVersion, standing: Standing) -> list[Shown]:
    """What is shown of the notes that stand in this version; one query, for an account three, however many notes."""
    blocks = text.blocks(version.text)
    answers = Counter(note.reply_to_id for note in notes)
    present = {note.pk for note in notes}
    made = _made(version, standing)
    named, minutes = _own_affairs(notes, standing)
    now = timezone.now()
    return [
        _shown(
            note,
            blocks=blocks,
            standing=standing,
            answered=bool(answers[note.pk]),
            threaded=note.reply_to_id in present,
            named=named.get(note.pk, ()),
            made=made.get(note.pk, ()),
            open_words=may.within(note, at=now, minutes=minutes),
            version=version,
        )
        for note in notes
    ]


def _own_affairs(notes: Sequence[Note], standing: Standing) -> tuple[dict[int, tuple[str, ...]], int]:
    """Whom the person named for their own notes, and for how many minutes they may change what others read."""
    if standing.user_id is None:
        return {}, 0
    own = [note.pk for note in notes if note.owner_id == standing.user_id and note.audience == Audience.PRIVATE]
    named = audiences.names_on(Note, own)
    return {pk: tuple(reader.display_name for reader in readers) for pk, readers in named.items()}, acts.window()


def _made(version: PaperVersion, standing: Standing) -> dict[int, tuple[Made, ...]]:
    """The papers made of notes on this paper, as far as they may be read, by note; one query."""
    rows = Uptake.objects.filter(Paper.readable_by(standing, prefix="paper__"), note__paper=version.paper_id)
    found: dict[int, tuple[Made, ...]] = {}
    for row in rows.select_related("paper").order_by("pk"):
        paper = row.paper
        label = f"{paper.kind_label} {paper.reference}" if paper.reference else f"{paper.kind_label} „{paper.name}“"
        made = Made(label, paper.get_absolute_url(), str(paper.get_state_display()))
        found[row.note_id] = (*found.get(row.note_id, ()), made)
    return found


def _shown(
    note: Note,
    *,
    blocks: Sequence[text.Block],
    standing: Standing,
    answered: bool,
    threaded: bool,
    named: tuple[str, ...],
    made: tuple[Made, ...],
    open_words: bool,
    version: PaperVersion,
) -> Shown:
    start, end = _passage(note)
    block = _block(start, end, blocks)
    own = standing.user_id is not None and note.owner_id == standing.user_id
    stands = note.state == NoteState.OPEN
    signed_in = standing.user_id is not None
    private = note.audience == Audience.PRIVATE
    return Shown(
        id=f"notiz-{note.key}",
        circle=note.audience,
        faction=note.audience_organization.label if note.audience_organization else "",
        kind=note.get_motivation_display() if note.motivation != Motivation.COMMENTING else "",
        author=note.owner.display_name if note.owner and note.state != NoteState.WITHDRAWN else "",
        written_at=note.created_at,
        words=note.text,
        quote=version.text[start:end],
        paragraph=block.number if block else 0,
        whole=block is not None and start <= block.start and block.end <= end,
        start=start,
        end=end,
        own=own,
        reply=threaded,
        stand=_stand(note, answered=answered, made=bool(made)),
        state=note.state,
        edited=note.edited_at is not None,
        editable=own and stands and open_words,
        liftable=own and stands and note.audience != may.CIRCLES[-1],
        shareable=own and stands and private,
        answerable=signed_in and stands and note.reply_to_id is None,
        reportable=stands and not own and note.audience == Audience.PUBLIC,
        moderable=stands and not own and note.audience == Audience.PUBLIC and standing.moderator,
        usable=stands and (standing.member or bool(standing.factions)),
        change_asked=own and note.change_asked,
        shared=private and not own,
        named=named,
        made=made,
        written_in=0 if note.version_of_text_id == version.pk else getattr(note, "written_in", 0),
    )


def _stand(note: Note, *, answered: bool, made: bool) -> str:
    if note.state == NoteState.WITHDRAWN:
        return "withdrawn"
    if made:
        return "used"
    return "answered" if answered else "open"


def _passage(note: Note) -> tuple[int, int]:
    """Where it stands in the version it was found for, in code points."""
    return getattr(note, "at", note.start), getattr(note, "until", note.end)


def _block(start: int, end: int, blocks: Sequence[text.Block]) -> text.Block | None:
    """The paragraph a note stands at."""
    index = bisect_right(blocks, start, key=lambda block: block.end)
    return blocks[index] if index < len(blocks) and blocks[index].start < end else None
