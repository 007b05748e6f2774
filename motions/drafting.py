"""Amendments as structured edits of a parent text: put in, derived, weighed, merged, and laid out in three columns.

Texts are canonical (see `documents.text`), blocks are counted from 1 as there, offsets are code points of the block's
text. Everything that does not fit raises `Unfit` with a German sentence, `Outdated` when the text is another by now.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from council.law import amendments
from motions.amending import composing, deriving, merging, weighing
from motions.amending.composing import Paragraph, Piece, Signed
from motions.amending.edits import (
    Delete,
    Edit,
    Insert,
    Outdated,
    Relabel,
    ReplaceAll,
    ReplaceBlock,
    ReplaceWords,
    Unfit,
    seal,
)
from motions.amending.merging import Collision, Draft, LeftOut, Merged
from motions.amending.notation import dump, load
from motions.amending.parent import Parent

__all__ = [
    "Collision",
    "Delete",
    "Draft",
    "Edit",
    "Insert",
    "LeftOut",
    "Merged",
    "Outdated",
    "Paragraph",
    "Piece",
    "Relabel",
    "ReplaceAll",
    "ReplaceBlock",
    "ReplaceWords",
    "SynopsisRow",
    "Unfit",
    "apply",
    "collisions",
    "dump",
    "edits_between",
    "kind",
    "lay_out",
    "load",
    "merge",
    "proposal",
    "seal",
    "sealed",
    "synopsis",
]

Key = TypeVar("Key", bound=Hashable)


class SynopsisRow(NamedTuple):
    """One row of the three columns: the paragraph (old and new wording with its runs) and why."""

    paragraph: Paragraph[None]
    reason: str


def lay_out(canonical: str) -> str:
    """The text with one blank line between blocks and one blank behind each label; its blocks stay the same."""
    return deriving.lay_out(canonical)


def apply(parent: str, edits: Sequence[Edit]) -> str:
    """The parent text with the edits in it. Raises Unfit for edits that overlap or miss the text, and Outdated."""
    return _composition(parent, edits).text


def edits_between(parent: str, changed: str) -> tuple[Edit, ...]:
    """The edits by which a freely written text comes out of the parent text, with their seals.

    `apply` gives a text with exactly the blocks of `changed`, and `changed` itself when both are laid out.
    """
    return deriving.edits_between(Parent(parent), changed)


def sealed(parent: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits with the seals of the blocks they are for, as they must be stored."""
    return Parent(parent).sealed(edits)


def kind(edits: Sequence[Edit], *, parent: str) -> amendments.Kind:
    """What the amendment does where it goes furthest."""
    return weighing.kind(edits, parent=Parent(parent))


def proposal(
    draft: Draft[Key], *, parent: str, submitted_at: datetime, fixed_rank: int | None = None
) -> amendments.Amendment[Key]:
    """The amendment as the order of voting wants it: kind, places, size of a changed number."""
    laid = Parent(parent)
    laid.check(draft.edits)
    return amendments.Amendment(
        draft.key,
        weighing.kind(draft.edits, parent=laid),
        submitted_at,
        weighing.spans(draft.edits, parent=laid),
        weighing.change(draft.edits, parent=laid),
        fixed_rank,
    )


def collisions(drafts: Sequence[Draft[Key]], *, parent: str) -> tuple[Collision[Key], ...]:
    """All pairs of amendments that touch the same text; renumbering with other edits does not count."""
    return merging.collisions(drafts, parent=Parent(parent))


def merge(adopted: Sequence[Draft[Key]], *, parent: str, pending: Sequence[Draft[Key]] = ()) -> Merged[Key]:
    """The text with the amendments adopted, in this order, and what became of the others."""
    return merging.merge(adopted, parent=Parent(parent), pending=pending)


def synopsis(edits: Sequence[Edit], *, parent: str, reason: str = "") -> tuple[SynopsisRow, ...]:
    """Old, new, reason, paragraph by paragraph; `reason` is for changes that have none of their own."""
    return tuple(
        SynopsisRow(paragraph, "\n".join(paragraph.reasons) or (reason if paragraph.is_changed else ""))
        for paragraph in _composition(parent, edits).paragraphs
    )


def _composition(parent: str, edits: Sequence[Edit]) -> composing.Composition[None]:
    laid = Parent(parent)
    laid.check(edits)
    return composing.compose(laid, [Signed(edit, None) for edit in edits])
