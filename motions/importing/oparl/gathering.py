"""Brings what belongs together to each record: its place, what stands above it, who shows it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from documents.states import FileRole
from motions.importing.oparl import agenda, records
from motions.importing.oparl.reading import Piece
from motions.importing.oparl.records import Kind, Origin, Record, Tombstone


class Use(NamedTuple):
    """Where a file is shown: at a paper, a meeting or an agenda item, as what, and in which place."""

    kind: Kind
    owner: Origin
    role: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A record on its way in.

    `place` counts from 0 on its agenda or among its paper's consultations, `parent` is the agenda item above it and
    `depth` how many stand above; `items` are the agenda items of a consultation, `uses` the places of a file.
    """

    record: Record
    fingerprint: str
    place: int = 0
    parent: Origin | None = None
    depth: int = 0
    items: tuple[Origin, ...] = ()
    uses: tuple[Use, ...] = ()


_Read = tuple[Record, str]
_PLACE = {kind: place for place, kind in enumerate(Kind)}


class Gathering:
    """One pass. What one record says of another that comes later is kept until that other comes."""

    def __init__(self) -> None:
        self._loose: dict[Origin, list[_Read]] = defaultdict(list)
        self._agendas: dict[Origin, tuple[Origin, ...]] = {}
        self._items: dict[Origin, list[Origin]] = defaultdict(list)
        self._places: dict[Origin, int] = {}
        self._uses: dict[Origin, list[Use]] = defaultdict(list)

    def take(self, piece: Piece) -> Iterator[Incoming]:
        """The records of a piece in the order of `Kind`; agenda items delivered alone come once the meetings are in."""
        read = [
            (outcome, fingerprint)
            for outcome, fingerprint in zip(piece.outcomes, piece.fingerprints, strict=True)
            if isinstance(outcome, Record)
        ]
        if read and _PLACE[read[0][0].KIND] >= _PLACE[Kind.PAPER]:
            yield from self.loose()
        for record, _ in read:
            self._note(record)
        meetings = [record for record, _ in read if isinstance(record, records.Meeting)]
        yield from (self._incoming(*one) for one in read if _PLACE[one[0].KIND] < _PLACE[Kind.AGENDA_ITEM])
        yield from self._agenda_items(read, meetings)
        yield from (self._incoming(*one) for one in read if _PLACE[one[0].KIND] > _PLACE[Kind.AGENDA_ITEM])

    def loose(self) -> Iterator[Incoming]:
        """The agenda items that came without their meeting, each agenda in its order."""
        loose, self._loose = self._loose, defaultdict(list)
        for meeting, items in loose.items():
            yield from _arranged(items, agenda_of_meeting=self._agendas.pop(meeting, ()))

    def late(self) -> Iterator[tuple[Origin, tuple[Use, ...]]]:
        """Files that somebody shows and that did not come after him: delivered before, or never."""
        for file, uses in self._uses.items():
            yield file, tuple(uses)

    def _agenda_items(self, read: Sequence[_Read], meetings: Sequence[records.Meeting]) -> Iterator[Incoming]:
        items: dict[Origin, list[_Read]] = defaultdict(list)
        for record, fingerprint in read:
            if isinstance(record, records.AgendaItem):
                items[record.meeting].append((record, fingerprint))
        for meeting in meetings:
            if meeting.origin in items:
                yield from _arranged(items.pop(meeting.origin), agenda_of_meeting=meeting.agenda)
            elif meeting.agenda:
                self._agendas[meeting.origin] = meeting.agenda
        for origin, alone in items.items():
            self._loose[origin] += alone

    def _note(self, record: Record) -> None:
        if isinstance(record, records.AgendaItem):
            if record.consultation:
                self._items[record.consultation].append(record.origin)
            self._show(record, Kind.AGENDA_ITEM, (record.resolution_file, FileRole.RESOLUTION))
        elif isinstance(record, records.Meeting):
            self._show(
                record,
                Kind.MEETING,
                (record.invitation, FileRole.INVITATION),
                (record.results_protocol, FileRole.RESULTS_PROTOCOL),
                (record.verbatim_protocol, FileRole.VERBATIM_PROTOCOL),
            )
        elif isinstance(record, records.Paper):
            self._show(record, Kind.PAPER, (record.main_file, FileRole.MAIN))
            self._places.update({consultation: place for place, consultation in enumerate(record.consultations)})

    def _show(
        self,
        owner: records.AgendaItem | records.Meeting | records.Paper,
        kind: Kind,
        *special: tuple[Origin | None, str],
    ) -> None:
        shown = [*special, *((file, FileRole.AUXILIARY) for file in owner.auxiliary_files)]
        for place, (file, role) in enumerate(dict.fromkeys((file, role) for file, role in shown if file)):
            self._uses[file].append(Use(kind, owner.origin, str(role), place))

    def _incoming(self, record: Record, fingerprint: str) -> Incoming:
        if isinstance(record, records.Consultation):
            said = [record.agenda_item] if record.agenda_item else []
            items = tuple(dict.fromkeys([*said, *self._items.pop(record.origin, [])]))
            place = self._places.pop(record.origin, 0)
            return Incoming(record=record, fingerprint=fingerprint, place=place, items=items)
        if isinstance(record, records.File):
            uses = tuple(self._uses.pop(record.origin, [])) or _said_uses(record)
            return Incoming(record=record, fingerprint=fingerprint, uses=uses)
        return Incoming(record=record, fingerprint=fingerprint)


def _said_uses(file: records.File) -> tuple[Use, ...]:
    """Where the file itself says that it is shown; asked only where nobody shows it."""
    said = ((Kind.PAPER, file.papers), (Kind.MEETING, file.meetings), (Kind.AGENDA_ITEM, file.agenda_items))
    return tuple(Use(kind, owner, str(FileRole.AUXILIARY), 0) for kind, owners in said for owner in owners)


def _arranged(items: list[_Read], *, agenda_of_meeting: tuple[Origin, ...]) -> Iterator[Incoming]:
    """The items of one meeting in the order of its agenda, else by their own order, each under its upper item."""
    places = {origin: place for place, origin in enumerate(agenda_of_meeting)}
    found = [(record, fingerprint) for record, fingerprint in items if isinstance(record, records.AgendaItem)]
    if all(record.origin in places for record, _ in found):
        found.sort(key=lambda one: places[one[0].origin])
    else:
        order = agenda.arrange([item.order for item, _ in found], numbers=[item.number for item, _ in found])
        found = [found[index] for index in order.indices]
    above = agenda.parents([item.number for item, _ in found])
    depths: list[int] = []
    for place, ((record, fingerprint), parent) in enumerate(zip(found, above, strict=True)):
        depths.append(0 if parent is None else depths[parent] + 1)
        yield Incoming(
            record=record,
            fingerprint=fingerprint,
            place=place,
            parent=None if parent is None else found[parent][0].origin,
            depth=depths[-1],
        )


def tombstones(piece: Piece) -> list[Tombstone]:
    """The tombstones of a piece."""
    return [outcome for outcome in piece.outcomes if isinstance(outcome, Tombstone)]
