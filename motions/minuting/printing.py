"""Writes the sheet of minutes: the version in force with its head, and who signed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from council import audiences
from council.states import Audience
from documents.print import compose
from documents.print.sheets import Block, MinutesItem, MinutesSheet
from motions.minuting import names, reading
from motions.minuting.reading import Rewrite, Section
from motions.models import Minutes
from motions.states import MinutesState

OFFICE = "Büro der Stadtverordnetenversammlung"
CLOSED_PART = "Ein Teil der Sitzung war nichtöffentlich. Über ihn gibt es eine eigene Niederschrift."
WITHOUT_NAMES = "Fassung ohne Namen; die unterzeichnete Niederschrift liegt im Büro zur Einsicht."


def sheet_of(minutes: Minutes) -> MinutesSheet:
    """The sheet as it is signed: all of it. The same minutes give the same bytes."""
    version = reading.in_force(minutes)
    rows = reading.every(minutes, version=version)
    return _sheet(minutes, rows, rewrite=str)


def sheet_for(minutes: Minutes, standing: audiences.Standing) -> MinutesSheet:
    """The sheet for a reader while there is no signed file for them: their sections, without names where need be."""
    rows = reading.sections(minutes, standing, version=reading.in_force(minutes))
    rewrite: Rewrite = names.blackener(minutes).of if reading.nameless(minutes, standing) else str
    return _sheet(minutes, rows, rewrite=rewrite)


def has_closed_part(minutes: Minutes) -> bool:
    """Whether the meeting has minutes of a closed part beside these."""
    return not minutes.closed and Minutes.objects.filter(meeting=minutes.meeting_id, part="closed").exists()


def _sheet(minutes: Minutes, sections: Sequence[Section], *, rewrite: Rewrite) -> MinutesSheet:
    meeting = minutes.meeting
    signatures = list(minutes.signatures.select_related("person").order_by("office"))
    last = max((row.signed_at for row in signatures), default=None)
    return MinutesSheet(
        city=meeting.organization.body.name if meeting.organization else "",
        issuer=OFFICE,
        closed=minutes.closed or meeting.audience != Audience.PUBLIC,
        printed_at=last,
        title=meeting.name,
        body=str(meeting.organization or compose.UNKNOWN),
        day=compose.weekday(meeting.date) or compose.UNKNOWN,
        begin=f"{compose.hour(meeting.starts_at)} Uhr" if meeting.starts_at else compose.UNKNOWN,
        end=f"{compose.hour(meeting.ends_at)} Uhr" if meeting.ends_at else compose.UNKNOWN,
        place=str(meeting.location or ""),
        status=_status(minutes, nameless=rewrite is not str),
        chair=rewrite(str(minutes.chair or compose.UNKNOWN)),
        secretary=rewrite(str(minutes.secretary or compose.UNKNOWN)),
        items=tuple(_items(minutes, sections)),
        signatures=tuple(
            f"{rewrite(str(row.person))}\n{row.get_office_display()}\n"
            f"unterzeichnet am {compose.day(timezone.localtime(row.signed_at).date())}"
            for row in signatures
        ),
    )


def _status(minutes: Minutes, *, nameless: bool) -> str:
    if nameless:
        return WITHOUT_NAMES
    if minutes.state == MinutesState.SIGNED:
        return "nichtöffentlicher Teil" if minutes.closed else ""
    return f"{minutes.get_part_display()}, {minutes.get_state_display()}, noch nicht unterzeichnet"


def _items(minutes: Minutes, sections: Sequence[Section]) -> Iterable[MinutesItem]:
    for section in sections:
        blocks = compose.blocks(section.text) or (Block(text="Hierzu ist nichts festgehalten."),)
        yield MinutesItem(number="", title=section.title, blocks=blocks)
    if has_closed_part(minutes):
        yield MinutesItem(number="", title="Nichtöffentlicher Teil", blocks=(Block(text=CLOSED_PART),))
