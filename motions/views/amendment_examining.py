"""Pages on which office and chair judge an amendment: admit, return, refuse, note it as settled."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from council import life
from council.requests import SignedInRequest
from documents.states import PaperState
from documents.views import papers as paper_pages
from motions.actions import amendments, rulings
from motions.forms.motions import ReasonForm
from motions.may import amendments as may
from motions.models import Amendment
from motions.views.amendments import load, page


def _submitted(amendment: Amendment) -> None:
    if amendment.paper.state != PaperState.SUBMITTED:
        state = amendment.paper.get_state_display()
        raise life.WrongState(f"Der Stand ist „{state}“; geprüft wird, was eingereicht ist.")


@require_POST
def admit(request: SignedInRequest, key: str) -> HttpResponse:
    """Admit the amendment under the number of its main text."""
    made = amendments.admit(load(request, key), by=request.user, on=timezone.localdate())
    paper_pages.say_admitted(request, made.paper)
    return redirect(made.paper)


def give_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Return the amendment with a reason."""
    amendment = load(request, key)
    may.examine(request.user, amendment)
    _submitted(amendment)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rulings.give_back(amendment.paper, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Der Änderungsantrag ist zurückgegeben; die Antragstellenden lesen Ihre Begründung.")
        return redirect("desk")
    lead = "Für einen formalen Mangel. Der Änderungsantrag wird wieder Entwurf, und der Grund steht dabei."
    return page(request, amendment, form, title="Zurückgeben", lead=lead, submit="Zurückgeben")


def refuse(request: SignedInRequest, key: str) -> HttpResponse:
    """Refuse the amendment as inadmissible, with a reason."""
    amendment = load(request, key)
    may.judge(request.user, amendment)
    _submitted(amendment)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rulings.refuse(amendment.paper, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Der Änderungsantrag ist als unzulässig zurückgewiesen.")
        return redirect(amendment)
    lead = "Die Begründung lesen die Antragstellenden und das Büro, sonst niemand."
    return page(request, amendment, form, title="Als unzulässig zurückweisen", lead=lead, submit="Zurückweisen")


@require_POST
def settle(request: SignedInRequest, key: str) -> HttpResponse:
    """Note that the amendment is settled because its main text is."""
    made = amendments.settle(load(request, key), by=request.user)
    messages.success(request, "Der Änderungsantrag ist erledigt.")
    return redirect(made.paper)
