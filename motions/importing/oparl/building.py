"""One function per OParl type: from the fields of a raw object to its record."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import unquote, urlsplit

from motions.importing.oparl import main_document, records, vocabulary
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.fields import Fields
from motions.importing.oparl.records import Kind, Origin

Lifted = Mapping[Origin, records.Record]
"""The records already lifted out of the object at hand."""

PRIVATE_ADDRESS = "Anschriften von Personen werden nicht übernommen (Datenschutz)."


class UnusableError(Exception):
    """The object cannot be taken in; the text is the German reason."""


def record(fields: Fields, *, lifted: Lifted) -> records.Record:
    """The record of an object whose embedded objects are in `lifted`; UnusableError if it cannot stand."""
    if fields.kind is Kind.PAPER:
        return _paper(fields, lifted=lifted)
    return _BUILDERS[fields.kind](fields)


def _common(fields: Fields) -> dict[str, Any]:
    return {
        "origin": fields.origin,
        "created_at": fields.instant("created"),
        "modified_at": fields.instant("modified"),
        "keywords": fields.lines("keyword"),
        "web": fields.url("web"),
        "license": fields.url("license"),
    }


def _name(fields: Fields, *, instead: str = "") -> str:
    """The name, else what stands in for it; a name that is missing altogether is told and stays ""."""
    name = fields.line("name") or instead
    if not name:
        fields.doubt("name", Doubt.MISSING, "Der Name fehlt.")
    return name


def _days(fields: Fields) -> tuple[date | None, date | None]:
    """Start and end day; of a contradicting pair the end stays, so that nothing over becomes current again."""
    start, end = fields.day("startDate"), fields.day("endDate")
    if start and end and end < start:
        fields.doubt("endDate", Doubt.END_BEFORE_START, f"Das Ende ({end}) liegt vor dem Beginn ({start}).")
        return None, end
    return start, end


def _system(fields: Fields) -> records.System:
    return records.System(
        **_common(fields),
        name=_name(fields),
        oparl_version=fields.line("oparlVersion"),
        website=fields.url("website"),
        vendor=fields.url("vendor"),
        product=fields.url("product"),
    )


def _body(fields: Fields) -> records.Body:
    short_name = fields.line("shortName")
    return records.Body(
        **_common(fields),
        name=_name(fields, instead=short_name),
        short_name=short_name,
        classification=fields.line("classification"),
        website=fields.url("website"),
        ags=fields.line("ags"),
        rgs=fields.line("rgs"),
        system=fields.one("system"),
        location=fields.one("location"),
        legislative_terms=fields.many("legislativeTerm"),
    )


def _legislative_term(fields: Fields) -> records.LegislativeTerm:
    start_on, end_on = _days(fields)
    return records.LegislativeTerm(
        **_common(fields), name=_name(fields), body=fields.one("body"), start_on=start_on, end_on=end_on
    )


def _location(fields: Fields) -> records.Location:
    if fields.many("persons") and not any(
        fields.many(owner) for owner in ("bodies", "organizations", "meetings", "papers")
    ):
        raise UnusableError(PRIVATE_ADDRESS)
    location = records.Location(
        **_common(fields),
        description=fields.text("description"),
        street_address=fields.line("streetAddress"),
        room=fields.line("room"),
        postal_code=fields.line("postalCode"),
        sub_locality=fields.line("subLocality"),
        locality=fields.line("locality"),
        geojson=_geojson(fields),
    )
    if not any(
        (
            location.description,
            location.street_address,
            location.room,
            location.postal_code,
            location.sub_locality,
            location.locality,
            location.geojson,
        )
    ):
        raise UnusableError("Ort ohne jede Angabe.")
    return location


def _geojson(fields: Fields) -> str:
    """The canonical JSON of a whole feature; a bare geometry is wrapped, swapped coordinates in Germany are turned."""
    value = fields.raw.get("geojson")
    if value is None or value == "":
        return ""
    geometry = value.get("geometry") if isinstance(value, Mapping) and value.get("type") == "Feature" else value
    if not isinstance(geometry, Mapping) or not isinstance(geometry.get("coordinates"), list):
        fields.doubt("geojson", Doubt.UNREADABLE, "„geojson“ enthält keine Koordinaten.")
        return ""
    place = geometry["coordinates"]
    if geometry.get("type") == "Point" and _is_swapped(place):
        fields.doubt("geojson", Doubt.COORDINATES, "Länge und Breite waren vertauscht.")
        geometry = {**geometry, "coordinates": [place[1], place[0], *place[2:]]}
    properties = (
        value.get("properties") if geometry is not value and isinstance(value.get("properties"), Mapping) else {}
    )
    feature = {"type": "Feature", "geometry": dict(geometry), "properties": properties}
    return json.dumps(feature, sort_keys=True, ensure_ascii=False)


def _is_swapped(place: list[Any]) -> bool:
    if len(place) < 2 or not all(isinstance(number, int | float) for number in place[:2]):
        return False
    return bool(47 <= place[0] <= 56 and 5 <= place[1] <= 16)


def _organization(fields: Fields) -> records.Organization:
    short_name = fields.line("shortName")
    name = _name(fields, instead=short_name)
    type_text, classification_text = fields.line("organizationType"), fields.line("classification")
    organization_type = vocabulary.organization_type(
        type_text,
        classification=classification_text,
        name=name,
        origin=fields.origin,
        meets=bool(fields.raw.get("meeting")),
    )
    start_on, end_on = _days(fields)
    return records.Organization(
        **_common(fields),
        name=name,
        short_name=short_name,
        organization_type=organization_type,
        organization_type_text=type_text,
        classification=vocabulary.classification(
            classification_text, kind=organization_type, name=name, organization_type_text=type_text
        ),
        classification_text=classification_text,
        website=fields.url("website"),
        body=fields.one("body"),
        external_body=fields.one("externalBody"),
        parent=fields.one("subOrganizationOf"),
        location=fields.one("location"),
        start_on=start_on,
        end_on=end_on,
        posts=fields.lines("post"),
        memberships=fields.many("membership"),
    )


def _person(fields: Fields) -> records.Person:
    _tell_contact(fields, "phone", "email", "location")
    given, family = fields.line("givenName"), fields.line("familyName")
    return records.Person(
        **_common(fields),
        name=_name(fields, instead=f"{given} {family}".strip()),
        family_name=family,
        given_name=given,
        form_of_address=fields.line("formOfAddress"),
        affix=fields.line("affix"),
        titles=fields.lines("title"),
        gender=fields.line("gender").lower(),
        status=fields.lines("status"),
        life=fields.text("life"),
        life_source=fields.line("lifeSource"),
        body=fields.one("body"),
        memberships=fields.many("membership"),
    )


def _tell_contact(fields: Fields, *names: str) -> None:
    for name in names:
        if fields.raw.get(name):
            fields.doubt(
                name, Doubt.CONTACT_LEFT_OUT, f"„{name}“ wurde aus Gründen des Datenschutzes nicht übernommen."
            )


def _membership(fields: Fields) -> records.Membership:
    person, organization = fields.one("person"), fields.one("organization")
    if not person or not organization:
        raise UnusableError("Mitgliedschaft ohne Person oder ohne Gremium.")
    role_text = fields.line("role")
    role = vocabulary.membership_role(role_text)
    said = fields.truth("votingRight")
    start_on, end_on = _days(fields)
    return records.Membership(
        **_common(fields),
        person=person,
        organization=organization,
        role=role,
        role_text=role_text,
        voting_right=vocabulary.voting_right(role) if said is None else said,
        on_behalf_of=fields.one("onBehalfOf"),
        start_on=start_on,
        end_on=end_on,
    )


def _hours(fields: Fields) -> tuple[date | None, datetime | None, datetime | None]:
    """Start day, start and end moment; an end before its start is unknown."""
    start, end = fields.moment("start"), fields.moment("end")
    if start is None:
        return None, None, end.at if end else None
    if end and end.at and (end.at < start.at if start.at else end.on < start.on):
        fields.doubt("end", Doubt.END_BEFORE_START, "Das Ende liegt vor dem Beginn; es gilt als unbekannt.")
        end = None
    return start.on, start.at, end.at if end else None


def _meeting(fields: Fields) -> records.Meeting:
    name = _name(fields)
    start_on, start_at, end_at = _hours(fields)
    if not start_on:
        fields.doubt("start", Doubt.MISSING, "Der Beginn der Sitzung fehlt.")
    state_text = fields.line("meetingState")
    return records.Meeting(
        **_common(fields),
        name=name,
        state=vocabulary.meeting_state(state_text),
        state_text=state_text,
        cancelled=bool(fields.truth("cancelled")),
        public=vocabulary.public_by_name(name),
        start_on=start_on,
        start_at=start_at,
        end_at=end_at,
        location=fields.one("location"),
        organizations=fields.many("organization"),
        participants=fields.many("participant"),
        agenda=fields.many("agendaItem"),
        invitation=fields.one("invitation"),
        results_protocol=fields.one("resultsProtocol"),
        verbatim_protocol=fields.one("verbatimProtocol"),
        auxiliary_files=fields.many("auxiliaryFile"),
    )


def _agenda_item(fields: Fields) -> records.AgendaItem:
    meeting = fields.one("meeting")
    if not meeting:
        raise UnusableError("Tagesordnungspunkt ohne Sitzung.")
    name, result = _name(fields), fields.line("result")
    _, start_at, end_at = _hours(fields)
    removed = not result and vocabulary.taken_off(name)
    return records.AgendaItem(
        **_common(fields),
        meeting=meeting,
        name=name,
        number=fields.line("number"),
        order=fields.whole("order"),
        public=fields.truth("public"),
        consultation=fields.one("consultation"),
        result=result,
        result_code="removed" if removed else vocabulary.result_code(result),
        unanimous=vocabulary.unanimous(result),
        resolution_text=fields.text("resolutionText"),
        resolution_file=fields.one("resolutionFile"),
        auxiliary_files=fields.many("auxiliaryFile"),
        start_at=start_at,
        end_at=end_at,
    )


def _paper(fields: Fields, *, lifted: Lifted) -> records.Paper:
    reference, paper_type = fields.line("reference"), fields.line("paperType")
    said, others = fields.one("mainFile"), fields.many("auxiliaryFile")
    main_file = said or _main_file(fields, others, paper_type=paper_type, lifted=lifted)
    return records.Paper(
        **_common(fields),
        name=_name(fields, instead=reference),
        reference=reference,
        dated_on=fields.day("date"),
        paper_type=paper_type,
        kind=vocabulary.paper_kind(paper_type),
        body=fields.one("body"),
        main_file=main_file,
        main_file_chosen=bool(main_file and not said),
        auxiliary_files=tuple(other for other in others if other != main_file),
        locations=fields.many("location"),
        related=fields.many("relatedPaper"),
        superordinated=fields.many("superordinatedPaper"),
        subordinated=fields.many("subordinatedPaper"),
        originator_persons=fields.many("originatorPerson"),
        originator_organizations=fields.many("originatorOrganization"),
        under_direction_of=fields.many("underDirectionOf"),
        consultations=fields.many("consultation"),
    )


def _main_file(fields: Fields, files: tuple[Origin, ...], *, paper_type: str, lifted: Lifted) -> Origin | None:
    found = [lifted.get(origin) for origin in files]
    names = [file.name if isinstance(file, records.File) else "" for file in found]
    choice = main_document.choose(names, paper_type=paper_type)
    if choice and not choice.sure:
        fields.doubt(
            "mainFile",
            Doubt.MAIN_FILE_DOUBTFUL,
            f"Kein Hauptdokument angegeben; „{names[choice.index]}“ wurde dafür gehalten.",
        )
    if files and not choice:
        fields.doubt("mainFile", Doubt.MAIN_FILE_UNKNOWN, "Kein Hauptdokument angegeben und keines erkennbar.")
    return files[choice.index] if choice else None


def _consultation(fields: Fields) -> records.Consultation:
    paper = fields.one("paper")
    if not paper:
        raise UnusableError("Beratung ohne Vorlage.")
    role_text = fields.line("role")
    role = vocabulary.consultation_role(role_text)
    said = fields.truth("authoritative")
    return records.Consultation(
        **_common(fields),
        paper=paper,
        agenda_item=fields.one("agendaItem"),
        meeting=fields.one("meeting"),
        organizations=fields.many("organization"),
        authoritative=True if said is None and role == "Entscheidung" else said,
        role=role,
        role_text=role_text,
    )


def _file(fields: Fields) -> records.File:
    access_url, download_url = fields.url("accessUrl"), fields.url("downloadUrl")
    if not access_url and not download_url:
        fields.doubt("accessUrl", Doubt.NOT_RETRIEVABLE, "Die Datei hat keine Adresse, von der sie zu holen wäre.")
    file_name = _file_name(fields, address=download_url or access_url)
    return records.File(
        **_common(fields),
        name=fields.line("name") or file_name,
        file_name=file_name,
        mime_type=_mime_type(fields, file_name=file_name),
        dated_on=fields.day("date"),
        size=fields.whole("size"),
        sha1=_digest(fields, "sha1Checksum", digits=40),
        sha512=_digest(fields, "sha512Checksum", digits=128),
        text=fields.text("text"),
        access_url=access_url,
        download_url=download_url,
        external_service_url=fields.url("externalServiceUrl"),
        master_file=fields.one("masterFile"),
        derivative_files=fields.many("derivativeFile"),
        meetings=fields.many("meeting"),
        agenda_items=fields.many("agendaItem"),
        papers=fields.many("paper"),
    )


def _file_name(fields: Fields, *, address: str) -> str:
    """The bare file name; else the last part of the address, if it has an extension."""
    said = fields.line("fileName")
    bare = PureWindowsPath(PurePosixPath(said).name).name
    if bare != said:
        fields.doubt("fileName", Doubt.FILE_NAME, "„fileName“ enthält einen Pfad; nur der letzte Teil wurde verwendet.")
    if bare and bare not in (".", ".."):
        return bare
    last = PurePosixPath(unquote(_path(address))).name
    return last if "." in last.strip(".") else ""


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


_MIME_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "htm": "text/html",
    "html": "text/html",
    "rtf": "application/rtf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "zip": "application/zip",
}


def _mime_type(fields: Fields, *, file_name: str) -> str:
    """The media type in the usual spelling; for a bare extension, or none, what the extension stands for."""
    said = fields.line("mimeType").lower()
    if re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+(;.*)?", said):
        return said.partition(";")[0]
    found = _MIME_TYPES.get(said.lstrip(".")) or _MIME_TYPES.get(file_name.rpartition(".")[2].lower(), "")
    if said:
        fields.doubt("mimeType", Doubt.MIME_TYPE, f"„mimeType“ ist „{said[:60]}“; verstanden als „{found}“.")
    return found


def _digest(fields: Fields, name: str, *, digits: int) -> str:
    said = fields.line(name).lower()
    if said and not re.fullmatch(rf"[0-9a-f]{{{digits}}}", said):
        fields.doubt(name, Doubt.UNREADABLE, f"„{name}“ ist keine Prüfsumme von {digits} Stellen.")
        return ""
    return said


_BUILDERS: Mapping[Kind, Callable[[Fields], records.Record]] = {
    Kind.SYSTEM: _system,
    Kind.BODY: _body,
    Kind.LEGISLATIVE_TERM: _legislative_term,
    Kind.LOCATION: _location,
    Kind.ORGANIZATION: _organization,
    Kind.PERSON: _person,
    Kind.MEMBERSHIP: _membership,
    Kind.MEETING: _meeting,
    Kind.AGENDA_ITEM: _agenda_item,
    Kind.CONSULTATION: _consultation,
    Kind.FILE: _file,
}
