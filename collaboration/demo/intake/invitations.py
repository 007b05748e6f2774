"""How people are reached, the invitations of the meetings to come with what became of each, and their public notices."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from collaboration.demo import nouns
from collaboration.demo.intake.shelf import Shelf, moment
from council import recipients, unjournaled
from council.actions import agenda, announcements, channels, invitations, meetings
from council.actions.invitations import Letter, Outcome
from council.models import AgendaItem, Invitation, Meeting
from council.states import Audience, BodyKind, ChannelKind, InvitationKind, MeetingState

SENT_BEFORE = 11  # days before a meeting its invitation goes out
SUPPLEMENT = "Bericht zum Hochwasserschutz an der Kaimauer"
REFUSED = "Der Mailserver hat die Nachricht nicht angenommen."
_RETURNED = 17  # every so manieth e-mail of a coming meeting comes back
_ADDRESSES = {
    ChannelKind.PORTAL: "",
    ChannelKind.POST: "Am Markt 1, Falkenbrück",
    ChannelKind.HANDED: "Rathaus, Fach im Erdgeschoss",
}
_IN_WRITING = {3: ChannelKind.POST, 7: ChannelKind.HANDED}  # by place in the list of people, of ten each


def reach(shelf: Shelf) -> None:
    """Most are reached by e-mail, those with an account by their box here, some by post or by hand."""
    accounts = {user.person_id for user in shelf.users.values()}
    since = shelf.today - timedelta(days=400)
    for place, (key, person) in enumerate(sorted(shelf.people.items())):
        kind = _IN_WRITING.get(place % 10, ChannelKind.PORTAL if person.pk in accounts else ChannelKind.EMAIL)
        address = _ADDRESSES.get(kind, f"{key}@example.org")
        opted = since if kind not in _IN_WRITING.values() else None
        channels.choose(person, kind=kind, address=address, opted_in_on=opted, since=since, by=None)


def invite(shelf: Shelf, planned: nouns.Meeting, meeting: Meeting) -> Meeting:
    """Send the invitation as the office did, with receipts; a body nobody sits in gets its agenda alone."""
    if not recipients.of(meeting):
        return meetings.publish_agenda(meeting, by=None)
    sent_at = _sent_at(shelf, planned.day)
    clerk = shelf.users["clerk"]
    invitation = invitations.send(meeting, letter=Letter(), by=clerk, at=sent_at)
    _deliver(shelf, invitation, sent_at=sent_at)
    meeting.refresh_from_db()
    if meeting.organization is not None and meeting.organization.kind == BodyKind.ASSEMBLY:
        _announce(shelf, meeting, sent_at=sent_at)
        if meeting.state == MeetingState.INVITED and planned.day > shelf.today:
            _supplement(shelf, meeting, sent_at=min(sent_at + timedelta(days=3), shelf.now - timedelta(hours=5)))
    return Meeting.objects.get(pk=meeting.pk)


def _sent_at(shelf: Shelf, day: date) -> datetime:
    """At noon, eleven days before; for what is further off, the day before yesterday."""
    return moment(min(day - timedelta(days=SENT_BEFORE), shelf.today - timedelta(days=2)), "12:00")


def _deliver(shelf: Shelf, invitation: Invitation, *, sent_at: datetime) -> None:
    """E-mails arrive at once but for a few of meetings to come; post and messenger take a day; some have looked."""
    clerk = shelf.users["clerk"]
    coming = invitation.meeting.date is not None and invitation.meeting.date > shelf.today
    mails = list(invitation.deliveries.to_send().order_by("pk"))
    invitations.note_sent(
        [
            Outcome(row.pk, sent_at + timedelta(minutes=2), REFUSED if coming and place % _RETURNED == 8 else "")
            for place, row in enumerate(mails)
        ]
    )
    written = invitation.deliveries.filter(channel__in=_IN_WRITING.values()).order_by("pk")
    there = list(written.values_list("person__key", flat=True))
    day = min(timezone.localdate(sent_at) + timedelta(days=1), shelf.today)
    invitations.enter_receipt(invitation, people=there[:-2] if coming else there, on=day, by=clerk)
    for person in invitation.deliveries.order_by("pk").values_list("person", flat=True)[::3]:
        unjournaled.note_opened(invitation.meeting_id, person=person)


def _announce(shelf: Shelf, meeting: Meeting, *, sent_at: datetime) -> None:
    if meeting.audience == Audience.PUBLIC:
        day = timezone.localdate(sent_at) + timedelta(days=1)
        where = f"Amtsblatt der Stadt Falkenbrück Nr. {day.isocalendar().week}"
        announcements.announce(meeting, on=day, where=where, by=shelf.users["clerk"])


def _supplement(shelf: Shelf, meeting: Meeting, *, sent_at: datetime) -> None:
    """One item more, in time for everybody."""
    number = meeting.items.filter(part="I", parent=None, deleted_at=None).count() + 1
    item = AgendaItem(meeting=meeting, part="I", number=f"I/{number}", name=SUPPLEMENT, public=True)
    item.audience = Audience.PUBLIC
    agenda.add(item, by=None)
    letter = Letter(kind=InvitationKind.SUPPLEMENT)
    invitation = invitations.send(meeting, letter=letter, by=shelf.users["clerk"], at=sent_at)
    _deliver(shelf, invitation, sent_at=sent_at)
