"""A meeting of a big city on all processes of a big installation: watchers, outsiders, members at work, votes.

`BIG_SECONDS` (at most 60) makes it shorter, `LIVE_SPECTATORS` smaller, `BIG_EVERY` (seconds from one change to the
next) calmer.
"""

from __future__ import annotations

import itertools
import os
import random
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from benchmarks import live, members_page, units
from benchmarks.asking import Answer, Asker, Question, question
from benchmarks.crowd import Crowd
from benchmarks.figures import percentile, table
from benchmarks.units import HOST, Unit
from council import bell, journal
from council.actions import agenda, attendance
from council.models import AgendaItem, Entry, Meeting, Organization, User
from motions.actions import roll_calls
from motions.models import NamedVote, RollCall
from motions.states import VoteAnswer

SECONDS = min(60, int(os.environ.get("BIG_SECONDS", "30")))
WARMING, WARMING_SHARE = 10, 0.2  # seconds and share of the rates, not measured
OUTSIDERS, SIGNED_IN = 100.0, 10.0  # pages a second
EVERY = max(1, int(os.environ.get("BIG_EVERY", "1")))  # seconds from one change to the next, votes besides
SHARES = (1.0, 0.5, 0.2, 0.1, 0.05)  # of these rates, tried until one is held
SETTLING = 8  # seconds, after which what was not shown counts as unseen
GOAL = 300.0  # milliseconds, 95 of 100
ROUND = 10  # seconds from one vote by name to the next
VOTING = 8.0  # seconds in which all answer, or that share of them
KINDS = {"outsider": "Tagesordnung, nicht angemeldet", "member": "Seiten der Sitzung, angemeldet", "vote": "Stimmen"}


def run() -> None:
    """Measure on the processes of a big installation."""
    units.measure_in("big_installation")


def measure() -> None:
    """Print what the processes held, and what that cost."""
    signal.signal(signal.SIGTERM, lambda *told: sys.exit("Abgebrochen."))  # ends all that was begun, too
    live.raise_limit()
    call_command("migrate", verbosity=0)
    meeting, members = live.prepare()
    Organization.objects.filter(meetings=meeting).update(statutory_seats=len(members))  # all of them vote
    attendance.arrive_all(meeting, by=members[0])
    members_page.measure(meeting, members[1:], host=HOST)
    play(meeting, members)


def play(meeting: Meeting, members: Sequence[User]) -> None:
    """Let the meeting go on at the whole load, then at less of it until a share is held."""
    cookies = live.cookies(members)
    with units.running(os.environ) as begun:
        hall = Hall.open(meeting, members, cookies)
        try:
            hall.go(WARMING, share=WARMING_SHARE, begun=begun)
            for share in SHARES:
                result = hall.go(SECONDS, share=share, begun=begun)
                result.report()
                if result.held:
                    break
        finally:
            hall.close()


