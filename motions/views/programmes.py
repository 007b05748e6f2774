"""The pages of political programmes: the list, the synopsis, and what office and keeper do with them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import audiences
from council.may import allowed
from council.requests import SignedInRequest
from council.views import doors
from documents import choosing
from documents.models import Paper, PaperVersion
from motions import chapters
from motions.actions import programmes
from motions.forms import programmes as forms
from motions.may import programmes as may
from motions.models import GoalPaper, Programme, ProgrammeItem, ProgrammeLink
from motions.states import GoalState, ProgrammePart
from motions.views import synopsis


@require_safe
@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the programmes this person may read, with how many of their goals stand where."""
    counts: dict[str, Any] = {
        str(state): Count("items", filter=Q(items__kind=ProgrammePart.GOAL, items__state=state)) for state in GoalState
    }
    rows = _programmes(request).annotate(goals=Count("items", filter=Q(items__kind=ProgrammePart.GOAL)), **counts)
    context = {"programmes": list(rows.order_by("-paper__body__home", "paper__body__name", "title", "pk"))}
    return render(request, "motions/programmes.html", context)


@require_safe
@login_not_required
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was promised beside what was agreed, and what became of each goal."""
    programme = _programme(request, key)
    standing = audiences.standing_of(request.user)
    context = {
        "programme": programme,
        "paper": programme.paper,
        "synopsis": synopsis.of(programme, standing=standing, on=timezone.localdate()),
        "may_keep": allowed(may.keep, request.user, programme),
        "may_lay_out": allowed(may.lay_out, request.user, programme),
    }
    return render(request, "motions/programme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lay_out(request: SignedInRequest, key: str) -> HttpResponse:
    """Make a paper a programme: say which of its chapters holds what."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user), key=key)
    may.lay_out(request.user)
    newest = paper.versions_for(audiences.standing_of(request.user)).first()
    form = forms.LayOutForm(doors.typed(request), chapters=chapters.read(newest.text if newest else ""))
    if form.is_valid() and newest is not None:
        programmes.record(_new(form, paper=paper, text=newest), parts=form.parts(), by=request.user)
        messages.success(request, "Das Programm ist gegliedert. Was zusammengehört, lässt sich jetzt verbinden.")
        return doors.see(reverse("programme", args=[paper.key]))
    lead = "Welche Kapitel des Textes sind was? Der Wortlaut bleibt, wie er ist."
    return _form(request, form, title="Programm gliedern", lead=lead, back=paper.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what is known of the programme as a whole, and who keeps it."""
    programme = _programme(request, key)
    may.lay_out(request.user, programme)
    form = forms.DescribeForm(doors.typed(request), initial=forms.ProgrammeForm.initial_of(programme))
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        programmes.describe(programme, by=request.user, version=version, **form.values())
        messages.success(request, "Die Angaben sind gespeichert.")
        return doors.see(programme.get_absolute_url())
    lead = "Wer es vereinbart hat, wie lange es gilt und wer den Stand der Ziele pflegt."
    return _form(request, form, title="Angaben zum Programm", lead=lead, back=programme.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def point(request: SignedInRequest, key: str, point: str) -> HttpResponse:
    """Show everything that can be done with one point, and change how it is put."""
    item = _point(request, key, point)
    form = forms.PointForm(doors.typed(request), item=item)
    if form.is_valid():
        programmes.word(item, by=request.user, version=form.cleaned_data["version"] or 0, **form.values())
        messages.success(request, "Die Änderungen sind gespeichert.")
        return doors.see(_page_of(item))
    return _show_point(request, item, form=form)


@require_POST
def state(request: SignedInRequest, key: str, point: str) -> HttpResponse:
    """Say what became of a goal."""
    goal = _point(request, key, point)
    form = forms.StateForm(request.POST, goal=goal)
    if not form.is_valid():
        return _show_point(request, goal, stating=form)
    clean = form.cleaned_data
    goal = programmes.step(goal, clean["step"], note=clean["note"], version=clean["version"] or 0, by=request.user)
    messages.success(request, f"{goal}: {goal.get_state_display()}.")
    return doors.see(_page_of(goal))


@require_POST
def hang(request: SignedInRequest, key: str, point: str) -> HttpResponse:
    """Hang a paper on the goal."""
    goal = _point(request, key, point)
    paper = get_object_or_404(Paper.objects.visible_to(request.user), key=request.POST.get("paper", ""))
    programmes.hang(goal, paper=paper, by=request.user)
    messages.success(request, f"„{paper}“ gehört jetzt zu {goal}.")
    return doors.see(_page_of(goal))


@require_POST
def take_down(request: SignedInRequest, key: str, point: str) -> HttpResponse:
    """Take a paper off the goal."""
    goal = _point(request, key, point)
    paper = get_object_or_404(Paper.objects.visible_to(request.user), key=request.POST.get("paper", ""))
    programmes.take_down(goal, paper=paper, by=request.user)
    messages.success(request, f"„{paper}“ gehört nicht mehr zu {goal}.")
    return doors.see(_page_of(goal))


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: SignedInRequest, key: str) -> HttpResponse:
    """Show all links between the points, to be confirmed or rejected, and add one."""
    programme = _programme(request, key)
    may.keep(request.user, programme)
    items = synopsis.items_of(programme)
    form = forms.LinkForm(doors.typed(request), items=items)
    if form.is_valid():
        values = form.values()
        programmes.link(values["source"], target=values["target"], strength=values["strength"], by=request.user)
        messages.success(request, "Die beiden Punkte sind verbunden.")
        return doors.see(request.path)
    context = {"programme": programme, "links": synopsis.links_of(items), "form": form}
    return render(request, "motions/programme_links.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def decide(request: SignedInRequest, key: str) -> HttpResponse:
    """Confirm or reject a link, named by its two points (`link` is "overview-1 goal-1")."""
    programme = _programme(request, key)
    found = _link(programme, request.POST.get("link", ""))
    if request.POST.get("verdict") == "reject":
        programmes.reject(found, by=request.user)
        messages.success(request, "Verworfen: Leserinnen und Leser sehen diese Verbindung nicht mehr.")
    else:
        programmes.confirm(found, by=request.user)
        messages.success(request, "Die Verbindung ist bestätigt.")
    return doors.see(reverse("programme-links", args=[programme.paper.key]))


def _programmes(request: HttpRequest) -> QuerySet[Programme]:
    rows = Programme.objects.visible_to(request.user)
    return rows.select_related("paper__body", "keeper", "read_from", "paper__audience_organization")


def _programme(request: HttpRequest, key: str) -> Programme:
    return get_object_or_404(_programmes(request), paper__key=key)


def _point(request: SignedInRequest, key: str, anchor: str) -> ProgrammeItem:
    """The point of that anchor, for those who keep the programme."""
    programme = _programme(request, key)
    kind, _, number = anchor.rpartition("-")
    if kind not in ProgrammePart.values or not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise Http404
    item = get_object_or_404(programme.items.filter(deleted_at=None), kind=kind, number=int(number))
    item.programme = programme
    may.keep(request.user, programme)
    return item


def _link(programme: Programme, named: str) -> ProgrammeLink:
    items = synopsis.items_of(programme)
    for link in synopsis.links_of(items):
        if f"{link.source.anchor} {link.target.anchor}" == named:
            return link
    raise Http404


def _page_of(item: ProgrammeItem) -> str:
    return reverse("programme-point", args=[item.programme.paper.key, item.anchor])


def _new(form: forms.LayOutForm, *, paper: Paper, text: PaperVersion) -> Programme:
    return Programme(paper=paper, read_from=text, **form.values())


def _show_point(request: SignedInRequest, item: ProgrammeItem, **bound: Any) -> HttpResponse:
    readable = Paper.objects.visible_to(request.user)
    hung = GoalPaper.objects.filter(goal=item).order_by("paper__date", "pk")
    words = choosing.clean(request.GET.get("q", ""))
    context: dict[str, Any] = {
        "item": item,
        "programme": item.programme,
        "form": forms.PointForm(item=item),
        "stating": forms.StateForm(goal=item) if item.kind == ProgrammePart.GOAL else None,
        "hung": list(readable.filter(hangings__in=hung).order_by("date", "pk")),
        "words": words,
        "found": choosing.papers(words, among=readable.exclude(hangings__in=hung)),
    } | bound
    refused = any(form.errors for form in bound.values())
    return render(request, "motions/programme_point.html", context, status=doors.REFUSED if refused else 200)


def _form(request: SignedInRequest, form: Any, *, title: str, lead: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "back": back}
    return render(request, "motions/programme_form.html", context, status=doors.REFUSED if form.errors else 200)
