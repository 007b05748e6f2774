"""Several processes hear each other over Redis, and go on alone while it is away."""

import queue
import subprocess
import sys
import time

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as house_settings
from django.urls import reverse

from council import belfry, bell, shared_cache
from council.actions import meetings
from council.belfry import Belfry
from council.shared_cache import SharedCache
from council.states import ItemState
from tests import cast as casting
from tests import factories
from tests.redis_server import RedisServer

pytestmark = pytest.mark.services

PATIENCE = 30  # seconds
ROLES = ("guest", "account", "member")


@pytest.fixture
def redis(tmp_path):
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.end()


def until_it_is_missed(hearing):
    """Wait until the line has noticed that Redis went away: it may still stand as ready from before."""
    deadline = time.monotonic() + PATIENCE
    while hearing.ready.is_set():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def hears(redis):
    """What one process is told, and its line."""
    told = queue.Queue()
    line = Belfry(redis.url, channel="town", tell=told.put)
    hearing = line.hear_in_background()
    assert hearing.ready.wait(PATIENCE)
    yield told, line, hearing
    hearing.end()


def test_what_happens_in_one_process_rings_in_the_other_but_not_twice_at_home(redis, hears):
    told, line, _ = hears
    code = (
        "import sys; from council.belfry import Belfry\n"
        f"Belfry({redis.url!r}, channel='town', tell=print).ring(['meeting:7', 'paper:3'])"
    )

    line.ring(["meeting:1"])  # its own process knows already
    subprocess.run([sys.executable, "-c", code], check=True, cwd=house_settings.BASE_DIR)

    assert told.get(timeout=PATIENCE) == ["meeting:7", "paper:3"]
    assert told.empty()


def test_another_town_on_the_same_redis_hears_nothing(redis, hears):
    told, *_ = hears
    Belfry(redis.url, channel="other", tell=print).ring(["meeting:7"])
    Belfry(redis.url, channel="town", tell=print).ring(["meeting:8"])

    assert told.get(timeout=PATIENCE) == ["meeting:8"]


def test_while_redis_is_away_nobody_is_held_up_and_afterwards_it_rings_again(redis, hears, monkeypatch, caplog):
    told, _, hearing = hears
    monkeypatch.setattr(belfry, "SPARED_SECONDS", 0.0)
    other = Belfry(redis.url, channel="town", tell=print)

    redis.kill()
    other.ring(["meeting:1"])
    until_it_is_missed(hearing)
    redis.start()
    assert hearing.ready.wait(PATIENCE)
    other.ring(["meeting:2"])

    assert told.get(timeout=PATIENCE) == ["meeting:2"]
    assert "Redis ist fort" in caplog.text


def test_each_time_redis_goes_away_it_is_said_once(redis, hears, caplog):
    *_, hearing = hears

    for _ in range(2):
        redis.kill()
        until_it_is_missed(hearing)
        redis.start()
        assert hearing.ready.wait(PATIENCE)

    assert caplog.text.count("was andere Prozesse tun, steht im Journal") == 2


def test_limits_are_counted_in_redis_and_while_it_is_away_in_the_process(redis, monkeypatch, caplog):
    monkeypatch.setattr(shared_cache, "SPARED_SECONDS", 0.0)
    one, other = (SharedCache(redis.url, {"KEY_PREFIX": "town"}) for _ in range(2))

    def count(cache):
        cache.add("limit", 0, timeout=60)
        return cache.incr("limit")

    together = [count(one), count(other), count(one)]
    redis.kill()
    alone = [count(one), count(other), count(one)]
    redis.start()
    again = [count(one), count(other)]

    assert (together, alone, again) == ([1, 2, 3], [1, 2, 3], [1, 2])
    assert "Redis ist fort" in caplog.text


def test_cache_away_keeps_what_it_is_given(redis):
    redis.kill()
    cache = SharedCache(redis.url, {"KEY_PREFIX": "town"})

    cache.set("code", "123456", 60)
    cache.set_many({"a": 1, "b": 2})

    assert cache.get("code") == "123456"
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert (cache.has_key("a"), cache.touch("a", 5), cache.delete("a"), cache.get("a")) == (True, True, True, None)
    cache.delete_many(["b"])
    cache.clear()
    assert cache.get("code", "fort") == "fort"


@pytest.mark.django_db(transaction=True)
def test_acts_succeed_and_people_sign_in_while_redis_is_away(redis, settings, client, monkeypatch, caplog):
    monkeypatch.setattr(belfry, "SPARED_SECONDS", 3600)
    redis.kill()
    settings.REDIS_URL = redis.url
    settings.CACHES = {"default": {"BACKEND": "council.shared_cache.SharedCache", "LOCATION": redis.url}}
    settings.RATE_LIMITS = {role: dict.fromkeys(("read", "search", "print", "write"), 100) for role in ROLES}
    bell.belfry.cache_clear()
    cast = casting.assemble()
    cast.chair.set_password("lang-genug-und-geheim")
    cast.chair.save()
    EmailAddress.objects.create(user=cast.chair, email=cast.chair.email, verified=True, primary=True)
    item = factories.item(factories.meeting(cast.assembly), number="1", name="Radweg")
    meetings.publish_agenda(item.meeting, by=cast.clerk)
    meetings.start(item.meeting, by=cast.clerk)

    signed_in = client.post("/accounts/login/", {"login": cast.chair.email, "password": "lang-genug-und-geheim"})
    called = client.post(reverse("item-call", args=[item.meeting.key, item.key]), {"version": item.version})
    item.refresh_from_db()
    page = client.get(f"{item.meeting.get_absolute_url()}live/poll/")
    bell.belfry.cache_clear()

    assert (signed_in.status_code, called.status_code, item.state, page.status_code) == (
        302,
        303,
        ItemState.CALLED,
        200,
    )
    assert caplog.text.count("Redis ist fort; andere Prozesse sehen im Journal") == 1  # nobody waits for it again
