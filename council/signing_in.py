"""Signing in: how often it may fail, and what is written down of it – numbers and kinds, never addresses or names."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import email_changed, password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest

logger = logging.getLogger(__name__)

EVENTS: dict[Signal, str] = {
    user_logged_in: "signed_in",
    user_logged_out: "signed_out",
    user_login_failed: "failed",
    password_changed: "password_changed",
    password_reset: "password_reset",
    email_changed: "email_changed",
    authenticator_added: "factor_added",
    authenticator_removed: "factor_removed",
    authenticator_reset: "factor_reset",
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Counts failures for each account and address together: whoever guesses elsewhere locks nobody out of a vote."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The name under which failures are counted."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


def _note(signal: Signal, user: Any = None, **_: Any) -> None:
    logger.info("%s account=%s", EVENTS[signal], getattr(user, "pk", None))


for event in EVENTS:
    event.connect(_note)
