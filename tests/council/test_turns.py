"""A process makes so many pages at once; the others wait, and keep nobody from a page that is kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from council.kept_pages import Kept
from council.turns import Turns

PATIENCE = 30  # seconds


def ask(pages, path, method="GET"):
    environment = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": ""}
    return b"".join(pages(environment, lambda status, headers: None)).decode()


class Slow:
    """Makes each page only when the gate is open; counts how many it made at once."""

    def __init__(self) -> None:
        self.gate, self.counting = threading.Event(), threading.Condition()
        self.inside = self.most = 0

    def __call__(self, environment, start):
        with self.counting:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.counting.notify_all()
        assert self.gate.wait(PATIENCE)
        with self.counting:
            self.inside -= 1
        start("200 OK", [])
        return [b"made"]

    def wait_for(self, count):
        with self.counting:
            assert self.counting.wait_for(lambda: self.inside == count, PATIENCE)


@contextmanager
def two_pages_asked(pages, slow):
    """One is being made, the other waits; what else is asked meanwhile may be added to them, and all are made."""
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(ask, pages, "/papers/") for _ in range(2)]
        slow.wait_for(1)
        try:
            yield lambda *what: asked.append(threads.submit(ask, pages, *what))
        finally:
            slow.gate.set()
        assert [one.result(PATIENCE) for one in asked] == ["made"] * len(asked)


def test_so_many_pages_are_made_at_once_and_all_are_made():
    slow = Slow()
    pages = Turns(slow, at_once=2)
    with ThreadPoolExecutor(6) as threads:
        asked = [threads.submit(ask, pages, "/papers/") for _ in range(6)]
        slow.wait_for(2)
        slow.gate.set()

        assert [one.result(PATIENCE) for one in asked] == ["made"] * 6
    assert slow.most == 2


def test_whoever_gets_a_kept_page_waits_for_no_turn():
    slow = Slow()
    kept = Kept(lambda environment, start: start("200 OK", []) or [b"kept"], others=Turns(slow, at_once=1))
    with two_pages_asked(kept, slow):
        assert ask(kept, "/meetings/abc/") == "kept"


def test_whoever_writes_waits_for_no_turn():
    slow = Slow()
    with two_pages_asked(Turns(slow, at_once=1), slow) as ask_too:
        ask_too("/vote/", "POST")
        slow.wait_for(2)


def test_a_page_that_fails_gives_its_turn_back():
    def fail(environment, start):
        raise RuntimeError("away")

    pages = Turns(fail, at_once=1)

    for _ in range(3):
        with pytest.raises(RuntimeError, match="away"):
            ask(pages, "/papers/")
