"""Pages on which those who asked assess an answer, and the Magistrat replies."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from council.requests import SignedInRequest
from council.views import doors
from motions.actions import assessments
from motions.forms.assessments import AssessmentForm, ReplyForm
from motions.may import assessments as may
from motions.views import inquiries


@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: SignedInRequest, key: str) -> HttpResponse:
    """Say what the askers think of the answer, or correct what they said."""
    inquiry = inquiries.found(request, key)
    may.assess(request.user, inquiry)
    last = inquiry.assessments.filter(replaced_by=None).first()
    initial = (
        {"verdict": last.verdict, "sentence": last.sentence, "evaded": last.evaded, "replaces": last.pk} if last else {}
    )
    form = AssessmentForm(doors.typed(request), inquiry=inquiry, initial=initial)
    if form.is_valid():
        assessments.assess(inquiry, by=request.user, **form.cleaned_data)
        messages.success(request, "Ihre Bewertung ist veröffentlicht. Der Magistrat kann erwidern.")
        return doors.see(f"{inquiry.paper.get_absolute_url()}#bewertung")
    lead = "Ihre Bewertung ist so öffentlich wie die Anfrage, mit Datum. Berichtigen können Sie sie durch eine neue."
    context = {"form": form, "inquiry": inquiry, "title": "Antwort bewerten", "lead": lead, "submit": "Veröffentlichen"}
    return render(request, "motions/form.html", context, status=doors.REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: SignedInRequest, key: str) -> HttpResponse:
    """Reply to the assessment, or correct the reply."""
    inquiry = inquiries.found(request, key)
    may.reply(request.user, inquiry)
    assessment = inquiry.assessments.filter(replaced_by=None).first()
    if assessment is None:
        raise Http404
    last = assessment.replies.filter(replaced_by=None).first()
    initial = {"text": last.text, "replaces": last.pk} if last else {}
    form = ReplyForm(doors.typed(request), initial=initial)
    if form.is_valid():
        assessments.reply(assessment, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Erwiderung ist veröffentlicht.")
        return doors.see(f"{inquiry.paper.get_absolute_url()}#bewertung")
    lead = f"{assessment}: {assessment.sentence}"
    context = {"form": form, "inquiry": inquiry, "title": "Erwidern", "lead": lead, "submit": "Veröffentlichen"}
    return render(request, "motions/form.html", context, status=doors.REFUSED if form.errors else 200)
