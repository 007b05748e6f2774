"""From a record to the values of our row: what the source says, and what holds only when the row is new."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db import models

from council.models import Meeting
from council.states import Audience, BodyKind, ItemState, MeetingState, Result
from documents.states import ConsultationRole, ConsultationState, FileRole, PaperState, PaperType
from motions.importing.oparl import records
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.gathering import Incoming
from motions.importing.oparl.records import Kind, Origin

Values = dict[str, Any]

NAMELESS = "(ohne Titel)"


class Surroundings(Protocol):
    """What a row can refer to, as a new thing of the same batch or as a primary key."""

    now: datetime
    today: date
    owner_id: int | None

    def to(self, kind: Kind, origin: Origin | None) -> models.Model | int | None:
        """The thing of this origin, None where there is none (yet)."""

    def first(self, kind: Kind, origins: tuple[Origin, ...]) -> models.Model | int | None:
        """The first of these that there is."""

    def body(self, origin: Origin | None) -> models.Model | int | None:
        """The municipality named, else that of the run."""

    def term(self, day: date | None) -> int | None:
        """The primary key of the town's term of that day, else of its latest; None where it has none."""

    def meeting_of(self, incoming: Incoming) -> Meeting | None:
        """The meeting of an agenda item or of a consultation."""

    def meeting_of_item(self, item: Origin) -> models.Model | int | None:
        """The meeting at which the item stands."""

    def doubt(self, record: records.Record, name: str, doubt: Doubt, message: str) -> None:
        """Tell the clerk."""


@dataclass(slots=True)
class Row:
    """`said` follows the source for ever; `first` is decided once and may be changed here afterwards."""

    said: Values
    first: Values = field(default_factory=dict)


def row(incoming: Incoming, at: Surroundings) -> Row:
    """The values of the row, each within what its field holds."""
    record = incoming.record
    made = _ROWS[record.KIND](incoming, record, at)
    made.said["keywords"] = list(record.keywords)
    if record.created_at:
        made.said["created_at"] = record.created_at
    return made


def fit(record: records.Record, values: Values, *, model: type[models.Model], at: Surroundings) -> Values:
    """Cut what is too long for its field and tell it; an address cut short would lead nowhere and is left out."""
    for name, most in _LONGEST[model].items():
        value = values.get(name)
        if isinstance(value, str) and len(value) > most:
            is_address = isinstance(model._meta.get_field(name), models.URLField)
            values[name] = "" if is_address else value[: most - 1] + "…"
            at.doubt(record, name, Doubt.TOO_LONG, f"„{name}“ hat {len(value)} Zeichen; Platz ist für {most}.")
    return values


class _Longest(dict[type[models.Model], dict[str, int]]):
    def __missing__(self, model: type[models.Model]) -> dict[str, int]:
        fields = (found for found in model._meta.concrete_fields if isinstance(found, models.CharField))
        self[model] = {found.name: found.max_length for found in fields if found.max_length}
        return self[model]


_LONGEST = _Longest()


def _body(incoming: Incoming, record: records.Body, at: Surroundings) -> Row:
    return Row(
        {
            "name": record.name or record.short_name or NAMELESS,
            "short_name": record.short_name,
            "ags": record.ags if len(record.ags) <= 8 else "",
            "website": record.website,
        }
    )


def _term(incoming: Incoming, record: records.LegislativeTerm, at: Surroundings) -> Row:
    return Row(
        {
            "body": at.body(record.body),
            "name": record.name or "Wahlperiode",
            "start_date": record.start_on,
            "end_date": record.end_on,
        }
    )


def _location(incoming: Incoming, record: records.Location, at: Surroundings) -> Row:
    said = {
        "description": record.description,
        "street_address": record.street_address,
        "room": record.room,
        "postal_code": record.postal_code,
        "locality": record.locality,
        "sub_locality": record.sub_locality,
        "geojson": json.loads(record.geojson) if record.geojson else None,
    }
    return Row(said, {"body": at.body(None)})


_KIND_BY_CLASSIFICATION: Mapping[str, str] = {
    "Parlament": BodyKind.ASSEMBLY,
    "Ausschuss": BodyKind.COMMITTEE,
    "Ältestenrat": BodyKind.ELDERS,
    "Magistrat": BodyKind.EXECUTIVE,
    "Ortsbeirat": BodyKind.DISTRICT_COUNCIL,
    "Bürgerrat": BodyKind.PANEL,
    "Kommission": BodyKind.COMMISSION,
    "Beirat": BodyKind.ADVISORY_BOARD,
}
_KIND_BY_TYPE: Mapping[str, str] = {
    "Fraktion": BodyKind.FACTION,
    "Partei": BodyKind.PARTY,
    "Verwaltungsbereich": BodyKind.OFFICE,
}


