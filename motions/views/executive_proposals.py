"""Pages on which a Magistratsvorlage is written, co-signed, decided by the Magistrat, handed in, revised, withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from council import life
from council.may import Denied, allowed
from council.requests import SignedInRequest
from documents import text
from documents.states import PaperState
from documents.views import papers as paper_pages
from motions import filing
from motions.actions import executive_proposals as proposals
from motions.actions.writing import newest_text
from motions.forms import executive_proposals as forms
from motions.forms.writing import HandingInForm, WithdrawalForm
from motions.may import executive_proposals as may
from motions.models import CoSignature, Proposal
from motions.views import motion_facts, receipts, writing

HANDED_IN = "Die Vorlage ist kein Entwurf mehr; ihr Text steht fest."


def _compose(typed: dict[str, str]) -> str:
    return proposals.compose(typed.get("resolution", ""), typed.get("reasons", ""), typed)


KIND = writing.Kind(
    name="proposal",
    noun="Magistratsvorlage",
    form=forms.ProposalForm,
    typing=forms.AutosaveForm,
    compose=_compose,
    compared=("name", "resolution", "reasons", "plain_summary", *proposals.IMPACTS),
    handed_in=HANDED_IN,
    onward="Weiter zur Mitzeichnung",
    end="Mitzeichnung",
)


def _proposal(request: SignedInRequest, key: str) -> Proposal:
    rows = Proposal.objects.visible_to(request.user)
    rows = rows.select_related(
        "paper__body", "paper__under_direction_of", "office", "handed_in", "aimed_at", "decided_by__person"
    )
    return get_object_or_404(rows, paper__key=key)


def _own_draft(request: SignedInRequest, key: str) -> Proposal:
    proposal = _proposal(request, key)
    may.edit(request.user, proposal)
    if proposal.paper.state != PaperState.DRAFT:
        raise life.WrongState(HANDED_IN)
    return proposal


def _overline(proposal: Proposal) -> str:
    return f"Magistratsvorlage · {proposal.office}"


# Writing ----------------------------------------------------------------------------------------------------------


def new(request: SignedInRequest) -> HttpResponse:
    """Begin a Magistratsvorlage."""
    may.draft(request.user)
    form = forms.StartForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = proposals.draft(by=request.user, **form.cleaned_data)
        return redirect("proposal-edit", made.paper.key)
    words = {
        "title": "Neue Magistratsvorlage",
        "lead": "Den Entwurf sehen nur Sie, bis Sie ihn in die Mitzeichnung geben; dann auch Magistrat und Ämter.",
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


# Co-signing -------------------------------------------------------------------------------------------------------


def send_round(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what is sent round and choose the offices that co-sign, one after the other; then send it."""
    proposal = _own_draft(request, key)
    context = writing.last_look(
        KIND,
        proposal.paper,
        overline=_overline(proposal),
        title="In die Mitzeichnung geben",
        lead="Die Stellen zeichnen der Reihe nach mit. Solange steht der Text fest; Sie können ihn zurückholen.",
        submit="In die Mitzeichnung geben",
    )
    written = writing.as_written(KIND, proposal.paper)
    if not written.is_valid():
        return writing.unfit(request, "motions/writing_submit.html", written, context)
    wording = written.wording()
    form = forms.RoundForm(
        request.POST or None, proposal=proposal, initial={"revision": writing.scratch_of(proposal.paper).revision}
    )
    if request.method == "POST" and form.is_valid():
        proposals.send_round(
            proposal,
            wording=wording,
            revision=form.cleaned_data["revision"],
            offices=form.offices(),
            by=request.user,
        )
        messages.success(request, "Die Vorlage ist in der Mitzeichnung.")
        return redirect(proposal.paper)
    context |= {
        "form": form,
        "faults": proposals.missing(wording, on=timezone.localdate()),
        "wording": wording,
        "facts": _facts(wording.lead, closed=wording.closed),
        "blocks": text.blocks(wording.text),
    }
    return render(request, "motions/writing_submit.html", context)


def _facts(lead: object, *, closed: bool) -> list[tuple[str, object]]:
    return [("Federführung", lead), ("Beratung", "nichtöffentlich" if closed else "öffentlich")]


def _cosignature(request: SignedInRequest, key: str) -> CoSignature:
    """The place in the chain of this person's office whose turn it is; else the last of theirs."""
    proposal = _proposal(request, key)
    may.read_chain(request.user, proposal)
    mine = [row for row in proposals.chain(proposal) if allowed(may.cosign, request.user, row)]
    waiting = [row for row in mine if row.is_waiting]
    chosen = next(iter(waiting or mine), None)
    if chosen is None:
        raise Denied("Für eine Stelle zeichnet mit, wer ihr angehört.")
    return chosen


@require_POST
def sign(request: SignedInRequest, key: str) -> HttpResponse:
    """Co-sign for the own office."""
    made = proposals.sign(_cosignature(request, key), by=request.user)
    messages.success(request, f"{made.office} hat mitgezeichnet.")
    return redirect(made.proposal.paper)


