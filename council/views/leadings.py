"""The leading of a meeting: who has it, to whom it can be handed, and the way back to the chair."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from council import audiences, may, presiding, second_factor
from council.actions import leadings
from council.forms.leadings import HandOverForm
from council.models import Leading, Meeting, Person
from council.presiding import Deputy
from council.requests import SignedInRequest
from council.states import LeadingReason
from council.views import doors


@dataclass(frozen=True)
class Chances:
    """What somebody can do about the leading of a meeting now; `refusal` says why a deputy cannot take it up.

    `vacant` is whether neither chair nor deputy could lead it now.
    """

    held: Leading | None
    chair: Person | None
    vacant: bool
    hand_over: bool
    take_up: bool
    take_back: bool
    refusal: str


def chances(request: SignedInRequest, meeting: Meeting) -> Chances:
    """What this person can do about the leading of the meeting; a constant number of queries."""
    user, standing = request.user, audiences.standing_of(request.user)
    held, chair = presiding.held(meeting), presiding.chair_of(meeting)
    vacant = held is None and not (chair is not None and presiding.is_able(meeting, chair))
    deputises = standing.deputy and held is None
    refusal = _refusal(meeting, user.person, chair, vacant=vacant) if deputises and user.person is not None else ""
    return Chances(
        held=held,
        chair=chair,
        vacant=vacant,
        hand_over=may.allowed(may.hand_over, user, meeting),
        take_up=deputises and not refusal,
        take_back=held is not None and may.allowed(may.take_back, user, meeting),
        refusal=refusal,
    )


def _refusal(meeting: Meeting, person: Person, chair: Person | None, *, vacant: bool) -> str:
    """Why a deputy cannot take the leading up now; empty if they can."""
    if not vacant:
        return f"{chair} ist da und leitet die Sitzung."
    return presiding.obstacle(person, meeting.attendances.present().filter(person=person).first())


@require_safe
def page(request: SignedInRequest, key: str) -> HttpResponse:
    """Show who leads the meeting, and what this person can do about it."""
    return _page(request, _concerned(request, key))


@require_POST
def hand_over(request: SignedInRequest, key: str) -> HttpResponse:
    """Hand the leading to a deputy."""
    meeting = _concerned(request, key)
    may.hand_over(request.user, meeting)
    form = HandOverForm(request.POST, deputies=_able(presiding.deputies_of(meeting)))
    if not form.is_valid():
        return _page(request, meeting, form=form, status=doors.REFUSED)
    leading = leadings.hand_over(meeting, by=request.user, **form.cleaned_data)
    messages.success(request, f"Die Sitzungsleitung hat jetzt {leading.holder}.")
    return doors.see(meeting.get_absolute_url())


@require_POST
def take_up(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the leading up as a deputy."""
    meeting = _concerned(request, key)
    leadings.take_up(meeting, by=request.user)
    messages.success(request, "Sie haben jetzt die Sitzungsleitung.")
    return doors.see(f"{meeting.get_absolute_url()}#console")


@require_POST
def take_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Let the leading go back to the chair."""
    meeting = _concerned(request, key)
    leadings.take_back(meeting, seen=request.POST.get("seen", ""), by=request.user)
    say_where_it_went(request, meeting)
    return doors.see(meeting.get_absolute_url())


def say_where_it_went(request: SignedInRequest, meeting: Meeting) -> None:
    """Tell who leads the meeting now that no deputy does; aloud if nobody in the hall can."""
    chair = presiding.chair_of(meeting)
    if chair is not None and presiding.is_able(meeting, chair):
        messages.success(request, f"Die Sitzungsleitung ist zurück bei {chair}.")
    else:
        messages.warning(request, "Niemand leitet jetzt die Sitzung: Der Vorsitz ist nicht da. Bitte neu übergeben.")


def _concerned(request: SignedInRequest, key: str) -> Meeting:
    """The meeting, for those who lead such or may come to."""
    meeting = doors.meeting(request, key)
    standing = audiences.standing_of(request.user)
    if not (standing.chair or standing.deputy):
        may.preside(request.user, meeting)
    return meeting


def _able(deputies: list[Deputy], *, but: Leading | None = None) -> list[Deputy]:
    return [one for one in deputies if not one.obstacle and (but is None or one.person.pk != but.holder_id)]


def _page(
    request: SignedInRequest, meeting: Meeting, *, form: HandOverForm | None = None, status: int = 200
) -> HttpResponse:
    deputies = presiding.deputies_of(meeting)
    can = chances(request, meeting)
    able = _able(deputies, but=can.held)
    reason = LeadingReason.AWAY if can.chair and presiding.is_able(meeting, can.chair) else LeadingReason.ABSENT
    initial = {"seen": can.held.key if can.held else "", "reason": reason}
    context = {
        "meeting": meeting,
        "open": presiding.knows_deputies(meeting),
        "can": can,
        "leader": presiding.leader(meeting),
        "deputies": deputies,
        "lacking": second_factor.lacking([deputy.person.pk for deputy in deputies]),
        "form": (form or HandOverForm(deputies=able, initial=initial)) if can.hand_over and able else None,
        "past": meeting.leadings.select_related("holder", "taken_from").order_by("-began_at", "-pk"),
    }
    return render(request, "council/leading.html", context, status=status)
