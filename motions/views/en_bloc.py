"""One vote on the part of the agenda without debate (en bloc), where the rulebook allows it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from council import may
from council.models import AgendaItem
from council.requests import SignedInRequest
from council.views import doors
from motions.actions import en_bloc
from motions.actions.ballots import Contradiction
from motions.forms.en_bloc import BlockForm
from motions.views.treatment import benches_in


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: SignedInRequest, key: str) -> HttpResponse:
    """List the items that can be decided together, and take one vote on them."""
    meeting = doors.meeting(request, key)
    may.preside(request.user, meeting)
    visible = set(AgendaItem.objects.visible_to(request.user).filter(meeting=meeting).values_list("pk", flat=True))
    items = [item for item in en_bloc.candidates(meeting) if item.pk in visible]
    form = BlockForm(doors.typed(request), candidates=items, benches=benches_in(meeting), initial={"rule": "simple"})
    if form.is_valid():
        try:
            block = en_bloc.vote(meeting, items=form.chosen(), poll=form.counted(), by=request.user)
        except Contradiction as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{block.ballots.count()} Punkte sind gemeinsam abgestimmt.")
            return doors.see(f"{meeting.get_absolute_url()}#console")
    context = {"meeting": meeting, "form": form, "items": items, "allowed": en_bloc.allowed(meeting)}
    return render(request, "motions/en_bloc.html", context, status=doors.REFUSED if form.errors else 200)
