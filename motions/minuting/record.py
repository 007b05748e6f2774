"""Reads once what the chapters of the minutes need: the meeting, its items, its journal, and who sits for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import formats, timezone, translation
from django.utils.functional import cached_property

from council import outline, presence
from council.models import AgendaItem, Entry, Meeting, Membership, Person
from council.states import BodyKind

_EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Record:
    """A meeting as its journal has it: `items` in reading order, `entries` of its room by number."""

    meeting: Meeting
    items: list[AgendaItem]
    entries: list[Entry]

    def of(self, *verbs: str) -> list[Entry]:
        """The entries with one of these verbs."""
        return [entry for entry in self.entries if entry.verb in verbs]

    def rows(self, verb: str, name: str) -> list[int]:
        """The rows that entries of this verb name, such as the stays of "meeting.arrived" under "attendance"."""
        return [entry.numbers[name] for entry in self.of(verb) if isinstance(entry.numbers.get(name), int)]

    @cached_property
    def item_ids(self) -> frozenset[int]:
        """The items that are on the agenda."""
        return frozenset(item.pk for item in self.items)

    @cached_property
    def factions(self) -> dict[int, str]:
        """The faction of each person on the day of the meeting, by their primary keys; costs one query."""
        current = Membership.objects.current(on=presence.day_of(self.meeting))
        rows = current.filter(organization__kind=BodyKind.FACTION, organization__deleted_at=None)
        return {row.person_id: row.organization.label for row in rows.select_related("organization").order_by("pk")}

    @cached_property
    def shut(self) -> dict[int, list[tuple[datetime, datetime]]]:
        """When the public was shut out of items, as spans by the primary key of the item."""
        spans: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        begun: dict[int, datetime] = {}
        for entry in self.of("item.closed_to_public", "item.opened_to_public"):
            if entry.verb == "item.closed_to_public":
                begun.setdefault(entry.thing, entry.at)
            else:
                spans[entry.thing].append((begun.pop(entry.thing, _EVER[0]), entry.at))
        for item, since in begun.items():
            spans[item].append((since, _EVER[1]))
        return spans

    def is_shut(self, item: int, at: datetime) -> bool:
        """Whether the public was shut out of the item at that moment."""
        return any(begin < at < end for begin, end in self.shut.get(item, ()))

    @cached_property
    def began_at(self) -> datetime | None:
        """When the meeting was opened; None for one that was not."""
        started = self.of("meeting.started")
        return started[0].at if started else None

    def name(self, person: Person) -> str:
        """A person with their faction: „Frau Beispiel (Grüne Stadt)“."""
        faction = self.factions.get(person.pk)
        return f"{person} ({faction})" if faction else str(person)


def read(meeting: Meeting) -> Record:
    """Read the record of a meeting; costs two queries, and one for factions where they are asked for."""
    rows = list(meeting.items.filter(deleted_at=None).order_by("order", "pk"))
    for item in rows:
        item.meeting = meeting
    entries = list(Entry.objects.filter(room=meeting.room).order_by("number"))
    return Record(meeting, [line.item for line in outline.lines(rows)], entries)


def clock(moment: object) -> str:
    """An hour as the minutes write it: „16:05 Uhr“."""
    with translation.override("de"):
        return f"{formats.date_format(timezone.localtime(moment), 'H:i')} Uhr"  # type: ignore[arg-type]  # a moment


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: „A, B und C“."""
    *first, last = words
    return f"{', '.join(first)} und {last}" if first else last
