"""Pages on which an amendment is written block by block, read over, handed in, taken over and withdrawn."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from council import life, unjournaled
from council.requests import SignedInRequest
from council.templatetags.council import clock
from documents import text
from documents.models import Paper
from documents.states import PaperState
from motions import slate
from motions.actions import amendments, movers, writing
from motions.amending.edits import Unfit
from motions.amending.parent import Parent
from motions.forms import amendments as forms
from motions.forms.writing import HandingInForm
from motions.may import amendments as may
from motions.models import Amendment
from motions.views import amendment_facts, mover_facts, receipts

HANDED_IN = "Der Änderungsantrag ist eingereicht; sein Text steht fest."


def load(request: SignedInRequest, key: str) -> Amendment:
    """The amendment, if this person may read it and the text it changes; else not found."""
    rows = Amendment.objects.visible_to(request.user)
    rows = rows.select_related("paper__superordinate__body", "paper__body", "mover", "parent_version", "handed_in")
    found = get_object_or_404(rows, paper__key=key)
    get_object_or_404(Paper.objects.visible_to(request.user), pk=found.paper.superordinate_id)
    return found


def own(request: SignedInRequest, key: str) -> Amendment:
    """The amendment for its author; refused to all others."""
    amendment = load(request, key)
    may.edit(request.user, amendment)
    return amendment


def own_draft(request: SignedInRequest, key: str) -> Amendment:
    """The draft for its author; refused once it is handed in."""
    amendment = own(request, key)
    if amendment.paper.state != PaperState.DRAFT:
        raise life.WrongState(HANDED_IN)
    return amendment


@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """Show an amendment to the chair before it is a paper for them; others are led to its paper."""
    amendment = load(request, key)
    if Paper.objects.visible_to(request.user).filter(pk=amendment.pk).exists():
        return redirect(amendment.paper)
    context = {"paper": amendment.paper} | amendment_facts.of_amendment(amendment, request.user)
    return render(request, "motions/amendment_show.html", context)


def new(request: SignedInRequest, key: str) -> HttpResponse:
    """Begin an amendment of a paper's text."""
    main = get_object_or_404(Paper.objects.visible_to(request.user).select_related("body"), key=key)
    may.draft(request.user, main)
    if refusal := slate.refusal(main):
        raise life.WrongState(refusal)
    form = forms.StartForm(request.POST or None, user=request.user, main=main)
    if request.method == "POST" and form.is_valid():
        made = amendments.draft(main, by=request.user, **form.cleaned_data)
        return redirect("amendment-edit", made.paper.key)
    return render(request, "motions/amendment_new.html", {"form": form, "main": main})


