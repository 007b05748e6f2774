"""What notes in doubt add to the desk: how many wait for their author."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaboration.views import placements
from council import audiences
from council.panels import panel


@panel("desk.top", order=40)
def doubtful_notes(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """One line for whoever has notes whose place in a new text is in doubt."""
    waiting = placements.doubtful(audiences.standing_of(request.user)).count()
    if not waiting:
        return {None: SafeString()}
    return {None: SafeString(render_to_string("collaboration/notes/_doubtful.html", {"waiting": waiting}))}