def object_to(request: SignedInRequest, key: str) -> HttpResponse:
    """Object for the own office, with the reason."""
    cosignature = _cosignature(request, key)
    form = forms.ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = proposals.object_to(cosignature, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Der Einwand steht bei der Vorlage.")
        return redirect(made.proposal.paper)
    words = {
        "title": "Nicht mitzeichnen",
        "lead": f"{cosignature.office} hat einen Einwand. Er hält die Vorlage nicht auf, er geht mit in den Magistrat.",
        "submit": "Einwand erheben",
    }
    return _page(request, cosignature.proposal, form, **words)


@require_POST
def take_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the draft back to write on."""
    made = proposals.take_back(_proposal(request, key), by=request.user)
    messages.success(request, "Die Vorlage ist wieder Entwurf. Vor dem Magistrat wird sie noch einmal mitgezeichnet.")
    return redirect("proposal-edit", made.paper.key)


@require_POST
def present(request: SignedInRequest, key: str) -> HttpResponse:
    """Lay the draft before the Magistrat."""
    made = proposals.present(_proposal(request, key), by=request.user)
    messages.success(request, "Die Vorlage liegt dem Magistrat vor.")
    return redirect(made.paper)


# In the Magistrat, and from there to the assembly -----------------------------------------------------------------


def decide(request: SignedInRequest, key: str) -> HttpResponse:
    """Record what the Magistrat resolved."""
    proposal = _proposal(request, key)
    may.decide(request.user, proposal)
    _in_state(proposal, PaperState.MAGISTRAT_PENDING, "entschieden wird, was dem Magistrat vorliegt")
    form = forms.DecisionForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        made = proposals.decide(proposal, decision=clean["decision"], on=clean["decided_on"], by=request.user)
        messages.success(request, f"Eingetragen: {made.paper.get_state_display()}.")
        return redirect(made.paper)
    words = {
        "title": "Entscheidung des Magistrats",
        "lead": "Mit dem Beschluss steht der Text fest. Danach kann der Magistrat ihn in die Versammlung einbringen.",
        "submit": "Eintragen",
    }
    return _page(request, proposal, form, **words)


def submit(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what the Magistrat brings in and how it stands to the deadline; then hand it in."""
    proposal = _proposal(request, key)
    may.submit(request.user, proposal)
    _in_state(proposal, PaperState.MAGISTRAT_ADOPTED, "eingebracht wird, was der Magistrat beschlossen hat")
    now, paper = timezone.now(), proposal.paper
    form = HandingInForm(request.POST or None, initial={"revision": paper.version})
    if request.method == "POST" and form.is_valid():
        proposals.submit(proposal, by=request.user, at=now)
        return redirect("proposal-receipt", paper.key)
    context = {
        "kind": KIND,
        "paper": paper,
        "scratch": None,
        "overline": _overline(proposal),
        "title": "Vorlage einbringen",
        "crumb": "Einbringen",
        "lead": "Der Magistrat bringt sie in die Stadtverordnetenversammlung ein; das Büro prüft und nummeriert sie.",
        "submit": "Jetzt einbringen",
        "form": form,
        "wording": paper,
        "facts": _facts(paper.under_direction_of, closed=proposal.closed),
        "blocks": text.blocks(newest_text(paper).text),
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


def _receipt(proposal: Proposal) -> receipts.Receipt:
    return receipts.Receipt(
        name=KIND.name,
        word="Magistratsvorlage",
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


def file_anew(request: SignedInRequest, key: str) -> HttpResponse:
    """File a revised version (Neufassung); what came in first stays readable."""
    proposal = _proposal(request, key)
    may.revise(request.user, proposal)
    proposals.refuse_settled(proposal)
    initial = writing.scratch_of(proposal.paper).content | {"revision": proposal.paper.version}
    form = forms.ProposalForm(request.POST or None, paper=proposal.paper, initial=initial)
    if request.method == "POST" and form.is_valid():
        wording, version = form.wording(), form.cleaned_data["revision"]
        faults = proposals.missing(wording, on=timezone.localdate())
        if not faults:
            proposals.file_anew(proposal, wording=wording, version=version, by=request.user)
            messages.success(request, "Die Neufassung liegt vor; die frühere Fassung bleibt lesbar.")
            return redirect(proposal.paper)
        form.add_error(None, " ".join(faults))
    words = {
        "title": "Neufassung",
        "lead": "Sie ersetzt den Text unter derselben Nummer. Die frühere Fassung bleibt bei der Vorlage lesbar.",
        "submit": "Neufassung vorlegen",
    }
    return _page(request, proposal, form, **words)


def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Withdraw the proposal."""
    proposal = _proposal(request, key)
    may.withdraw(request.user, proposal)
    if not life.can(proposal.paper, "withdraw"):
        raise life.WrongState(f"Der Stand ist „{proposal.paper.get_state_display()}“; zurückziehen lässt sich nichts.")
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proposals.withdraw(proposal, by=request.user)
        messages.success(request, "Die Vorlage ist zurückgezogen.")
        return redirect(proposal.paper)
    words = {
        "title": "Vorlage zurückziehen",
        "lead": "Eine zurückgezogene Vorlage kommt nicht zur Abstimmung. Das lässt sich nicht rückgängig machen.",
        "submit": "Zurückziehen",
    }
    return _page(request, proposal, form, **words)


def _in_state(proposal: Proposal, state: str, sentence: str) -> None:
    if proposal.paper.state != state:
        raise life.WrongState(f"Der Stand ist „{proposal.paper.get_state_display()}“; {sentence}.")


def _page(request: SignedInRequest, proposal: Proposal, form: Any, **words: str) -> HttpResponse:
    return render(request, "motions/motion_form.html", {"paper": proposal.paper, "form": form} | words)
