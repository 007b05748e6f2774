"""Put edits into their parent text, paragraph by paragraph, and remember who changed what."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from documents import compare, text
from documents.compare import Sort
from motions.amending.edits import Delete, Edit, Insert, Relabel, ReplaceAll, ReplaceBlock, ReplaceWords
from motions.amending.parent import Parent

Key = TypeVar("Key", bound=Hashable)

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True)
class Piece(Generic[Key]):
    """A stretch of a paragraph: kept, deleted or inserted, and by which amendment (None when kept)."""

    sort: Sort
    text: str
    origin: Key | None


@dataclass(frozen=True)
class Paragraph(Generic[Key]):
    """A block of the parent text and what became of it, or a new one.

    `number` is the block's number in the parent text, None for a new one. `old_label` and `new_label` are its numbers
    or marks, `label_origin` who changed them. `reasons` are those given with the edits.
    """

    number: int | None
    old_label: str
    new_label: str
    pieces: tuple[Piece[Key], ...]
    label_origin: Key | None = None
    reasons: tuple[str, ...] = ()

    @property
    def old(self) -> str:
        """Its old text, without the label; empty when it is new."""
        return "".join(piece.text for piece in self.pieces if piece.sort is not Sort.INSERT)

    @property
    def new(self) -> str:
        """Its new text, without the label; empty when it is struck."""
        return "".join(piece.text for piece in self.pieces if piece.sort is not Sort.DELETE)

    @property
    def is_changed(self) -> bool:
        """Whether anything in it is another."""
        return self.old_label != self.new_label or any(piece.sort is not Sort.EQUAL for piece in self.pieces)

    @property
    def origins(self) -> tuple[Key, ...]:
        """The amendments that changed it, each once, in reading order."""
        found = [self.label_origin, *(piece.origin for piece in self.pieces)]
        return tuple(dict.fromkeys(origin for origin in found if origin is not None))


class Signed(NamedTuple, Generic[Key]):
    """An edit and the amendment it comes from."""

    edit: Edit
    origin: Key


class Composition(NamedTuple, Generic[Key]):
    """The text after the edits and its paragraphs, struck ones included."""

    text: str
    paragraphs: tuple[Paragraph[Key], ...]


def compose(parent: Parent, signed: Sequence[Signed[Key]]) -> Composition[Key]:
    """Put edits into the text that fit it and do not overlap (see `Parent.check`).

    Between neighbours that nobody touched every blank of the parent text is kept.
    """
    for edit, origin in signed:
        if isinstance(edit, ReplaceAll):
            return Composition(edit.text, tuple(_rewritten(parent, edit, origin)))
    paragraphs = tuple(_paragraphs(parent, signed))
    return Composition(_spelled(parent, [paragraph for paragraph in paragraphs if paragraph.new.strip()]), paragraphs)


def _paragraphs(parent: Parent, signed: Sequence[Signed[Key]]) -> Iterator[Paragraph[Key]]:
    inserted: dict[int, list[Paragraph[Key]]] = defaultdict(list)
    touching: dict[int, list[Signed[Key]]] = defaultdict(list)
    for one in signed:
        if isinstance(one.edit, Insert):
            inserted[one.edit.after] += _inserted(one.edit, one.origin)
        elif not isinstance(one.edit, ReplaceAll):
            touching[one.edit.block].append(one)
    yield from inserted[0]
    for block in parent.blocks:
        yield _changed(block, touching[block.number])
        yield from inserted[block.number]


def _spelled(parent: Parent, staying: Sequence[Paragraph[Key]]) -> str:
    spelled: list[str] = []
    for last, paragraph in zip([None, *staying], staying, strict=False):
        spelled += [_gap(parent, last, paragraph), _mark(parent, paragraph), paragraph.new]
    return "".join([*spelled, parent.gap(len(parent.blocks) + 1)])


def _gap(parent: Parent, last: Paragraph[Key] | None, paragraph: Paragraph[Key]) -> str:
    gap = parent.gap(paragraph.number) if paragraph.number else ""
    if last is None:
        return gap if paragraph.number == 1 else ""
    neighbours = paragraph.number and last.number == paragraph.number - 1
    if _BLANK_LINE.search(gap) or (neighbours and not last.is_changed and not paragraph.is_changed):
        return gap
    return "\n\n"


def _mark(parent: Parent, paragraph: Paragraph[Key]) -> str:
    if paragraph.number and paragraph.old_label == paragraph.new_label:
        return parent.mark(paragraph.number)
    return f"{paragraph.new_label} " if paragraph.new_label else ""


def _inserted(edit: Insert, origin: Key) -> Iterator[Paragraph[Key]]:
    for block in text.blocks(edit.text):
        yield Paragraph(None, "", block.label, (Piece(Sort.INSERT, block.text, origin),), origin, _reasons([edit]))


def _changed(block: text.Block, signed: Sequence[Signed[Key]]) -> Paragraph[Key]:
    labels = [(edit.label, origin) for edit, origin in signed if isinstance(edit, Relabel)]
    label, label_origin = labels[0] if labels else (block.label, None)
    pieces = tuple(_pieces(block, [one for one in signed if not isinstance(one.edit, Relabel)]))
    reasons = _reasons(edit for edit, _ in signed)
    return Paragraph(block.number, block.label, label, pieces, label_origin, reasons)


def _pieces(block: text.Block, signed: Sequence[Signed[Key]]) -> Iterator[Piece[Key]]:
    past = 0
    for edit, origin in sorted(signed, key=_beginning):
        if isinstance(edit, Delete):
            yield Piece(Sort.DELETE, block.text, origin)
            return
        if isinstance(edit, ReplaceBlock):
            yield from _runs(block.text, edit.text.strip(), origin)
            return
        if isinstance(edit, ReplaceWords):
            yield from _filled(Piece(Sort.EQUAL, block.text[past : edit.start], None))
            yield from _filled(Piece(Sort.DELETE, block.text[edit.start : edit.end], origin))
            yield from _filled(Piece(Sort.INSERT, edit.text, origin))
            past = edit.end
    yield from _filled(Piece(Sort.EQUAL, block.text[past:], None))


def _beginning(one: Signed[Key]) -> tuple[int, int]:
    return (one.edit.start, one.edit.end) if isinstance(one.edit, ReplaceWords) else (0, 0)


def _filled(piece: Piece[Key]) -> Iterator[Piece[Key]]:
    if piece.text:
        yield piece


def _runs(old: str, new: str, origin: Key) -> Iterator[Piece[Key]]:
    for sort, said in compare.runs(old, new):
        yield Piece(sort, said, None if sort is Sort.EQUAL else origin)


def _rewritten(parent: Parent, edit: ReplaceAll, origin: Key) -> Iterator[Paragraph[Key]]:
    """The whole text against the whole text, so that what stayed can be seen."""
    for row in compare.compare(parent.text, edit.text).rows:
        pieces = tuple(Piece(sort, said, None if sort is Sort.EQUAL else origin) for sort, said in row.runs)
        old, new = row.old.label if row.old else "", row.new.label if row.new else ""
        relabelled = row.new is not None and old != new
        number = row.old.number if row.old else None
        yield Paragraph(number, old, new, pieces, origin if relabelled else None, _reasons([edit]))


def _reasons(edits: Iterable[Edit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(edit.reason for edit in edits if edit.reason))