def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Write the draft; who began from an older state sees both texts and nothing is overwritten."""
    amendment = own_draft(request, key)
    scratch = amendment.scratch
    form = _form(request, amendment, forms.AmendmentForm, kept=scratch.content, revision=scratch.revision)
    if request.method == "POST" and form.is_valid():
        try:
            revision = form.cleaned_data["revision"]
            amendments.revise(amendment, wording=form.wording(), revision=revision, by=request.user)
        except life.Stale:
            return _conflict(request, amendment, typed=form.typed())
        return _onward(request, amendment)
    context = _editor(amendment, form) | {"scratch": scratch}
    return render(request, "motions/amendment_edit.html", context)


def _form(
    request: SignedInRequest,
    amendment: Amendment,
    form: type[forms.AmendmentForm],
    *,
    kept: dict[str, str],
    revision: int,
) -> forms.AmendmentForm:
    return form(
        request.POST or None,
        parent=Parent(amendment.parent_version.text),
        kept=kept,
        part=_part(request.GET.get("teil", "")),
        initial={"revision": revision},
    )


def _editor(amendment: Amendment, form: forms.AmendmentForm) -> dict[str, Any]:
    main = amendment.paper.superordinate
    base = slate.base_of(main) if main is not None else None
    return {
        "form": form,
        "amendment": amendment,
        "paper": amendment.paper,
        "main": main,
        "rows": list(form.rows()),
        "pages": range(1, form.parts + 1),
        "left": form.kept.get("left", ""),
        "outdated": base is not None and base.pk != amendment.parent_version_id,
        "refusal": slate.refusal(main) if main is not None else "",
    }


def _part(wanted: str) -> int:
    return int(wanted) if re.fullmatch(r"\d{1,4}", wanted, flags=re.ASCII) else 1


def _onward(request: SignedInRequest, amendment: Amendment) -> HttpResponse:
    wanted = request.POST.get("next", "")
    if found := re.fullmatch(r"teil-(\d{1,4})", wanted, flags=re.ASCII):
        return redirect(f"{reverse('amendment-edit', args=[amendment.paper.key])}?teil={found[1]}")
    leads_to = {"preview": "amendment-preview", "submit": "amendment-submit"}.get(wanted)
    if leads_to is None:
        messages.success(request, "Der Entwurf ist gespeichert.")
    return redirect(leads_to or "amendment-edit", amendment.paper.key)


def _conflict(request: SignedInRequest, amendment: Amendment, *, typed: dict[str, str]) -> HttpResponse:
    """Show both texts; saving the own one afterwards is a decision made with open eyes."""
    scratch = amendment.scratch
    form = forms.AmendmentForm(
        parent=Parent(amendment.parent_version.text),
        kept=typed,
        part=_part(request.GET.get("teil", "")),
        initial={"revision": scratch.revision},
    )
    names = [name for name in form.fields if typed.get(name, "") != scratch.content.get(name, "")]
    differences = [
        (str(form.fields[name].label), typed.get(name, ""), scratch.content.get(name, ""))
        for name in names
        if name != "revision"
    ]
    context = _editor(amendment, form) | {"scratch": scratch, "differences": differences}
    return render(request, "motions/amendment_conflict.html", context, status=409)


@require_POST
def autosave(request: SignedInRequest, key: str) -> HttpResponse:
    """Keep what is being typed, as a script sends it every few seconds; refuse what began from an older state."""
    amendment = own(request, key)
    if amendment.paper.state != PaperState.DRAFT:
        return JsonResponse({"problem": HANDED_IN}, status=409)
    scratch = amendment.scratch
    form = _form(request, amendment, forms.AutosaveForm, kept=scratch.content, revision=scratch.revision)
    if not form.is_valid():
        problem = next((str(errors[0]) for errors in form.errors.values()), "Das Formular war leer.")
        return JsonResponse({"problem": problem}, status=422)
    revision = form.cleaned_data["revision"]
    if not unjournaled.keep_scratch(scratch, revision=revision, content=form.typed()):
        return JsonResponse({"problem": writing.STALE, "conflict": True}, status=409)
    return JsonResponse({"revision": revision + 1, "kept_at": clock(timezone.now())})


@require_POST
def carry_over(request: SignedInRequest, key: str) -> HttpResponse:
    """Go on writing on the newest version of the main text."""
    amendment = own(request, key)
    amendments.carry_over(amendment, by=request.user)
    messages.success(
        request, "Ihre Änderungen stehen jetzt an der neuen Fassung. Bitte lesen Sie sie noch einmal durch."
    )
    return redirect("amendment-edit", amendment.paper.key)


@require_safe
def preview(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the draft as a synopsis: old, new, reason."""
    amendment = own_draft(request, key)
    context = {"amendment": amendment, "paper": amendment.paper, "main": amendment.paper.superordinate}
    return render(request, "motions/amendment_preview.html", context | _read_over(amendment))


def _read_over(amendment: Amendment) -> dict[str, Any]:
    """The draft as it is kept: its wording, synopsis and text, or the sentence that says why it does not fit."""
    scratch = amendment.scratch
    context: dict[str, Any] = {"scratch": scratch, "content": scratch.content}
    base = amendment.parent_version
    try:
        wording = forms.wording_of(scratch.content, parent=Parent(base.text))
        shown = amendment_facts.lines(wording.edits, parent=base.text, reason=wording.reason) if wording.edits else []
    except Unfit as problem:
        return context | {"problem": str(problem)}
    assert amendment.paper.superordinate is not None
    canonical = text.normalise(wording.text(amendment.paper.superordinate, base))
    return context | {"wording": wording, "lines": shown, "blocks": text.blocks(canonical)}


