"""Reads a programme's text as chapters with their points: a heading with what it says, or a paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from documents import text
from documents.text import Block


class Point(NamedTuple):
    """One point of a chapter: its heading (empty where a paragraph stands alone), what it says, and in which block."""

    heading: str
    text: str
    block: int


class Chapter(NamedTuple):
    """A heading of the text with the points below it; chapters are counted from 1."""

    number: int
    heading: str
    points: tuple[Point, ...]


def read(canonical: str) -> tuple[Chapter, ...]:
    """The chapters of a canonical text (see `documents.text`), in order; what stands above the first is in none.

    A chapter is a heading of the highest rank, unless only one is (the title of it all): then of the next rank. Its
    points are the headings below it with what follows each, or its paragraphs where it has no headings.
    """
    blocks = text.blocks(canonical)
    rank = _rank(blocks)
    starts = [at for at, block in enumerate(blocks) if _level(block) == rank]
    ends = [*starts[1:], len(blocks)][: len(starts)]
    return tuple(
        Chapter(number, blocks[start].text, tuple(_points(blocks[start + 1 : end])))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )


def _level(block: Block) -> int:
    return len(block.label) if block.kind == "heading" else 0


def _rank(blocks: Sequence[Block]) -> int:
    levels = sorted(filter(None, map(_level, blocks)))
    is_title = len(levels) > 1 and levels.count(levels[0]) == 1
    return next((level for level in levels if not is_title or level > levels[0]), 1)


def _points(blocks: Sequence[Block]) -> Iterator[Point]:
    heads = [at for at, block in enumerate(blocks) if _level(block)]
    if not heads:
        yield from (Point("", block.text, block.number) for block in blocks)
        return
    for start, end in zip(heads, [*heads[1:], len(blocks)], strict=True):
        said = blocks[start + 1 : end]
        where = said[0] if said else blocks[start]
        yield Point(blocks[start].text, "\n\n".join(block.text for block in said), where.number)
