"""The invitation run: who is invited and how, what stops it, whether it was in time, and the proof."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import chores, invited, life, may, presence, recipients, tick, unjournaled
from council.actions import agenda, attendance, channels, invitations, meetings
from council.actions.invitations import Letter, Outcome
from council.models import AgendaItem, Delivery, DeliveryChannel, Entry, Invitation, Lease, Organization
from council.states import Audience, Matter
from tests import factories, inviting
from tests.council import broken_mail

pytestmark = pytest.mark.django_db

MEETING_ON = date(2026, 6, 15)  # a Monday, as in the table of deadlines


@pytest.fixture
def meeting(cast):
    return factories.meeting(cast.assembly, date=MEETING_ON)


@pytest.fixture
def coming(cast):
    """A meeting that can be invited for today."""
    return factories.meeting(cast.assembly, date=inviting.soon(), starts_at=None)


def text(response):
    return response.content.decode()


def address(meeting, name="meeting-invitation", *more):
    return reverse(name, args=[meeting.key, *more])


def seen(response):
    return text(response).split('name="seen" value="')[1].split('"')[0]


def invite(client, meeting, **data):
    url = address(meeting)
    return client.post(url, {"kind": "regular", "seen": seen(client.get(url))} | data)


def receive(invitation, *, on):
    """Let all members have got it on that day, or those named with their day."""
    days = on if isinstance(on, dict) else dict.fromkeys(invitation.deliveries.values_list("person", flat=True), on)
    for person, day in days.items():
        invitation.deliveries.filter(person=person).update(received_on=day)


def again(item):
    return AgendaItem.objects.get(pk=item.pk)


def verdict(invitation, *, on=MEETING_ON):
    return invited.verdict(invitation, invited.terms_of(invitation.meeting), on=on)


# Who is invited


def test_members_magistrat_and_chairs_of_boards_are_invited(cast, meeting):
    board = factories.organization("advisory_board", body=cast.town, name="Seniorenbeirat")
    chair, member = factories.person(name="Vorsitz"), factories.person(name="Beisitz")
    factories.membership(chair, board, role="Vorsitzende")
    factories.membership(member, board, role="Mitglied")

    found = {(row.person.name, row.capacity) for row in recipients.of(meeting)}

    members = {(f"Frau {name}", "member") for name in ("Chair", "Councillor", "Colleague", "Rival")}
    assert found == members | {("Frau Mayor", "executive"), ("Vorsitz", "board")}


def test_members_of_a_joint_meeting_are_invited_once(cast):
    meeting = factories.meeting(cast.committee)
    meeting.joint_organizations.add(cast.district_council)

    names = [row.person.name for row in recipients.of(meeting)]

    assert sorted(names) == ["Frau Colleague", "Frau Councillor", "Frau District", "Frau Mayor"]


def test_whoever_left_the_body_before_the_day_is_not_invited(cast, meeting):
    cast.rival.person.memberships.update(end_date=MEETING_ON - timedelta(days=1))

    assert cast.rival.person not in [row.person for row in recipients.of(meeting)]


@pytest.mark.parametrize(
    ("fields", "lack"),
    [
        (None, recipients.NO_CHANNEL),
        ({"kind": "email", "opted_in_on": None}, recipients.NO_CONSENT),
        ({"kind": "portal", "opted_in_on": None}, recipients.NO_CONSENT),
        ({"kind": "email"}, ""),
        ({"kind": "post"}, ""),
        ({"kind": "handed", "valid_to": date(2026, 6, 14)}, recipients.NO_CHANNEL),
    ],
)
def test_who_cannot_be_reached_lacks_something(cast, meeting, fields, lack):
    if fields is not None:
        inviting.reach(cast.rival.person, **fields)

    found = {row.person: row.lack for row in recipients.of(meeting)}

    assert found[cast.rival.person] == lack


def test_box_in_the_system_needs_an_account(cast, meeting):
    guest = factories.person(name="Ohne Konto")
    factories.membership(guest, cast.assembly)
    inviting.reach(guest, kind="portal")

    assert {row.person: row.lack for row in recipients.of(meeting)}[guest] == recipients.NO_ACCOUNT


# What stops it (T-L8)


def test_nobody_is_invited_while_one_entitled_person_lacks_a_channel(cast, meeting):
    inviting.reach(*(user.person for user in (cast.chair, cast.councillor, cast.colleague, cast.mayor)))

    with pytest.raises(life.WrongState, match=r"^Frau Rival: Hier fehlt der Zustellweg"):
        inviting.send(meeting, on=date(2026, 6, 1))

    meeting.refresh_from_db()
    assert (meeting.state, Invitation.objects.count(), meeting.revisions.count()) == ("planned", 0, 0)


def test_page_names_who_lacks_a_channel_and_offers_no_button(cast, client, coming):
    client.force_login(cast.clerk)

    shown = text(client.get(address(coming)))
    refused = client.post(address(coming), {"kind": "regular", "seen": seen(client.get(address(coming)))})

    assert "Noch nicht alle sind erreichbar." in shown
    assert shown.count("Zustellweg fehlt</span>") == 5
    assert "Ja, jetzt einladen" not in shown
    assert refused.status_code == 409
    assert "Hier fehlt der Zustellweg." in text(refused)


@pytest.mark.parametrize("name", ["councillor", "mayor", "officer", "citizen"])
def test_office_and_chair_alone_invite(cast, meeting, name):
    inviting.reach()

    with pytest.raises(may.Denied):
        inviting.send(meeting, on=date(2026, 6, 1), by=getattr(cast, name))

    assert Invitation.objects.count() == 0


def test_invitation_needs_the_day_of_the_meeting(cast):
    inviting.reach()
    meeting = factories.meeting(cast.assembly, date=None, starts_at=None)

    with pytest.raises(life.WrongState, match="Der Tag der Sitzung fehlt"):
        inviting.send(meeting, on=date(2026, 6, 1))


def test_meeting_is_invited_for_once(cast, meeting):
    inviting.reach()
    inviting.send(meeting, on=date(2026, 6, 1))

    with pytest.raises(life.WrongState, match="Stand der Sitzung ist „eingeladen“"):
        inviting.send(meeting, on=date(2026, 6, 2))


# In time or not (T-L1 to T-L7)


@pytest.mark.parametrize(
    ("meeting_on", "receipt", "late", "below_target"),
    [
        (date(2026, 6, 15), date(2026, 6, 11), False, True),  # T-L1
        (date(2026, 6, 15), date(2026, 6, 12), True, False),  # T-L2
        (date(2022, 11, 9), date(2022, 11, 2), False, True),  # T-L6
        (date(2026, 6, 15), date(2026, 6, 7), False, False),  # T-L7
        (date(2026, 6, 15), date(2026, 6, 8), False, True),  # T-L7, a warning only
    ],
)
def test_regular_invitation_by_the_table(cast, meeting_on, receipt, late, below_target):
    inviting.reach()
    invitation = inviting.send(factories.meeting(cast.assembly, date=meeting_on), on=meeting_on - timedelta(days=14))
    receive(invitation, on=receipt)

    found = verdict(invitation, on=meeting_on)

    assert (bool(found.check.late), bool(found.check.below_target), found.defect) == (late, below_target, late)
    assert (found.members, found.received) == (4, 4)


def test_one_member_without_receipt_is_a_defect_once_the_last_day_is_past(cast, meeting):
    inviting.reach()
    invitation = inviting.send(meeting, on=date(2026, 6, 1))
    receive(invitation, on=date(2026, 6, 3))
    invitation.deliveries.filter(person=cast.rival.person).update(received_on=None)

    before, after = (verdict(invitation, on=date(2026, 6, day)) for day in (11, 12))

    assert (before.check.has_defect, before.defect, after.defect, after.unreached) == (True, False, True, 1)
    assert after.latest == date(2026, 6, 11)


def test_receipts_of_the_magistrat_make_no_defect(cast, meeting):
    inviting.reach()
    invitation = inviting.send(meeting, on=date(2026, 6, 1))
    receive(invitation, on=date(2026, 6, 3))
    invitation.deliveries.filter(person=cast.mayor.person).update(received_on=None)

    assert verdict(invitation).defect is False


def test_urgent_invitation_says_why_and_arrives_on_the_day_before(cast, meeting):
    inviting.reach()
    with pytest.raises(life.WrongState, match="warum die Frist verkürzt ist"):
        inviting.send(meeting, on=date(2026, 6, 14), kind="urgent", urgency_note="  ")
    with pytest.raises(life.WrongState, match="ginge nicht mehr rechtzeitig zu"):
        inviting.send(meeting, on=date(2026, 6, 15), kind="urgent", urgency_note="Hochwasser")

    invitation = inviting.send(meeting, on=date(2026, 6, 14), kind="urgent", urgency_note="Hochwasser")
    receive(invitation, on=date(2026, 6, 14))

    assert (verdict(invitation).defect, verdict(invitation).paragraph) == (False, "HGO §58(1) Satz 3, verkürzte Frist")


def test_urgent_invitation_carries_no_election_and_no_main_bylaw(cast, meeting):
    inviting.reach()
    plain, election, bylaw = (factories.item(meeting, matter=matter) for matter in Matter.values)
    invitation = inviting.send(meeting, on=date(2026, 6, 13), kind="urgent", urgency_note="Hochwasser")
    receive(invitation, on=date(2026, 6, 14))

    assert invited.blocked(meeting) == {election.pk, bylaw.pk}
    assert invited.off_agenda(meeting) == set()
    assert plain.pk not in invited.blocked(meeting)


def test_full_time_leaves_nothing_blocked(cast, meeting):
    inviting.reach()
    factories.item(meeting, matter=Matter.ELECTION)
    receive(inviting.send(meeting, on=date(2026, 6, 1)), on=date(2026, 6, 3))

    assert invited.blocked(meeting) == set()


def test_urgent_invitations_can_be_ruled_out(cast, meeting):
    from council.actions import rules

    inviting.reach()
    rules.enact(
        "invitation.urgent_allowed", value=False, valid_from=date(2026, 1, 1), legal_basis="GO §9", by=cast.clerk
    )

    with pytest.raises(life.WrongState, match="lässt die Geschäftsordnung nicht zu"):
        inviting.send(meeting, on=date(2026, 6, 14), kind="urgent", urgency_note="Hochwasser")


def test_regular_invitation_is_refused_when_the_full_days_are_gone(cast, meeting):
    inviting.reach()

    with pytest.raises(life.WrongState, match="Für die volle Ladungsfrist ist es zu spät"):
        inviting.send(meeting, on=date(2026, 6, 12))
    with pytest.raises(life.WrongState, match="Für die volle Ladungsfrist ist es zu spät"):
        inviting.send(meeting, on=date(2026, 6, 11), hour=21)  # after the hour it is received on the 12th

    assert inviting.send(meeting, on=date(2026, 6, 11), hour=19).kind == "regular"


# The second meeting (T-L5, T-Q3, T-Q4)


@pytest.fixture
def lapsed(cast):
    """A meeting of 71 seats that four attended."""
    meeting = factories.meeting(cast.assembly, date=date(2026, 6, 8), state="running")
    attendance.arrive_all(meeting, by=cast.clerk)
    attendance.find_quorum(meeting, by=cast.chair)
    return meeting


@pytest.mark.parametrize(("receipt", "late"), [(date(2026, 6, 13), False), (date(2026, 6, 14), True)])
def test_second_meeting_needs_one_full_day(cast, meeting, lapsed, receipt, late):
    inviting.reach()
    invitation = inviting.send(meeting, on=date(2026, 6, 12), kind="second", second_of=lapsed, announces_quorum=True)
    receive(invitation, on=receipt)

    assert bool(verdict(invitation).check.late) is late


def test_second_meeting_repeats_one_that_had_no_quorum(cast, meeting):
    inviting.reach()
    held = factories.meeting(cast.assembly, date=date(2026, 6, 8), state="running")

    with pytest.raises(life.WrongState, match="nicht beschlussfähig war"):
        inviting.send(meeting, on=date(2026, 6, 12), kind="second", second_of=held)


@pytest.mark.parametrize(("announced", "quorate", "needed"), [(True, True, 1), (False, False, 36)])
def test_second_meeting_is_quorate_whatever_the_number_for_what_it_repeats_if_its_invitation_said_so(
    cast, meeting, lapsed, announced, quorate, needed
):
    inviting.reach()
    put_off = factories.item(lapsed)
    same, new = factories.item(meeting), factories.item(meeting)
    second = {"kind": "second", "second_of": lapsed, "announces_quorum": announced, "repeats": {same: put_off}}
    inviting.send(meeting, on=date(2026, 6, 12), **second)
    late = factories.item(meeting)
    attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)

    found = [presence.finding(meeting, item=thing) for thing in (None, again(same), again(new), late)]

    assert [(one.quorate, one.needed) for one in found] == [(False, 36), (quorate, needed), (False, 36), (False, 36)]


def test_item_that_repeats_another_meeting_is_not_quorate_with_any_number(cast, meeting, lapsed):
    inviting.reach()
    elsewhere = factories.item(factories.meeting(cast.assembly, date=date(2026, 6, 1)))
    item = factories.item(meeting)
    inviting.send(meeting, on=date(2026, 6, 12), kind="second", second_of=lapsed, announces_quorum=True)
    AgendaItem.objects.filter(pk=item.pk).update(repeats=elsewhere)
    attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)

    assert presence.finding(meeting, item=again(item)).quorate is False


def test_second_invitation_carries_at_short_notice_what_it_repeats_alone(cast, client, meeting, lapsed):
    inviting.reach()
    put_off, bylaw_put_off = factories.item(lapsed), factories.item(lapsed, matter=Matter.MAIN_BYLAW)
    same, new = factories.item(meeting), factories.item(meeting)
    bylaw, election = (factories.item(meeting, matter=matter) for matter in (Matter.MAIN_BYLAW, Matter.ELECTION))
    repeats = {same: put_off, bylaw: bylaw_put_off}
    invitation = inviting.send(meeting, on=date(2026, 6, 12), kind="second", second_of=lapsed, repeats=repeats)
    receive(invitation, on=date(2026, 6, 13))
    short = invited.off_agenda(meeting), invited.blocked(meeting)
    marked = text(client.get(meeting.get_absolute_url()))
    receive(invitation, on=date(2026, 6, 11))

    assert short == ({new.pk, election.pk}, {bylaw.pk, election.pk})
    assert [marked.count(word) for word in ("zu kurz geladen</span>", "nicht rechtzeitig geladen</span>")] == [1, 2]
    assert (invited.off_agenda(meeting), invited.blocked(meeting)) == (set(), set())


def test_only_what_lapsed_is_repeated(cast, meeting, lapsed):
    inviting.reach()
    item = factories.item(meeting)
    done = factories.item(lapsed, state="closed", result="adopted")
    elsewhere = factories.item(factories.meeting(cast.assembly, date=date(2026, 6, 1)))

    found = lapsed.quorum_findings.get(quorate=False).made_at
    moments = (found - timedelta(minutes=1), found + timedelta(minutes=1))
    before, after = (factories.item(lapsed, state="closed", result="postponed", closed_at=at) for at in moments)

    for repeats in ({item: done}, {item: elsewhere}, {item: before}, {elsewhere: factories.item(lapsed)}):
        with pytest.raises(life.WrongState, match="zurückgestellt oder nicht erreicht"):
            inviting.send(meeting, on=date(2026, 6, 12), kind="second", second_of=lapsed, repeats=repeats)
    assert (Invitation.objects.count(), AgendaItem.objects.exclude(repeats=None).count()) == (0, 0)
    inviting.send(meeting, on=date(2026, 6, 12), kind="second", second_of=lapsed, repeats={item: after})
    assert list(AgendaItem.objects.exclude(repeats=None).values_list("repeats", flat=True)) == [after.pk]


def test_office_says_on_the_page_what_each_item_repeats(cast, client):
    meeting = factories.meeting(cast.assembly, date=inviting.soon(3), starts_at=None)
    lapsed = factories.meeting(cast.assembly, date=inviting.soon(-3), state="running")
    attendance.arrive_all(lapsed, by=cast.clerk)
    attendance.find_quorum(lapsed, by=cast.chair)
    inviting.reach(kind="email")
    earlier = factories.item(lapsed, name="Radweg", state="closed", result="postponed", closed_at=timezone.now())
    factories.item(lapsed, name="Qerledigt", state="closed", result="adopted")
    same = factories.item(meeting, name="Radweg", number="7")
    new = factories.item(meeting, name="Neues", number="8")
    client.force_login(cast.clerk)
    url, second = address(meeting), {"kind": "second", "second_of": lapsed.key, "announces_quorum": "on"}
    offered = text(client.get(url))
    refused = [
        invite(client, meeting, **second, **chosen)
        for chosen in ({}, {f"repeats-{new.key}": same.key}, {f"repeats-{new.key}": "\x00"})
    ]

    made = invite(client, meeting, **second, **{f"repeats-{same.key}": earlier.key})
    chores.send_invitations(timezone.now())

    fold = '<details class="fold"{}><summary>Nur bei einer zweiten Sitzung</summary>'
    assert (f'value="{earlier.key}" selected' in offered, "Qerledigt" in offered) == (True, False)
    assert (fold.format("") in offered, offered.count("bei einer zweiten Sitzung")) == (True, 1)
    assert [fold.format(" open") in text(answer) for answer in refused] == [True] * 3
    assert [answer.status_code for answer in refused] == [422] * 3
    assert (made.status_code, again(same).repeats, again(new).repeats) == (303, earlier, None)
    assert "ohne Rücksicht auf die Zahl der Erschienenen beschlussfähig: TOP 7.\n" in mail.outbox[0].body


# What is sent


def test_sending_keeps_the_agenda_and_provides_it_to_each_recipient(cast, meeting):
    inviting.reach()
    item = factories.item(meeting, name="Radweg")

    invitation = inviting.send(meeting, on=date(2026, 6, 1), by=cast.clerk)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.audience, meeting.agenda_published_at) == ("invited", "public", invitation.sent_at)
    assert [row["key"] for row in invitation.revision.content] == [item.key]
    assert set(invitation.deliveries.values_list("person__name", "capacity", "received_on")) == {
        *((f"Frau {name}", "member", None) for name in ("Chair", "Councillor", "Colleague", "Rival")),
        ("Frau Mayor", "executive", None),
    }
    entry = Entry.objects.get(verb="meeting.invited")
    assert entry.numbers == {"revision": invitation.revision_id, "invitation": invitation.pk}


@pytest.mark.parametrize(("hour", "day"), [(12, 1), (20, 1), (21, 2)])
def test_box_in_the_system_counts_by_the_hour(cast, meeting, hour, day):
    inviting.reach(cast.rival.person, kind="portal")
    inviting.reach()

    invitation = inviting.send(meeting, on=date(2026, 6, 1), hour=hour)

    row = invitation.deliveries.get(person=cast.rival.person)
    assert (row.delivered_at, row.received_on) == (invitation.sent_at, date(2026, 6, day))


def test_mail_goes_out_after_the_commit_and_is_noted_for_each(cast, coming):
    inviting.reach(cast.rival.person, cast.mayor.person, kind="email")
    inviting.reach()
    factories.item(coming, name="Radweg an der Mühlgasse", number="3")
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    before = len(mail.outbox)

    done = [chores.send_invitations(timezone.now()) for _ in range(2)]

    assert (before, done) == (0, [2, 0])
    assert [message.to for message in mail.outbox] == [
        [f"person{user.person.pk}@example.org"] for user in (cast.rival, cast.mayor)
    ]
    first = mail.outbox[0]
    assert first.subject.startswith("Einladung: Stadtverordnetenversammlung, ")
    assert "3  Radweg an der Mühlgasse" in first.body
    assert f"http://localhost:8000{coming.get_absolute_url()}" in first.body
    rows = invitation.deliveries.filter(channel="email")
    assert all(row.notified_at == row.delivered_at and row.received_on for row in rows)
    assert Entry.objects.filter(verb="delivery.delivered").count() == 2


def test_mail_says_nothing_of_closed_items_and_closed_meetings(cast):
    inviting.reach(kind="email")
    for audience, public in (("public", True), ("body", False)):
        meeting = factories.meeting(
            cast.committee,
            date=inviting.soon(),
            name="Geheimklausur" if not public else "Offene",
            public=public,
            audience=audience,
            audience_organization=None if public else cast.committee,
        )
        factories.item(
            meeting, name="Verkauf Hafenkante", audience="body", audience_organization=cast.committee, public=False
        )
        factories.item(
            meeting,
            name="Personalie Quorax",
            neutral_name="Personalangelegenheit",
            audience="body",
            audience_organization=cast.committee,
            public=False,
        )
        invitations.send(meeting, letter=Letter(), by=cast.clerk)

    chores.send_invitations(timezone.now())

    said = "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)
    assert len(mail.outbox) == 6
    assert [word in said for word in ("Hafenkante", "Quorax", "Geheimklausur")] == [False] * 3
    assert said.count("Nichtöffentlicher Tagesordnungspunkt") == 9
    assert said.count("Personalangelegenheit") == 3


def test_reason_for_the_hurry_leaves_the_house_only_where_nothing_is_closed(cast):
    inviting.reach(cast.rival.person, kind="email")
    inviting.reach()
    bodies = []
    for audience in (Audience.PUBLIC, Audience.BODY):
        meeting = factories.meeting(cast.assembly, date=inviting.soon(2), starts_at=None)
        factories.item(meeting)
        factories.item(meeting, audience=audience, audience_organization=cast.assembly)
        invitations.send(meeting, letter=Letter(kind="urgent", urgency_note="Qhochwasser"), by=cast.clerk)
        chores.send_invitations(timezone.now())
        bodies.append(mail.outbox[-1].body)

    assert len(mail.outbox) == 2
    assert ["Verkürzte Ladungsfrist (HGO § 58 Abs. 1)" in body for body in bodies] == [True, True]
    assert ["Qhochwasser" in body for body in bodies] == [True, False]
    assert "Warum es eilt, steht nach der Anmeldung auf der Seite der Sitzung." in bodies[1]


def test_letter_is_in_plain_words_whatever_the_names_hold(cast, coming):
    Organization.objects.filter(pk=cast.assembly.pk).update(name="Rat\r\nBcc: x@example.org <b>&amp;</b>")
    inviting.reach(cast.rival.person, kind="email")
    inviting.reach()
    factories.item(coming, name="<script>alert(1)</script> & Ä\u202e")
    invitations.send(coming, letter=Letter(), by=cast.clerk)

    chores.send_invitations(timezone.now())

    (message,) = mail.outbox
    assert (message.recipients(), "\n" in message.subject) == ([f"person{cast.rival.person.pk}@example.org"], False)
    assert "<script>alert(1)</script> & Ä" in message.body


def test_what_the_mail_server_refuses_is_said_and_can_be_repeated(cast, client, coming, settings):
    inviting.reach(cast.rival.person, kind="email")
    inviting.reach()
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Refusing"
    chores.send_invitations(timezone.now())
    client.force_login(cast.clerk)
    failed = text(client.get(invitation.get_absolute_url()))
    again = chores.send_invitations(timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    client.post(address(coming, "invitation-repeat", 1))
    chores.send_invitations(timezone.now())

    assert "Der Mailserver hat die Nachricht nicht angenommen." in failed
    assert again == 0
    row = invitation.deliveries.get(person=cast.rival.person)
    assert (row.problem, row.received_on is not None, len(mail.outbox)) == ("", True, 1)


def test_mail_server_that_is_away_is_said(cast, coming, settings):
    inviting.reach(kind="email")
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Away"

    chores.send_invitations(timezone.now())

    assert set(invitation.deliveries.values_list("problem", "received_on")) == {
        ("Der Mailserver war nicht erreichbar.", None)
    }


@pytest.mark.parametrize(("breaks", "lost"), [(1_000, True), (1, False)])
def test_letter_that_breaks_the_line_holds_up_no_other_and_is_sent_again_by_the_office_alone(
    monkeypatch, settings, cast, client, coming, breaks, lost
):
    people = [cast.councillor.person, cast.rival.person, cast.colleague.person]
    inviting.reach(*people, kind="email")
    inviting.reach()
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    breaking = invitation.deliveries.order_by("pk").filter(person__in=people)[1]
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Breaking"
    monkeypatch.setattr(broken_mail.Breaking, "at", breaking.address)
    monkeypatch.setattr(broken_mail.Breaking, "breaks", breaks)

    tried = [chore(timezone.now()) for chore in (chores.send_invitations, *[chores.retry_invitations] * 2)]

    taken = [person for person in people if not lost or person != breaking.person]
    assert (tried, sorted(message.to[0] for message in mail.outbox)) == (
        [3, 0, 0],
        sorted(f"person{person.pk}@example.org" for person in taken),
    )
    assert list(invitation.deliveries.failed().values_list("person", "problem")) == (
        [(breaking.person_id, "Die Verbindung zum Mailserver brach bei dieser Nachricht ab; ob sie ankam, ist offen.")]
        if lost
        else []
    )
    client.force_login(cast.clerk)
    assert ("ob sie ankam, ist offen" in text(client.get(invitation.get_absolute_url()))) is lost


def test_mail_server_that_comes_back_gets_what_waited(cast, coming, settings):
    inviting.reach(cast.rival.person, kind="email")
    inviting.reach()
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Away"
    tried = [chores.send_invitations(timezone.now())]
    tried += [chore(timezone.now()) for chore in (chores.send_invitations, *[chores.retry_invitations] * 2)]
    said = list(Entry.objects.filter(verb="delivery.failed").values_list("thing", flat=True))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    back = [chores.retry_invitations(timezone.now()) for _ in range(2)]

    row = invitation.deliveries.get(person=cast.rival.person)
    assert (tried, said) == ([1, 0, 1, 1], [row.pk])
    assert (back, len(mail.outbox), row.problem, row.received_on is not None) == ([1, 0], 1, "", True)
    assert ("send_invitations" in tick.EAGER, "retry_invitations" in tick.EAGER) == (True, False)


def test_two_senders_send_each_letter_once(cast, coming):
    inviting.reach(cast.rival.person, kind="email")
    inviting.reach()
    invitations.send(coming, letter=Letter(), by=cast.clerk)
    unjournaled.take_lease(chores.LEASE, holder="another", seconds=60)
    beside = [chore(timezone.now()) for chore in (chores.send_invitations, chores.retry_invitations)]
    sent_beside = len(mail.outbox)
    unjournaled.drop_lease(chores.LEASE, holder="another")

    alone = [chores.send_invitations(timezone.now()) for _ in range(2)]

    assert (beside, sent_beside, alone, len(mail.outbox)) == ([0, 0], 0, [1, 0], 1)
    assert not Lease.objects.filter(name=chores.LEASE).exists()


def test_repeating_takes_the_channel_the_person_has_now(cast, coming):
    inviting.reach(cast.rival.person, kind="email")
    inviting.reach()
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    row = invitation.deliveries.get(person=cast.rival.person)
    invitations.note_sent([Outcome(row.pk, timezone.now(), "Nicht angenommen.")])
    channels.choose(cast.rival.person, kind="portal", opted_in_on=timezone.localdate(), by=cast.rival)

    invitations.repeat(invitation, by=cast.clerk)

    row.refresh_from_db()
    assert (row.channel, row.problem, row.received_on is not None) == ("portal", "", True)


# Post and hand


def test_office_enters_the_day_of_post_and_hand_and_corrects_it(cast, client, meeting):
    inviting.reach()
    invitation = inviting.send(meeting, on=date(2026, 6, 1))
    url = address(meeting, "invitation-receipts", 1)
    client.force_login(cast.clerk)
    key = cast.rival.person.key

    entered = client.post(url, {"people": [key], "on": "2026-06-03"})
    corrected = client.post(url, {"people": [key], "on": "2026-06-04"})

    row = invitation.deliveries.get(person=cast.rival.person)
    assert (entered.status_code, corrected.status_code) == (303, 303)
    assert (row.received_on, row.entered_by, row.delivered_at) == (date(2026, 6, 4), cast.clerk, None)
    assert [
        entry.numbers["on"] for entry in Entry.objects.filter(verb="delivery.receipt_entered").order_by("number")
    ] == [
        "2026-06-03",
        "2026-06-04",
    ]


def test_wrong_days_and_wrong_people_are_refused(cast, client, meeting):
    inviting.reach(cast.rival.person, kind="portal")
    inviting.reach()
    invitation = inviting.send(meeting, on=date(2026, 6, 1))
    url = address(meeting, "invitation-receipts", 1)
    client.force_login(cast.clerk)
    key = cast.councillor.person.key
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    answers = [
        client.post(url, data).status_code
        for data in (
            {"people": [key], "on": "2026-05-31"},
            {"people": [key], "on": tomorrow},
            {"people": [key], "on": "\x00"},
            {"people": [cast.rival.person.key], "on": "2026-06-03"},
            {"people": [cast.citizen.email], "on": "2026-06-03"},
            {"on": "2026-06-03"},
        )
    ]

    assert answers == [409, 409, 422, 422, 422, 422]
    assert invitation.deliveries.exclude(entered_by=None).count() == 0


# Opening


def test_first_look_at_the_meeting_is_kept_and_is_receipt_at_the_latest(cast, client, coming):
    inviting.reach(cast.rival.person, kind="email")
    inviting.reach()
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    client.force_login(cast.rival)

    for _ in range(2):
        client.get(coming.get_absolute_url())
    row = invitation.deliveries.get(person=cast.rival.person)
    first = row.opened_at
    client.get(coming.get_absolute_url())
    row.refresh_from_db()

    assert first is not None
    assert row.opened_at == first
    assert verdict(invitation).received == 1
    assert invitation.deliveries.exclude(opened_at=None).count() == 1


@pytest.mark.parametrize("kind", ["post", "handed"])
def test_who_is_invited_on_paper_has_not_received_it_by_looking_at_the_page(cast, client, coming, kind):
    inviting.reach(cast.rival.person, kind=kind)
    inviting.reach()
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    client.force_login(cast.rival)

    client.get(coming.get_absolute_url())
    row = invitation.deliveries.get(person=cast.rival.person)
    looked, received = row.opened_at, verdict(invitation).received
    invitation.deliveries.filter(pk=row.pk).update(opened_at=timezone.now())

    assert (looked, received, verdict(invitation).received) == (None, 0, 0)


# The page


def test_whole_run_through_the_pages(cast, client, coming):
    inviting.reach()
    factories.item(coming, name="Radweg")
    client.force_login(cast.clerk)
    console = text(client.get(coming.get_absolute_url()))

    response = invite(client, coming)
    shown = text(client.get(response.url))

    assert address(coming) in console
    assert (response.status_code, response.url) == (303, address(coming, "invitation-proof", 1))
    assert "0 von 5 zugegangen" in shown
    assert "Zustellung läuft" in shown


def test_run_is_shown_to_office_and_chair_alone(cast, client, coming):
    inviting.reach()
    invitations.send(coming, letter=Letter(), by=cast.clerk)
    addresses = [
        address(coming),
        address(coming, "invitation-proof", 1),
        address(coming, "invitation-proof-pdf", 1),
        address(coming, "meeting-announce"),
    ]

    answers = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        answers[name] = {client.get(url).status_code for url in addresses}

    inviting_ = {"clerk", "deputy", "chair"}
    assert {name for name, codes in answers.items() if codes == {200}} == inviting_
    assert {name: codes for name, codes in answers.items() if name not in inviting_} == {
        name: {302} if name == "nobody" else {403} for name in cast.everyone() if name not in inviting_
    }


def test_preview_shows_exactly_what_the_public_then_reads(cast, client):
    inviting.reach()
    meeting = factories.meeting(
        cast.committee, date=inviting.soon(), audience=Audience.BODY, audience_organization=cast.committee
    )
    factories.item(meeting, name="Radweg")
    factories.item(
        meeting, name="Hafenkante", audience=Audience.BODY, audience_organization=cast.committee, public=False
    )
    client.force_login(cast.clerk)

    card, _, below = text(client.get(address(meeting))).partition("Das bleibt nichtöffentlich")
    response = invite(client, meeting)

    assert ("Radweg" in card, "Hafenkante" in card, "Hafenkante" in below) == (True, False, True)
    assert response.status_code == 303
    client.logout()
    shown = text(client.get(meeting.get_absolute_url()))
    assert ("Radweg" in shown, "Hafenkante" in shown) == (True, False)


def test_nothing_is_sent_that_was_not_shown(cast, client, coming):
    inviting.reach()
    client.force_login(cast.clerk)
    old = seen(client.get(address(coming)))
    factories.item(coming, name="Inzwischen dazugekommen")

    response = client.post(address(coming), {"kind": "regular", "seen": old})

    coming.refresh_from_db()
    assert response.status_code == 409
    assert "Es ist noch nichts versandt." in text(response)
    assert "Inzwischen dazugekommen" in text(response)
    assert (coming.state, Invitation.objects.count()) == ("planned", 0)


def test_closed_meeting_is_sent_to_its_body_only(cast, client):
    inviting.reach()
    meeting = factories.meeting(
        cast.committee,
        date=inviting.soon(),
        public=False,
        audience=Audience.BODY,
        audience_organization=cast.committee,
    )
    factories.item(meeting, name="Aus dem Ausschuss")
    client.force_login(cast.clerk)
    preview = text(client.get(address(meeting)))

    response = invite(client, meeting)

    client.logout()
    meeting.refresh_from_db()
    assert "Die Sitzung ist nichtöffentlich." in preview
    assert (response.status_code, meeting.state) == (303, "invited")
    assert client.get(meeting.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "urgent"}, "warum die Frist verkürzt ist"),
        ({"kind": "urgent", "urgency_note": "x" * 200_000}, "höchstens 1000 Zeichen"),
        ({"kind": "urgent", "urgency_note": "\x00"}, "Nullzeichen"),
        ({"kind": "second"}, "keine gültige Auswahl"),
        ({"kind": "supplement"}, "keine gültige Auswahl"),
        ({"kind": ""}, "zwingend erforderlich"),
    ],
)
def test_wrong_input_is_refused_with_a_sentence(cast, client, coming, data, sentence):
    inviting.reach()
    client.force_login(cast.clerk)

    response = invite(client, coming, **data)

    assert response.status_code == 422
    assert sentence in text(response)
    assert Invitation.objects.count() == 0


def test_members_read_whether_it_was_in_time_and_outsiders_do_not(cast, client, meeting):
    inviting.reach()
    receive(inviting.send(meeting, on=date(2026, 6, 1)), on=date(2026, 6, 12))

    seen_by = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        shown = text(client.get(meeting.get_absolute_url()))
        seen_by[name] = ("Ladungsmangel" in shown, "HGO §58(1)" in shown, str(cast.rival.person) in shown)

    told = {name for name, seen_ in seen_by.items() if seen_[:2] == (True, True)}
    assert told == set(cast.everyone()) - {"citizen", "nobody"}
    assert {seen_[2] for name, seen_ in seen_by.items() if name != "rival"} == {False}


# Supplements


def test_supplement_marks_what_is_new_and_goes_to_all_again(cast, client, coming):
    inviting.reach()
    factories.item(coming, name="Radweg")
    invitations.send(coming, letter=Letter(), by=cast.clerk)
    factories.item(coming, name="Nachgereicht")
    client.force_login(cast.clerk)
    preview = client.get(address(coming))

    response = client.post(address(coming), {"seen": seen(preview)})

    assert "Nachtrag versenden?" in text(preview)
    assert text(preview).count("neu</span>") == 1
    assert (response.status_code, Delivery.objects.count()) == (303, 10)
    assert list(Invitation.objects.order_by("pk").values_list("kind", flat=True)) == ["regular", "supplement"]


def test_supplement_carries_its_items_once_all_members_had_it_in_time(cast, meeting):
    inviting.reach()
    factories.item(meeting)
    receive(inviting.send(meeting, on=date(2026, 6, 1)), on=date(2026, 6, 2))
    new = factories.item(meeting)
    election = factories.item(meeting, matter=Matter.ELECTION)
    supplement = inviting.send(meeting, on=date(2026, 6, 8), kind="supplement")
    nobody_yet = (invited.off_agenda(meeting), invited.blocked(meeting))

    receive(supplement, on=date(2026, 6, 11))
    in_time = (invited.off_agenda(meeting), invited.blocked(meeting))
    supplement.deliveries.filter(person=cast.rival.person).update(received_on=date(2026, 6, 12))

    assert nobody_yet == ({new.pk, election.pk}, {election.pk})
    assert in_time == (set(), set())
    assert invited.off_agenda(meeting) == {new.pk, election.pk}
    assert invited.supplements(meeting) == {new.pk, election.pk}


def test_supplement_on_its_way_counts_as_in_time_until_the_last_day(cast, coming):
    inviting.reach()
    factories.item(coming)
    invitations.send(coming, letter=Letter(), by=cast.clerk)
    factories.item(coming)
    supplement = invitations.send(coming, letter=Letter(kind="supplement"), by=cast.clerk)
    on_its_way = invited.off_agenda(coming)
    supplement.deliveries.filter(person=cast.rival.person).update(received_on=coming.date)

    assert on_its_way == set()
    assert len(invited.off_agenda(coming)) == 1


def test_page_of_the_meeting_marks_late_items_for_everyone(cast, client, meeting):
    inviting.reach()
    factories.item(meeting, name="Radweg")
    receive(inviting.send(meeting, on=date(2026, 6, 1)), on=date(2026, 6, 2))
    factories.item(meeting, name="Nachgereicht")
    receive(inviting.send(meeting, on=date(2026, 6, 8), kind="supplement"), on=date(2026, 6, 9))
    factories.item(meeting, name="Zu spät")
    factories.item(meeting, name="Wahl", matter=Matter.ELECTION)

    shown = text(client.get(meeting.get_absolute_url()))

    marks = ("Nachtrag</span>", "nicht auf der Einladung</span>", "nicht rechtzeitig geladen</span>")
    assert [shown.count(mark) for mark in marks] == [1, 1, 1]


def test_no_item_that_cannot_be_dealt_with_is_called(cast, meeting):
    inviting.reach()
    item = factories.item(meeting, matter=Matter.ELECTION)
    invitation = inviting.send(meeting, on=date(2026, 6, 13), kind="urgent", urgency_note="Hochwasser")
    receive(invitation, on=date(2026, 6, 14))
    meeting = meetings.start(meeting, by=cast.chair)

    with pytest.raises(life.WrongState, match="HGO §58\\(3\\)"):
        agenda.call(item, by=cast.chair)

    assert AgendaItem.objects.get(pk=item.pk).state == "open"


# The proof


def test_proof_shows_all_four_times_for_each_and_prints_them(cast, client, coming):
    inviting.reach(cast.rival.person, kind="email")
    inviting.reach(cast.councillor.person, kind="portal")
    inviting.reach()
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    chores.send_invitations(timezone.now())
    client.force_login(cast.rival)
    client.get(coming.get_absolute_url())
    client.force_login(cast.clerk)

    shown = text(client.get(invitation.get_absolute_url()))
    printed = client.get(address(coming, "invitation-proof-pdf", 1))

    assert "2 von 5 zugegangen" in shown
    assert shown.count('name="people"') == 3
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert printed["Cache-Control"] == "no-store, private"


def test_number_of_queries_does_not_grow_with_the_recipients(cast, client, coming):
    inviting.reach()
    invitation = invitations.send(coming, letter=Letter(), by=cast.clerk)
    client.force_login(cast.clerk)

    def asked(url):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    pages = (address(coming), invitation.get_absolute_url(), coming.get_absolute_url())
    few = [asked(url) for url in pages]
    for _ in range(3):
        person = factories.person()
        factories.membership(person, cast.assembly)
        inviting.reach(person)
        Delivery.objects.create(
            invitation=invitation, person=person, capacity="member", channel="handed", provided_at=timezone.now()
        )

    assert [asked(url) for url in pages] == few


def test_number_of_queries_does_not_grow_with_the_boxes_or_the_sendings(cast, client):
    def asked(act):
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    def sending(boxes):
        meeting = factories.meeting(cast.assembly, date=inviting.soon(), starts_at=None)
        users = (cast.rival, cast.colleague, cast.councillor)[:boxes]
        DeliveryChannel.objects.all().delete()
        inviting.reach(*(user.person for user in users), kind="portal")
        inviting.reach()
        return meeting, asked(lambda: invitations.send(meeting, letter=Letter(), by=cast.clerk))

    meeting, _ = sending(1)
    costs = [sending(boxes)[1] for boxes in (1, 3)]
    client.force_login(cast.clerk)
    client.get(address(meeting))
    pages = [asked(lambda: client.get(address(meeting)))]
    for _ in range(2):
        factories.item(meeting)
        invitations.send(meeting, letter=Letter(kind="supplement"), by=cast.clerk)
    pages.append(asked(lambda: client.get(address(meeting))))

    assert costs == [costs[0]] * 2
    assert pages == [pages[0]] * 2
