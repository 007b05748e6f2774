"""Pages on which the office brings a plain text, sees what it seems to be, settles what is open, and takes it over."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.views.decorators.http import require_POST

from council.requests import SignedInRequest
from documents import may
from documents.models import Paper
from documents.states import PaperType
from motions.forms.imports import SettleForm, TextForm, kept
from motions.importing import decisions, matters, texts
from motions.importing.plain.proposal import Proposal, TextProblem
from motions.importing.plain.tables import DecisionProblem
from motions.states import AnswerMode

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
        settled = decisions.settle(proposal, decision=form.decision())
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
    proposal = form.proposal
    doubts = [texts.doubt(point) for point in proposal.open]
    context = {"form": form, "proposal": proposal, "facts": _facts(proposal), "doubts": doubts}
    return render(request, "motions/imports_settle.html", context)


def _facts(proposal: Proposal) -> list[tuple[str, str | None]]:
    """What was read, in words; None is shown as not stated."""
    meeting = proposal.meeting
    return [
        ("Art", PaperType(str(proposal.paper_type)).label),
        ("Titel", proposal.title),
        ("Nummer", proposal.reference),
        ("Datum", _day(proposal.date)),
        ("Gerichtet an", proposal.addressed_to),
        ("Eingebracht von", proposal.originator),
        ("Überwiesen an", proposal.referred_to),
        ("Antwort erbeten", _mode(proposal.answer_mode_requested)),
        ("Antwort gegeben", _mode(proposal.answer_mode_actual)),
        ("Sitzung", meeting.name if meeting else None),
        ("Tag der Sitzung", _day(meeting.date) if meeting else None),
        ("Gremium der Sitzung", meeting.body if meeting else None),
    ]


def _day(day: date | None) -> str | None:
    return formats.date_format(day, "j. F Y") if day else None


def _mode(mode: str | None) -> str | None:
    return str(AnswerMode(str(mode)).label) if mode else None
