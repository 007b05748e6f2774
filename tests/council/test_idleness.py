"""A sign-in with the rights of an office ends when it is left alone, but not while its meeting is held."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.models import Meeting
from tests import factories

pytestmark = pytest.mark.django_db


def left_alone(user, **since):
    """A browser that was signed in and last used so long ago."""
    client = Client()
    client.force_login(user)
    UserSession.objects.update_or_create(
        session_key=client.session.session_key,
        defaults={"user": user, "ip": "127.0.0.1", "last_seen_at": timezone.now() - timedelta(**since)},
    )
    cache.clear()  # so long ago even the cache forgot
    return client


def seen_ago():
    return timezone.now() - UserSession.objects.get().last_seen_at


def is_signed_in(client):
    return client.get("/account/").status_code == 200


STAYS = {
    "clerk": False,
    "chair": False,
    "mayor": False,
    "officer": False,
    "moderator": False,
    "councillor": True,
    "district": True,
    "citizen": True,
}


@pytest.mark.parametrize(("name", "stays"), STAYS.items())
def test_after_two_hours_alone_those_who_decide_for_others_are_signed_out(cast, name, stays):
    client = left_alone(getattr(cast, name), hours=2, minutes=1)

    assert is_signed_in(client) == stays


def test_whoever_is_signed_out_so_is_told_and_their_folders_stay(cast):
    client = left_alone(cast.clerk, hours=3)

    answer = client.get("/desk/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/desk/")
    assert "Clear-Site-Data" not in answer
    assert "zwei Stunden lang nichts geschah" in client.get("/accounts/login/").content.decode()


def test_whoever_goes_on_stays_and_it_is_noted_every_five_minutes(cast):
    client = left_alone(cast.clerk, hours=1, minutes=59)
    assert is_signed_in(client)
    assert seen_ago() < timedelta(minutes=1)

    cache.clear()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=4))
    client.get("/account/")

    assert seen_ago() > timedelta(minutes=3)


def test_whoever_was_here_just_now_is_asked_about_in_no_database(cast):
    client = left_alone(cast.clerk, minutes=1)
    client.get("/account/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/account/")

    assert not any("last_seen_at" in query["sql"] and "WHERE" in query["sql"] for query in asked.captured_queries)


def test_whoever_signed_in_just_now_is_asked_about_in_no_database(cast):
    client = Client()
    client.force_login(cast.clerk)
    with CaptureQueriesContext(connection) as asked:
        client.get("/account/")

    assert not any("last_seen_at" in query["sql"] and "WHERE" in query["sql"] for query in asked.captured_queries)


def test_cache_remembers_nobody_for_longer_than_five_minutes(cast, monkeypatch):
    """Else a browser left alone right after would stay signed in for longer than two hours."""
    kept = []
    clients = [left_alone(cast.clerk, minutes=minutes) for minutes in (4, 30)]
    monkeypatch.setattr(cache, "set", lambda name, value, timeout: kept.append((name.partition(":")[0], timeout)))
    for client in clients:
        client.get("/account/")

    assert [name for name, _ in kept] == ["seen", "seen"]
    assert 59 <= kept[0][1] <= 60
    assert kept[1][1] == 300


@pytest.mark.parametrize("state", ["running", "interrupted"])
@pytest.mark.parametrize("name", ["clerk", "chair", "mayor"])
def test_nobody_is_signed_out_while_their_meeting_is_held(cast, name, state):
    meeting = factories.meeting(cast.assembly)
    Meeting.objects.filter(pk=meeting.pk).update(state=state)

    assert is_signed_in(left_alone(getattr(cast, name), hours=5))


def test_a_meeting_of_others_keeps_nobody_signed_in(cast):
    meeting = factories.meeting(cast.assembly)
    Meeting.objects.filter(pk=meeting.pk).update(state="running")

    assert not is_signed_in(left_alone(cast.officer, hours=5))


def test_a_database_that_takes_nothing_in_keeps_nobody_from_a_page(cast, monkeypatch):
    client = left_alone(cast.clerk, minutes=30)

    def full(*_, **__):
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", full)

    assert is_signed_in(client)
