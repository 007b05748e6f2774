"""What an account is handed of itself (Art. 15 and 20 GDPR): its own words and data, never those of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from collaboration.models import Complaint, Flag, Folder, Note, Subscription
from council import readings
from council.models import Delivery, DeliveryChannel, Membership, User
from motions.models import Petitioner

Rows = Sequence[Any]  # of rows ready for JSON


def of(user: User) -> dict[str, Any]:
    """What only the account itself reads, and its own words, by German headings, ready for JSON.

    No secrets, and no name or quote of what may be closed by now: a paper or a meeting is told by its key.
    """
    return {
        "Konto": _account(user),
        "E-Mail-Adressen": list(EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified")),
        "Anmeldung der Stadt": list(
            SocialAccount.objects.filter(user=user)
            .order_by("pk")
            .values("uid", "date_joined", "last_login", "extra_data")
        ),
        "Angemeldete Geräte": _devices(user),
        "Mandate und Ämter": _seats(user),
        "Zustellwege": _channels(user),
        "Zustellungen": _deliveries(user),
        "Gelesenes Nichtöffentliches": readings.of_person(user.pk),
        "Notizen": _notes(user),
        "Sitzungsmappen": list(
            Folder.objects.filter(owner=user).order_by("pk").values("meeting__key", "begun_at", "kept_at")
        ),
        "Verfolgtes": _followed(user),
        "Meldungen": list(
            Flag.objects.filter(made_by=user).order_by("pk").values("made_at", "ground", "explanation", "name", "email")
        ),
        "Beschwerden": list(Complaint.objects.filter(made_by=user).order_by("pk").values("made_at", "text")),
        "Eingaben": _petitions(user),
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "pseudonym": user.pseudonym,
        "name": user.person.name if user.person else "",
        "date_joined": user.date_joined,
        "last_login": user.last_login,
    }


def _devices(user: User) -> Rows:
    rows = UserSession.objects.filter(user=user).order_by("pk")
    return list(rows.values("created_at", "last_seen_at", "ip", "user_agent"))


def _seats(user: User) -> Rows:
    rows = Membership.objects.filter(person=user.person_id or 0, deleted_at=None).order_by("pk")
    return list(rows.values("organization__name", "role", "start_date", "end_date"))


def _channels(user: User) -> Rows:
    rows = DeliveryChannel.objects.filter(person=user.person_id or 0).order_by("pk")
    return list(rows.values("kind", "address", "opted_in_on", "valid_from", "valid_to"))


def _deliveries(user: User) -> Rows:
    rows = Delivery.objects.filter(person=user.person_id or 0).order_by("pk")
    return list(rows.values("channel", "address", "provided_at", "opened_at", "received_on"))


def _notes(user: User) -> Rows:
    """One's own words in every circle, also where the paper is closed to the author by now; nothing of the paper."""
    rows = Note.objects.filter(owner=user, deleted_at=None).order_by("pk")
    return list(rows.values("key", "created_at", "edited_at", "audience", "state", "text"))


def _followed(user: User) -> Rows:
    rows = Subscription.objects.filter(user=user).order_by("pk")
    things = ("paper__key", "organization__name", "district__name", "person__name", "search")
    return list(rows.values(*things, "rhythm", "since", "paused_at"))


def _petitions(user: User) -> Rows:
    rows = Petitioner.objects.filter(account=user).order_by("pk")
    return list(rows.values("name", "address", "email", "petition__received_on", "petition__subject", "petition__text"))
