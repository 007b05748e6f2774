"""What falls due with papers: hearings whose period is over."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from council import tick
from documents.actions import consultations
from documents.models import Consultation
from documents.states import ConsultationRole, ConsultationState


@tick.chore("expire_hearings")
def expire_hearings(now: datetime) -> int:
    """Record the silence of bodies that were to be heard and whose last day is past (HGO §82(3))."""
    over = Consultation.objects.filter(
        role=ConsultationRole.HEARING,
        state__in=(ConsultationState.PLANNED, ConsultationState.SCHEDULED),
        due_on__lt=timezone.localtime(now).date(),
        deleted_at=None,
        paper__deleted_at=None,
    )
    for consultation in (found := list(over.order_by("pk"))):
        consultations.expire(consultation, by=None)
    return len(found)
