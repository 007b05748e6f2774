"""Pages on which minutes are read: of a meeting, one document, an earlier version, the PDF."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import audiences, life, readings
from council.law import deadlines as law
from council.views import doors
from documents import vault
from documents.views import prints
from motions.may import minutes as may
from motions.minuting import deadlines, printing, reading
from motions.minuting.reading import Section
from motions.models import Minutes, MinutesObjection, MinutesSection, MinutesVersion, ResolutionExtract
from motions.states import MINUTES_OBJECTABLE, MINUTES_OUT, MINUTES_WRITABLE, MinutesPart, MinutesState
from motions.views.lights import Light, in_words

NOT_WHOLE = (
    "Zu einem Punkt dieser Niederschrift haben Sie keinen Zugang; das ganze Dokument bekommen Sie deshalb nicht."
)
_WAY = (
    MinutesState.DRAFT,
    MinutesState.REVIEWED,
    MinutesState.SENT,
    MinutesState.FINAL,
    MinutesState.SIGNED,
)
_PLACE = {MinutesState.OBJECTED: MinutesState.SENT, MinutesState.CORRECTED: MinutesState.SENT}


@require_safe
@login_not_required
def of_meeting(request: HttpRequest, key: str) -> HttpResponse:
    """Show where the minutes of a meeting stand, and lead to those this person may read."""
    meeting = doors.meeting(request, key)
    standing = audiences.standing_of(request.user)
    rows = {row.part: row for row in _rows().filter(meeting=meeting)}
    readable = list(_rows().visible_for(standing).filter(meeting=meeting).order_by("-part"))
    public = rows.get(MinutesPart.PUBLIC)
    context = {
        "meeting": meeting,
        "readable": [(row, steps(row), light_of(row)) for row in readable],
        "stage": steps(public) if public is not None and public not in readable else [],
        "can_draft": may.allowed(may.keep, request.user) and meeting.state in _HELD,
        "draftable": not rows or any(row.state == MinutesState.DRAFT for row in rows.values()),
        "inspect": public is not None and public.state == MinutesState.SIGNED and not public.published,
    }
    return render(request, "motions/minutes_of_meeting.html", context)


@require_safe
@login_not_required
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show one document of the minutes as this person may read it."""
    minutes = find(request, key)
    return _page(request, minutes, version=reading.in_force(minutes))


