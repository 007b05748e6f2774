"""Conflicts of interest: who says so, who decides, what the person loses and when they come back."""

import pytest
from django.urls import reverse

from council import life, may, presence
from council.actions import agenda, attendance, conflicts, speeches
from council.law.majorities import Tally
from council.models import AgendaItem, Conflict, Entry, Organization
from council.states import Audience
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    made = factories.meeting(cast.assembly, state="running")
    attendance.arrive_all(made, by=cast.clerk)
    return made


@pytest.fixture
def item(meeting):
    return factories.item(meeting)


def press(client, name, meeting, **data):
    return client.post(reverse(name, args=[meeting.key]), data)


def counted(meeting, item=None):
    return presence.counting(meeting, item=item).count()


# Leaving and coming back


def test_person_barred_counts_at_other_items_but_not_at_this_one(cast, meeting, item):
    """T-Q6."""
    other = factories.item(meeting)
    conflicts.declare(item, category="self", by=cast.rival)

    assert (counted(meeting, item), counted(meeting, other), counted(meeting)) == (3, 4, 4)
    assert presence.finding(meeting, item=item).present == 3


def test_rest_is_quorate_once_more_than_half_are_barred(cast, item, meeting):
    """T-Q5, on a body of four: three barred, and whoever is left may decide."""
    Organization.objects.filter(pk=cast.assembly.pk).update(statutory_seats=4)
    meeting = type(meeting).objects.get(pk=meeting.pk)
    members = (cast.rival, cast.colleague, cast.councillor)
    found = []
    for user in members:
        conflicts.declare(item, category="board", by=user)
        found.append(presence.finding(meeting, item=item).quorate)

    assert found == [True, False, True]


def test_person_leaves_when_the_item_is_called_and_is_back_when_it_ends(cast, meeting, item):
    conflict = conflicts.declare(item, category="relatives", by=cast.rival)
    before = conflict.left_at
    agenda.call(item, by=cast.chair)
    during = Conflict.objects.get()
    agenda.close(item, result="adopted", by=cast.chair)
    after = Conflict.objects.get()

    assert (before, during.returned_at) == (None, None)
    assert during.left_at <= after.returned_at
    assert after.lifted_at is None
    verbs = Entry.objects.filter(verb__startswith="item.person_").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["item.person_barred", "item.person_left", "item.person_returned"]


def test_person_is_back_when_the_item_is_put_back_and_leaves_again(cast, meeting, item):
    conflicts.declare(item, category="self", by=cast.rival)
    states = []
    for act in (agenda.call, agenda.put_back, agenda.call):
        item = act(item, by=cast.chair)
        found = Conflict.objects.get()
        states.append(found.left_at is not None and found.returned_at is None)

    assert states == [True, False, True]


def test_who_is_not_there_has_no_room_to_leave(cast, meeting, item):
    attendance.leave(meeting.attendances.get(person=cast.rival.person), by=cast.clerk)
    conflicts.declare(item, category="self", by=cast.rival)

    agenda.call(item, by=cast.chair)

    assert Conflict.objects.get().left_at is None


def test_closed_matter_is_gone_at_once_and_stays_gone_after_the_item(cast, meeting):
    item = factories.item(meeting, audience=Audience.BODY, audience_organization=cast.assembly)

    def sees():
        fresh = type(cast.rival).objects.get(pk=cast.rival.pk)
        return AgendaItem.objects.visible_to(fresh).filter(pk=item.pk).exists()

    before = sees()
    conflicts.declare(item, category="employer", by=cast.rival)
    during = sees()
    agenda.call(item, by=cast.chair)
    agenda.close(item, result="adopted", by=cast.chair)

    assert (before, during, sees()) == (True, False, False)


# Declaring


