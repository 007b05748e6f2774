"""Order in the meeting: what the chair does against whom, how long it holds, and what is said for the minutes."""

from datetime import date

import pytest
from django.urls import reverse

from council import life, may, order
from council.actions import agenda, attendance, declarations, measures, speeches
from council.models import Declaration, Entry, OrderMeasure, Speech
from council.states import Audience
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    return factories.meeting(cast.assembly, state="running")


@pytest.fixture
def item(meeting):
    return agenda.call(factories.item(meeting), by=None)


def press(client, name, *things, **data):
    return client.post(reverse(name, args=[thing.key for thing in things]), data)


# Measures


def test_calls_are_kept_with_the_speech_they_were_made_in(cast, client, meeting, item):
    speech = speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    client.force_login(cast.chair)

    made = press(client, "measure-take", meeting, item, person=cast.rival.person.key, kind="to_order")
    shown = client.get(reverse("speakers", args=[meeting.key, item.key])).content.decode()

    measure = OrderMeasure.objects.get()
    assert (made.status_code, measure.speech, measure.meetings) == (303, speech, None)
    assert Speech.objects.get().state == "speaking"
    assert "Ordnungsruf: Frau Rival" in shown


def test_floor_taken_away_ends_the_speech_until_it_is_taken_back(cast, client, meeting, item):
    speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    client.force_login(cast.chair)
    press(client, "measure-take", meeting, item, person=cast.rival.person.key, kind="word_withdrawn")
    ended = Speech.objects.get().state
    silenced = order.silenced(item, cast.rival.person)

    press(client, "measure-take-back", meeting, item, measure=OrderMeasure.objects.get().key)

    assert (ended, silenced, order.silenced(item, cast.rival.person)) == ("done", True, False)
    assert speeches.ask(item, by=cast.rival).state == "asked"


def test_exclusion_ends_the_stay_and_keeps_out_of_up_to_three_meetings(cast, meeting, item):
    attendance.arrive_all(meeting, by=cast.clerk)
    days = [date(2026, 7, 1), date(2026, 7, 2), date(2026, 8, 1), date(2026, 9, 1)]
    later = [factories.meeting(cast.assembly, date=day, state="invited") for day in days]
    type(meeting).objects.filter(pk=later[0].pk).update(state="cancelled")
    elsewhere = factories.meeting(cast.committee, date=days[1], state="invited")

    measures.take(meeting, item=item, person=cast.rival.person, kind="exclusion", meetings=3, by=cast.chair)

    person = cast.rival.person.pk
    assert not meeting.attendances.present().filter(person=person).exists()
    assert [person in order.excluded_from(one) for one in (meeting, *later[1:], elsewhere)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(life.WrongState, match="von der Sitzung ausgeschlossen"):
        attendance.arrive(later[1], person=cast.rival.person, by=cast.clerk)
    assert attendance.arrive_all(later[1], by=cast.clerk) == 3


def test_exclusion_taken_back_lets_the_person_in(cast, meeting, item):
    measure = measures.take(meeting, person=cast.rival.person, kind="exclusion", meetings=1, by=cast.chair)

    measures.take_back(measure, by=cast.chair)

    assert attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk).left_at is None
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="measure.").order_by("number")] == [
        "measure.taken",
        "measure.taken_back",
    ]


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        ("exclusion", {"meetings": 4}, "eine bis drei Sitzungen"),
        ("exclusion", {}, "eine bis drei Sitzungen"),
        ("word_withdrawn", {}, "zu einem aufgerufenen Punkt"),
    ],
)
def test_measures_that_cannot_be_are_refused(cast, meeting, kind, more, sentence):
    with pytest.raises(life.WrongState, match=sentence):
        measures.take(meeting, person=cast.rival.person, kind=kind, by=cast.chair, **more)


def test_order_is_kept_in_the_meeting_alone_and_by_the_chair(cast, meeting):
    with pytest.raises(may.Denied):
        measures.take(meeting, person=cast.chair.person, kind="to_order", by=cast.rival)
    with pytest.raises(life.WrongState, match="nur während der Sitzung"):
        measures.take(factories.meeting(cast.assembly), person=cast.rival.person, kind="to_order", by=cast.chair)


@pytest.mark.parametrize("data", [{"kind": "shout"}, {}, {"kind": "exclusion", "meetings": "9"}, {"kind": "\x00"}])
def test_forged_measures_come_back_with_a_sentence(cast, client, meeting, item, data):
    client.force_login(cast.chair)

    answer = press(client, "measure-take", meeting, item, person=cast.rival.person.key, **data)

    assert (answer.status_code, OrderMeasure.objects.count()) == (422, 0)


# Declarations for the minutes


def seen(client, meeting):
    page = client.get(reverse("meeting-declarations", args=[meeting.key])).content.decode()
    return page.split('name="seen" value="')[1].split('"')[0]


