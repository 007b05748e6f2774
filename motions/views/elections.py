"""Pages of elections: opened at an item, counted ballot by ballot, decided by votes, lot or nobody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import audiences, life, may, presence
from council.forms.agenda import people_at
from council.models import AgendaItem, Membership, Person
from council.requests import SignedInRequest
from council.states import ItemState
from council.views import doors
from motions import electing
from motions.actions import elections
from motions.forms.elections import CountForm, ElectionForm, ElectionObjectionForm, LotForm, StrikeForm
from motions.models import Election
from motions.states import ElectionState


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Open an election at the called item."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    form = ElectionForm(doors.typed(request), people=people_at(item.meeting), initial={"version": item.version})
    if form.is_valid():
        doors.refuse_stale(request, item)
        try:
            election = elections.open_election(
                item, post=form.post(), proposals=form.cleaned_data["proposals"], by=request.user
            )
        except life.WrongState as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Die Wahl ist eröffnet.")
            return doors.see(election.get_absolute_url())
    context = {"meeting": item.meeting, "item": item, "form": form, "past": _past(item)}
    return render(request, "motions/election_new.html", context, status=doors.REFUSED if form.errors else 200)


@login_not_required
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show an election: who stands, each ballot, the lot, the result; to the chair what is to be entered next."""
    return _page(request, _found(request, key))


@require_POST
def count(request: SignedInRequest, key: str) -> HttpResponse:
    """Enter what was counted in a ballot."""
    election = _fresh(request, key)
    form = CountForm(request.POST, standing=electing.turn_of(election).standing, kind=election.kind)
    if not form.is_valid():
        return _page(request, election, counting=form)
    try:
        ballot = elections.count(election, counted=form.count(), by=request.user)
    except life.WrongState as problem:
        form.add_error(None, str(problem))
        return _page(request, election, counting=form)
    messages.success(request, f"{ballot.number}. Wahlgang: {SAID[ballot.step]}.")
    return doors.see(election.get_absolute_url())


@require_POST
def draw_lot(request: SignedInRequest, key: str) -> HttpResponse:
    """Record the lot that the chair drew."""
    election = _fresh(request, key)
    form = LotForm(request.POST, tied=electing.turn_of(election).tied)
    if not form.is_valid():
        return _page(request, election, lot=form)
    try:
        elections.draw_lot(election, drawn=form.chosen(), by=request.user)
    except life.WrongState as problem:
        form.add_error(None, str(problem))
        return _page(request, election, lot=form)
    messages.success(request, "Das Los ist eingetragen.")
    return doors.see(election.get_absolute_url())


@require_POST
def strike(request: SignedInRequest, key: str) -> HttpResponse:
    """Strike the last count and enter it anew."""
    election = _fresh(request, key)
    form = StrikeForm(request.POST)
    if not form.is_valid():
        return _page(request, election, striking=form)
    elections.strike(election, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, "Der Wahlgang ist gestrichen. Bitte die richtigen Zahlen eintragen.")
    return doors.see(election.get_absolute_url())


@require_POST
def cancel(request: SignedInRequest, key: str) -> HttpResponse:
    """Break the election off."""
    election = elections.cancel(_fresh(request, key), by=request.user)
    messages.success(request, "Die Wahl ist abgebrochen.")
    return doors.see(f"{election.item.meeting.get_absolute_url()}#console")


