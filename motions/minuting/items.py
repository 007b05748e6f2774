"""What happened at each item: called, put back, taken off, closed with its result and resolution, or not reached."""

from __future__ import annotations

from collections.abc import Iterator

from council.models import AgendaItem, Conflict, Entry
from council.states import ItemState, MeetingState
from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record, clock

_SENTENCES = {
    "item.called": "Der Punkt wird um {} aufgerufen.",
    "item.put_back": "Der Punkt wird um {} zurückgestellt.",
    "item.removed": "Der Punkt wird um {} von der Tagesordnung abgesetzt.",
    "item.restored": "Der Punkt wird um {} wieder auf die Tagesordnung gesetzt.",
    "item.reopened": "Der Punkt wird um {} noch einmal aufgenommen.",
    "item.debate_closed": "Die Aussprache wird um {} geschlossen.",
    "item.debate_opened": "Die Aussprache wird um {} wieder eröffnet.",
}
_OVER = (MeetingState.CLOSED,)


@chapter(order=40)
def steps(record: Record) -> Iterator[Fact]:
    """Each step an item took, with its time."""
    started = record.of("meeting.started")
    for entry in record.of(*_SENTENCES):
        if entry.thing in record.item_ids and (not started or entry.number > started[0].number):
            yield _step(entry)


@chapter(order=50)
def conflicts(record: Record) -> Iterator[Fact]:
    """Who took no part because of a conflict of interest, as a bare fact (HGO §25)."""
    rows = Conflict.objects.filter(item__in=record.item_ids).select_related("person").order_by("declared_at", "pk")
    for row in rows:
        yield _conflict(row, said="nimmt wegen Widerstreits der Interessen (HGO §25) nicht teil", at=row.declared_at)
        if row.lifted_at is not None:
            said = f"nimmt ab {clock(row.lifted_at)} wieder teil"
            yield _conflict(row, said=said, at=row.lifted_at, source=f"conflict:{row.pk}:lifted")


@chapter(order=90)
def results(record: Record) -> Iterator[Fact]:
    """The wording and the result of every closed item; what was not reached."""
    closings = {entry.thing: entry for entry in record.of("item.closed")}
    for item in record.items:
        if item.state == ItemState.CLOSED and item.result:
            yield from _result(item, closings.get(item.pk))
        elif item.state == ItemState.OPEN and record.meeting.state in _OVER:
            said = "Der Punkt wird nicht aufgerufen."
            yield Fact(kind="result", source=f"agendaitem:{item.pk}", sentence=said, item=item.pk)


def _step(entry: Entry) -> Fact:
    return Fact(
        kind="step",
        source=f"entry:{entry.number}",
        sentence=_SENTENCES[entry.verb].format(clock(entry.at)),
        item=entry.thing,
        at=entry.at,
    )


def _conflict(row: Conflict, *, said: str, at: object, source: str = "") -> Fact:
    return Fact(
        kind="conflict",
        source=source or f"conflict:{row.pk}",
        sentence=f"{row.person} {said}.",
        bare=f"Ein Mitglied {said}.",
        item=row.item_id,
        at=at,  # type: ignore[arg-type]  # a moment
    )


def _result(item: AgendaItem, closing: Entry | None) -> Iterator[Fact]:
    source = f"entry:{closing.number}" if closing is not None else f"agendaitem:{item.pk}"
    at = closing.at if closing is not None else None
    if item.resolution_text.strip():
        said = f"Beschluss: {item.resolution_text.strip()}"
        yield Fact(kind="resolution", source=f"{source}:resolution", sentence=said, item=item.pk, at=at)
    said = f"Ergebnis: {item.result_text or item.get_result_display()}."
    yield Fact(kind="result", source=source, sentence=said, item=item.pk, at=at)
