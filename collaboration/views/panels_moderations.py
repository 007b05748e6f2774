"""What moderation adds to the desk: what waits to be decided, and what was decided about one's own notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from collaboration import deadlines
from collaboration.models import Moderation
from collaboration.states import Decision
from collaboration.views import moderations
from council import audiences
from council.panels import panel

RECENT = timedelta(days=60)
SHOWN = 5


@panel("desk.top", order=5)
def waiting_decisions(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For moderators and the office: how much waits, and how urgent the first of it is."""
    standing = audiences.standing_of(request.user)
    if not (standing.moderator or standing.clerk):
        return {None: SafeString()}
    reported, held = moderations.reported(standing), moderations.held(standing)
    contested = moderations.contested(standing)
    first = [row.due for row in reported[:1]] + [row.due_at for row in contested[:1]]
    context = {
        "reported": reported.count(),
        "held": held.count(),
        "contested": contested.count(),
        "light": deadlines.light(min(first), now=timezone.now()) if first else None,
    }
    if (
        standing.clerk
        and not standing.moderator
        and not any(context[name] for name in ("reported", "held", "contested"))
    ):
        return {None: SafeString()}
    return {None: SafeString(render_to_string("collaboration/moderation/_desk.html", context))}


@panel("desk", order=60)
def decisions_on_own_notes(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For an author: what was decided against their notes lately, with the way to the reasons."""
    standing = audiences.standing_of(request.user)
    rows = Moderation.objects.filter(note__owner=standing.user_id, decided_at__gt=timezone.now() - RECENT)
    rows = moderations.with_papers(rows.exclude(decision=Decision.KEEP), standing)
    found = list(rows.order_by("-decided_at")[:SHOWN])
    if not found:
        return {None: SafeString()}
    return {None: SafeString(render_to_string("collaboration/moderation/_own.html", {"moderations": found}))}
