"""Pages on which the proposal of a district council is written, handed in, put on an agenda, read out, withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from council import life
from council.may import manage_agenda
from council.requests import SignedInRequest
from documents import text
from documents.states import PaperState
from documents.views import papers as paper_pages
from motions import drafts, filing
from motions.actions import district_proposals as proposals
from motions.forms import district_proposals as forms
from motions.forms.writing import HandingInForm, WithdrawalForm
from motions.may import district_proposals as may
from motions.models import DistrictProposal
from motions.views import motion_facts, receipts, writing

HANDED_IN = "Der Vorschlag ist eingereicht; sein Text steht fest."


def _compose(typed: dict[str, str]) -> str:
    return drafts.join([(proposals.PROPOSAL, typed.get("proposal", "")), (drafts.REASONS, typed.get("reasons", ""))])


KIND = writing.Kind(
    name="district-proposal",
    noun="Vorschlag",
    form=forms.DistrictProposalForm,
    typing=forms.AutosaveForm,
    compose=_compose,
    compared=("name", "proposal", "reasons", "plain_summary"),
    handed_in=HANDED_IN,
)


def _proposal(request: SignedInRequest, key: str) -> DistrictProposal:
    rows = DistrictProposal.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("paper__body", "council", "handed_in", "aimed_at"), paper__key=key)


def _own_draft(request: SignedInRequest, key: str) -> DistrictProposal:
    proposal = _proposal(request, key)
    may.edit(request.user, proposal)
    if proposal.paper.state != PaperState.DRAFT:
        raise life.WrongState(HANDED_IN)
    return proposal


def _overline(proposal: DistrictProposal) -> str:
    return f"Vorschlag · {proposal.council}"


def new(request: SignedInRequest) -> HttpResponse:
    """Begin a proposal."""
    may.draft(request.user)
    form = forms.StartForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = proposals.draft(by=request.user, **form.cleaned_data)
        return redirect("district-proposal-edit", made.paper.key)
    words = {
        "title": "Neuer Vorschlag des Ortsbeirats",
        "lead": "Die Versammlung hört ihn unter dem Punkt „Vorschläge der Ortsbeiräte“ (HGO § 82 Abs. 3).",
    }
    return render(request, "motions/writing_new.html", {"form": form} | words)


def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Write the draft; who began from an older state sees both texts and nothing is overwritten."""
    proposal = _own_draft(request, key)

    def keep(wording: Any, revision: int) -> None:
        proposals.revise(proposal, wording=wording, revision=revision, by=request.user)

    return writing.edit(request, KIND, proposal.paper, overline=_overline(proposal), keep=keep)


@require_POST
def autosave(request: SignedInRequest, key: str) -> HttpResponse:
    """Keep what is being typed, as a script sends it every few seconds."""
    proposal = _proposal(request, key)
    may.edit(request.user, proposal)
    return writing.autosave(request, KIND, proposal.paper)


