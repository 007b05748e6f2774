"""The signed links by which whoever holds a mail stops further ones, without signing in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from collaboration.actions import subscriptions
from collaboration.models import Lookout, Subscription

_SIGNER = signing.Signer(salt="collaboration.stopping")


def link(of: Subscription | Lookout) -> str:
    """The whole address; it holds as long as there is something to stop."""
    kind = "one" if isinstance(of, Subscription) else "all"
    return settings.BASE_URL + reverse("following-stop-by-mail", args=[_SIGNER.sign(f"{kind}-{of.key}")])


class Forged(Exception):  # says what is so, not that it is an error
    """No mail of ours holds this link."""


def found(token: str) -> Subscription | Lookout | None:
    """What a link names; nothing if there is nothing left to stop. Raises Forged for a link that is not ours."""
    try:
        kind, _, key = _SIGNER.unsign(token).partition("-")
    except signing.BadSignature as problem:
        raise Forged from problem
    if kind == "all":
        return Lookout.objects.select_related("user").filter(key=key).first()
    rows = Subscription.objects.select_related("paper", "organization", "district", "person")
    return rows.filter(key=key).first()


def carry_out(found: Subscription | Lookout | None) -> None:
    """Follow the one thing no longer, or pause everything the account follows; nothing where that was done before."""
    if found is None:
        return
    if isinstance(found, Subscription):
        subscriptions.unfollow(found)
    else:
        subscriptions.pause(list(Subscription.objects.filter(user=found.user_id)))
