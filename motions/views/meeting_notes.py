"""Pages of unofficial notes from a meeting: beside the minutes, never among them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import audiences
from council.models import Meeting
from council.requests import SignedInRequest
from council.states import Audience
from council.views import doors
from motions.actions import meeting_notes
from motions.forms.meeting_notes import MeetingNoteForm
from motions.may import meeting_notes as may
from motions.models import MeetingNote


@require_safe
@login_not_required
def listing(request: HttpRequest, key: str) -> HttpResponse:
    """Show the notes from a meeting that this person may read, the newest first."""
    meeting = doors.meeting(request, key)
    rows = MeetingNote.objects.visible_to(request.user).filter(meeting=meeting)
    rows = rows.select_related("owner__person", "audience_organization", "paper", "meeting")
    notes = [
        (note, may.allowed(may.change, request.user, note), may.allowed(may.withdraw, request.user, note))
        for note in rows.order_by("-created_at", "-pk")
    ]
    context = {"meeting": meeting, "notes": notes, "can_write": may.allowed(may.write, request.user, meeting)}
    return render(request, "motions/meeting_notes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, key: str) -> HttpResponse:
    """Write notes."""
    meeting = doors.meeting(request, key)
    may.write(request.user, meeting)
    form = _form(request)
    if form.is_valid():
        meeting_notes.write(meeting, by=request.user, **form.values())
        messages.success(request, "Ihre Notizen sind gespeichert.")
        return _back(meeting)
    return _page(request, meeting, form, title="Notizen schreiben")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str, note_key: str) -> HttpResponse:
    """Change one's own notes."""
    note = _note(request, key, note_key)
    may.change(request.user, note)
    form = _form(request, initial=_initial(note))
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        meeting_notes.change(note, by=request.user, version=version, **form.values())
        messages.success(request, "Ihre Notizen sind geändert.")
        return _back(_meeting_of(note))
    return _page(request, _meeting_of(note), form, title="Notizen ändern")


@require_POST
def withdraw(request: SignedInRequest, key: str, note_key: str) -> HttpResponse:
    """Take notes away."""
    note = _note(request, key, note_key)
    meeting_notes.withdraw(note, by=request.user)
    messages.success(request, "Die Notizen sind entfernt.")
    return _back(_meeting_of(note))


def _note(request: SignedInRequest, key: str, note_key: str) -> MeetingNote:
    rows = MeetingNote.objects.visible_to(request.user).select_related("meeting", "audience_organization")
    return get_object_or_404(rows, key=note_key, meeting=doors.meeting(request, key))


def _meeting_of(note: MeetingNote) -> Meeting:
    assert note.meeting is not None  # found by its meeting
    return note.meeting


def _form(request: SignedInRequest, *, initial: dict[str, Any] | None = None) -> MeetingNoteForm:
    return MeetingNoteForm(doors.typed(request), standing=audiences.standing_of(request.user), initial=initial)


def _initial(note: MeetingNote) -> dict[str, Any]:
    circle = note.audience
    if note.audience == Audience.FACTION and note.audience_organization is not None:
        circle = f"{circle}:{note.audience_organization.key}"
    return {"heading": note.heading, "text": note.text, "circle": circle, "version": note.version}


def _page(request: SignedInRequest, meeting: Meeting, form: MeetingNoteForm, *, title: str) -> HttpResponse:
    context = {"meeting": meeting, "form": form, "title": title}
    return render(request, "motions/meeting_note_form.html", context, status=doors.REFUSED if form.errors else 200)


def _back(meeting: Meeting) -> HttpResponse:
    return doors.see(reverse("meeting-notes", args=[meeting.key]))
