"""A bucket as the place of the files: what fails there is said, nothing is half written, and nobody gets past the house."""

import io
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from council import readiness, safety
from council.away import Away
from council.models import Entry
from documents import reading, vault
from documents.models import File
from documents.states import FileState
from documents.stores import bucket as buckets
from tests import factories
from tests.documents import pdfs, places, s3

PLAN = b"Bebauungsplan Nr. 7"


@pytest.fixture
def bucket(settings, monkeypatch):
    """A bucket that is asked again at once."""
    soon = {"init_backoff": timedelta(milliseconds=1), "max_backoff": timedelta(milliseconds=1), "base": 2}
    monkeypatch.setattr(buckets, "RETRIES", {"max_retries": 1, "retry_timeout": timedelta(seconds=2), "backoff": soon})
    with s3.served() as served:
        settings.STORAGE = served.settings()
        yield served


@pytest.fixture
def trouble_begins(bucket, monkeypatch):
    """Whoever waits for an answer from here on waits shortly; what is too slow is as silent as what says nothing."""

    def begins(trouble, *methods):
        if trouble == "silent":
            monkeypatch.setattr(buckets, "PATIENCE", {"read_timeout": "200ms", "timeout": "300ms"})
            vault._bucket.cache_clear()
        bucket.trouble, bucket.troubled = trouble, methods

    return begins


@pytest.fixture
def browser(cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.clerk)
    return client


def stored(content=PLAN):
    """Put away, as an upload is."""
    return vault.store(io.BytesIO(content), max_bytes=len(content))


def filed(content=PLAN, **fields):
    kept = stored(content)
    return factories.file(paper=factories.paper(), sha512=kept.sha512, size=kept.size, **fields)


TROUBLES = [
    (403, buckets.DENIED),
    (500, buckets.SILENT),
    (503, buckets.SILENT),
    ("silent", buckets.SILENT),
    ("forgets", buckets.SILENT),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("trouble", "sentence"), TROUBLES)