@dataclass
class Result:
    """What one stretch of time brought."""

    share: float
    seconds: float
    load: tuple[float, float]  # of the machine, before and after
    answers: list[Answer]
    shown: dict[str, Any]
    changes: int
    acts: list[float]  # milliseconds
    votes: tuple[int, int, int]  # acknowledged, stored, in the journal
    processes: list[tuple[str, float, float, int]]  # name, MiB, share of a core, open files

    @property
    def held(self) -> bool:
        """Whether everything was answered in time, and nothing went unseen or lost."""
        quick = all(percentile([one.took for one in some], 95) * 1000 <= GOAL for some in self._by_kind().values())
        right = all(one.status == 200 for one in self.answers)
        seen = not any(self.shown[what] for what in ("missing", "back", "broken"))
        return quick and right and seen and len(set(self.votes)) == 1

    def _by_kind(self) -> dict[str, list[Answer]]:
        return {kind: [one for one in self.answers if one.kind == kind] for kind in KINDS}

    def report(self) -> None:
        """Print it."""
        title = f"Große Anlage: {live.SPECTATORS} Gäste, {live.MEMBERS} Mitglieder, {self.seconds:.0f} s"
        load = f"Maschine {self.load[0]:.1f}, danach {self.load[1]:.1f}"
        head = ("was", "verlangt/s", "beantwortet/s", "p50 ms", "p95 ms", "p99 ms", "längste ms", "KiB", "Fehler")
        table(
            f"{title}, alle {EVERY} s etwas, {self.share:.0%} der Last ({load})",
            head,
            [self._row(KINDS[kind], some) for kind, some in self._by_kind().items()],
        )
        shown = self.shown
        print(
            f"\n{self.changes} Änderungen, der Akt p50 {percentile(self.acts, 50):.0f} ms, p95"
            f" {percentile(self.acts, 95):.0f} ms; nach dem Commit zu sehen: Gäste p50 {shown['public'][0]:.0f} ms,"
            f" p95 {shown['public'][1]:.0f} ms, Mitglieder {shown['members'][0]:.0f} und {shown['members'][1]:.0f} ms,"
            f" letzte Leitung p95 {shown['last']:.0f} ms"
        )
        print(
            f"Nie gezeigt {shown['missing']}, ohne Neues {shown['doubled']}, rückwärts {shown['back']}, mit einer "
            f"späteren zusammen {shown['together']}, abgerissen {shown['broken']}"
        )
        print("Stimmen: bestätigt {}, gespeichert {}, im Journal {}".format(*self.votes))
        print(f"Gehalten (p95 ≤ {GOAL:.0f} ms, nichts ungesehen, kein Fehler): {'ja' if self.held else 'nein'}")
        table("Prozesse", ("Prozess", "MiB", "Kern %", "offen"), self.processes)

    def _row(self, name: str, some: list[Answer]) -> tuple[object, ...]:
        times = [one.took * 1000 for one in some]
        wrong = [one.status for one in some if one.status != 200]
        rate = len(some) / self.seconds
        within = sum(one.status == 200 and one.took <= PATIENT for one in some) / self.seconds
        told = {status: wrong.count(status) for status in sorted(set(wrong))} or 0
        size = max(one.bytes for one in some) / 1024
        return (name, rate, within, *(percentile(times, one) for one in (50, 95, 99)), max(times), size, told)


PATIENT = 1.0  # seconds; what comes later counts as not answered at that rate


