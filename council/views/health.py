"""Tells machines whether this server is up, whether it may serve, and how it fares."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council import figures, limits, readiness


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether everything a page needs is there: 200, or 503 with what is wrong."""
    problems = readiness.problems()
    told = {"ready": not problems, "problems": problems, "impaired": readiness.impaired()}
    return JsonResponse(told, status=503 if problems else 200)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to this machine itself and to whoever brings the token; for all others there is nothing here."""
    if not (_is_at_home(request) or _brings_token(request)):
        raise Http404
    return HttpResponse(figures.told(), content_type=figures.CONTENT_TYPE)


def _is_at_home(request: HttpRequest) -> bool:
    """Whether a process of this machine asks for itself; what a proxy asks bears for whom."""
    return "X-Forwarded-For" not in request.headers and not limits.network(request.META.get("REMOTE_ADDR", ""))


def _brings_token(request: HttpRequest) -> bool:
    said = request.headers.get("Authorization", "").encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(said, f"Bearer {settings.METRICS_TOKEN}".encode())
