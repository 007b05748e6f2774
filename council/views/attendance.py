"""Who is at the meeting: the list that office and chair keep, person by person, and the count for the quorum."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from council import may, presence, presiding
from council.actions import attendance
from council.forms.attendance import QuorumForm, SubstituteForm
from council.models import Attendance, Meeting, Person
from council.requests import SignedInRequest
from council.views import doors, leadings


@require_safe
def page(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the seats by faction, who is there, and whether they are a quorum."""
    meeting = _led(request, key)
    return _page(request, meeting, substitute=SubstituteForm(meeting=meeting), motion=QuorumForm(meeting=meeting))


@require_POST
def arrive(request: SignedInRequest, key: str) -> HttpResponse:
    """Note that a person came."""
    meeting = _led(request, key)
    person = get_object_or_404(Person, key=request.POST.get("person", ""), deleted_at=None)
    attendance.arrive(meeting, person=person, by=request.user, remote=request.POST.get("remote") == "on")
    return _back(meeting, at=person)


@require_POST
def arrive_all(request: SignedInRequest, key: str) -> HttpResponse:
    """Note that all who sit in the body came."""
    meeting = _led(request, key)
    came = attendance.arrive_all(meeting, by=request.user)
    messages.success(request, f"{came} Personen sind als anwesend vermerkt. Wer fehlt, tippt sich unten wieder ab.")
    return _back(meeting)


@require_POST
def leave(request: SignedInRequest, key: str) -> HttpResponse:
    """Note that a person left."""
    meeting = _led(request, key)
    led = presiding.held(meeting)
    stay = attendance.leave(_stay(request, meeting, there=True), by=request.user)
    if led is not None and led.holder_id == stay.person_id:
        leadings.say_where_it_went(request, meeting)
    return _back(meeting, at=stay.person)


@require_POST
def take_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Undo a wrong tap."""
    meeting = _led(request, key)
    stay = _stay(request, meeting, there=request.POST.get("what") != "leave")
    attendance.take_back(stay, by=request.user)
    return _back(meeting, at=stay.person)


@require_POST
def substitute(request: SignedInRequest, key: str) -> HttpResponse:
    """Note that a member of the same faction stands in for an absent one."""
    meeting = _led(request, key)
    form = SubstituteForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return _page(request, meeting, substitute=form, motion=QuorumForm(meeting=meeting), status=doors.REFUSED)
    member, person = form.cleaned_data["member"], form.cleaned_data["person"]
    attendance.arrive(meeting, person=person, substitute_for=member, by=request.user)
    messages.success(request, f"{person} vertritt {member}.")
    return _back(meeting, at=person)


@require_POST
def find_quorum(request: SignedInRequest, key: str) -> HttpResponse:
    """Record the count: at the opening without, later with the member who moved for it."""
    meeting = _led(request, key)
    if not meeting.quorum_findings.exists():
        found = attendance.find_quorum(meeting, by=request.user)
        messages.success(request, f"{found}.")
        return _back(meeting)
    form = QuorumForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return _page(request, meeting, substitute=SubstituteForm(meeting=meeting), motion=form, status=doors.REFUSED)
    found = attendance.find_quorum(meeting, moved_by=form.cleaned_data["moved_by"], by=request.user)
    messages.success(request, f"{found}.")
    return _back(meeting)


def _led(request: SignedInRequest, key: str) -> Meeting:
    meeting = doors.meeting(request, key)
    may.preside(request.user, meeting)
    return meeting


def _stay(request: SignedInRequest, meeting: Meeting, *, there: bool) -> Attendance:
    rows = meeting.attendances.filter(person__key=request.POST.get("person", ""), left_at__isnull=there)
    found = rows.select_related("person", "meeting").order_by("-arrived_at").first()
    return found or get_object_or_404(rows)


def _back(meeting: Meeting, *, at: Person | None = None) -> HttpResponseRedirect:
    anchor = f"#person-{at.key}" if at is not None else ""
    return doors.see(reverse("meeting-attendance", args=[meeting.key]) + anchor)


def _page(
    request: SignedInRequest, meeting: Meeting, *, substitute: SubstituteForm, motion: QuorumForm, status: int = 200
) -> HttpResponse:
    benches = presence.benches(meeting)
    gone = meeting.attendances.exclude(left_at=None).select_related("person").order_by("-left_at")
    context = {
        "meeting": meeting,
        "benches": benches,
        "finding": presence.finding(meeting),
        "second": meeting.invitations.filter(announces_quorum=True).exists(),
        "seats": presence.seats_of(meeting),
        "present": sum(bench.present for bench in benches),
        "findings": meeting.quorum_findings.select_related("moved_by", "item").order_by("made_at"),
        "gone": gone,
        "substitute": substitute,
        "motion": motion,
        "substitutes": bool(substitute.fields["member"].queryset),  # type: ignore[attr-defined]  # a choice among rows
    }
    return render(request, "council/attendance.html", context, status=status)
