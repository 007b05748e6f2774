"""Clean OParl objects: what the importer knows of a foreign system once reading and doubting are done."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, NewType, get_type_hints

Origin = NewType("Origin", str)
"""The `id` of an object in the source: its URL there, and our only name for it."""


class Kind(StrEnum):
    """The twelve types of OParl 1.1, in the order in which they can be taken in (what is referred to comes first)."""

    SYSTEM = "System"
    BODY = "Body"
    LEGISLATIVE_TERM = "LegislativeTerm"
    LOCATION = "Location"
    ORGANIZATION = "Organization"
    PERSON = "Person"
    MEMBERSHIP = "Membership"
    MEETING = "Meeting"
    AGENDA_ITEM = "AgendaItem"
    PAPER = "Paper"
    CONSULTATION = "Consultation"
    FILE = "File"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every living object has. Texts are "" and references None or () where the source says nothing.

    Moments (`_at`) are aware, in UTC and whole seconds; days (`_on`) are days in Berlin.
    """

    KIND: ClassVar[Kind]
    HINTS: ClassVar[frozenset[str]] = frozenset()
    """Back references that only repeat what another object owns; they are no part of the fingerprint."""

    origin: Origin
    created_at: datetime | None = None
    modified_at: datetime | None = None
    keywords: tuple[str, ...] = ()
    web: str = ""
    license: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Record):
    KIND: ClassVar[Kind] = Kind.SYSTEM

    name: str = ""
    oparl_version: str = ""
    website: str = ""
    vendor: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Record):
    KIND: ClassVar[Kind] = Kind.BODY

    name: str = ""
    short_name: str = ""
    classification: str = ""
    website: str = ""
    ags: str = ""
    rgs: str = ""
    system: Origin | None = None
    location: Origin | None = None
    legislative_terms: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegislativeTerm(Record):
    KIND: ClassVar[Kind] = Kind.LEGISLATIVE_TERM

    name: str = ""
    body: Origin | None = None
    start_on: date | None = None
    end_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Record):
    """A place. `geojson` is the canonical JSON of a whole GeoJSON feature (longitude, latitude), or ""."""

    KIND: ClassVar[Kind] = Kind.LOCATION

    description: str = ""
    street_address: str = ""
    room: str = ""
    postal_code: str = ""
    sub_locality: str = ""
    locality: str = ""
    geojson: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Record):
    """`organization_type` and `classification` are words of our vocabulary, or "" where none fits for certain."""

    KIND: ClassVar[Kind] = Kind.ORGANIZATION
    HINTS: ClassVar[frozenset[str]] = frozenset({"memberships"})

    name: str = ""
    short_name: str = ""
    organization_type: str = ""
    organization_type_text: str = ""
    classification: str = ""
    classification_text: str = ""
    website: str = ""
    body: Origin | None = None
    external_body: Origin | None = None
    parent: Origin | None = None
    location: Origin | None = None
    start_on: date | None = None
    end_on: date | None = None
    posts: tuple[str, ...] = ()
    memberships: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A person without contact data: addresses, telephone numbers and e-mail are never taken over."""

    KIND: ClassVar[Kind] = Kind.PERSON
    HINTS: ClassVar[frozenset[str]] = frozenset({"memberships"})

    name: str = ""
    family_name: str = ""
    given_name: str = ""
    form_of_address: str = ""
    affix: str = ""
    titles: tuple[str, ...] = ()
    gender: str = ""
    status: tuple[str, ...] = ()
    life: str = ""
    life_source: str = ""
    body: Origin | None = None
    memberships: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Record):
    """`role` is a word of our vocabulary where one fits, else the source's own; `voting_right` None is unknown."""

    KIND: ClassVar[Kind] = Kind.MEMBERSHIP

    person: Origin
    organization: Origin
    role: str = ""
    role_text: str = ""
    voting_right: bool | None = None
    on_behalf_of: Origin | None = None
    start_on: date | None = None
    end_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Record):
    """`start_on` without `start_at` is a day whose hour is unknown. `agenda` is in order, headings included.

    `state` is `terminiert`, `eingeladen`, `durchgeführt` or "". `public` is False only where the name itself says
    "(nicht öffentlich)", True where it says "(öffentlich)", else None.
    """

    KIND: ClassVar[Kind] = Kind.MEETING

    name: str = ""
    state: str = ""
    state_text: str = ""
    cancelled: bool = False
    public: bool | None = None
    start_on: date | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    location: Origin | None = None
    organizations: tuple[Origin, ...] = ()
    participants: tuple[Origin, ...] = ()
    agenda: tuple[Origin, ...] = ()
    invitation: Origin | None = None
    results_protocol: Origin | None = None
    verbatim_protocol: Origin | None = None
    auxiliary_files: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem(Record):
    """`result_code` is a code of our vocabulary or "", `unanimous` None where the text does not say.

    `public` None is unknown. `order` is the source's own number; the place on the agenda is in `Meeting.agenda`.
    """

    KIND: ClassVar[Kind] = Kind.AGENDA_ITEM

    meeting: Origin
    name: str = ""
    number: str = ""
    order: int | None = None
    public: bool | None = None
    consultation: Origin | None = None
    result: str = ""
    result_code: str = ""
    unanimous: bool | None = None
    resolution_text: str = ""
    resolution_file: Origin | None = None
    auxiliary_files: tuple[Origin, ...] = ()
    start_at: datetime | None = None
    end_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Record):
    """`kind` is one of the paper types we know, or ""; `paper_type` is the source's own word.

    `main_file_chosen` tells that the source named no main file and ours was chosen by its name.
    """

    KIND: ClassVar[Kind] = Kind.PAPER

    name: str = ""
    reference: str = ""
    dated_on: date | None = None
    paper_type: str = ""
    kind: str = ""
    body: Origin | None = None
    main_file: Origin | None = None
    main_file_chosen: bool = False
    auxiliary_files: tuple[Origin, ...] = ()
    locations: tuple[Origin, ...] = ()
    related: tuple[Origin, ...] = ()
    superordinated: tuple[Origin, ...] = ()
    subordinated: tuple[Origin, ...] = ()
    originator_persons: tuple[Origin, ...] = ()
    originator_organizations: tuple[Origin, ...] = ()
    under_direction_of: tuple[Origin, ...] = ()
    consultations: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation(Record):
    """`role` is a word of our vocabulary where one fits, else the source's own (`role_text`)."""

    KIND: ClassVar[Kind] = Kind.CONSULTATION

    paper: Origin
    agenda_item: Origin | None = None
    meeting: Origin | None = None
    organizations: tuple[Origin, ...] = ()
    authoritative: bool | None = None
    role: str = ""
    role_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Record):
    """`file_name` is a bare name without any path; `size` is in bytes, None where unknown."""

    KIND: ClassVar[Kind] = Kind.FILE
    HINTS: ClassVar[frozenset[str]] = frozenset({"meetings", "agenda_items", "papers"})

    name: str = ""
    file_name: str = ""
    mime_type: str = ""
    dated_on: date | None = None
    size: int | None = None
    sha1: str = ""
    sha512: str = ""
    text: str = ""
    access_url: str = ""
    download_url: str = ""
    external_service_url: str = ""
    master_file: Origin | None = None
    derivative_files: tuple[Origin, ...] = ()
    meetings: tuple[Origin, ...] = ()
    agenda_items: tuple[Origin, ...] = ()
    papers: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An object the source says it has deleted; nothing of its content remains."""

    origin: Origin
    kind: Kind
    created_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An object that could not be taken in, with the reason a clerk will read. `kind` and `origin` may be ""."""

    origin: str
    kind: str
    reason: str


