"""The invitation run of a meeting, and the proof that it reached everybody."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import invited, life, may, outline, recipients
from council.actions import invitations
from council.forms.invitations import LetterForm, ReceiptForm
from council.invited import Terms
from council.models import AgendaItem, Delivery, Invitation, Meeting
from council.recipients import Recipient
from council.requests import SignedInRequest
from council.states import Audience, Capacity, InvitationKind, MeetingState
from council.views import doors

GROUPS = {
    Capacity.MEMBER: "Mitglieder",
    Capacity.EXECUTIVE: "Magistrat",
    Capacity.BOARD: "Beiräte und beratende Mitglieder",
}
_OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)


@dataclass(frozen=True)
class Time:
    """What the calendar leaves: until when it must be received, and when it would be if it went out now."""

    latest: date
    latest_short: date
    target_on: date
    now_on: date
    cutoff: int

    @property
    def enough(self) -> bool:
        """Whether the full days can still be kept by what arrives at once."""
        return self.now_on <= self.latest

    @property
    def on_target(self) -> bool:
        """Whether it would be there by the day the house wants."""
        return self.now_on <= self.target_on


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedInRequest, key: str) -> HttpResponse:
    """Show who is invited, what is missing and how much time is left; then send exactly what was shown."""
    meeting = _managed(request, key)
    items = doors.items(request, meeting)
    readable = AgendaItem.objects.visible_to(request.user)
    form = LetterForm(doors.typed(request), meeting=meeting, items=items, readable=readable)
    if request.method == "POST" and request.POST.get("seen") != _print(meeting, items):
        return _page(request, meeting, items, form, stale=True, status=doors.STALE)
    if not form.is_valid():
        return _page(request, meeting, items, form, status=doors.REFUSED if form.is_bound else 200)
    try:
        invitation = invitations.send(meeting, letter=form.letter(), by=request.user, version=meeting.version)
    except life.WrongState as problem:
        return _page(request, meeting, items, form, problem=str(problem), status=doors.STALE)
    count = invitation.deliveries.count()
    messages.success(request, f"{invitation.get_kind_display()}: bereitgestellt für {count} Personen.")
    return doors.see(invitation.get_absolute_url())


@require_safe
def proof(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Show for each recipient when the invitation was provided, notified, delivered and opened."""
    invitation = sent_invitation(request, key, number)
    return _proof(request, invitation, ReceiptForm(invitation=invitation))


