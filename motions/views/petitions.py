"""Pages of petitions: handed in by anybody, followed on a secret page, dealt with by the office, released to all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import life
from council.models import User
from council.requests import SignedInRequest
from council.views import doors
from documents.models import Paper
from documents.states import PaperType
from documents.views import papers as paper_pages
from motions import pace
from motions.actions import petitions
from motions.forms import petitions as forms
from motions.may import petitions as may
from motions.models import Petition, Petitioner
from motions.models.petitions import PetitionQuerySet
from motions.views import petition_facts

PER_PAGE = 25
TOO_MANY_REQUESTS = 429


@require_safe
@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the petitions released to this person, and how to hand one in."""
    rows = Paper.objects.visible_to(request.user).filter(paper_type=PaperType.PETITION, body__home=True)
    page = Paginator(rows.order_by("-date", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "motions/petitions.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def new(request: HttpRequest) -> HttpResponse:
    """Hand a petition in, with or without an account."""
    account = request.user if isinstance(request.user, User) else None
    initial = {"email": account.email, "name": account.person.name if account.person else ""} if account else {}
    form = forms.PetitionForm(doors.typed(request), initial=initial)
    if not form.is_valid():
        return _private(_form_of(request, form, status=doors.REFUSED if form.errors else 200))
    clean, now = form.cleaned_data, timezone.now()
    try:
        pace.check(email=clean["email"], account=account, at=now)
    except pace.TooMany as problem:
        form.add_error(None, str(problem))
        return _private(_form_of(request, form, status=TOO_MANY_REQUESTS))
    sender = petitions.Sender(clean["name"], clean["address"], clean["email"], account)
    made = petitions.submit(subject=clean["subject"], text=clean["text"], sender=sender, at=now)
    messages.success(request, "Ihre Eingabe ist angekommen.")
    return doors.see(made.get_absolute_url())


def _form_of(request: HttpRequest, form: forms.PetitionForm, *, status: int) -> HttpResponse:
    context = {"form": form, "kept_for": petition_facts.retention(on=timezone.localdate())}
    return render(request, "motions/petition_new.html", context, status=status)


@require_safe
@login_not_required
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show the petitioner how the petition stands; whoever has the address may read it, so it says no name."""
    petitioner = get_object_or_404(Petitioner.objects.select_related("petition__paper"), receipt=receipt)
    petition = petitioner.petition
    context = {
        "petition": petition,
        "paper": petition.paper,
        "steps": petition_facts.timeline(petition),
        "address": request.build_absolute_uri(),
    }
    return _private(render(request, "motions/petition_receipt.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of caches and indexes, and its address out of the requests that follow."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """Show a petition as it was handed in to those who deal with it."""
    petition = _found(request, key)
    petitioner = Petitioner.objects.visible_to(request.user).filter(petition=petition).first()
    context = {
        "petition": petition,
        "paper": petition.paper,
        "petitioner": petitioner,
        "steps": petition_facts.timeline(petition),
        "light": petition_facts.light(petition, on=timezone.localdate()),
        "kept_for": petition_facts.retention(on=timezone.localdate()),
        "readable": Paper.objects.visible_to(request.user).filter(pk=petition.pk).exists(),
    }
    return render(request, "motions/petition.html", context)


def shown(rows: PetitionQuerySet) -> PetitionQuerySet:
    """Fetch what a line or a page needs."""
    return rows.select_related("paper__body", "committee")


def _found(request: HttpRequest, key: str) -> Petition:
    return get_object_or_404(shown(Petition.objects.visible_to(request.user)), paper__key=key)


@require_POST
def acknowledge(request: SignedInRequest, key: str) -> HttpResponse:
    """Confirm that the petition arrived."""
    made = petitions.acknowledge(_found(request, key), by=request.user, on=timezone.localdate())
    messages.success(request, "Der Eingang ist bestätigt; die Quittungsseite zeigt es.")
    return doors.see(made.get_absolute_url())


@require_POST
def admit(request: SignedInRequest, key: str) -> HttpResponse:
    """Find the petition admissible."""
    made = petitions.admit(_found(request, key), by=request.user, on=timezone.localdate())
    messages.success(request, f"Die Eingabe ist zulässig und hat die Nummer {made.paper.reference}.")
    return doors.see(made.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: SignedInRequest, key: str) -> HttpResponse:
    """Find the petition inadmissible."""
    petition = _in(request, key, step="refuse")
    form = forms.RefusalForm(doors.typed(request))
    if form.is_valid():
        petitions.refuse(petition, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, "Die Eingabe ist unzulässig; die Quittungsseite sagt, warum.")
        return doors.see(petition.get_absolute_url())
    lead = "Mit einem Grund aus der Geschäftsordnung."
    return _page(request, petition, form, title="Unzulässig", lead=lead, submit="Als unzulässig abschließen")


@require_POST
def request_statement(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask the Magistrat for a statement."""
    made = petitions.request_statement(_found(request, key), by=request.user, on=timezone.localdate())
    messages.success(request, f"Der Magistrat ist bis {made.statement_due:%d.%m.%Y} um Stellungnahme gebeten.")
    return doors.see(made.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def give_statement(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the Magistrat's statement."""
    petition = _found(request, key)
    may.state(request.user, petition)
    _can(petition, "state")
    form = forms.StatementForm(doors.typed(request), initial={"statement": petition.statement})
    if form.is_valid():
        petitions.give_statement(petition, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, "Die Stellungnahme ist gespeichert.")
        return doors.see(petition.get_absolute_url())
    lead = "Wer die Eingabe eingereicht hat, erfährt der Magistrat nicht."
    return _page(request, petition, form, title="Stellung nehmen", lead=lead, submit="Stellungnahme speichern")


@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: SignedInRequest, key: str) -> HttpResponse:
    """Refer the petition to a committee."""
    petition = _in(request, key, step="refer")
    form = forms.CommitteeForm(doors.typed(request), body=petition.paper.body)
    if form.is_valid():
        petitions.refer(petition, to=form.cleaned_data["to"], by=request.user, on=timezone.localdate())
        messages.success(request, f"Überwiesen an: {form.cleaned_data['to']}.")
        return doors.see(petition.get_absolute_url())
    lead = "Die Mitglieder des Ausschusses lesen die Eingabe und, solange sie entscheiden, wer sie eingereicht hat."
    return _page(request, petition, form, title="An den Ausschuss", lead=lead, submit="Überweisen")


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, key: str) -> HttpResponse:
    """Record the committee's decision."""
    petition = _in(request, key, step="decide")
    form = forms.DecisionForm(doors.typed(request))
    if form.is_valid():
        petitions.decide(petition, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, "Die Entscheidung ist festgehalten. Jetzt fehlt der Bescheid.")
        return doors.see(petition.get_absolute_url())
    lead = f"Was „{petition.committee}“ entschieden hat."
    return _page(request, petition, form, title="Entscheidung", lead=lead, submit="Festhalten")


@require_http_methods(["GET", "HEAD", "POST"])
def inform(request: SignedInRequest, key: str) -> HttpResponse:
    """Tell the petitioner what was decided."""
    petition = _in(request, key, step="inform")
    form = forms.ReplyForm(doors.typed(request))
    if form.is_valid():
        petitions.inform(petition, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, "Der Bescheid steht auf der Quittungsseite; die Eingabe ist abgeschlossen.")
        return doors.see(petition.get_absolute_url())
    kept_for = petition_facts.retention(on=timezone.localdate())
    lead = f"Damit ist die Eingabe abgeschlossen. Die Angaben zur Person werden {kept_for} danach gelöscht."
    return _page(request, petition, form, title="Bescheid geben", lead=lead, submit="Bescheid geben")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Record that the petitioner withdrew the petition."""
    petition = _in(request, key, step="withdraw")
    form = forms.WithdrawalForm(doors.typed(request))
    if form.is_valid():
        petitions.withdraw(petition, by=request.user, on=timezone.localdate())
        messages.success(request, "Die Eingabe ist zurückgezogen.")
        return doors.see(petition.get_absolute_url())
    lead = "Eine zurückgezogene Eingabe wird nicht weiter behandelt; das lässt sich nicht rückgängig machen."
    return _page(request, petition, form, title="Zurückgezogen", lead=lead, submit="Als zurückgezogen abschließen")


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedInRequest, key: str) -> HttpResponse:
    """Release a redacted text to everyone."""
    petition = _found(request, key)
    may.handle(request.user, petition)
    newest = petition.paper.versions.order_by("-number").first()
    initial = {
        "name": petition.paper.name if newest else petition.subject,
        "text": newest.text if newest else petition.text,
    }
    form = forms.ReleaseForm(doors.typed(request), initial=initial)
    if form.is_valid():
        clean = form.cleaned_data
        petitions.release(petition, name=clean["name"], text=clean["text"], by=request.user)
        messages.success(request, "Die geschwärzte Fassung ist veröffentlicht.")
        paper_pages.say_what_waits(request, petition.paper)
        return doors.see(petition.get_absolute_url())
    lead = "Vorgeschlagen ist der Wortlaut der Eingabe. Was Menschen erkennbar macht, gehört hier heraus."
    return _page(request, petition, form, title="Veröffentlichen", lead=lead, submit="Für alle veröffentlichen")


@require_POST
def take_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the release back."""
    made = petitions.take_back(_found(request, key), by=request.user)
    messages.success(request, "Die Öffentlichkeit liest die Eingabe nicht mehr.")
    return doors.see(made.get_absolute_url())


def _in(request: SignedInRequest, key: str, *, step: str) -> Petition:
    """Find a petition that the office may take this step with."""
    petition = _found(request, key)
    may.handle(request.user, petition)
    _can(petition, step)
    return petition


def _can(petition: Petition, step: str) -> None:
    if not life.can(petition.paper, step):
        raise life.WrongState(f"Das geht jetzt nicht: Der Stand ist „{petition.paper.get_state_display()}“.")


def _page(
    request: SignedInRequest, petition: Petition, form: Any, *, title: str, lead: str, submit: str
) -> HttpResponse:
    context = {"petition": petition, "paper": petition.paper, "form": form, "title": title, "lead": lead}
    context |= {"submit": submit, "original": petition.text if title == "Veröffentlichen" else ""}
    return render(request, "motions/petition_form.html", context, status=doors.REFUSED if form.errors else 200)
