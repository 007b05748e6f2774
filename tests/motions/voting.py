"""A running meeting whose called item is voted on, with members of the factions there."""

from __future__ import annotations

from django.utils import timezone

from council.actions import agenda, attendance, meetings
from council.models import AgendaItem
from documents.actions import consultations
from documents.models import Consultation
from documents.states import ConsultationRole
from tests import factories

MEMBERS = ("chair", "councillor", "colleague", "rival")


def called(cast, *, there=MEMBERS, body=None, meeting=None, **fields) -> AgendaItem:
    """An item with a paper, called up; those named are noted as present."""
    body = body or cast.assembly
    meeting = meeting or running(cast, body=body, there=there)
    item = with_paper(meeting, body, **fields)
    return agenda.call(item, by=None)


def running(cast, *, body=None, there=MEMBERS):
    meeting = meetings.start(factories.meeting(body or cast.assembly, state="invited"), by=None)
    for name in there:
        attendance.arrive(meeting, person=getattr(cast, name).person, by=cast.clerk)
    return meeting


def with_paper(meeting, body, *, part="", role=ConsultationRole.DECISION, **fields) -> AgendaItem:
    item = factories.item(meeting, part=part)
    moments = {"created_at": timezone.now(), "modified_at": timezone.now()}
    planned = Consultation.objects.create(paper=factories.paper(**fields), organization=body, role=role, **moments)
    consultations.schedule(planned, item=item, by=None)
    return AgendaItem.objects.select_related("meeting__organization").get(pk=item.pk)
