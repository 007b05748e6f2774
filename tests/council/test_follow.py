"""One loop of the installation follows the journal, whoever writes it, and outlives what goes wrong."""

import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from council import follow, journal, tick, unjournaled
from council.models import Bookmark, Lease
from tests import factories, processes

ROOT = Path(__file__).resolve().parents[2]
SOON = 30.0  # seconds within which what must happen has happened, on a slow machine too


def until(condition, *, seconds=SOON):
    """Wait until the condition holds; says whether it did."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def quick(monkeypatch):
    """The loop's pace in tests; no readers and no chores but the test's own."""
    monkeypatch.setattr(follow, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(follow, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(follow, "TICK_SECONDS", 3600.0)
    monkeypatch.setattr(journal, "READERS", {})
    monkeypatch.setattr(tick, "CHORES", {})
    monkeypatch.setattr(tick, "EAGER", set())


class Counted(threading.Event):
    """An event that knows how often each thread came to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = Counter()

    def wait(self, timeout=None):
        self.turns[threading.get_ident()] += 1
        return super().wait(timeout)


def turned(*events) -> bool:
    """Wait until every thread that waits there has ended its turn and gone through a whole one; says whether it did."""
    before = sum((event.turns for event in events), Counter())
    return until(lambda: all(sum(event.turns[one] for event in events) >= turns + 2 for one, turns in before.items()))


@pytest.fixture
def loops(transactional_db, quick, monkeypatch):
    """Starts loops as several processes would, and ends those that a test left running."""
    running = []
    monkeypatch.setattr(journal, "wake", Counted())

    def start():
        stop = Counted()
        loop = threading.Thread(target=follow.run, args=(stop,))
        loop.start()
        running.append((stop, loop))

        def end():
            stop.set()
            loop.join()

        end.stop = stop
        return end

    yield start
    for stop, loop in running:
        stop.set()
        loop.join()


# The lease


def test_lease_is_one_holders_until_it_runs_out(db):
    first = unjournaled.take_lease("follow", holder="one", seconds=60)
    other = unjournaled.take_lease("follow", holder="two", seconds=60)
    again = unjournaled.take_lease("follow", holder="one", seconds=60)
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    late = unjournaled.take_lease("follow", holder="two", seconds=60)
    too_late = unjournaled.take_lease("follow", holder="one", seconds=60)

    assert (first, other, again, late, too_late) == (True, False, True, True, False)


def test_lease_is_prolonged_before_it_runs_out(db):
    unjournaled.take_lease("follow", holder="one", seconds=10)
    now = timezone.now()
    Lease.objects.update(until=now + timedelta(seconds=2))

    unjournaled.take_lease("follow", holder="one", seconds=10)

    assert Lease.objects.get().until >= now + timedelta(seconds=10)


def test_leases_of_other_names_are_other_leases(db):
    assert unjournaled.take_lease("follow", holder="one", seconds=60) is True
    assert unjournaled.take_lease("import", holder="two", seconds=60) is True


