"""The page that proposes a meeting's agenda from what is due; proposals are taken over one by one or all at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from council import audiences, life, outline
from council.actions import agenda
from council.may import manage_agenda
from council.models import AgendaItem, Meeting
from council.panels import panel
from council.requests import SignedInRequest
from council.states import ItemState, MeetingState
from council.views import doors
from motions import proposing
from motions.actions import proposals
from motions.proposing import Proposal

_OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)


@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what is due at the meeting in the order of an agenda, and what was taken over and can be taken back."""
    meeting = doors.meeting(request, key)
    manage_agenda(request.user, meeting)
    agenda.refuse_if_fixed(meeting)
    proposed = proposing.of_meeting(meeting, audiences.standing_of(request.user))
    context = {
        "meeting": meeting,
        "proposals": proposed,
        "chapters": _chapters(proposed),
        "taken": _taken(request, meeting),
        "published": meeting.agenda_published_at is not None and meeting.audience == "public",
    }
    return render(request, "motions/proposals.html", context)


@require_POST
def take(request: SignedInRequest, key: str) -> HttpResponse:
    """Take over the proposals named in the form (`proposal`, once or several times), as they were shown."""
    meeting = doors.meeting(request, key)
    manage_agenda(request.user, meeting)
    wanted = set(request.POST.getlist("proposal"))
    found = proposing.of_meeting(meeting, audiences.standing_of(request.user))
    chosen = [one for one in found if one.key in wanted]
    if not chosen or len(chosen) < len(wanted):
        raise life.Stale(
            "Die Vorschläge haben sich inzwischen geändert. Bitte die Seite neu laden und noch einmal ansehen."
        )
    items = proposals.take_over(meeting, proposals=chosen, by=request.user)
    names = "ein Punkt ist" if len(items) == 1 else f"{len(items)} Punkte sind"
    messages.success(request, f"Übernommen: {names} auf der Tagesordnung. Unten lässt sich das zurücknehmen.")
    return doors.see(_url(meeting))


@require_POST
def take_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Take an item back that was taken over (`item`)."""
    meeting = doors.meeting(request, key)
    manage_agenda(request.user, meeting)
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting).select_related("meeting")
    item = get_object_or_404(rows, key=request.POST.get("item", ""))
    proposals.take_back(item, by=request.user)
    messages.success(request, f"Zurückgenommen: „{item}“.")
    return doors.see(_url(meeting))


@panel("agenda", order=20)
def proposals_for_agenda(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """How much is due at a meeting and not on its agenda, with the way to the proposals."""
    standing = audiences.standing_of(request.user)
    found: dict[int, SafeString] = {}
    for meeting in meetings:
        if meeting.state not in _OVER:
            count = len(proposing.of_meeting(meeting, standing))
            context = {"meeting": meeting, "count": count}
            found[meeting.pk] = SafeString(render_to_string("motions/_proposals_of_agenda.html", context))
    return found


def _chapters(proposed: Sequence[Proposal]) -> list[tuple[str, list[Proposal]]]:
    parts = list(dict.fromkeys(one.part for one in proposed))
    return [
        (outline.part_name(part) if part else "Vorgeschlagene Punkte", [one for one in proposed if one.part == part])
        for part in parts
    ]


def _taken(request: SignedInRequest, meeting: Meeting) -> list[AgendaItem]:
    """Items of papers and promises that were not called up yet."""
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting, state=ItemState.OPEN)
    rows = rows.filter(Q(slot__isnull=False) | Q(promises_taken_up__isnull=False)).distinct()
    return list(rows.order_by("part", "order", "pk"))


def _url(meeting: Meeting) -> str:
    return reverse("meeting-proposals", args=[meeting.key])
