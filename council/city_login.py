"""The city's own login (OpenID Connect): it opens no account, it finds the one with the same confirmed address."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect

from council.models import User

UNKNOWN = (
    "Zu dieser Anmeldung gibt es hier noch kein Konto. Das Büro der Stadtverordnetenversammlung öffnet es für dieselbe"
    " E-Mail-Adresse; Einwohnerinnen und Einwohner legen es selbst an."
)
BROKEN_OFF = "Die Anmeldung wurde abgebrochen."
FAILED = "Die Anmeldung der Stadt hat nicht geklappt. Bitte noch einmal versuchen, oder mit dem Passwort anmelden."


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Lets in whoever has an account; leads everybody else back to the page of signing in with a sentence."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Find the account by an address that is confirmed there; here it must be, too, for anybody can name any."""
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if found and EmailAddress.objects.filter(user=found[0], email__iexact=found[1], verified=True).exists():
            return found
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse whoever has no account here, and every use but signing in."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            _back(request, FAILED)
        if not sociallogin.is_existing:
            _back(request, UNKNOWN)

    def on_authentication_error(self, request: HttpRequest, provider: Any, *, error: str, **_: Any) -> None:
        """Say what went wrong: broken off there, or an answer that does not hold, or none."""
        _back(request, BROKEN_OFF if error == AuthError.CANCELLED else FAILED)


def _back(request: HttpRequest, sentence: str) -> NoReturn:
    messages.error(request, sentence)
    raise ImmediateHttpResponse(redirect("account_login"))
