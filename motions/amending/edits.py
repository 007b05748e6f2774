"""What an amendment does to its parent text, edit by edit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from documents.text import Block


class Unfit(ValueError):
    """The edits contradict each other or the text they are for; the message is for the person who made them."""


class Outdated(Unfit):
    """The text is no longer the one the edits were made for."""


@dataclass(frozen=True)
class Insert:
    """New text, one block or several, after block `after`; 0 is before the first."""

    after: int
    text: str
    seen: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Delete:
    """Block `block` is struck."""

    block: int
    seen: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReplaceBlock:
    """Another text for block `block`; its number or mark stays."""

    block: int
    text: str
    seen: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReplaceWords:
    """Another text for code points `start` to before `end` of the block's text; `start == end` inserts words."""

    block: int
    start: int
    end: int
    text: str
    seen: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Relabel:
    """Another number or mark ("2.", "a)", "##", or none) for block `block`."""

    block: int
    label: str
    seen: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReplaceAll:
    """Another text instead of the whole."""

    text: str
    reason: str = ""


Edit = Insert | Delete | ReplaceBlock | ReplaceWords | Relabel | ReplaceAll
"""`seen` is the seal of the block as the author saw it (see `seal`), empty when nobody looked; `reason` is for the
third column of a synopsis."""


def seal(block: Block) -> str:
    """A short hash of the block's text: whoever carries it notices when the text is another."""
    return hashlib.sha256(block.text.encode()).hexdigest()[:16]


def place(edit: Edit) -> int | None:
    """The number of the block the edit is tied to; None for the whole text and for a place before the first block."""
    if isinstance(edit, ReplaceAll):
        return None
    return (edit.after or None) if isinstance(edit, Insert) else edit.block


def telling(edits: Sequence[Edit]) -> Sequence[Edit]:
    """The edits without renumbering, which follows from others; all of them when it is all there is."""
    return [edit for edit in edits if not isinstance(edit, Relabel)] or edits


def name(block: Block) -> str:
    """How people call the block: Punkt 2, or Absatz 7 by its number in the text."""
    return f"Punkt {block.label.strip('.()')}" if block.kind == "point" else f"Absatz {block.number}"
