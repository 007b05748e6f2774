"""The list of speakers: the page on which chair and office lead it, and the taps by which members join it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from council import audiences, life, may, order, presence, rostrum
from council.actions import speeches
from council.forms.speakers import MeasureForm, SpeakerForm, TotalForm
from council.models import AgendaItem, Speech
from council.requests import SignedInRequest
from council.states import MeetingState, SpeechKind
from council.views import blocks, doors

_Act = Callable[..., Any]

# What the chair does with one speech: the act, and what is said afterwards.
_STEPS: dict[str, tuple[_Act, str]] = {
    "call_up": (speeches.call_up, "{person} hat das Wort."),
    "pause": (speeches.pause, "Die Uhr von {person} steht."),
    "go_on": (speeches.go_on, "{person} spricht weiter."),
    "finish": (speeches.finish, "Die Rede von {person} ist beendet."),
    "take_back": (speeches.take_back, "{person} steht wieder auf der Liste."),
}
# What the chair does with the whole list.
_LISTS: dict[str, tuple[_Act, str]] = {
    "close": (speeches.close_list, "Die Redeliste ist geschlossen. Wer darauf steht, spricht noch."),
    "reopen": (speeches.reopen_list, "Die Redeliste ist wieder offen."),
    "end": (speeches.close_debate, "Die Aussprache ist beendet."),
}


@require_safe
def page(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Show who speaks, who waits, the times, and the benches from which speakers are added by a tap."""
    return show(request, _led(request, key, item_key))


@require_POST
def ask(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Ask for the floor by one tap."""
    item = doors.item(request, key, item_key)
    kind = request.POST.get("kind", "")
    if kind and kind not in rostrum.OWN:
        raise Http404
    speech = speeches.ask(item, kind=kind, by=request.user)
    messages.success(request, f"Ihre Wortmeldung ist eingegangen ({speech.get_kind_display()}).")
    return _onward(request, item)


@require_POST
def withdraw(request: SignedInRequest, key: str, item_key: str, speech_key: str) -> HttpResponse:
    """Take a request back: one's own, or the chair any."""
    item = doors.item(request, key, item_key)
    speech = speeches.withdraw(_speech(item, speech_key), by=request.user)
    messages.success(request, f"Zurückgezogen: die Wortmeldung von {speech.person}.")
    return _onward(request, item)


@require_POST
def add(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Put a person on the list."""
    item = _led(request, key, item_key)
    form = SpeakerForm(request.POST, meeting=item.meeting)
    if not form.is_valid():
        return show(request, item, guest=form, status=doors.REFUSED)
    person, kind = form.cleaned_data["person"], form.cleaned_data["kind"]
    speech = speeches.add(item, person=person, kind=kind, by=request.user)
    messages.success(request, f"Auf der Liste: {person} ({speech.get_kind_display()}).")
    return doors.see(f"{_address(item)}?kind={kind}")


@require_POST
def lead(request: SignedInRequest, key: str, item_key: str, speech_key: str, step: str) -> HttpResponse:
    """Give the floor, stop the clock, go on, end, or take a wrong tap back."""
    item = _led(request, key, item_key)
    act, said = _STEPS[step]
    speech = act(_speech(item, speech_key), by=request.user, version=_version(request))
    messages.success(request, said.format(person=speech.person))
    return _onward(request, item)


@require_POST
def move(request: SignedInRequest, key: str, item_key: str, speech_key: str) -> HttpResponse:
    """Move a request up or down by one place."""
    item = _led(request, key, item_key)
    speech = _speech(item, speech_key)
    rows = list(item.speeches.waiting())
    place = rows.index(speech) if speech in rows else 0
    to = place + (1 if request.POST.get("where") == "down" else -1)
    speeches.move(speech, to=max(0, to), by=request.user, version=_version(request))
    return doors.see(_address(item))


@require_POST
def lists(request: SignedInRequest, key: str, item_key: str, step: str) -> HttpResponse:
    """Close the list, open it again, or end the debate."""
    item = _led(request, key, item_key)
    act, said = _LISTS[step]
    act(item, by=request.user, version=_version(request))
    messages.success(request, said)
    return _onward(request, item)


@require_POST
def set_total(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Set how long the whole debate may last."""
    item = _led(request, key, item_key)
    form = TotalForm(request.POST)
    if not form.is_valid():
        return show(request, item, total=form, status=doors.REFUSED)
    minutes = form.cleaned_data["minutes"]
    try:
        speeches.set_total(item, minutes=minutes, by=request.user, version=_version(request))
    except life.WrongState as problem:
        form.add_error("minutes", str(problem))
        return show(request, item, total=form, status=doors.REFUSED)
    messages.success(request, "Die Gesamtredezeit ist eingetragen.")
    return doors.see(f"{_address(item)}#times")


def show(
    request: SignedInRequest,
    item: AgendaItem,
    *,
    guest: SpeakerForm | None = None,
    total: TotalForm | None = None,
    measure: MeasureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page with what was typed wrong."""
    meeting = item.meeting
    chosen = request.GET.get("kind") or request.POST.get("kind", "")
    kind = chosen if chosen in SpeechKind.values else SpeechKind.DEBATE
    standing = audiences.standing_of(request.user)
    shown = rostrum.of(item, standing)
    context = {
        "meeting": meeting,
        "item": item,
        "rostrum": shown,
        "running": meeting.state == MeetingState.RUNNING,
        "version": shown.debate.version,
        "kind": kind,
        "kinds": SpeechKind.choices,
        "benches": presence.benches(meeting),
        "noted": meeting.attendances.exists(),
        "waiting_people": {speech.person_id for speech in shown.waiting if speech.kind == kind},
        "barred": set(rostrum.barred_from_debate(item).values_list("person_id", flat=True)),
        "excluded": order.excluded_from(meeting),
        "open_for": rostrum.open_for(item, kind=kind),
        "guest": guest or SpeakerForm(meeting=meeting, initial={"kind": kind}),
        "total": total or TotalForm(initial={"minutes": shown.debate.total_minutes}),
        "measure_form": measure or MeasureForm(meeting=meeting),
        "measures": item.meeting.measures.select_related("person", "item").order_by("-taken_at", "-pk"),
        "declarations": meeting.declarations.standing().select_related("person", "item").order_by("-given_at"),
        "shown": blocks.read(meeting, standing),
    }
    return render(request, "council/speakers/page.html", context, status=status)


def _led(request: SignedInRequest, key: str, item_key: str) -> AgendaItem:
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    return item


def _speech(item: AgendaItem, key: str) -> Speech:
    return get_object_or_404(item.speeches.select_related("person", "item__meeting"), key=key)


def _version(request: HttpRequest) -> int:
    """The state of the list the button was made for; what is no number is never the present one."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _address(item: AgendaItem) -> str:
    return reverse("speakers", args=[item.meeting.key, item.key])


def _onward(request: HttpRequest, item: AgendaItem) -> HttpResponseRedirect:
    """Back to where the button stood: the live page, the console on the meeting's page, or the list itself."""
    places = {
        "live": f"{reverse('meeting-live', args=[item.meeting.key])}#tools",
        "meeting": item.meeting.get_absolute_url(),
        "console": f"{item.meeting.get_absolute_url()}#console",
    }
    return doors.see(places.get(request.GET.get("from", ""), _address(item)))
