"""Pages of citizens' reports: put together, adopted, presented, handed over, and answered point by point."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import life
from council.may import Denied
from council.requests import SignedInRequest
from council.views import doors
from documents.models import Paper
from motions.actions import recommendations
from motions.forms import recommendations as forms
from motions.may import recommendations as may
from motions.models import PanelReport, Recommendation
from motions.views import recommendation_facts


def shown(rows: QuerySet[PanelReport]) -> QuerySet[PanelReport]:
    """Fetch what a page needs, the recommendations in their order."""
    wishes = Prefetch("recommendations", Recommendation.objects.order_by("number"))
    return rows.select_related("paper__body", "panel").prefetch_related(wishes)


def found(request: HttpRequest, key: str) -> PanelReport:
    """Find the report this person may read, else 404."""
    return get_object_or_404(shown(PanelReport.objects.visible_to(request.user)), paper__key=key)


@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """Show a report with everything that can be done with it now."""
    report = found(request, key)
    context = recommendation_facts.of_report(report, user=request.user)
    context["readable"] = Paper.objects.visible_to(request.user).filter(pk=report.pk).exists()
    return render(request, "motions/panel_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a report."""
    if not forms.panels_of(request.user):
        raise Denied("Ein Gutachten beginnt das Team, das den Bürgerrat begleitet, oder das Büro.")
    initial = {"panel": request.GET.get("panel", ""), "name": "Bürgergutachten"}
    form = forms.StartForm(doors.typed(request), user=request.user, initial=initial)
    if form.is_valid():
        made = recommendations.begin(by=request.user, **form.cleaned_data)
        messages.success(request, "Das Gutachten ist angelegt. Jetzt kommen die Empfehlungen hinzu.")
        return doors.see(made.get_absolute_url())
    lead = "Bis es vorgestellt ist, lesen es nur der Bürgerrat und das Büro."
    return _page(request, form, title="Bürgergutachten beginnen", lead=lead, submit="Anlegen")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change title and introduction."""
    report = _kept(request, key)
    _is_open(report)
    initial = {"name": report.paper.name, "introduction": report.introduction, "version": report.paper.version}
    form = forms.ReportForm(doors.typed(request), initial=initial)
    if form.is_valid():
        clean = form.cleaned_data
        recommendations.revise(
            report,
            name=clean["name"],
            introduction=clean["introduction"],
            version=clean["version"] or 0,
            by=request.user,
        )
        messages.success(request, "Gespeichert.")
        return doors.see(report.get_absolute_url())
    lead = "Titel und Einleitung des Gutachtens."
    return _page(request, form, title="Gutachten ändern", lead=lead, submit="Speichern", report=report)


@require_POST
def moderate(request: SignedInRequest, key: str) -> HttpResponse:
    """Say that the recommendations were put into words."""
    made = recommendations.moderate(found(request, key), by=request.user)
    messages.success(request, "Die Empfehlungen sind ausformuliert; jetzt beschließt der Bürgerrat.")
    return doors.see(made.get_absolute_url())


@require_POST
def collect_further(request: SignedInRequest, key: str) -> HttpResponse:
    """Go back to collecting."""
    made = recommendations.collect_further(found(request, key), by=request.user)
    messages.success(request, "Es wird weiter gesammelt.")
    return doors.see(made.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: SignedInRequest, key: str) -> HttpResponse:
    """Record that the panel adopted the report."""
    report = _kept(request, key)
    _can(report, "adopt_by_panel")
    form = forms.AdoptionForm(doors.typed(request))
    if form.is_valid():
        recommendations.adopt(report, by=request.user, **form.cleaned_data)
        messages.success(request, "Der Bürgerrat hat das Gutachten beschlossen; sein Wortlaut steht fest.")
        return doors.see(report.get_absolute_url())
    lead = "Danach lässt sich am Wortlaut nichts mehr ändern. Ohne Abstimmung bleiben die Zahlen leer."
    return _page(request, form, title="Vom Bürgerrat beschlossen", lead=lead, submit="Festhalten", report=report)


@require_http_methods(["GET", "HEAD", "POST"])
def present(request: SignedInRequest, key: str) -> HttpResponse:
    """Record that the report was presented in public."""
    report = _kept(request, key)
    _can(report, "present")
    form = forms.DayForm(doors.typed(request))
    if form.is_valid():
        recommendations.present(report, by=request.user, **form.cleaned_data)
        messages.success(request, "Das Gutachten ist vorgestellt und jetzt für alle lesbar.")
        return doors.see(report.get_absolute_url())
    lead = "Von da an lesen es alle."
    return _page(request, form, title="Öffentlich vorgestellt", lead=lead, submit="Festhalten", report=report)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the report over."""
    report = found(request, key)
    may.hand_over(request.user, report)
    _can(report, "hand_over")
    form = forms.DayForm(doors.typed(request))
    if form.is_valid():
        made = recommendations.hand_over(report, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            f"Übergeben unter {made.paper.reference}; die Antworten sind am {made.feedback_due:%d.%m.%Y} fällig.",
        )
        return doors.see(report.get_absolute_url())
    due = recommendations.feedback_due(report.panel, on=timezone.localdate())
    lead = f"Jede Empfehlung ist dann zu beantworten, bei Übergabe heute bis {due:%d.%m.%Y}."
    return _page(
        request, form, title="An Magistrat und Versammlung übergeben", lead=lead, submit="Übergeben", report=report
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, key: str) -> HttpResponse:
    """Add a recommendation."""
    report = _kept(request, key)
    _is_open(report)
    form = forms.RecommendationForm(doors.typed(request))
    if form.is_valid():
        made = recommendations.add(report, wish=form.wish(), by=request.user)
        messages.success(request, f"Empfehlung {made.number} ist hinzugefügt.")
        return doors.see(report.get_absolute_url())
    lead = "Ein Gedanke je Empfehlung: Auf jede bekommt der Bürgerrat eine eigene Antwort."
    return _page(request, form, title="Empfehlung hinzufügen", lead=lead, submit="Hinzufügen", report=report)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Change the words of a recommendation."""
    report = _kept(request, key)
    _is_open(report)
    wish = _one(report, number)
    initial = {name: getattr(wish, name) for name in ("text", "addressee", "consent", "version")}
    form = forms.RecommendationForm(doors.typed(request), initial=initial)
    if form.is_valid():
        recommendations.change(wish, wish=form.wish(), version=form.cleaned_data["version"] or 0, by=request.user)
        messages.success(request, "Die Empfehlung ist geändert.")
        return doors.see(report.get_absolute_url())
    lead = "Änderbar, bis der Bürgerrat das Gutachten beschließt."
    return _page(request, form, title=f"Empfehlung {number} ändern", lead=lead, submit="Speichern", report=report)


@require_POST
def remove(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Take a recommendation out."""
    report = found(request, key)
    recommendations.remove(_one(report, number), by=request.user)
    messages.success(request, f"Empfehlung {number} ist herausgenommen.")
    return doors.see(report.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Answer a recommendation."""
    report, wish = _to_answer(request, key, number, step="accept")
    form = forms.AnswerForm(doors.typed(request))
    if form.is_valid():
        recommendations.answer(wish, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, f"Die Antwort auf Empfehlung {number} ist veröffentlicht.")
        return doors.see(report.get_absolute_url())
    return _page(
        request, form, title=f"Auf Empfehlung {number} antworten", lead=wish.text, submit="Antworten", report=report
    )


@require_http_methods(["GET", "HEAD", "POST"])
def implement(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Say that a recommendation was carried out."""
    report, wish = _to_answer(request, key, number, step="implement")
    form = forms.OutcomeForm(doors.typed(request))
    if form.is_valid():
        recommendations.implement(wish, by=request.user, **form.cleaned_data)
        messages.success(request, f"Empfehlung {number} gilt als umgesetzt.")
        return doors.see(report.get_absolute_url())
    return _page(
        request, form, title=f"Empfehlung {number} umgesetzt", lead=wish.text, submit="Festhalten", report=report
    )


@require_POST
def reconsider(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Take the answer back."""
    report = found(request, key)
    recommendations.reconsider(_one(report, number), by=request.user)
    messages.success(request, f"Empfehlung {number} ist wieder in Prüfung.")
    return doors.see(report.get_absolute_url())


def _kept(request: SignedInRequest, key: str) -> PanelReport:
    report = found(request, key)
    may.keep(request.user, report.panel)
    return report


def _is_open(report: PanelReport) -> None:
    if report.paper.state not in recommendations.OPEN:
        raise life.WrongState("Der Bürgerrat hat das Gutachten beschlossen; sein Wortlaut steht fest.")


def _can(report: PanelReport, step: str) -> None:
    if not life.can(report.paper, step):
        raise life.WrongState(f"Das geht jetzt nicht: Der Stand ist „{report.paper.get_state_display()}“.")


def _one(report: PanelReport, number: int) -> Recommendation:
    wish = get_object_or_404(Recommendation, report=report, number=number)
    wish.report = report
    return wish


def _to_answer(request: SignedInRequest, key: str, number: int, *, step: str) -> tuple[PanelReport, Recommendation]:
    report = found(request, key)
    may.answer(request.user, report)
    wish = _one(report, number)
    if wish.due is None or not life.can(wish, step):
        raise life.WrongState(f"Das geht jetzt nicht: Der Stand der Empfehlung ist „{wish.get_state_display()}“.")
    return report, wish


def _page(
    request: SignedInRequest, form: Any, *, title: str, lead: str, submit: str, report: PanelReport | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "submit": submit, "report": report}
    status = doors.REFUSED if form.errors else 200
    return render(request, "motions/panel_report_form.html", context, status=status)
