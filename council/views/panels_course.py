"""The course of a meeting on its live page: what was called, who spoke and what came of it, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council.audiences import Standing
from council.models import AgendaItem, Speech
from council.panels import stage
from council.states import ItemState, MeetingState
from council.views.blocks import Agenda

SHOWN = 30
_HELD = (MeetingState.RUNNING, MeetingState.INTERRUPTED, MeetingState.CLOSED)


@dataclass(frozen=True)
class Moment:
    """One line of the course."""

    at: datetime
    text: str
    item: AgendaItem
    strong: bool = False


@stage("course", into="course", order=50)
def course(standing: Standing, agenda: Agenda) -> SafeString | None:
    """What happened at the items someone of this standing may read; one query."""
    if agenda.meeting.state not in _HELD:
        return None
    moments = sorted((*_items(agenda), *_speeches(standing, agenda)), key=lambda one: one.at, reverse=True)
    if not moments:
        return None
    context = {"moments": moments[:SHOWN], "more": len(moments) > SHOWN}
    return SafeString(render_to_string("council/_course.html", context))


def _items(agenda: Agenda) -> Iterator[Moment]:
    for line in agenda.lines:
        item = line.item
        if item.called_at is not None:
            yield Moment(item.called_at, "aufgerufen", item)
        if item.closed_at is not None and item.state == ItemState.CLOSED:
            yield Moment(item.closed_at, item.get_result_display() or "abgeschlossen", item, strong=True)


def _speeches(standing: Standing, agenda: Agenda) -> Iterator[Moment]:
    items = {line.item.pk: line.item for line in agenda.lines}
    rows = Speech.objects.visible_for(standing).filter(item__meeting=agenda.meeting, started_at__isnull=False)
    for speech in rows.select_related("person", "faction").order_by("-started_at", "-pk")[:SHOWN]:
        if speech.item_id in items and speech.started_at is not None:
            faction = f" ({speech.faction.label})" if speech.faction else ""
            text = f"{speech.person}{faction}: {speech.get_kind_display()}"
            yield Moment(speech.started_at, text, items[speech.item_id])