@require_POST
def show_to_faction(request: SignedInRequest, key: str) -> HttpResponse:
    """Let the own faction read the draft."""
    made = movers.show_to_faction(own(request, key), by=request.user)
    messages.success(request, "Ihre Fraktion sieht den Entwurf jetzt.")
    return redirect(made.paper)


@require_POST
def keep_private(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the draft back from the faction."""
    made = movers.keep_private(own(request, key), by=request.user)
    messages.success(request, "Den Entwurf sehen wieder nur Sie.")
    return redirect(made.paper)


def submit(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what will be handed in and by whom; then hand it in."""
    amendment = own_draft(request, key)
    may.submit(request.user, amendment)
    context = _read_over(amendment) | {
        "amendment": amendment,
        "paper": amendment.paper,
        "main": amendment.paper.superordinate,
    }
    wording = context.get("wording")
    context |= mover_facts.of_text(amendment, sha256=_sha256(amendment, wording))
    faults = [context["problem"]] if wording is None else amendments.missing(wording)
    form = HandingInForm(request.POST or None, initial={"revision": context["scratch"].revision})
    if request.method == "POST" and wording is not None and form.is_valid():
        amendments.submit(amendment, wording=wording, revision=form.cleaned_data["revision"], by=request.user)
        return redirect("amendment-receipt", amendment.paper.key)
    return render(request, "motions/amendment_submit.html", context | {"faults": faults, "form": form})


def _sha256(amendment: Amendment, wording: amendments.Wording | None) -> str:
    """The hash of the text that will be handed in; nothing that anybody agreed to while none can be."""
    assert amendment.paper.superordinate is not None
    said = wording.text(amendment.paper.superordinate, amendment.parent_version) if wording else ""
    return hashlib.sha256(text.normalise(said).encode()).hexdigest()


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


def _receipt(amendment: Amendment) -> receipts.Receipt:
    return receipts.Receipt(
        name="amendment",
        word="Änderungsantrag",
        paper=amendment.paper,
        handed_in=None if amendment.paper.state == PaperState.DRAFT else amendment.handed_in,
        deadline_met=None,
        aimed_at=None,
        back=amendment.get_absolute_url(),
        changes=amendment.paper.superordinate,
    )


def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Withdraw the amendment before it is voted on."""
    amendment = own(request, key)
    if not life.can(amendment.paper, "withdraw"):
        state = amendment.paper.get_state_display()
        raise life.WrongState(f"Der Stand ist „{state}“; zurückziehen lässt sich nichts.")
    form = forms.WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        amendments.withdraw(amendment, by=request.user)
        messages.success(request, "Der Änderungsantrag ist zurückgezogen.")
        return redirect(amendment.paper)
    lead = "Über einen zurückgezogenen Änderungsantrag wird nicht abgestimmt."
    return page(request, amendment, form, title="Änderungsantrag zurückziehen", lead=lead, submit="Zurückziehen")


def take_over(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the amendment over into the main text."""
    amendment = load(request, key)
    may.take_over(request.user, amendment)
    if not life.can(amendment.paper, "take_over"):
        raise life.WrongState(
            f"Der Stand ist „{amendment.paper.get_state_display()}“; übernehmen lässt sich, was zur Abstimmung steht."
        )
    form = forms.TakeOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        amendments.take_over(amendment, by=request.user)
        messages.success(request, f"{amendment.label} ist übernommen; darüber wird nicht mehr abgestimmt.")
        return redirect(amendment.paper)
    lead = "Die Änderung wird Teil des Hauptantrags. Über sie allein wird dann nicht mehr abgestimmt."
    return page(request, amendment, form, title=f"{amendment.label} übernehmen", lead=lead, submit="Übernehmen")


@require_POST
def hand_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Undo that the amendment was taken over."""
    amendment = load(request, key)
    amendments.hand_back(amendment, by=request.user)
    messages.success(request, f"{amendment.label} ist nicht mehr übernommen; darüber wird abgestimmt.")
    return redirect(amendment.paper)


def page(request: SignedInRequest, amendment: Amendment, form: Any, **context: str) -> HttpResponse:
    """A page with one form about an amendment."""
    given = {"amendment": amendment, "paper": amendment.paper, "form": form, **context}
    return render(request, "motions/amendment_form.html", given)
