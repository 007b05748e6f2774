"""Draws a paper's way through the bodies as one line, past and planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from council.audiences import Standing
from council.models import AgendaItem, Meeting
from documents.models import Consultation, Paper, Slot
from documents.states import ConsultationState


@dataclass(frozen=True)
class Stop:
    """One stop of the way: what, where, when, and whether it is done, current or still to come."""

    title: str
    state: str
    day: date | None = None
    url: str = ""
    text: str = ""


def of_paper(paper: Paper, standing: Standing) -> list[Stop]:
    """Give the stops of a paper's way that someone of this standing may know. Costs three queries."""
    stops = []
    if paper.submitted_at is not None:
        stops.append(Stop("Eingereicht", "done", paper.submitted_at.date()))
    if paper.reference and paper.date:
        stops.append(Stop(f"Zugelassen als {paper.reference}", "done", paper.date))
    rows = list(paper.consultations.filter(deleted_at=None).select_related("organization").order_by("order", "pk"))
    slots = Slot.objects.filter(consultation__in=rows).values_list("consultation_id", "item_id")
    item_ids: dict[int, list[int]] = {}
    for consultation_id, item_id in slots:
        item_ids.setdefault(consultation_id, []).append(item_id)
    wanted = [pk for ids in item_ids.values() for pk in ids]
    items = AgendaItem.objects.visible_for(standing).select_related("meeting").in_bulk(wanted) if wanted else {}
    loose = [row.meeting_id for row in rows if row.meeting_id and row.pk not in item_ids]
    meetings = Meeting.objects.visible_for(standing).in_bulk(loose) if loose else {}
    for row in rows:
        found = [items[pk] for pk in item_ids.get(row.pk, []) if pk in items]
        if found:
            stops += [_treated(row, item) for item in found]
        else:
            stops.append(_planned(row, meetings.get(row.meeting_id or 0)))
    return stops


def _title(consultation: Consultation) -> str:
    role = consultation.role_text or str(consultation.get_role_display())
    return f"{role}: {consultation.organization or 'Gremium nicht angegeben'}"


def _treated(consultation: Consultation, item: AgendaItem) -> Stop:
    outcome = item.result_text or (item.get_result_display() if item.result else "")
    state = "done" if consultation.state == ConsultationState.TREATED or outcome else "current"
    return Stop(_title(consultation), state, item.meeting.date, item.get_absolute_url(), str(outcome))


def _planned(consultation: Consultation, meeting: Meeting | None) -> Stop:
    over = consultation.state in (ConsultationState.TREATED, ConsultationState.WAIVED, ConsultationState.EXPIRED)
    label = str(consultation.get_state_display())
    if meeting is None:
        return Stop(_title(consultation), "done" if over else "next", None, "", label)
    return Stop(_title(consultation), "done" if over else "next", meeting.date, meeting.get_absolute_url(), label)
