"""The accounts of the demo people: one password for all, therefore only where the demo is meant."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from collaboration.demo.intake.shelf import Shelf
from council.models import User

PASSWORD = "demo-demo-demo"


def take_in(shelf: Shelf) -> None:
    """Open the accounts. Raises ImproperlyConfigured outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Die Konten der Demo gibt es nur in der Demo (DEMO=1).")
    for account in shelf.town.accounts:
        email = address(account.name)
        person = shelf.people.get(account.person)
        user = User.objects.create_user(email, PASSWORD, person=person, pseudonym=account.shown_as)
        kept = EmailAddress.objects.add_email(None, user, email)
        kept.set_verified()
        kept.set_as_primary()
        shelf.users[account.name] = user


def address(name: str) -> str:
    """The address a demo person signs in with."""
    return f"{name}@example.org"
