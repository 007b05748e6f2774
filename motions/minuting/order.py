"""Who took no part for a conflict of interest, what was declared for the minutes, and how the chair kept order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from council.models import Conflict, Declaration, Entry, OrderMeasure
from council.states import OrderKind
from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record, clock
from motions.states.minutes import MinutesPlace

_SOMEBODY = "Ein Mitglied"
_ROOM = {
    "item.person_left": "verlässt um {} den Raum",
    "item.person_returned": "kommt um {} zurück",
    "item.person_readmitted": "nimmt ab {} wieder teil",
}
_MEASURES = {
    OrderKind.TO_THE_MATTER: "Die Sitzungsleitung ruft {} um {} zur Sache.",
    OrderKind.TO_ORDER: "Die Sitzungsleitung ruft {} um {} zur Ordnung.",
    OrderKind.WORD_WITHDRAWN: "Die Sitzungsleitung entzieht {} um {} das Wort.",
    OrderKind.EXCLUSION: "Die Sitzungsleitung schließt {} um {} von der Sitzung aus",
}


@chapter(order=50)
def conflicts(record: Record) -> Iterator[Fact]:
    """Conflicts of interest as bare facts, without their reasons (HGO §25); who left the room and came back."""
    rows = Conflict.objects.filter(item__in=record.item_ids).select_related("person").order_by("declared_at", "pk")
    known = {row.pk: row for row in rows}
    for row in known.values():
        yield _conflict(row, record, said=_verdict(row), at=row.declared_at, source=f"conflict:{row.pk}")
    for entry in record.of(*_ROOM):
        conflict = known.get(entry.numbers.get("conflict", 0))
        if conflict is not None:
            yield _moved(conflict, record, entry)


def _verdict(row: Conflict) -> str:
    heads = f" (Feststellung des Gremiums: {row.yes} Ja, {row.no} Nein, {row.abstain} Enthaltungen)"
    if row.upheld is False:
        return f"ist nicht ausgeschlossen: Ein Widerstreit der Interessen (HGO §25) wird verneint{heads}"
    return f"nimmt wegen Widerstreits der Interessen (HGO §25) nicht teil{heads if row.upheld else ''}"


def _moved(row: Conflict, record: Record, entry: Entry) -> Fact:
    said = _ROOM[entry.verb].format(clock(entry.at))
    return _conflict(row, record, said=said, at=entry.at, source=f"entry:{entry.number}")


def _conflict(row: Conflict, record: Record, *, said: str, at: datetime, source: str) -> Fact:
    """What became known in closed session stays there with all that follows of it."""
    return Fact(
        kind="conflict",
        source=source,
        sentence=f"{row.person} {said}.",
        bare=f"{_SOMEBODY} {said}.",
        item=row.item_id,
        at=at,
        closed=record.is_shut(row.item_id, row.declared_at),
    )


@chapter(order=80)
def declarations(record: Record) -> Iterator[Fact]:
    """What members declared for the minutes, in their own words."""
    rows = Declaration.objects.standing().filter(meeting=record.meeting).select_related("person")
    for row in rows.order_by("given_at", "pk"):
        said = f"erklärt zur Niederschrift: „{row.text}“"
        yield Fact(
            kind="declaration",
            source=f"declaration:{row.pk}",
            sentence=f"{record.name(row.person)} {said}",
            bare=f"{_SOMEBODY} {said}",
            place=_place(row.item_id),
            item=row.item_id,
            at=row.given_at,
        )


@chapter(order=65)
def measures(record: Record) -> Iterator[Fact]:
    """Calls to the matter and to order, the floor taken away, exclusions; and what of it was taken back."""
    rows = OrderMeasure.objects.filter(meeting=record.meeting).select_related("person").order_by("taken_at", "pk")
    for row in rows:
        yield _measure(row, said=_sentence(row, record.name(row.person)), bare=_sentence(row, "ein Mitglied"))
        if row.taken_back_at is not None:
            said = f"Die Maßnahme ({row.get_kind_display()}) wird um {clock(row.taken_back_at)} zurückgenommen."
            yield _measure(row, said=said, bare="", at=row.taken_back_at, source=f"ordermeasure:{row.pk}:back")


def _sentence(row: OrderMeasure, who: str) -> str:
    said = _MEASURES[OrderKind(row.kind)].format(who, clock(row.taken_at))
    if row.kind != OrderKind.EXCLUSION:
        return said
    return f"{said}." if row.meetings == 1 else f"{said} und von {(row.meetings or 1) - 1} weiteren."


def _measure(row: OrderMeasure, *, said: str, bare: str, at: datetime | None = None, source: str = "") -> Fact:
    return Fact(
        kind="order",
        source=source or f"ordermeasure:{row.pk}",
        sentence=said,
        bare=bare,
        place=_place(row.item_id),
        item=row.item_id,
        at=at or row.taken_at,
    )


def _place(item: int | None) -> MinutesPlace:
    return MinutesPlace.ITEM if item is not None else MinutesPlace.COURSE
