"""Pages on which a notice (Mitteilung, Bericht) is written, released and withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from council import life
from council.requests import SignedInRequest
from documents import text
from documents.models import Paper
from documents.states import PaperState
from documents.views import papers as paper_pages
from motions import drafts
from motions.actions import notices
from motions.forms import notices as forms
from motions.forms.writing import WithdrawalForm
from motions.may import notices as may
from motions.states import NOTICES
from motions.views import writing

RELEASED = "Das ist freigegeben; der Text steht fest."

KIND = writing.Kind(
    name="notice",
    noun="Mitteilung",
    form=forms.NoticeForm,
    typing=forms.AutosaveForm,
    compose=lambda typed: drafts.tidy(typed.get("body_text", "")),
    compared=("name", "body_text", "plain_summary"),
    handed_in=RELEASED,
    onward="Weiter zur Freigabe",
    end="Freigeben",
)


def _notice(request: SignedInRequest, key: str) -> Paper:
    rows = Paper.objects.visible_to(request.user).filter(paper_type__in=NOTICES, scratch__isnull=False)
    return get_object_or_404(rows.select_related("body", "under_direction_of"), key=key)


def _own_draft(request: SignedInRequest, key: str) -> Paper:
    paper = _notice(request, key)
    may.edit(request.user, paper)
    if paper.state != PaperState.DRAFT:
        raise life.WrongState(RELEASED)
    return paper


def _overline(paper: Paper) -> str:
    return f"{paper.kind_label} · {paper.under_direction_of}"


def new(request: SignedInRequest) -> HttpResponse:
    """Begin a notice."""
    may.draft(request.user)
    form = forms.StartForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = notices.draft(by=request.user, **form.cleaned_data)
        return redirect("notice-edit", made.key)
    words = {
        "title": "Neue Mitteilung",
        "lead": "Über eine Mitteilung wird nicht abgestimmt: Die Versammlung nimmt sie zur Kenntnis.",
    }
    return render(request, "motions/writing_new.html", {"form": form} | words)


def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Write the draft; who began from an older state sees both texts and nothing is overwritten."""
    paper = _own_draft(request, key)

    def keep(wording: Any, revision: int) -> None:
        notices.revise(paper, wording=wording, revision=revision, by=request.user)

    return writing.edit(request, KIND, paper, overline=_overline(paper), keep=keep)


@require_POST
def autosave(request: SignedInRequest, key: str) -> HttpResponse:
    """Keep what is being typed, as a script sends it every few seconds."""
    paper = _notice(request, key)
    may.edit(request.user, paper)
    return writing.autosave(request, KIND, paper)


@require_safe
def preview(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the draft as it will read."""
    paper = _own_draft(request, key)
    return writing.preview(request, KIND, paper, overline=_overline(paper))


def release(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what is released and to whom; then release it under its number."""
    paper = _own_draft(request, key)
    context = writing.last_look(
        KIND,
        paper,
        overline=_overline(paper),
        title=f"{paper.kind_label} freigeben",
        lead="Mit der Freigabe bekommt der Text eine Nummer und steht fest. Das Büro setzt ihn auf die Tagesordnung.",
        submit="Jetzt freigeben",
    )
    written = writing.as_written(KIND, paper)
    if not written.is_valid():
        return writing.unfit(request, "motions/writing_submit.html", written, context)
    wording = written.wording()
    form = forms.ReleaseForm(request.POST or None, initial={"revision": writing.scratch_of(paper).revision})
    if request.method == "POST" and form.is_valid():
        made = notices.release(
            paper,
            wording=wording,
            revision=form.cleaned_data["revision"],
            public=form.cleaned_data["readers"] == forms.EVERYONE,
            by=request.user,
            on=timezone.localdate(),
        )
        messages.success(request, f"Freigegeben unter der Nummer {made.reference}.")
        paper_pages.say_what_waits(request, made)
        return redirect(made)
    context |= {
        "form": form,
        "faults": notices.missing(wording),
        "wording": wording,
        "facts": [("Wer teilt mit", paper.under_direction_of)],
        "blocks": text.blocks(wording.text),
    }
    return render(request, "motions/writing_submit.html", context)


def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Withdraw the notice."""
    paper = _notice(request, key)
    may.withdraw(request.user, paper)
    if not life.can(paper, "withdraw"):
        raise life.WrongState(f"Der Stand ist „{paper.get_state_display()}“; zurückziehen lässt sich nichts.")
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notices.withdraw(paper, by=request.user)
        messages.success(request, f"{paper.kind_label} zurückgezogen.")
        return redirect(paper)
    words = {
        "title": f"{paper.kind_label} zurückziehen",
        "lead": "Was zurückgezogen ist, kommt auf keine Tagesordnung mehr. Das lässt sich nicht rückgängig machen.",
        "submit": "Zurückziehen",
    }
    return render(request, "motions/motion_form.html", {"paper": paper, "form": form} | words)
