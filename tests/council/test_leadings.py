"""A deputy leads a meeting in the chair's stead: who may, from when to when, and what ends it (HGO §57)."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from council import audiences, chores, life, may, presiding
from council.actions import attendance, bodies, conflicts, leadings, meetings
from council.models import Entry, Leading, Membership, User
from council.states import LeadingEnd, LeadingReason
from council.views import panels_leadings
from tests import factories

pytestmark = pytest.mark.django_db
ROLE = "Stellvertretende Stadtverordnetenvorsteherin"


def deputise(user, assembly, role=ROLE):
    bodies.change(user.person.memberships.get(organization=assembly), role=role, by=None)


@pytest.fixture
def meeting(cast):
    """A meeting of the assembly that is held: the chair and her deputies, colleague and rival, are there."""
    deputise(cast.rival, cast.assembly, f"1. {ROLE}")
    deputise(cast.colleague, cast.assembly, f"2. {ROLE}")
    made = factories.meeting(cast.assembly, state="running", date=timezone.localdate())
    for user in (cast.chair, cast.rival, cast.colleague):
        attendance.arrive(made, person=user.person, by=cast.clerk)
    return made


def fresh(user):
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def leave(meeting, user, *, by):
    attendance.leave(meeting.attendances.present().get(person=user.person), by=by)


def hand(meeting, user, *, by, seen="", reason=LeadingReason.AWAY):
    return leadings.hand_over(meeting, to=user.person, reason=reason, seen=seen, by=fresh(by))


def presiding_now(cast, meeting):
    return {name for name, user in cast.everyone().items() if may.allowed(may.preside, user, meeting)}


def facts(leading):
    leading.refresh_from_db()
    return leading.ending, leading.ended_at is not None


# Who may


def test_only_the_chair_the_office_and_whoever_leads_hand_over(cast, meeting):
    handing = {name for name, user in cast.everyone().items() if may.allowed(may.hand_over, user, meeting)}
    hand(meeting, cast.rival, by=cast.chair)
    passing = {name for name, user in cast.everyone().items() if may.allowed(may.hand_over, user, meeting)}
    back = {name for name, user in cast.everyone().items() if may.allowed(may.take_back, user, meeting)}
    up = {name for name, user in cast.everyone().items() if may.allowed(may.take_up, user, meeting)}

    assert handing == {"clerk", "deputy", "chair"}
    assert passing == {"clerk", "deputy", "rival"}
    assert back == {"clerk", "deputy", "chair", "rival"}
    assert up == {"rival", "colleague"}


def test_whoever_has_the_leading_presides_over_that_meeting_alone(cast, meeting):
    other = factories.meeting(cast.assembly, state="running")

    hand(meeting, cast.rival, by=cast.chair)

    assert presiding_now(cast, meeting) == {"clerk", "deputy", "rival"}
    assert presiding_now(cast, other) == {"clerk", "deputy", "chair"}
    assert not may.allowed(may.preside, fresh(cast.rival))


def test_the_chair_who_handed_over_is_told_why_she_cannot_lead_and_debates(cast, meeting):
    item = factories.item(meeting, state="called")
    hand(meeting, cast.rival, by=cast.chair)

    with pytest.raises(may.Denied, match="leitet gerade Ihre Stellvertretung"):
        meetings.interrupt(meeting, by=fresh(cast.chair))
    assert may.allowed(may.ask_to_speak, fresh(cast.chair), item)


@pytest.mark.parametrize("who", ["councillor", "clerk", "mayor"])
def test_leading_is_handed_to_deputies_only(cast, meeting, who):
    attendance.arrive(meeting, person=cast.councillor.person, by=cast.clerk)

    with pytest.raises(life.WrongState, match="keine Stellvertretung"):
        hand(meeting, getattr(cast, who), by=cast.chair)


def test_deputy_who_is_not_in_the_hall_cannot_lead(cast, meeting):
    leave(meeting, cast.rival, by=cast.clerk)

    with pytest.raises(life.WrongState, match="nicht als anwesend vermerkt"):
        hand(meeting, cast.rival, by=cast.chair)
    meeting.attendances.filter(person=cast.colleague.person).update(remote=True)
    with pytest.raises(life.WrongState, match="per Video"):
        hand(meeting, cast.colleague, by=cast.chair)


def test_committee_knows_no_leading_by_the_deputies_of_the_assembly(cast, meeting):
    committee = factories.meeting(cast.committee, state="running")

    with pytest.raises(life.WrongState, match="Sitzungen der Versammlung"):
        hand(committee, cast.colleague, by=cast.clerk)


# Taking up


def test_deputy_takes_up_when_the_chair_is_not_there(cast, meeting):
    with pytest.raises(life.WrongState, match="ist da"):
        leadings.take_up(meeting, by=cast.rival)
    leave(meeting, cast.chair, by=cast.clerk)

    leading = leadings.take_up(meeting, by=cast.rival)

    assert (leading.holder, leading.taken_from, leading.reason) == (cast.rival.person, cast.chair.person, "absent")
    entry = Entry.objects.get(verb="leading.taken_up")
    assert (entry.room, entry.after, entry.numbers) == (
        meeting.room,
        "absent",
        {"holder": cast.rival.person.pk, "taken_from": cast.chair.person.pk},
    )


def test_deputy_takes_up_when_the_chair_is_barred_from_what_is_called_up(cast, meeting):
    item = factories.item(meeting, state="called")
    conflicts.declare(item, category="self", by=cast.chair)

    assert leadings.take_up(meeting, by=cast.rival).reason == LeadingReason.BARRED


def test_of_two_who_take_up_the_second_hears_who_was_faster(cast, meeting):
    leave(meeting, cast.chair, by=cast.clerk)
    leadings.take_up(meeting, by=cast.rival)

    with pytest.raises(life.WrongState, match="Frau Rival hat die Sitzungsleitung schon"):
        leadings.take_up(meeting, by=cast.colleague)
    with pytest.raises(IntegrityError, match=r"one_leads_a_meeting|council_leading\.meeting_id"):
        Leading.objects.create(
            meeting=meeting,
            holder=cast.colleague.person,
            reason="absent",
            began_at=timezone.now(),
            began_by=cast.colleague,
        )


def test_page_that_shows_who_led_before_is_refused(cast, meeting):
    first = hand(meeting, cast.rival, by=cast.chair)

    with pytest.raises(life.Stale, match="inzwischen gewechselt"):
        hand(meeting, cast.colleague, by=cast.clerk)
    second = hand(meeting, cast.colleague, by=cast.clerk, seen=first.key)
    with pytest.raises(life.Stale, match="inzwischen gewechselt"):
        leadings.take_back(meeting, seen=first.key, by=cast.clerk)

    assert (second.taken_from, facts(first)) == (cast.rival.person, (LeadingEnd.PASSED_ON, True))


# What ends it


def test_chair_takes_the_leading_back(cast, meeting):
    leading = hand(meeting, cast.rival, by=cast.chair)

    leadings.take_back(meeting, seen=leading.key, by=fresh(cast.chair))

    assert facts(leading) == (LeadingEnd.TAKEN_BACK, True)
    assert presiding_now(cast, meeting) == {"clerk", "deputy", "chair"}


def test_chair_who_is_not_in_the_hall_takes_nothing_back(cast, meeting):
    leading = hand(meeting, cast.rival, by=cast.chair)
    leave(meeting, cast.chair, by=cast.clerk)

    with pytest.raises(life.WrongState, match="Frau Chair ist nicht als anwesend vermerkt"):
        leadings.take_back(meeting, seen=leading.key, by=fresh(cast.chair))


def test_leading_ends_with_the_stay_of_whoever_has_it(cast, meeting):
    leading = hand(meeting, cast.rival, by=cast.chair)
    leave(meeting, cast.colleague, by=cast.clerk)
    before = facts(leading)

    leave(meeting, cast.rival, by=cast.clerk)

    assert (before, facts(leading)) == (("", False), (LeadingEnd.LEFT, True))
    assert presiding_now(cast, meeting) == {"clerk", "deputy", "chair"}


def test_leading_ends_where_the_stay_was_a_wrong_tap(cast, meeting):
    leading = hand(meeting, cast.rival, by=cast.chair)

    attendance.take_back(meeting.attendances.present().get(person=cast.rival.person), by=cast.clerk)

    assert facts(leading) == (LeadingEnd.LEFT, True)


def test_leading_ends_with_the_meeting(cast, meeting):
    leading = hand(meeting, cast.rival, by=cast.chair)

    meetings.close(meeting, by=fresh(cast.rival))

    assert facts(leading) == (LeadingEnd.CLOSED, True)
    assert presiding_now(cast, meeting) == {"clerk", "deputy", "chair"}


def test_leading_is_gone_with_the_office_at_midnight_and_that_is_noted(cast, meeting):
    leading = hand(meeting, cast.rival, by=cast.chair)
    seat = cast.rival.person.memberships.get(organization=cast.assembly)
    bodies.end_membership(seat, on=timezone.localdate(), by=None)
    tomorrow = timezone.localdate() + timedelta(days=1)

    today = audiences.standing_of(fresh(cast.rival)).led
    then = audiences.standing_of(fresh(cast.rival), on=tomorrow).led
    chair = audiences.standing_of(fresh(cast.chair), on=tomorrow)

    assert (today, then, chair.presides(meeting.pk)) == ({meeting.pk}, frozenset(), True)
    assert chores.end_leadings(timezone.now()) == 0
    bodies.change(seat, end_date=timezone.localdate() - timedelta(days=1), by=None)
    assert (chores.end_leadings(timezone.now()), facts(leading)) == (1, (LeadingEnd.OFFICE, True))


def test_one_that_holds_no_longer_does_not_stand_in_the_way(cast, meeting):
    lost = hand(meeting, cast.rival, by=cast.chair)
    deputise(cast.rival, cast.assembly, "Mitglied")

    leading = hand(meeting, cast.colleague, by=cast.chair)

    assert (leading.taken_from, facts(lost)) == (cast.chair.person, (LeadingEnd.OFFICE, True))


# How it is shown


def test_deputies_are_proposed_as_they_are_numbered(cast, meeting):
    assert [deputy.person for deputy in presiding.deputies_of(meeting)] == [cast.rival.person, cast.colleague.person]


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("1. stellv. Stadtverordnetenvorsteherin", 1),
        ("Zweiter stellvertretender Stadtverordnetenvorsteher", 2),
        ("stellvertretende Stadtverordnetenvorsteherin", 99),
        ("Stadtverordnetenvorsteher (Stellvertretung)", 99),
    ],
)
def test_place_of_a_deputy_is_read_from_the_office_which_is_not_that_of_the_chair(cast, role, place):
    Membership.objects.filter(person=cast.rival.person, organization=cast.assembly).update(role=role)
    standing = audiences.standing_of(cast.everyone()["rival"])

    assert (presiding.place_of(role), audiences.deputises(role)) == (place, True)
    assert (standing.deputy, standing.chair) == (True, False)
    assert not Membership.objects.chairs().filter(person=cast.rival.person).exists()


def line(client, meeting, view):
    html = client.get(reverse(view, args=[meeting.key])).content.decode()
    _, found, after = html.partition('class="now-leader"')
    return " ".join(after.partition("</p>")[0].partition(">")[2].split()) if found else ""


@pytest.mark.parametrize("view", ["meeting", "meeting-live", "meeting-projector"])
def test_everybody_sees_who_leads(cast, client, meeting, view):
    before = line(client, meeting, view)
    leading = hand(meeting, cast.rival, by=cast.chair)
    between = line(client, meeting, view)
    leadings.take_back(meeting, seen=leading.key, by=cast.clerk)
    leave(meeting, cast.chair, by=cast.clerk)

    assert before == "Sitzungsleitung: <strong>Frau Chair</strong>"
    assert between == 'Sitzungsleitung: <strong>Frau Rival</strong> <span class="muted">in Vertretung</span>'
    assert line(client, meeting, view) == ""


def post(client, name, meeting, **data):
    return client.post(reverse(name, args=[meeting.key]), data)


def page(client, meeting, name="meeting-leading"):
    return " ".join(client.get(reverse(name, args=[meeting.key])).content.decode().split())


def test_chair_hands_over_and_takes_back_on_the_page(cast, client, meeting):
    client.force_login(cast.chair)
    asked = page(client, meeting)
    handed = post(client, "leading-hand-over", meeting, to=cast.rival.person.key, reason="speaks", seen="")
    leading = Leading.objects.get()
    beside = page(client, meeting, "meeting-live")
    console = page(client, meeting, "meeting")
    back = post(client, "leading-take-back", meeting, seen=leading.key)

    assert asked.index("Frau Rival, 1.") < asked.index("Frau Colleague, 2.")
    assert (handed.status_code, back.status_code, leading.reason) == (303, 303, "speaks")
    assert "Sitzungsleitung zurücknehmen" in beside
    assert ("Sitzung leiten" in console, "Sitzungsleitung zurücknehmen" in console) == (False, True)
    assert facts(leading) == (LeadingEnd.TAKEN_BACK, True)


def test_deputy_takes_up_on_the_page_and_then_has_the_console(cast, client, meeting):
    client.force_login(cast.rival)
    idle = page(client, meeting, "meeting")
    leave(meeting, cast.chair, by=cast.clerk)
    offered = page(client, meeting, "meeting")

    taken = post(client, "leading-take-up", meeting)

    assert ("Sitzungsleitung übernehmen" in idle, "Sitzungsleitung übernehmen" in offered) == (False, True)
    assert (taken.status_code, "Sitzung leiten" in page(client, meeting, "meeting")) == (303, True)


def test_form_of_a_former_holder_is_refused_with_a_clear_sentence(cast, client, meeting):
    item = factories.item(meeting)
    leading = hand(meeting, cast.rival, by=cast.chair)
    client.force_login(cast.rival)
    shown = page(client, meeting, "meeting")
    leadings.take_back(meeting, seen=leading.key, by=cast.clerk)

    refused = client.post(reverse("item-call", args=[meeting.key, item.key]), {"version": item.version})

    assert reverse("item-call", args=[meeting.key, item.key]) in shown
    assert refused.status_code == 403
    assert "Sie haben die Leitung dieser Sitzung nicht oder nicht mehr." in refused.content.decode()
    item.refresh_from_db()
    assert item.state == "open"


def test_page_of_the_leading_is_no_business_of_others(cast, client, meeting):
    hand(meeting, cast.rival, by=cast.chair, reason=LeadingReason.BARRED)
    client.force_login(cast.councillor)

    refused = client.get(reverse("meeting-leading", args=[meeting.key]))

    assert (refused.status_code, "wirkt bei dem Punkt nicht mit" in refused.content.decode()) == (403, False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"to": "", "reason": "away"}, "Bitte eine Stellvertretung wählen."),
        ({"to": "nobody", "reason": "away"}, "Diese Person kann die Sitzung jetzt nicht leiten."),
        ({"to": "nobody", "reason": "\x00"}, "Bitte einen Grund aus der Liste wählen."),
    ],
)
def test_wrong_input_gets_a_clear_sentence(cast, client, meeting, data, said):
    client.force_login(cast.clerk)

    refused = post(client, "leading-hand-over", meeting, **data)

    assert (refused.status_code, said in refused.content.decode()) == (422, True)


def test_whoever_notes_that_the_deputy_left_is_told_where_the_leading_went(cast, client, meeting):
    hand(meeting, cast.rival, by=cast.chair)
    client.force_login(cast.clerk)

    said = client.post(
        reverse("attendance-leave", args=[meeting.key]), {"person": cast.rival.person.key}, follow=True
    ).content.decode()

    assert "Die Sitzungsleitung ist zurück bei Frau Chair." in said


def test_office_is_told_beforehand_which_deputy_has_no_second_factor(cast, rf, meeting, settings):
    request = rf.get("/")
    request.user = cast.clerk
    silent = panels_leadings.lacking_second_factor(request, [meeting])
    settings.SECOND_FACTOR = True
    RecoveryCodes.activate(cast.rival)
    TOTP.activate(cast.colleague, "A" * 32)

    told = panels_leadings.lacking_second_factor(request, [meeting])[meeting.pk]

    assert silent == {}
    assert ("Frau Rival" in told, "Frau Colleague" in told) == (True, False)


def test_whoever_leads_shares_the_look_of_the_page_with_nobody(cast, meeting):
    shared = {audiences.standing_of(fresh(user)).circle for user in (cast.rival, cast.chair)}
    hand(meeting, cast.rival, by=cast.chair)
    alone = {audiences.standing_of(fresh(user)).circle for user in (cast.rival, cast.chair)}

    assert {circle.partition(":")[0] for circle in shared} == {"member", "member+chair"}
    assert alone == {f"person:{cast.rival.pk}", f"person:{cast.chair.pk}"}


def test_number_of_queries_does_not_grow_with_the_deputies(cast, meeting, django_assert_num_queries):
    with django_assert_num_queries(2):
        presiding.deputies_of(meeting)
    with django_assert_num_queries(1):
        presiding.leader(meeting)
