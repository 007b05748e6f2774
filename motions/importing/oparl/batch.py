"""One batch of records made ready: what is new, what changed, what refers to what, and which parts hang on it."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from council.models import AgendaItem, Body, LegislativeTerm, Meeting
from council.models.entity import Entity
from documents.models import File, FilePage, Slot
from motions.importing.oparl import doubts, parts, records, rows
from motions.importing.oparl.doubts import Doubt, Remark
from motions.importing.oparl.gathering import Incoming
from motions.importing.oparl.known import MODELS, Known
from motions.importing.oparl.receiving import Received
from motions.importing.oparl.records import Kind, Origin

Name = tuple[Kind, Origin]
Receive = Callable[[records.File], Received]
Infer = Callable[[records.Paper], tuple[int, ...]]

_ORDER = {kind: place for place, kind in enumerate(Kind)}


class _Present(NamedTuple):
    """What we hold of an origin before the batch."""

    pk: int
    fingerprint: str
    deleted: bool
    lacks_bytes: bool


@dataclass(slots=True)
class Outcome:
    """What became of a batch, for the report: origins by what happened to them."""

    new: list[Name] = field(default_factory=list)
    changed: list[Name] = field(default_factory=list)
    unchanged: list[Name] = field(default_factory=list)
    incomplete: list[Incoming] = field(default_factory=list)
    """Refers to what is not there yet; worth another try at the end."""
    unfit: list[Incoming] = field(default_factory=list)
    """Cannot stand without what it belongs to, which is not there yet."""


class Batch:
    """Up to 200 records. `prepare` reads and builds; then `created`, `changed`, `added` and `removed` go to the act."""

    def __init__(
        self,
        incoming: Sequence[Incoming],
        *,
        known: Known,
        main: Body | None,
        receive: Receive,
        infer: Infer,
        owner_id: int | None,
        with_bytes: bool,
    ) -> None:
        self.now: datetime = timezone.now()
        self.today: date = timezone.localdate()
        self.owner_id = owner_id
        self.outcome = Outcome()
        self.remarks: list[Remark] = []
        self.created: list[Entity] = []
        self.changed: list[tuple[Entity, set[str]]] = []
        self.added: list[models.Model] = []
        self.removed: list[models.Model] = []
        self._incoming = sorted(incoming, key=lambda one: (_ORDER[one.record.KIND], one.depth))
        self._known = known
        self._main = main
        self._receive = receive
        self._infer = infer
        self._with_bytes = with_bytes
        self._present: dict[Name, _Present] = {}
        self._things: dict[Name, Any] = {}
        self._built: set[Name] = set()
        self._rows: dict[Name, Any] = {}
        self._slots: dict[Origin, Origin] = {}

    def prepare(self) -> None:
        """Read what we hold, resolve what the records refer to, and build rows and parts."""
        self._read_present()
        self._known.look(target for one in self._incoming for target, _ in _references(one))
        self._read_slots()
        todo = [found for one in self._incoming if (found := self._todo(one)) is not None]
        self._read_rows(todo)
        for one, fingerprint in todo:
            self._build(one, fingerprint)
        self._hang(todo)

    def _read_present(self) -> None:
        origins: dict[Kind, list[Origin]] = defaultdict(list)
        for one in self._incoming:
            origins[one.record.KIND].append(one.record.origin)
        for kind, wanted in origins.items():
            also = ("sha512",) if kind is Kind.FILE else ()
            found = MODELS[kind]._base_manager.filter(origin__in=wanted)
            for origin, pk, fingerprint, deleted_at, *sha512 in found.values_list(
                "origin", "pk", "origin_print", "deleted_at", *also
            ):
                self._present[kind, origin] = _Present(pk, fingerprint, deleted_at is not None, sha512 == [""])
                self._known.note(kind, origin, pk)

    def _read_slots(self) -> None:
        """Which consultation holds the agenda items that the consultations of this batch name."""
        items = [item for one in self._incoming for item in one.items]
        if items:
            taken = Slot.objects.filter(item__origin__in=items)
            for item, consultation in taken.values_list("item__origin", "consultation__origin"):
                self._slots[Origin(item or "")] = Origin(consultation or "")

    def _todo(self, one: Incoming) -> tuple[Incoming, str] | None:
        """The record with its fingerprint if it must be written; else it is noted as unchanged or unfit."""
        name = (one.record.KIND, one.record.origin)
        missing = [(target, needed) for target, needed in _references(one) if not self._is_there(target)]
        if any(needed for _, needed in missing):
            self.outcome.unfit.append(one)
            return None
        lacking = [target for target, _ in missing if target[0] is not Kind.BODY]
        items = self._own_items(one)
        lacking += [(Kind.AGENDA_ITEM, item) for item in one.items if item not in items]
        for item in one.items:
            if self._slots.get(item, one.record.origin) != one.record.origin:
                message = f"Den Tagesordnungspunkt {item} hat schon eine andere Beratung."
                self.doubt(one.record, "agendaItem", Doubt.CONTRADICTION, message)
        if lacking:
            self.outcome.incomplete.append(one)
        inferred = self._infer(one.record) if isinstance(one.record, records.Paper) else ()
        fingerprint = _fingerprint(one, lacking=lacking, inferred=inferred)
        present = self._present.get(name)
        if present is None:
            self._things[name] = MODELS[one.record.KIND](origin=one.record.origin)
            self.outcome.new.append(name)
        elif present.fingerprint == fingerprint and not (present.lacks_bytes and self._with_bytes):
            self.outcome.unchanged.append(name)
            return None
        return one, fingerprint

    def _is_there(self, target: Name) -> bool:
        return target in self._things or self._known.pk(*target) is not None

    def _own_items(self, one: Incoming) -> list[Origin]:
        """The agenda items of a consultation that are there and that no other consultation holds."""
        origin = one.record.origin
        own = [item for item in one.items if self._is_there((Kind.AGENDA_ITEM, item))]
        return [item for item in own if self._slots.setdefault(item, origin) == origin]

    def _read_rows(self, todo: Sequence[tuple[Incoming, str]]) -> None:
        """The whole rows that change, and those whose content is asked for."""
        wanted: dict[Kind, set[int]] = defaultdict(set)
        for one, _ in todo:
            for kind, origin in [(one.record.KIND, one.record.origin), *_looked_into(one)]:
                pk = self._known.pk(kind, origin)
                if pk is not None and (kind, origin) not in self._things:
                    wanted[kind].add(pk)
        if wanted[Kind.AGENDA_ITEM]:
            items = AgendaItem.objects.filter(pk__in=wanted.pop(Kind.AGENDA_ITEM)).select_related("meeting")
            self._rows.update({(Kind.AGENDA_ITEM, Origin(item.origin or "")): item for item in items})
        for kind, pks in wanted.items():
            found = MODELS[kind]._base_manager.filter(pk__in=pks)
            self._rows.update({(kind, Origin(row.origin or "")): row for row in found})

    def _build(self, one: Incoming, fingerprint: str) -> None:
        name = (one.record.KIND, one.record.origin)
        made = rows.row(one, self)
        self._built.add(name)
        model = MODELS[one.record.KIND]
        said = rows.fit(one.record, made.said, model=model, at=self)
        if name in self._things:
            thing = self._things[name]
            _fill(thing, {"created_at": self.now} | made.first | said)
            thing.origin_print = fingerprint
            self.created.append(thing)
            if isinstance(one.record, records.File):
                self._take_in(thing, one.record)
            return
        thing = self._things[name] = self._rows[name]
        fields = _fill(thing, said)
        if "public" in fields and one.record.KIND is Kind.AGENDA_ITEM:
            fields |= _fill(thing, made.first)
        if thing.deleted_at is not None and not thing.origin_print:
            fields |= _fill(thing, {"deleted_at": None})
        if isinstance(one.record, records.File):
            fields |= self._take_in(thing, one.record)
        fields |= _fill(thing, {"origin_print": fingerprint})
        if fields:
            self.changed.append((thing, fields))
            self.outcome.changed.append(name)
        else:
            self.outcome.unchanged.append(name)

    def _take_in(self, file: File, record: records.File) -> set[str]:
        """Lay the received bytes or text under the file's row; a file whose bytes we hold keeps them if none come."""
        received = self._receive(record)
        if received.doubt:
            self.doubt(record, "", received.doubt, received.message)
        if file.sha512 and (not received.sha512 or received.sha512 == file.sha512):
            return set()
        has_text = file.pk is not None and not received.sha512 and file.page_count
        if has_text and not received.pages:
            return _fill(file, {"size": received.size})
        if file.pk is not None:
            kept = list(file.pages.order_by("number"))
            if kept and tuple(page.text for page in kept) == received.pages:
                return _fill(file, {"size": received.size})
            self.removed += kept
        self.added += [FilePage(file=file, number=n, text=text) for n, text in enumerate(received.pages, start=1)]
        values = {
            "sha512": received.sha512,
            "size": received.size,
            "state": received.state,
            "problem": received.problem,
            "page_count": len(received.pages) or None,
        }
        return _fill(file, values)

    def _hang(self, todo: Sequence[tuple[Incoming, str]]) -> None:
        new = set(self.outcome.new)
        for one, _ in todo:
            name = (one.record.KIND, one.record.origin)
            thing = self._things[name]
            inferred = self._infer(one.record) if isinstance(one.record, records.Paper) else ()
            wanted = parts.wanted(one, thing, self, items=self._own_items(one), inferred=inferred)
            if name in new:
                self.added += wanted
                continue
            change = parts.compare(thing, wanted)
            self.added += change.added
            self.removed += change.removed

    # What a row can refer to (rows.Surroundings) -------------------------------------------------------------------

    def to(self, kind: Kind, origin: Origin | None) -> Any:
        """The thing of this origin: of this batch, else its primary key; None where there is none (yet).

        Nothing refers to what is built after it, so that rows can be saved in their order.
        """
        if origin is None:
            return None
        thing = self._things.get((kind, origin)) if (kind, origin) in self._built else None
        return self._known.pk(kind, origin) if thing is None else thing

    def first(self, kind: Kind, origins: tuple[Origin, ...]) -> Any:
        """The first of these that there is."""
        return next((found for origin in origins if (found := self.to(kind, origin)) is not None), None)

    def body(self, origin: Origin | None) -> Any:
        """The municipality named, else that of the run, else the one that comes in with this batch."""
        named = self.to(Kind.BODY, origin)
        if named is not None or self._main is not None:
            return self._main if named is None else named
        return next(thing for (kind, _), thing in self._things.items() if kind is Kind.BODY)

    def term(self, day: date | None) -> int | None:
        """The town's term of that day, else its latest; None where it has none."""
        begun = (pk for pk, start in self._terms if day and start and start <= day)
        return next(begun, None) or next((pk for pk, _ in self._terms), None)

    @cached_property
    def _terms(self) -> list[tuple[int, date | None]]:
        """The town's terms, the latest first: read once for all meetings of the batch."""
        if self._main is None or self._main.pk is None:
            return []
        rows = LegislativeTerm.objects.filter(body=self._main, deleted_at=None)
        latest_first = rows.order_by(models.F("start_date").desc(nulls_last=True), "-pk")
        return list(latest_first.values_list("pk", "start_date"))

    def meeting_of(self, incoming: Incoming) -> Meeting | None:
        """The meeting of an agenda item or of a consultation; of the latter perhaps only through its agenda item."""
        record = incoming.record
        origin = getattr(record, "meeting", None)
        found = self._row(Kind.MEETING, origin) if origin else None
        if found is None and incoming.items:
            return self.meeting_of_item(incoming.items[0])
        return found

    def meeting_of_item(self, item: Origin) -> Meeting | None:
        """The meeting at which the item stands."""
        found = self._row(Kind.AGENDA_ITEM, item)
        return None if found is None else found.meeting

    def _row(self, kind: Kind, origin: Origin) -> Any:
        return self._things.get((kind, origin)) or self._rows.get((kind, origin))

    def doubt(self, record: records.Record, name: str, doubt: Doubt, message: str) -> None:
        """Keep a remark for the clerk."""
        remark = doubts.Remark(origin=record.origin, kind=record.KIND, field=name, doubt=doubt, message=message)
        self.remarks.append(remark)


