"""After a vote: a result corrected by the chair, and one's own vote put into the minutes."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from council import may
from council.models import AgendaItem, Person
from council.requests import SignedInRequest
from council.views import doors
from motions.actions import ballot_corrections, minuted_votes
from motions.actions.ballots import Contradiction
from motions.forms.ballots import BallotCorrectionForm
from motions.models import Ballot
from motions.views.treatment import benches_in


@require_POST
def minute(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Have one's own vote recorded in the minutes; office and chair enter it for a member who asks aloud."""
    item = doors.item(request, key, item_key)
    ballot = _ballot(request, item, request.POST.get("ballot", ""))
    person = None
    if "person" in request.POST:
        may.preside(request.user, item.meeting)
        person = get_object_or_404(Person, key=request.POST["person"], deleted_at=None)
    row = minuted_votes.demand(ballot, answer=request.POST.get("answer", ""), person=person, by=request.user)
    messages.success(request, f"In die Niederschrift kommt: {row.person} stimmte mit {row.get_answer_display()}.")
    return doors.see(doors.back(request, default=item.get_absolute_url()))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, key: str, item_key: str, number: int) -> HttpResponse:
    """Correct what was counted, with a reason; the old ballot stays on record."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    old = _ballot(request, item, str(number))
    form = BallotCorrectionForm(
        doors.typed(request), benches=benches_in(item.meeting, item=item), initial=BallotCorrectionForm.shown(old)
    )
    if form.is_valid() and (poll := form.poll()) is not None:
        try:
            made = ballot_corrections.correct(
                old, poll=replace(poll, reason=form.cleaned_data["reason"]), by=request.user
            )
        except Contradiction as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Berichtigt: {made.wording}.")
            return doors.see(item.get_absolute_url())
    context = {"meeting": item.meeting, "item": item, "ballot": old, "form": form}
    return render(request, "motions/ballot_correct.html", context, status=doors.REFUSED if form.errors else 200)


def _ballot(request: HttpRequest, item: AgendaItem, number: str) -> Ballot:
    rows = Ballot.objects.visible_to(request.user).select_related("item__meeting__organization", "roll_call")
    return get_object_or_404(rows, item=item, pk=int(number) if number.isdecimal() and len(number) < 12 else 0)