def test_declaration_is_made_and_taken_back_on_the_page(cast, client, meeting, item):
    client.force_login(cast.rival)
    made = press(client, "meeting-conflicts", meeting, item=item.key, category="self", reason="Mein Grundstück.")
    shown = client.get(reverse("meeting-conflicts", args=[meeting.key])).content.decode()
    back = press(client, "conflict-take-back", meeting, item=item.key)

    conflict = Conflict.objects.get()
    assert (made.status_code, back.status_code, conflict.lifted_at is not None) == (303, 303, True)
    assert (conflict.reason_category, conflict.reason) == ("self", "Mein Grundstück.")
    assert f"TOP {item.number}: {item.name}" in shown


def test_own_declaration_for_a_closed_item_names_only_its_number_afterwards(cast, client, meeting):
    item = factories.item(meeting, name="Geheimer Kauf", audience=Audience.BODY, audience_organization=cast.assembly)
    client.force_login(cast.rival)
    made = press(client, "meeting-conflicts", meeting, item=item.key, category="self")
    shown = client.get(made.url).content.decode()

    back = press(client, "conflict-take-back", meeting, item=item.key)

    assert (f"TOP {item.number} (nichtöffentlich)" in shown, "Geheimer Kauf" in shown) == (True, False)
    assert (back.status_code, Conflict.objects.get().lifted_at is not None) == (303, True)


def test_after_the_call_only_the_chair_lets_back_in(cast, client, meeting, item):
    conflict = conflicts.declare(item, category="self", by=cast.rival)
    agenda.call(item, by=cast.chair)
    client.force_login(cast.rival)

    refused = press(client, "conflict-take-back", meeting, item=item.key)
    agenda.readmit(conflict, by=cast.chair)

    assert refused.status_code == 409
    assert "nur die Sitzungsleitung" in refused.content.decode()
    assert Conflict.objects.get().returned_at is not None


def test_nobody_takes_back_what_the_chair_entered(cast, meeting, item):
    conflict = agenda.bar(item, person=cast.rival.person, by=cast.chair)

    with pytest.raises(may.Denied, match="nur, wer sie abgegeben hat"):
        conflicts.take_back(conflict, by=cast.rival)