Outcome = Record | Tombstone | Skipped

RECORDS: tuple[type[Record], ...] = (
    System,
    Body,
    LegislativeTerm,
    Location,
    Organization,
    Person,
    Membership,
    Meeting,
    AgendaItem,
    Paper,
    Consultation,
    File,
)


def _reference_fields(record: type[Record]) -> tuple[str, ...]:
    hints = get_type_hints(record)
    shapes = (Origin, Origin | None, tuple[Origin, ...])
    return tuple(f.name for f in dataclasses.fields(record) if f.name != "origin" and hints[f.name] in shapes)


_REFERENCE_FIELDS = {record: _reference_fields(record) for record in RECORDS}
_TIMES_OF_THE_SOURCE = frozenset({"created_at", "modified_at"})


def references(record: Record) -> Iterator[tuple[str, Origin]]:
    """Every (field, origin) this record refers to, back references included."""
    for name in _REFERENCE_FIELDS[type(record)]:
        value = getattr(record, name)
        targets = value if isinstance(value, tuple) else (value,)
        yield from ((name, target) for target in targets if target)


def fingerprint(record: Record) -> str:
    """64 hex digits that change exactly when the content changes.

    The source's own time stamps are no content (some systems renew them with every answer), nor are back references
    that another object owns (they are there in a list and absent when embedded).
    """
    content = {
        field.name: getattr(record, field.name)
        for field in dataclasses.fields(record)
        if field.name not in record.HINTS | _TIMES_OF_THE_SOURCE
    }
    canonical = json.dumps([record.KIND, content], sort_keys=True, ensure_ascii=False, default=_iso)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")
