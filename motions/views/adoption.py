"""The page on which a body adopts its agenda: what is proposed, each decided by a tap, and the agenda as it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from council import audiences, may, presence
from council.law import majorities
from council.models import AgendaItem, Meeting
from council.requests import SignedInRequest
from council.views import doors
from documents.models import Paper
from motions import adoption, procedural
from motions.actions import adoption as adopting
from motions.actions import procedural as actions
from motions.actions.ballots import Contradiction
from motions.actions.procedural import Wish
from motions.forms.amendment_votes import PollForm
from motions.models import ProceduralMotion
from motions.states import ProceduralKind


@require_safe
def page(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what is proposed, what was decided, and the agenda that would be adopted now."""
    return _page(request, _led(request, key))


@require_POST
def decide(request: SignedInRequest, key: str) -> HttpResponse:
    """Vote on extending the agenda by an item or an urgent motion: what the chair proposes is decided at once."""
    meeting = _led(request, key)
    form = PollForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, problem=form.sentences(), status=doors.REFUSED)
    try:
        motion = actions.propose_and_decide(
            meeting,
            wish=_wish(request, meeting),
            poll=form.counted(),
            motion=_proposed(request, meeting),
            by=request.user,
        )
    except Contradiction as problem:
        return _page(request, meeting, problem=[str(problem)], status=doors.REFUSED)
    messages.success(request, f"{motion.get_kind_display()}: {motion.votes.latest('pk')}.")
    return doors.see(reverse("agenda-adoption", args=[meeting.key]))


@require_POST
def adopt(request: SignedInRequest, key: str) -> HttpResponse:
    """Adopt the agenda as it stands now; every proposal must have been decided."""
    meeting = _led(request, key)
    doors.refuse_stale(request, meeting)
    adopting.adopt(meeting, by=request.user, version=meeting.version)
    messages.success(request, "Die Tagesordnung ist festgestellt.")
    return doors.see(f"{meeting.get_absolute_url()}#console")


def _led(request: SignedInRequest, key: str) -> Meeting:
    meeting = doors.meeting(request, key)
    may.preside(request.user, meeting)
    return meeting


def _wish(request: SignedInRequest, meeting: Meeting) -> Wish:
    """What the row of the page stands for: an item of this meeting, or an urgent motion."""
    item_key, paper_key = request.POST.get("item", ""), request.POST.get("paper", "")
    if paper_key:
        paper = get_object_or_404(Paper.objects.visible_to(request.user), key=paper_key, motion__urgent=True)
        return Wish(kind=ProceduralKind.EXTEND, paper=paper)
    item = get_object_or_404(AgendaItem.objects.visible_to(request.user), key=item_key, meeting=meeting)
    return Wish(kind=ProceduralKind.EXTEND, item=item)


def _proposed(request: SignedInRequest, meeting: Meeting) -> ProceduralMotion | None:
    rows = ProceduralMotion.objects.visible_to(request.user).pending().filter(meeting=meeting)
    return rows.filter(key=request.POST.get("motion", "")).select_related("meeting", "item").first()


def _page(
    request: SignedInRequest, meeting: Meeting, *, problem: list[str] | None = None, status: int = 200
) -> HttpResponse:
    before = adoption.before(meeting, audiences.standing_of(request.user))
    context = {
        "meeting": meeting,
        "before": before,
        "problem": problem,
        "needed": _needed(meeting),
        "present": procedural.movers(meeting, item=None).count(),
    }
    return render(request, "motions/agenda_adoption.html", context, status=status)


def _needed(meeting: Meeting) -> int | None:
    """The yes votes an extension needs (HGO §58(2)); None where nobody knows the seats."""
    seats = presence.seats_of(meeting)
    if seats is None:
        return None
    return majorities.two_thirds_statutory(majorities.Tally(yes=0, no=0), statutory_seats=seats).needed
