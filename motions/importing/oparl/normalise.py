"""From a raw object of any dialect to clean records: each object in ends as record, tombstone or skipped."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motions.importing.oparl import agenda, building, doubts, records, texts
from motions.importing.oparl.doubts import Doubt, Remark
from motions.importing.oparl.fields import Fields
from motions.importing.oparl.records import Kind, Origin, Outcome, Skipped, Tombstone

_DEEPEST = 20
_TOO_DEEP = "Zu tief verschachtelt; auch was darin steht, wurde nicht gelesen."
_LONGEST_ID = 500
_TYPE = re.compile(r"https?://(?:schema\.)?oparl\.org/(?:schema/)?1\.\d+/([A-Za-z]+)/?")

EMBEDDED: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.SYSTEM: {"body": Kind.BODY},
    Kind.BODY: {
        "system": Kind.SYSTEM,
        "location": Kind.LOCATION,
        "legislativeTerm": Kind.LEGISLATIVE_TERM,
        "legislativeTermList": Kind.LEGISLATIVE_TERM,
        "locationList": Kind.LOCATION,
        "organization": Kind.ORGANIZATION,
        "person": Kind.PERSON,
        "membership": Kind.MEMBERSHIP,
        "meeting": Kind.MEETING,
        "agendaItem": Kind.AGENDA_ITEM,
        "paper": Kind.PAPER,
        "consultation": Kind.CONSULTATION,
        "file": Kind.FILE,
    },
    Kind.LEGISLATIVE_TERM: {"body": Kind.BODY},
    Kind.LOCATION: {
        "bodies": Kind.BODY,
        "organizations": Kind.ORGANIZATION,
        "persons": Kind.PERSON,
        "meetings": Kind.MEETING,
        "papers": Kind.PAPER,
    },
    Kind.ORGANIZATION: {
        "body": Kind.BODY,
        "externalBody": Kind.BODY,
        "subOrganizationOf": Kind.ORGANIZATION,
        "location": Kind.LOCATION,
        "membership": Kind.MEMBERSHIP,
        "meeting": Kind.MEETING,
        "consultation": Kind.CONSULTATION,
    },
    Kind.PERSON: {
        "body": Kind.BODY,
        "location": Kind.LOCATION,
        "locationObject": Kind.LOCATION,
        "membership": Kind.MEMBERSHIP,
    },
    Kind.MEMBERSHIP: {"person": Kind.PERSON, "organization": Kind.ORGANIZATION, "onBehalfOf": Kind.ORGANIZATION},
    Kind.MEETING: {
        "location": Kind.LOCATION,
        "organization": Kind.ORGANIZATION,
        "participant": Kind.PERSON,
        "agendaItem": Kind.AGENDA_ITEM,
        "invitation": Kind.FILE,
        "resultsProtocol": Kind.FILE,
        "verbatimProtocol": Kind.FILE,
        "auxiliaryFile": Kind.FILE,
    },
    Kind.AGENDA_ITEM: {
        "meeting": Kind.MEETING,
        "consultation": Kind.CONSULTATION,
        "resolutionFile": Kind.FILE,
        "auxiliaryFile": Kind.FILE,
    },
    Kind.PAPER: {
        "body": Kind.BODY,
        "location": Kind.LOCATION,
        "mainFile": Kind.FILE,
        "auxiliaryFile": Kind.FILE,
        "relatedPaper": Kind.PAPER,
        "superordinatedPaper": Kind.PAPER,
        "subordinatedPaper": Kind.PAPER,
        "originatorPerson": Kind.PERSON,
        "originatorOrganization": Kind.ORGANIZATION,
        "underDirectionOf": Kind.ORGANIZATION,
        "consultation": Kind.CONSULTATION,
    },
    Kind.CONSULTATION: {
        "paper": Kind.PAPER,
        "meeting": Kind.MEETING,
        "agendaItem": Kind.AGENDA_ITEM,
        "organization": Kind.ORGANIZATION,
    },
    Kind.FILE: {
        "masterFile": Kind.FILE,
        "derivativeFile": Kind.FILE,
        "meeting": Kind.MEETING,
        "agendaItem": Kind.AGENDA_ITEM,
        "paper": Kind.PAPER,
    },
}
"""Where an object may stand inside another, by the specification or by the habit of some server."""

_OWNER: Mapping[tuple[Kind, Kind], str] = {
    (Kind.LEGISLATIVE_TERM, Kind.BODY): "body",
    (Kind.MEMBERSHIP, Kind.PERSON): "person",
    (Kind.MEMBERSHIP, Kind.ORGANIZATION): "organization",
    (Kind.AGENDA_ITEM, Kind.MEETING): "meeting",
    (Kind.CONSULTATION, Kind.PAPER): "paper",
    (Kind.CONSULTATION, Kind.MEETING): "meeting",
    (Kind.CONSULTATION, Kind.AGENDA_ITEM): "agendaItem",
}
"""The property by which a child names the object it belongs to; left out when it is embedded there."""

_USERS: Mapping[Kind, str] = {Kind.MEETING: "meeting", Kind.AGENDA_ITEM: "agendaItem", Kind.PAPER: "paper"}
"""The property by which a file names those who show it."""

_KINDS: Mapping[str, Kind] = {kind.value: kind for kind in Kind}
_PLACE = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """What became of one raw object and of all objects embedded in it, in the order of `Kind`."""

    outcomes: tuple[Outcome, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parent:
    kind: Kind
    origin: Origin
    deleted: bool = False


def normalise(raw: object, *, expected: Kind | None = None) -> Normalised:
    """Read one raw object with all it embeds. `expected` is its type where the source itself does not say it.

    Never raises: what cannot be read is skipped with its reason, what is doubtful is told in `remarks`.
    """
    lifting = _Lifting()
    if isinstance(raw, Mapping):
        lifting.take(raw, expected=expected, parent=None, depth=0)
    else:
        lifting.skip("", expected or "", f"Kein Objekt, sondern {_sort(raw)}.")
    lifting.outcomes.sort(key=_place)
    return Normalised(outcomes=tuple(lifting.outcomes), remarks=tuple(lifting.remarks))


def _place(outcome: Outcome) -> int:
    if isinstance(outcome, Skipped):
        return len(_PLACE)
    return _PLACE[outcome.kind if isinstance(outcome, Tombstone) else outcome.KIND]


class _Lifting:
    """One raw object on its way: children are lifted out before their parent is built."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.remarks: list[Remark] = []
        self.lifted: dict[Origin, records.Record] = {}

    def take(
        self, raw: Mapping[str, Any], *, expected: Kind | None, parent: _Parent | None, depth: int
    ) -> Origin | None:
        """Give one outcome for this object and one for each embedded in it; the origin if it can be referred to."""
        origin = _origin(raw.get("id"))
        kind = self._kind(raw, origin=origin, expected=expected)
        if kind is None or depth > _DEEPEST:
            self.skip(origin, kind or _said_type(raw), _unknown(raw) if kind is None else _TOO_DEEP)
            return None
        deleted = _is_deleted(raw)
        here = _Parent(kind=kind, origin=origin, deleted=deleted or bool(parent and parent.deleted))
        flat = self._flatten(raw, here, depth=depth)
        reason = _unfit(origin, kind, parent)
        if reason:
            self.skip(origin, kind, reason)
            return None
        if parent and not set(raw) - {"id", "type"}:
            self.skip(origin, kind, "Nur ein Verweis, ohne Inhalt.")
            return origin
        fields = Fields(self._owned(flat, kind, origin, parent), origin=origin, kind=kind)
        built = self._entomb(fields) if deleted else self._build(fields)
        self.remarks.extend(fields.remarks)
        return origin if built and kind is (expected or kind) else None

    def skip(self, origin: str, kind: str, reason: str) -> None:
        self.outcomes.append(Skipped(origin=origin, kind=str(kind), reason=reason))

    def _entomb(self, fields: Fields) -> bool:
        self.outcomes.append(
            Tombstone(
                origin=fields.origin,
                kind=fields.kind,
                created_at=fields.instant("created"),
                deleted_at=fields.instant("modified"),
            )
        )
        return False

    def _build(self, fields: Fields) -> bool:
        try:
            record = building.record(fields, lifted=self.lifted)
        except building.UnusableError as unusable:
            self.skip(fields.origin, fields.kind, str(unusable))
            return False
        self.outcomes.append(record)
        self.lifted[fields.origin] = record
        return True

    def _kind(self, raw: Mapping[str, Any], *, origin: Origin, expected: Kind | None) -> Kind | None:
        said = raw.get("type")
        if not isinstance(said, str) or not said.strip():
            if expected:
                message = f"Das Objekt nennt keinen Typ; verstanden als {expected}."
                self._doubt("type", Doubt.TYPE_MISSING, message, origin=origin, kind=expected)
            return expected
        found = _TYPE.fullmatch(texts.one_line(said))
        kind = _KINDS.get(found[1]) if found else None
        if kind and kind is not (expected or kind):
            message = f"Das Objekt steht, wo {expected} erwartet wird, ist aber {kind}."
            self._doubt("type", Doubt.TYPE_MISMATCH, message, origin=origin, kind=kind)
        return kind

    def _doubt(self, field: str, doubt: Doubt, message: str, *, origin: Origin, kind: Kind) -> None:
        self.remarks.append(doubts.Remark(origin=origin, kind=kind, field=field, doubt=doubt, message=message))

    def _flatten(self, raw: Mapping[str, Any], here: _Parent, *, depth: int) -> dict[str, Any]:
        """The object with each embedded object replaced by its origin, or left out where it cannot be referred to."""
        flat = dict(raw)
        if here.kind is Kind.MEETING:
            flat["agendaItem"] = self._arranged(raw.get("agendaItem"), here)
        for name, kind in EMBEDDED[here.kind].items():
            value = flat.get(name)
            if isinstance(value, Mapping):
                flat[name] = self.take(value, expected=kind, parent=here, depth=depth + 1)
            elif isinstance(value, list):
                flat[name] = self._flattened(value, kind, here, depth=depth)
        return flat

    def _flattened(self, values: list[Any], kind: Kind, here: _Parent, *, depth: int) -> list[Any]:
        flat = []
        for value in values:
            if not isinstance(value, Mapping):
                flat.append(value)
            elif origin := self.take(value, expected=kind, parent=here, depth=depth + 1):
                flat.append(origin)
        return flat

    def _arranged(self, items: object, here: _Parent) -> object:
        """The embedded agenda in its order; shared places are told."""
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            return items
        orders = [item.get("order") for item in items]
        order = agenda.arrange(
            [order if isinstance(order, int) and not isinstance(order, bool) else None for order in orders],
            numbers=[str(item.get("number") or "")[:100] for item in items],
        )
        if order.shared:
            shared = ", ".join(str(value)[:20] for value in order.shared[:10])
            message = f"Mehrere Tagesordnungspunkte haben dieselbe Reihenfolge ({shared})."
            self._doubt("agendaItem", Doubt.DUPLICATE_ORDER, message, origin=here.origin, kind=here.kind)
        return [items[index] for index in order.indices]

    def _owned(self, flat: dict[str, Any], kind: Kind, origin: Origin, parent: _Parent | None) -> dict[str, Any]:
        """The object with the reference to its parent that embedding leaves out."""
        if parent is None or not parent.origin:
            return flat
        if kind is Kind.FILE and parent.kind in _USERS:
            name = _USERS[parent.kind]
            said = flat.get(name)
            users = said if isinstance(said, list) else [said] if said else []
            return {**flat, name: [*users, *([] if parent.origin in users else [parent.origin])]}
        owner = _OWNER.get((kind, parent.kind))
        if owner is None:
            return flat
        if flat.get(owner) not in (None, "", parent.origin):
            message = f"„{owner}“ nennt etwas anderes als das Objekt, in dem dieses steht; es gilt das umgebende."
            self._doubt(owner, Doubt.CONTRADICTION, message, origin=origin, kind=kind)
        return {**flat, owner: parent.origin}