def _references(one: Incoming) -> Iterator[tuple[Name, bool]]:
    """What a record refers to, and whether it cannot stand without it. A municipality is always there."""
    record = one.record
    if isinstance(record, records.Organization):
        yield from _optional((Kind.ORGANIZATION, record.parent), (Kind.LOCATION, record.location))
    elif isinstance(record, records.Membership):
        yield (Kind.PERSON, record.person), True
        yield (Kind.ORGANIZATION, record.organization), True
        yield from _optional((Kind.ORGANIZATION, record.on_behalf_of))
    elif isinstance(record, records.Meeting):
        yield from _optional((Kind.LOCATION, record.location))
        yield from _optional(*((Kind.ORGANIZATION, origin) for origin in record.organizations))
    elif isinstance(record, records.AgendaItem):
        yield (Kind.MEETING, record.meeting), True
        yield from _optional((Kind.AGENDA_ITEM, one.parent))
    elif isinstance(record, records.Paper):
        yield from _optional(*((Kind.PAPER, origin) for origin in record.superordinated))
        yield from _optional(*((Kind.PAPER, origin) for origin in record.related if origin != record.origin))
        yield from _optional(*((Kind.LOCATION, origin) for origin in record.locations))
        bodies = (*record.under_direction_of, *record.originator_organizations)
        yield from _optional(*((Kind.ORGANIZATION, origin) for origin in bodies))
        yield from _optional(*((Kind.PERSON, origin) for origin in record.originator_persons))
    elif isinstance(record, records.Consultation):
        yield (Kind.PAPER, record.paper), True
        yield from _optional((Kind.MEETING, record.meeting))
        yield from _optional(*((Kind.AGENDA_ITEM, item) for item in one.items))
        yield from _optional(*((Kind.ORGANIZATION, origin) for origin in record.organizations))
    elif isinstance(record, records.File):
        yield from _optional(*((use.kind, use.owner) for use in one.uses))
    body = getattr(record, "body", None)
    if body:
        yield (Kind.BODY, body), False


