"""A server is followed: whole at first, then by its changes, compared from time to time, whatever goes wrong between."""

import contextlib
import json
import random

import pytest

from motions.importing.oparl import mirror, writing
from motions.models import ImportRun
from tests import shared
from tests.motions.importing.oparl import server
from tests.motions.importing.oparl.following import WHERE_IT_HANGS, follow, truth
from tests.motions.importing.oparl.world import World, everything

pytestmark = pytest.mark.django_db

FAULTS = ["500", "503", "429", "hang", "cut", "half", "html", "garbage", "empty", "deep", "number", "foreign", "error"]


@pytest.fixture
def town():
    """A town and its server."""
    world = World(seed=7)
    replay = world.replay()
    world.show(replay)
    with server.running(replay):
        yield world, replay


def test_the_first_run_takes_everything_and_the_next_asks_only_for_changes(town):
    world, replay = town
    first = follow(replay)
    asked = len(replay.requests)
    world.rename()
    world.show(replay)

    again = follow(replay)

    assert first.new["Paper"] == 12
    assert all("modified_since=" in path for path in replay.requests[asked + 2 :])
    assert again.changes == 1
    assert list(ImportRun.objects.order_by("pk").values_list("scope", "state")) == [
        ("whole", "done"),
        ("changes", "done"),
    ]


@pytest.mark.parametrize(("seed", "rounds", "changes"), [(0, 5, 8), (1, 8, 25)])
def test_changes_are_followed_exactly(seed, rounds, changes, town):
    world, replay = town
    world.chance.seed(seed)
    follow(replay)

    for _ in range(rounds):
        for _ in range(changes):
            world.change()
        world.show(replay)
        follow(replay)

    assert everything() == truth(replay)


def test_what_a_server_never_tells_is_found_by_the_comparison(town):
    world, replay = town
    follow(replay)
    for _ in range(12):
        replay.forgotten.add(world.change(silent=True))
    world.remove()
    replay.forgotten |= {stone["id"] for stones in world.buried.values() for stone in stones}
    world.buried = {kind: [] for kind in world.buried}
    world.show(replay)
    real = truth(replay)

    follow(replay)
    missed = everything() != real
    report = follow(replay, whole=True)

    assert missed
    assert report.gone > 0
    assert everything() == real


def test_a_lost_mirror_is_made_anew_and_still_finds_what_vanished(town):
    world, replay = town
    follow(replay)
    for beside in mirror.path_of(replay.start()).parent.iterdir():
        beside.unlink()
    world.remove()
    world.buried = {kind: [] for kind in world.buried}
    world.show(replay)

    report = follow(replay)

    assert report.gone > 0
    assert everything() == truth(replay)


def test_a_damaged_mirror_is_thrown_away(town):
    world, replay = town
    follow(replay)
    path = mirror.path_of(replay.start())
    path.write_bytes(b"no database" * 1000)
    path.with_name(path.name + "-wal").unlink(missing_ok=True)

    follow(replay)

    assert everything() == truth(replay)


@pytest.mark.parametrize("seed", range(4))
def test_however_often_the_server_fails_the_end_is_the_truth(seed, town):
    world, replay = town
    chance = random.Random(seed)
    replay.chaos = lambda path: chance.choice(FAULTS) if chance.random() < 0.25 else "ok"

    for whole in (False, False, True):
        for _ in range(4):
            world.change()
        world.show(replay)
        with contextlib.suppress(writing.UnusableSourceError):
            follow(replay, whole=whole, limits=WHERE_IT_HANGS)
    replay.chaos = None
    follow(replay, whole=True)

    assert everything() == truth(replay)


@shared.needs_shared
def test_a_real_city_comes_in_right_from_a_server_that_fails_and_changes():
    folder = shared.SHARED / "data" / "karlsruhe-oparl"
    names = {"organizations": 20, "meetings": 8, "papers": 30}
    lists = {name: json.loads((folder / f"{name}.json").read_text())[:count] for name, count in names.items()}
    chance = random.Random(1)
    replay = server.Replay(lists=lists, page_size=6)
    replay.chaos = lambda path: chance.choice(FAULTS) if chance.random() < 0.3 else "ok"

    with server.running(replay):
        for number in range(3):
            with contextlib.suppress(writing.UnusableSourceError):
                follow(replay, whole=number == 0, limits=WHERE_IT_HANGS, body_name="Stadt Karlsruhe")
            gone = lists["papers"].pop(number)
            stone = {"id": gone["id"], "type": gone["type"], "deleted": True, "modified": "2026-01-01T00:00:00+01:00"}
            replay.buried["papers"].append(stone)
            lists["papers"][number] |= {"name": f"Neu {number}", "modified": "2026-01-01T00:00:00+01:00"}
        replay.chaos = None
        follow(replay, whole=True)

        assert everything() == truth(replay)
