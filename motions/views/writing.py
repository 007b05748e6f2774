"""The pages on which a draft is written, whatever its kind: edit with a choice on conflict, autosave, preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from council import life, unjournaled
from council.requests import SignedInRequest
from council.templatetags.council import clock
from documents import text
from documents.models import Paper
from documents.states import PaperState
from motions.actions import writing
from motions.forms.writing import WritingForm
from motions.models import Scratch


@dataclass(frozen=True)
class Kind:
    """What these pages need to know of a kind of paper; its addresses begin with `name`."""

    name: str
    noun: str
    form: type[WritingForm]
    typing: type[WritingForm]
    compose: Callable[[dict[str, str]], str]
    compared: tuple[str, ...]
    handed_in: str
    onward: str = "Weiter zum Einreichen"
    end: str = "Einreichen"
    last: str = "submit"  # the step after the preview

    def address(self, step: str, paper: Paper) -> str:
        """Where a step of this kind is taken."""
        return reverse(f"{self.name}-{step}", args=[paper.key])


Keep = Callable[[Any, int], None]  # wording and revision: the act that saves the draft


def scratch_of(paper: Paper) -> Scratch:
    """The draft as it is being written, read anew each time."""
    return Scratch.objects.get(paper=paper)


def as_written(kind: Kind, paper: Paper) -> Any:
    """The form filled with what was kept last, to be looked at once more before it is handed in."""
    scratch = scratch_of(paper)
    return kind.typing(scratch.content | {"revision": scratch.revision}, paper=paper)


def unfit(request: SignedInRequest, template: str, written: WritingForm, context: dict[str, Any]) -> HttpResponse:
    """Show on the page of handing in what makes the draft unfit for it."""
    faults = [str(error) for errors in written.errors.values() for error in errors]
    return render(request, template, context | {"faults": faults})


def edit(request: SignedInRequest, kind: Kind, paper: Paper, *, overline: str, keep: Keep) -> HttpResponse:
    """Write the draft; who began from an older state sees both texts and nothing is overwritten."""
    scratch = scratch_of(paper)
    initial = scratch.content | {"revision": scratch.revision}
    form: Any = kind.form(request.POST or None, paper=paper, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            keep(form.wording(), form.cleaned_data["revision"])
        except life.Stale:
            return conflict(request, kind, paper, typed=form.typed())
        return onward(request, kind, paper)
    context = context_of(kind, paper) | {"form": form, "scratch": scratch, "overline": overline}
    return render(request, "motions/writing_edit.html", context)


def autosave(request: SignedInRequest, kind: Kind, paper: Paper) -> HttpResponse:
    """Keep what is being typed; refuse what began from an older state."""
    form = kind.typing(request.POST, paper=paper)
    if paper.state != PaperState.DRAFT:
        return JsonResponse({"problem": kind.handed_in}, status=409)
    if not form.is_valid():
        problem = next(str(errors[0]) for errors in form.errors.values())
        return JsonResponse({"problem": problem}, status=422)
    revision = form.cleaned_data["revision"]
    if not unjournaled.keep_scratch(scratch_of(paper), revision=revision, content=form.typed()):
        return JsonResponse({"problem": writing.STALE, "conflict": True}, status=409)
    return JsonResponse({"revision": revision + 1, "kept_at": clock(timezone.now())})


def preview(request: SignedInRequest, kind: Kind, paper: Paper, *, overline: str) -> HttpResponse:
    """Show the draft as it will read."""
    scratch = scratch_of(paper)
    context = context_of(kind, paper) | {
        "scratch": scratch,
        "content": scratch.content,
        "blocks": text.blocks(kind.compose(scratch.content)),
        "overline": overline,
    }
    return render(request, "motions/writing_preview.html", context)


def last_look(kind: Kind, paper: Paper, **words: Any) -> dict[str, Any]:
    """What the page of handing in shows before it looks at the draft; `words` are its title, lead and button."""
    return {"kind": kind, "paper": paper, "scratch": scratch_of(paper), "edit_url": kind.address("edit", paper)} | words


def onward(request: SignedInRequest, kind: Kind, paper: Paper) -> HttpResponse:
    """Say that the draft is saved, or go to the step whose button was pressed."""
    step = request.POST.get("next", "")
    if step not in ("preview", kind.last):
        messages.success(request, "Der Entwurf ist gespeichert.")
        step = "edit"
    return redirect(kind.address(step, paper))


def conflict(
    request: SignedInRequest, kind: Kind, paper: Paper, *, typed: dict[str, str], more: dict[str, str] | None = None
) -> HttpResponse:
    """Show both texts; saving the own one afterwards is a decision made with open eyes. The form hides `more`."""
    scratch = scratch_of(paper)
    form = kind.form(paper=paper, initial=typed | {"revision": scratch.revision} | (more or {}))
    rows = [
        (str(form.fields[name].label), typed[name], str(scratch.content.get(name, "")))
        for name in kind.compared
        if typed[name].strip() != str(scratch.content.get(name, "")).strip()
    ]
    context = context_of(kind, paper) | {"form": form, "scratch": scratch, "rows": rows}
    return render(request, "motions/writing_conflict.html", context, status=409)


def context_of(kind: Kind, paper: Paper) -> dict[str, Any]:
    """What every page of a draft needs: its kind, the paper, and where each step is taken."""
    steps = ("edit", "autosave", "preview", "submit")
    return {"kind": kind, "paper": paper} | {f"{step}_url": kind.address(step, paper) for step in steps}
