"""Pages on which the office brings a plain text, sees what it seems to be, settles what is open, and takes it over."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from council.models import Body, Organization
from council.requests import SignedInRequest
from documents import may
from documents.models import Paper
from motions.forms import passages
from motions.forms.imports import TextForm, kept
from motions.forms.settling import SettleForm
from motions.importing import matters, texts
from motions.importing.plain.proposal import TextProblem
from motions.importing.plain.tables import DecisionProblem

_MOST_TOLD = 8


def read(request: SignedInRequest) -> HttpResponse:
    """Bring a text; what it seems to be is shown, and nothing is entered yet."""
    may.record(request.user)
    form = TextForm(request.POST, request.FILES) if request.method == "POST" else TextForm()
    if form.is_valid():
        known = matters.find(form.proposal.sha256)
        if known is None:
            return _settle(request, SettleForm(proposal=form.proposal))
        messages.info(request, "Dieser Text ist schon übernommen.")
        if Paper.objects.visible_to(request.user).filter(pk=known.pk).exists():
            return redirect(known)
    return render(request, "motions/imports.html", {"form": form})


@require_POST
def take(request: SignedInRequest) -> HttpResponse:
    """Take the text over with what was settled; what was left open is said."""
    may.record(request.user)
    proposal = kept(request.POST.get("kept", ""))
    if proposal is None:
        messages.error(request, "Der Text ist unterwegs verloren gegangen. Bitte noch einmal einfügen.")
        return redirect("import-text")
    form = SettleForm(request.POST, proposal=proposal)
    if not form.is_valid():
        return _settle(request, form)
    try:
        settled = form.settled()
        paper, remarks = matters.take(settled, by=request.user)
    except (TextProblem, DecisionProblem, ValidationError) as problem:
        form.add_error(None, texts.sentence(problem, name=proposal.name))
        return _settle(request, form)
    messages.success(request, f"Übernommen: {paper.name}.")
    left = [*remarks, *(point.why for point in settled.proposal.open)]
    if left:
        messages.warning(request, f"Noch offen: {' '.join(left[:_MOST_TOLD])}")
    return redirect(paper)


def _settle(request: SignedInRequest, form: SettleForm) -> HttpResponse:
    town = Body.objects.filter(home=True).first()
    bodies = Organization.objects.living().filter(body=town).order_by("name").values_list("name", flat=True)
    context = {
        "form": form,
        "proposal": form.proposal,
        "bodies": dict.fromkeys(bodies),
        "askers": passages.askers(town) if form.asks_further else [],
    }
    return render(request, "motions/imports_settle.html", context)
