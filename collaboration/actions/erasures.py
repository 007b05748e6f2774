"""Acts of erasure: an account goes (Art. 17 GDPR), what it did stays, and the journal proves that it went."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from guardian.models import UserObjectPermission

from collaboration import may
from collaboration.actions import notes
from collaboration.models import Folder, Jotting, Lookout, Note, Subscription
from council import former, journal, keys, life, signed_out
from council.models import AccountInvitation, DeliveryChannel, Person, User
from council.states import Audience
from motions.actions import writing
from motions.models import Petitioner

ERASED = "gelöschtes Konto"  # in place of a resident's name, wherever others read it
LONGEST_NAME = 80  # characters of an account's name
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
    """Erase an account: its name and address go, its devices are signed out, what it wrote for itself is deleted.

    Of a resident all notes lose their words. Whoever held an office or mandate did the rest in public, or for a body:
    it stays under the name of the person, which has no account any more. The row stays without anything else, for
    entries and tombstones point to it. Petitions, reports and what moderation decided are kept for the periods of their
    own. Raises WrongState while an office or mandate is held, or was until lately.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=user.pk)
    may.erase_account(by, user)
    if user.person is not None and (kept := former.keeps(user.person, on=timezone.localdate())):
        raise life.WrongState(kept)
    written = Note.objects.filter(owner=user)
    drafts = writing.erase_drafts(user, by=by)
    taken = _take_words(written if user.person is None else written.filter(audience=Audience.PRIVATE), by=by)
    devices = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(devices)).delete()
    for model in _OWN_ALONE:
        model._base_manager.filter(user=user).delete()
    Folder.objects.filter(owner=user).delete()
    Jotting.objects.filter(owner=user).delete()
    Petitioner.objects.filter(account=user).update(account=None)
    if user.person is not None:
        _forget_ways_to(user.person)
    _empty(user)
    journal.record("account.erased", user, by=by, room=signed_out.room_of(user.pk), notes=taken, drafts=drafts)
    return user


def _take_words(written: QuerySet[Note], *, by: User) -> int:
    """Take the words of every one of these notes; how many notes."""
    found = list(written.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for note in found:
        if life.can(note, "withdraw"):
            notes.take_words(note, by=by)
    written.exclude(text="").update(text="")
    return len(found)


def _forget_ways_to(person: Person) -> None:
    """Erase where invitations to meetings and to the account went; that they went stays."""
    ways = DeliveryChannel.objects.filter(person=person)
    ways.filter(valid_to=None).update(valid_to=Greatest(F("valid_from"), Value(timezone.localdate())))
    ways.update(address="")
    AccountInvitation.objects.filter(person=person).update(email="")


def _empty(user: User) -> None:
    user.pseudonym = ERASED if user.person is None else user.person.name[:LONGEST_NAME]
    user.email, user.person = f"{keys.new()}@erased.invalid", None
    user.is_active, user.last_login, user.date_joined = False, None, timezone.now()
    user.set_unusable_password()
    user.save(update_fields=["email", "pseudonym", "person", "is_active", "last_login", "date_joined", "password"])
