"""What every page of this floor begins with: find the visible thing, refuse what is out of date."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from council import life
from council.models import AgendaItem, Meeting

REFUSED = 422  # the input was understood but cannot be taken; the form comes back as it was typed
_LONGEST_VERSION = 10  # digits
STALE = 409  # someone else was faster
TOO_LATE = "Inzwischen hat jemand anderes etwas geändert. Bitte die Seite neu laden und noch einmal ansehen."


def meeting(request: HttpRequest, key: str) -> Meeting:
    """Find the meeting this person may read, else 404."""
    rows = Meeting.objects.visible_to(request.user).select_related("organization__body", "location", "term")
    return get_object_or_404(rows, key=key)


def item(request: HttpRequest, key: str, item_key: str) -> AgendaItem:
    """Find the item of that meeting this person may read, else 404."""
    rows = AgendaItem.objects.visible_to(request.user).select_related("meeting__organization__body", "parent")
    return get_object_or_404(rows, key=item_key, meeting__key=key)


def items(request: HttpRequest, meeting: Meeting) -> list[AgendaItem]:
    """List the items of the meeting this person may read, in their order."""
    rows = list(AgendaItem.objects.visible_to(request.user).filter(meeting=meeting).order_by("order", "pk"))
    for row in rows:
        row.meeting = meeting
    return rows


def row_of(item: AgendaItem) -> str:
    """The address of the item's row where the office works on the agenda."""
    return f"{reverse('meeting-agenda', args=[item.meeting.key])}#row-{item.key}"


def refuse_stale(request: HttpRequest, thing: Meeting | AgendaItem) -> None:
    """Refuse a button from a page that shows an older state of the thing; raises Stale."""
    if request.POST.get("version") != str(thing.version):
        raise life.Stale(TOO_LATE)


def version(request: HttpRequest) -> int:
    """The version of the thing that the pressed button carried; 0, which no thing has, if none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < _LONGEST_VERSION else 0


def typed(request: HttpRequest) -> QueryDict | None:
    """What was typed into the form, None while it is only shown."""
    return request.POST if request.method == "POST" else None


def asks_again(request: HttpRequest) -> bool:
    """Whether a page that follows asks by itself how far something is, and nobody opened it."""
    return "HX-Request" in request.headers


def begin_anew() -> HttpResponse:
    """Let the page that asked load itself again as a whole: what it waited for is there."""
    return HttpResponse(headers={"HX-Refresh": "true", "Cache-Control": "no-store"})


def back(request: HttpRequest, *, default: str) -> str:
    """Where the buttons stood that were pressed, if that is a page of this house."""
    url = request.POST.get("next", "")
    here = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if here else default


def see(url: str) -> HttpResponseRedirect:
    """Send the browser on to a page after something was done."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
