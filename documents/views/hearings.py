"""Pages of hearings: open them, and enter or correct what the body says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from council import life
from council.requests import SignedInRequest
from council.templatetags.council import day
from council.views import doors
from documents import may, ways
from documents.actions import hearings
from documents.forms.hearings import BeginForm, StatementForm
from documents.models import Consultation
from documents.states import ConsultationRole
from documents.views import consultations


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedInRequest, key: str) -> HttpResponse:
    """Open a hearing; the page says beforehand how long the body will have."""
    row = _hearing(request, key)
    may.plan(request.user, row)
    today = timezone.localdate()
    form = BeginForm(doors.typed(request))
    if form.is_valid():
        opened = hearings.begin(row, on=today, by=request.user, **form.cleaned_data)
        messages.success(request, f"Die Anhörung läuft bis {day(opened.due_on)}.")
        return doors.see(opened.get_absolute_url())
    usual, urgent = (
        ways.hearing_ends_on(row.organization, begins_on=today, urgent=is_urgent) for is_urgent in (False, True)
    )
    lead = (
        f"{row.organization} hat bis {day(usual)} Zeit, in eiligen Fällen bis {day(urgent)}. Schweigen wird vermerkt."
    )
    return _page(request, row, form, title="Anhörung eröffnen", lead=lead, submit="Eröffnen")


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: SignedInRequest, key: str) -> HttpResponse:
    """Enter what the body says to the paper, or correct it."""
    row = _hearing(request, key)
    may.speak_for(request.user, row)
    given = getattr(row, "statement", None)
    if given is None and row.state == "waived":
        raise life.WrongState("Dieses Gremium hat auf seine Stellungnahme verzichtet.")
    form = StatementForm(doors.typed(request), initial=_initial(row))
    if form.is_valid():
        if given is None:
            hearings.give(row, by=request.user, **form.values())
        else:
            hearings.correct(given, version=form.cleaned_data["version"] or 0, by=request.user, **form.values())
        messages.success(request, "Die Stellungnahme ist festgehalten.")
        return doors.see(row.get_absolute_url())
    public = "alle" if row.paper.audience == "public" else "alle, die die Vorlage lesen dürfen"
    lead = f"Stellungnahme: {row.organization}. Sie steht am Weg der Vorlage; {public} können sie lesen."
    title = "Stellungnahme eintragen" if given is None else "Stellungnahme berichtigen"
    return _page(request, row, form, title=title, lead=lead, submit="Festhalten")


def _hearing(request: SignedInRequest, key: str) -> Consultation:
    row = consultations.found(request, key)
    if row.role != ConsultationRole.HEARING:
        raise life.WrongState("Diese Beratung ist keine Anhörung.")
    return row


def _initial(row: Consultation) -> dict[str, Any]:
    given = getattr(row, "statement", None)
    if given is None:
        return {"given_on": timezone.localdate()}
    return {"stance": given.stance, "text": given.text, "given_on": given.given_on, "version": given.version}


def _page(
    request: SignedInRequest, row: Consultation, form: Any, *, title: str, lead: str, submit: str
) -> HttpResponse:
    context = {"paper": row.paper, "form": form, "title": title, "lead": lead, "submit": submit}
    return render(request, "documents/way_form.html", context, status=doors.REFUSED if form.errors else 200)