@require_POST
def close_item(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Close the item with what its elections led to."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    doors.refuse_stale(request, item)
    item = elections.close_item(item, by=request.user)
    messages.success(request, f"„{item}“: {item.get_result_display()}.")
    return doors.see(f"{item.meeting.get_absolute_url()}#console")


@require_POST
def object_to(request: SignedInRequest, key: str) -> HttpResponse:
    """Note an objection to the election."""
    election = _found(request, key)
    form = ElectionObjectionForm(request.POST, people=_objectors(request, election))
    if not form.is_valid():
        return _page(request, election, objecting=form)
    elections.object_to(election, by=request.user, **form.cleaned_data)
    messages.success(request, "Der Widerspruch ist festgehalten.")
    return doors.see(election.get_absolute_url())


SAID = {
    "elected": "gewählt",
    "next_ballot": "niemand hat die nötige Mehrheit, es folgt ein weiterer Wahlgang",
    "lot": "Stimmengleichheit, es entscheidet das Los",
    "nobody": "niemand gewählt",
}


def _found(request: HttpRequest, key: str) -> Election:
    rows = Election.objects.visible_to(request.user).select_related("item__meeting__organization")
    return get_object_or_404(rows, key=key)


def _fresh(request: SignedInRequest, key: str) -> Election:
    """The election as the chair's page showed it: whoever counts from an older state is refused."""
    election = _found(request, key)
    may.preside(request.user, election.item.meeting)
    if request.POST.get("rounds") != str(_stamp(election)):
        raise life.Stale(doors.TOO_LATE)
    return election


def _stamp(election: Election) -> str:
    """Names the state a form is made for: ballots ever counted, lots drawn, version."""
    lots = election.rounds.filter(lot__isnull=False).count()
    return f"{election.rounds.count()}.{lots}.{election.version}"


def _past(item: AgendaItem) -> list[Election]:
    return list(item.elections.exclude(state=ElectionState.CANCELLED).order_by("opened_at", "pk"))


def _objectors(request: HttpRequest, election: Election) -> QuerySet[Person]:
    """Office and chair note anyone's of the body; a member raises their own."""
    meeting = election.item.meeting
    seats = Membership.objects.current(on=presence.day_of(meeting)).filter(
        organization=meeting.organization_id, voting_right=True
    )
    people = Person.objects.filter(pk__in=seats.values("person"), deleted_at=None).order_by("family_name", "name")
    if may.allowed(may.preside, request.user, meeting):
        return people
    return people.filter(pk=audiences.standing_of(request.user).person_id or 0)


def _page(request: HttpRequest, election: Election, **forms: Form) -> HttpResponse:
    item = election.item
    presiding = may.allowed(may.preside, request.user, item.meeting) and item.state == ItemState.CALLED
    rounds = [(ballot, SAID[ballot.step], _rows(ballot)) for ballot in _rounds(election)]
    context: dict[str, Any] = {
        "election": election,
        "meeting": item.meeting,
        "item": item,
        "rounds": rounds,
        "candidacies": list(election.candidacies.order_by("number")),
        "presiding": presiding,
        "stamp": _stamp(election),
        "wording": electing.wording(election) if election.decided_at else "",
        "objections": list(election.objections.select_related("person").order_by("raised_on", "pk")),
        **_deadline(request, election, forms),
    }
    if presiding:
        context |= _entering(election, forms)
    return render(request, "motions/election.html", context, status=doors.REFUSED if forms else 200)


def _entering(election: Election, forms: dict[str, Form]) -> dict[str, Any]:
    turn = electing.turn_of(election) if election.is_open else None
    found: dict[str, Any] = {"turn": turn, "striking": forms.get("striking") or StrikeForm(prefix=None)}
    if turn is not None and turn.is_lot:
        found["lot"] = forms.get("lot") or LotForm(tied=turn.tied)
    elif turn is not None:
        found["counting"] = forms.get("counting") or CountForm(standing=turn.standing, kind=election.kind)
    return found


def _deadline(request: HttpRequest, election: Election, forms: dict[str, Form]) -> dict[str, Any]:
    if election.decided_at is None:
        return {}
    people = _objectors(request, election)
    last = elections.latest_objection(election)
    if not people.exists():
        return {"latest": last}
    return {"latest": last, "objecting": forms.get("objecting") or ElectionObjectionForm(people=people)}


def _rounds(election: Election) -> list[Any]:
    rows = election.rounds.order_by("counted_at", "pk").select_related("lot")
    return list(rows.prefetch_related("counts__candidacy", "lot__drawn"))


def _rows(ballot: Any) -> list[Any]:
    return sorted(ballot.counts.all(), key=lambda count: count.candidacy.number)