@dataclass
class Hall:
    """The meeting under way, and the processes that ask and watch."""

    meeting: Meeting
    chair: User
    cookies: list[str]
    crowd: Crowd
    readers: Asker
    voters: Asker
    items: list[int]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    rounds: Iterator[int] = field(default_factory=itertools.count)
    committed: float = 0.0

    @classmethod
    def open(cls, meeting: Meeting, members: Sequence[User], cookies: list[str]) -> Hall:
        """Begin all processes that ask, and open all pages."""
        items = list(meeting.items.order_by("order").values_list("pk", flat=True))
        addresses = live.addresses(meeting, spectators=live.SPECTATORS, members=members)
        connections.close_all()
        pages, sockets = int(os.environ["BIND"].rpartition(":")[2]), int(os.environ["SOCKETS_PORT"])
        readers, voters = Asker(pages), Asker(pages)
        crowd = Crowd(addresses, members=len(members), port=sockets)
        hall = cls(meeting, members[0], cookies, crowd, readers, voters, items)
        bell.listen(hall.ring)
        return hall

    def ring(self, room: str) -> None:
        """Note the moment of a commit."""
        self.committed = time.perf_counter()

    def close(self) -> None:
        """End all processes that ask."""
        for one in (self.crowd, self.readers, self.voters):
            one.end()

    def go(self, seconds: int, *, share: float, begun: Sequence[Unit]) -> Result:
        """Let outsiders and members ask, and members vote, at a share of the rates; something changes every second."""
        begun[0].wait(f"http://{os.environ['BIND']}/healthz")  # what was given up before is done
        before, spent = os.getloadavg()[0], {pid: units.spent(pid) for unit in begun for pid in unit.processes}
        votes_before = self._votes()
        self.crowd.clear()
        begin = time.perf_counter() + 0.5
        self.readers.begin(self._questions(begin, seconds, share))
        changes, acts, votes = self._act(begin, seconds, share)
        answers = [*self.readers.answers(), *votes]
        time.sleep(SETTLING)
        after = self._votes()
        acknowledged = sum(one.status == 200 for one in votes)
        return Result(
            share,
            seconds,
            (before, os.getloadavg()[0]),
            answers,
            self.crowd.told(changes),
            len(changes),
            acts,
            (acknowledged, after[0] - votes_before[0], after[1] - votes_before[1]),
            [_row(unit.name, pid, spent[pid], seconds) for unit in begun for pid in unit.processes if pid in spent],
        )

    def _votes(self) -> tuple[int, int]:
        return NamedVote.objects.count(), Entry.objects.filter(verb="vote.cast").count()

    def _questions(self, begin: float, seconds: int, share: float) -> Iterator[Question]:
        page = self.meeting.get_absolute_url()
        for number in range(round(OUTSIDERS * share * seconds)):
            told = question(page, host=HOST, by=f"203.0.113.{number % 250}")
            yield Question(begin + number / OUTSIDERS / share, "outsider", told)
        for number in range(round(SIGNED_IN * share * seconds)):
            path = page if number % 2 else f"{page}live/"
            told = question(path, host=HOST, by="192.0.2.1", cookie=self.cookies[number % len(self.cookies)])
            yield Question(begin + (number + 0.5) / SIGNED_IN / share, "member", told)

    def _act(self, begin: float, seconds: int, share: float) -> tuple[dict[int, float], list[float], list[Answer]]:
        """Change something every so often; gives commits by number, the milliseconds of each act, and the votes."""
        commits: dict[int, float] = {}
        acts, votes = [], []
        item, roll_call = self.items[0], None
        for second in range(seconds - seconds % ROUND):
            opens, closes = second % ROUND == 0, second % ROUND == ROUND - 1
            if not (opens or closes or second % EVERY == 0):
                continue
            time.sleep(max(0.0, begin + second - time.perf_counter()))
            number, start = next(self.numbers), time.perf_counter()
            if opens:
                item = self.items[next(self.rounds) % len(self.items)]
                roll_call = self._open(item, number)
                self.voters.begin(self._ballots(roll_call, share))
            elif closes and roll_call is not None:
                votes += self.voters.answers()
                start = time.perf_counter()
                self._close(roll_call, number)
            else:
                self._rename(self.items[(second + 17) % len(self.items)], number)
            acts.append((time.perf_counter() - start) * 1000)
            commits[number] = self.committed
        return commits, acts, votes

    def _open(self, item: int, number: int) -> RollCall:
        with journal.acting():
            called = agenda.call(self._rename(item, number), by=self.chair)
            return roll_calls.open_vote(called, paper=None, by=self.chair)

    def _close(self, roll_call: RollCall, number: int) -> None:
        with journal.acting():
            end = roll_calls.close if roll_call.votes.exists() else roll_calls.cancel
            end(roll_call, by=self.chair)
            item = self._rename(roll_call.item_id, number)
            agenda.close(item, result="settled", by=self.chair)

    def _rename(self, item: int, number: int) -> AgendaItem:
        row = AgendaItem.objects.select_related("meeting").get(pk=item)
        return agenda.change(row, by=self.chair, name=f"Stand {number:04}: Radweg, Schulhof, Satzung und Gebühren")

    def _ballots(self, roll_call: RollCall, share: float) -> Iterator[Question]:
        begin, path = time.perf_counter() + 0.2, f"{roll_call.get_absolute_url()}vote/"
        voting = random.sample(self.cookies, round(len(self.cookies) * share))
        for number, cookie in enumerate(voting):
            token = secrets.token_hex(16)
            own = f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}"
            form = f"answer={VoteAnswer.values[number % len(VoteAnswer.values)]}"
            told = question(path, host=HOST, by="192.0.2.1", cookie=own, form=form, token=token)
            yield Question(begin + number * VOTING / len(voting), "vote", told)


def _row(name: str, pid: int, spent: float, seconds: int) -> tuple[str, float, float, int]:
    return name, units.resident(pid), (units.spent(pid) - spent) / seconds * 100, units.open_files(pid)
