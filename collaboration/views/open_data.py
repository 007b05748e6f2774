"""Open data: the page that says in plain words what there is, and the catalogue that says it to portals."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from collaboration import catalogue, offers, subscribing
from council.models import Body
from council.requests import shared
from documents import dump


@require_safe
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """Say what there is, how to subscribe to it, and what may be done with it."""
    latest = dump.latest()
    context = {
        "offers": offers.all_of_them(),
        "channels": subscribing.of_town(),
        "made_at": latest.made_at if latest is not None else None,
        "licence": settings.OPARL_LICENSE,
        "licence_name": settings.OPEN_DATA_LICENCE_NAME,
        "host": request.get_host(),
    }
    return render(request, "collaboration/open_data.html", context)


@require_safe
@login_not_required
@shared
@conditional_page
def as_catalogue(request: HttpRequest) -> HttpResponse:
    """The same as DCAT-AP.de."""
    said = catalogue.catalogue(
        offers.all_of_them(), town=Body.objects.filter(home=True).first(), whole=request.build_absolute_uri
    )
    return HttpResponse(json.dumps(said, ensure_ascii=False, indent=1), content_type="application/ld+json")
