"""How an item of an agenda ends: with its result, its ballot, and what that means for its paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from council import may, presence
from council.models import AgendaItem, Meeting
from council.requests import SignedInRequest
from council.views import doors
from motions.actions import ballots, treatment
from motions.forms.treatment import TreatmentForm
from motions.tally import Bench


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Close the called item with its result and, where something was counted, its ballot."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    form = TreatmentForm(
        doors.typed(request), benches=benches_in(item.meeting), initial={"version": item.version, "rule": "simple"}
    )
    if form.is_valid():
        doors.refuse_stale(request, item)
        chosen = {name: form.cleaned_data[name] for name in ("result", "result_text", "resolution_text")}
        try:
            item = treatment.close_item(item, poll=form.poll(), by=request.user, **chosen)
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


def benches_in(meeting: Meeting) -> list[Bench[int]]:
    """The factions in the meeting's body with the voting members who are there; all of them if nobody noted who is."""
    noted = meeting.attendances.exists()
    found = []
    for bench in presence.benches(meeting):
        if bench.organization is not None:
            names = tuple(filter(None, (bench.organization.short_name, bench.organization.name)))
            heads = bench.present if noted else sum(seat.voting for seat in bench.seats)
            found.append(Bench(bench.organization.pk, names, heads, bench.organization.key))
    return found


def _to_console(item: AgendaItem) -> HttpResponse:
    return doors.see(f"{item.meeting.get_absolute_url()}#console")