def test_member_gives_a_declaration_and_takes_it_back(cast, client, meeting, item):
    client.force_login(cast.rival)
    text = "Ich habe nur wegen <b>der Kosten</b> mit Nein gestimmt."
    made = press(client, "meeting-declarations", meeting, text=text, seen=seen(client, meeting))
    shown = client.get(made.url).content.decode()
    declaration = Declaration.objects.get()
    back = press(client, "declaration-withdraw", meeting, declaration=declaration.key)

    assert (made.status_code, declaration.person, declaration.item) == (303, cast.rival.person, item)
    assert "wegen &lt;b&gt;der Kosten&lt;/b&gt;" in shown
    assert (back.status_code, list(Declaration.objects.standing())) == (303, [])


def test_office_enters_what_was_handed_in(cast, client, meeting):
    client.force_login(cast.clerk)

    press(client, "meeting-declarations", meeting, text="Zu Protokoll.", person=cast.rival.person.key)

    assert [(row.person, row.given_by) for row in Declaration.objects.all()] == [(cast.rival.person, cast.clerk)]


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001, "x" * 200_000, "a\x00"])
def test_bad_declarations_come_back_with_a_sentence(cast, client, meeting, text):
    client.force_login(cast.rival)

    answer = press(client, "meeting-declarations", meeting, text=text)

    assert (answer.status_code, Declaration.objects.count()) == (422, 0)
    assert 'class="field invalid"' in answer.content.decode()


def test_declaration_outside_the_meeting_is_refused(cast, client, meeting):
    type(meeting).objects.update(state="invited")
    client.force_login(cast.rival)

    answer = press(client, "meeting-declarations", meeting, text="Zu Protokoll.")

    assert answer.status_code == 422
    assert "in der Sitzung abgegeben" in answer.content.decode()


def closed_item(cast, meeting):
    return factories.item(meeting, name="Qgeheim", audience=Audience.BODY, audience_organization=cast.assembly)


def test_declaration_belongs_to_the_item_its_page_named(cast, client, meeting):
    closed, after = agenda.call(closed_item(cast, meeting), by=None), factories.item(meeting)
    client.force_login(cast.rival)
    shown = seen(client, meeting)
    agenda.close(closed, result="noted", by=cast.chair)
    agenda.call(after, by=cast.chair)

    made = press(client, "meeting-declarations", meeting, text="Qwortlaut", seen=shown)

    assert (made.status_code, Declaration.objects.get().item) == (303, closed)


def test_declaration_is_refused_once_its_item_is_not_what_the_page_named(cast, client, meeting):
    first = agenda.call(factories.item(meeting), by=None)
    closed = closed_item(cast, meeting)
    client.force_login(cast.rival)
    shown, answers = [seen(client, meeting)], []
    agenda.close_to_public(first, by=cast.chair)
    answers.append(press(client, "meeting-declarations", meeting, text="Qwortlaut", seen=shown[0]))
    agenda.publish(first, by=cast.chair)
    agenda.close(first, result="noted", by=cast.chair)
    shown.append(seen(client, meeting))
    agenda.call(closed, by=cast.chair)
    answers.append(press(client, "meeting-declarations", meeting, text="Qwortlaut", seen=shown[1]))
    shown.append(seen(client, meeting))
    agenda.bar(closed, person=cast.rival.person, by=cast.chair)
    answers.append(press(client, "meeting-declarations", meeting, text="Qwortlaut", seen=shown[2]))

    assert shown == [f"{first.key}:public", "", f"{closed.key}:body"]
    assert [(one.status_code, "Bitte prüfen Sie das" in one.content.decode()) for one in answers] == [(422, True)] * 3
    assert ["Qwortlaut" in one.content.decode() for one in answers] == [True] * 3
    assert "Qgeheim" not in answers[2].content.decode()
    assert Declaration.objects.count() == 0


def test_declaration_to_an_item_of_another_meeting_is_refused(cast, client, meeting):
    other = agenda.call(factories.item(factories.meeting(cast.assembly, state="running")), by=None)
    client.force_login(cast.rival)

    forged = press(client, "meeting-declarations", meeting, text="Qwortlaut", seen=f"{other.key}:public")
    with pytest.raises(life.WrongState, match="gehört nicht zu dieser Sitzung"):
        declarations.give(meeting, item=other, text="Qwortlaut", by=cast.rival)

    assert (forged.status_code, Declaration.objects.count()) == (422, 0)


def test_declarations_of_others_and_of_closed_items_stay_hidden(cast, client, meeting):
    closed = agenda.call(factories.item(meeting, audience=Audience.BODY, audience_organization=cast.assembly), by=None)
    declaration = declarations.give(meeting, item=closed, text="Qwortlaut", by=cast.rival)
    readers, taken = set(), set()
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        if "Qwortlaut" in client.get(reverse("meeting-declarations", args=[meeting.key])).content.decode():
            readers.add(name)
        if name not in ("rival", "clerk", "deputy", "chair"):
            taken.add(press(client, "declaration-withdraw", meeting, declaration=declaration.key).status_code)

    assert (readers, taken) == ({"rival", "clerk", "deputy", "chair"}, {302, 403, 404})
    assert list(Declaration.objects.standing()) == [declaration]
    assert "Qwortlaut" not in str(list(Entry.objects.values()))
