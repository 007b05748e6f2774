"""Lay two texts beside each other, block by block and word by word."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from documents import text
from documents.comparing import pairing, wording
from documents.comparing.pairing import Leaf
from documents.comparing.wording import Run, Sort
from documents.comparing.words import Wording

__all__ = ["Change", "Comparison", "Row", "Run", "Sort", "compare", "runs"]


class Change(StrEnum):
    """What became of a block."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"


class Row(NamedTuple):
    """One row of a synopsis: the old block beside the new one it became, and the runs of their wording.

    A deleted block has no `new`, an inserted one no `old`. A moved block stands where it stands in the new text, and
    its wording may have changed as well.
    """

    change: Change
    old: text.Block | None
    new: text.Block | None
    runs: tuple[Run, ...]

    @property
    def is_relabelled(self) -> bool:
        """Whether its number or mark changed: point 3 became point 2."""
        if self.old is None or self.new is None:
            return False
        return (self.old.kind, self.old.label) != (self.new.kind, self.new.label)


class Comparison(NamedTuple):
    """Two texts side by side; every block of both stands in exactly one row, in the order of the new text."""

    rows: tuple[Row, ...]

    @property
    def is_same(self) -> bool:
        """Whether both texts say the same; blanks and numbers of points do not count."""
        return all(row.change is Change.UNCHANGED for row in self.rows)

    def count(self, change: Change) -> int:
        """How many blocks this happened to."""
        return sum(1 for row in self.rows if row.change is change)


def compare(old: str, new: str) -> Comparison:
    """Compare two canonical texts (see `documents.text`).

    Blocks whose words are the same are unchanged even when blanks or labels differ; the runs say where.
    """
    return Comparison(tuple(_rows(_leaves(old), _leaves(new))))


def runs(old: str, new: str) -> tuple[Run, ...]:
    """Compare two wordings of one passage word by word (see `documents.comparing.wording`)."""
    return wording.runs(Wording(old), Wording(new))


def _leaves(canonical: str) -> list[Leaf]:
    return [Leaf(block, Wording(block.text)) for block in text.blocks(canonical)]


def _rows(old: list[Leaf], new: list[Leaf]) -> Iterator[Row]:
    """Between two blocks that kept their order, first what was struck, then what came."""
    couples = pairing.couples(old, new)
    coupled = {couple.new: old[couple.old] for couple in couples}
    gone = set(range(len(old))) - {couple.old for couple in couples}
    old_past = new_past = 0
    for old_at, new_at in [*((one.old, one.new) for one in couples if not one.moved), (len(old), len(new))]:
        yield from (_deleted(old[at].block) for at in range(old_past, old_at) if at in gone)
        yield from (_arrived(coupled.get(at), new[at]) for at in range(new_past, new_at))
        if old_at < len(old):
            yield _kept(old[old_at], new[new_at])
        old_past, new_past = old_at + 1, new_at + 1


def _deleted(block: text.Block) -> Row:
    return Row(Change.DELETED, block, None, (Run(Sort.DELETE, block.text),))


def _arrived(before: Leaf | None, leaf: Leaf) -> Row:
    if before is None:
        return Row(Change.INSERTED, None, leaf.block, (Run(Sort.INSERT, leaf.block.text),))
    return Row(Change.MOVED, before.block, leaf.block, wording.runs(before.wording, leaf.wording))


def _kept(before: Leaf, leaf: Leaf) -> Row:
    change = Change.UNCHANGED if before.wording.said == leaf.wording.said else Change.CHANGED
    return Row(change, before.block, leaf.block, wording.runs(before.wording, leaf.wording))
