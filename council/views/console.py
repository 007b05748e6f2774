"""Gathers what the chair and the office can do with a meeting right now, as large buttons in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from council import audiences, life, may, presiding
from council.forms.agenda import CloseItemForm
from council.models import AgendaItem, Meeting
from council.states import ItemState, MeetingState
from council.views.blocks import Agenda

_AGENDA_OPEN = frozenset(MeetingState) - {MeetingState.CLOSED, MeetingState.CANCELLED}


@dataclass(frozen=True)
class Button:
    """One thing to do: a link to a page that asks again, or a button that acts at once."""

    label: str
    url: str
    kind: str
    icon: str
    asks: bool


@dataclass(frozen=True)
class Console:
    """What can be done now: with the meeting, with the item under discussion, with the others."""

    buttons: list[Button]
    version: int
    running: bool
    closing: CloseItemForm | None
    current: AgendaItem | None
    following: AgendaItem | None
    others: list[AgendaItem]
    closed: list[AgendaItem]


# step of the meeting's life, label, address, kind, icon, whether a page asks again
_STEPS = (
    ("start", "Sitzung eröffnen", "meeting-start", "primary", "broadcast", False),
    ("resume", "Sitzung fortsetzen", "meeting-resume", "primary", "broadcast", False),
    ("interrupt", "Sitzung unterbrechen", "meeting-interrupt", "secondary", "clock", False),
    ("close", "Sitzung schließen", "meeting-close", "secondary", "check", True),
    ("cancel", "Sitzung absagen", "meeting-cancel", "tertiary", "cross", True),
)


def of(agenda: Agenda, *, user: audiences.Viewer) -> Console | None:
    """Gather the console of this person; None for whoever does not preside."""
    meeting = agenda.meeting
    if not may.allowed(may.preside, user, meeting):
        return None
    running = meeting.state == MeetingState.RUNNING
    current = agenda.current
    return Console(
        buttons=[*_agenda_buttons(meeting), *_step_buttons(meeting)],
        version=meeting.version,
        running=running,
        closing=CloseItemForm(initial={"version": current.version}) if current is not None else None,
        current=current,
        following=agenda.following,
        others=[item for item in agenda.of_state(ItemState.OPEN) if item != agenda.following],
        closed=agenda.of_state(ItemState.CLOSED) if running and current is None else [],
    )


def _step_buttons(meeting: Meeting) -> list[Button]:
    return [
        Button(label, reverse(address, args=[meeting.key]), kind, icon, asks)
        for step, label, address, kind, icon, asks in _STEPS
        if life.can(meeting, step)
    ]


def _agenda_buttons(meeting: Meeting) -> list[Button]:
    if meeting.state not in _AGENDA_OPEN:
        return []
    published = meeting.state not in (MeetingState.PLANNED, MeetingState.AGENDA_OPEN)
    label = "Einladung und Nachtrag" if published else "Einladen"
    kind = "secondary" if published else "primary"
    return [
        *_attendance_button(meeting),
        *_leading_button(meeting),
        Button(label, reverse("meeting-invitation", args=[meeting.key]), kind, "arrow", True),
        Button("Tagesordnung bearbeiten", reverse("meeting-agenda", args=[meeting.key]), "secondary", "pencil", True),
    ]


def _attendance_button(meeting: Meeting) -> list[Button]:
    """While the meeting lasts, and on the day it is invited for."""
    if meeting.state not in (MeetingState.INVITED, MeetingState.RUNNING, MeetingState.INTERRUPTED):
        return []
    address = reverse("meeting-attendance", args=[meeting.key])
    return [Button("Anwesenheit", address, "secondary", "people", True)]


def _leading_button(meeting: Meeting) -> list[Button]:
    """In meetings of the assembly."""
    if not presiding.knows_deputies(meeting):
        return []
    address = reverse("meeting-leading", args=[meeting.key])
    return [Button("Sitzungsleitung wechseln", address, "secondary", "hand", True)]
