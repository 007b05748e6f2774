"""The page on which a paper is referred to bodies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from council import life
from council.models import AgendaItem, Organization
from council.requests import SignedInRequest
from council.views import doors
from documents import may
from documents.actions import consultations, referrals
from documents.forms.referrals import ReferralForm
from documents.models import Paper


@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: SignedInRequest, key: str) -> HttpResponse:
    """Refer the paper to one or several bodies, and show the receipt with its way."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user).select_related("body"), key=key)
    may.refer(request.user, paper)
    if not life.can(paper, "refer"):
        raise life.WrongState(f"Der Stand ist „{paper.get_state_display()}“; überwiesen wird, was zugelassen ist.")
    items = _items(request, paper)
    form = ReferralForm(doors.typed(request), town=paper.body, items=items, planned=_planned(paper))
    if form.is_valid():
        made = referrals.refer(paper, by=request.user, **form.values())
        named = ", ".join(str(row.organization) for row in made.consultations.select_related("organization"))
        messages.success(request, f"Überwiesen an: {named}.")
        return doors.see(f"{paper.get_absolute_url()}#weg")
    context = {"paper": paper, "form": form}
    return render(request, "documents/refer.html", context, status=doors.REFUSED if form.errors else 200)


def _items(request: SignedInRequest, paper: Paper) -> list[AgendaItem]:
    """The agenda items the paper stood on, the latest first: at one of them it may have been referred."""
    rows = AgendaItem.objects.visible_to(request.user).filter(slot__consultation__paper=paper)
    return list(rows.select_related("meeting__organization").order_by("-meeting__date", "-pk")[:10])


def _planned(paper: Paper) -> list[Organization]:
    """What is planned and not referred yet, without the body that decides: it is offered ticked."""
    rows = consultations.ahead(paper).filter(state="planned", referral=None, opened_on=None)
    rows = rows.select_related("organization")
    return [row.organization for row in rows if row.organization is not None and not row.decides]
