"""The calendar, the page of a meeting, and what the office does with meetings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import audiences, clashes, life, may, unjournaled
from council.actions import meetings
from council.audiences import Standing
from council.clashes import Due
from council.forms.meetings import CalendarFilter, MeetingForm, PlanForm, initial_of
from council.models import AgendaItem, Meeting
from council.requests import SignedInRequest
from council.states import Audience, ItemState, MeetingState
from council.views import console, doors, kept_agendas

PER_PAGE = 30
_UNDER_WAY = Q(state__in=(MeetingState.RUNNING, MeetingState.INTERRUPTED))


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """List meetings by month: those to come, or with ?past=1 those that were."""
    over = request.GET.get("past") == "1"
    form = CalendarFilter(request.GET)
    body = form.cleaned_data["body"] if form.is_valid() else ""
    rows = of_body(Meeting.objects.visible_to(request.user), key=body)
    rows = past(rows) if over else to_come(rows)
    page = Paginator(rows.select_related("organization__body", "location"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _due(list(page), standing=audiences.standing_of(request.user), told=not over),
        "form": form,
        "past": over,
        "to_come": not over,
    }
    return render(request, "council/meetings.html", context)


def _due(shown: Sequence[Meeting], *, standing: Standing, told: bool) -> list[Due]:
    """The meetings with what their reader is told of clashes with any they may see on the same days."""
    warnings: dict[int, list[str]] = {}
    if told and not standing.outsider:
        beside = Meeting.objects.visible_for(standing).filter(date__in={meeting.date for meeting in shown})
        rows = beside.select_related("organization", "location").order_by("date", "starts_at", "pk")
        warnings = clashes.told(list(rows), standing)
    return [Due(meeting, warnings.get(meeting.pk, [])) for meeting in shown]


@login_not_required
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show a meeting with its agenda, and to whoever presides what can be done now."""
    meeting = doors.meeting(request, key)
    standing = audiences.standing_of(request.user)
    if request.method == "GET":
        unjournaled.note_opened(meeting.pk, person=standing.person_id)
    agenda = kept_agendas.shelf.read(meeting, request.user)
    return render(
        request,
        "council/meeting.html",
        {
            "meeting": meeting,
            "joint": list(meeting.joint_organizations.order_by("name")),
            "shown": agenda,
            "console": console.of(agenda, user=request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest) -> HttpResponse:
    """Plan a meeting."""
    may.manage_agenda(request.user)
    form = PlanForm(doors.typed(request), initial={"body": request.GET.get("body")})
    if form.is_valid() and not _clashes(request, form, meeting=_planned(form)):
        meeting = _planned(form)
        try:
            meetings.plan(meeting, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, f"Die Sitzung „{meeting.name}“ ist geplant. Jetzt fehlt die Tagesordnung.")
            return doors.see(meeting.get_absolute_url())
    return _form(request, form, title="Sitzung planen", submit="Sitzung planen", back="/meetings/")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change day, hour, place, number or name of a meeting."""
    meeting = doors.meeting(request, key)
    may.manage_agenda(request.user, meeting)
    form = MeetingForm(doors.typed(request), meeting=meeting, initial=initial_of(meeting))
    status = None
    if form.is_valid() and not _clashes(request, form, meeting=_changed(meeting, form)):
        try:
            fields = form.values() | _audience(meeting, public=form.values()["public"])
            meetings.change(meeting, by=request.user, version=form.cleaned_data["version"] or 0, **fields)
        except life.Stale as problem:
            form, status = _renewed(request, meeting, problem), doors.STALE
        else:
            messages.success(request, "Die Änderungen sind gespeichert.")
            return doors.see(meeting.get_absolute_url())
    back = meeting.get_absolute_url()
    return _form(request, form, title="Sitzung ändern", submit="Speichern", back=back, meeting=meeting, status=status)


@require_POST
def start(request: SignedInRequest, key: str) -> HttpResponse:
    """Open the meeting."""
    meeting = _fresh(request, key)
    meetings.start(meeting, by=request.user)
    messages.success(request, "Die Sitzung ist eröffnet.")
    return _to_console(meeting)


@require_POST
def interrupt(request: SignedInRequest, key: str) -> HttpResponse:
    """Interrupt the meeting."""
    meeting = _fresh(request, key)
    meetings.interrupt(meeting, by=request.user)
    messages.success(request, "Die Sitzung ist unterbrochen.")
    return _to_console(meeting)


@require_POST
def resume(request: SignedInRequest, key: str) -> HttpResponse:
    """Go on after an interruption."""
    meeting = _fresh(request, key)
    meetings.resume(meeting, by=request.user)
    messages.success(request, "Die Sitzung geht weiter.")
    return _to_console(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then close the meeting."""
    if request.method == "POST":
        meeting = _fresh(request, key)
        meetings.close(meeting, by=request.user)
        messages.success(request, "Die Sitzung ist geschlossen.")
        return _to_console(meeting)
    meeting = doors.meeting(request, key)
    may.preside(request.user, meeting)
    items = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting, state=ItemState.OPEN)
    return _confirm(
        request,
        meeting,
        title="Sitzung schließen?",
        text="Danach kann kein Punkt mehr aufgerufen werden. Das lässt sich nicht rückgängig machen.",
        submit="Ja, Sitzung schließen",
        listed=list(items.order_by("order", "pk")),
        listed_title="Diese Punkte sind noch offen:",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then cancel the meeting."""
    if request.method == "POST":
        meeting = _fresh(request, key)
        meetings.cancel(meeting, by=request.user)
        messages.success(request, "Die Sitzung ist abgesagt.")
        return _to_console(meeting)
    meeting = doors.meeting(request, key)
    may.manage_agenda(request.user, meeting)
    return _confirm(
        request,
        meeting,
        title="Sitzung absagen?",
        text="Im Kalender steht sie dann als abgesagt. Das lässt sich nicht rückgängig machen.",
        submit="Ja, Sitzung absagen",
    )


def of_body(rows: QuerySet[Meeting], *, key: str) -> QuerySet[Meeting]:
    """Keep the meetings of the body with this key, joint ones as well; all without a key."""
    if not key:
        return rows
    joint = Meeting.joint_organizations.through.objects.filter(organization__key=key).values("meeting")
    return rows.filter(Q(organization__key=key) | Q(pk__in=joint))


def to_come(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Keep those to come or under way, the next one first."""
    return rows.filter(Q(date__gte=timezone.localdate()) | _UNDER_WAY).order_by("date", "starts_at", "pk")


def past(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Keep those that were, the last one first."""
    gone = rows.filter(Q(date__lt=timezone.localdate()) | Q(date=None)).exclude(_UNDER_WAY)
    return gone.order_by(F("date").desc(nulls_last=True), F("starts_at").desc(nulls_last=True), "-pk")


def _planned(form: PlanForm) -> Meeting:
    values = form.values()
    announced = values["public"] and form.cleaned_data["announce"]
    return Meeting(
        organization=form.organization,
        audience=Audience.PUBLIC if announced else Audience.BODY,
        audience_organization=None if announced else form.organization,
        **values,
    )


def _changed(meeting: Meeting, form: MeetingForm) -> Meeting:
    """The meeting as it would be."""
    values = form.values()
    names = ("date", "starts_at", "location")
    return Meeting(pk=meeting.pk, organization=meeting.organization, name=meeting.name, **{n: values[n] for n in names})


def _clashes(request: SignedInRequest, form: MeetingForm, *, meeting: Meeting) -> list[str]:
    """What stands in the way of the date and was not shown yet; shown once it hinders nobody."""
    visible = Meeting.objects.visible_to(request.user)
    found = [clashes.sentence(clash) for clash in clashes.around(meeting, among_visible=visible)]
    seen = hashlib.sha256("|".join(found).encode()).hexdigest()
    if not found or form.cleaned_data["aware"] == seen:
        return []
    data = request.POST.copy()
    data["aware"] = seen
    form.data = data
    form.clashes = found
    return found


def _audience(meeting: Meeting, *, public: bool) -> dict[str, Any]:
    """A meeting that is no longer public is closed at once; one that becomes public opens when it is published."""
    if public or meeting.audience != Audience.PUBLIC:
        return {}
    return {"audience": Audience.BODY, "audience_organization": meeting.organization}


def _fresh(request: HttpRequest, key: str) -> Meeting:
    meeting = doors.meeting(request, key)
    may.preside(request.user, meeting)
    doors.refuse_stale(request, meeting)
    return meeting


def _to_console(meeting: Meeting) -> HttpResponse:
    return doors.see(f"{meeting.get_absolute_url()}#console")


def _renewed(request: HttpRequest, meeting: Meeting, problem: life.Stale) -> MeetingForm:
    """Keep what was typed; the next click is meant for the state that is shown now."""
    data = request.POST.copy()
    meeting.refresh_from_db()
    data["version"] = str(meeting.version)
    form = MeetingForm(data, meeting=meeting, initial=initial_of(meeting))
    form.add_error(None, str(problem))
    return form


def _form(
    request: HttpRequest,
    form: MeetingForm,
    *,
    title: str,
    submit: str,
    back: str,
    meeting: Meeting | None = None,
    status: int | None = None,
) -> HttpResponse:
    if form.clashes:
        submit, status = f"Trotzdem: {submit}", status or doors.REFUSED
    context = {"form": form, "title": title, "submit": submit, "back": back, "meeting": meeting}
    return render(request, "council/form.html", context, status=status or (doors.REFUSED if form.errors else 200))


def _confirm(request: HttpRequest, meeting: Meeting, **context: Any) -> HttpResponse:
    context |= {"meeting": meeting, "version": meeting.version, "back": meeting.get_absolute_url()}
    return render(request, "council/confirm.html", context)
