"""Enters where a matter was treated: the meeting, its agenda item, and the consultations that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils import formats

from council.actions import agenda, meetings
from council.models import AgendaItem, Meeting, Organization
from council.states import ItemState, MeetingState, Result
from documents.actions import consultations
from documents.models import Consultation
from documents.states import ConsultationRole, ConsultationState
from motions.importing import publicity
from motions.importing.plain.decided import FileDecision
from motions.importing.plain.proposal import Meeting as SaidMeeting
from motions.importing.plain.proposal import PaperType, Proposal
from motions.importing.plain.tables import DecisionProblem
from motions.importing.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """The meeting in which a matter was treated, and its item there."""

    meeting: Meeting
    item: AgendaItem


def choice(value: str | StrEnum | None, *, among: type[models.TextChoices], field: str, default: str) -> str:
    """A decided code of one of our vocabularies. Raises DecisionProblem for a word that is none of its codes."""
    if value is None:
        return default
    if value not in among.values:
        raise DecisionProblem(f"Entscheidung: „{field}“ muss eines von {', '.join(among.values)} sein.")
    return str(value)


def of(proposal: Proposal, *, title: str, decision: FileDecision, register: Register) -> Treatment | None:
    """The meeting (found, or entered as a past one) with a new item; None where no meeting is known of."""
    if proposal.meeting is None:
        return None
    organization = register.organization(proposal.meeting.body)
    meeting = _known(proposal.meeting, organization) or _enter(
        proposal.meeting, organization=organization, decision=decision, register=register
    )
    said = decision.agenda_item
    circle = publicity.of(said.audience if said else None, body=organization)
    item = AgendaItem(
        meeting=meeting,
        name=title,
        number=(said.number if said else None) or "",
        public=said.public if said else None,
        state=ItemState.CLOSED,
        result=choice(said.result if said else None, among=Result, field="result", default=""),
        owner=register.by,
        **circle.fields(),
    )
    return Treatment(meeting=meeting, item=agenda.record(item, by=register.by))


def planned(
    proposal: Proposal, *, decision: FileDecision, treatment: Treatment | None, register: Register
) -> list[Consultation]:
    """The consultations of the matter, not yet saved: the referral, and the one that took place in the meeting."""
    said = decision.consultation
    usual = ConsultationRole.ANSWERING if proposal.paper_type == PaperType.INQUIRY else ConsultationRole.OTHER
    role = choice(said.role if said else None, among=ConsultationRole, field="role", default=usual)
    bodies: list[Organization | None] = []
    if referred := register.organization(proposal.referred_to):
        bodies.append(referred)
    if treatment and treatment.meeting.organization not in bodies:
        bodies.append(treatment.meeting.organization)
    rows = [
        Consultation(organization=body, role=role, authoritative=said.authoritative if said else None)
        for body in bodies
    ]
    for row in rows:
        if treatment and row.organization == treatment.meeting.organization:
            row.meeting, row.state = treatment.meeting, ConsultationState.TREATED
    return rows


def place(rows: Sequence[Consultation], *, treatment: Treatment | None, register: Register) -> None:
    """Put the saved consultation that took place on its item."""
    for row in rows:
        if treatment and row.meeting == treatment.meeting:
            consultations.record(row, item=treatment.item, by=register.by)


def _known(said: SaidMeeting, organization: Organization | None) -> Meeting | None:
    """A meeting of the same body on the same day, unless its number is another."""
    if organization is None or said.date is None:
        return None
    rows = organization.meetings.filter(date=said.date, deleted_at=None)
    if said.number is not None:
        rows = rows.filter(models.Q(number=said.number) | models.Q(number=None))
    return rows.order_by("pk").first()


def _enter(
    said: SaidMeeting, *, organization: Organization | None, decision: FileDecision, register: Register
) -> Meeting:
    circle = publicity.of(decision.meeting.audience if decision.meeting else None, body=organization)
    state = decision.meeting.state if decision.meeting else None
    meeting = Meeting(
        organization=organization,
        term=register.term(said.date),
        number=said.number,
        name=said.name or _name(said),
        state=choice(state, among=MeetingState, field="state", default=MeetingState.CLOSED),
        public=said.public,
        date=said.date,
        owner=register.by,
        **circle.fields(),
    )
    return meetings.plan(meeting, by=register.by)


def _name(said: SaidMeeting) -> str:
    number = f"{said.number}. " if said.number else ""
    day = f" am {formats.date_format(said.date, 'j. F Y')}" if said.date else ""
    return f"{number}Sitzung{day}"
