"""Pages of procedural motions: members move, the chair enters and puts them, everyone reads what became of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import audiences, life, may
from council.actions import joining
from council.models import AgendaItem, Meeting
from council.requests import SignedInRequest
from council.states import MeetingState
from council.views import doors
from motions import procedural
from motions.actions import procedural as actions
from motions.actions.ballots import Contradiction
from motions.forms import procedural as forms
from motions.forms.amendment_votes import PollForm
from motions.may import procedural as rules
from motions.models import ProceduralMotion
from motions.states import Manner
from motions.views.treatment import benches_in

UNDER_WAY = (MeetingState.RUNNING, MeetingState.INTERRUPTED)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, key: str) -> HttpResponse:
    """Move in procedure, or enter what was moved aloud: a kind from a short list, the rest only where it is needed."""
    meeting = doors.meeting(request, key)
    presiding = may.allowed(may.preside, request.user, meeting)
    if not presiding:
        rules.move(request.user, meeting)
    form = _wish_form(request, meeting, presiding=presiding)
    if form.is_valid():
        motion = _moved(request, meeting, form, presiding=presiding)
        messages.success(request, f"Gestellt: {motion.get_kind_display()}.")
        return doors.see(motion.get_absolute_url() if presiding else reverse("meeting-live", args=[meeting.key]))
    context = {"meeting": meeting, "form": form, "presiding": presiding}
    return render(request, "motions/procedural_new.html", context, status=doors.REFUSED if form.errors else 200)


@require_safe
@login_not_required
def show(request: HttpRequest, key: str, motion_key: str) -> HttpResponse:
    """Show a procedural motion; to whoever presides also how to put it."""
    motion = _motion(request, key, motion_key)
    return _page(request, motion)


@require_POST
def decide(request: SignedInRequest, key: str, motion_key: str) -> HttpResponse:
    """Put the motion: what was adopted is carried out at once."""
    motion = _motion(request, key, motion_key)
    rules.put(request.user, motion.meeting)
    form = _verdict_form(motion, data=request.POST)
    if form.is_valid():
        try:
            motion = actions.decide(
                motion, verdict=form.decided(), version=form.cleaned_data["version"], by=request.user
            )
        except Contradiction as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{motion.get_kind_display()}: {motion.votes.latest('pk').outcome}.")
            return _onwards(request, motion.meeting)
    return _page(request, motion, form=form, status=doors.REFUSED)


@require_POST
def shut(request: SignedInRequest, key: str, motion_key: str) -> HttpResponse:
    """Shut outsiders out before the exclusion of the public is debated."""
    motion = _motion(request, key, motion_key)
    rules.put(request.user, motion.meeting)
    _refuse_stale(request, motion)
    actions.shut(motion, by=request.user, version=motion.version)
    messages.success(request, "Zuhörende sehen den Punkt nicht mehr. Beraten und entschieden wird nichtöffentlich.")
    return doors.see(motion.get_absolute_url())


@require_POST
def withdraw(request: SignedInRequest, key: str, motion_key: str) -> HttpResponse:
    """Take the motion back."""
    motion = _motion(request, key, motion_key)
    rules.withdraw(request.user, motion)
    _refuse_stale(request, motion)
    actions.withdraw(motion, by=request.user, version=motion.version)
    messages.success(request, f"Zurückgezogen: {motion.get_kind_display()}.")
    return _onwards(request, motion.meeting)


@require_POST
def correct(request: SignedInRequest, key: str, motion_key: str) -> HttpResponse:
    """Correct heads that were counted wrong; the outcome stays."""
    motion = _motion(request, key, motion_key)
    rules.put(request.user, motion.meeting)
    _refuse_stale(request, motion)
    form = PollForm(request.POST, benches=benches_in(motion.meeting))
    if form.is_valid():
        try:
            vote = actions.correct(motion, poll=form.counted(), by=request.user, version=motion.version)
        except Contradiction as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Berichtigt: {vote}.")
            return doors.see(motion.get_absolute_url())
    return _page(request, motion, correction=form, status=doors.REFUSED)


@require_POST
def separate(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Debate an item by itself again that was to be called up together with others."""
    item = doors.item(request, key, item_key)
    may.manage_agenda(request.user, item.meeting)
    doors.refuse_stale(request, item)
    joining.separate(item, by=request.user)
    messages.success(request, f"„{item}“ wird wieder für sich beraten.")
    return doors.see(reverse("item", args=[key, item_key]))


