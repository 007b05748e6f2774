"""The part of the voting page on which single points of a text are voted on by themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from council import life
from council.models import AgendaItem
from council.requests import SignedInRequest
from documents.models import Paper
from motions import points as facts
from motions.actions import points
from motions.forms.amendment_votes import PollForm
from motions.models import PointVote
from motions.slate import Slate
from motions.views.treatment import benches_in


def shown(standing: Slate | None, item: AgendaItem | None) -> dict[str, Any]:
    """What the page says of single points: those to choose from, those to vote on with their form, and the results."""
    if standing is None or item is None:
        return {}
    settled = facts.of(standing, item=item)
    benches = benches_in(item.meeting) if settled.open else []
    forms = [(vote, PollForm(benches=benches, prefix=f"point-{vote.pk}")) for vote in settled.open]
    return {
        "settled": settled,
        "askable": settled.askable(),
        "seen": facts.seal(standing),
        "point_forms": forms,
        "point_results": [vote for vote in settled.votes if vote.ballot is not None],
    }


def take(request: SignedInRequest, main: Paper, item: AgendaItem) -> HttpResponse:
    """One of the steps of this part, named by the button: ask, withdraw, vote, undo."""
    step, _, number = request.POST.get("step", "").partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise life.Stale("Um welchen Punkt es geht, war nicht zu erkennen. Bitte die Seite neu laden.")
    if step == "ask":
        vote = points.ask(main, block=int(number), seen=request.POST.get("seen", ""), by=request.user)
        messages.success(request, f"Über {vote.label} wird einzeln abgestimmt.")
        return redirect("amendments-vote", main.key)
    vote = get_object_or_404(PointVote.objects.select_related("paper", "ballot"), paper=main, item=item, pk=int(number))
    if step == "withdraw":
        points.withdraw(vote, by=request.user)
        messages.success(request, f"Über {vote.label} wird nicht einzeln abgestimmt.")
    elif step == "undo":
        points.undo(vote, by=request.user)
        messages.success(request, f"Die Abstimmung über {vote.label} ist zurückgenommen.")
    else:
        _vote(request, vote, item)
    return redirect("amendments-vote", main.key)


def _vote(request: SignedInRequest, vote: PointVote, item: AgendaItem) -> None:
    form = PollForm(request.POST, benches=benches_in(item.meeting), prefix=f"point-{vote.pk}")
    if not form.is_valid():
        raise life.WrongState(next(str(errors[0]) for errors in form.errors.values()))
    ballot = points.take(vote, poll=form.counted(), by=request.user)
    messages.success(request, f"{vote.label}: {ballot.wording}.")
