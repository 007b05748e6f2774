"""Agendas as they were sent, and public notices: what changed since, and nothing closed for anybody outside."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council import audiences, invited, life, may, revisions
from council.actions import agenda, announcements, grants, meetings
from council.models import Announcement
from tests import factories, inviting
from tests.documents.print.comparing import words_of_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    inviting.reach()
    return factories.meeting(cast.committee)


def text(response):
    return response.content.decode()


def closed(cast, **fields):
    return {"public": False, "audience": "body", "audience_organization": cast.committee} | fields


def page(client, user, url):
    client.logout()
    if user is not None and user.is_authenticated:
        client.force_login(user)
    return client.get(url)


def sent_page(meeting, number=1):
    return reverse("meeting-agenda-sent", args=[meeting.key, number])


def send(meeting):
    return inviting.send(meeting, on=date(2026, 6, 1))


def names(revision, user):
    sent = revisions.read(revision, audiences.standing_of(user))
    return [line.name for part in sent.parts for line in part.lines]


def test_what_changed_since_is_marked(cast, client, meeting):
    kept, renamed, removed = (factories.item(meeting, name=name) for name in ("Bleibt", "Alt", "Fällt weg"))
    send(meeting)
    agenda.change(renamed, name="Neu", by=cast.clerk)
    agenda.remove(removed, by=cast.clerk)
    factories.item(meeting, name="Nachgereicht")

    shown = text(client.get(sent_page(meeting)))
    linked = text(client.get(meeting.get_absolute_url()))

    assert "heißt jetzt „Neu“" in shown
    assert shown.count("inzwischen abgesetzt") == 1
    assert "Nachgereicht" in shown.partition("Später dazugekommen")[2]
    assert str(kept.name) in shown
    assert sent_page(meeting) in linked


def test_closed_items_have_their_neutral_names_for_outsiders(cast, client, meeting):
    factories.item(meeting, name="Radweg")
    factories.item(meeting, name="Hafenkante", **closed(cast))
    factories.item(meeting, name="Quorax", neutral_name="Personalie", **closed(cast))
    send(meeting)

    read = {
        name: [word in shown for word in ("Radweg", "Hafenkante", "Quorax", "Personalie")]
        for name, user in cast.everyone().items()
        for shown in [text(page(client, user, sent_page(meeting)))]
    }

    inside = {"clerk", "deputy", "councillor", "colleague", "mayor"}
    assert read == {
        name: [True, True, True, False] if name in inside else [True, False, False, True] for name in cast.everyone()
    }


def test_item_closed_later_is_closed_in_old_agendas_as_well(cast, meeting):
    item = factories.item(meeting, name="Hafenkante")
    revision = send(meeting).revision
    before = names(revision, None)

    agenda.close_to_public(item, by=cast.chair)

    assert (before, names(revision, None)) == (["Hafenkante"], [revisions.NEUTRAL])
    assert names(revision, cast.councillor) == ["Hafenkante"]


def test_item_opened_later_keeps_its_old_closed_name_from_outsiders(cast, meeting):
    item = factories.item(meeting, name="Verkauf an Quorax", **closed(cast))
    revision = send(meeting).revision
    agenda.change(item, name="Verkauf eines Grundstücks", by=cast.clerk)

    agenda.publish(item, by=cast.clerk)

    assert names(revision, None) == [revisions.NEUTRAL]
    assert names(revision, cast.rival) == [revisions.NEUTRAL]
    assert names(revision, cast.councillor) == ["Verkauf an Quorax"]


def test_name_that_was_open_to_single_persons_stays_with_them(cast, meeting):
    item = factories.item(meeting, name="Quorax", public=False, audience="named")
    other = factories.item(meeting, audience="named", public=False)
    for thing in (item, other):
        grants.open_to(thing, cast.rival, by=None)
    revision = send(meeting).revision

    assert names(revision, cast.rival)[0] == "Quorax"
    agenda.publish(item, by=cast.clerk)

    assert names(revision, cast.rival)[0] == revisions.NEUTRAL


def test_barred_person_reads_the_neutral_name(cast, meeting):
    item = factories.item(meeting, name="Hafenkante", **closed(cast))
    revision = send(meeting).revision

    agenda.bar(item, person=cast.councillor.person, by=cast.chair)

    assert names(revision, cast.everyone()["councillor"]) == [revisions.NEUTRAL]
    assert names(revision, cast.everyone()["colleague"]) == ["Hafenkante"]


def test_old_agenda_of_a_closed_meeting_is_not_found(cast, client):
    inviting.reach()
    meeting = factories.meeting(cast.committee, **closed(cast))
    factories.item(meeting, name="Hafenkante")
    send(meeting)

    found = {name: page(client, user, sent_page(meeting)).status_code for name, user in cast.everyone().items()}

    inside = {"clerk", "deputy", "councillor", "colleague", "mayor"}
    assert found == {name: 200 if name in inside else 404 for name in cast.everyone()}


def test_number_that_was_never_sent_is_not_found(cast, client, meeting):
    assert client.get(sent_page(meeting, 1)).status_code == 404


def test_number_of_queries_does_not_grow_with_the_items(cast, client, meeting):
    factories.item(meeting)
    send(meeting)

    def asked(number):
        with CaptureQueriesContext(connection) as queries:
            client.get(sent_page(meeting, number))
        return len(queries)

    few = asked(1)
    for _ in range(3):
        factories.item(meeting)
    meetings.publish_agenda(meeting, by=None)

    assert asked(2) == few


# The public notice


def notice(meeting, name="meeting-announcement"):
    return reverse(name, args=[meeting.key])


def test_notice_is_entered_and_read_by_everyone(cast, client, meeting):
    factories.item(meeting, name="Radweg")
    factories.item(meeting, name="Hafenkante", **closed(cast))
    send(meeting)
    client.force_login(cast.clerk)
    form = text(client.get(notice(meeting, "meeting-announce")))

    response = client.post(
        notice(meeting, "meeting-announce"), {"announced_on": "2026-06-12", "announced_in": "Amtsblatt Nr. 24"}
    )

    shown = text(page(client, None, notice(meeting)))
    linked = text(client.get(meeting.get_absolute_url()))
    assert "Letzter Tag dafür: Sa., 13. Juni 2026" in form
    assert "Hafenkante" not in form
    assert response.status_code == 303
    assert [word in shown for word in ("Amtsblatt Nr. 24", "Radweg", "Hafenkante", revisions.NEUTRAL)] == [
        True,
        True,
        False,
        True,
    ]
    assert "Öffentlich bekannt gemacht am Fr., 12. Juni 2026" in linked


def test_wording_of_the_notice_is_the_same_for_its_own_members(cast, client, meeting):
    factories.item(meeting, name="Hafenkante", **closed(cast))
    send(meeting)
    announcements.announce(meeting, on=date(2026, 6, 12), where="Amtsblatt", by=cast.clerk)

    shown = text(page(client, cast.councillor, notice(meeting)))
    printed = words_of_pdf(client.get(notice(meeting, "meeting-announcement-pdf")).content)

    assert "Hafenkante" not in shown
    assert (printed["hafenkante"], printed["bekanntmachung"] > 0, printed["nichtöffentlicher"]) == (0, True, 1)


def test_late_notice_is_told_to_the_office(cast, client, meeting):
    send(meeting)
    announcements.announce(meeting, on=date(2026, 6, 14), where="Amtsblatt", by=cast.clerk)

    told = {
        name: "nach dem letzten Tag der örtlichen Frist" in text(page(client, user, meeting.get_absolute_url()))
        for name, user in cast.everyone().items()
    }

    assert told == {name: name in {"clerk", "deputy", "chair"} for name in cast.everyone()}


def test_notice_needs_an_invitation_and_a_public_meeting(cast, meeting):
    hidden = factories.meeting(cast.committee, state="planned", **closed(cast))
    send(hidden)

    with pytest.raises(life.WrongState, match="Bitte zuerst einladen"):
        announcements.announce(meeting, on=date(2026, 6, 12), where="Amtsblatt", by=cast.clerk)
    with pytest.raises(life.WrongState, match="wird nicht öffentlich bekannt gemacht"):
        announcements.announce(hidden, on=date(2026, 6, 12), where="Amtsblatt", by=cast.clerk)
    with pytest.raises(may.Denied):
        announcements.announce(meeting, on=date(2026, 6, 12), where="Amtsblatt", by=cast.rival)

    assert Announcement.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        {"announced_on": "", "announced_in": "Amtsblatt"},
        {"announced_on": "2026-06-12", "announced_in": ""},
        {"announced_on": "2026-06-12", "announced_in": "\x00"},
        {"announced_on": "2026-06-12", "announced_in": "x" * 200_000},
        {"announced_on": "heute", "announced_in": "Amtsblatt"},
    ],
)
def test_wrong_input_is_refused(cast, client, meeting, data):
    send(meeting)
    client.force_login(cast.clerk)

    response = client.post(notice(meeting, "meeting-announce"), data)

    assert (response.status_code, Announcement.objects.count()) == (422, 0)


def test_notice_of_a_meeting_that_was_closed_later_is_gone(cast, client, meeting):
    send(meeting)
    announcements.announce(meeting, on=date(2026, 6, 12), where="Amtsblatt", by=cast.clerk)
    meetings.change(meeting, by=cast.clerk, public=False, **{k: v for k, v in closed(cast).items() if k != "public"})

    assert {page(client, user, notice(meeting)).status_code for user in cast.everyone().values()} == {404}
    assert invited.sent(meeting) != []