def _organization(incoming: Incoming, record: records.Organization, at: Surroundings) -> Row:
    kind = _KIND_BY_CLASSIFICATION.get(record.classification) or _KIND_BY_TYPE.get(record.organization_type)
    return Row(
        {
            "body": at.body(record.body),
            "kind": kind or BodyKind.OTHER,
            "name": record.name or record.short_name or NAMELESS,
            "short_name": record.short_name,
            "classification": record.classification_text or record.organization_type_text,
            "parent": at.to(Kind.ORGANIZATION, record.parent),
            "start_date": record.start_on,
            "end_date": record.end_on,
            "website": record.website,
            "location": at.to(Kind.LOCATION, record.location),
        }
    )


def _person(incoming: Incoming, record: records.Person, at: Surroundings) -> Row:
    return Row(
        {
            "body": at.body(record.body),
            "name": record.name or NAMELESS,
            "family_name": record.family_name,
            "given_name": record.given_name,
            "form_of_address": record.form_of_address,
            "affix": record.affix,
            "titles": list(record.titles),
            "gender": record.gender,
            "life": record.life,
            "life_source": record.life_source,
        }
    )


def _membership(incoming: Incoming, record: records.Membership, at: Surroundings) -> Row:
    return Row(
        {
            "person": at.to(Kind.PERSON, record.person),
            "organization": at.to(Kind.ORGANIZATION, record.organization),
            "role": record.role,
            "voting_right": record.voting_right,
            "on_behalf_of": at.to(Kind.ORGANIZATION, record.on_behalf_of),
            "start_date": record.start_on,
            "end_date": record.end_on,
        }
    )


_MEETING_STATES: Mapping[str, str] = {
    "terminiert": MeetingState.PLANNED,
    "eingeladen": MeetingState.INVITED,
    "durchgeführt": MeetingState.CLOSED,
}


def _meeting_state(record: records.Meeting, *, today: date) -> str:
    """What the source says; else what the day tells: over, called with an agenda, or only planned."""
    if record.cancelled:
        return MeetingState.CANCELLED
    if record.state:
        return _MEETING_STATES[record.state]
    if record.start_on and record.start_on < today:
        return MeetingState.CLOSED
    return MeetingState.INVITED if record.agenda else MeetingState.PLANNED


def _meeting(incoming: Incoming, record: records.Meeting, at: Surroundings) -> Row:
    said = {
        "organization": at.first(Kind.ORGANIZATION, record.organizations),
        "name": record.name or "Sitzung",
        "state": _meeting_state(record, today=at.today),
        "public": record.public,
        "date": record.start_on,
        "starts_at": record.start_at,
        "ends_at": record.end_at,
        "location": at.to(Kind.LOCATION, record.location),
    }
    if said["organization"] is None:
        said["term"] = at.term(record.start_on)  # the only thing that says which town it belongs to
    published = (record.created_at or at.now) if record.agenda else None
    return Row(said, {"audience": Audience.PUBLIC, "agenda_published_at": published})


def _result(record: records.AgendaItem) -> str:
    """The code where the text is certain; "angenommen" alone does not say with which majority."""
    if record.result_code != Result.ADOPTED:
        return record.result_code
    if record.unanimous is None:
        return ""
    return Result.ADOPTED_UNANIMOUSLY if record.unanimous else Result.ADOPTED


def _item_state(record: records.AgendaItem, *, over: bool) -> str:
    if record.result_code == Result.REMOVED:
        return ItemState.REMOVED
    return ItemState.CLOSED if record.result or over else ItemState.OPEN


def _agenda_item(incoming: Incoming, record: records.AgendaItem, at: Surroundings) -> Row:
    meeting = at.meeting_of(incoming)
    over = meeting is not None and meeting.state == MeetingState.CLOSED
    said = {
        "meeting": meeting,
        "parent": at.to(Kind.AGENDA_ITEM, incoming.parent),
        "number": record.number,
        "order": incoming.place,
        "name": record.name or NAMELESS,
        "public": record.public,
        "state": _item_state(record, over=over),
        "result": _result(record),
        "result_text": record.result,
        "resolution_text": record.resolution_text,
        "called_at": record.start_at,
        "closed_at": record.end_at,
    }
    return Row(said, _audience_of_item(record, meeting, at))


