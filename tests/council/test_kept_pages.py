"""One rendering a second of a meeting's page serves all who are not signed in, and nobody else."""

import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.test.client import FakePayload

from council import kept_pages
from council.actions import agenda, meetings
from council.kept_pages import Kept
from council.states import Audience
from tests import cast as casting
from tests import factories

PATH = "/meetings/abc/"


PATIENCE = 30  # seconds


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Pages:
    """Counts what gets through to it, and answers with the count."""

    def __init__(self, *, status="200 OK", headers=()) -> None:
        self.asked, self.status, self.headers = 0, status, list(headers)

    def __call__(self, environment, start):
        self.asked += 1
        start(self.status, self.headers)
        return [str(self.asked).encode()]


class AtOnce(Executor):
    """Does what is to be done behind whoever asks before it goes on."""

    def submit(self, call, /, *args, **options):
        call(*args, **options)
        return Future()


@pytest.fixture
def clock():
    return Clock()


class Door:
    """Put in place of the lock of a page: tells who has come to it, whether they had to wait or not."""

    def __init__(self, lock) -> None:
        self._lock, self.come = lock, []

    def acquire(self, *, blocking=True) -> bool:
        self.come.append(threading.current_thread())
        return self._lock.acquire(blocking)

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *problem) -> None:
        self.release()

    def wait_for(self, count) -> None:
        deadline = time.monotonic() + PATIENCE
        while len(self.come) < count:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def door_of(kept) -> Door:
    """The door of the only page that is kept."""
    [shelf] = kept._shelves.values()
    shelf.looking = door = Door(shelf.looking)
    return door


def get(kept, path=PATH, **more) -> str:
    environment = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "rat.example.org", "QUERY_STRING": ""}
    return b"".join(kept(environment | more, lambda status, headers: None)).decode()


def test_all_get_one_rendering_for_a_second(clock):
    kept = Kept(Pages(), clock=clock)

    first = [get(kept), get(kept), get(kept, f"{PATH}live/"), get(kept, HTTP_HOST="other.example.org")]
    elsewhere = [get(kept, SCRIPT_NAME="/elsewhere"), get(kept, HTTP_X_FORWARDED_PROTO="https")]
    clock.now += kept_pages.OLDEST_SECONDS

    assert (first, elsewhere) == (["1", "1", "2", "3"], ["4", "5"])
    assert (get(kept), get(kept)) == ("6", "6")


def test_the_page_for_all_is_made_of_nobodys_cookies(clock):
    kept = Kept(lambda environment, start: start("200 OK", []) or [environment["HTTP_COOKIE"].encode()])

    assert [get(kept, HTTP_COOKIE=cookie) for cookie in ("csrftoken=abc", "sessionid =abc")] == ["", ""]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (PATH, {"HTTP_COOKIE": "sessionid=abc"}),
        (PATH, {"HTTP_COOKIE": "a=b; messages=x"}),
        (PATH, {"QUERY_STRING": "q=1"}),
        (PATH, {"REQUEST_METHOD": "POST"}),
        (PATH, {"REQUEST_METHOD": "HEAD"}),
        (PATH, {"HTTP_IF_NONE_MATCH": '"x"'}),
        (PATH, {"HTTP_RANGE": "bytes=0-1"}),
        (f"{PATH}edit/", {}),
        ("/papers/abc/", {}),
    ],
)
def test_whoever_brings_something_of_their_own_gets_a_page_of_their_own(clock, path, more):
    kept = Kept(Pages(), clock=clock)

    assert [get(kept, path, **more) for _ in range(2)] == ["1", "2"]


def test_whoever_waits_for_a_slow_rendering_shares_the_next(clock):
    begun, gate, pages = threading.Event(), threading.Event(), Pages()

    def slow(environment, start):
        begun.set()
        assert gate.wait(PATIENCE)
        clock.now += 2 * kept_pages.KEPT_SECONDS
        return pages(environment, start)

    kept = Kept(slow, clock=clock)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(get, kept)
        assert begun.wait(PATIENCE)
        clock.now, door = clock.now + kept_pages.KEPT_SECONDS / 2, door_of(kept)
        others = [threads.submit(get, kept) for _ in range(3)]
        door.wait_for(len(others))
        gate.set()
        given = [one.result(PATIENCE) for one in (first, *others)]

    assert given == ["1", "2", "2", "2"]


