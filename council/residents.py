"""How the office comes to the account of a resident: by the address they write with, and by no list."""

from __future__ import annotations

from django.core import signing

from council.models import User

_SALT = "council.resident"


def at(email: str) -> User | None:
    """The account of that address, of a resident or of a person of the council; None where there is none."""
    return User.objects.select_related("person").filter(email__iexact=email, is_active=True).first()


def name_of(account: User) -> str:
    """What stands for a resident's account in addresses of pages: it tells nothing and opens nothing by itself."""
    return signing.dumps(account.pk, salt=_SALT)


def named(token: str) -> User | None:
    """The resident's account behind it; None for whatever else was made up, and once the account is gone."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, person=None, is_active=True).first()
