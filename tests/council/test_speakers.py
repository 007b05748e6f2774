"""The list of speakers on the pages: who leads it, who joins it by one tap, and who sees what of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import audiences, rostrum
from council.actions import agenda, meetings, speeches
from council.models import AgendaItem, Debate, Entry, Membership, Speech, User
from council.states import Audience
from council.views import blocks
from tests import factories

pytestmark = pytest.mark.django_db

TOOLS = 22  # queries of a member's own part of the live page


@pytest.fixture
def meeting(cast):
    return factories.meeting(cast.assembly, state="running")


@pytest.fixture
def item(meeting):
    return agenda.call(factories.item(meeting), by=None)


def listed(item):
    """The list as the office reads it."""
    return rostrum.of(item, audiences.standing_of(User.objects.get(email="clerk@example.org")))


def again(item):
    return AgendaItem.objects.get(pk=item.pk)


def press(client, name, item, *more, query="", **data):
    return client.post(reverse(name, args=[item.meeting.key, item.key, *more]) + query, data)


def seen(client, item):
    return client.get(reverse("speakers", args=[item.meeting.key, item.key])).content.decode()


def live(client, meeting):
    return client.get(reverse("meeting-live", args=[meeting.key])).content.decode()


def version(item):
    return Debate.objects.filter(item=item).values_list("version", flat=True).first() or 0


# The whole life through the pages


def test_member_asks_and_chair_leads_to_the_end(cast, client, item, meeting):
    client.force_login(cast.rival)
    offered = live(client, meeting)
    asked = press(client, "speech-ask", item, query="?from=live")
    again = live(client, meeting)
    speech = Speech.objects.get()
    client.force_login(cast.chair)
    said = []
    for name in ("speech-call", "speech-pause", "speech-go-on", "speech-finish"):
        answer = press(client, name, item, speech.key, query="?from=console", version=version(item))
        said.append((answer.status_code, Speech.objects.get().state))
    listed = seen(client, item)

    assert ("Ich möchte sprechen" in offered, "als Nächstes" in again) == (True, True)
    assert (asked.status_code, asked.url) == (303, f"{reverse('meeting-live', args=[meeting.key])}#tools")
    assert said == [(303, "speaking"), (303, "paused"), (303, "speaking"), (303, "done")]
    assert "Gehaltene Reden" in listed


def test_speaker_and_list_are_told_to_everyone_with_the_end_of_the_time(cast, client, item, meeting):
    first = speeches.ask(item, by=cast.rival)
    speeches.ask(item, by=cast.colleague)
    first = speeches.call_up(first, by=cast.chair)
    places = ("meeting", "meeting-live", "meeting-projector")
    shown = [client.get(reverse(name, args=[meeting.key])).content.decode() for name in places]

    ends = first.runs_until.astimezone(factories.BERLIN).strftime("%H:%M")
    for page in shown:
        assert f"bis {ends} Uhr" in page
        assert 'data-announce="Es spricht Frau Rival."' in page
        assert re.findall(r'class="speaker-next">([^<]+)<', page) == ["Frau Colleague"]


def test_chair_adds_from_the_benches_by_two_taps(cast, client, item):
    client.force_login(cast.clerk)
    listed = seen(client, item)
    added = press(client, "speech-add", item, person=cast.councillor.person.key, kind="mover")

    assert f'name="person" value="{cast.councillor.person.key}"' in listed
    assert (added.status_code, Speech.objects.get().kind) == (303, "mover")


def test_order_is_changed_by_up_and_down(cast, client, item):
    speeches.ask(item, by=cast.rival)
    last = speeches.ask(item, by=cast.colleague)
    client.force_login(cast.chair)

    press(client, "speech-move", item, last.key, where="up", version=version(item))

    assert [speech.person for speech in listed(item).waiting] == [cast.colleague.person, cast.rival.person]


def test_list_is_closed_opened_and_the_debate_ended(cast, client, item):
    speeches.ask(item, by=cast.rival)
    client.force_login(cast.chair)
    states = []
    for name in ("speakers-close", "speakers-reopen", "speakers-end"):
        press(client, name, item, version=version(item))
        found = listed(item)
        states.append((found.closed, len(found.waiting)))

    assert states == [(True, 1), (False, 1), (True, 0)]


def test_total_is_shared_among_the_factions(cast, client, item):
    """T-R1: 120 minutes, a base of 5, seven factions of 21, 15, 13, 8, 7, 4 and 3."""
    Membership.objects.filter(organization__kind="faction").delete()
    for number, size in enumerate((21, 15, 13, 8, 7, 4, 3), start=1):
        faction = factories.organization("faction", name=f"Fraktion {number}")
        for _ in range(size):
            person = factories.person()
            factories.membership(person, cast.assembly)
            factories.membership(person, faction)
    client.force_login(cast.chair)

    set_ = press(client, "speakers-total", item, minutes="120", version=0)
    listed = seen(client, item)

    assert set_.status_code == 303
    assert re.findall(r'data-label="von">(\d+)<', listed) == ["30", "22", "20", "14", "13", "9", "8"]
    assert "4 Minuten hält die Sitzungsleitung zurück." in listed


def test_personal_statement_follows_the_vote(cast, client, item, meeting):
    agenda.close(item, result="adopted", by=cast.chair)
    client.force_login(cast.chair)

    added = press(client, "speech-add", item, person=cast.rival.person.key, kind="personal")
    console = client.get(meeting.get_absolute_url()).content.decode()

    assert added.status_code == 303
    assert f"persönliche Erklärungen zu TOP {item.number}" in console


# Refusals


def test_list_is_led_by_office_and_chair_alone(cast, client, item):
    speech = speeches.ask(item, by=cast.rival)
    taps = {"speakers-close": (), "speakers-end": (), "speech-call": (speech.key,), "speech-move": (speech.key,)}
    got_in = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        got_in[name] = {client.get(reverse("speakers", args=[item.meeting.key, item.key])).status_code}
        if name not in ("clerk", "deputy", "chair"):
            got_in[name] |= {press(client, tap, item, *more, version=0).status_code for tap, more in taps.items()}

    assert {name for name, codes in got_in.items() if codes == {200}} == {"clerk", "deputy", "chair"}
    assert {code for codes in got_in.values() for code in codes} == {200, 302, 403}
    assert listed(item).waiting == [speech]


def test_outsiders_are_told_why_they_cannot_ask(cast, client, item):
    client.force_login(cast.district)

    answer = press(client, "speech-ask", item)

    assert (answer.status_code, Speech.objects.count()) == (403, 0)
    assert "andere lässt die Sitzungsleitung zu." in answer.content.decode()


def test_member_cannot_speak_as_the_magistrat(cast, client, item):
    client.force_login(cast.rival)
    forged = press(client, "speech-ask", item, kind="executive")
    client.force_login(cast.mayor)
    made = press(client, "speech-ask", item, kind="executive")

    assert (forged.status_code, made.status_code) == (409, 303)
    assert "spricht nur, wer ihm angehört" in forged.content.decode()
    assert list(Speech.objects.values_list("person", "kind")) == [(cast.mayor.person.pk, "executive")]


def test_barred_member_sees_why_there_is_no_button(cast, client, item, meeting):
    agenda.bar(item, person=cast.rival.person, by=cast.chair)
    client.force_login(cast.rival)

    answer = press(client, "speech-ask", item)
    shown = live(client, meeting)

    assert answer.status_code == 409
    assert "wegen Widerstreits der Interessen ausgeschlossen" in answer.content.decode()
    assert ("Ich möchte sprechen" in shown, "ausgeschlossen (HGO §25)" in shown) == (False, True)


@pytest.mark.parametrize("given", ["", "-1", "1e3", "99999999999999999999", "①", "\x00"])
def test_button_of_an_older_list_is_refused(cast, client, item, given):
    speech = speeches.ask(item, by=cast.rival)
    speeches.close_list(item, by=cast.clerk)
    client.force_login(cast.chair)

    answer = press(client, "speech-call", item, speech.key, version=given)

    assert (answer.status_code, Speech.objects.get().state) == (409, "asked")


def test_two_consoles_give_the_floor_once(cast, client, item):
    first, second = speeches.ask(item, by=cast.rival), speeches.ask(item, by=cast.colleague)
    client.force_login(cast.chair)
    taps = [press(client, "speech-call", item, speech.key, version=0).status_code for speech in (first, second)]

    assert (taps, listed(item).current) == ([303, 409], first)


def test_foreign_rows_and_forged_kinds_are_refused(cast, client, item, meeting):
    other = factories.item(meeting)
    speech = speeches.ask(item, by=cast.rival)
    client.force_login(cast.chair)
    elsewhere = press(client, "speech-call", other, speech.key, version=0)
    stranger = press(client, "speech-add", item, person=factories.person().key, kind="debate")
    kinds = [
        press(client, "speech-add", item, person=cast.rival.person.key, kind=kind).status_code
        for kind in ("shout", "", "\x00", "x" * 200_000)
    ]
    client.force_login(cast.rival)
    forged = [press(client, "speech-ask", item, kind=kind).status_code for kind in ("mover", "budget", "\x00", "<b>")]

    assert (elsewhere.status_code, stranger.status_code, kinds, forged) == (404, 422, [422] * 4, [404] * 4)
    assert "Diese Person steht nicht zur Wahl" in stranger.content.decode()
    assert listed(item).waiting == [speech]


@pytest.mark.parametrize("given", ["-1", "1441", "x", "14"])
def test_impossible_total_is_refused_with_a_sentence(cast, client, item, given):
    client.force_login(cast.chair)

    answer = press(client, "speakers-total", item, minutes=given, version=0)

    assert (answer.status_code, listed(item).total) == (422, 0)
    assert 'class="field invalid"' in answer.content.decode()


# What is closed


@pytest.fixture
def closed(cast, meeting):
    return agenda.call(factories.item(meeting, audience=Audience.BODY, audience_organization=cast.assembly), by=None)


def test_list_of_a_closed_item_is_seen_by_its_readers_alone(cast, client, closed, meeting):
    speeches.call_up(speeches.ask(closed, by=cast.rival), by=cast.chair)
    speeches.ask(closed, by=cast.councillor)
    words = ("Frau Rival", "Frau Councillor", "Es spricht", "stage-debate")
    told = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        pages = [live(client, meeting), client.get(meeting.get_absolute_url()).content.decode()]
        frame = "".join(block.html for block in blocks.blocks(meeting, audiences.standing_of(user)))
        told[name] = {word for page in (*pages, frame) for word in words[:3] if word in page}
        hall = client.get(reverse("meeting-projector", args=[meeting.key])).content.decode()
        assert {word for word in words[:3] if word in hall} == set()
        client.logout()

    readers = {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"}
    assert {name for name, found in told.items() if found} == readers


def test_who_spoke_in_closed_session_and_how_long_stays_inside_when_the_public_is_let_in_again(
    cast, client, closed, meeting
):
    done = speeches.call_up(speeches.ask(closed, by=cast.councillor), by=cast.chair)
    Speech.objects.filter(pk=done.pk).update(started_at=timezone.now() - timedelta(seconds=5000))
    speeches.finish(done, by=cast.chair)
    speeches.call_up(speeches.ask(closed, by=cast.rival), by=cast.chair)
    agenda.publish(closed, by=cast.chair)
    speeches.ask(again(closed), by=cast.colleague)
    words, told = ("Frau Rival", "83:2", "Frau Colleague"), {}
    hall = client.get(reverse("meeting-projector", args=[meeting.key])).content.decode()
    for name in ("nobody", "citizen", "district", "colleague", "mayor", "clerk"):
        client.logout()
        user = cast.everyone()[name]
        if user.is_authenticated:
            client.force_login(user)
        pages = [live(client, meeting), client.get(meeting.get_absolute_url()).content.decode()]
        frame = "".join(block.html for block in blocks.blocks(meeting, audiences.standing_of(user)))
        told[name] = {word for page in (*pages, frame) for word in words if word in page}

    outside = {"Frau Colleague"}
    inside = set(words)
    assert {word for word in words if word in hall} == outside
    assert told == {
        **dict.fromkeys(("nobody", "citizen", "district"), outside),
        **dict.fromkeys(("colleague", "mayor", "clerk"), inside),
    }


def test_outsiders_taps_on_a_closed_item_find_nothing(cast, client, closed):
    speech = speeches.ask(closed, by=cast.rival)
    client.force_login(cast.district)

    answers = [
        press(client, "speech-ask", closed).status_code,
        press(client, "speech-withdraw", closed, speech.key).status_code,
        client.get(reverse("speakers", args=[closed.meeting.key, closed.key])).status_code,
    ]

    assert answers == [404, 404, 404]


def test_journal_names_neither_persons_nor_words(cast, item):
    speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    speeches.close_debate(item, by=cast.chair)

    assert all("Rival" not in str(numbers) for numbers in Entry.objects.values_list("numbers", flat=True))
    assert set(Entry.objects.filter(kind="council.speech").values_list("room", flat=True)) == {item.room}


# Cost


def test_number_of_queries_does_not_grow_with_the_list(cast, client, item, meeting):
    def asked(look):
        with CaptureQueriesContext(connection) as queries:
            look()
        return len(queries)

    def everywhere():
        client.force_login(cast.chair)
        standing = audiences.standing_of(None)
        looks = (
            lambda: blocks.blocks(meeting, standing),
            lambda: live(client, meeting),
            lambda: client.get(meeting.get_absolute_url()),
            lambda: seen(client, item),
        )
        return [asked(look) for look in looks]

    speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    speeches.ask(item, by=cast.colleague)
    speeches.finish(Speech.objects.get(person=cast.rival.person), by=cast.chair)
    speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    few = everywhere()
    for _ in range(3):
        person = factories.person()
        factories.membership(person, cast.assembly)
        speeches.add(item, person=person, kind="debate", by=cast.chair)

    assert everywhere() == few


def test_own_tools_cost_the_same_however_long_agenda_and_list_are(cast, client, meeting, item):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(reverse("meeting-tools", args=[meeting.key])).content.decode()
        assert "Ich möchte sprechen" in shown
        return len(queries)

    client.force_login(cast.rival)
    asked()
    few = asked()
    for _ in range(3):
        person = factories.person()
        factories.membership(person, cast.assembly)
        factories.item(meeting, matter="election")
        speeches.add(item, person=person, kind="debate", by=cast.chair)

    assert (few, asked()) == (TOOLS, TOOLS)


def test_interrupted_meeting_shows_the_clock_standing(cast, client, item, meeting):
    speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    meetings.interrupt(meeting, by=cast.chair)

    shown = live(client, meeting)

    assert ("Rede unterbrochen" in shown, "die Uhr steht" in shown, "data-timer-ends" in shown) == (True, True, False)
