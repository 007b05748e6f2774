"""The files of a source come after its records, a few at a time, whatever the server does meanwhile."""

import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from documents.models import File
from motions.actions import imports
from motions.importing.oparl import downloading
from motions.models import FileDownload, ImportRemark
from tests.documents import s3
from tests.motions.importing.oparl import server
from tests.motions.importing.oparl.following import follow, held, served
from tests.motions.importing.oparl.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A town with three files, and its server."""
    replay = server.Replay(lists={})
    with server.running(replay):
        world = World(seed=3, papers=3, url=replay.url)
        world.show(replay)
        yield world, replay


def states():
    return sorted(FileDownload.objects.values_list("state", flat=True))


def test_files_come_after_the_records_and_wait_to_be_read(town):
    _, replay = town

    report = follow(replay, with_files=True)

    assert report.files == 3
    assert held() == served(replay)
    assert set(File.objects.values_list("state", "problem")) == {("received", "")}
    first = next(place for place, path in enumerate(replay.requests) if path.startswith("/bytes"))
    assert all(path.startswith("/bytes") for path in replay.requests[first:])


def test_no_more_than_two_are_fetched_at_a_time(town):
    world, replay = town
    for _ in range(6):
        world.add()
    world.show(replay)
    lock, now, most = threading.Lock(), [0], [0]

    def watch(path):
        if path.startswith("/bytes"):
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.05)  # a third one would come meanwhile
        return "ok"

    def sent(size):
        with lock:
            now[0] = max(0, now[0] - 1)

    replay.chaos, replay.sent = watch, sent

    follow(replay, with_files=True)

    assert most[0] <= downloading.AT_A_TIME
    assert held() == served(replay)


@pytest.mark.parametrize("fault", ["503", "cut", "break", "other", "busy 1"])
def test_a_fault_that_passes_leaves_no_trace(town, fault):
    world, replay = town
    for raw in world.things["File"].values():
        raw["size"] = len(world.files[raw["downloadUrl"].removeprefix(replay.url)])
    world.show(replay)
    for path in replay.files:
        replay.spoil(path, fault)

    follow(replay, with_files=True)

    assert held() == served(replay)
    assert states() == ["done"] * 3
    assert ImportRemark.objects.filter(kind="File").count() == 0


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("503", "Die Gegenstelle antwortet mit dem Fehler 503."),
        ("html", "Unter der Adresse liegt eine Internetseite statt der Datei."),
    ],
)
def test_a_file_that_cannot_be_had_is_told_and_tried_again_later(town, fault, problem):
    _, replay = town
    path = next(iter(replay.files))
    replay.spoil(path, *[fault] * 40)

    follow(replay, with_files=True)
    waiting = FileDownload.objects.get(state="waiting")
    too_early = downloading.waiting(waiting.of)
    replay.faults.clear()
    FileDownload.objects.update(next_at=timezone.now() - timedelta(minutes=1))
    follow(replay, with_files=True)

    assert waiting.problem == problem
    assert (too_early, states(), held() == served(replay)) == (0, ["done"] * 3, True)


def test_a_file_that_is_gone_is_given_up_until_everything_is_compared(town):
    world, replay = town
    path = next(iter(replay.files))
    content = replay.files.pop(path)

    follow(replay, with_files=True)
    given_up = states()
    replay.files[path] = content
    follow(replay, with_files=True, whole=True)

    assert (given_up, states(), held()) == (["done", "done", "failed"], ["done"] * 3, served(replay))


@pytest.mark.parametrize("said", [{"sha512Checksum": "0" * 128}, {"sha1Checksum": "0" * 40}, {"size": 7}])
def test_other_bytes_than_promised_are_kept_with_a_word(town, said):
    world, replay = town
    raw = next(iter(world.things["File"].values()))
    raw |= said
    world.show(replay)

    follow(replay, with_files=True)

    file = File.objects.get(origin=raw["id"])
    assert file.problem == "Die Datei ist eine andere, als die Quelle angibt: Größe oder Prüfsumme weicht ab."
    assert ImportRemark.objects.get(kind="File").group == "Prüfsumme oder Größe weicht ab"


def test_a_changed_file_is_fetched_anew_and_an_unchanged_one_is_not(town):
    world, replay = town
    follow(replay, with_files=True)
    raw = next(iter(world.things["File"].values()))
    path = raw["downloadUrl"].removeprefix(replay.url)
    world.clock += timedelta(minutes=5)
    world.files[path] = b"%PDF-1.7 corrected"
    world.touch(raw["id"], raw["paper"][0])
    world.show(replay)
    asked = len(replay.requests)

    follow(replay, with_files=True)

    assert held() == served(replay)
    assert [path_ for path_ in replay.requests[asked:] if path_.startswith("/bytes")] == [path]


def test_a_file_beyond_the_limit_is_not_read_to_its_end(town, settings):
    _, replay = town
    path = next(iter(replay.files))
    replay.files[path] = b"%PDF-1.7 " + b"x" * 300_000

    follow(replay, with_files=True)

    failed = FileDownload.objects.get(state="failed")
    assert failed.problem.startswith("Die Antwort ist größer als")
    assert len(held()) == 2


def test_a_server_that_gives_no_files_at_all_is_left_in_peace(town):
    world, replay = town
    for _ in range(60):
        world.attach(next(iter(world.things["Paper"])))
    world.show(replay)
    replay.chaos = lambda path: "503" if path.startswith("/bytes") else "ok"

    report = follow(replay, with_files=True)

    asked = {path for path in replay.requests if path.startswith("/bytes")}
    assert (report.files, len(asked), states()) == (0, 20, ["waiting"] * 63)
    assert ImportRemark.objects.filter(message__contains="43 weitere werden beim nächsten Lauf versucht").count() == 1


def test_files_wait_while_the_bucket_they_are_to_lie_in_is_away(town, settings):
    _, replay = town
    with s3.served() as bucket:
        settings.STORAGE = bucket.settings()
        bucket.trouble = 403
        assert follow(replay, with_files=True).files == 0
        assert (states(), bucket.objects) == (["waiting"] * 3, {})

        bucket.trouble = 0
        FileDownload.objects.update(next_at=timezone.now())
        assert follow(replay, with_files=True).files == 3
        assert sorted(bucket.objects.values()) == sorted(replay.files.values())


def test_a_failed_try_waits_twice_as_long_each_time(town):
    _, replay = town
    follow(replay, with_files=True)
    download = FileDownload.objects.first()
    waits = []

    for _ in range(imports.TRIES):
        imports.put_off(download, problem="nicht da", passing=True)
        waits.append(round((download.next_at - timezone.now()).total_seconds() / 60))

    assert (waits, download.state) == ([10, 20, 40, 80, 160, 320], "failed")
