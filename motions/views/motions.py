"""Pages on which a motion is written, read over, handed in and withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from council import life
from council.requests import SignedInRequest
from documents import text
from documents.models import Paper
from documents.states import PaperState
from motions import drafts, filing
from motions.actions import motions, movers
from motions.forms import motions as forms
from motions.forms.writing import HandingInForm
from motions.may import motions as may
from motions.models import JointDraft, Motion
from motions.views import motion_facts, mover_facts, receipts, writing

JOINT = "Dieser Entwurf wird inzwischen gemeinsam geschrieben. Es wurde nichts überschrieben."
HANDED_IN = "Der Antrag ist eingereicht; sein Text steht fest."


def _compose(typed: dict[str, str]) -> str:
    parts = drafts.Parts(typed.get("resolution", ""), typed.get("reasons", ""))
    return drafts.compose(parts, oral=bool(typed.get("oral_reasons")))


KIND = writing.Kind(
    name="motion",
    noun="Antrag",
    form=forms.MotionForm,
    typing=forms.AutosaveForm,
    compose=_compose,
    compared=("name", "resolution", "reasons", "plain_summary"),
    handed_in=HANDED_IN,
)
NEW = {
    "title": "Neuer Antrag",
    "lead": "Die Art bestimmt die Eingangsformel. Den Entwurf sehen nur Sie, bis Sie ihn zeigen oder einreichen.",
}
LAST_LOOK = {
    "title": "Antrag einreichen",
    "lead": "Lesen Sie noch einmal, was eingereicht wird. Danach steht der Text fest, und das Büro prüft ihn.",
    "submit": "Jetzt einreichen",
}


def load(request: SignedInRequest, key: str) -> Motion:
    """The motion, if this person may read it; else not found."""
    rows = Motion.objects.visible_to(request.user)
    rows = rows.select_related("paper__body", "mover", "target", "handed_in", "aimed_at", "refiled_from")
    return get_object_or_404(rows, paper__key=key)


def own(request: SignedInRequest, key: str) -> Motion:
    """The motion for its author; refused to all others."""
    motion = load(request, key)
    may.edit(request.user, motion)
    return motion


def own_draft(request: SignedInRequest, key: str) -> Motion:
    """The draft for its author; refused once it is handed in."""
    motion = own(request, key)
    if motion.paper.state != PaperState.DRAFT:
        raise life.WrongState(HANDED_IN)
    return motion


@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """Show a motion to those who read it before it is a paper for them: factions asked to join, and the chair."""
    motion = load(request, key)
    if Paper.objects.visible_to(request.user).filter(pk=motion.pk).exists():
        return redirect(motion.paper)
    newest = motions.newest_text(motion)
    context = {"paper": motion.paper, "blocks": text.blocks(newest.text)}
    return render(request, "motions/motion_show.html", context | motion_facts.of_motion(motion, request.user))


def new(request: SignedInRequest) -> HttpResponse:
    """Begin a motion: its kind gives the opening formula."""
    may.draft(request.user)
    form = forms.StartForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = motions.draft(by=request.user, **form.cleaned_data)
        return redirect("motion-edit", made.paper.key)
    return render(request, "motions/writing_new.html", {"form": form} | NEW)


def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Write the draft; who began from an older state sees both texts and nothing is overwritten."""
    motion = own_draft(request, key)

    def keep(wording: Any, revision: int) -> None:
        motions.revise(motion, wording=wording, revision=revision, by=request.user)

    return writing.edit(request, KIND, motion.paper, overline=overline(motion), keep=keep)


@require_POST
def autosave(request: SignedInRequest, key: str) -> HttpResponse:
    """Keep what is being typed, as a script sends it every few seconds; refuse what began from an older state."""
    paper = own(request, key).paper
    if JointDraft.objects.filter(pk=paper.pk).exists():
        return JsonResponse({"problem": JOINT, "conflict": True}, status=409)
    return writing.autosave(request, KIND, paper)


