"""Pages on which a paper's way through the bodies is laid out: plan, order, change, remove, waive, decide early."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from council import audiences, life
from council.requests import SignedInRequest
from council.views import doors
from documents import may, ways
from documents.actions import consultations
from documents.forms.consultations import ReasonForm, StageForm, TypicalForm
from documents.models import Consultation, Paper
from documents.states import ConsultationState
from documents.views import timeline


def found(request: SignedInRequest, key: str) -> Consultation:
    """Find the consultation whose paper this person may read, else 404."""
    rows = Consultation.objects.visible_to(request.user).select_related(
        "paper__body", "organization", "referral__organization", "early_decision", "statement"
    )
    return get_object_or_404(rows, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def way(request: SignedInRequest, key: str) -> HttpResponse:
    """Lay out the way of a paper: what it has behind it, what is planned, and one more consultation."""
    paper = _paper(request, key)
    form = StageForm(doors.typed(request), town=paper.body)
    if form.is_valid():
        consultations.plan(paper, stages=[form.stage()], by=request.user)
        messages.success(request, f"Vorgesehen: {form.cleaned_data['organization']}.")
        return doors.see(_way_url(paper))
    rows = _rows(paper)
    movable = [row for row in rows if row.state in (ConsultationState.PLANNED, ConsultationState.SCHEDULED)]
    standing = audiences.standing_of(request.user)
    context = {
        "paper": paper,
        "form": form,
        "rows": rows,
        "first": movable[0] if movable else None,
        "last": movable[-1] if movable else None,
        "movable": movable,
        "early": ways.too_early(rows),
        "removed": _removed(paper),
        "may_refer": life.can(paper, "refer"),
        "sentence": timeline.of_paper(paper, standing).sentence,
        "chair": standing.chair,
    }
    return render(request, "documents/way.html", context, status=doors.REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def typical(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the usual sequence for the paper, and plan what is confirmed."""
    paper = _paper(request, key)
    stages = ways.typical(paper, on=timezone.localdate())
    form = TypicalForm(doors.typed(request), stages=stages)
    if stages and form.is_valid():
        made = consultations.plan(paper, stages=form.chosen(), by=request.user)
        messages.success(request, f"Vorgesehen: {', '.join(str(row.organization) for row in made)}.")
        return doors.see(_way_url(paper))
    context = {"paper": paper, "form": form, "stages": stages, "districts": paper.districts.exists()}
    return render(request, "documents/way_typical.html", context, status=doors.REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a consultation that is still ahead."""
    row = found(request, key)
    may.plan(request.user, row)
    initial = {
        "organization": row.organization.key if row.organization else None,
        "role": row.role,
        "lead": row.lead,
        "authoritative": row.decides,
        "due_on": row.due_on,
        "version": row.version,
    }
    form = StageForm(doors.typed(request), town=row.paper.body, consultation=row, initial=initial)
    if form.is_valid():
        consultations.change(row, stage=form.stage(), version=form.cleaned_data["version"] or 0, by=request.user)
        messages.success(request, "Die Beratung ist geändert.")
        return doors.see(_way_url(row.paper))
    lead = f"{row.role_label}: {row.organization or 'Gremium nicht angegeben'}."
    return page(request, row, form, title="Beratung ändern", lead=lead, submit="Speichern")


@require_POST
def move(request: SignedInRequest, key: str) -> HttpResponse:
    """Move a consultation one place up or down among those that are still ahead."""
    row = found(request, key)
    may.plan(request.user, row)
    rows = list(consultations.ahead(row.paper))
    if request.POST.get("version") != str(row.version):
        raise life.Stale(doors.TOO_LATE)
    if row in rows:
        place = rows.index(row) + (-1 if request.POST.get("to") == "up" else 1)
        consultations.move(row, to=max(0, place), by=request.user)
    return doors.see(f"{_way_url(row.paper)}#beratung-{row.key}")


@require_POST
def remove(request: SignedInRequest, key: str) -> HttpResponse:
    """Take a planned consultation off the way."""
    row = found(request, key)
    may.plan(request.user, row)
    consultations.remove(row, by=request.user)
    messages.success(request, f"Entfernt: {row.organization}. Unten lässt es sich zurückholen.")
    return doors.see(_way_url(row.paper))


@require_POST
def restore(request: SignedInRequest, key: str) -> HttpResponse:
    """Put a removed consultation back."""
    papers = Paper.objects.visible_to(request.user)
    rows = Consultation.objects.filter(paper__in=papers).select_related("paper", "organization")
    row = get_object_or_404(rows, key=key)
    consultations.restore(row, by=request.user)
    messages.success(request, f"Wieder vorgesehen: {row.organization}.")
    return doors.see(_way_url(row.paper))


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: SignedInRequest, key: str) -> HttpResponse:
    """Record that the body renounces its say, after asking once."""
    row = found(request, key)
    may.waive(request.user, row)
    if not life.can(row, "waive"):
        raise life.WrongState(f"Diese Beratung ist nicht mehr offen: {row.get_state_display()}.")
    if request.method == "POST":
        consultations.waive(row, by=request.user)
        messages.success(request, f"Festgehalten: {row.organization} verzichtet.")
        return doors.see(row.get_absolute_url())
    context = {"consultation": row, "paper": row.paper}
    return render(request, "documents/way_waive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_early(request: SignedInRequest, key: str) -> HttpResponse:
    """Let the deciding body decide before all others had their say, with the chair's reason."""
    row = found(request, key)
    may.decide_early(request.user, row)
    earlier = ways.too_early([row]).get(row.pk, [])
    if not earlier:
        raise life.WrongState("Vor dieser Entscheidung steht nichts mehr aus.")
    form = ReasonForm(doors.typed(request))
    if form.is_valid():
        consultations.decide_early(row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Ihre Begründung ist festgehalten; sie steht am Weg der Vorlage.")
        return doors.see(row.get_absolute_url())
    named = ", ".join(f"{one.organization} ({one.role_label})" for one in earlier)
    lead = f"Noch nicht beraten haben: {named}. Ihre Begründung lesen alle, die die Vorlage lesen."
    return page(request, row, form, title="Vor den anderen entscheiden lassen", lead=lead, submit="Festhalten")


def page(
    request: SignedInRequest, row: Consultation, form: StageForm | ReasonForm, *, title: str, lead: str, submit: str
) -> HttpResponse:
    """A form about one consultation."""
    context = {"paper": row.paper, "form": form, "title": title, "lead": lead, "submit": submit}
    return render(request, "documents/way_form.html", context, status=doors.REFUSED if form.errors else 200)


def _paper(request: SignedInRequest, key: str) -> Paper:
    rows = Paper.objects.visible_to(request.user).select_related("body", "under_direction_of")
    paper = get_object_or_404(rows, key=key)
    may.plan(request.user, paper)
    return paper


def _rows(paper: Paper) -> list[Consultation]:
    rows = Consultation.objects.living().filter(paper=paper)
    rows = rows.select_related("organization", "paper", "referral__organization", "early_decision", "statement")
    return list(rows.prefetch_related("slots").order_by("order", "pk"))


def _removed(paper: Paper) -> list[Consultation]:
    rows = Consultation.objects.filter(paper=paper, deleted_at__isnull=False, origin=None)
    return list(rows.select_related("organization").order_by("-deleted_at"))


def _way_url(paper: Paper) -> str:
    return reverse("paper-way", args=[paper.key])