def _optional(*targets: tuple[Kind, Origin | None]) -> Iterator[tuple[Name, bool]]:
    for kind, origin in targets:
        if origin:
            yield (kind, origin), False


def _looked_into(one: Incoming) -> Iterator[Name]:
    """The things of which more than the primary key is asked."""
    record = one.record
    if isinstance(record, records.AgendaItem | records.Consultation) and record.meeting:
        yield Kind.MEETING, record.meeting
    elif isinstance(record, records.Consultation):
        yield from ((Kind.AGENDA_ITEM, item) for item in one.items)
    elif isinstance(record, records.File):
        yield from ((use.kind, use.owner) for use in one.uses if use.kind is Kind.AGENDA_ITEM)


def _fingerprint(one: Incoming, *, lacking: Sequence[Name], inferred: tuple[int, ...]) -> str:
    """The record's own fingerprint, or one of it and all else the row follows from: place, users, what is missing.

    So equal prints mean that row and parts are as this run would write them, wherever an earlier run was broken off.
    """
    context = [f"lacking {kind} {origin}" for kind, origin in sorted(set(lacking))]
    context += [f"used {use.kind} {use.owner} {use.role} {use.place}" for use in one.uses]
    context += [f"item {item}" for item in one.items[1:]]
    context += [f"inferred {pk}" for pk in inferred]
    if isinstance(one.record, records.Paper) and (one.record.related or one.record.locations):
        context.append("linked")  # rows from before these had a place are to be written again
    if one.place or one.parent:
        context.append(f"place {one.place} {one.parent or ''}")
    if not context:
        return one.fingerprint
    return hashlib.sha256("\n".join([one.fingerprint, *context]).encode()).hexdigest()


def _fill(thing: models.Model, values: dict[str, Any]) -> set[str]:
    """Set what differs; the names of the fields that did."""
    changed = set()
    for name, value in values.items():
        found = thing._meta.get_field(name)
        attribute = found.attname if isinstance(found, models.Field) else name
        present, new = getattr(thing, attribute), value.pk if isinstance(value, models.Model) else value
        is_unsaved = isinstance(value, models.Model) and new is None
        if present == new and not is_unsaved:
            continue
        setattr(thing, name if isinstance(value, models.Model) else attribute, value)
        changed.add(name)
    return changed