@require_safe
def preview(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the draft as it will read."""
    motion = own_draft(request, key)
    return writing.preview(request, KIND, motion.paper, overline=overline(motion))


def overline(motion: Motion) -> str:
    """What stands above the title of its pages: its kind and for whom it is brought in."""
    kind = motion.get_kind_display()
    return f"{kind} · {motion.mover}" if motion.mover else kind


@require_POST
def show_to_faction(request: SignedInRequest, key: str) -> HttpResponse:
    """Let the own faction read the draft."""
    made = movers.show_to_faction(own(request, key), by=request.user)
    messages.success(request, "Ihre Fraktion sieht den Entwurf jetzt und kann mitzeichnen.")
    return redirect(made.paper)


@require_POST
def keep_private(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the draft back from the faction."""
    made = movers.keep_private(own(request, key), by=request.user)
    messages.success(request, "Den Entwurf sehen wieder nur Sie.")
    return redirect(made.paper)


def submit(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what will be handed in, by whom and for which meeting; then hand it in."""
    motion = own_draft(request, key)
    may.submit(request.user, motion)
    scratch = motion.scratch
    written = writing.as_written(KIND, motion.paper)
    now = timezone.now()
    context = {"motion": motion} | writing.last_look(KIND, motion.paper, overline=overline(motion), **LAST_LOOK)
    if not written.is_valid():
        return writing.unfit(request, "motions/motion_submit.html", written, context)
    wording = written.wording()
    form = HandingInForm(request.POST or None, initial={"revision": scratch.revision})
    if request.method == "POST" and form.is_valid():
        motions.submit(motion, wording=wording, revision=form.cleaned_data["revision"], by=request.user, at=now)
        return redirect("motion-receipt", motion.paper.key)
    named = mover_facts.of_text(motion, sha256=wording.sha256)
    bodies = {motion.mover_id, *(joint.organization_id for joint in named["factions"])} - {None}
    context |= named | {
        "form": form,
        "faults": motions.missing(wording),
        "wording": wording,
        "overline": drafts.MotionKind(wording.kind).label,
        "blocks": text.blocks(wording.text),
        "deadline": motion_facts.deadline(filing.lateness(wording.target or filing.assembly(), at=now), on=now),
        "blocking": filing.rejected_before(
            wording.name, factions=[pk for pk in bodies if pk], on=timezone.localdate(now), but=motion.pk
        ),
    }
    return render(request, "motions/motion_submit.html", context)


@require_safe
def receipt(request: SignedInRequest, key: str, template: str = "motions/receipt.html") -> HttpResponse:
    """Confirm what was handed in, when and by whom: full text and hash."""
    return receipts.page(request, _receipt(load(request, key)), template=template)


@require_safe
def receipt_text(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the text handed in, byte for byte, so that anybody can compute its hash."""
    return receipts.as_text(_receipt(load(request, key)))


@require_safe
def receipt_pdf(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the receipt as PDF."""
    return receipts.as_pdf(_receipt(load(request, key)))


def _receipt(motion: Motion) -> receipts.Receipt:
    return receipts.Receipt(
        name="motion",
        word=str(motion.get_kind_display()),
        paper=motion.paper,
        handed_in=motion.handed_in,
        deadline_met=motion.deadline_met,
        aimed_at=motion.aimed_at,
        back=motion.get_absolute_url(),
    )


def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Withdraw the motion for all who brought it in."""
    motion = own(request, key)
    if not life.can(motion.paper, "withdraw"):
        raise life.WrongState(f"Der Stand ist „{motion.paper.get_state_display()}“; zurückziehen lässt sich nichts.")
    form = forms.WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        motions.withdraw(motion, by=request.user)
        messages.success(request, "Der Antrag ist zurückgezogen.")
        return redirect(motion.paper)
    named = ", ".join(map(str, motion.paper.originators.select_related("person", "organization").order_by("order")))
    context = {
        "title": "Antrag zurückziehen",
        "lead": f"Eingebracht von: {named}. Ein zurückgezogener Antrag kommt nicht zur Abstimmung.",
        "submit": "Zurückziehen",
    }
    return page(request, motion, form, **context)


def page(request: SignedInRequest, motion: Motion, form: Any, **context: str) -> HttpResponse:
    """A page with one form about a motion."""
    return render(
        request, "motions/motion_form.html", {"motion": motion, "paper": motion.paper, "form": form, **context}
    )
