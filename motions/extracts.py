"""Writes the sheet of an extract of a resolution, and proposes its wording."""

from __future__ import annotations

import re
from collections.abc import Iterable

from council.models import AgendaItem
from documents.models import Paper, Slot
from documents.print import compose
from documents.print.sheets import Block, ExtractSheet, Fact, Votes
from motions import drafts
from motions.models import Ballot, ResolutionExtract

# The heading „Beschlussvorschlag“ and the request to resolve say nothing once it is resolved.
_REQUEST = re.compile(r"\A(?:#+ [^\n]*\s*)?(?:Die Stadtverordnetenversammlung wird gebeten,[^\n]*:\s*)?")
OFFICE = "Büro der Stadtverordnetenversammlung"


def paper_of(item: AgendaItem) -> Paper | None:
    """The paper that was treated at the item."""
    slot = Slot.objects.filter(item=item).select_related("consultation__paper").first()
    return slot.consultation.paper if slot else None


def wording_of(item: AgendaItem) -> str:
    """The text that was resolved, as far as it is known: as entered at the item, else what the paper asked for."""
    if item.resolution_text:
        return item.resolution_text
    paper = paper_of(item)
    version = paper.versions.order_by("-number").first() if paper is not None else None
    return _REQUEST.sub("", drafts.take_apart(version.text).resolution) if version is not None else ""


def ballot_of(item: AgendaItem, *, paper: Paper | None) -> Ballot | None:
    """The vote on the whole: the last one on the paper that is not on a part of it, and holds."""
    rows = Ballot.objects.standing().filter(item=item, paper=paper, subject="")
    return rows.order_by("taken_at", "pk").last()


def sheet_of(extract: ResolutionExtract) -> ExtractSheet:
    """The sheet, in the words of the day it was made; the same extract gives the same bytes."""
    return ExtractSheet(
        city=extract.organization.body.name,
        issuer=OFFICE,
        closed=extract.item.audience != "public",
        printed_at=extract.made_at,
        number=extract.number,
        title=extract.title,
        facts=tuple(_facts(extract)),
        resolution=compose.blocks(extract.text) or (Block(text="Ein Wortlaut ist nicht angegeben."),),
        result=extract.outcome,
        votes=tuple(_votes(extract.ballot)),
        names=tuple(_voices(extract)),
        certified=f"Für die Richtigkeit des Auszugs: {OFFICE}, {compose.day(extract.made_at.date())}",
    )


def _facts(extract: ResolutionExtract) -> Iterable[Fact]:
    yield Fact(label="Gremium", value=str(extract.organization))
    yield Fact(label="Sitzung", value=extract.item.meeting.name)
    yield Fact(label="Tag", value=compose.weekday(extract.resolved_on) or compose.UNKNOWN)
    yield Fact(label="Tagesordnungspunkt", value=extract.item.number or compose.UNKNOWN)
    if extract.paper is not None:
        yield Fact(label="Vorlage", value=f"{extract.paper.kind_label} {extract.paper.reference or ''}".strip())
    if extract.corrects is not None:
        yield Fact(label="Berichtigt", value=f"den Auszug {extract.corrects.number}")


def _votes(ballot: Ballot | None) -> Iterable[Votes]:
    if ballot is None:
        return
    for vote in ballot.by_faction.select_related("organization").order_by("order", "pk"):
        yield Votes(label=vote.faction_name, yes=vote.yes, no=vote.no, abstained=vote.abstain, absent=vote.absent)
    yield Votes(label="Gesamt", yes=ballot.yes, no=ballot.no, abstained=ballot.abstain)


def _voices(extract: ResolutionExtract) -> Iterable[Block]:
    voices = list(extract.voices.order_by("order"))
    if voices:
        yield Block(kind="heading", text="Namentliche Abstimmung")
    for voice in voices:
        yield Block(kind="point", label="•", text=str(voice))
