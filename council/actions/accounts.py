"""Acts on accounts: the office opens one to a person, and that person takes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from council import journal, life, may, signed_out
from council.models import AccountInvitation, Person, User

DAYS = 7  # the link works for
AT_ONCE = 200  # invitations forgotten in one act


@journal.act
def invite(person: Person, *, email: str, by: User | None) -> AccountInvitation:
    """Open an account to the person, by a link that goes to `email`; one sent before no longer works.

    `by` None is the command line, with which the first of the office comes in.
    """
    life.lock(person)
    if by is not None:
        may.open_account(by)
    if User.objects.filter(person=person).exists():
        raise life.WrongState("Diese Person hat schon einen Zugang.")
    if User.objects.filter(email__iexact=email).exclude(person=None).exists():
        raise life.WrongState("Diese Adresse gehört schon zum Zugang einer anderen Person.")
    now = timezone.now()
    AccountInvitation.objects.filter(person=person, ended_at=None).update(ended_at=now)
    made = AccountInvitation(person=person, email=email, made_at=now, valid_until=now + timedelta(days=DAYS))
    made.save(force_insert=True)
    journal.record("account.opened", made, by=by)
    return made


@journal.act
def withdraw(invitation: AccountInvitation, *, by: User) -> AccountInvitation:
    """Take the invitation back; its link no longer works."""
    may.open_account(by)
    invitation = _open(invitation)
    invitation.ended_at = timezone.now()
    invitation.save(update_fields=["ended_at"])
    journal.record("account.withdrawn", invitation, by=by)
    return invitation


@journal.act
def accept(invitation: AccountInvitation, *, password: str) -> User:
    """Make the account of an address that has none; whoever holds the link has shown that it is theirs."""
    invitation = _open(invitation)
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise life.WrongState("Für diese Adresse gibt es schon ein Konto. Bitte melden Sie sich damit an.")
    if EmailAddress.objects.filter(email__iexact=invitation.email, verified=True).exists():
        raise life.WrongState(
            "Diese Adresse ist schon die zweite Adresse eines Kontos. Bitte melden Sie sich dort an, machen Sie sie "
            "zur Hauptadresse und öffnen Sie den Link noch einmal."
        )
    user = User.objects.create_user(invitation.email, password, person=invitation.person)
    EmailAddress.objects.create(user=user, email=invitation.email.lower(), verified=True, primary=True)
    return _end(invitation, user)


@journal.act
def take_over(invitation: AccountInvitation, *, by: User) -> User:
    """Link the account of that address, which its owner is signed in to, to the person."""
    invitation = _open(invitation)
    if by.email.casefold() != invitation.email.casefold() or by.person_id is not None:
        raise may.Denied("Dieser Zugang ist für ein anderes Konto bestimmt.")
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    user.person = invitation.person
    user.save(update_fields=["person"])
    return _end(invitation, user)


@journal.act
def sign_out(user: User, *, by: User) -> int:
    """End every sign-in of the account, for a device that was lost; returns how many.

    Its open lines are hung up, and a device that comes back finds itself signed out and empties its folders.
    """
    may.open_account(by)
    devices = UserSession.objects.filter(user=user)
    ended = Session.objects.filter(session_key__in=list(devices.values_list("session_key", flat=True))).delete()[0]
    devices.delete()
    journal.record("account.signed_out", user, by=by, room=signed_out.room_of(user.pk), sessions=ended)
    return ended


def _open(invitation: AccountInvitation) -> AccountInvitation:
    """The row as it is now, held; raises WrongState if its link no longer works."""
    row = AccountInvitation.objects.select_for_update(no_key=True).select_related("person").get(pk=invitation.pk)
    if row.ended_at is not None or row.valid_until <= timezone.now() or User.objects.filter(person=row.person).exists():
        raise life.WrongState("Dieser Link gilt nicht mehr.")
    return row


def _end(invitation: AccountInvitation, user: User) -> User:
    invitation.ended_at, invitation.accepted = timezone.now(), True
    invitation.save(update_fields=["ended_at", "accepted"])
    journal.record("account.accepted", invitation, by=user)
    return user


def forgettable(*, before: datetime) -> QuerySet[AccountInvitation]:
    """Invitations whose link ended before that moment and whose address is kept still."""
    return AccountInvitation.objects.filter(Q(ended_at__lt=before) | Q(ended_at=None, valid_until__lt=before)).exclude(
        email=""
    )


@journal.act
def forget(*, before: datetime) -> int:
    """Erase the addresses of such invitations; that somebody was invited stays. Returns how many, a round at most."""
    found = list(forgettable(before=before).select_for_update(of=("self",), no_key=True).order_by("pk")[:AT_ONCE])
    for made in found:
        made.email, made.ended_at = "", made.ended_at or made.valid_until
        made.save(update_fields=["email", "ended_at"])
        journal.record("account.forgotten", made, by=None)
    return len(found)
