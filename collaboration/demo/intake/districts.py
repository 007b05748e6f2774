"""Which districts the papers and inquiries concern, as their files say."""

from __future__ import annotations

from collaboration.demo import nouns
from collaboration.demo.intake.shelf import Shelf
from documents.actions import districts


def take_in(shelf: Shelf) -> None:
    """Say it of every paper and inquiry whose file names districts; they must be there."""
    things: list[nouns.Paper | nouns.Inquiry] = [*shelf.town.papers, *shelf.town.inquiries]
    for written in things:
        if written.districts:
            districts.assign(shelf.papers[written.key], [shelf.districts[key] for key in written.districts], by=None)