def _audience_of_item(record: records.AgendaItem, meeting: Meeting | None, at: Surroundings) -> Values:
    """Closed where the source says so, or where only the meeting is known to be closed."""
    closed_meeting = meeting is not None and meeting.public is False
    if record.public or (record.public is None and not closed_meeting):
        return {"audience": Audience.PUBLIC, "audience_organization": None}
    body = None if meeting is None else meeting.organization_id or meeting.organization
    if body is None:
        at.doubt(record, "public", Doubt.MISSING, "Nichtöffentlich, aber ohne Gremium: niemand sonst darf es lesen.")
        return {"audience": Audience.PRIVATE, "owner": at.owner_id}
    return {"audience": Audience.BODY, "audience_organization": body}


_PAPER_TYPES: Mapping[str, str] = {str(kind.label): kind.value for kind in PaperType}


def _paper(incoming: Incoming, record: records.Paper, at: Surroundings) -> Row:
    _tell_surplus(record, "superordinatedPaper", record.superordinated, at)
    _tell_surplus(record, "underDirectionOf", record.under_direction_of, at)
    said = {
        "body": at.body(record.body),
        "paper_type": _PAPER_TYPES.get(record.kind, PaperType.OTHER),
        "type_text": record.paper_type,
        "name": record.name or record.reference or NAMELESS,
        "reference": record.reference or None,
        "date": record.dated_on,
        "superordinate": at.first(Kind.PAPER, record.superordinated),
        "under_direction_of": at.first(Kind.ORGANIZATION, record.under_direction_of),
    }
    first = {
        "state": PaperState.RECORDED,
        "audience": Audience.PUBLIC,
        "published_at": record.created_at or at.now,
    }
    return Row(said, first)


def _tell_surplus(record: records.Record, name: str, values: tuple[Origin, ...], at: Surroundings) -> None:
    if len(values) > 1:
        at.doubt(record, name, Doubt.SURPLUS, f"„{name}“ nennt {len(values)} Werte; der erste wurde übernommen.")


_ROLES: Mapping[str, str] = {str(role.label): role.value for role in ConsultationRole}


def _consultation(incoming: Incoming, record: records.Consultation, at: Surroundings) -> Row:
    _tell_surplus(record, "organization", record.organizations, at)
    meeting = at.meeting_of(incoming)
    over = meeting is not None and meeting.state == MeetingState.CLOSED
    scheduled = ConsultationState.SCHEDULED if meeting is not None or incoming.items else ConsultationState.PLANNED
    said = {
        "paper": at.to(Kind.PAPER, record.paper),
        "organization": at.first(Kind.ORGANIZATION, record.organizations),
        "meeting": meeting,
        "role": _ROLES.get(record.role, ConsultationRole.OTHER),
        "role_text": record.role_text,
        "authoritative": record.authoritative,
        "order": min(incoming.place, 32_767),
        "state": ConsultationState.TREATED if over else scheduled,
    }
    return Row(said)


def _file(incoming: Incoming, record: records.File, at: Surroundings) -> Row:
    papers = [use for use in incoming.uses if use.kind is Kind.PAPER]
    if len(papers) > 1:
        message = f"{len(papers)} Vorlagen führen diese Datei; sie steht bei der ersten."
        at.doubt(record, "paper", Doubt.SURPLUS, message)
    shown = next(iter([*papers, *incoming.uses]), None)
    said = {
        "paper": at.to(Kind.PAPER, papers[0].owner) if papers else None,
        "role": shown.role if shown else FileRole.AUXILIARY,
        "order": min(shown.place, 32_767) if shown else 0,
        "name": record.name or record.file_name or NAMELESS,
        "file_name": _short_name(record.file_name),
        "mime_type": record.mime_type,
        "date": record.dated_on,
        "source_url": record.download_url or record.access_url,
    }
    return Row(said, {"body": at.body(None), "audience": Audience.PUBLIC})


def _short_name(name: str) -> str:
    """A file name of at most 300 signs that keeps its extension."""
    if len(name) <= 300:
        return name
    extension = re.search(r"\.[A-Za-z0-9]{1,8}$", name)
    end = extension[0] if extension else ""
    return name[: 300 - len(end)] + end


_ROWS: Mapping[Kind, Callable[..., Row]] = {
    Kind.BODY: _body,
    Kind.LEGISLATIVE_TERM: _term,
    Kind.LOCATION: _location,
    Kind.ORGANIZATION: _organization,
    Kind.PERSON: _person,
    Kind.MEMBERSHIP: _membership,
    Kind.MEETING: _meeting,
    Kind.AGENDA_ITEM: _agenda_item,
    Kind.PAPER: _paper,
    Kind.CONSULTATION: _consultation,
    Kind.FILE: _file,
}