@require_POST
def enter_receipt(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Enter the day on which some got it by post or by hand."""
    invitation = sent_invitation(request, key, number)
    form = ReceiptForm(request.POST, invitation=invitation)
    if not form.is_valid():
        return _proof(request, invitation, form, status=doors.REFUSED)
    cleaned = form.cleaned_data
    count = invitations.enter_receipt(invitation, people=cleaned["people"], on=cleaned["on"], by=request.user)
    messages.success(request, f"Zugang für {count} {'Person' if count == 1 else 'Personen'} eingetragen.")
    return doors.see(invitation.get_absolute_url())


@require_POST
def repeat(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Try again what could not be delivered."""
    invitation = sent_invitation(request, key, number)
    count = invitations.repeat(invitation, by=request.user)
    messages.success(request, f"{count} Zustellungen werden wiederholt.")
    return doors.see(invitation.get_absolute_url())


def sent_invitation(request: SignedInRequest, key: str, number: int) -> Invitation:
    """Find the invitation with the agenda of that number, for those who invite; else 404 or Denied."""
    meeting = _managed(request, key)
    rows = Invitation.objects.select_related("revision", "second_of", "sent_by__person")
    invitation = get_object_or_404(rows, meeting=meeting, revision__number=number)
    invitation.meeting = meeting
    return invitation


def proof_of(invitation: Invitation) -> dict[str, Any]:
    """What the proof says: recipients in groups, who still lacks it first, and how it stands today. Two queries."""
    prefetch_related_objects([invitation], _deliveries())
    return _proved(invitation, invited.terms_of(invitation.meeting))


def _deliveries() -> Prefetch[Any, Any, Any]:
    return Prefetch("deliveries", Delivery.objects.select_related("person", "entered_by__person"))


def _proved(invitation: Invitation, terms: Terms | None) -> dict[str, Any]:
    rows = sorted(invitation.deliveries.all(), key=lambda row: (row.person.family_name, row.person.name))
    received = [(row, _received(row, terms)) for row in rows]
    received.sort(key=lambda pair: (list(GROUPS).index(Capacity(pair[0].capacity)), pair[1] is not None))
    return {
        "groups": [
            (GROUPS[Capacity(capacity)], list(group))
            for capacity, group in groupby(received, key=lambda pair: pair[0].capacity)
        ],
        "total": len(rows),
        "received": (reached := sum(day is not None for _, day in received)),
        "line": f"{reached} von {len(rows)} zugegangen",
        "failed": sum(bool(row.problem) and day is None for row, day in received),
        "waiting": [row for row in rows if row.delivered_at is None],
        "verdict": invited.verdict(invitation, terms, on=timezone.localdate()) if terms is not None else None,
        "terms": terms,
    }


def _received(row: Delivery, terms: Terms | None) -> date | None:
    return terms.receipt_of(row) if terms is not None else row.received_on


def _managed(request: SignedInRequest, key: str) -> Meeting:
    meeting = doors.meeting(request, key)
    may.manage_agenda(request.user, meeting)
    return meeting


def _page(
    request: SignedInRequest,
    meeting: Meeting,
    items: list[AgendaItem],
    form: LetterForm,
    *,
    problem: str = "",
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    people, terms = recipients.of(meeting), invited.terms_of(meeting)
    sent = meeting.invitations.select_related("revision").prefetch_related(_deliveries()).order_by("sent_at", "pk")
    context = {
        **_preview(meeting, items),
        "form": form,
        "problem": problem,
        "stale": stale,
        "over": meeting.state in _OVER,
        "time": _time(terms, now=timezone.now()),
        "groups": _grouped(people),
        "lacking": [recipient for recipient in people if recipient.lack],
        "total": len(people),
        "sent": [(row, _proved(row, terms)) for row in sent],
        "protected": [item for item in items if item.matter in invited.PROTECTED],
        "unsent": meeting.date is None,
    }
    return render(request, "council/invitation.html", context, status=status)


def _proof(request: SignedInRequest, invitation: Invitation, form: ReceiptForm, *, status: int = 200) -> HttpResponse:
    context = {"meeting": invitation.meeting, "invitation": invitation, "form": form, **proof_of(invitation)}
    return render(request, "council/invitation_proof.html", context, status=status)


def _time(terms: Terms | None, *, now: datetime) -> Time | None:
    if terms is None:
        return None
    short = terms.latest(InvitationKind.URGENT)
    return Time(terms.latest(InvitationKind.REGULAR), short, terms.target_on, terms.day_of(now), terms.cutoff)


def _grouped(people: list[Recipient]) -> list[tuple[str, list[Recipient]]]:
    return [
        (label, found) for kind, label in GROUPS.items() if (found := [row for row in people if row.capacity == kind])
    ]


def _preview(meeting: Meeting, items: list[AgendaItem]) -> dict[str, Any]:
    """Split the agenda into what everyone will read and what stays closed."""
    open_to_all = [item for item in items if item.audience == Audience.PUBLIC] if meeting.public is not False else []
    revisions = invited.sent(meeting)
    known = invited.keys_of(revisions[-1]) if revisions else set()
    return {
        "meeting": meeting,
        "seen": _print(meeting, items),
        "supplement": meeting.state not in invitations.FIRST,
        "lines": outline.lines(open_to_all),
        "closed": [line.item for line in outline.lines([item for item in items if item not in open_to_all])],
        "new": {item.key for item in items if item.key not in known} if revisions else set(),
    }


def _print(meeting: Meeting, items: list[AgendaItem]) -> str:
    """Name exactly this state of the agenda, so that nothing is sent that was not shown."""
    rows = [f"{item.key}:{item.version}:{item.order}" for item in items]
    return hashlib.sha256("|".join([str(meeting.version), *rows]).encode()).hexdigest()