def test_upload_into_a_bucket_in_trouble_is_refused_whole(
    cast, browser, bucket, trouble_begins, settings, trouble, sentence
):
    paper = factories.paper()
    before = File.objects.count(), Entry.objects.count()
    trouble_begins(trouble, "PUT", "POST")

    given = SimpleUploadedFile("plan.txt", PLAN)
    answer = browser.post(f"/papers/{paper.key}/upload/", {"file": given, "name": "Plan", "role": "auxiliary"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert sentence in answer.content.decode()
    assert (File.objects.count(), Entry.objects.count()) == before
    assert places.InBucket(bucket, settings.VAULT_ROOT).files() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("trouble", "sentence"), [*TROUBLES[:4], ("cut", buckets.SILENT)])
def test_file_that_cannot_be_read_is_told_before_a_byte_goes_out(cast, browser, trouble_begins, trouble, sentence):
    file = filed()
    trouble_begins(trouble, "GET")

    answer = browser.get(reverse("file-download", args=[file.key]))

    assert (answer.status_code, sentence in answer.content.decode()) == (503, True)


@pytest.mark.django_db
def test_page_of_a_file_has_its_text_while_the_bucket_is_away(cast, browser, bucket):
    file = filed(pages=("Der Radweg kommt.",))
    vault._bucket.cache_clear()  # as after a start: no size is remembered
    bucket.trouble = 500

    page = browser.get(file.get_absolute_url())

    assert (page.status_code, "Der Radweg kommt." in page.content.decode()) == (200, True)


@pytest.mark.django_db
def test_file_the_bucket_lost_is_not_found(cast, browser, bucket, settings):
    file = filed()
    places.InBucket(bucket, settings.VAULT_ROOT).lose(file.sha512)

    assert browser.get(reverse("file-download", args=[file.key])).status_code == 404


ASKED = [
    {},
    {"Range": "bytes=0-3"},
    {"Range": "bytes=1500000-1500009"},
    {"Range": "bytes=-5"},
    {"Range": "bytes=2999990-"},
    {"Range": "bytes=9999999-"},
    {"Range": "bytes=0-3", "If-Range": '"anders"'},
    {"If-None-Match": "ETAG"},
    {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_both_places_answer_alike(cast, client, bucket, settings, method):
    content = os.urandom(3_000_000)
    file = filed(content)
    in_bucket = settings.STORAGE
    settings.STORAGE = None
    stored(content)
    told = []
    for settings.STORAGE in (None, in_bucket):
        for headers in ASKED:
            asked = {name: value.replace("ETAG", f'"{file.sha512[:64]}"') for name, value in headers.items()}
            answer = getattr(client, method)(reverse("file-view", args=[file.key]), headers=asked)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            told.append((answer.status_code, dict(answer.headers), body))

    assert told[: len(ASKED)] == told[len(ASKED) :]
    assert [status for status, _, _ in told[: len(ASKED)]] == [200, 206, 206, 206, 206, 416, 200, 304, 304]
    assert told[0][2] == (content if method == "get" else b"")
    assert told[2][2] == (content[1_500_000:1_500_010] if method == "get" else b"")


@pytest.mark.django_db
def test_stretch_is_asked_for_alone_and_only_the_head_where_no_byte_is_wanted(cast, client, bucket):
    file = filed(os.urandom(3_000_000))
    address = reverse("file-view", args=[file.key])

    bucket.asked.clear()
    client.head(address)
    client.get(address, headers={"If-None-Match": f'"{file.sha512[:64]}"'})

    assert {asked.split()[0] for asked in bucket.asked} == {"HEAD"}
    bucket.asked.clear()
    b"".join(client.get(address, headers={"Range": "bytes=10-20"}).streaming_content)
    assert [asked.split()[0] for asked in bucket.asked] == ["HEAD", "GET"]


def test_large_file_goes_there_in_parts_and_comes_back_whole(bucket, monkeypatch):
    monkeypatch.setattr(buckets, "PART", 5 * 2**20)
    content = os.urandom(11 * 2**20)

    kept = stored(content)

    assert sorted(asked.split()[0] for asked in bucket.asked) == ["HEAD", "HEAD", "POST", "POST", "PUT", "PUT", "PUT"]
    assert list(bucket.objects.values()) == [content]
    vault.verify(kept.sha512)


def test_large_file_that_breaks_off_leaves_no_part_behind(bucket, settings, monkeypatch):
    monkeypatch.setattr(buckets, "PART", 5 * 2**20)
    bucket.trouble, bucket.troubled = 500, ("PUT",)

    with pytest.raises(Away):
        stored(os.urandom(11 * 2**20))

    assert (bucket.objects, bucket.parts) == ({}, {})
    assert places.OnDisk(settings.VAULT_ROOT).files() == []


def test_bucket_that_is_not_there_is_away_and_takes_nothing(bucket, settings):
    settings.STORAGE = settings.STORAGE._replace(bucket="falsch")

    with pytest.raises(Away):
        stored()
    assert list(readiness.impaired()) == ["storage"]


def test_what_is_away_is_told_beside_what_is_well(bucket):
    assert "storage" not in readiness.impaired()

    bucket.trouble = 403

    assert "lässt uns nicht ein" in readiness.impaired()["storage"]


def test_list_of_many_leaves_is_read_to_its_end(bucket):
    bucket.page = 2
    kept = {stored(b"%d" % number).sha512 for number in range(5)}

    assert set(vault.hashes()) == kept


def test_two_towns_in_one_bucket_do_not_see_each_other(bucket, settings):
    kept = stored().sha512

    settings.STORAGE = bucket.settings(prefix="anderswo")

    assert (vault.exists(kept), list(vault.hashes())) == (False, [])
    stored()
    assert sorted(key.split("/")[0] for key in bucket.objects) == ["anderswo", "stadt"]


def test_bucket_that_keeps_half_is_not_believed(bucket):
    bucket.trouble = "halves"

    with pytest.raises(Away):
        stored()


def test_size_once_known_is_not_asked_for_again(bucket):
    kept = stored().sha512
    bucket.asked.clear()

    assert [vault.size(kept), vault.exists(kept), vault.present([kept])] == [19, True, {kept}]

    assert bucket.asked == []


@pytest.mark.django_db
def test_pdf_is_read_by_the_process_without_a_net(cast, bucket):
    file = filed(pdfs.written("Der Radweg kommt."), mime_type="application/pdf", state=FileState.RECEIVED)

    reading.read(file)

    assert [page.text.strip() for page in File.objects.get().pages.all()] == ["Der Radweg kommt."]


@pytest.mark.django_db
def test_file_waits_for_its_reading_while_the_bucket_is_away(cast, bucket):
    file = filed(pdfs.written("Der Radweg kommt."), mime_type="application/pdf", state=FileState.RECEIVED)
    bucket.trouble = 500

    with pytest.raises(Away):
        reading.read(file)

    assert File.objects.get().state == FileState.RECEIVED


@pytest.mark.django_db
def test_bucket_open_to_all_is_a_fault(cast, bucket, capsys):
    filed()
    call_command("check_integrity")
    bucket.public = True

    with pytest.raises(CommandError):
        call_command("check_integrity")

    assert "FEHLER: Der Speicher der Dateien gibt sie jedem" in capsys.readouterr().out


def test_files_move_from_the_folder_into_the_bucket(bucket, settings, capsys):
    settings.STORAGE = None
    kept = [stored(b"%d" % number).sha512 for number in range(3)]
    before = places.OnDisk(settings.VAULT_ROOT).files()
    settings.STORAGE = bucket.settings()
    stored(b"0")

    call_command("copy_files")

    assert capsys.readouterr().out.splitlines()[-1] == "2 Dateien kopiert; 3 von 3 sind dort."
    assert set(vault.hashes()) == set(kept)
    assert places.OnDisk(settings.VAULT_ROOT).files() == before
    bucket.asked.clear()
    call_command("copy_files")
    assert bucket.asked == ["GET "]


def test_damaged_file_does_not_move_and_is_named(bucket, settings, capsys):
    settings.STORAGE = None
    kept, hurt = stored(b"heil").sha512, stored(b"versehrt").sha512
    places.OnDisk(settings.VAULT_ROOT).damage(hurt, b"verfallen")
    settings.STORAGE = bucket.settings()

    with pytest.raises(CommandError, match="1 Dateien fehlen dort"):
        call_command("copy_files")

    assert hurt[:12] in capsys.readouterr().err
    assert list(vault.hashes()) == [kept]


@pytest.mark.parametrize("command", ["copy_files", "check_integrity"])
@pytest.mark.django_db
def test_commands_end_with_a_sentence_while_the_bucket_is_away(bucket, command):
    bucket.trouble = 503

    with pytest.raises(CommandError, match="antwortet gerade nicht"):
        call_command(command)


@pytest.mark.django_db(transaction=True)
def test_no_backup_appears_that_lacks_the_files(bucket, tmp_path):
    bucket.trouble = 503

    with pytest.raises(CommandError, match="antwortet gerade nicht"):
        call_command("backup", str(tmp_path))

    assert [found for found in tmp_path.iterdir() if "sicherung" in found.name] == []


def test_nothing_is_copied_without_a_bucket(settings):
    with pytest.raises(CommandError, match="STORAGE_URL"):
        call_command("copy_files")


def test_secret_is_in_no_message(bucket):
    bucket.trouble = 403

    with pytest.raises(Away) as problem:
        stored()

    said = str(problem.value) + repr(problem.value.__cause__)
    assert (s3.SECRET in said, s3.KEY in said) == (False, False)


@pytest.mark.parametrize(
    ("endpoint", "is_told"),
    [("http://s3.example.org", True), ("https://s3.example.org", False), ("http://127.0.0.1:9000", False)],
)
def test_files_cross_no_net_in_the_open(settings, endpoint, is_told):
    settings.PRODUCTION = True
    settings.STORAGE = s3.Bucket().settings()._replace(endpoint=endpoint)

    told = [problem for problem in safety.problems() if problem.startswith("STORAGE_URL nennt einen anderen Rechner")]

    assert bool(told) is is_told


def test_files_left_in_the_folder_keep_the_house_closed(bucket, settings):
    settings.PRODUCTION = True
    here = settings.STORAGE
    settings.STORAGE = None
    stored()
    assert not any("copy_files" in problem for problem in safety.problems())

    settings.STORAGE = here
    assert any("copy_files" in problem for problem in safety.problems())

    settings.VAULT_ROOT.rename(settings.VAULT_ROOT.with_name("vault.moved"))
    assert not any("copy_files" in problem for problem in safety.problems())