def _origin(value: object) -> Origin:
    """The identifier in its clean form, "" if there is none that could serve as one."""
    plain = texts.one_line(value) if isinstance(value, str) else ""
    return Origin(plain if len(plain) <= _LONGEST_ID and " " not in plain else "")


def _unfit(origin: Origin, kind: Kind, parent: _Parent | None) -> str:
    """Why an object of a known kind cannot be taken in where it stands; "" if it can."""
    if not origin:
        return "Objekt ohne brauchbare Kennung (id)."
    if parent and parent.deleted:
        return "Steht in einem gelöschten Objekt."
    if parent and kind is Kind.LOCATION and parent.kind is Kind.PERSON:
        return building.PRIVATE_ADDRESS
    return ""


def _is_deleted(raw: Mapping[str, Any]) -> bool:
    return raw.get("deleted") is True or str(raw.get("deleted")).casefold() in ("true", "1")


def _said_type(raw: Mapping[str, Any]) -> str:
    said = raw.get("type")
    return texts.one_line(said).rstrip("/").rpartition("/")[2][:60] if isinstance(said, str) else ""


def _unknown(raw: Mapping[str, Any]) -> str:
    said = _said_type(raw)
    return f"Unbekannter Typ „{said}“." if said else "Objekt ohne Typ."


def _sort(value: object) -> str:
    if value is None:
        return "ein leerer Eintrag (null)"
    if isinstance(value, str):
        return "ein Text"
    return "eine Liste" if isinstance(value, list) else "eine Zahl oder ein Wahrheitswert"
