"""Pages of moderation: what waits, the decision on a note, the reasons for its author, complaints, the log."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaboration import deadlines, may, passages
from collaboration.actions import moderations
from collaboration.forms.moderations import ComplaintForm, DecisionForm, ReviewForm
from collaboration.models import Complaint, Moderation, Note
from collaboration.states import Decision, NoteState
from council import audiences
from council.audiences import Standing
from council.may import allowed
from council.requests import SignedInRequest
from council.states import Audience
from council.views import doors
from documents.models import File, Paper

PER_PAGE = 25


class Waiting(NamedTuple):
    """Something to decide and how it stands with the time for it."""

    thing: Any
    light: deadlines.Light


def moderated(standing: Standing) -> QuerySet[Note]:
    """The notes this person moderates: written for everyone, on what they read; on closed matter the office does."""
    rows = Note.objects.filter(Note.beside_readable(standing), audience=Audience.PUBLIC, deleted_at=None)
    rows = rows.exclude(state=NoteState.WITHDRAWN).exclude(owner=standing.user_id)
    nobody = audiences.standing_of(None, on=standing.on)
    is_open = Q(paper__audience=Audience.PUBLIC) & (Q(file=None) | File.readable_by(nobody, prefix="file__"))
    mine = Q(pk__in=[])
    if standing.moderator:
        mine |= is_open
    if standing.clerk:
        mine |= ~is_open
    return rows.filter(mine)


def reported(standing: Standing) -> QuerySet[Any]:
    """Those of them with open reports, most urgent first; `due` is the earliest deadline."""
    rows = moderated(standing).filter(flags__moderation=None, flags__isnull=False)
    return rows.annotate(due=Min("flags__due_at")).order_by("due", "pk")


def held(standing: Standing) -> QuerySet[Note]:
    """Those that wait to be released, oldest first."""
    return moderated(standing).filter(state=NoteState.WAITING).order_by("created_at", "pk")


def contested(standing: Standing) -> QuerySet[Complaint]:
    """Open complaints this person may decide: not about their own decision, and not their own."""
    if not (standing.moderator or standing.clerk):
        return Complaint.objects.none()
    rows = Complaint.objects.filter(Note.beside_readable(standing, prefix="moderation__note__"), decided_at=None)
    rows = rows.exclude(made_by=standing.user_id).exclude(moderation__decided_by=standing.user_id)
    return rows.order_by("due_at", "pk")


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """List what waits for a decision, with its traffic light."""
    may.keep_order(request.user)
    standing, now = audiences.standing_of(request.user), timezone.now()
    flagged = Paginator(reported(standing).select_related("paper"), PER_PAGE).get_page(request.GET.get("page"))
    complaints = contested(standing).select_related("moderation__note__paper")[:PER_PAGE]
    context = {
        "page": flagged,
        "reported": [Waiting(note, deadlines.light(note.due, now=now)) for note in flagged],
        "held": held(standing).select_related("paper")[:PER_PAGE],
        "contested": [Waiting(complaint, deadlines.light(complaint.due_at, now=now)) for complaint in complaints],
    }
    return render(request, "collaboration/moderation/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, key: str) -> HttpResponse:
    """Decide on a note, with all that was reported about it in view."""
    rows = moderated(audiences.standing_of(request.user)).select_related(
        "paper", "version_of_text", "file", "owner__person"
    )
    note = get_object_or_404(rows, key=key)
    may.moderate(request.user, note)
    form = DecisionForm(doors.typed(request), initial={"version": note.version})
    if request.method == "POST" and form.is_valid():
        moderations.decide(note, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Entscheidung gilt sofort; der Verfasser liest die Begründung.")
        return doors.see("/moderation/")
    now = timezone.now()
    flags = note.flags.order_by("due_at", "pk")
    context = {
        "note": note,
        "form": form,
        "passage": passages.of(note),
        "flags": [Waiting(flag, deadlines.light(flag.due_at, now=now)) for flag in flags if flag.moderation_id is None],
        "earlier": note.moderations.order_by("-decided_at"),
    }
    status = doors.REFUSED if form.errors else 200
    return render(request, "collaboration/moderation/decide.html", context, status=status)


@require_safe
def reasons_of(request: SignedInRequest, key: str) -> HttpResponse:
    """Lead the author from their note to the reasons of the last decision on it."""
    rows = _readable(request).filter(note__key=key, note__owner=request.user).exclude(decision=Decision.KEEP)
    found = rows.order_by("-decided_at", "-pk").first()
    if found is None:
        raise Http404
    return redirect(found)


@require_safe
def reasons(request: SignedInRequest, key: str) -> HttpResponse:
    """The statement of reasons (Art. 17 DSA), for the author and for moderation."""
    found = get_object_or_404(_readable(request), key=key)
    complaint = Complaint.objects.filter(moderation=found).first()
    context = {
        "moderation": found,
        "complaint": complaint,
        "own": found.note.owner_id == request.user.pk,
        "until": deadlines.complain_until(found.decided_at),
        "can_complain": complaint is None and allowed(_complain, request.user, found),
    }
    return render(request, "collaboration/moderation/reasons.html", context)


def _complain(user: Any, moderation: Moderation) -> None:
    may.complain(user, moderation, at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: SignedInRequest, key: str) -> HttpResponse:
    """Complain about a decision on one's own note."""
    found = get_object_or_404(_readable(request), key=key)
    may.complain(request.user, found, at=timezone.now())
    form = ComplaintForm(doors.typed(request))
    if request.method == "POST" and form.is_valid():
        moderations.complain(found, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, "Ihre Beschwerde ist eingegangen. Eine zweite Person entscheidet.")
        return doors.see(found.get_absolute_url())
    context = {"moderation": found, "form": form}
    status = doors.REFUSED if form.errors else 200
    return render(request, "collaboration/moderation/complain.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, key: str) -> HttpResponse:
    """Decide on a complaint as the second person."""
    may.keep_order(request.user)
    rows = Complaint.objects.filter(
        Note.beside_readable(audiences.standing_of(request.user), prefix="moderation__note__")
    )
    found = get_object_or_404(rows.select_related("moderation__note__paper"), key=key)
    may.review(request.user, found)
    form = ReviewForm(doors.typed(request))
    if request.method == "POST" and form.is_valid():
        moderations.review(found, by=request.user, **form.cleaned_data)
        messages.success(request, "Über die Beschwerde ist entschieden.")
        return doors.see("/moderation/")
    context = {
        "complaint": found,
        "moderation": found.moderation,
        "form": form,
        "light": deadlines.light(found.due_at, now=timezone.now()),
    }
    status = doors.REFUSED if form.errors else 200
    return render(request, "collaboration/moderation/review.html", context, status=status)


@require_safe
def log(request: SignedInRequest) -> HttpResponse:
    """The decisions of the last months under pseudonyms: who decided often, about whom, and what stood."""
    may.keep_order(request.user)
    rows = Moderation.objects.filter(
        Note.beside_readable(audiences.standing_of(request.user), prefix="note__"), forgotten_at=None
    )
    rows = rows.select_related("note", "complaint").order_by("-decided_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(row, pseudonym("V", row.note.owner_id), pseudonym("M", row.decided_by_id)) for row in page]
    return render(request, "collaboration/moderation/log.html", {"page": page, "lines": lines})


def pseudonym(role: str, user_id: int | None) -> str:
    """A name that stays the same for one account and leads to it only with the key of the house."""
    seal = hmac.new(settings.SECRET_KEY.encode(), f"moderation:{role}:{user_id}".encode(), hashlib.sha256)
    return f"{role}-{seal.hexdigest()[:6]}"


def _readable(request: SignedInRequest) -> QuerySet[Any]:
    """Decisions on one's own notes, and for whoever keeps order those beside papers they read."""
    standing = audiences.standing_of(request.user)
    mine = Q(note__owner=request.user)
    if standing.moderator or standing.clerk:
        mine |= Note.beside_readable(standing, prefix="note__")
    return with_papers(Moderation.objects.filter(mine), standing)


def with_papers(rows: QuerySet[Moderation], standing: Standing) -> QuerySet[Any]:
    """Say of each decision whether the person reads the paper (`shown`): if not, they are told nothing of it.

    The decision and its reason reach the author all the same (Art. 17 DSA).
    """
    paper = Paper.objects.visible_for(standing).filter(pk=OuterRef("note__paper"))
    return rows.annotate(shown=Exists(paper)).select_related("note__paper")