def _motion(request: HttpRequest, key: str, motion_key: str) -> ProceduralMotion:
    rows = ProceduralMotion.objects.visible_to(request.user).select_related(
        "meeting__organization__body",
        "item__meeting",
        "mover",
        "faction",
        "before",
        "spoke_for",
        "spoke_against",
        "lead",
    )
    return get_object_or_404(rows, key=motion_key, meeting__key=key)


def _wish_form(request: SignedInRequest, meeting: Meeting, *, presiding: bool) -> forms.WishForm:
    items = AgendaItem.objects.visible_to(request.user)
    called = next(iter(procedural.called(meeting)), None)
    initial = {"kind": request.GET.get("kind"), "item": request.GET.get("item") or (called.key if called else None)}
    kind: type[forms.WishForm] = forms.EnteredForm if presiding else forms.WishForm
    return kind(doors.typed(request), meeting=meeting, items=items, mover=request.user.person, initial=initial)


def _moved(request: SignedInRequest, meeting: Meeting, form: forms.WishForm, *, presiding: bool) -> ProceduralMotion:
    wish = form.wish()
    if presiding:
        return actions.enter(meeting, wish=wish, mover=form.cleaned_data["mover"], by=request.user)
    return actions.move(meeting, wish=wish, by=request.user)


def _verdict_form(motion: ProceduralMotion, *, data: Any = None) -> forms.VerdictForm:
    initial = {"version": motion.version, "supporters": motion.supporters}
    return forms.VerdictForm(data, motion=motion, benches=benches_in(motion.meeting), initial=initial)


def _page(
    request: HttpRequest,
    motion: ProceduralMotion,
    *,
    form: forms.VerdictForm | None = None,
    correction: PollForm | None = None,
    status: int = 200,
) -> HttpResponse:
    presiding = may.allowed(rules.put, request.user, motion.meeting)
    waits = life.can(motion, "adopt")
    pending = procedural.waiting(motion.meeting, audiences.standing_of(request.user)) if waits else []
    votes = list(motion.votes.order_by("taken_at", "pk").prefetch_related("by_faction__organization"))
    counted = any(vote.manner == Manner.COUNTED for vote in votes) and motion.meeting.state in UNDER_WAY
    context = {
        "correction": correction or (PollForm(benches=benches_in(motion.meeting)) if presiding and counted else None),
        "meeting": motion.meeting,
        "motion": motion,
        "waits": waits,
        "putting": presiding and waits,
        "first": procedural.before(motion, pending) if waits else None,
        "form": form or (_verdict_form(motion) if presiding and waits else None),
        "needed": forms.needed_words(motion),
        "needs_heads": forms.needs_heads(motion),
        "votes": votes,
        "bodies": list(motion.bodies.order_by("kind", "name")),
        "along": _along(request, motion),
        "can_withdraw": waits and may.allowed(rules.withdraw, request.user, motion),
        "can_shut": presiding and waits and motion.kind == "exclude_public" and motion.shut_at is None,
    }
    return render(request, "motions/procedural.html", context, status=status)


def _along(request: HttpRequest, motion: ProceduralMotion) -> list[AgendaItem]:
    """The items that are to be called up together with its own, as far as this person may read them."""
    rows = AgendaItem.objects.visible_to(request.user).filter(pk__in=motion.along.values("pk"))
    return list(rows.order_by("order", "pk"))


def _refuse_stale(request: HttpRequest, motion: ProceduralMotion) -> None:
    if request.POST.get("version") != str(motion.version):
        raise life.Stale(doors.TOO_LATE)


def _onwards(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """Back to where it was decided: the proposals at the beginning, the chair's page, or the live page."""
    if request.POST.get("from") == "adoption":
        return doors.see(reverse("agenda-adoption", args=[meeting.key]))
    if may.allowed(may.preside, request.user, meeting):
        return doors.see(f"{meeting.get_absolute_url()}#console")
    return doors.see(reverse("meeting-live", args=[meeting.key]))
