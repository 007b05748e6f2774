"""What happened at each item: called, put back, taken off, closed with its result and resolution, or not reached."""

from __future__ import annotations

from collections.abc import Iterator

from council.models import AgendaItem, Entry
from council.states import Audience, ItemState, MeetingState, Result
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
    "item.amendment_vote_undone": "Die letzte Abstimmung über einen Änderungsantrag wird um {} aufgehoben.",
    "item.closed_to_public": "Die Öffentlichkeit wird um {} ausgeschlossen.",
    "item.opened_to_public": "Die Öffentlichkeit wird um {} wiederhergestellt.",
    "debate.list_closed": "Die Redeliste wird um {} geschlossen.",
    "debate.list_reopened": "Die Redeliste wird um {} wieder geöffnet.",
}
_OVER = (MeetingState.CLOSED,)
# What was noted at an item with such a result is no resolution.
_NOT_RESOLVED = frozenset(
    {
        Result.NOTED,
        Result.ANSWERED_ORAL,
        Result.ANSWERED_WRITTEN,
        Result.SETTLED,
        Result.WITHDRAWN,
        Result.NOT_REACHED,
        Result.NO_DECISION,
    }
)


@chapter(order=40)
def steps(record: Record) -> Iterator[Fact]:
    """Each step an item took while the meeting lasted, with its time."""
    for entry in record.of(*_SENTENCES):
        if entry.thing in record.item_ids and record.began_at is not None and entry.at >= record.began_at:
            yield _step(entry)


@chapter(order=45)
def joint_debates(record: Record) -> Iterator[Fact]:
    """Items that are called up together; each is decided by itself."""
    numbers = {item.pk: item.number for item in record.items if item.audience == Audience.PUBLIC}
    for entry in record.of("item.joined"):
        leader = numbers.get(entry.numbers.get("item", 0), "")
        other = f"TOP {leader}" if leader else "einem anderen Punkt"
        said = f"Der Punkt wird gemeinsam mit {other} aufgerufen."
        if entry.thing in record.item_ids:
            yield Fact(kind="step", source=f"entry:{entry.number}", sentence=said, item=entry.thing, at=entry.at)


@chapter(order=90)
def results(record: Record) -> Iterator[Fact]:
    """The wording and the result of every closed item; what was not reached."""
    closings = {entry.thing: entry for entry in record.of("item.closed", "item.put_off")}
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


def _result(item: AgendaItem, closing: Entry | None) -> Iterator[Fact]:
    source = f"entry:{closing.number}" if closing is not None else f"agendaitem:{item.pk}"
    at = closing.at if closing is not None else None
    if item.resolution_text.strip():
        said = f"{'' if item.result in _NOT_RESOLVED else 'Beschluss: '}{item.resolution_text.strip()}"
        yield Fact(kind="resolution", source=f"{source}:resolution", sentence=said, item=item.pk, at=at)
    said = f"Ergebnis: {item.result_text or item.get_result_display()}."
    yield Fact(kind="result", source=source, sentence=said, item=item.pk, at=at)
