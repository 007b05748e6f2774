"""A deputy represents the chair from one day to another: who records it, what it gives, when it ends (HGO §57)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from council import audiences, life, may, presiding
from council.actions import attendance, bodies, leadings, representations
from council.models import Entry, Representation, User
from tests import factories

pytestmark = pytest.mark.django_db


def day(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def deputies(cast):
    for user in (cast.rival, cast.colleague):
        seat = user.person.memberships.get(organization=cast.assembly)
        bodies.change(seat, role="Stellvertretende Stadtverordnetenvorsteherin", by=None)
    return cast.rival, cast.colleague


def enter(cast, user, first=0, last=14, *, by=None):
    return representations.enter(
        cast.assembly, person=user.person, first_day=day(first), last_day=day(last), by=by or cast.clerk
    )


def standing(user, days=0):
    return audiences.standing_of(User.objects.get(pk=user.pk), on=day(days))


def test_deputy_has_the_rights_of_the_chair_from_the_first_day_to_the_end_of_the_last(cast, deputies):
    made = enter(cast, cast.rival, first=1, last=3, by=cast.chair)

    assert [standing(cast.rival, days).chair for days in (0, 1, 3, 4)] == [False, True, True, False]
    assert [standing(user, 2).chair for user in (cast.chair, cast.colleague)] == [True, False]
    entry = Entry.objects.get(verb="representation.entered")
    assert (entry.thing, entry.numbers) == (
        made.pk,
        {"holder": cast.rival.person.pk, "first_day": day(1).isoformat(), "last_day": day(3).isoformat()},
    )


def test_representation_ends_at_once_when_it_is_revoked(cast, deputies):
    made = enter(cast, cast.rival)
    before = standing(cast.rival).chair

    representations.revoke(made, by=cast.chair)

    assert (before, standing(cast.rival).chair) == (True, False)
    with pytest.raises(life.WrongState, match="schon beendet"):
        representations.revoke(made, by=cast.clerk)


def test_representation_ends_with_the_office_of_the_deputy(cast, deputies):
    enter(cast, cast.rival)

    meeting = factories.meeting(cast.assembly)
    before = presiding.chair_of(meeting)

    bodies.change(cast.rival.person.memberships.get(organization=cast.assembly), role="Mitglied", by=None)

    assert standing(cast.rival).chair is False
    assert (before, presiding.chair_of(meeting)) == (cast.rival.person, cast.chair.person)


def test_whoever_represents_the_chair_names_nobody_and_prolongs_nothing(cast, deputies):
    made = enter(cast, cast.rival)

    with pytest.raises(may.Denied, match="trägt der Vorsitz selbst ein"):
        representations.revoke(made, by=User.objects.get(pk=cast.rival.pk))
    with pytest.raises(may.Denied, match="trägt der Vorsitz selbst ein"):
        enter(cast, cast.colleague, first=20, last=30, by=User.objects.get(pk=cast.rival.pk))


@pytest.mark.parametrize(
    ("who", "first", "last", "said"),
    [
        ("councillor", 0, 1, "keine Stellvertretung"),
        ("rival", 2, 1, "liegt vor dem ersten"),
        ("rival", -3, -1, "schon vorbei"),
        ("colleague", 5, 7, "vertritt schon Frau Rival"),
    ],
)
def test_what_cannot_be_is_refused(cast, deputies, who, first, last, said):
    enter(cast, cast.rival, first=6, last=9)

    with pytest.raises(life.WrongState, match=said):
        enter(cast, getattr(cast, who), first=first, last=last)


def test_database_keeps_no_representation_that_ends_before_it_begins(cast, deputies):
    made = enter(cast, cast.rival)

    with pytest.raises(IntegrityError), transaction.atomic():
        Representation.objects.filter(pk=made.pk).update(last_day=made.first_day - timedelta(days=1))


def test_in_a_meeting_whoever_represents_the_chair_leads_and_hands_over(cast, deputies):
    enter(cast, cast.rival)
    meeting = factories.meeting(cast.assembly, state="running", date=timezone.localdate())
    for user in deputies:
        attendance.arrive(meeting, person=user.person, by=User.objects.get(pk=cast.rival.pk))

    leader = presiding.leader(meeting)
    handed = leadings.hand_over(
        meeting, to=cast.colleague.person, reason="speaks", seen="", by=User.objects.get(pk=cast.rival.pk)
    )

    assert (leader.person, leader.deputises) == (cast.rival.person, True)
    assert handed.taken_from == cast.rival.person
    assert not may.allowed(may.preside, User.objects.get(pk=cast.rival.pk), meeting)


# The pages


def test_office_enters_and_ends_it_on_the_page_and_everybody_reads_who_represents(cast, client, deputies):
    address = reverse("body-representation", args=[cast.assembly.key])
    data = {"person": cast.rival.person.key, "first_day": day(0).isoformat(), "last_day": day(3).isoformat()}
    nobody = client.get(cast.assembly.get_absolute_url()).content.decode()
    client.force_login(cast.clerk)

    entered = client.post(address, data)
    client.logout()
    shown = client.get(cast.assembly.get_absolute_url()).content.decode()
    client.force_login(cast.chair)
    ended = client.post(f"{address}revoke/", {"row": Representation.objects.get().key})

    assert (entered.status_code, ended.status_code) == (303, 303)
    assert ("Vertretung im Vorsitz" in nobody, "Vertretung im Vorsitz" in shown) == (False, True)
    assert "Vertretung eintragen" not in shown
    assert Representation.objects.get().revoked_by == cast.chair


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Bitte eine Stellvertretung wählen."),
        ({"person": "\x00", "first_day": "31.2.", "last_day": ""}, "Bitte einen Tag angeben, den es gibt."),
        ({"first_day": "2026-03-02", "last_day": "2026-03-01"}, "Der letzte Tag liegt vor dem ersten"),
    ],
)
def test_wrong_input_gets_a_clear_sentence(cast, client, deputies, data, said):
    client.force_login(cast.clerk)

    refused = client.post(reverse("body-representation", args=[cast.assembly.key]), data)

    assert (refused.status_code, said in refused.content.decode()) == (422, True)


def test_page_is_no_business_of_others_and_for_the_assembly_alone(cast, client, deputies):
    client.force_login(cast.rival)
    refused = client.get(reverse("body-representation", args=[cast.assembly.key]))
    client.force_login(cast.clerk)

    assert refused.status_code == 403
    assert client.get(reverse("body-representation", args=[cast.committee.key])).status_code == 404
