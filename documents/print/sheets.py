"""What the press prints: plain values in the words of the reader; who may read them was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

BlockKind = Literal["heading", "paragraph", "point", "quote", "table"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block of structured text; `label` is the printed number ("1.", "a)"), `level` counts from 1.

    A table has `rows` of equally many cells, the first of them its head; its text is the caption.
    """

    text: str
    kind: BlockKind = "paragraph"
    label: str = ""
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every sheet carries. `printed_at` is the moment written into the file; without it the file carries none."""

    city: str
    issuer: str
    closed: bool = False
    printed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of the box under the title: a label and its value."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class PaperSheet(Sheet):
    """A paper: motion, proposal, inquiry, answer, report. An empty `reference` prints "ohne Nummer".

    `above` stands before the way through the bodies (`way`) and the text (`blocks`), `below` after them.
    """

    kind: str
    title: str
    reference: str = ""
    date: str = ""
    originators: tuple[str, ...] = ()
    summary: str = ""
    facts: tuple[Fact, ...] = ()
    above: tuple[Block, ...] = ()
    way: tuple[Block, ...] = ()
    blocks: tuple[Block, ...] = ()
    below: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AgendaEntry:
    """One agenda item; `level` 2 is a sub-item. `blocks` say what belongs to it and what became of it."""

    number: str
    title: str
    level: int = 1
    blocks: tuple[Block, ...] = ()
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class AgendaPart:
    """A part of the agenda with its heading ("Tagesordnung I – mit Aussprache")."""

    title: str
    entries: tuple[AgendaEntry, ...]


@dataclass(frozen=True, kw_only=True)
class AgendaSheet(Sheet):
    """An invitation (Einladung) or a bare agenda (Tagesordnung), as `kind` says; `title` names the meeting."""

    kind: str
    title: str
    facts: tuple[Fact, ...] = ()
    issued: str = ""
    recipients: str = ""
    opening: tuple[str, ...] = ()
    parts: tuple[AgendaPart, ...] = ()
    closing: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListSheet(Sheet):
    """A list of things, such as the answer ledger; `note` says what is left out."""

    kind: str
    title: str
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Votes:
    """The votes of one faction, or of all, in heads."""

    label: str
    yes: int
    no: int
    abstained: int
    absent: int = 0


@dataclass(frozen=True, kw_only=True)
class Presence:
    """One group of those present or excused, in the order in which it is printed."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MinutesItem:
    """What the minutes say about one agenda item."""

    number: str
    title: str
    level: int = 1
    reference: str = ""
    blocks: tuple[Block, ...] = ()
    resolution: str = ""
    result: str = ""
    votes: tuple[Votes, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MinutesSheet(Sheet):
    """The minutes (Niederschrift, HGO §61); `status` says whether they are a draft, sent or final."""

    title: str
    body: str
    day: str
    begin: str
    end: str
    place: str
    status: str
    chair: str = ""
    secretary: str = ""
    presence: tuple[Presence, ...] = ()
    items: tuple[MinutesItem, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ExtractSheet(Sheet):
    """An extract of one resolution (Beschlussauszug); `number` is its own, `names` the answers of a roll-call."""

    number: str
    title: str
    facts: tuple[Fact, ...]
    result: str
    resolution: tuple[Block, ...]
    votes: tuple[Votes, ...] = ()
    names: tuple[Block, ...] = ()
    certified: str = ""
    signatures: tuple[str, ...] = ()