@require_safe
@login_not_required
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show an earlier version, for those who were sent it."""
    minutes = find(request, key)
    standing = audiences.standing_of(request.user)
    if not reading.receives(minutes, standing) or minutes.state not in MINUTES_OUT:
        raise Http404
    return _page(request, minutes, version=get_object_or_404(minutes.versions, number=number))


@require_safe
@login_not_required
def pdf(request: HttpRequest, key: str) -> HttpResponse:
    """Give the signed file as it lies in the vault; before that, and without names, as it reads now."""
    minutes = find(request, key)
    standing = audiences.standing_of(request.user)
    name = str(minutes)
    public = minutes.published and standing.user_id is None
    if not reading.whole(minutes, standing):
        raise life.WrongState(NOT_WHOLE)
    readings.note(request.user, "minutes", [minutes])
    if minutes.sha512 and not reading.nameless(minutes, standing) and vault.exists(minutes.sha512):
        with vault.open(minutes.sha512) as stored:
            return prints.answer(stored.read(), name=name, public=public)
    return prints.answer(prints.pressed(printing.sheet_for(minutes, standing)), name=name, public=public)


def find(request: HttpRequest, key: str) -> Minutes:
    """The minutes this person may read, else 404."""
    found: Minutes = get_object_or_404(_rows().visible_to(request.user), key=key)
    return found


def section_of(request: HttpRequest, minutes: Minutes, number: int) -> MinutesSection:
    """A section of the minutes this person may read, else 404."""
    rows = MinutesSection.objects.visible_for(audiences.standing_of(request.user)).filter(minutes=minutes)
    section = get_object_or_404(rows.select_related("item"), number=number)
    section.minutes = minutes
    return section


def light_of(minutes: Minutes) -> Light | None:
    """How the sending stands with its deadline, as long as nothing was sent."""
    if minutes.state in MINUTES_OUT or minutes.send_due is None:
        return None
    colour = law.light(minutes.send_due, on=timezone.localdate()).colour
    return Light(str(colour), f"Versand: {in_words(minutes.send_due, on=timezone.localdate())}")


def steps(minutes: Minutes) -> list[dict[str, str]]:
    """Where the minutes stand, as the steps of a way."""
    reached = _WAY.index(MinutesState(_PLACE.get(MinutesState(minutes.state), minutes.state)))
    found = []
    for place, state in enumerate(_WAY):
        current = place == reached
        label = minutes.get_state_display() if current else state.label
        found.append({"title": label.capitalize(), "state": "done" if place < reached else "next"})
        if current:
            found[-1]["state"] = "done" if state == MinutesState.SIGNED else "current"
    return found


def _rows() -> Any:
    return Minutes.objects.select_related("meeting__organization__body", "meeting__location", "chair", "secretary")


def _page(request: HttpRequest, minutes: Minutes, *, version: MinutesVersion | None) -> HttpResponse:
    readings.note(request.user, "minutes", [minutes])
    standing = audiences.standing_of(request.user)
    sections = reading.sections(minutes, standing, version=version)
    insider = reading.receives(minutes, standing)
    objections = _objections(minutes, standing)
    extracts = _extracts(minutes, standing)
    nameless = reading.nameless(minutes, standing)
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "version": version,
        "versions": list(minutes.versions.order_by("-number")) if insider and version is not None else [],
        "sections": [(section, extracts.get(section.item)) for section in sections],
        "steps": steps(minutes),
        "light": light_of(minutes),
        "nameless": nameless,
        "whole": reading.whole(minutes, standing),
        "closed_part": printing.has_closed_part(minutes),
        "signatures": [] if nameless else list(minutes.signatures.select_related("person").order_by("office")),
        "objections": objections,
        "until": deadlines.objections_until(minutes) if minutes.state in MINUTES_OBJECTABLE else None,
        "readings_url": readings.address(request.user, "minutes", minutes),
        "desk": _desk(request, minutes, sections, objections),
    }
    return render(request, "motions/minutes.html", context)


def _objections(minutes: Minutes, standing: audiences.Standing) -> list[MinutesObjection]:
    rows = MinutesObjection.objects.visible_for(standing).filter(section__minutes=minutes)
    return list(rows.select_related("person", "section__item", "decided_in").order_by("number"))


def _extracts(minutes: Minutes, standing: audiences.Standing) -> dict[int | None, ResolutionExtract]:
    """The extracts this person may read, by the primary key of their item."""
    rows = ResolutionExtract.objects.visible_for(standing).standing().filter(item__meeting=minutes.meeting)
    return {row.item_id: row for row in rows}


def _desk(
    request: HttpRequest, minutes: Minutes, sections: list[Section], objections: list[MinutesObjection]
) -> dict[str, Any]:
    """What this person can do with the minutes now."""
    user, state = request.user, minutes.state
    keeps = may.allowed(may.keep, user)
    today = timezone.localdate()
    office = may.office_of(user, minutes)
    until = deadlines.objections_until(minutes)
    open_ones = [row for row in objections if not row.outcome]
    awaiting = state == MinutesState.OBJECTED and not open_ones
    in_time = until is None or today <= until
    return {
        "write": may.allowed(may.write, user, minutes) and (state == MinutesState.DRAFT or awaiting),
        "redraft": keeps and state == MinutesState.DRAFT,
        "review": may.allowed(may.review, user, minutes) and state == MinutesState.DRAFT,
        "take_back": may.allowed(may.review, user, minutes) and state == MinutesState.REVIEWED,
        "send": keeps and state == MinutesState.REVIEWED,
        "name": keeps and state in MINUTES_WRITABLE | {MinutesState.REVIEWED, MinutesState.SENT},
        "object": state in MINUTES_OBJECTABLE and in_time and may.allowed(may.object_to, user, minutes),
        "decide": may.allowed(may.decide, user, minutes) and state == MinutesState.OBJECTED,
        "correct": keeps and awaiting,
        "finish": keeps and state in (MinutesState.SENT, MinutesState.CORRECTED) and (until is None or today >= until),
        "sign": state == MinutesState.FINAL
        and office is not None
        and not minutes.signatures.filter(office=office).exists(),
    }


_HELD = ("running", "interrupted", "closed")
