"""Says what is shown of each note in the list beside a text, to someone of this standing."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from collaboration import may, passages
from collaboration.actions import notes as acts
from collaboration.models import Note, Uptake
from collaboration.states import Motivation, NoteState
from council import audiences
from council.audiences import Standing
from council.states import Audience
from documents import text
from documents.models import FilePage, Paper, PaperVersion


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


class Spot(NamedTuple):
    """Where a note stands in what is shown: its words, and the paragraph, 0 where they are in none.

    `page` is that of a file, 0 in the text of a paper; `written_in` is the version it was written on, if another.
    """

    quote: str
    page: int
    paragraph: int
    whole: bool
    start: int
    end: int
    before: str = ""
    after: str = ""
    written_in: int = 0


class Shown(NamedTuple):
    """Everything a note in the list is made of: equal ones look the same, whoever reads them."""

    id: str
    circle: str
    faction: str
    kind: str
    author: str
    written_at: datetime
    words: str
    spot: Spot
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

    @property
    def key(self) -> str:
        """The key of the note."""
        return self.id.removeprefix("notiz-")

    @property
    def at(self) -> str:
        """The id of the paragraph's element, empty for none."""
        page = f"seite-{self.spot.page}-" if self.spot.page else ""
        return f"{page}absatz-{self.spot.paragraph}" if self.spot.paragraph else ""

    @property
    def place(self) -> str:
        """What the paragraph is called; on a file at least the page."""
        return passages.label(self.spot.paragraph, self.spot.page)

    @property
    def withdrawn(self) -> bool:
        """Only its stone is left."""
        return self.state == NoteState.WITHDRAWN


def shown(notes: Sequence[Note], version: PaperVersion, standing: Standing) -> list[Shown]:
    """What is shown of the notes that stand in this version; one query, for an account three, however many notes."""
    blocks = _Blocks.of(version.text)
    spots = {note.pk: _in_version(note, version, blocks) for note in notes}
    return _all(notes, spots, version.paper_id, standing)


def shown_on_pages(notes: Sequence[Note], pages: Sequence[FilePage], standing: Standing) -> list[Shown]:
    """The same of notes on these pages of a file."""
    texts = {page.number: page.canonical for page in pages}
    blocks = {number: _Blocks.of(canonical) for number, canonical in texts.items()}
    spots = {note.pk: _on_page(note, texts[note.page], blocks[note.page]) for note in notes if note.page}
    return _all(notes, spots, notes[0].paper_id if notes else 0, standing)


def _all(notes: Sequence[Note], spots: Mapping[int, Spot], paper_id: int, standing: Standing) -> list[Shown]:
    answers = Counter(note.reply_to_id for note in notes)
    present = {note.pk for note in notes}
    made = _made(paper_id, standing)
    named, minutes = _own_affairs(notes, standing)
    now = timezone.now()
    return [
        _shown(
            note,
            spot=spots[note.pk],
            standing=standing,
            answered=bool(answers[note.pk]),
            threaded=note.reply_to_id in present,
            named=named.get(note.pk, ()),
            made=made.get(note.pk, ()),
            open_words=may.within(note, at=now, minutes=minutes),
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


def _made(paper_id: int, standing: Standing) -> dict[int, tuple[Made, ...]]:
    """The papers made of notes on this paper, as far as they may be read, by note; one query."""
    rows = Uptake.objects.filter(Paper.readable_by(standing, prefix="paper__"), note__paper=paper_id)
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
    spot: Spot,
    standing: Standing,
    answered: bool,
    threaded: bool,
    named: tuple[str, ...],
    made: tuple[Made, ...],
    open_words: bool,
) -> Shown:
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
        spot=spot,
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
    )


def _stand(note: Note, *, answered: bool, made: bool) -> str:
    if note.state == NoteState.WITHDRAWN:
        return "withdrawn"
    if made:
        return "used"
    return "answered" if answered else "open"


class _Blocks(NamedTuple):
    """The paragraphs of a text, and where each ends: thousands of notes are placed in them."""

    blocks: Sequence[text.Block]
    ends: list[int]

    @classmethod
    def of(cls, canonical: str) -> _Blocks:
        found = text.blocks(canonical)
        return cls(found, [block.end for block in found])

    def at(self, start: int, end: int) -> text.Block | None:
        """The paragraph a note stands at."""
        index = bisect_right(self.ends, start)
        return self.blocks[index] if index < len(self.ends) and self.blocks[index].start < end else None


def _in_version(note: Note, version: PaperVersion, blocks: _Blocks) -> Spot:
    """Where it stands in the version it was found for."""
    start, end = getattr(note, "at", note.start), getattr(note, "until", note.end)
    block = blocks.at(start, end)
    written_in = 0 if note.version_of_text_id == version.pk else getattr(note, "written_in", 0)
    whole = block is not None and start <= block.start and block.end <= end
    number = block.number if block else 0
    return Spot(version.text[start:end], 0, number, whole, start, end, written_in=written_in)


def _on_page(note: Note, canonical: str, blocks: _Blocks) -> Spot:
    """Where it stands on its page; where the page was read anew and its words are gone, in no paragraph."""
    start, end = passages.place_on_page(note, canonical) or (0, 0)
    block = blocks.at(start, end)
    whole = block is not None and start <= block.start and block.end <= end
    number = block.number if block else 0
    return Spot(note.exact, note.page or 0, number, whole, start, end, note.prefix, note.suffix)
