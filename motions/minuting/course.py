"""How the meeting went: opened, interrupted, continued, closed, and whether it had a quorum."""

from __future__ import annotations

from collections.abc import Iterator

from council.models import QuorumFinding
from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record, clock
from motions.states.minutes import MinutesPlace

_SENTENCES = {
    "meeting.started": "Die Sitzung wird um {} eröffnet.",
    "meeting.agenda_adopted": "Die Tagesordnung wird um {} festgestellt.",
    "meeting.interrupted": "Die Sitzung wird um {} unterbrochen.",
    "meeting.resumed": "Die Sitzung wird um {} fortgesetzt.",
    "meeting.closed": "Die Sitzung wird um {} geschlossen.",
}


@chapter(order=10)
def course(record: Record) -> Iterator[Fact]:
    """The steps of the meeting's own life."""
    for entry in record.of(*_SENTENCES):
        yield Fact(
            kind="course",
            source=f"entry:{entry.number}",
            sentence=_SENTENCES[entry.verb].format(clock(entry.at)),
            place=MinutesPlace.COURSE,
            at=entry.at,
        )


@chapter(order=20)
def quorum(record: Record) -> Iterator[Fact]:
    """What was found when those present were counted (HGO §53(1)); one on a closed item stands with that item."""
    named = record.rows("meeting.quorum_found", "finding")
    for found in QuorumFinding.objects.filter(pk__in=named).select_related("moved_by").order_by("made_at", "pk"):
        at_item = found.item_id in record.item_ids and found.item_id is not None
        yield Fact(
            kind="quorum",
            source=f"quorumfinding:{found.pk}",
            sentence=_finding(found, mover=f"von {record.name(found.moved_by)}" if found.moved_by else ""),
            bare=_finding(found, mover="eines Mitglieds" if found.moved_by else ""),
            place=MinutesPlace.ITEM if at_item else MinutesPlace.COURSE,
            item=found.item_id if at_item else None,
            at=found.made_at,
        )


def _finding(found: QuorumFinding, *, mover: str) -> str:
    verb = f"stellt um {clock(found.made_at)} fest"
    asked = f"Auf Antrag {mover} stellt die Sitzungsleitung um {clock(found.made_at)} fest" if mover else ""
    barred = f", {found.barred} von der Beratung ausgeschlossen" if found.barred else ""
    outcome = "beschlussfähig" if found.quorate else "nicht beschlussfähig"
    return (
        f"{asked or f'Die Sitzungsleitung {verb}'}: Von {found.statutory_seats} gesetzlichen Mitgliedern sind"
        f" {found.present} anwesend{barred}. Das Gremium ist {outcome} ({found.paragraph})."
    )
