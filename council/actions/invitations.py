"""Acts on invitations: send them, note what became of each, enter what the postman or the messenger brought."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from council import invited, journal, life, may, recipients, rulebook
from council.actions import meetings
from council.invited import Terms
from council.models import AgendaItem, Delivery, Invitation, Meeting, User
from council.recipients import Recipient
from council.states import ChannelKind, InvitationKind, MeetingState

_FORGOTTEN_AT_ONCE = 200
_NAMED = 5  # how many names a refusal gives
FIRST = (MeetingState.PLANNED, MeetingState.AGENDA_OPEN)
_LATER = (MeetingState.INVITED, MeetingState.RUNNING, MeetingState.INTERRUPTED)


@dataclass(frozen=True)
class Letter:
    """What kind of invitation goes out, and what it has to say: why it is short, or which meeting it repeats.

    `repeats` gives for items of the second meeting those of the first whose matter they call up again.
    """

    kind: str = InvitationKind.REGULAR
    urgency_note: str = ""
    second_of: Meeting | None = None
    announces_quorum: bool = False
    repeats: Mapping[AgendaItem, AgendaItem] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of one letter: gone out at that moment, or a sentence that says why not."""

    delivery: int
    at: datetime
    problem: str = ""


@journal.act
def send(
    meeting: Meeting, *, letter: Letter, by: User | None, version: int | None = None, at: datetime | None = None
) -> Invitation:
    """Invite to the meeting, or send a supplement: the agenda is kept as it is, and is provided to each recipient.

    The meeting is „eingeladen“ and open to its audience; e-mails follow after the commit. Raises WrongState where
    somebody has no channel, or where the law leaves no time for this kind of invitation.
    """
    meeting = life.lock(meeting, version=version)
    if by is not None:
        may.manage_agenda(by, meeting)
    moment = at or timezone.now()
    people = recipients.of(meeting)
    refuse(meeting, letter=letter, people=people, at=moment)
    _name_repeated(letter, by=by)
    revision = meetings.keep_revision(meeting, at=moment)
    invitation = Invitation.objects.create(
        meeting=meeting,
        revision=revision,
        kind=letter.kind,
        urgency_note=letter.urgency_note,
        second_of=letter.second_of,
        announces_quorum=letter.announces_quorum,
        sent_at=moment,
        sent_by=by,
    )
    Delivery.objects.bulk_create(_deliveries(invitation, people))
    meetings.open_to_audience(meeting, revision=revision, by=by, invitation=invitation.pk)
    return invitation


@journal.act
def note_sent(outcomes: Collection[Outcome]) -> None:
    """Note which e-mails the mail server took, and which not: taken is delivered, by the rulebook's hour of the day."""
    told = {outcome.delivery: outcome for outcome in outcomes}
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=told, notified_at=None)
    terms: dict[int, Terms | None] = {}
    for delivery in rows.select_related("invitation__meeting__organization"):
        outcome, meeting = told[delivery.pk], delivery.invitation.meeting
        if outcome.problem and outcome.problem == delivery.problem:
            continue  # tried again in vain: it is said already
        delivery.problem = outcome.problem
        if not outcome.problem:
            if meeting.pk not in terms:
                terms[meeting.pk] = invited.terms_of(meeting)
            delivery.notified_at = delivery.delivered_at = max(outcome.at, delivery.provided_at)
            delivery.received_on = delivery.received_on or _day(terms[meeting.pk], outcome.at)
        delivery.save(update_fields=["problem", "notified_at", "delivered_at", "received_on"])
        verb = "delivery.failed" if outcome.problem else "delivery.delivered"
        journal.record(verb, delivery, by=None, invitation=delivery.invitation_id)


