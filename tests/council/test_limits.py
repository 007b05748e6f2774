import time

import pytest
from django.core.cache import cache
from django.test import Client

from council import limits
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited(settings, monkeypatch):
    """Two requests of a kind in a minute, counted in minute 1000 of a clock that stands ten seconds after it began."""
    settings.RATE_LIMITS = {role: dict.fromkeys(("read", "search", "print", "write"), 2) for role in ROLES}
    monkeypatch.setattr(time, "time", lambda: 60_010.0)
    cache.clear()
    yield
    cache.clear()


ROLES = ("guest", "account", "member")


def statuses(client, *paths):
    return [client.get(path).status_code for path in paths]


def signed_in(user, address="192.0.2.9"):
    client = Client(REMOTE_ADDR=address)
    client.force_login(user)
    return client


def test_the_third_request_of_a_guest_is_put_off_with_a_page_and_a_time():
    client = Client(REMOTE_ADDR="192.0.2.1")

    assert statuses(client, "/papers/", "/papers/") == [200, 200]
    refused = client.get("/papers/", headers={"Accept": "text/html,*/*"})

    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (429, "50", "no-store")
    assert "Einen Augenblick, bitte" in refused.content.decode()
    assert client.get("/papers/").json() == {"message": limits.TOO_MUCH}


def test_kinds_are_counted_apart_and_the_next_minute_begins_anew(monkeypatch):
    client = Client(REMOTE_ADDR="192.0.2.1")

    assert statuses(client, "/papers/", "/papers/", "/papers/") == [200, 200, 429]
    assert statuses(client, "/search/", "/search/", "/search/") == [200, 200, 429]
    assert [client.post("/papers/").status_code for _ in range(3)] == [405, 405, 429]
    monkeypatch.setattr(time, "time", lambda: 60_060.0)
    assert statuses(client, "/papers/") == [200]


def test_guests_of_other_addresses_and_accounts_at_the_same_are_not_held_up(cast):
    assert statuses(Client(REMOTE_ADDR="192.0.2.1"), *["/papers/"] * 3) == [200, 200, 429]

    assert statuses(Client(REMOTE_ADDR="192.0.2.2"), "/papers/") == [200]
    assert statuses(signed_in(cast.citizen, "192.0.2.1"), *["/papers/"] * 3) == [200, 200, 429]
    assert statuses(signed_in(cast.councillor, "192.0.2.1"), *["/papers/"] * 3) == [200, 200, 429]


def test_a_member_is_never_held_up_in_a_meeting(cast):
    meeting = factories.meeting(cast.assembly, state="running")
    client = signed_in(cast.councillor)
    assert statuses(client, *["/papers/"] * 3) == [200, 200, 429]

    for path in ("live/tools/", "live/poll/own/", "attendance/"):
        assert 429 not in statuses(client, *[f"/meetings/{meeting.key}/{path}"] * 4)


@pytest.mark.parametrize(
    "path", ["/roll-calls/x/vote/", "/meetings/x/attendance/arrive/", "/papers/x/amendments/vote/"]
)
def test_a_vote_and_an_arrival_of_a_member_always_get_through(cast, path):
    client = signed_in(cast.councillor)

    assert [client.post(path).status_code for _ in range(4)] == [404] * 4


def test_a_guest_polling_a_meeting_or_signing_in_is_not_counted(cast):
    meeting = factories.meeting(cast.assembly, state="running")
    client = Client(REMOTE_ADDR="192.0.2.1")

    assert statuses(client, *[f"/meetings/{meeting.key}/live/poll/"] * 5) == [200] * 5
    assert statuses(client, *["/accounts/login/"] * 5) == [200] * 5
    assert statuses(client, *["/healthz"] * 5) == [200] * 5


def test_counting_asks_no_database(django_assert_num_queries):
    client = Client(REMOTE_ADDR="192.0.2.1")
    statuses(client, *["/papers/"] * 2)

    with django_assert_num_queries(0):
        assert client.get("/papers/", headers={"Accept": "text/html"}).status_code == 429


def test_a_cache_that_is_away_keeps_nobody_out(monkeypatch):
    monkeypatch.setattr(limits, "cache", None)

    assert statuses(Client(REMOTE_ADDR="192.0.2.1"), *["/papers/"] * 4) == [200] * 4


@pytest.mark.parametrize(
    ("address", "guest"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_what_counts_as_one_guest(address, guest):
    assert limits.network(address) == guest
