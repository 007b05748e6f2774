"""Says who may vote in a roll call: members with a vote who are there and not barred from the item (HGO §§25, 54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from council import audiences, presence, rulebook
from council.may import Denied
from council.models import Conflict, Meeting, Person
from council.states import ItemState, MeetingState

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import Ballot, NamedVote, RollCall


def vote(user: Viewer, roll_call: RollCall) -> Person:
    """A member answers for themselves; gives the person who votes."""
    person = member(user)
    be_entitled(person, roll_call)
    return person


def member(user: Viewer) -> Person:
    """The person behind the account; who is nobody in the town has no vote. It asks little, for votes are many."""
    person = user.person if user is not None and user.is_authenticated and user.is_active else None
    if person is None or person.deleted_at is not None:
        raise Denied("Abstimmen kann nur, wer in diesem Gremium eine Stimme hat.")
    return person


def be_entitled(person: Person, roll_call: RollCall) -> None:
    """Who votes is there, has a vote in this body, is not barred from the item, and votes on what is called."""
    item = roll_call.item
    meeting = item.meeting
    if meeting.state != MeetingState.RUNNING or item.state != ItemState.CALLED:
        raise Denied("Abgestimmt wird nur über den aufgerufenen Punkt, während die Sitzung läuft.")
    barred = Conflict.objects.filter(item=item, person=OuterRef("person"), lifted_at=None)
    stays = meeting.attendances.present().filter(person=person.pk).annotate(barred=Exists(barred))
    _refuse(stays.first(), meeting)


def _refuse(stay: Any, meeting: Meeting) -> None:
    """Say why there is no vote. The rulebook is asked only for those who join by video: voting costs few queries."""
    if stay is None:
        raise Denied("Abstimmen kann nur, wer als anwesend vermerkt ist. Bitte beim Büro melden.")
    if stay.barred:
        raise Denied("Bei diesem Punkt ist die Mitwirkung ausgeschlossen (HGO §25); eine Stimme gibt es hier nicht.")
    if not stay.voting:
        raise Denied("Abstimmen kann nur, wer in diesem Gremium eine Stimme hat.")
    on, body = presence.day_of(meeting), meeting.organization
    if stay.remote and not rulebook.value("remote.enabled", on=on, organization=body):
        raise Denied("Per Video wird nach der Hauptsatzung nicht abgestimmt (HGO §52a).")


def have_voted_in(person: Person, ballot: Ballot) -> None:
    """Whoever demands that their vote be recorded was there with a vote when it was taken (HGO §61(1))."""
    stays = ballot.item.meeting.attendances.voting().filter(person=person.pk, arrived_at__lte=ballot.taken_at)
    there = [stay for stay in stays if stay.left_at is None or stay.left_at >= ballot.taken_at]
    barred = Conflict.objects.filter(item=ballot.item_id, person=person.pk, lifted_at=None).exists()
    if not there or barred:
        raise Denied("In die Niederschrift kommt die Stimme von Mitgliedern, die bei der Abstimmung anwesend waren.")


def correct(user: Viewer, cast: NamedVote) -> None:
    """Whoever voted may correct their own answer; everything else is the chair's, with a reason."""
    if audiences.standing_of(user).person_id != cast.person_id:
        raise Denied("Die Stimme eines anderen berichtigt nur die Sitzungsleitung, mit Grund.")
