"""Fills the sheets of the house's notices: the proof that an invitation reached everybody, and the public notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from council.models import Announcement, Delivery, Invitation
from council.revisions import Part
from council.templatetags import council as words
from documents.print import compose
from documents.print.sheets import AgendaEntry, AgendaPart, AgendaSheet, Block, Fact, ListSheet

_HEAD = ("Name", "Weg", "bereitgestellt", "benachrichtigt", "zugestellt", "geöffnet", "Zugang")


def proof_sheet(invitation: Invitation, proof: dict[str, Any]) -> ListSheet:
    """The proof of receipt, recipient by recipient, as the page of the office shows it."""
    meeting, verdict = invitation.meeting, proof["verdict"]
    facts = [
        Fact(label="Sitzung", value=f"{meeting.name}, {compose.weekday(meeting.date)}"),
        Fact(label="Art", value=str(invitation.get_kind_display())),
        Fact(label="Versandt", value=words.moment(invitation.sent_at)),
        Fact(label="Stand", value=proof["line"]),
    ]
    if verdict is not None:
        facts.append(Fact(label="Spätester Zugang", value=f"{compose.weekday(verdict.latest)} ({verdict.paragraph})"))
    return ListSheet(
        city=meeting.organization.body.name if meeting.organization else "",
        issuer=str(meeting.organization or ""),
        closed=True,
        kind="Zustellnachweis",
        title=meeting.name,
        facts=tuple(facts),
        blocks=tuple(_table(label, people) for label, people in proof["groups"]),
    )


def announcement_sheet(announcement: Announcement, parts: Iterable[Part]) -> AgendaSheet:
    """The public notice: time, place and agenda, closed items by their neutral names."""
    meeting = announcement.meeting
    return AgendaSheet(
        city=meeting.organization.body.name if meeting.organization else "",
        issuer=str(meeting.organization or ""),
        kind="Öffentliche Bekanntmachung",
        title=meeting.name,
        facts=tuple(compose.facts_of_meeting(meeting)),
        issued=f"Den {compose.day(announcement.announced_on)}",
        parts=tuple(
            AgendaPart(
                title=part.name or "Tagesordnung",
                entries=tuple(
                    AgendaEntry(number=line.number or "–", title=line.name, level=line.level + 1) for line in part.lines
                ),
            )
            for part in parts
        ),
    )


def _table(label: str, people: Sequence[tuple[Delivery, date | None]]) -> Block:
    return Block(text=label, kind="table", rows=(_HEAD, *(_row(row, day) for row, day in people)))


def _row(row: Delivery, received_on: date | None) -> tuple[str, ...]:
    delivered = _moment(row.delivered_at) or ("eingetragen" if row.entered_at else row.problem) or "–"
    return (
        row.person.name,
        str(row.get_channel_display()),
        _moment(row.provided_at),
        _moment(row.notified_at) or "–",
        delivered,
        _moment(row.opened_at) or "–",
        f"{received_on:%d.%m.%Y}" if received_on else "noch nicht",
    )


def _moment(value: datetime | None) -> str:
    return "" if value is None else f"{compose.short_day(value)} {compose.hour(value)}"