@journal.act
def repeat(invitation: Invitation, *, by: User) -> int:
    """Try again what could not be delivered, by the channel each person has now; gives how many there are."""
    meeting = life.lock(invitation.meeting)
    may.manage_agenda(by, meeting)
    rows = list(invitation.deliveries.failed().select_for_update(of=("self",), no_key=True).select_related("person"))
    channels = recipients.channels_of((row.person_id for row in rows), on=timezone.localdate())
    now, terms = timezone.now(), invited.terms_of(meeting)
    for delivery in rows:
        channel = channels.get(delivery.person_id)
        if channel is not None:
            delivery.channel, delivery.address = channel.kind, channel.address
        delivery.problem = ""
        if delivery.channel == ChannelKind.PORTAL:
            _lay_out(delivery, at=now, terms=terms)
        delivery.save()
        journal.record("delivery.repeated", delivery, by=by, invitation=invitation.pk)
    return len(rows)


@journal.act
def enter_receipt(invitation: Invitation, *, people: Iterable[str], on: date, by: User) -> int:
    """Enter the day on which these persons (by key) got it by post or by hand; gives how many were entered.

    A day entered before may be corrected; what the mail server or the person's own opening proves stays as it is.
    """
    meeting = life.lock(invitation.meeting)
    may.manage_agenda(by, meeting)
    if not timezone.localdate(invitation.sent_at) <= on <= timezone.localdate():
        raise life.WrongState("Der Tag des Zugangs liegt zwischen der Absendung und heute.")
    rows = invitation.deliveries.select_for_update(of=("self",), no_key=True).filter(
        person__key__in=list(people), delivered_at=None
    )
    for delivery in (found := list(rows)):
        delivery.received_on, delivery.entered_by, delivery.entered_at = on, by, timezone.now()
        delivery.problem = ""
        delivery.save(update_fields=["received_on", "entered_by", "entered_at", "problem"])
        journal.record("delivery.receipt_entered", delivery, by=by, invitation=invitation.pk, on=on.isoformat())
    return len(found)


def forgettable(*, before: date) -> QuerySet[Invitation]:
    """Invitations to meetings of terms that ended before that day, of which addresses are kept still."""
    kept = Delivery.objects.filter(invitation=OuterRef("pk")).exclude(address="")
    return Invitation.objects.filter(Exists(kept), meeting__term__end_date__lt=before)


@journal.act
def forget(*, before: date) -> int:
    """Erase where such invitations went; by which way and when each was received stays. Returns how many, a round."""
    found = list(forgettable(before=before).order_by("pk")[:_FORGOTTEN_AT_ONCE])
    for invitation in found:
        count = Delivery.objects.filter(invitation=invitation).exclude(address="").update(address="")
        journal.record("invitation.forgotten", invitation, by=None, deliveries=count)
    return len(found)


def refuse(meeting: Meeting, *, letter: Letter, people: Collection[Recipient], at: datetime) -> None:
    """Refuse an invitation that cannot go out (WrongState): somebody out of reach, a wrong state, no time left."""
    _refuse_state(meeting, letter)
    if not people:
        raise life.WrongState("In diesem Gremium ist für den Tag der Sitzung niemand eingetragen.")
    lacking = [recipient.person.name for recipient in people if recipient.lack]
    if lacking:
        raise life.WrongState(f"{_names(lacking)}: Hier fehlt der Zustellweg. Erst dann kann eingeladen werden.")
    _refuse_late(meeting, letter, at=at)


def too_late(meeting: Meeting, *, kind: str, at: datetime) -> bool:
    """Whether what is delivered at that moment comes too late for this kind of invitation."""
    terms = invited.terms_of(meeting)
    return terms is not None and terms.day_of(at) > terms.latest(kind)


def _refuse_state(meeting: Meeting, letter: Letter) -> None:
    if meeting.date is None:
        raise life.WrongState("Der Tag der Sitzung fehlt noch. Bitte zuerst eintragen.")
    allowed = _LATER if letter.kind == InvitationKind.SUPPLEMENT else FIRST
    if meeting.state not in allowed:
        raise life.WrongState(f"Das geht jetzt nicht: Der Stand der Sitzung ist „{meeting.get_state_display()}“.")
    if letter.kind == InvitationKind.URGENT and not letter.urgency_note.strip():
        raise life.WrongState("Die Einladung muss sagen, warum die Frist verkürzt ist (HGO §58(1)).")
    if letter.kind == InvitationKind.URGENT and not _allows_urgent(meeting):
        raise life.WrongState("Verkürzte Ladungsfristen lässt die Geschäftsordnung nicht zu.")
    if letter.kind == InvitationKind.SECOND and letter.second_of not in lapsed(meeting):
        raise life.WrongState(
            "Eine zweite Sitzung setzt eine Sitzung voraus, die nicht beschlussfähig war (HGO §53(2))."
        )
    _refuse_repeats(meeting, letter)


