"""Pages of question time: the overview, that of one meeting, and the life of a question."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import audiences, life
from council.may import allowed
from council.models import AgendaItem, Meeting
from council.requests import SignedInRequest
from council.states import BodyKind
from council.views import doors
from documents.models import Paper
from documents.states import PaperState, PaperType
from documents.views import papers as paper_pages
from motions import questiontime
from motions.actions import questions
from motions.forms import questions as forms
from motions.forms.motions import ReasonForm
from motions.may import questions as may
from motions.models import OralQuestion
from motions.models.questions import OralQuestionQuerySet
from motions.views import question_facts

SHOWN = 50


@require_safe
@login_not_required
def overview(request: HttpRequest) -> HttpResponse:
    """List the question times to come, and the written answers that are owed, the overdue ones first."""
    today = timezone.localdate()
    owed = shown(OralQuestion.objects.visible_to(request.user).owed()).order_by("written_due", "pk")[:SHOWN]
    lines = question_facts.lines(owed, user=request.user, on=today)
    context = {
        "meetings": forms.coming(request.user)[:5],
        "past": _held(request)[:5],
        "overdue": [line for line in lines if line.overdue],
        "owed": [line for line in lines if not line.overdue],
        "can_ask": allowed(may.ask, request.user),
    }
    return render(request, "motions/question_time.html", context)


def _held(request: HttpRequest) -> QuerySet[Meeting]:
    """The meetings of the assembly that are over and had a question this person may read."""
    rows = Meeting.objects.visible_to(request.user).filter(
        pk__in=OralQuestion.objects.visible_to(request.user)
        .exclude(paper__state__in=(PaperState.DRAFT, PaperState.SUBMITTED))
        .values("meeting"),
        date__lt=timezone.localdate(),
    )
    return rows.select_related("organization").order_by("-date", "pk")


def shown(rows: OralQuestionQuerySet) -> OralQuestionQuerySet:
    """Fetch what a line or a page needs."""
    return rows.select_related("paper", "asker", "meeting__organization").prefetch_related("supplementaries__asker")


@require_safe
@login_not_required
def of_meeting(request: HttpRequest, key: str) -> HttpResponse:
    """Show the question time of one meeting: its questions in their order, what is left of the time, the answers."""
    meeting = doors.meeting(request, key)
    now = timezone.now()
    rows = shown(OralQuestion.objects.visible_to(request.user).filter(meeting=meeting))
    listed = list(rows.exclude(paper__state=PaperState.DRAFT).order_by("paper__submitted_at", "pk"))
    if not listed and not _is_assembly(meeting):
        raise life.WrongState("Eine Fragestunde gibt es nur in der Stadtverordnetenversammlung.")
    context = {
        "meeting": meeting,
        "lines": question_facts.lines(listed, user=request.user, on=timezone.localdate(now), known=meeting),
        "pool": questiontime.pool(meeting, listed, at=now),
        "deadline": question_facts.deadline(meeting, at=now),
        "can_ask": allowed(may.ask, request.user) and meeting.state not in forms.OVER,
        "texts": question_facts.texts([question.pk for question in listed]),
    }
    return render(request, "motions/question_time_meeting.html", context)


def _is_assembly(meeting: Meeting) -> bool:
    return meeting.organization is not None and meeting.organization.kind == BodyKind.ASSEMBLY


@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """Show a question to those who read it before it is a paper for them: the chair who judges it."""
    question = found(request, key)
    if Paper.objects.visible_to(request.user).filter(pk=question.pk).exists():
        return redirect(question.paper)
    context = {"paper": question.paper, "blocks": question_facts.texts([question.pk]).get(question.pk, ())}
    return render(
        request, "motions/question_show.html", context | question_facts.of_question(question, user=request.user)
    )


def found(request: HttpRequest, key: str) -> OralQuestion:
    """Find the question this person may read, else 404."""
    return get_object_or_404(shown(OralQuestion.objects.visible_to(request.user)), paper__key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a question."""
    may.ask(request.user)
    form = forms.QuestionForm(
        doors.typed(request), user=request.user, initial={"meeting": request.GET.get("meeting", "")}
    )
    if form.is_valid():
        made = questions.draft(by=request.user, **_values(form))
        return doors.see(_submission(made))
    lead = "Jede/r Stadtverordnete kann zu Beginn der Sitzung eine Frage stellen. Den Entwurf sehen nur Sie."
    return _page(request, form, title="Frage zur Fragestunde", lead=lead, submit="Weiter zum Einreichen")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change the draft."""
    question = _draft(request, key)
    newest = question.paper.versions.order_by("-number").first()
    initial = {
        "meeting": question.meeting.key,
        "name": question.paper.name,
        "text": newest.text if newest else "",
        "version": question.paper.version,
    }
    form = forms.QuestionForm(doors.typed(request), user=request.user, kept=question.meeting, initial=initial)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        made = questions.revise(question, by=request.user, version=version, **_values(form))
        return doors.see(_submission(made))
    lead = "Den Entwurf sehen nur Sie, bis Sie ihn einreichen."
    return _page(request, form, title="Frage ändern", lead=lead, submit="Weiter zum Einreichen", paper=question.paper)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the question as it will be handed in and how it stands to the deadline; then hand it in."""
    question = _draft(request, key)
    may.submit(request.user, question)
    now = timezone.now()
    form = forms.SubmissionForm(doors.typed(request), initial={"version": question.paper.version})
    if form.is_valid():
        if form.cleaned_data["version"] != question.paper.version:
            raise life.Stale(doors.TOO_LATE)
        questions.submit(question, by=request.user, at=now)
        messages.success(request, "Die Frage ist eingereicht. Das Büro prüft sie und sagt Ihnen hier, was daraus wird.")
        return doors.see(question.get_absolute_url())
    context = {
        "question": question,
        "paper": question.paper,
        "form": form,
        "blocks": question_facts.texts([question.pk]).get(question.pk, ()),
        "deadline": question_facts.deadline(question.meeting, at=now),
    }
    return render(request, "motions/question_submit.html", context)


