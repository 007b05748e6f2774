"""Pages of an inquiry's life: write it, hand it in, admit, refer, ask the Magistrat, answer, ask further, close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from council import audiences
from council.models import Body, Organization
from council.requests import SignedInRequest
from documents.models import Paper
from documents.states import PaperType
from documents.views import papers as paper_pages
from motions.actions import inquiries
from motions.forms import inquiries as forms
from motions.may import inquiries as may
from motions.models import FollowUp, Inquiry
from motions.states import AnswerMode


def found(request: SignedInRequest, key: str) -> Inquiry:
    """Find the inquiry this person may read, else 404."""
    rows = Inquiry.objects.visible_to(request.user).select_related("paper__body").prefetch_related("questions")
    return get_object_or_404(rows, paper__key=key)


def _page(
    request: SignedInRequest, form: Form, inquiry: Inquiry | None, *, title: str, lead: str, submit: str
) -> HttpResponse:
    context = {"form": form, "inquiry": inquiry, "title": title, "lead": lead, "submit": submit}
    return render(request, "motions/form.html", context)


def _faction(request: SignedInRequest) -> Organization | None:
    factions = audiences.standing_of(request.user).factions
    return Organization.objects.filter(pk__in=factions).order_by("pk").first()


def new(request: SignedInRequest) -> HttpResponse:
    """Begin an inquiry."""
    may.ask(request.user)
    form = forms.InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        paper = Paper(
            body=Body.objects.get(home=True),
            paper_type=PaperType.INQUIRY,
            name=clean["name"],
            addressed_to="Magistrat",
        )
        made = inquiries.draft(
            paper,
            questions=clean["questions"],
            written=clean["written"],
            faction=_faction(request),
            by=request.user,
        )
        messages.success(request, "Der Entwurf ist gespeichert. Nur Sie sehen ihn, bis Sie ihn einreichen.")
        return redirect(made.paper)
    lead = "Jede/r Stadtverordnete und jede Fraktion kann den Magistrat fragen (HGO §50 Abs. 2)."
    return _page(request, form, None, title="Neue Anfrage", lead=lead, submit="Entwurf speichern")


def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a draft."""
    inquiry = found(request, key)
    may.submit(request.user, inquiry)
    initial = {
        "name": inquiry.paper.name,
        "questions": "\n\n".join(question.text for question in inquiry.questions.order_by("number")),
        "written": inquiry.answer_mode_requested == AnswerMode.WRITTEN,
        "version": inquiry.paper.version,
    }
    form = forms.InquiryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        inquiries.revise(
            inquiry,
            name=clean["name"],
            questions=clean["questions"],
            written=clean["written"],
            version=clean["version"],
            by=request.user,
        )
        messages.success(request, "Der Entwurf ist gespeichert.")
        return redirect(inquiry.paper)
    lead = "Solange die Anfrage nicht eingereicht ist, sehen nur Sie sie."
    return _page(request, form, inquiry, title="Anfrage bearbeiten", lead=lead, submit="Entwurf speichern")


@require_POST
def submit(request: SignedInRequest, key: str) -> HttpResponse:
    """Hand the inquiry in."""
    made = inquiries.submit(found(request, key), by=request.user)
    messages.success(request, f"Eingereicht am {timezone.localtime():%d.%m.%Y, %H:%M} Uhr. Das Büro prüft die Anfrage.")
    return redirect(made.paper)


@require_POST
def admit(request: SignedInRequest, key: str) -> HttpResponse:
    """Admit the inquiry; the answer's clock runs."""
    made = inquiries.admit(found(request, key), by=request.user, on=timezone.localdate())
    paper_pages.say_admitted(request, made.paper)
    return redirect(made.paper)


def refer(request: SignedInRequest, key: str) -> HttpResponse:
    """Refer the inquiry to a committee."""
    inquiry = found(request, key)
    may.handle(request.user, inquiry)
    form = forms.ReferForm(request.POST or None, body=inquiry.paper.body)
    if request.method == "POST" and form.is_valid():
        inquiries.refer(inquiry, to=form.cleaned_data["to"], by=request.user)
        messages.success(request, f"Überwiesen an: {form.cleaned_data['to']}.")
        return redirect(inquiry.paper)
    return _page(
        request, form, inquiry, title="Überweisen", lead="In welchem Ausschuss wird geantwortet?", submit="Überweisen"
    )


