"""Replays a meeting from its journal: at any moment which item was up, who was there, how was voted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from council import presence, rulebook
from council.audiences import Standing
from council.models import AgendaItem, Attendance, Conflict, Meeting
from motions.minuting import chapters, drafting, reading
from motions.minuting import record as records
from motions.minuting.chapters import Fact
from motions.minuting.record import Record
from motions.models import Minutes

SOURCES = drafting.SOURCES  # the chapters tell what happened
COMING, GOING, BALLOT = "coming", "going", "ballot"
SAID_ALOUD = frozenset({"speech", "named_vote", "election"})  # named by the live page to everyone at the time
_ATTENDANCE = {COMING: ("Es kommt", "Es kommen"), GOING: ("Es geht", "Es gehen")}
_CALLING = ("item.called", "item.reopened")
_ENDING = ("item.closed", "item.put_back", "item.removed")


@dataclass(frozen=True)
class Moment:
    """Something that happened, as one reader may know it."""

    at: datetime
    kind: str
    sentence: str
    item: AgendaItem | None


@dataclass(frozen=True)
class Bench:
    """Those of one faction who were there."""

    name: str
    names: list[str]


@dataclass(frozen=True)
class Scene:
    """How the meeting stood at a moment; `names` is empty for whoever may only know how many were there."""

    at: datetime
    state: str
    item: AgendaItem | None
    present: int
    barred: int
    benches: list[Bench]
    votes: list[Moment]


@dataclass(frozen=True)
class Replay:
    """A meeting that can be looked at from moment to moment, as somebody of one standing may see it."""

    record: Record
    items: dict[int, AgendaItem]
    moments: list[Moment]
    stays: list[Attendance]
    conflicts: list[Conflict]
    named: bool
    remote: bool

    def index_at(self, at: datetime) -> int:
        """The place of the last moment up to then; the first if there is none."""
        return max(0, sum(moment.at <= at for moment in self.moments) - 1)

    def index_of(self, item_key: str) -> int | None:
        """The place of the last vote at an item, else of its call; None for one that was never up."""
        of_item = [
            (place, moment)
            for place, moment in enumerate(self.moments)
            if moment.item is not None and moment.item.key == item_key
        ]
        votes = [place for place, moment in of_item if moment.kind == BALLOT]
        return votes[-1] if votes else of_item[0][0] if of_item else None

    def scene(self, at: datetime) -> Scene:
        """How the meeting stood then."""
        item = self._item(at)
        there = [stay for stay in self.stays if stay.arrived_at <= at and (stay.left_at is None or stay.left_at > at)]
        out = self._barred(item, at) if item is not None else frozenset()
        counting = [stay for stay in there if self._counts(stay) and stay.person_id not in out]
        return Scene(
            at=at,
            state=self._state(at),
            item=item,
            present=len(counting),
            barred=len(out & {stay.person_id for stay in there}),
            benches=self._benches(there, out=out) if self.named else [],
            votes=[m for m in self.moments if m.kind == BALLOT and m.item == item and m.at <= at] if item else [],
        )

    def _item(self, at: datetime) -> AgendaItem | None:
        current: int | None = None
        for entry in self.record.of(*_CALLING, *_ENDING):
            if entry.at > at:
                break
            current = entry.thing if entry.verb in _CALLING else None if entry.thing == current else current
        return self.items.get(current) if current is not None else None

    def _state(self, at: datetime) -> str:
        words = {
            "meeting.started": "läuft",
            "meeting.resumed": "läuft",
            "meeting.interrupted": "unterbrochen",
            "meeting.closed": "beendet",
        }
        passed = [words[entry.verb] for entry in self.record.of(*words) if entry.at <= at]
        return passed[-1] if passed else "noch nicht eröffnet"

    def _barred(self, item: AgendaItem, at: datetime) -> frozenset[int]:
        return frozenset(
            row.person_id
            for row in self.conflicts
            if row.item_id == item.pk and row.declared_at <= at and (row.lifted_at is None or row.lifted_at > at)
        )

    def _counts(self, stay: Attendance) -> bool:
        return stay.voting and (self.remote or not stay.remote)

    def _benches(self, there: Iterable[Attendance], *, out: frozenset[int]) -> list[Bench]:
        rows = sorted(there, key=self._bench_of)
        return [
            Bench(name, [f"{stay.person}{' (nimmt nicht teil)' if stay.person_id in out else ''}" for stay in group])
            for (_, name), group in groupby(rows, key=self._bench_of)
        ]

    def _bench_of(self, stay: Attendance) -> tuple[bool, str]:
        return not stay.voting, self.record.factions.get(
            stay.person_id, presence.NO_FACTION
        ) if stay.voting else "Gäste"


def of(meeting: Meeting, standing: Standing) -> Replay:
    """Read the replay of a meeting; costs a constant number of queries. The meeting must be visible to the standing."""
    record = records.read(meeting)
    visible = AgendaItem.objects.visible_for(standing).filter(pk__in=record.item_ids).values_list("pk", flat=True)
    items = {item.pk: item for item in record.items if item.pk in set(visible)}
    named = knows_names(meeting, standing)
    stays = list(meeting.attendances.select_related("person").order_by("person__family_name", "person__name", "pk"))
    told = [fact for fact in chapters.facts(record) if _may_know(fact, record, items, standing)]
    return Replay(
        record=record,
        items=items,
        moments=_moments(told, items, stays if named else [], named=named),
        stays=stays,
        conflicts=_known_conflicts(record, items, standing),
        named=named,
        remote=bool(rulebook.value("remote.enabled", on=presence.day_of(meeting), organization=meeting.organization)),
    )


def _may_know(fact: Fact, record: Record, items: dict[int, AgendaItem], standing: Standing) -> bool:
    """Whether somebody of this standing may know a fact: of what happened in closed session only the body does."""
    if fact.item is not None and fact.item not in items:
        return False
    shut = fact.closed or (fact.item is not None and fact.at is not None and record.is_shut(fact.item, fact.at))
    return not shut or _is_inside(record, fact.item, standing)


def _known_conflicts(record: Record, items: dict[int, AgendaItem], standing: Standing) -> list[Conflict]:
    """Who was barred, save what was declared while the doors were shut to somebody of this standing."""
    return [
        row
        for row in Conflict.objects.filter(item__in=items)
        if not record.is_shut(row.item_id, row.declared_at) or _is_inside(record, row.item_id, standing)
    ]


def _is_inside(record: Record, item: int | None, standing: Standing) -> bool:
    """Whether somebody of this standing may be there while the item is treated in closed session."""
    body = standing.clerk or standing.executive or record.meeting.organization_id in standing.bodies
    return body and item not in standing.barred_items


def knows_names(meeting: Meeting, standing: Standing) -> bool:
    """Who was there by name: whoever presides, and whoever has minutes in their hands that name them."""
    if standing.clerk or standing.chair or standing.presides(meeting.pk):
        return True
    rows = Minutes.objects.visible_for(standing).filter(meeting=meeting, part=drafting.main_part(meeting))
    made = rows.select_related("meeting").first()
    return made is not None and not reading.nameless(made, standing)


def _moments(
    facts: Iterable[Fact], items: dict[int, AgendaItem], stays: Sequence[Attendance], *, named: bool
) -> list[Moment]:
    rows = [
        Moment(
            fact.at,
            fact.kind,
            fact.sentence if named or fact.kind in SAID_ALOUD else fact.nameless,
            items[fact.item] if fact.item is not None else None,
        )
        for fact in facts
        if fact.at is not None
    ]
    comings = [Moment(stay.arrived_at, COMING, str(stay.person), None) for stay in stays]
    goings = [Moment(stay.left_at, GOING, str(stay.person), None) for stay in stays if stay.left_at is not None]
    ordered = sorted([*rows, *comings, *goings], key=lambda moment: moment.at)
    return [moment for kind, group in groupby(ordered, key=lambda m: m.kind) for moment in _drawn(kind, list(group))]


def _drawn(kind: str, group: list[Moment]) -> list[Moment]:
    """Comings that follow each other are one moment, and so are goings."""
    if kind not in _ATTENDANCE:
        return group
    one, many = _ATTENDANCE[kind]
    names = ", ".join(moment.sentence for moment in group)
    return [Moment(group[-1].at, kind, f"{one if len(group) == 1 else many}: {names}.", None)]
