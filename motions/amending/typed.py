"""What an author typed, block by block, as edits of the parent text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from documents import text
from documents.text import Block
from motions import drafts
from motions.amending import deriving, edits, scope
from motions.amending.edits import Delete, Edit, Insert, ReplaceAll, Unfit
from motions.amending.parent import Parent

_GAP = re.compile(r"\n[^\S\n]*\n")


def edits_of(typed: Mapping[str, str], *, parent: Parent) -> tuple[Edit, ...]:
    """The edits, sealed: `text-3` is the new wording of block 3, `strike-3` strikes it, `after-3` follows it.

    `why-3` says why; `whole` and `why-whole` replace everything. Raises Unfit with a German sentence.
    """
    found = tuple(_all(typed, parent))
    whole = drafts.tidy(typed.get("whole", ""))
    if whole:
        if found:
            raise Unfit("Wer den ganzen Text ersetzt, kann nicht zugleich einzelne Stellen ändern.")
        if whole == scope.resolution(parent.text):
            return ()
        found = (ReplaceAll(scope.rewrite(parent.text, whole), reason=_line(typed.get("why-whole", ""))),)
    found = parent.sealed(found)
    parent.check(found)
    return found


def _all(typed: Mapping[str, str], parent: Parent) -> Iterator[Edit]:
    yield from _inserted(0, typed.get("after-0", ""), typed.get("why-0", ""))
    blocks = scope.amendable(parent.text)
    if parent.blocks and scope.is_title(parent.blocks[0]):
        yield from _inserted(1, typed.get("after-1", ""), typed.get("why-1", ""))
    for block in blocks:
        yield from _of_block(block, typed)


def _of_block(block: Block, typed: Mapping[str, str]) -> Iterator[Edit]:
    reason = _line(typed.get(f"why-{block.number}", ""))
    after = typed.get(f"after-{block.number}", "")
    wording = text.normalise(typed.get(f"text-{block.number}", block.text)).strip()
    if typed.get(f"strike-{block.number}"):
        yield Delete(block.number, reason=reason)
    elif wording != block.text:
        head, *tail = _GAP.split(wording, maxsplit=1)
        if not head.strip():
            raise Unfit(f"{edits.name(block)} ist leer. Zum Streichen bitte „streichen“ ankreuzen.")
        after = "\n\n".join([*tail, after])
        yield from (replace(edit, reason=reason) for edit in deriving.edits_of_block(block, head.strip()))
    yield from _inserted(block.number, after, reason)


def _inserted(after: int, typed: str, reason: str) -> Iterator[Edit]:
    clean = drafts.tidy(typed)
    if clean:
        yield Insert(after, clean, reason=_line(reason))


def _line(reason: str) -> str:
    return text.normalise(reason).strip()
