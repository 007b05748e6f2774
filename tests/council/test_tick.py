"""The tick does every chore once, and one that fails holds up no other."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from council import tick

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


@pytest.fixture
def chores(monkeypatch):
    """No chores but the test's own."""
    monkeypatch.setattr(tick, "CHORES", {})
    monkeypatch.setattr(tick, "EAGER", set())


def test_every_chore_gets_the_moment_and_says_how_much_it_did(chores):
    moments = []
    tick.chore("one")(lambda now: moments.append(now) or 3)
    tick.chore("two", eager=True)(lambda now: moments.append(now) or 0)

    done = tick.run(NOW)

    assert done == {"one": 3, "two": 0}
    assert moments == [NOW, NOW]


def test_only_the_chores_asked_for_are_done(chores):
    tick.chore("one")(lambda now: 1)
    tick.chore("two", eager=True)(lambda now: 2)

    assert tick.run(NOW, only=tick.EAGER) == {"two": 2}


def test_chore_that_fails_stops_no_other_and_is_written_down(chores, caplog):
    @tick.chore("broken")
    def broken(now):
        raise RuntimeError("Platte voll")

    tick.chore("sound")(lambda now: 1)

    done = tick.run(NOW)

    assert done == {"sound": 1}
    assert [record.getMessage() for record in caplog.records] == ["Die Aufgabe broken schlug fehl"]


def test_command_prints_what_was_done(chores):
    tick.chore("one")(lambda now: 3)
    out = io.StringIO()

    call_command("tick", stdout=out)

    assert out.getvalue() == "one: 3\n"
