"""A meeting is replayed to any moment: which item was up, who was there, how was voted – to everybody what they may know."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from council import audiences
from council.actions import agenda, attendance, meetings
from council.models import AgendaItem, Meeting
from council.states import Audience
from motions import replay
from motions.actions import minutes, treatment
from motions.minuting import reading
from motions.models import Ballot, Minutes
from tests import factories
from tests.motions import minuting

pytestmark = pytest.mark.django_db


def of(meeting, user):
    return replay.of(meeting, audiences.standing_of(user))


def end_of(meeting, user, item):
    """How the meeting stood when the item ended."""
    found = of(meeting, user)
    return found.scene([moment.at for moment in found.moments if moment.item == item][-1] - timedelta(microseconds=1))


def page(client, user, meeting, **query):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    return client.get(reverse("meeting-replay", args=[meeting.key]), query)


def words(response):
    main = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_who_was_present_when_an_item_was_voted(cast):
    meeting = minuting.played(cast)
    item = meeting.items.get(number="1")
    found = of(meeting, cast.clerk)

    scene = found.scene(found.moments[found.index_of(item.key)].at)

    assert (scene.item, scene.present, scene.barred) == (item, 3, 1)
    assert {bench.name: bench.names for bench in scene.benches} == {
        "Fraktion Bürgerliste": ["Frau Rival (nimmt nicht teil)"],
        "Fraktion Grüne Stadt": ["Frau Colleague", "Frau Councillor"],
        "Fraktion Soziale Mitte": ["Frau Chair"],
    }
    assert [vote.sentence.partition(".")[0] for vote in scene.votes] == [
        "Abstimmung: einstimmig angenommen (2 Ja, 0 Nein, 1 Enthaltung)"
    ]


def test_moments_lie_in_their_order_and_end_with_the_meeting(cast):
    meeting = minuting.played(cast)

    told = [re.sub(r" um \d\d:\d\d Uhr", "", moment.sentence) for moment in of(meeting, cast.clerk).moments]

    assert told[0] == "Die Sitzung wird eröffnet."
    assert told[1] == "Es kommen: Frau Chair, Frau Councillor, Frau Colleague, Frau Rival."
    assert told[-4:] == [
        "Es geht: Frau Colleague.",
        "Der Punkt wird aufgerufen.",
        "Ergebnis: zur Kenntnis genommen.",
        "Die Sitzung wird geschlossen.",
    ]
    assert [moment.at for moment in of(meeting, cast.clerk).moments] == sorted(
        moment.at for moment in of(meeting, cast.clerk).moments
    )


def test_whoever_left_is_not_there_any_more(cast):
    meeting = minuting.played(cast)
    found = of(meeting, cast.clerk)

    before, after = found.scene(found.moments[1].at), found.scene(found.moments[-1].at)

    assert (before.present, after.present) == (4, 3)
    assert after.state == "beendet"


def test_outsiders_learn_how_many_were_there_and_nothing_of_the_closed_part(cast, client):
    meeting = minuting.played(cast)
    AgendaItem.objects.filter(meeting=meeting, number="2").update(neutral_name="Grundstücksangelegenheit")

    seen = words(page(client, cast.nobody, meeting, item=meeting.items.get(number="1").key))
    whole = "".join(words(page(client, cast.citizen, meeting, step=step)) for step in range(1, 20))

    assert "3 anwesend mit Stimme" in seen
    assert [name for name in ("Frau Chair", "Frau Rival", "Frau Councillor") if name in seen + whole] == []
    assert "Ein Mitglied nimmt wegen Widerstreits der Interessen" in whole
    assert [word for word in ("Hafen", "512.000", "Kauf") if word in seen + whole] == []


def test_barred_member_does_not_see_the_closed_item_they_are_barred_from(cast, client):
    meeting = minuting.played(cast)
    minutes.draft(meeting, by=cast.clerk)
    Minutes.objects.filter(meeting=meeting).update(state="sent")
    closed = meeting.items.get(number="2")

    names = {n: words(page(client, getattr(cast, n), meeting, item=closed.key)) for n in ("councillor", "colleague")}

    assert minuting.SECRET in names["councillor"]
    assert "Hafen" not in names["colleague"]
    assert "Frau Chair" in names["councillor"]


def test_names_come_to_members_with_the_minutes(cast, client):
    meeting = minuting.played(cast)
    minutes.draft(meeting, by=cast.clerk)
    before = words(page(client, cast.rival, meeting))
    Minutes.objects.filter(meeting=meeting).update(state="sent")

    after = words(page(client, cast.rival, meeting))

    assert ("Frau Councillor" in before, "Frau Councillor" in after) == (False, True)


def test_what_happened_while_the_public_was_shut_out_stays_inside(cast):
    meeting = minuting.played(cast, closed_item=False, end=False)
    item = factories.item(meeting, name="Vertrag", number="9")
    agenda.call(item, by=cast.clerk)
    agenda.close_to_public(AgendaItem.objects.get(pk=item.pk), by=cast.clerk)
    agenda.bar(AgendaItem.objects.get(pk=item.pk), person=cast.rival.person, by=cast.clerk)
    agenda.publish(AgendaItem.objects.get(pk=item.pk), by=cast.clerk)
    treatment.close_item(AgendaItem.objects.get(pk=item.pk), result="noted", by=cast.clerk)
    meetings.close(meeting, by=cast.clerk)
    minutes.draft(meeting, by=cast.clerk)

    public, closed = (minuting.of(meeting, part).sections.get(item=item).text for part in ("public", "closed"))
    told = [moment.sentence for moment in of(meeting, cast.nobody).moments if moment.item == item]

    assert "Rival" not in public and "Widerstreit" not in public
    assert "Frau Rival nimmt wegen Widerstreits der Interessen (HGO §25) nicht teil." in closed
    assert "Ergebnis: zur Kenntnis genommen." in public
    assert [sentence for sentence in told if "Widerstreit" in sentence] == []
    scenes = {n: end_of(meeting, user, item) for n, user in cast.everyone().items()}
    inside = {"clerk", "deputy", "chair", "councillor", "colleague", "mayor"}  # the rival is barred
    assert {n: (scene.present, scene.barred) for n, scene in scenes.items()} == {
        n: (2, 1) if n in inside else (3, 0) for n in scenes
    }
    assert {
        n for n, scene in scenes.items() if any("(nimmt nicht teil)" in str(bench.names) for bench in scene.benches)
    } == {"clerk", "deputy", "chair"}  # no names before the minutes, save for those who preside
    Minutes.objects.filter(meeting=meeting).update(state="sent")
    document, told_there = minuting.of(meeting, "closed"), str(item)
    readers = {
        n
        for n, user in cast.everyone().items()
        if told_there in {row.title for row in reading.sections(document, audiences.standing_of(user))}
    }
    assert readers == {"clerk", "deputy", "chair", "councillor", "colleague", "mayor"}  # the rival is barred


def test_page_steps_forward_and_back_and_jumps(cast, client):
    meeting = minuting.played(cast)
    last = len(of(meeting, cast.clerk).moments)

    first = page(client, cast.clerk, meeting, step=1).content.decode()
    end = page(client, cast.clerk, meeting).content.decode()

    assert ('rel="prev"' in first, 'href="?step=2#jetzt"' in first) == (False, True)
    assert (f'href="?step={last - 1}#jetzt"' in end, 'rel="next"' in end) == (True, False)
    assert f"Schritt {last} von {last}" in end
    assert "Schritt 1 von" in words(page(client, cast.clerk, meeting, at="00:00"))
    assert f"Schritt {last} von" in words(page(client, cast.clerk, meeting, at="23:59"))


@pytest.mark.parametrize(
    "query", [{"step": "x"}, {"step": "9" * 400}, {"step": "-1"}, {"at": "99:99"}, {"item": "\x00"}, {"item": "a" * 26}]
)
def test_odd_moments_are_answered(cast, client, query):
    meeting = minuting.played(cast)

    assert page(client, cast.nobody, meeting, **query).status_code == 200


def test_item_of_another_meeting_leads_nowhere(cast, client):
    meeting, other = minuting.played(cast), minuting.played(cast)
    key = other.items.get(number="2").key

    assert "Diesen Punkt gibt es hier nicht." in words(page(client, cast.clerk, meeting, item=key))


def test_meeting_without_a_course_says_so(cast, client):
    assert "kein Verlauf aufgezeichnet" in words(page(client, cast.nobody, factories.meeting(cast.assembly)))


def test_closed_meeting_is_not_found_by_outsiders(cast, client):
    meeting = minuting.played(cast)
    Meeting.objects.filter(pk=meeting.pk).update(
        audience=Audience.BODY, audience_organization=cast.assembly, public=False
    )

    answers = {n: page(client, user, meeting).status_code for n, user in cast.everyone().items()}

    assert {n for n, status in answers.items() if status == 200} == {
        "clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor",
    }  # fmt: skip


def test_number_of_queries_does_not_grow_with_the_meeting(cast, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    meeting = minuting.played(cast, end=False)
    with CaptureQueriesContext(connection) as few:
        page(client, cast.nobody, meeting)
    for _ in range(3):
        item = agenda.call(factories.item(meeting), by=cast.clerk)
        agenda.bar(item, person=cast.rival.person, by=cast.clerk)
        treatment.close_item(item, result="adopted", poll=minuting.poll(cast), by=cast.clerk)
    attendance.leave(meeting.attendances.get(person=cast.chair.person), by=cast.clerk)

    with django_assert_num_queries(len(few)):
        page(client, cast.nobody, meeting)
    assert Ballot.objects.filter(item__meeting=meeting).count() == 4
