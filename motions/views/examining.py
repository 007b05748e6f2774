"""Pages on which office and chair judge a motion: admit, return, refuse, let through, refer, add a plain summary."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from council import audiences, life
from council.audiences import Standing
from council.requests import SignedInRequest
from documents import may as documents_may
from documents import text
from documents.models import Paper
from documents.models.papers import unbarred
from documents.states import PaperState, PaperType
from documents.views import papers as paper_pages
from motions.actions import motions, rulings
from motions.actions.writing import newest_text
from motions.forms import motions as forms
from motions.may import motions as may
from motions.may import rulings as rulings_may
from motions.models import Motion, Ruling

JUDGED_HERE = (PaperType.EXECUTIVE_PROPOSAL, PaperType.DISTRICT_PROPOSAL)


def _motion(request: SignedInRequest, key: str) -> Motion:
    rows = Motion.objects.visible_to(request.user).select_related("paper__body", "mover", "target", "refiled_from")
    return get_object_or_404(rows, paper__key=key)


def _submitted(motion: Motion) -> None:
    if motion.paper.state != PaperState.SUBMITTED:
        raise life.WrongState(f"Der Stand ist „{motion.paper.get_state_display()}“; geprüft wird, was eingereicht ist.")


@require_POST
def admit(request: SignedInRequest, key: str) -> HttpResponse:
    """Admit the motion under its number."""
    made = motions.admit(_motion(request, key), by=request.user, on=timezone.localdate())
    paper_pages.say_admitted(request, made.paper)
    return redirect(made.paper)


def give_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Return the motion with a reason."""
    motion = _motion(request, key)
    may.examine(request.user, motion)
    _submitted(motion)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        motions.give_back(motion, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Der Antrag ist zurückgegeben; die Antragstellenden lesen Ihre Begründung.")
        return redirect("desk")
    lead = "Für einen formalen Mangel. Der Antrag wird wieder Entwurf, und der Grund steht dabei."
    return _page(request, motion, form, title="Zurückgeben", lead=lead, submit="Zurückgeben")


def refuse(request: SignedInRequest, key: str) -> HttpResponse:
    """Refuse the motion as inadmissible, with a reason."""
    motion = _motion(request, key)
    may.judge(request.user, motion)
    _submitted(motion)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        motions.refuse(motion, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Der Antrag ist als unzulässig zurückgewiesen.")
        return redirect(motion)
    lead = "Die Begründung lesen die Antragstellenden und das Büro, sonst niemand."
    return _page(request, motion, form, title="Als unzulässig zurückweisen", lead=lead, submit="Zurückweisen")


def lift_block(request: SignedInRequest, key: str) -> HttpResponse:
    """Let a motion through that was rejected not long ago, with a reason."""
    motion = _motion(request, key)
    may.judge(request.user, motion)
    _submitted(motion)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        motions.lift_block(motion, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Die Sperre ist aufgehoben; das Büro kann den Antrag zulassen.")
        return redirect(motion)
    lead = "Derselbe Antrag wurde vor Kurzem abgelehnt. Warum soll er trotzdem wieder beraten werden?"
    return _page(request, motion, form, title="Trotz Sperre zulassen", lead=lead, submit="Sperre aufheben")


@require_POST
def refer(request: SignedInRequest, key: str) -> HttpResponse:
    """Refer the motion to the committee its movers wished for."""
    made = motions.refer_directly(_motion(request, key), by=request.user)
    messages.success(request, f"Überwiesen an: {made.organization}.")
    return redirect(made.paper)


def give_back_paper(request: SignedInRequest, key: str) -> HttpResponse:
    """Return a paper of another kind with a reason; its author writes on."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user), key=key)
    rulings_may.examine(request.user, paper)
    _examined(paper)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rulings.give_back(paper, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Die Vorlage ist zurückgegeben; wer sie eingebracht hat, liest Ihre Begründung.")
        return redirect("desk")
    words = {
        "title": "Zurückgeben",
        "lead": "Für einen formalen Mangel. Die Vorlage wird wieder Entwurf, und der Grund steht dabei.",
        "submit": "Zurückgeben",
    }
    return render(request, "motions/motion_form.html", {"paper": paper, "form": form} | words)


def judge(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the chair a paper that was handed in, and refuse it as inadmissible with a reason."""
    standing = audiences.standing_of(request.user)
    paper = to_judge(standing).filter(key=key).first() or get_object_or_404(
        Paper.objects.visible_for(standing).filter(paper_type__in=JUDGED_HERE, state__in=rulings_may.JUDGED), key=key
    )
    rulings_may.judge(request.user)
    form = forms.ReasonForm(request.POST or None) if paper.state == PaperState.SUBMITTED else None
    if request.method == "POST":
        _examined(paper)
    if request.method == "POST" and form is not None and form.is_valid():
        rulings.refuse(paper, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Die Vorlage ist als unzulässig zurückgewiesen.")
        return redirect("paper-judge", paper.key)
    context = {
        "paper": paper,
        "form": form,
        "blocks": text.blocks(newest_text(paper).text),
        "originators": paper.originators.select_related("person", "organization").order_by("order"),
        "rulings": Ruling.objects.filter(paper=paper).order_by("-made_at", "-pk"),
    }
    return render(request, "motions/judge.html", context)


def to_judge(standing: Standing) -> QuerySet[Paper]:
    """What was handed in and is judged by the chair of the assembly: read by the chair alone, never if barred."""
    rows = Paper.objects.filter(
        paper_type__in=JUDGED_HERE,
        state__in=rulings_may.JUDGED,
        body__home=True,
        deleted_at=None,
        scratch__isnull=False,
    )
    return rows.filter(unbarred(standing)).select_related("body") if standing.chair else rows.none()


def _examined(paper: Paper) -> None:
    if paper.state != PaperState.SUBMITTED or paper.paper_type not in JUDGED_HERE:
        raise life.WrongState(f"Der Stand ist „{paper.get_state_display()}“; geprüft wird hier, was eingereicht ist.")


def summary(request: SignedInRequest, key: str) -> HttpResponse:
    """Add „kurz und einfach“ to a paper that came without it."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user), key=key)
    documents_may.examine(request.user, paper)
    form = forms.SummaryForm(request.POST or None, initial={"plain_summary": paper.plain_summary})
    if request.method == "POST" and form.is_valid():
        motions.summarise(paper, plain_summary=form.cleaned_data["plain_summary"], by=request.user)
        messages.success(request, "„Kurz und einfach“ ist gespeichert.")
        return redirect(paper)
    words = {
        "title": "Kurz und einfach",
        "lead": "Steht über der Vorlage und ist für alle lesbar, die sie lesen.",
        "submit": "Speichern",
    }
    return render(request, "motions/motion_form.html", {"paper": paper, "form": form} | words)


def _page(
    request: SignedInRequest, motion: Motion, form: forms.ReasonForm, *, title: str, lead: str, submit: str
) -> HttpResponse:
    context = {"motion": motion, "paper": motion.paper, "form": form, "title": title, "lead": lead, "submit": submit}
    return render(request, "motions/motion_form.html", context)
