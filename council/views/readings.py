"""The page on which those who answer for closed matter see who read it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from council import may, readings
from council.requests import SignedInRequest

PER_PAGE = 50


@require_safe
def show(request: SignedInRequest, kind: str, key: str) -> HttpResponse:
    """List who read one closed thing and when; what is not visible, or open to all, is not found."""
    known = readings.KINDS.get(kind)
    if known is None:
        raise Http404
    thing = get_object_or_404(known.rows().visible_to(request.user), key=key)
    if not readings.is_closed(kind, thing):
        raise Http404
    may.see_readings(request.user, known.body_of(thing))
    page = Paginator(readings.of_thing(kind, thing), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "council/readings.html", {"thing": thing, "title": known.title, "page": page})
