"""What the page of an account has for the office: the way to erase it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from council import residents
from council.models import User
from council.panels import panel


@panel("access")
def erasure_of_account(request: HttpRequest, accounts: Sequence[User]) -> dict[int, SafeString]:
    """The button that leads to what would go and what stays."""
    return {account.pk: _button(account) for account in accounts}


def _button(account: User) -> SafeString:
    if account.person is None:
        label, url = "Konto löschen", reverse("resident-erase", args=[residents.name_of(account)])
    else:
        label, url = "Zugang löschen", reverse("account-erase", args=[account.person.key])
    return SafeString(render_to_string("components/button.html", {"label": label, "url": url, "kind": "secondary"}))
