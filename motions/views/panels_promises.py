"""What promises add to lower pages: those open on their body's page, and on its meetings until they are fulfilled."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.may import allowed
from council.models import Meeting, Organization
from council.panels import panel
from council.states import BodyKind, MeetingState
from motions.may import promises as may
from motions.models import Promise
from motions.views import promises

SHOWN = 20
_OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)


def lines(rows: Sequence[Promise]) -> list[tuple[Promise, bool]]:
    """Pair each promise with whether it is overdue today."""
    today = timezone.localdate()
    return [(row, row.is_overdue(on=today)) for row in rows]


@panel("body", order=15)
def promises_to_body(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """What was promised to a body and is not fulfilled."""
    standing = audiences.standing_of(request.user)
    found: dict[int, SafeString] = {}
    for body in bodies:
        if body.kind in (BodyKind.FACTION, BodyKind.OFFICE):
            continue
        rows = promises.shown(Promise.objects.open().filter(organization=body))
        if listed := audiences.readable_among(rows, standing, most=SHOWN + 1):
            context = {"lines": lines(listed[:SHOWN]), "body": body, "more": len(listed) > SHOWN}
            found[body.pk] = SafeString(render_to_string("motions/_promises_of_body.html", context))
    return found


@panel("meeting", order=30)
def promises_for_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """What was promised in the meeting; for whoever presides also what is open and could be taken up at it."""
    found: dict[int, SafeString] = {}
    standing = audiences.standing_of(request.user)
    for meeting in meetings:
        presiding = allowed(may.keep, request.user, meeting)
        rows = promises.shown(Promise.objects.filter(item__meeting=meeting))
        made = lines(audiences.readable_among(rows, standing, most=SHOWN))
        proposed = lines(_proposed(standing, meeting)) if presiding and meeting.state not in _OVER else []
        if made or proposed or presiding:
            context = {"meeting": meeting, "made": made, "proposed": proposed, "presiding": presiding}
            html = render_to_string("motions/_promises_of_meeting.html", context, request=request)
            found[meeting.pk] = SafeString(html)
    return found


def _proposed(standing: Standing, meeting: Meeting) -> Sequence[Promise]:
    bodies = {meeting.organization_id, *meeting.joint_organizations.values_list("pk", flat=True)}
    rows = Promise.objects.open().filter(organization__in=bodies - {None}).not_yet_at(meeting)
    return audiences.readable_among(promises.shown(rows), standing, most=SHOWN)
