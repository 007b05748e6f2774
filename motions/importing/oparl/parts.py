"""The rows that hang on a thing: joint bodies, originators, places, related papers, slots, places of files."""

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from django.db import models

from council.models import Meeting
from council.models.entity import Entity
from documents.models import Consultation, File, MeetingFile, Originator, Paper, Slot
from motions.importing.oparl import records
from motions.importing.oparl.gathering import Incoming, Use
from motions.importing.oparl.records import Kind, Origin
from motions.importing.oparl.rows import Surroundings

Target = models.Model | int
_JOINT: Any = Meeting.joint_organizations.through
_PLACE: Any = Paper.locations.through
_RELATED: Any = Paper.related.through


class Change(NamedTuple):
    """Parts that come and parts that go."""

    added: list[models.Model]
    removed: list[models.Model]


def wanted(
    incoming: Incoming, thing: Entity, at: Surroundings, *, items: Sequence[Origin], inferred: Sequence[int]
) -> list[models.Model]:
    """The parts by the source: `items` are a consultation's own, `inferred` are those who likely brought a paper in."""
    record = incoming.record
    if isinstance(record, records.Meeting):
        return [*_joint(record, thing, at)]
    if isinstance(record, records.Paper):
        return [*_originators(record, thing, at, inferred=inferred), *_places_and_relatives(record, thing, at)]
    if isinstance(record, records.Consultation):
        return [Slot(**_to("consultation", thing), **_to("item", item)) for item in _all(Kind.AGENDA_ITEM, items, at)]
    if isinstance(record, records.File):
        found = (_place_of_file(use, thing, at) for use in incoming.uses)
        return [part for part in found if part is not None]
    return []


def compare(thing: Entity, parts: Sequence[models.Model]) -> Change:
    """What must come and go so that a thing taken over before has just these parts."""
    present = {_identity(part): part for part in _present(thing)}
    found = {_identity(part): part for part in parts}
    added = [part for identity, part in found.items() if identity not in present]
    return Change(added, [part for identity, part in present.items() if identity not in found])


def _place_of_file(use: Use, file: Target, at: Surroundings) -> MeetingFile | None:
    """The row that puts a file to a meeting or to one of its items; None if there is no such thing."""
    if use.kind is Kind.MEETING:
        meeting = at.to(Kind.MEETING, use.owner)
        return None if meeting is None else _meeting_file(use, file, meeting=meeting, item=None)
    if use.kind is Kind.AGENDA_ITEM:
        item, meeting = at.to(Kind.AGENDA_ITEM, use.owner), at.meeting_of_item(use.owner)
        return None if item is None or meeting is None else _meeting_file(use, file, meeting=meeting, item=item)
    return None


def _meeting_file(use: Use, file: Target, *, meeting: Target, item: Target | None) -> MeetingFile:
    return MeetingFile(role=use.role, **_to("file", file), **_to("meeting", meeting), **_to("item", item))


def _joint(record: records.Meeting, thing: Entity, at: Surroundings) -> list[models.Model]:
    """All bodies but the first, which is the meeting's own."""
    found = _all(Kind.ORGANIZATION, record.organizations, at)
    return [_JOINT(meeting=thing, **_to("organization", body)) for body in found[1:]]


def _originators(
    record: records.Paper, thing: Entity, at: Surroundings, *, inferred: Sequence[int]
) -> list[Originator]:
    persons = _all(Kind.PERSON, record.originator_persons, at)
    bodies = _all(Kind.ORGANIZATION, record.originator_organizations, at)
    said = [_to("person", person) for person in persons] + [_to("organization", body) for body in bodies]
    guessed = [] if said else [_to("organization", body) for body in inferred]
    return [
        Originator(**_to("paper", thing), order=order, inferred=bool(guessed), **who)
        for order, who in enumerate([*said, *guessed])
    ]


def _places_and_relatives(record: records.Paper, thing: Entity, at: Surroundings) -> list[models.Model]:
    """Where a paper is about, and what it names as related to it; each once, and not itself."""
    places = _all(Kind.LOCATION, list(dict.fromkeys(record.locations)), at)
    related = [origin for origin in dict.fromkeys(record.related) if origin != record.origin]
    return [
        *(_PLACE(**_to("paper", thing), **_to("location", place)) for place in places),
        *(_RELATED(**_to("from_paper", thing), **_to("to_paper", paper)) for paper in _all(Kind.PAPER, related, at)),
    ]


def _all(kind: Kind, origins: Sequence[Origin], at: Surroundings) -> list[Target]:
    found = (at.to(kind, origin) for origin in origins)
    return [target for target in found if target is not None]


def _to(name: str, target: Target | None) -> dict[str, Any]:
    return {name: target} if isinstance(target, models.Model) else {f"{name}_id": target}


def _present(thing: Entity) -> Sequence[models.Model]:
    if isinstance(thing, Meeting):
        return list(_JOINT._base_manager.filter(meeting=thing))
    if isinstance(thing, Paper):
        places = _PLACE._base_manager.filter(paper=thing)
        return [*thing.originators.all(), *places, *_RELATED._base_manager.filter(from_paper=thing)]
    if isinstance(thing, Consultation):
        return list(thing.slots.all())
    if isinstance(thing, File):
        return list(thing.meeting_files.all())
    return []


def _identity(part: models.Model) -> Hashable:
    """What makes two parts of one thing the same."""
    if isinstance(part, Slot):
        return _target(part, "item")
    if isinstance(part, Originator):
        return (_target(part, "person"), _target(part, "organization"), part.order, part.inferred)
    if isinstance(part, MeetingFile):
        return (_target(part, "meeting"), _target(part, "item"), part.role)
    if isinstance(part, _PLACE):
        return ("place", _target(part, "location"))
    if isinstance(part, _RELATED):
        return ("related", _target(part, "to_paper"))
    return _target(part, "organization")  # a joint body


def _target(part: models.Model, name: str) -> Hashable:
    """The primary key of what the part refers to; for what is not saved yet, something that equals no key."""
    pk = getattr(part, f"{name}_id")
    unsaved = part._state.fields_cache.get(name) if pk is None else None
    return pk if unsaved is None else ("unsaved", id(unsaved))