def test_the_next_is_made_behind_whoever_asks_and_all_get_the_last_meanwhile(clock):
    begun, gate, pages = threading.Event(), threading.Event(), Pages()
    gate.set()

    def slow(environment, start):
        begun.set()
        assert gate.wait(PATIENCE)
        return pages(environment, start)

    kept = Kept(slow, clock=clock)
    given = [get(kept)]
    begun.clear()
    gate.clear()
    clock.now += kept_pages.KEPT_SECONDS
    with ThreadPoolExecutor(1) as threads:
        try:
            given += [get(kept), get(kept)]  # neither waits, and one rendering is enough
            assert begun.wait(PATIENCE)
            clock.now += kept_pages.OLDEST_SECONDS - kept_pages.KEPT_SECONDS
            door = door_of(kept)
            too_old = threads.submit(get, kept)
            door.wait_for(1)
        finally:
            gate.set()
        given.append(too_old.result(PATIENCE))

    assert given == ["1", "1", "1", "3"]


def test_what_was_made_behind_is_given_to_the_next_and_what_failed_to_nobody(clock):
    pages = Pages()
    kept = Kept(pages, clock=clock, behind=AtOnce())
    given = [get(kept)]
    clock.now += kept_pages.KEPT_SECONDS
    given += [get(kept), get(kept)]
    pages.status = "500 Internal Server Error"
    clock.now += kept_pages.KEPT_SECONDS
    given += [get(kept)]
    pages.status = "200 OK"

    assert [*given, get(kept)] == ["1", "1", "2", "2", "4"]


@pytest.mark.parametrize(("status", "headers"), [("404 Not Found", ()), ("200 OK", [("Set-Cookie", "a=b")])])
def test_what_is_no_page_for_all_is_kept_for_nobody(clock, status, headers):
    kept = Kept(Pages(status=status, headers=headers), clock=clock)

    assert [get(kept), get(kept)] == ["1", "2"]


def test_only_so_many_are_kept(clock):
    kept = Kept(Pages(), clock=clock)

    for number in range(kept_pages.ROOMS + 1):
        get(kept, f"/meetings/m{number}/")

    assert get(kept, "/meetings/m0/") == str(kept_pages.ROOMS + 2)  # pushed out
    assert get(kept, f"/meetings/m{kept_pages.ROOMS}/") == str(kept_pages.ROOMS + 1)


@pytest.mark.django_db(transaction=True)
def test_the_real_page_shows_an_act_a_second_later_and_nothing_of_anybody(transactional_db, clock):
    cast = casting.assemble()
    meeting = factories.meeting(cast.assembly, name="7. Sitzung")
    item = factories.item(meeting, number="1", name="Radweg an der Mühlgasse")
    factories.item(
        meeting, number="2", name="Weidenweg", audience=Audience.BODY, audience_organization=cast.assembly, public=False
    )
    meetings.publish_agenda(meeting, by=cast.clerk)
    kept = Kept(WSGIHandler(), clock=clock, behind=AtOnce())
    client = Client()
    client.force_login(cast.councillor)
    session = f"sessionid={client.cookies['sessionid'].value}"
    path = meeting.get_absolute_url()
    more = {
        "wsgi.input": FakePayload(b""),
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "testserver",
        "SCRIPT_NAME": "",
        "REMOTE_ADDR": "203.0.113.7",
    }

    own = get(kept, path, **more, HTTP_COOKIE=session)
    before = get(kept, path, **more)
    agenda.change(item, by=cast.clerk, name="Radweg am Anger")
    same = get(kept, path, **more)
    clock.now += kept_pages.KEPT_SECONDS
    last = get(kept, path, **more)
    after = get(kept, path, **more)

    assert "Weidenweg" in own
    assert (before == same == last, "Mühlgasse" in before, "Radweg am Anger" in after) == (True, True, True)
    assert [words for words in ("Weidenweg", cast.councillor.email) for page in (before, after) if words in page] == []
