"""Acts of erasure: an account goes (Art. 17 GDPR), what it did stays, and the journal proves that it went."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from guardian.models import UserObjectPermission

from collaboration import may
from collaboration.actions import notes
from collaboration.models import Folder, Jotting, Lookout, Note, Subscription
from council import journal, keys, life, signed_out
from council.models import User
from motions.models import Petitioner

ERASED = "gelöschtes Konto"  # in place of the name, wherever others read it
_OWN_ALONE: tuple[Any, ...] = (
    EmailAddress,
    Authenticator,
    SocialAccount,
    UserSession,
    UserObjectPermission,
    Subscription,
    Lookout,
)


@journal.act
def erase(user: User, *, by: User) -> User:
    """Erase a resident's account: its notes lose their words, its name and address go, its devices are signed out.

    The row stays without anything of the person, for entries and tombstones point to it. Petitions, reports and what
    moderation decided are kept for the periods of their own.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    may.erase_account(by, user)
    withdrawn = _withdraw_notes(user)
    devices = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(devices)).delete()
    for model in _OWN_ALONE:
        model._base_manager.filter(user=user).delete()
    Folder.objects.filter(owner=user).delete()
    Jotting.objects.filter(owner=user).delete()
    Petitioner.objects.filter(account=user).update(account=None)
    _empty(user)
    journal.record("account.erased", user, by=by, room=signed_out.room_of(user.pk), notes=withdrawn)
    return user


def _withdraw_notes(user: User) -> int:
    """Take the words of every note; how many notes."""
    found = list(Note.objects.filter(owner=user).order_by("pk"))
    for note in found:
        if life.can(note, "withdraw"):
            notes.withdraw(note, by=user)
    Note.objects.filter(owner=user).exclude(text="").update(text="")
    return len(found)


def _empty(user: User) -> None:
    user.email, user.pseudonym = f"{keys.new()}@erased.invalid", ERASED
    user.is_active, user.last_login, user.date_joined = False, None, timezone.now()
    user.set_unusable_password()
    user.save(update_fields=["email", "pseudonym", "is_active", "last_login", "date_joined", "password"])
