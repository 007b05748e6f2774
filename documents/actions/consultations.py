"""Acts on a paper's way through the bodies."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council.actions import agenda
from council.may import be_clerk, manage_agenda
from council.models import AgendaItem, Meeting, User
from council.states import Audience
from documents.models import Consultation, Paper, Slot
from documents.states import ConsultationState


@journal.act
def schedule(consultation: Consultation, *, item: AgendaItem, by: User | None) -> Consultation:
    """Put the consultation on an agenda item; the paper is „auf der Tagesordnung“ where its life allows."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    consultation = life.lock(consultation)
    if by is not None:
        manage_agenda(by, meeting)
        agenda.refuse_if_fixed(meeting)
    if Slot.objects.filter(item=item).exists():
        raise life.WrongState("Zu diesem Tagesordnungspunkt gehört schon eine Vorlage.")
    Slot.objects.create(consultation=consultation, item=item)
    consultation.meeting = meeting
    life.take(consultation, "schedule", by=by, also=("meeting",), item=item.pk)
    paper = life.lock(consultation.paper)
    if life.can(paper, "schedule"):
        life.take(paper, "schedule", by=by, item=item.pk)
    journal.record("item.paper_set", item, by=by, paper=paper.pk)
    return consultation


@journal.act
def record(consultation: Consultation, *, item: AgendaItem, by: User | None) -> Consultation:
    """Record at which item of a past meeting the consultation took place (Altvorgang erfassen); no step is taken."""
    item = life.lock(item)
    consultation = life.lock(consultation)
    if by is not None:
        be_clerk(by)
    if Slot.objects.filter(item=item).exists():
        raise life.WrongState("Zu diesem Tagesordnungspunkt gehört schon eine Vorlage.")
    Slot.objects.create(consultation=consultation, item=item)
    journal.record("item.paper_set", item, by=by, paper=consultation.paper_id)
    return consultation


@journal.act
def place(paper: Paper, *, meeting: Meeting, part: str = "", number: str = "", by: User) -> AgendaItem:
    """Put a paper on a meeting's agenda as a new item: the body's planned consultation takes place there, or a new one.

    The item is public only if both the meeting and the paper are.
    """
    meeting = life.lock(meeting)
    manage_agenda(by, meeting)
    public = paper.audience == Audience.PUBLIC and meeting.public is not False
    item = agenda.add(
        AgendaItem(
            meeting=meeting,
            part=part,
            number=number,
            name=paper.name,
            public=public,
            audience=Audience.PUBLIC if public else Audience.BODY,
            audience_organization=None if public else meeting.organization,
        ),
        by=by,
    )
    schedule(_consultation(paper, meeting, by=by), item=item, by=by)
    return item


def _consultation(paper: Paper, meeting: Meeting, *, by: User) -> Consultation:
    """The consultation planned in the meeting's body, or a new one there."""
    planned = paper.consultations.filter(
        organization=meeting.organization, state=ConsultationState.PLANNED, deleted_at=None
    )
    found = planned.order_by("order", "pk").first()
    if found is not None:
        return found
    now = timezone.now()
    made = Consultation.objects.create(
        paper=paper,
        organization=meeting.organization,
        order=paper.consultations.count(),
        created_at=now,
        modified_at=now,
    )
    journal.record("consultation.planned", made, by=by, after=made.state)
    return made


@journal.act
def treat(consultation: Consultation, *, by: User | None) -> Consultation:
    """Mark the consultation as treated."""
    consultation = life.lock(consultation)
    if by is not None:
        manage_agenda(by)
    return life.take(consultation, "treat", by=by)


@journal.act
def waive(consultation: Consultation, *, by: User | None) -> Consultation:
    """Record that the body renounces its say."""
    consultation = life.lock(consultation)
    if by is not None:
        manage_agenda(by)
    return life.take(consultation, "waive", by=by)


@journal.act
def expire(consultation: Consultation, *, by: User | None) -> Consultation:
    """Record the silence of a body whose hearing period is over; it counts as no objection."""
    consultation = life.lock(consultation)
    if by is not None:
        manage_agenda(by)
    return life.take(consultation, "expire", by=by)
