"""Pages as PDF: the paper and the agenda as this reader sees them, and the links that lead there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from council import audiences, panels, readings
from council.audiences import Standing
from council.life import WrongState
from council.models import Announcement, Invitation, Meeting
from council.panels import panel
from council.requests import SignedInRequest
from council.states import Audience, MeetingState
from council.views import announcements, doors, invitations
from documents.models import File, Paper
from documents.print import compose, notices, press
from documents.print.sheets import Sheet
from documents.views import timeline
from documents.views.files import FENCE

NOT_INVITED = "Zu dieser Sitzung ist noch nicht eingeladen."
_UNINVITED = (MeetingState.PLANNED, MeetingState.AGENDA_OPEN)
_UNFIT = re.compile(r"[^\w.()-]+")


def answer(printed: bytes, *, name: str, public: bool) -> HttpResponse:
    """Hand out a PDF under a name made from these words; what is not public stays out of every cache."""
    response = HttpResponse(printed, content_type="application/pdf")
    file_name = f"{_UNFIT.sub('-', name).strip('-')[:100]}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=file_name) or "inline"
    response["Content-Security-Policy"] = FENCE
    if not public:
        response["Cache-Control"] = "no-store, private"
    return response


def pressed(sheet: Sheet) -> bytes:
    """Print a sheet for a page; what is too long for the press is refused with its sentence."""
    try:
        return press.sheet(sheet)
    except press.TooLong as problem:
        raise WrongState(str(problem)) from problem


@require_safe
@login_not_required
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """Give the paper as PDF: its page without notes and buttons."""
    rows = Paper.objects.visible_to(request.user).select_related("body", "term", "under_direction_of")
    found = get_object_or_404(rows, key=key)
    readings.note(request.user, "paper", [found])
    standing = audiences.standing_of(request.user)
    versions = found.texts_for(standing)
    wanted = request.GET.get("version", "")
    way = timeline.of_paper(found, standing)
    sheet = compose.paper_sheet(
        found,
        standing=standing,
        version=next((known for known in versions if str(known.number) == wanted), versions[0] if versions else None),
        where=way.sentence,
        way=render_to_string("documents/_way.html", {"way": way}),
        above=_pieces("paper.top", request, found),
        below=[*_pieces("paper", request, found), *_beside(found, standing)],
    )
    public = found.audience == Audience.PUBLIC
    return answer(pressed(sheet), name=f"{found.kind_label}-{found.reference or found.name}", public=public)


@require_safe
@login_not_required
def agenda(request: HttpRequest, key: str) -> HttpResponse:
    """Give the agenda as PDF, with the items this person may read."""
    return _meeting(request, key, kind="Tagesordnung")


@require_safe
@login_not_required
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Give the invitation with the agenda as PDF, once it was sent out."""
    return _meeting(request, key, kind="Einladung")


@require_safe
def proof(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Give the proof of receipt of an invitation as PDF, for those who invite."""
    invitation = invitations.sent_invitation(request, key, number)
    sheet = notices.proof_sheet(invitation, invitations.proof_of(invitation))
    return answer(pressed(sheet), name=f"Zustellnachweis-{invitation.meeting.name}", public=False)


@require_safe
@login_not_required
def announcement(request: HttpRequest, key: str) -> HttpResponse:
    """Give the public notice as PDF, the same for everyone."""
    found = announcements.latest(doors.meeting(request, key))
    sheet = notices.announcement_sheet(found, announcements.wording(found))
    return answer(pressed(sheet), name=f"Bekanntmachung-{found.meeting.name}", public=True)


def _meeting(request: HttpRequest, key: str, *, kind: str) -> HttpResponse:
    found = doors.meeting(request, key)
    invitation = kind == "Einladung"
    if invitation and found.state in _UNINVITED:
        raise WrongState(NOT_INVITED)
    sent_at = found.agenda_published_at
    issued_on = timezone.localdate(sent_at) if invitation and sent_at is not None else None
    standing = audiences.standing_of(request.user)
    sheet = compose.agenda_sheet(found, standing=standing, kind=kind, issued_on=issued_on)
    public = found.audience == Audience.PUBLIC and standing.user_id is None
    return answer(pressed(sheet), name=f"{kind}-{found.name}-{found.date or ''}", public=public)


def _beside(paper: Paper, standing: Standing) -> Iterator[str]:
    """What stands beside the text: files, and papers that belong to this one."""
    if files := File.objects.visible_for(standing).filter(paper=paper).order_by("role", "order", "pk"):
        yield render_to_string("documents/_files.html", {"files": files, "title": "Dateien"})
    if papers := Paper.objects.visible_for(standing).filter(superordinate=paper).order_by("reference", "pk"):
        yield render_to_string(
            "documents/_papers.html", {"papers": papers, "title": "Änderungsanträge und Zugehöriges"}
        )


def _pieces(page: str, request: HttpRequest, paper: Paper) -> Sequence[str]:
    return panels.collect(page, request, [paper])[paper.pk]


@panel("meeting", order=5)
def prints_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The links to the agenda and, once it was sent out, to the invitation as PDF."""
    return {
        meeting.pk: SafeString(
            render_to_string(
                "documents/_prints_of_meeting.html",
                {"meeting": meeting, "invited": meeting.state not in _UNINVITED},
            )
        )
        for meeting in meetings
    }


@panel("invitation")
def print_of_invitation(request: HttpRequest, found: Sequence[Invitation]) -> dict[int, SafeString]:
    """The link to the proof of receipt as PDF."""
    return {
        row.pk: _link(reverse("invitation-proof-pdf", args=[row.meeting.key, row.revision.number]), "Nachweis als PDF")
        for row in found
    }


@panel("announcement")
def print_of_announcement(request: HttpRequest, found: Sequence[Announcement]) -> dict[int, SafeString]:
    """The link to the public notice as PDF."""
    return {
        row.pk: _link(reverse("meeting-announcement-pdf", args=[row.meeting.key]), "Bekanntmachung als PDF")
        for row in found
    }


def _link(url: str, label: str) -> SafeString:
    context = {"label": label, "url": url, "kind": "tertiary", "icon": "print"}
    return SafeString(render_to_string("components/button.html", context))
