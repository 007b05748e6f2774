"""Pages of objections to a resolution (HGO §63): raising one, taking over the second vote, recording how it ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from council import life
from council.models import AgendaItem
from council.requests import SignedInRequest
from council.templatetags.council import day
from council.views import doors
from documents.models import Paper
from motions.actions import objections
from motions.forms import objections as forms
from motions.may import objections as may


@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: SignedInRequest, key: str) -> HttpResponse:
    """Object to the resolution on a paper."""
    paper = _paper(request, key)
    may.suspend(request.user, paper)
    item = objections.decision_of(paper)
    if item is None or not life.can(paper, "suspend"):
        raise life.WrongState("Widersprochen wird einem angenommenen Beschluss, der noch nicht in Umsetzung ist.")
    form = forms.ObjectionForm(doors.typed(request))
    if form.is_valid():
        made = objections.suspend(paper, on=timezone.localdate(), by=request.user, **form.cleaned_data)
        messages.success(request, f"{made.get_number_display()} eingelegt: Der Beschluss ist gehemmt.")
        return doors.see(paper.get_absolute_url())
    rank = objections.rank_of(paper, item)
    due = objections.due_of(objections.day_of(item), rank=rank, item=item)
    lead = f"{rank.label} gegen den Beschluss vom {day(objections.day_of(item))}; möglich bis {day(due)} (HGO § 63)."
    return _page(request, form, paper, title=f"{rank.label} einlegen", lead=lead, submit="Beschluss hemmen")


@require_POST
def vote_again(request: SignedInRequest, key: str) -> HttpResponse:
    """Take over the result of the second vote from the item named in the form (`item`)."""
    paper = _paper(request, key)
    may.record_outcome(request.user)
    rows = AgendaItem.objects.visible_to(request.user).select_related("meeting__organization")
    item = get_object_or_404(rows, key=request.POST.get("item", ""), slot__consultation__paper=paper)
    ended = objections.vote_again(paper, item=item, by=request.user)
    messages.success(request, f"Der Beschluss ist {ended.get_outcome_display()}.")
    return doors.see(paper.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def court(request: SignedInRequest, key: str) -> HttpResponse:
    """Record how a second objection ended."""
    paper = _paper(request, key)
    may.record_outcome(request.user)
    form = forms.CourtForm(doors.typed(request))
    if form.is_valid():
        clean = form.cleaned_data
        end = objections.lift if clean["outcome"] == "lift" else objections.uphold
        ended = end(paper, on=clean["on"], note=clean["note"], by=request.user)
        messages.success(request, f"Der Beschluss ist {ended.get_outcome_display()}.")
        return doors.see(paper.get_absolute_url())
    lead = "Nach der Beanstandung kann die Sache vor das Verwaltungsgericht kommen (HGO § 63 Abs. 2)."
    return _page(request, form, paper, title="Ausgang der Beanstandung", lead=lead, submit="Festhalten")


def _paper(request: HttpRequest, key: str) -> Paper:
    return get_object_or_404(Paper.objects.visible_to(request.user).select_related("body"), key=key)


def _page(request: SignedInRequest, form: Any, paper: Paper, *, title: str, lead: str, submit: str) -> HttpResponse:
    context = {"form": form, "paper": paper, "title": title, "lead": lead, "submit": submit}
    return render(request, "motions/objection_form.html", context, status=doors.REFUSED if form.errors else 200)
