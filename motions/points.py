"""Single points of a text that are voted on by themselves: which can be, and what is left of the text without some."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from council.models import AgendaItem
from documents import text
from documents.models import Paper
from documents.text import Block
from motions import drafting
from motions.amending import edits as kinds
from motions.amending import scope
from motions.models import PointVote
from motions.slate import Slate


@dataclass(frozen=True)
class Settled:
    """A text with its amendments, and without the points that were rejected by themselves."""

    slate: Slate
    votes: tuple[PointVote, ...]

    @cached_property
    def left_out(self) -> tuple[PointVote, ...]:
        """The rejected points, in the order of the text."""
        return tuple(vote for vote in self.votes if vote.is_rejected)

    @cached_property
    def open(self) -> tuple[PointVote, ...]:
        """Those that were asked for and not yet voted on."""
        return tuple(vote for vote in self.votes if vote.ballot is None)

    @property
    def is_changed(self) -> bool:
        """Whether the text is another than the one brought in."""
        return bool(self.slate.adopted or self.left_out)

    @cached_property
    def text(self) -> str:
        """What the text says now; the other points keep their numbers."""
        with_amendments = self.slate.merged.text
        if not self.left_out:
            return with_amendments
        return drafting.apply(with_amendments, [kinds.Delete(block=vote.block) for vote in self.left_out])

    @property
    def resolution(self) -> str:
        """What is resolved with this text, word for word."""
        return scope.resolution(self.text)

    @cached_property
    def was(self) -> dict[int, int | None]:
        """For each block of the text with amendments the number it had in the text brought in, None for a new one."""
        found: dict[int, int | None] = {}
        for paragraph in self.slate.merged.paragraphs:
            blocks = len(text.blocks(f"{paragraph.new_label} {paragraph.new}")) if paragraph.new.strip() else 0
            for _ in range(blocks):
                found[len(found) + 1] = paragraph.number
        return found

    def number(self, block: int | None) -> int | None:
        """The number in the final text of a block of the text with amendments; None for one that is left out."""
        gone = [vote.block for vote in self.left_out]
        if block is None or block in gone:
            return None
        return block - sum(1 for other in gone if other < block)

    def askable(self) -> list[Block]:
        """The points that can still be voted on by themselves: what an amendment put in was voted on already."""
        asked = {vote.block for vote in self.votes}
        blocks = scope.amendable(self.slate.merged.text)
        points = [block for block in blocks if block.kind == "point" and self.was.get(block.number) is not None]
        return [block for block in points if block.number not in asked] if len(points) > 1 else []


def of(standing: Slate, *, item: AgendaItem | None) -> Settled:
    """The text as it stands at this item with the votes on its single points there. Costs one query."""
    return Settled(standing, tuple(votes_at(standing.main, item)))


def votes_at(main: Paper, item: AgendaItem | None) -> Sequence[PointVote]:
    """The votes on single points of a text at an item, in the order of the text."""
    rows = PointVote.objects.filter(paper=main, item=item).select_related("ballot")
    return list(rows.order_by("block")) if item is not None else []


def seal(standing: Slate) -> str:
    """The hash of the text whose points are voted on: whoever carries it notices when the text is another."""
    return hashlib.sha256(standing.merged.text.encode()).hexdigest()
