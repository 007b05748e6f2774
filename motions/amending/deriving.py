"""Find the edits that make one text of another, so that people may simply write."""

from collections.abc import Iterator

from documents import compare, text
from documents.compare import Change, Row, Sort
from motions.amending import composing
from motions.amending.composing import Signed
from motions.amending.edits import Delete, Edit, Insert, Relabel, ReplaceAll, ReplaceBlock, ReplaceWords
from motions.amending.parent import Parent

STAYING = 0.5  # share of a block's letters that must stay for its words to be changed one by one
REWRITTEN = 0.2  # share of the whole below which the text is another


def lay_out(canonical: str) -> str:
    """The text with one blank line between blocks and one blank behind each label; its blocks stay the same."""
    return "\n\n".join(_piece(block) for block in text.blocks(canonical))


def edits_between(parent: Parent, changed: str) -> tuple[Edit, ...]:
    """The edits by which `changed` comes out of the parent text, with their seals.

    Blanks between blocks do not count; all else comes out exactly.
    """
    rows = compare.compare(parent.text, changed).rows
    if _is_rewritten(parent, rows):
        return (ReplaceAll(changed),)
    found = parent.sealed(sorted(_edits(rows), key=lambda edit: parent.span(edit).start))
    if lay_out(composing.compose(parent, [Signed(edit, None) for edit in found]).text) == lay_out(changed):
        return found
    return (ReplaceAll(changed),)  # a line looks like the beginning of a block only because of what stood before it


def edits_of_block(block: text.Block, wording: str) -> tuple[Edit, ...]:
    """The edits, not yet sealed, that give the block another wording: word by word, or anew where little stays."""
    row = Row(Change.CHANGED, block, block._replace(text=wording), compare.runs(block.text, wording))
    return tuple(_of_block(row, block))


def _piece(block: text.Block) -> str:
    return f"{block.label} {block.text}" if block.label else block.text


def _is_rewritten(parent: Parent, rows: tuple[Row, ...]) -> bool:
    if not parent.blocks or all(row.new is None for row in rows):
        return False
    return sum(_kept(row) for row in rows) < REWRITTEN * sum(len(block.text) for block in parent.blocks)


def _kept(row: Row) -> int:
    """How many letters of the old block stay in it or with it."""
    return sum(len(run.text) for run in row.runs if run.sort is Sort.EQUAL)


def _edits(rows: tuple[Row, ...]) -> Iterator[Edit]:
    past = 0
    coming: list[str] = []
    for row in rows:
        if row.change in (Change.INSERTED, Change.MOVED) and row.new:
            coming.append(_piece(row.new))
        elif row.old:
            if coming:
                yield Insert(past, "\n\n".join(coming))
                coming = []
            past = row.old.number
        if row.old:
            yield from _of_block(row, row.old)
    if coming:
        yield Insert(past, "\n\n".join(coming))


def _of_block(row: Row, old: text.Block) -> Iterator[Edit]:
    if row.new is None or row.change is Change.MOVED:
        yield Delete(old.number)
        return
    if row.old and row.old.label != row.new.label:
        yield Relabel(old.number, row.new.label)
    if _kept(row) >= STAYING * len(old.text):
        yield from _of_words(row, old)
    elif old.text != row.new.text:
        yield ReplaceBlock(old.number, row.new.text)


def _of_words(row: Row, old: text.Block) -> Iterator[Edit]:
    at = 0
    for index, (sort, said) in enumerate(row.runs):
        if sort is Sort.DELETE:
            following = row.runs[index + 1] if index + 1 < len(row.runs) else None
            new = following.text if following and following.sort is Sort.INSERT else ""
            yield ReplaceWords(old.number, at, at + len(said), new)
        elif sort is Sort.INSERT and (index == 0 or row.runs[index - 1].sort is not Sort.DELETE):
            yield ReplaceWords(old.number, at, at, said)
        if sort is not Sort.INSERT:
            at += len(said)
