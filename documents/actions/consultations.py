"""Acts on a paper's way through the bodies."""

from __future__ import annotations

from council import journal, life
from council.may import be_clerk, manage_agenda
from council.models import AgendaItem, User
from documents.models import Consultation, Slot


@journal.act
def schedule(consultation: Consultation, *, item: AgendaItem, by: User | None) -> Consultation:
    """Put the consultation on an agenda item; the paper is „auf der Tagesordnung“ where its life allows."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    consultation = life.lock(consultation)
    if by is not None:
        manage_agenda(by, meeting)
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
    """Record at which item of a past meeting the consultation took place; no life takes a step (Altvorgang erfassen)."""
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
