"""The way to the city's own login and back; a server that is away, or talks nonsense, is said and breaks nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from requests import RequestException

from council import city_login

logger = logging.getLogger(__name__)


@login_not_required
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person on to the city's login."""
    return _guarded(oidc.login, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let in whoever comes back from there and has an account here."""
    return _guarded(oidc.callback, request, provider_id)


def _guarded(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (RequestException, ValueError, KeyError) as problem:
        logger.warning("city login: %s", type(problem).__name__)
        messages.error(request, city_login.FAILED)
        return redirect("account_login")