def test_only_the_holder_gives_a_lease_back(db):
    unjournaled.take_lease("follow", holder="one", seconds=60)

    unjournaled.drop_lease("follow", holder="two")

    assert Lease.objects.get().holder == "one"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_reach_for_it_at_once_one_has_the_lease():
    taken, start = [], threading.Barrier(8)

    def reach(holder):
        start.wait()
        taken.append(unjournaled.take_lease("follow", holder=holder, seconds=60))
        connections.close_all()

    threads = [threading.Thread(target=reach, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [False] * 7 + [True]


# The loop


def test_of_two_loops_one_works_and_the_other_takes_over_when_it_ends(loops):
    seen = []
    journal.reader("one")(lambda entries: seen.append((threading.current_thread().ident, len(entries))))
    end_first = loops()
    assert until(lambda: Lease.objects.count() == 1)
    loops()
    for _ in range(5):
        factories.body()
        until(lambda: journal.lag() == {"one": 0})

    end_first()
    workers_before = {worker for worker, _ in seen}
    read_before = sum(count for _, count in seen)
    factories.body()
    taken_over = until(lambda: journal.lag() == {"one": 0})

    assert (len(workers_before), read_before) == (1, 5)
    assert taken_over is True
    assert seen[-1][0] not in workers_before
    assert sum(count for _, count in seen) == 6


def test_loop_gives_its_lease_back(loops):
    end = loops()
    assert until(lambda: Lease.objects.count() == 1)

    end()

    assert Lease.objects.count() == 0


def test_loop_that_lost_its_lease_stops_working(loops):
    done = []
    tick.chore("eager", eager=True)(lambda now: done.append(now) or 1)
    journal.reader("one")(lambda entries: done.append(entries))
    stop = loops().stop
    assert until(lambda: done)
    Lease.objects.update(holder="another process", until=timezone.now() + timedelta(hours=1))
    assert turned(stop, journal.wake)  # it has asked for the lease in vain
    assert turned(stop, journal.wake)  # and ended what was begun before
    done.clear()

    factories.body()

    assert turned(stop, journal.wake)
    assert done == []


def test_reader_that_failed_is_tried_again_though_nothing_new_happens(loops, monkeypatch):
    monkeypatch.setattr(follow, "RETRY_SECONDS", 0.2)
    tries = []

    @journal.reader("one")
    def one(entries):
        tries.append(len(entries))
        if len(tries) < 3:
            raise OSError("Index gesperrt")

    factories.body()
    loops()

    assert until(lambda: Bookmark.objects.filter(pk="one", number=1).exists()) is True
    assert tries == [1, 1, 1]


def test_acts_of_another_process_are_noticed(loops, tmp_path):
    seen = []
    journal.reader("one")(lambda entries: seen.extend((entry.verb, entry.numbers) for entry in entries))
    loops()
    assert until(lambda: Lease.objects.count() == 1)
    other = (
        "import django; django.setup()\n"
        "from council import journal\n"
        "from council.models import Body\n"
        "from django.utils import timezone as t\n"
        "with journal.acting():\n"
        "    town = Body.objects.create(name='Anderswo', created_at=t.now(), modified_at=t.now())\n"
        "    journal.record('body.entered', town, by=None, process=7)\n"
    )
    environment = processes.environment(tmp_path)
    subprocess.run([sys.executable, "-c", other], cwd=ROOT, env=environment, check=True, timeout=300)

    assert until(lambda: seen == [("body.entered", {"process": 7})]) is True


def test_loop_outlives_a_broken_chore_and_a_broken_reader(loops, monkeypatch):
    monkeypatch.setattr(follow, "TICK_SECONDS", 0.1)
    done = []

    @tick.chore("broken")
    def broken(now):
        raise RuntimeError

    tick.chore("sound")(lambda now: done.append(now) or 1)

    @journal.reader("broken")
    def unreadable(entries):
        raise RuntimeError

    factories.body()
    loops()

    assert until(lambda: len(done) >= 3) is True


def test_eager_chores_follow_the_journal_and_the_others_the_clock(loops):
    done = []
    tick.chore("eager", eager=True)(lambda now: done.append("eager") or 1)
    tick.chore("minutely")(lambda now: done.append("minutely") or 1)
    loops()
    assert until(lambda: done == ["eager", "minutely"])

    factories.body()

    assert until(lambda: done == ["eager", "minutely", "eager"]) is True


def test_long_chore_holds_up_neither_the_readers_nor_the_lease(loops, monkeypatch):
    monkeypatch.setattr(follow, "LEASE_SECONDS", 1)
    release, seen = threading.Event(), []
    begun = threading.Event()
    tick.chore("long", eager=True)(lambda now: begun.set() or int(release.wait(3 * SOON)))
    journal.reader("one")(lambda entries: seen.extend(entries))
    loops()
    assert begun.wait(SOON)
    first = Lease.objects.get().until

    factories.body()
    read = until(lambda: len(seen) == 1)
    kept = until(lambda: Lease.objects.get().until > first + timedelta(seconds=follow.LEASE_SECONDS))
    release.set()

    assert (read, kept) == (True, True)
