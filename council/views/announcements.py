"""The public notice of a meeting: its wording for everyone, and the form of the office."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from council import invited, may, revisions
from council.actions import announcements
from council.forms.announcements import AnnouncementForm
from council.models import Announcement, Meeting
from council.requests import SignedInRequest
from council.states import Audience
from council.views import doors


@require_safe
@login_not_required
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show the wording of the notice, the same for everyone: closed items by their neutral names."""
    meeting = doors.meeting(request, key)
    announcement = latest(meeting)
    context = {"meeting": meeting, "announcement": announcement, "parts": wording(announcement)}
    return render(request, "council/announcement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: SignedInRequest, key: str) -> HttpResponse:
    """Enter when and where the meeting was made known."""
    meeting = doors.meeting(request, key)
    may.manage_agenda(request.user, meeting)
    form = AnnouncementForm(doors.typed(request))
    if form.is_valid():
        cleaned = form.cleaned_data
        made = announcements.announce(
            meeting, on=cleaned["announced_on"], where=cleaned["announced_in"], by=request.user
        )
        messages.success(request, "Die Bekanntmachung ist eingetragen.")
        return doors.see(made.get_absolute_url())
    sent, terms = invited.sent(meeting), invited.terms_of(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "terms": terms,
        "parts": revisions.words(sent[-1], closed=meeting.audience != Audience.PUBLIC) if sent else [],
        "sent": bool(sent),
    }
    return render(request, "council/announce.html", context, status=doors.REFUSED if form.errors else 200)


def latest(meeting: Meeting) -> Announcement:
    """The newest notice of a public meeting; 404 if there is none, or if the meeting is no longer public."""
    found = meeting.announcements.select_related("revision").order_by("-made_at", "-pk").first()
    if found is None or meeting.audience != Audience.PUBLIC:
        raise Http404
    found.meeting = meeting
    return found


def wording(announcement: Announcement) -> list[revisions.Part]:
    """The agenda of the notice as everybody may read it, whoever asks."""
    return revisions.words(announcement.revision, closed=False)
