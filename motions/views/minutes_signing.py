"""Pages of minutes that were sent: object, decide, correct, find final, sign."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from council import audiences, life
from council.requests import SignedInRequest
from council.views import doors
from motions.actions import minutes_signing as acts
from motions.forms.minutes import MinutesObjectionForm, RulingForm
from motions.may import minutes as may
from motions.minuting import deadlines, reading
from motions.models import Minutes, MinutesObjection
from motions.states import MINUTES_OBJECTABLE, MinutesState
from motions.views.minutes import NOT_WHOLE, find, section_of
from motions.views.minutes_writing import deviations, version_in


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: SignedInRequest, key: str) -> HttpResponse:
    """Object to a section."""
    minutes = find(request, key)
    may.object_to(request.user, minutes)
    if minutes.state not in MINUTES_OBJECTABLE:
        raise life.WrongState("Einwendungen sind möglich, sobald die Niederschrift versandt ist, bis zur Feststellung.")
    sections = reading.sections(minutes, audiences.standing_of(request.user), version=reading.in_force(minutes))
    chosen = request.GET.get("section", "")
    form = MinutesObjectionForm(doors.typed(request), sections=sections, initial={"section": chosen})
    if form.is_valid():
        section = section_of(request, minutes, form.cleaned_data["section"])
        acts.object_to(section, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, "Ihre Einwendung ist eingegangen. Das Gremium entscheidet darüber.")
        return doors.see(f"{minutes.get_absolute_url()}#einwendungen")
    until = deadlines.objections_until(minutes)
    lead = f"Möglich bis zum {until:%d.%m.%Y}. Lesen können sie die Mitglieder und das Büro." if until else ""
    return _form(request, minutes, form, title="Einwendung erheben", lead=lead, submit="Einwendung erheben")


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Record what the body decided on an objection."""
    minutes = find(request, key)
    may.decide(request.user, minutes)
    rows = MinutesObjection.objects.visible_to(request.user).filter(section__minutes=minutes)
    objection = get_object_or_404(rows.select_related("section__minutes__meeting", "section__item"), number=number)
    form = RulingForm(doors.typed(request), minutes=minutes)
    if form.is_valid():
        given = form.cleaned_data
        acts.decide(
            objection,
            outcome=given["outcome"],
            ruling=given["ruling"],
            decided_in=given["meeting"],
            by=request.user,
        )
        messages.success(request, "Die Entscheidung ist festgehalten.")
        return doors.see(f"{minutes.get_absolute_url()}#einwendungen")
    return _form(request, minutes, form, title=str(objection), lead=objection.text, submit="Festhalten")


@require_POST
def correct(request: SignedInRequest, key: str) -> HttpResponse:
    """Send the corrected version."""
    minutes = acts.correct(find(request, key), by=request.user, version=version_in(request))
    messages.success(request, "Die berichtigte Fassung ist versandt; die frühere bleibt lesbar.")
    return doors.see(minutes.get_absolute_url())


@require_POST
def finish(request: SignedInRequest, key: str) -> HttpResponse:
    """Find the minutes final."""
    minutes = acts.finish(find(request, key), by=request.user, version=version_in(request))
    messages.success(request, "Die Niederschrift ist festgestellt. Jetzt unterzeichnen Vorsitz und Schriftführung.")
    return doors.see(minutes.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what differs from the journal, then sign for oneself."""
    minutes = find(request, key)
    may.sign(request.user, minutes)
    if not reading.whole(minutes, audiences.standing_of(request.user)):
        raise life.WrongState(NOT_WHOLE)
    if request.method == "POST":
        minutes = acts.sign(minutes, by=request.user, version=version_in(request))
        return _signed(request, minutes)
    context = {
        "minutes": minutes,
        "office": may.office_of(request.user, minutes),
        "deviations": deviations(request, minutes),
        "is_final": minutes.state == MinutesState.FINAL,
    }
    return render(request, "motions/minutes_sign.html", context)


def _signed(request: SignedInRequest, minutes: Minutes) -> HttpResponse:
    if minutes.state == MinutesState.SIGNED:
        acts.file(minutes)
        messages.success(request, "Unterzeichnet. Die Niederschrift ist damit amtlich, die Datei ist versiegelt.")
    else:
        messages.success(request, "Sie haben unterzeichnet. Es fehlt noch die andere Unterschrift.")
    return doors.see(minutes.get_absolute_url())


def _form(
    request: SignedInRequest,
    minutes: Minutes,
    form: MinutesObjectionForm | RulingForm,
    *,
    title: str,
    lead: str,
    submit: str,
) -> HttpResponse:
    context = {"minutes": minutes, "form": form, "title": title, "lead": lead, "submit": submit}
    return render(request, "motions/minutes_form.html", context, status=doors.REFUSED if form.errors else 200)
