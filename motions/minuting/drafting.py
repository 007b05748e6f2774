"""Lays the facts of a meeting out as its minutes: which part and section each belongs to, and the text they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from council import presence
from council.models import AgendaItem, Meeting, Membership, Person, Representation
from council.states import Audience
from documents import text as texts
from motions import drafts
from motions.minuting import (
    attendance,
    ballots,
    chapters,
    course,
    elections,
    items,
    leadings,
    order,
    procedural,
    roll_calls,
    speeches,
)
from motions.minuting.chapters import Fact
from motions.minuting.record import Record
from motions.models import MinutesFact
from motions.states.minutes import MinutesPart, MinutesPlace

SOURCES = (
    attendance,
    ballots,
    course,
    elections,
    items,
    leadings,
    order,
    procedural,
    roll_calls,
    speeches,
)  # loading them registers their chapters
_CHAIRS = ("Stadtverordnetenvorsteher", "Ortsvorsteher", "Vorsitz", "Ausschussvorsitz")
_SECRETARY = "Schriftführ"
_GENERAL = (MinutesPlace.PRESENCE, MinutesPlace.COURSE)


@dataclass(frozen=True)
class Piece:
    """What one section has to tell: that on an item, or what belongs to none."""

    place: MinutesPlace
    item: AgendaItem | None
    facts: list[Fact] = field(default_factory=list)


def main_part(meeting: Meeting) -> MinutesPart:
    """The part in which stands what belongs to no item: the public one, in a closed meeting the other."""
    return MinutesPart.CLOSED if meeting.public is False else MinutesPart.PUBLIC


def part_of(item: AgendaItem) -> MinutesPart:
    """The part an item is told in: what not everyone may read never stands in the public one."""
    is_open = main_part(item.meeting) == MinutesPart.PUBLIC and item.audience == Audience.PUBLIC
    return MinutesPart.PUBLIC if is_open else MinutesPart.CLOSED


def parts(record: Record) -> dict[MinutesPart, list[Piece]]:
    """The sections of each part of the minutes, with their facts; a part of which there is nothing is left out."""
    main = main_part(record.meeting)
    laid: dict[MinutesPart, list[Piece]] = {main: [Piece(place, None) for place in _GENERAL]}
    told: dict[tuple[MinutesPart, MinutesPlace, int | None], list[Fact]] = defaultdict(list)
    for fact in chapters.facts(record):
        told[_part_of_fact(fact, record), fact.place, fact.item].append(fact)
    for item in record.items:
        for part in MinutesPart:
            if part == part_of(item) or told[part, MinutesPlace.ITEM, item.pk]:
                laid.setdefault(part, []).append(Piece(MinutesPlace.ITEM, item))
    for part, pieces in laid.items():
        for piece in pieces:
            piece.facts.extend(told[part, *_key(piece)])
    _tell_of_the_whole(told, laid)
    return laid


def _part_of_fact(fact: Fact, record: Record) -> MinutesPart:
    """The part a fact is told in; what happened while the public was shut out is told in the closed one."""
    item = next((row for row in record.items if row.pk == fact.item), None)
    main = main_part(record.meeting)
    if main == MinutesPart.CLOSED or item is None:
        return MinutesPart.CLOSED if fact.closed else main
    shut = fact.closed or (fact.at is not None and record.is_shut(item.pk, fact.at))
    return MinutesPart.CLOSED if shut else part_of(item)


def _tell_of_the_whole(
    told: dict[tuple[MinutesPart, MinutesPlace, int | None], list[Fact]], laid: dict[MinutesPart, list[Piece]]
) -> None:
    """What belongs to no item and happened in closed session has a place in the closed part, too."""
    for place in _GENERAL:
        closed = told.get((MinutesPart.CLOSED, place, None), [])
        pieces = laid.get(MinutesPart.CLOSED, [])
        if closed and not any(piece.item is None and piece.place == place for piece in pieces):
            laid.setdefault(MinutesPart.CLOSED, []).insert(0, Piece(place, None, closed))


def compose(facts: Iterable[Fact | MinutesFact]) -> str:
    """The structured text the facts make: one paragraph each, those of a group as points below its heading."""
    paragraphs, group = [], ""
    for fact in facts:
        if fact.group != group:
            group = fact.group
            paragraphs += [f"### {group}"] if group else []
        paragraphs.append(f"- {fact.sentence}" if group else fact.sentence)
    return drafts.tidy("\n\n".join(paragraphs))


def left_out(facts: Iterable[MinutesFact], *, text: str) -> list[MinutesFact]:
    """Facts that hold and do not stand in the text word for word: changed there, or left out."""
    said = _Said(text)
    return [fact for fact in facts if fact.outdated_at is None and not said.says(fact)]


def overtaken(facts: Iterable[MinutesFact], *, text: str) -> list[MinutesFact]:
    """Facts that no longer hold and still stand in the text."""
    rows = list(facts)
    held = {fact.sentence for fact in rows if fact.outdated_at is None}
    said = _Said(text)
    return [fact for fact in rows if fact.outdated_at is not None and fact.sentence not in held and said.says(fact)]


def presiding(meeting: Meeting, *, on: date) -> tuple[Person | None, Person | None]:
    """Who will presumably sign: whoever chairs the body, and its secretary if it has one; up to four queries.

    Where the chair was not there at all, the deputy who led the meeting last signs in the chair's stead (HGO §57, §61).
    """
    seats = Membership.objects.current(on=on).filter(organization=meeting.organization_id, person__deleted_at=None)
    rows = list(seats.select_related("person").order_by("pk"))
    chair = next((row.person for role in _CHAIRS for row in rows if row.role.startswith(role)), None)
    chair = _instead_of(chair, meeting) or chair
    secretary = next((row.person for row in rows if row.role.startswith(_SECRETARY) and row.person != chair), None)
    return chair, secretary


def _instead_of(chair: Person | None, meeting: Meeting) -> Person | None:
    """The deputy who led the meeting last, of which the chair saw nothing, else who represented her; none otherwise."""
    if meeting.attendances.filter(person=chair).exists():
        return None
    last = meeting.leadings.select_related("holder").order_by("-began_at", "-pk").first()
    if last is not None:
        return last.holder
    held = Representation.objects.held(on=day_of(meeting)).filter(organization=meeting.organization_id)
    representation = held.select_related("person").first()
    return representation.person if representation is not None else None


def day_of(meeting: Meeting) -> date:
    """The day of the meeting."""
    return presence.day_of(meeting)


class _Said:
    """A text to be asked whether it says a sentence word for word, whatever its line breaks."""

    def __init__(self, text: str) -> None:
        self.whole = _plain(text)
        self.points = {_plain(block.text) for block in texts.blocks(text)}

    def says(self, fact: MinutesFact) -> bool:
        sentence = _plain(fact.sentence)
        return sentence in self.points if fact.group else sentence in self.whole


def _plain(text: str) -> str:
    return " ".join(drafts.tidy(text).split())


def _key(piece: Piece) -> tuple[MinutesPlace, int | None]:
    return piece.place, piece.item.pk if piece.item is not None else None
