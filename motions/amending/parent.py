"""The parent text as edits see it: its blocks, what lies between them, and where each edit stands."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.functional import cached_property

from council.law.amendments import Span
from documents import text
from motions.amending import edits as kinds
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
)


class Parent:
    """A canonical text and its blocks."""

    def __init__(self, canonical: str) -> None:
        self.text = canonical
        self.blocks = text.blocks(canonical)

    def block(self, number: int) -> text.Block:
        """The block of that number. Raises Unfit when there is none."""
        if not 1 <= number <= len(self.blocks):
            raise Unfit(f"Absatz {number} gibt es in diesem Text nicht; er hat {len(self.blocks)}.")
        return self.blocks[number - 1]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each block begins with its label, in code points."""
        found, past = [], 0
        for block in self.blocks:
            found.append(self.text.rindex(block.label, past, block.start) if block.label else block.start)
            past = block.end
        return tuple(found)

    def gap(self, number: int) -> str:
        """What lies before block `number` and its label: blanks and line breaks; after the last block, the rest."""
        before = self.blocks[number - 2].end if number > 1 else 0
        return self.text[before : self.starts[number - 1] if number <= len(self.blocks) else len(self.text)]

    def mark(self, number: int) -> str:
        """The label of block `number` with the blanks behind it."""
        return self.text[self.starts[number - 1] : self.blocks[number - 1].start]

    def span(self, edit: Edit) -> Span:
        """The stretch an edit touches, for `council.law.amendments`.

        Counted in code points, with three places more for each block: one for its label, one before and one behind its
        text, so that words added at its edge are inside the block and a block inserted beside it is not.
        """
        if isinstance(edit, ReplaceAll):
            return Span(0, len(self.text) + 3 * len(self.blocks) + 1)
        if isinstance(edit, Insert):
            return self._behind(edit.after)
        block = self.block(edit.block)
        label = block.start + 3 * (block.number - 1)
        end = label + 3 + len(block.text)
        if isinstance(edit, ReplaceWords):
            return Span(label + 2 + edit.start, label + 2 + edit.end)
        if isinstance(edit, Relabel):
            return Span(label, label + 1)
        return Span(label if isinstance(edit, Delete) else label + 1, end)

    def _behind(self, number: int) -> Span:
        end = self.block(number).end + 3 * number if number else 0
        return Span(end, end)

    def check(self, edits: Sequence[Edit]) -> None:
        """Raise Unfit with a German sentence when the edits miss the text or overlap, Outdated when it is another."""
        for edit in edits:
            self._check(edit)
        if len(edits) > 1 and any(isinstance(edit, ReplaceAll) for edit in edits):
            raise Unfit("Wer den ganzen Text ersetzt, kann nicht zugleich einzelne Stellen ändern.")
        furthest = 0
        for span, edit in sorted(
            ((self.span(edit), edit) for edit in edits), key=lambda one: (one[0].start, one[0].end)
        ):
            if span.start < furthest:
                raise Unfit(f"{self._name(edit)} wird zweimal geändert; die Änderungen überschneiden sich.")
            furthest = max(furthest, span.end)
        self._check_rest([edit for edit in edits if isinstance(edit, ReplaceWords)])

    def _check_rest(self, edits: Sequence[ReplaceWords]) -> None:
        """Whoever takes all words of a block away means to strike it, and must say so."""
        for number in {edit.block for edit in edits}:
            block, mine = self.block(number), [edit for edit in edits if edit.block == number]
            if any(edit.text.strip() for edit in mine):
                continue
            kept = list(block.text)
            for edit in mine:
                kept[edit.start : edit.end] = [""] * (edit.end - edit.start)
            if not "".join(kept).strip():
                raise Unfit(f"Von {kinds.name(block)} bliebe nichts übrig. Bitte den ganzen Absatz streichen.")

    def _check(self, edit: Edit) -> None:
        number = kinds.place(edit)
        block = self.block(number) if number is not None else None
        if isinstance(edit, Insert | ReplaceAll | ReplaceBlock) and not edit.text.strip():
            raise Unfit("Der neue Text ist leer.")
        if block is None or isinstance(edit, ReplaceAll):
            return
        if edit.seen and edit.seen != kinds.seal(block):
            raise Outdated(f"{kinds.name(block)} lautet inzwischen anders. Bitte die Änderung am neuen Text prüfen.")
        if isinstance(edit, ReplaceWords) and not 0 <= edit.start <= edit.end <= len(block.text):
            raise Unfit(f"Die genannte Stelle liegt nicht in {kinds.name(block)}.")
        if isinstance(edit, Relabel) and not _is_label(edit.label):
            raise Unfit(f"„{edit.label}“ ist keine Nummer und kein Zeichen für einen Absatz.")

    def _name(self, edit: Edit) -> str:
        number = kinds.place(edit)
        return "Der Text" if number is None else kinds.name(self.block(number))

    def sealed(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """The same edits with the seals of the blocks they are for. Raises Unfit for a block that is not there."""
        return tuple(self._sealed(edit) for edit in edits)

    def _sealed(self, edit: Edit) -> Edit:
        number = kinds.place(edit)
        if number is None or isinstance(edit, ReplaceAll):
            return edit
        return replace(edit, seen=kinds.seal(self.block(number)))


def _is_label(label: str) -> bool:
    """Whether a block can begin with it."""
    return not label or [block.label for block in text.blocks(f"{label} Wort")] == [label]
