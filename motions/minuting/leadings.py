"""Who led the meeting in the chair's stead, from when to when (HGO §57)."""

from __future__ import annotations

from collections.abc import Iterator

from council.models import AgendaItem, Entry, Leading
from council.states import Audience, LeadingEnd
from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record, clock
from motions.states.minutes import MinutesPlace

_BEGUN = ("leading.handed_over", "leading.taken_up")
_ENDED = "leading.ended"
_CALLED = ("item.called", "item.reopened")
_DONE = ("item.closed", "item.put_back", "item.removed")


@chapter(order=30)
def leadings(record: Record) -> Iterator[Fact]:
    """Each change of whoever leads; one while an item is called up stands with that item, closed as it is."""
    rows = {row.pk: row for row in record.meeting.leadings.select_related("holder", "taken_from")}
    items = {item.pk: item for item in record.items}
    called: dict[int, AgendaItem] = {}
    for entry in record.entries:
        if entry.verb in _CALLED and entry.thing in items:
            called[entry.thing] = items[entry.thing]
        elif entry.verb in _DONE:
            called.pop(entry.thing, None)
        elif entry.kind == "council.leading" and entry.thing in rows:
            yield from _told(rows[entry.thing], entry, at_item=_closest(called))


def _closest(called: dict[int, AgendaItem]) -> int | None:
    """The item called up; of several that are debated together one that is closed, if any is."""
    ordered = sorted(called.values(), key=lambda item: item.audience == Audience.PUBLIC)
    return ordered[0].pk if ordered else None


def _told(row: Leading, entry: Entry, *, at_item: int | None) -> Iterator[Fact]:
    who = _sentences(row, entry)
    if who is not None:
        yield Fact(
            kind="leading",
            source=f"entry:{entry.number}",
            sentence=who[0],
            bare=who[1],
            place=MinutesPlace.COURSE if at_item is None else MinutesPlace.ITEM,
            item=at_item,
            at=entry.at,
        )


def _sentences(row: Leading, entry: Entry) -> tuple[str, str] | None:
    """The sentence with names and without; none for an end that the next sentence tells."""
    hour = clock(entry.at)
    if entry.verb in _BEGUN:
        instead = f" in Vertretung von {row.taken_from}" if row.taken_from is not None else ""
        begun = f"Die Sitzungsleitung übernimmt um {hour}"
        return f"{begun} {row.holder}{instead}.", f"{begun} eine Stellvertretung des Vorsitzes."
    if entry.verb != _ENDED or entry.after in (LeadingEnd.CLOSED, LeadingEnd.PASSED_ON):
        return None
    ended = "Die Sitzungsleitung geht um {} von {} an den Vorsitz zurück."
    return ended.format(hour, row.holder), ended.format(hour, "der Stellvertretung")