def _refuse_repeats(meeting: Meeting, letter: Letter) -> None:
    """What is repeated lapsed in the first meeting: put off there, or not reached."""
    if not letter.repeats:
        return
    lapsed_items = set(AgendaItem.objects.lapsed().filter(meeting=letter.second_of)) if letter.second_of else set()
    ours = all(item.meeting_id == meeting.pk for item in letter.repeats)
    if not ours or not lapsed_items.issuperset(letter.repeats.values()):
        raise life.WrongState(
            "Wiederholt wird nur, was in der ersten Sitzung zurückgestellt oder nicht erreicht wurde (HGO §53(2))."
        )


def lapsed(meeting: Meeting) -> list[Meeting]:
    """The earlier meetings of the same body that were last found to have no quorum, the latest first."""
    rows = Meeting.objects.filter(
        organization=meeting.organization_id, date__lte=meeting.date, quorum_findings__quorate=False, deleted_at=None
    )
    rows = rows.exclude(pk=meeting.pk).distinct().order_by("-date", "-pk").prefetch_related("quorum_findings")
    return [row for row in rows if not max(row.quorum_findings.all(), key=lambda found: found.made_at).quorate]


def _allows_urgent(meeting: Meeting) -> bool:
    assert meeting.date is not None
    return bool(rulebook.value("invitation.urgent_allowed", on=meeting.date, organization=meeting.organization))


def _refuse_late(meeting: Meeting, letter: Letter, *, at: datetime) -> None:
    if letter.kind == InvitationKind.SUPPLEMENT or not too_late(meeting, kind=letter.kind, at=at):
        return
    if letter.kind == InvitationKind.REGULAR:
        raise life.WrongState(
            "Für die volle Ladungsfrist ist es zu spät. Möglich ist nur eine verkürzte Frist (HGO §58(1))."
        )
    raise life.WrongState("Dafür ist es zu spät: Die Einladung ginge nicht mehr rechtzeitig zu (HGO §58(1)).")


def _name_repeated(letter: Letter, *, by: User | None) -> None:
    """Let the items name what they repeat; for these alone the second invitation holds."""
    for row, earlier in letter.repeats.items():
        item = life.lock(row)
        item.repeats = earlier
        life.touch(item, fields=("repeats",))
        journal.record("item.repeated", item, by=by, item=earlier.pk)


def _deliveries(invitation: Invitation, people: Iterable[Recipient]) -> list[Delivery]:
    terms = invited.terms_of(invitation.meeting)
    return [_delivery(invitation, recipient, terms) for recipient in people]


def _delivery(invitation: Invitation, recipient: Recipient, terms: Terms | None) -> Delivery:
    assert recipient.channel is not None
    delivery = Delivery(
        invitation=invitation,
        person=recipient.person,
        capacity=recipient.capacity,
        channel=recipient.channel.kind,
        address=recipient.channel.address,
        provided_at=invitation.sent_at,
    )
    if recipient.channel.kind == ChannelKind.PORTAL:
        _lay_out(delivery, at=invitation.sent_at, terms=terms)
    return delivery


def _lay_out(delivery: Delivery, *, at: datetime, terms: Terms | None) -> None:
    """What lies in a person's box of this system is delivered: with their consent they look there."""
    delivery.notified_at = delivery.delivered_at = at
    delivery.received_on = _day(terms, at)


def _day(terms: Terms | None, moment: datetime) -> date:
    return terms.day_of(moment) if terms is not None else timezone.localdate(moment)


def _names(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" und {rest} weitere" if rest > 0 else "")
