"""The link by which a person comes to their account, and the mail that brings it."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from council import post
from council.models import AccountInvitation

_SALT = "council.account"


def link(invitation: AccountInvitation) -> str:
    """The whole address that only whoever gets the mail knows."""
    token = signing.dumps(invitation.pk, salt=_SALT)
    return settings.BASE_URL + reverse("account-invitation", args=[token])


def find(token: str) -> AccountInvitation | None:
    """The invitation behind a token while its link works; None for every other token."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return AccountInvitation.objects.open(at=timezone.now()).select_related("person").filter(pk=pk).first()


def send(invitation: AccountInvitation) -> str:
    """Send the link; gives a German sentence if the mail did not go out, nothing if it did."""
    context = {"person": invitation.person, "link": link(invitation), "until": invitation.valid_until}
    body = render_to_string("mail/access.txt", context)
    message = EmailMessage(f"Ihr Zugang: {settings.CITY_NAME}", body, to=[invitation.email])
    with post.Line() as line:
        try:
            return line.send(message)
        except post.Away:
            return "Der Mailserver ist nicht zu erreichen. Bitte später noch einmal schicken."