@require_safe
def preview(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the draft as it will read."""
    proposal = _own_draft(request, key)
    return writing.preview(request, KIND, proposal.paper, overline=_overline(proposal))


def submit(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what will be handed in and for which meeting; then hand it in."""
    proposal = _own_draft(request, key)
    now, paper = timezone.now(), proposal.paper
    context = writing.last_look(
        KIND,
        paper,
        overline=_overline(proposal),
        title="Vorschlag einreichen",
        lead="Lesen Sie noch einmal, was eingereicht wird. Danach steht der Text fest, und das Büro prüft ihn.",
        submit="Jetzt einreichen",
    )
    written = writing.as_written(KIND, paper)
    if not written.is_valid():
        return writing.unfit(request, "motions/writing_submit.html", written, context)
    wording = written.wording()
    form = HandingInForm(request.POST or None, initial={"revision": writing.scratch_of(paper).revision})
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        proposals.submit(proposal, wording=wording, revision=revision, by=request.user, at=now)
        return redirect("district-proposal-receipt", paper.key)
    context |= {
        "form": form,
        "faults": proposals.missing(wording, council=proposal.council),
        "wording": wording,
        "facts": [("Eingebracht von", proposal.council)],
        "blocks": text.blocks(wording.text),
        "deadline": motion_facts.deadline(filing.lateness(filing.assembly(), at=now), on=now),
    }
    return render(request, "motions/writing_submit.html", context)


@require_safe
def receipt(request: SignedInRequest, key: str, template: str = "motions/receipt.html") -> HttpResponse:
    """Confirm what was handed in, when and by whom: full text and hash."""
    return receipts.page(request, _receipt(_proposal(request, key)), template=template)


@require_safe
def receipt_text(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the text handed in, byte for byte, so that anybody can compute its hash."""
    return receipts.as_text(_receipt(_proposal(request, key)))


@require_safe
def receipt_pdf(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the receipt as PDF."""
    return receipts.as_pdf(_receipt(_proposal(request, key)))


def _receipt(proposal: DistrictProposal) -> receipts.Receipt:
    return receipts.Receipt(
        name=KIND.name,
        word="Vorschlag des Ortsbeirats",
        paper=proposal.paper,
        handed_in=proposal.handed_in,
        deadline_met=proposal.deadline_met,
        aimed_at=proposal.aimed_at,
        back=proposal.get_absolute_url(),
    )


@require_POST
def admit(request: SignedInRequest, key: str) -> HttpResponse:
    """Admit the proposal under its number."""
    made = proposals.admit(_proposal(request, key), by=request.user, on=timezone.localdate())
    paper_pages.say_admitted(request, made.paper)
    return redirect(made.paper)


def place(request: SignedInRequest, key: str) -> HttpResponse:
    """Put the proposal under the standing item of a meeting."""
    proposal = _proposal(request, key)
    manage_agenda(request.user)
    if not life.can(proposal.paper, "schedule"):
        state = proposal.paper.get_state_display()
        raise life.WrongState(f"Der Stand ist „{state}“; auf eine Tagesordnung kommt, was zugelassen ist.")
    form = forms.PlaceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        item = proposals.place(proposal, meeting=form.cleaned_data["meeting"], by=request.user)
        messages.success(request, f"Der Vorschlag steht auf der Tagesordnung: {item.meeting}.")
        return redirect(proposal.paper)
    words = {
        "title": f"Unter „{proposals.STANDING_ITEM}“ setzen",
        "lead": "Zur Wahl stehen die Sitzungen der Versammlung, deren Tagesordnung diesen Punkt noch offen hat.",
        "submit": "Auf die Tagesordnung setzen",
    }
    return _page(request, proposal, form, **words)


@require_POST
def read_out(request: SignedInRequest, key: str) -> HttpResponse:
    """Record that the statement was read out."""
    made = proposals.read_out(_proposal(request, key), by=request.user)
    messages.success(request, "Vermerkt: Die Stellungnahme ist verlesen.")
    return redirect(made.paper)


def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Withdraw the proposal."""
    proposal = _proposal(request, key)
    may.edit(request.user, proposal)
    if not life.can(proposal.paper, "withdraw"):
        raise life.WrongState(f"Der Stand ist „{proposal.paper.get_state_display()}“; zurückziehen lässt sich nichts.")
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proposals.withdraw(proposal, by=request.user)
        messages.success(request, "Der Vorschlag ist zurückgezogen.")
        return redirect(proposal.paper)
    words = {
        "title": "Vorschlag zurückziehen",
        "lead": "Ein zurückgezogener Vorschlag wird nicht behandelt. Das lässt sich nicht rückgängig machen.",
        "submit": "Zurückziehen",
    }
    return _page(request, proposal, form, **words)


def _page(request: SignedInRequest, proposal: DistrictProposal, form: Any, **words: str) -> HttpResponse:
    return render(request, "motions/motion_form.html", {"paper": proposal.paper, "form": form} | words)
