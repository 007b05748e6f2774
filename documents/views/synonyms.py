"""The words that mean the same to the search: everybody reads the list, the office writes it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from council.requests import SignedInRequest
from council.views import doors
from documents import may
from documents.actions import synonyms as acts
from documents.forms.synonyms import SynonymsForm
from documents.search import synonyms


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """Show which words a search takes for the same."""
    kept = synonyms.kept()
    context = {"groups": synonyms.groups(kept.text), "is_own": kept.number > 0}
    return render(request, "documents/synonyms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: SignedInRequest) -> HttpResponse:
    """Write the list anew; `?supplied` begins with the one that comes with the product."""
    may.keep_synonyms(request.user)
    kept = synonyms.kept()
    text = synonyms.supplied() if "supplied" in request.GET else kept.text
    form = SynonymsForm(doors.typed(request), initial={"text": text, "version": kept.number})
    if form.is_valid():
        acts.revise(form.cleaned_data["text"], version=form.cleaned_data["version"], by=request.user)
        messages.success(request, "Gespeichert. Ab jetzt wird so gesucht.")
        return doors.see(reverse("synonyms"))
    context = {"form": form, "is_own": kept.number > 0}
    return render(request, "documents/synonyms_revise.html", context, status=doors.REFUSED if form.errors else 200)
