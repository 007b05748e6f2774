"""Amendments with their edits, and the texts that came of those adopted in the past."""

from __future__ import annotations

from typing import Any

from collaboration.demo import nouns
from collaboration.demo.intake.shelf import Shelf
from council.models import AgendaItem
from documents.models import Paper
from documents.states import PaperState
from documents.text import Block
from motions import drafts, slate
from motions.actions import amendments, mergings
from motions.amending import scope, typed
from motions.amending.parent import Parent


def record(shelf: Shelf, written: nouns.Paper, paper: Paper, **more: Any) -> Paper:
    """Enter an amendment as it stands; raises ValueError where a change does not find its place."""
    base = slate.base_of(shelf.papers[written.parent])
    if base is None:
        raise ValueError(f"{written.parent} hat keinen Text, den {written.key} ändern könnte.")
    paper.plain_summary = written.plain
    amendments.record(
        paper,
        base=base,
        edits=typed.edits_of(_typed(written, base.text), parent=Parent(base.text)),
        reason=drafts.take_apart(written.text).reasons,
        by=None,
        **more,
    )
    return paper


def keep_adopted_texts(shelf: Shelf) -> None:
    """Keep the text as adopted of every paper that was changed by amendments in a meeting that is over."""
    adopted = [paper for paper in shelf.town.papers if paper.changes and paper.state == PaperState.ADOPTED]
    for key in dict.fromkeys(paper.parent for paper in adopted):
        mergings.keep(shelf.papers[key], item=_deciding_item(shelf, shelf.town.paper_by_key[key]), by=None)


def _deciding_item(shelf: Shelf, written: nouns.Paper) -> AgendaItem:
    return shelf.items[written.steps[-1].meeting, written.key]


def _typed(written: nouns.Paper, text: str) -> dict[str, str]:
    """The changes as they would be typed into the form."""
    blocks = scope.amendable(text)
    found: dict[str, str] = {}
    for change in written.changes:
        block = _block(blocks, change.at)
        if change.strike:
            found[f"strike-{block.number}"] = "on"
        elif change.insert:
            found[f"after-{block.number}"] = change.insert
        else:
            wording = found.get(f"text-{block.number}", block.text)
            found[f"text-{block.number}"] = wording.replace(change.at, change.becomes)
    return found


def _block(blocks: tuple[Block, ...], words: str) -> Block:
    found = [block for block in blocks if words in block.text]
    if len(found) != 1:
        raise ValueError(f"„{words}“ steht in {len(found)} Absätzen.")
    return found[0]
