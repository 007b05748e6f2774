"""The page on which the office sets right which passage answers which question, and who asked further."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from council.requests import SignedInRequest
from motions.actions import passages
from motions.forms.passages import MOST_FOLLOW_UPS, PassagesForm, askers, passages_on_a_page
from motions.may import inquiries as may
from motions.models import Answer, FollowUp, Inquiry, Passage
from motions.views import inquiries


def correct(request: SignedInRequest, key: str) -> HttpResponse:
    """Link passages and questions anew, and name who asked further."""
    inquiry = inquiries.found(request, key)
    may.correct_links(request.user, inquiry)
    shown = _passages(request, inquiry)
    form = PassagesForm(request.POST or None, inquiry=inquiry, passages=list(shown), followups=_followups(inquiry))
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        changed = passages.correct(
            inquiry, passages=form.passages(), followups=form.asked(), by=request.user, version=clean["version"]
        )
        messages.success(request, "Die Zuordnung ist berichtigt." if changed else "Es war nichts zu ändern.")
        return redirect(inquiry.paper)
    context = {"form": form, "inquiry": inquiry, "page": shown, "askers": askers(inquiry.paper.body)}
    return render(request, "motions/passages.html", context)


def _passages(request: SignedInRequest, inquiry: Inquiry) -> Page[Passage]:
    """The passages of the answers this person reads, as many as fit on a page."""
    answers = Answer.objects.visible_to(request.user).filter(inquiry=inquiry)
    rows = Passage.objects.filter(answer__in=answers).order_by("answer__given_on", "answer", "number")
    on_a_page = passages_on_a_page(len(inquiry.questions.all()))
    return Paginator(rows.prefetch_related("questions"), on_a_page).get_page(request.GET.get("page"))


def _followups(inquiry: Inquiry) -> Sequence[FollowUp]:
    rows = inquiry.followups.select_related("asker_organization", "asker_person", "question").order_by("number")
    return list(rows[:MOST_FOLLOW_UPS])