def request_answer(request: SignedInRequest, key: str) -> HttpResponse:
    """Pass the inquiry to the Magistrat."""
    inquiry = found(request, key)
    may.handle(request.user, inquiry)
    form = forms.RequestForm(request.POST or None, body=inquiry.paper.body)
    if request.method == "POST" and form.is_valid():
        inquiries.request_answer(inquiry, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Anfrage liegt beim Magistrat.")
        return redirect(inquiry.paper)
    lead = "Welches Amt bereitet die Antwort des Magistrats vor?"
    return _page(request, form, inquiry, title="Antwort anfordern", lead=lead, submit="Weiterleiten")


def extend(request: SignedInRequest, key: str) -> HttpResponse:
    """Grant more time."""
    inquiry = found(request, key)
    may.extend(request.user, inquiry)
    form = forms.ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        inquiries.extend(inquiry, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Frist ist verlängert.")
        return redirect(inquiry.paper)
    lead = "Verlängerungen werden gezählt, und ihr Grund ist öffentlich."
    return _page(request, form, inquiry, title="Frist verlängern", lead=lead, submit="Frist verlängern")


def answer(request: SignedInRequest, key: str, mode: str) -> HttpResponse:
    """Give a written answer, or record an oral one."""
    inquiry = found(request, key)
    may.answer(request.user, inquiry)
    written = mode == "written"
    form = forms.AnswerForm(
        request.POST or None, inquiry=inquiry, mode=AnswerMode.WRITTEN if written else AnswerMode.ORAL
    )
    if request.method == "POST" and form.is_valid():
        act = inquiries.answer_in_writing if written else inquiries.answer_orally
        act(inquiry, answer=form.answer(), by=request.user)
        messages.success(request, "Die Antwort ist gespeichert. Den Stand jeder Frage setzt das Büro.")
        return redirect(inquiry.paper)
    title = "Schriftlich antworten" if written else "Mündliche Antwort erfassen"
    return _page(
        request,
        form,
        inquiry,
        title=title,
        lead="Ein Absatz kann mehrere Fragen beantworten.",
        submit="Antwort speichern",
    )


@require_POST
def judge(request: SignedInRequest, key: str) -> HttpResponse:
    """Say what became of one question."""
    inquiry = found(request, key)
    form = forms.StatusForm(request.POST)
    if form.non_field_errors():
        messages.error(request, str(form.non_field_errors()[0]))
        return redirect(inquiry.paper)
    if not form.is_valid() or not inquiry.questions.filter(number=form.cleaned_data["number"]).exists():
        messages.error(request, "Diese Angabe war nicht zu verstehen; es wurde nichts geändert.")
        return redirect(inquiry.paper)
    inquiries.set_status(inquiry, by=request.user, **form.cleaned_data)
    messages.success(request, f"Der Stand von Frage {form.cleaned_data['number']} ist gesetzt.")
    return redirect(inquiry.paper)


def follow_up(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask further."""
    inquiry = found(request, key)
    may.follow_up(request.user, inquiry)
    form = forms.FollowUpForm(request.POST or None, inquiry=inquiry)
    if request.method == "POST" and form.is_valid():
        asker: dict[str, Any] = {"asker_person": request.user.person, "asker_organization": _faction(request)}
        inquiries.follow_up(inquiry, followup=form.followup(**asker), by=request.user)
        messages.success(request, "Die Nachfrage ist gestellt.")
        return redirect(inquiry.paper)
    return _page(request, form, inquiry, title="Nachfragen", lead="Was ist noch offen?", submit="Nachfrage stellen")


def answer_follow_up(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Answer a follow-up."""
    inquiry = found(request, key)
    may.answer(request.user, inquiry)
    followup = get_object_or_404(FollowUp, inquiry=inquiry, number=number)
    form = forms.FollowUpAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        inquiries.answer_follow_up(followup, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Nachfrage ist beantwortet.")
        return redirect(inquiry.paper)
    return _page(request, form, inquiry, title="Nachfrage beantworten", lead=followup.text, submit="Antwort speichern")


@require_POST
def close(request: SignedInRequest, key: str) -> HttpResponse:
    """Close the inquiry."""
    made = inquiries.close(found(request, key), by=request.user)
    messages.success(request, "Die Anfrage ist abgeschlossen.")
    return redirect(made.paper)


@require_POST
def dispute(request: SignedInRequest, key: str) -> HttpResponse:
    """Say that it was not answered."""
    made = inquiries.dispute(found(request, key), by=request.user)
    messages.success(request, "Ihr Widerspruch ist vermerkt; die Anfrage ist wieder offen.")
    return redirect(made.paper)
