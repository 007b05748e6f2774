"""Who is at a meeting: who keeps the list, who belongs there, who stands in, and whether they are a quorum."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import life, presence
from council.actions import agenda, attendance
from council.models import Attendance, Entry, Organization
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    return factories.meeting(cast.assembly, state="running")


@pytest.fixture
def committee(cast):
    return factories.meeting(cast.committee, state="running")


def there(meeting):
    rows = meeting.attendances.present().order_by("pk")
    return [(row.person, row.voting) for row in rows]


def press(client, view, meeting, **data):
    return client.post(reverse(view, args=[meeting.key]), data)


# Coming and going


def test_members_have_a_vote_and_the_magistrat_has_none(cast, meeting):
    for user in (cast.councillor, cast.mayor):
        attendance.arrive(meeting, person=user.person, by=cast.clerk)

    assert there(meeting) == [(cast.councillor.person, True), (cast.mayor.person, False)]


def test_whoever_is_there_already_arrives_once(cast, meeting):
    first = attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)

    assert attendance.arrive(meeting, person=cast.rival.person, by=cast.chair) == first
    assert Attendance.objects.count() == 1


def test_who_leaves_and_comes_back_has_two_stays(cast, meeting):
    stay = attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)
    attendance.leave(stay, by=cast.clerk)
    attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)

    assert [row.left_at is None for row in Attendance.objects.order_by("pk")] == [False, True]
    with pytest.raises(life.WrongState, match="ist schon gegangen"):
        attendance.leave(stay, by=cast.clerk)


def test_all_arrive_at_once_but_the_magistrat(cast, meeting):
    attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)

    came = attendance.arrive_all(meeting, by=cast.clerk)

    assert came == 3
    assert {person for person, _ in there(meeting)} == {
        user.person for user in (cast.chair, cast.councillor, cast.colleague, cast.rival)
    }


def test_wrong_taps_are_taken_back(cast, meeting):
    stay = attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)
    attendance.leave(stay, by=cast.clerk)
    attendance.take_back(stay, by=cast.clerk)
    back = there(meeting)
    attendance.take_back(Attendance.objects.get(), by=cast.clerk)

    assert (back, there(meeting)) == ([(cast.rival.person, True)], [])
    assert Entry.objects.filter(verb="meeting.attendance_corrected").count() == 2


@pytest.mark.parametrize("name", ["district", "officer", "citizen"])
def test_who_does_not_belong_there_is_refused(cast, meeting, name):
    person = getattr(cast, name).person or factories.person()

    with pytest.raises(life.WrongState, match="gehört an diesem Tag weder zum Gremium"):
        attendance.arrive(meeting, person=person, by=cast.clerk)

    assert there(meeting) == []


def test_video_needs_the_main_by_law(cast, meeting):
    with pytest.raises(life.WrongState, match="HGO §52a"):
        attendance.arrive(meeting, person=cast.rival.person, remote=True, by=cast.clerk)

    assert there(meeting) == []


@pytest.mark.parametrize("state", ["planned", "agenda_open", "closed", "cancelled"])
def test_attendance_is_kept_while_there_is_a_meeting(cast, state):
    meeting = factories.meeting(cast.assembly, state=state)

    with pytest.raises(life.WrongState, match="von der Einladung bis zum Ende"):
        attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)


# Standing in


def test_member_of_the_same_faction_stands_in_in_a_committee_with_a_vote(cast, committee):
    spare = factories.person(name="Ersatz")
    for body in (cast.assembly, cast.our_faction):
        factories.membership(spare, body)

    attendance.arrive(committee, person=spare, substitute_for=cast.councillor.person, by=cast.clerk)

    ours = next(bench for bench in presence.benches(committee) if bench.organization == cast.our_faction)
    assert there(committee) == [(spare, True)]
    assert (ours.present, {seat.role for seat in ours.seats}) == (1, {"Mitglied", "Vertretung"})


def test_rules_of_standing_in(cast, committee, meeting):
    attendance.arrive(committee, person=cast.colleague.person, by=cast.clerk)
    cases = [
        (committee, cast.rival.person, cast.councillor.person, "derselben Fraktion"),
        (committee, cast.rival.person, cast.colleague.person, "ist selbst anwesend"),
        (committee, cast.chair.person, cast.rival.person, "keine Stimme"),
        (meeting, cast.district.person, cast.councillor.person, "nur in Ausschüssen"),
    ]

    for place, person, member, sentence in cases:
        with pytest.raises(life.WrongState, match=sentence):
            attendance.arrive(place, person=person, substitute_for=member, by=cast.clerk)

    assert there(committee) == [(cast.colleague.person, True)]


# The quorum


def test_count_is_against_the_statutory_number_and_without_those_barred(cast):
    Organization.objects.filter(pk=cast.assembly.pk).update(statutory_seats=7)
    meeting = factories.meeting(Organization.objects.get(pk=cast.assembly.pk), state="running")
    item = agenda.call(factories.item(meeting), by=None)
    attendance.arrive_all(meeting, by=cast.clerk)
    whole = presence.finding(meeting)

    agenda.bar(item, person=cast.rival.person, by=cast.chair)
    less = presence.finding(meeting, item=item)

    agenda.bar(item, person=cast.mayor.person, by=cast.chair)
    kept = attendance.find_quorum(meeting, by=cast.chair)

    assert (whole.present, whole.needed, whole.quorate) == (4, 4, True)
    assert (kept.present, kept.barred) == (3, 1)
    assert (less.present, less.needed, less.quorate) == (3, 4, False)


def test_finding_at_the_opening_holds_until_a_member_moves_for_another(cast, meeting):
    attendance.arrive(meeting, person=cast.rival.person, by=cast.clerk)
    first = attendance.find_quorum(meeting, by=cast.chair)

    with pytest.raises(life.WrongState, match="nur auf Antrag eines Mitglieds"):
        attendance.find_quorum(meeting, by=cast.chair)
    with pytest.raises(life.WrongState, match="ein anwesendes Mitglied"):
        attendance.find_quorum(meeting, moved_by=cast.colleague.person, by=cast.chair)
    second = attendance.find_quorum(meeting, moved_by=cast.rival.person, by=cast.chair)

    assert str(first) == "1 von 71 anwesend: nicht beschlussfähig"
    assert (second.moved_by, second.needed) == (cast.rival.person, 36)


# The page


def test_list_is_kept_by_office_and_chair_alone(cast, client, meeting):
    seen = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        page = client.get(reverse("meeting-attendance", args=[meeting.key])).status_code
        tap = press(client, "attendance-arrive", meeting, person=cast.rival.person.key).status_code
        seen[name] = (page, tap)

    keeping = {"clerk", "deputy", "chair"}
    assert {name for name, answers in seen.items() if answers == (200, 303)} == keeping
    assert {answers for name, answers in seen.items() if name not in keeping} == {(403, 403), (302, 302)}


def test_person_is_tapped_in_and_out(cast, client, meeting):
    client.force_login(cast.clerk)
    key = cast.rival.person.key

    came = press(client, "attendance-arrive", meeting, person=key)
    shown = client.get(reverse("meeting-attendance", args=[meeting.key])).content.decode()
    left = press(client, "attendance-leave", meeting, person=key)
    again = press(client, "attendance-leave", meeting, person=key)

    assert (came.status_code, came.url.endswith(f"#person-{key}")) == (303, True)
    assert f'{cast.rival.person}<span class="sr-only">: ist da, als gegangen vermerken</span>' in shown
    assert (left.status_code, again.status_code) == (303, 404)


def test_public_page_says_how_many_are_there_and_not_who(cast, client, meeting):
    attendance.arrive_all(meeting, by=cast.clerk)

    shown = client.get(meeting.get_absolute_url()).content.decode()

    assert "4 Stimmberechtigte anwesend" in shown
    assert str(cast.rival.person) not in shown


def test_what_is_wrong_with_a_choice_is_said(cast, client, committee):
    client.force_login(cast.clerk)
    attendance.find_quorum(committee, by=cast.chair)

    stand_in = press(client, "attendance-substitute", committee, member=cast.councillor.person.key, person="x")
    moved = press(client, "attendance-quorum", committee, moved_by="")

    assert (stand_in.status_code, moved.status_code) == (422, 422)
    assert "Diese Person gehört nicht zu dieser Sitzung" in stand_in.content.decode()
    assert "Bitte eine Person wählen." in moved.content.decode()


def test_number_of_queries_does_not_grow_with_the_seats(cast, meeting):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            presence.benches(meeting)
        return len(queries)

    few = asked()
    for _ in range(5):
        person = factories.person()
        factories.membership(person, cast.assembly)
        factories.membership(person, cast.our_faction)
        attendance.arrive(meeting, person=person, at=timezone.now() - timedelta(minutes=1), by=cast.clerk)

    assert asked() == few == 4
