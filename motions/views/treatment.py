"""How an item of an agenda ends: with its result, its ballot, and what that means for its paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from council import may, presence
from council.models import AgendaItem, Conflict, Meeting
from council.requests import SignedInRequest
from council.states import ItemState, Result
from council.views import doors
from motions import majorities
from motions.actions import ballots, treatment
from motions.forms.procedural import bodies_of
from motions.forms.treatment import TreatmentForm
from motions.tally import Bench


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Close the called item with its result and, where something was counted, its ballot."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    form = TreatmentForm(
        doors.typed(request),
        benches=benches_in(item.meeting),
        statutory_seats=presence.seats_of(item.meeting),
        bodies=bodies_of(item.meeting) if treatment.consultation_of(item) is not None else None,
        doubtful=majorities.is_doubtful(item),
        initial=_initial(item),
    )
    if form.is_valid():
        doors.refuse_stale(request, item)
        chosen = {name: form.cleaned_data[name] for name in ("result", "result_text", "resolution_text")}
        try:
            item = treatment.close_item(item, poll=form.poll(), to=form.stages(), by=request.user, **chosen)
        except ballots.Contradiction as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"„{item}“: {item.get_result_display()}.")
            return _to_console(item)
    context = {"meeting": item.meeting, "item": item, "form": form}
    return render(request, "motions/item_close.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def reopen(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Take a closed item up again."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    doors.refuse_stale(request, item)
    treatment.reopen_item(item, by=request.user)
    messages.success(request, f"Wieder aufgerufen: „{item}“.")
    return _to_console(item)


def _initial(item: AgendaItem) -> dict[str, object]:
    """The form begins with the majority the item needs, and with the result of the vote already taken on it."""
    found: dict[str, object] = {"version": item.version, "rule": majorities.proposed_rule(item)}
    consultation = treatment.consultation_of(item)
    ballot = ballots.standing_on(item, paper=consultation.paper if consultation else None)
    if ballot is not None and (item.called_at is None or ballot.taken_at >= item.called_at):
        found["result"] = Result.ADOPTED if ballot.passed else Result.REJECTED
    return found


def benches_in(meeting: Meeting, *, item: AgendaItem | None = None) -> list[Bench[int | None]]:
    """Who votes at the item (the called one), by faction, and those without one; all if nobody noted who is there.

    Whoever is barred from the item has no vote there (HGO §25).
    """
    called = item or meeting.items.filter(state=ItemState.CALLED, deleted_at=None).first()
    noted = meeting.attendances.exists()
    there = set(presence.counting(meeting, item=called).values_list("person_id", flat=True))
    barred = set(Conflict.objects.filter(item=called, lifted_at=None).values_list("person_id", flat=True))
    found = []
    for bench in presence.benches(meeting):
        voting = {seat.person.pk for seat in bench.seats if seat.voting}
        if voting:
            heads = len(voting & there if noted else voting - barred)
            found.append(_bench(bench, heads=heads))
    return found


def _bench(bench: presence.Bench, *, heads: int) -> Bench[int | None]:
    faction = bench.organization
    if faction is None:
        return Bench(None, (bench.name, "Fraktionslose"), heads, "none")
    return Bench(faction.pk, tuple(filter(None, (faction.short_name, faction.name))), heads, faction.key)


def _to_console(item: AgendaItem) -> HttpResponse:
    return doors.see(f"{item.meeting.get_absolute_url()}#console")