@require_POST
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Withdraw the question."""
    made = questions.withdraw(found(request, key), by=request.user)
    messages.success(request, "Die Frage ist zurückgezogen.")
    return doors.see(made.get_absolute_url())


@require_POST
def admit(request: SignedInRequest, key: str) -> HttpResponse:
    """Admit the question under its number."""
    made = questions.admit(found(request, key), by=request.user, on=timezone.localdate())
    paper_pages.say_admitted(request, made.paper)
    return doors.see(made.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Return the question with a reason."""
    question = found(request, key)
    may.examine(request.user, question)
    _can(question, "return")
    form = ReasonForm(doors.typed(request))
    if form.is_valid():
        questions.give_back(question, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Die Frage ist zurückgegeben; die Begründung steht dabei.")
        return redirect("desk")
    lead = "Für einen formalen Mangel. Die Frage wird wieder Entwurf, und der Grund steht dabei."
    return _page(request, form, title="Zurückgeben", lead=lead, submit="Zurückgeben", paper=question.paper)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: SignedInRequest, key: str) -> HttpResponse:
    """Reject the question with a reason."""
    question = found(request, key)
    may.judge(request.user, question)
    _can(question, "refuse")
    late = questions.TOO_LATE if question.deadline_met is False else ""
    form = ReasonForm(doors.typed(request), initial={"reason": late})
    if form.is_valid():
        questions.refuse(question, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Die Frage ist zurückgewiesen.")
        return doors.see(_working(question))
    lead = "Die Begründung lesen die fragende Person und das Büro, sonst niemand."
    return _page(request, form, title="Frage zurückweisen", lead=lead, submit="Zurückweisen", paper=question.paper)


@require_POST
def call(request: SignedInRequest, key: str) -> HttpResponse:
    """Call the question in its meeting."""
    question = questions.call(found(request, key), by=request.user, at=timezone.now())
    messages.success(request, "Die Frage ist aufgerufen; ihre Zeit läuft.")
    return doors.see(_of_meeting(question))


@require_POST
def put_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the call back."""
    question = questions.put_back(found(request, key), by=request.user)
    messages.success(request, "Der Aufruf ist zurückgenommen.")
    return doors.see(_of_meeting(question))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_further(request: SignedInRequest, key: str) -> HttpResponse:
    """Note a supplementary question from the floor."""
    question = found(request, key)
    may.call(request.user, question)
    form = forms.SupplementaryForm(doors.typed(request), question=question)
    if form.is_valid():
        values = {"waived": False} | form.cleaned_data
        questions.ask_further(question, by=request.user, on=timezone.localdate(), **values)
        messages.success(request, "Die Zusatzfrage ist festgehalten.")
        return doors.see(_of_meeting(question))
    lead = "Aus der Mitte der Versammlung, höchstens so viele, wie die Geschäftsordnung zulässt."
    return _page(request, form, title="Zusatzfrage", lead=lead, submit="Festhalten", paper=question.paper)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_orally(request: SignedInRequest, key: str) -> HttpResponse:
    """Note that the question was answered in the meeting."""
    question = found(request, key)
    may.call(request.user, question)
    _can(question, "answer_orally")
    form = forms.OralAnswerForm(doors.typed(request))
    if form.is_valid():
        questions.answer_orally(question, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "Die Frage ist mündlich beantwortet.")
        return doors.see(_of_meeting(question))
    lead = "Die Zeit der Frage endet, sobald Sie speichern."
    return _page(request, form, title="Mündlich beantwortet", lead=lead, submit="Speichern", paper=question.paper)


@require_POST
def owe(request: SignedInRequest, key: str) -> HttpResponse:
    """Put the answer off to writing."""
    question = questions.owe(found(request, key), by=request.user, at=timezone.now())
    messages.success(request, f"Die Antwort kommt schriftlich, spätestens am {question.written_due:%d.%m.%Y}.")
    return doors.see(_of_meeting(question))


@require_http_methods(["GET", "HEAD", "POST"])
def answer_in_writing(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the written answer."""
    question = found(request, key)
    may.answer(request.user, question)
    _can(question, "answer_in_writing")
    form = forms.AnswerForm(doors.typed(request))
    if form.is_valid():
        questions.answer_in_writing(question, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, "Die Antwort ist veröffentlicht.")
        return doors.see(question.get_absolute_url())
    lead = "Die Antwort lesen alle, sobald Sie speichern: wer gefragt hat, die Fraktionen, die Öffentlichkeit."
    return _page(
        request, form, title="Schriftlich antworten", lead=lead, submit="Veröffentlichen", paper=question.paper
    )


@require_POST
def drop(request: SignedInRequest, key: str) -> HttpResponse:
    """Let a question lapse that was not reached."""
    question = questions.drop(found(request, key), by=request.user)
    messages.success(request, "Die Frage ist ohne Antwort erledigt.")
    return doors.see(_of_meeting(question))


def clashes(request: HttpRequest, question: OralQuestion) -> list[AgendaItem]:
    """The debated items of its meeting, as far as this person reads them, that the question seems to be about."""
    items = AgendaItem.objects.visible_for(audiences.standing_of(request.user)).filter(
        meeting=question.meeting_id, part=questiontime.DEBATED
    )
    items = items.exclude(slot__consultation__paper__paper_type=PaperType.QUESTION)
    newest = question.paper.versions.order_by("-number").first()
    return questiontime.clashes(
        f"{question.paper.name} {newest.text if newest else ''}", items.select_related("meeting")
    )


def _draft(request: SignedInRequest, key: str) -> OralQuestion:
    question = found(request, key)
    may.edit(request.user, question)
    if question.paper.state != PaperState.DRAFT:
        raise life.WrongState("Die Frage ist eingereicht; ihr Text steht fest.")
    return question


def _can(question: OralQuestion, step: str) -> None:
    if not life.can(question.paper, step):
        raise life.WrongState(f"Das geht jetzt nicht: Der Stand ist „{question.paper.get_state_display()}“.")


def _values(form: forms.QuestionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "text", "meeting")}


def _submission(question: OralQuestion) -> str:
    return question_facts.address("question-submit", question)


def _of_meeting(question: OralQuestion) -> str:
    return question_facts.page_of(question.meeting)


def _working(question: OralQuestion) -> str:
    return question_facts.address("question", question)


def _page(
    request: SignedInRequest, form: Any, *, title: str, lead: str, submit: str, paper: Paper | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "submit": submit, "paper": paper}
    status = doors.REFUSED if form.errors else 200
    return render(request, "motions/question_form.html", context, status=status)
