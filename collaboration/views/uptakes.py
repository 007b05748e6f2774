"""The page on which a note becomes an amendment or a question."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from collaboration import may, passages
from collaboration.actions import uptakes
from collaboration.models import Note
from collaboration.views import notes as pages
from council import audiences, life
from council.may import allowed
from council.models import Organization
from council.requests import SignedInRequest
from council.views import doors
from motions import slate
from motions.forms.amendments import StartForm
from motions.may import amendments as amending


@require_http_methods(["GET", "HEAD", "POST"])
def use(request: SignedInRequest, key: str) -> HttpResponse:
    """Make an amendment or a question of a note in one step; the draft goes on in its own editor."""
    rows = Note.objects.visible_to(request.user).select_related("paper__body", "version_of_text", "file")
    note = get_object_or_404(rows, key=key)
    may.use(request.user, note)
    refusal = uptakes.NOT_OF_A_FILE if note.file_id else slate.refusal(note.paper)
    if not refusal and not allowed(amending.draft, request.user, note.paper):
        refusal = "Diesen Text können Sie nicht ändern."
    form = StartForm(doors.typed(request), user=request.user, main=note.paper)
    if request.method == "POST" and request.POST.get("into") == "inquiry":
        made = uptakes.into_inquiry(note, faction=_faction(request), by=request.user)
        return redirect("inquiry-edit", made.paper.key)
    if request.method == "POST" and refusal:
        raise life.WrongState(refusal)
    if request.method == "POST" and form.is_valid():
        amendment = uptakes.into_amendment(note, mover=form.cleaned_data["mover"], by=request.user)
        return redirect("amendment-edit", amendment.paper.key)
    context = {
        "note": note,
        "paper": note.paper,
        "passage": passages.of(note),
        "form": form,
        "refusal": refusal,
        "back": pages.place(note),
    }
    return render(request, "collaboration/notes/use.html", context)


def _faction(request: SignedInRequest) -> Organization | None:
    factions = audiences.standing_of(request.user).factions
    return Organization.objects.filter(pk__in=factions).order_by("pk").first()