def test_what_is_over_takes_no_declaration(cast, client, meeting, item):
    agenda.call(item, by=cast.chair)
    agenda.close(item, result="adopted", by=cast.chair)
    client.force_login(cast.rival)

    answer = press(client, "meeting-conflicts", meeting, item=item.key, category="self")

    assert (answer.status_code, Conflict.objects.count()) == (422, 0)
    with pytest.raises(life.WrongState, match="schon abgeschlossen"):
        conflicts.declare(item, category="self", by=cast.rival)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"category": "self"}, "Bitte einen Punkt wählen."),
        ({"item": "x", "category": "self"}, "Dieser Punkt steht nicht zur Wahl."),
        ({"category": "mood"}, "Bitte einen Punkt wählen."),
        ({"category": "self", "reason": "x" * 1001}, "Möglich sind 1000 Zeichen."),
        ({"category": "self", "reason": "a\x00b"}, "Nullzeichen"),
    ],
)
def test_bad_declarations_are_refused_with_a_sentence(cast, client, meeting, item, data, sentence):
    client.force_login(cast.rival)

    answer = press(client, "meeting-conflicts", meeting, **data)

    assert (answer.status_code, Conflict.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_item_of_another_meeting_cannot_be_named(cast, client, meeting):
    foreign = factories.item(factories.meeting(cast.assembly))
    client.force_login(cast.rival)

    answer = press(client, "meeting-conflicts", meeting, item=foreign.key, category="self")

    assert (answer.status_code, Conflict.objects.count()) == (422, 0)


# Deciding


def test_body_decides_without_the_person_and_the_heads_are_kept(cast, client, meeting, item):
    client.force_login(cast.chair)
    data = {"person": cast.rival.person.key, "raised_by": cast.colleague.person.key, "yes": 2, "no": 1}

    made = client.post(reverse("item-conflict", args=[meeting.key, item.key]), data)
    shown = client.get(reverse("item", args=[meeting.key, item.key])).content.decode()

    conflict = Conflict.objects.get()
    assert (made.status_code, conflict.upheld, conflict.lifted_at) == (303, True, None)
    assert (conflict.raised_by, conflict.yes, conflict.no, conflict.abstain) == (cast.colleague.person, 2, 1, 0)
    assert "vom Gremium entschieden mit 2 zu 1 Stimmen" in shown


@pytest.mark.parametrize("heads", [(1, 2, 0), (1, 1, 1), (0, 0, 3)])
def test_what_is_not_upheld_bars_nobody(cast, meeting, item, heads):
    tally = Tally(yes=heads[0], no=heads[1], abstain=heads[2])

    conflict = conflicts.decide(item, person=cast.rival.person, tally=tally, by=cast.chair)

    assert (conflict.upheld, counted(meeting, item)) == (False, 4)
    assert Entry.objects.filter(verb="item.conflict_denied").count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"yes": 3, "no": 1}, "4 Stimmen sind mehr"),
        ({"yes": 0, "no": 0}, "wie das Gremium entschieden hat"),
        ({"yes": -1, "no": 0}, "größer oder gleich 0"),
        ({"yes": 1, "no": 0, "person": "x"}, "Diese Person steht nicht zur Wahl"),
        ({"yes": 1, "no": 0, "raised_by": "same"}, "über eine andere Person"),
    ],
)
def test_decisions_that_cannot_be_are_refused(cast, client, meeting, item, data, sentence):
    client.force_login(cast.clerk)
    data = {"person": cast.rival.person.key} | data
    if data.get("raised_by") == "same":
        data["raised_by"] = cast.rival.person.key

    answer = client.post(reverse("item-conflict", args=[meeting.key, item.key]), data)

    assert (answer.status_code, Conflict.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_decision_on_somebody_barred_already_is_refused(cast, meeting, item):
    conflicts.declare(item, category="self", by=cast.rival)

    with pytest.raises(life.WrongState, match="schon ausgeschlossen"):
        conflicts.decide(item, person=cast.rival.person, tally=Tally(yes=1, no=0), by=cast.chair)


def test_body_that_does_not_meet_decides_nothing(cast, item, meeting):
    type(meeting).objects.update(state="invited")

    with pytest.raises(life.WrongState, match="in der laufenden Sitzung"):
        conflicts.decide(item, person=cast.rival.person, tally=Tally(yes=1, no=0), by=cast.chair)


# Who may, and who reads why


def test_declaring_and_deciding_are_for_the_right_people(cast, client, meeting, item):
    declaring, deciding = set(), set()
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        if client.get(reverse("meeting-conflicts", args=[meeting.key])).status_code == 200:
            declaring.add(name)
        if client.get(reverse("item-conflict", args=[meeting.key, item.key])).status_code == 200:
            deciding.add(name)

    assert declaring == {"chair", "councillor", "colleague", "rival", "mayor"}
    assert deciding == {"clerk", "deputy", "chair"}


def test_reason_is_read_by_chair_and_office_alone(cast, client, meeting, item):
    conflicts.declare(item, category="self", reason="Qzwölfgarten", by=cast.rival)
    agenda.call(item, by=cast.chair)
    speeches.ask(item, by=cast.colleague)
    addresses = [
        meeting.get_absolute_url(),
        *(reverse(name, args=[meeting.key]) for name in ("meeting-live", "meeting-projector", "meeting-conflicts")),
        reverse("item", args=[meeting.key, item.key]),
        reverse("speakers", args=[meeting.key, item.key]),
    ]
    readers = set()
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        if any("Qzwölfgarten" in client.get(address).content.decode() for address in addresses):
            readers.add(name)

    assert readers == {"clerk", "deputy", "chair"}
    assert "Qzwölfgarten" not in str(list(Entry.objects.values()))
