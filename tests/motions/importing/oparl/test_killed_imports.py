"""An import is killed at random moments: it goes on where it was, and ends as an unbroken one. `KILLS` says how often."""

import os
import random
import time

import pytest

from motions.models import ImportRun
from tests.motions.importing.oparl import server
from tests.motions.importing.oparl.following import held, served, truth
from tests.motions.importing.oparl.killable import Killable
from tests.motions.importing.oparl.world import World, everything

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("KILLS", "5"))


def test_an_import_killed_again_and_again_ends_as_an_unbroken_one(own_data, tmp_path):
    chance = random.Random(5)
    replay = server.Replay(lists={})
    with server.running(replay):
        world = World(seed=5, papers=40, url=replay.url)
        world.show(replay)
        replay.chaos = lambda path: time.sleep(0.01) or "ok"
        importer = Killable(data=tmp_path)
        walked = []
        for _ in range(KILLS):
            before = begun()
            child = importer.start(replay.start())
            wait_for_more(before)
            time.sleep(chance.uniform(0.05, 0.9))
            importer.kill(child)
            if not ImportRun.objects.filter(state="done").exists():
                walked = pages(replay.requests)
        importer.start(replay.start())
        well = importer.ended()
        importer.end()

        assert well
        assert held() == served(replay)
        assert everything_but_bytes() == truth_but_bytes(replay)
    runs = ImportRun.objects.order_by("pk")
    assert {run.state for run in runs} == {"done"}
    assert runs.first().attempts + len(runs) - 1 <= KILLS + 1
    assert len(walked) - len(set(walked)) <= KILLS, "each kill costs one page asked for again, no more"


def begun():
    """The runs, and how often each was begun or gone on with."""
    return list(ImportRun.objects.order_by("pk").values_list("pk", "attempts"))


def wait_for_more(before):
    """An importer that has just been started is slow; it is to have begun before it is killed."""
    deadline = time.monotonic() + 60
    while begun() == before:
        assert time.monotonic() < deadline, "Der Einleser beginnt nicht."
        time.sleep(0.02)


def pages(requests):
    """Which pages of lists were asked for; not the first ones, which also tell how much there is to come."""
    return [path for path in requests if "page=" in path]


def everything_but_bytes():
    return {kind: rows for kind, rows in everything().items() if kind != "File"}


def truth_but_bytes(replay):
    return {kind: rows for kind, rows in truth(replay).items() if kind != "File"}
