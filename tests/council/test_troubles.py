"""A full disk and a database that is away are said as what they are; nothing is torn, and reading goes on."""

import errno
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from council.models import Entry
from council.views import troubles
from documents.models import File, Paper
from tests import factories

NOTE = {"start": 0, "end": 3, "exact": "Der", "motivation": "commenting", "version": 1, "block": 1, "circle": "private"}


@pytest.fixture
def browser(cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.clerk)
    return client


def said(answer, trouble):
    page = answer.content.decode()
    return (answer.status_code, trouble.title in page, trouble.sentence in page) == (trouble.status, True, True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="der Speicher ist hier eine Datei")
@pytest.mark.django_db(transaction=True)
def test_full_database_refuses_to_write_whole_and_goes_on_being_read(cast, browser):
    paper = factories.paper(name="Radweg", text="Der Magistrat wird gebeten, zu berichten.")
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 12}")
        answers = [
            browser.post(f"/papers/{paper.key}/notes/new", NOTE | {"text": f"{number} " * 2000}) for number in range(30)
        ]
        before = Entry.objects.count()
        reading = [browser.get(path) for path in ("/", "/papers/", paper.get_absolute_url(), "/desk/")]
        cursor.execute("PRAGMA max_page_count = 1073741823")

    assert {answer.status_code for answer in answers} == {302, 507}
    refused = [answer for answer in answers if answer.status_code == 507]
    assert all(said(answer, troubles.FULL) for answer in refused)
    assert [answer.status_code for answer in reading] == [200] * 4
    kept = sum(answer.status_code == 302 for answer in answers)
    assert paper.notes.count() == kept
    assert browser.post(f"/papers/{paper.key}/notes/new", NOTE | {"text": "Wieder Platz."}).status_code == 302
    assert Entry.objects.count() == before + 1


@pytest.mark.django_db
def test_full_disk_takes_no_part_of_a_file(cast, browser, settings, monkeypatch):
    paper = factories.paper()
    files, entries = File.objects.count(), Entry.objects.count()
    fsync = os.fsync

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    given = SimpleUploadedFile("plan.txt", b"Plan.")
    answer = browser.post(f"/papers/{paper.key}/upload/", {"file": given, "name": "Plan", "role": "auxiliary"})
    monkeypatch.setattr(os, "fsync", fsync)

    assert said(answer, troubles.FULL)
    assert (File.objects.count(), Entry.objects.count()) == (files, entries)
    assert [path for path in settings.VAULT_ROOT.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("problem", "trouble"),
    [
        (OperationalError("database is locked"), troubles.AWAY),
        (OperationalError("connection to server failed"), troubles.AWAY),
        (OperationalError("could not extend file: No space left on device"), troubles.FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), troubles.FULL),
        (OSError(errno.EIO, "Input/output error"), troubles.FAULT),
        (ZeroDivisionError(), troubles.FAULT),
    ],
)
def test_each_trouble_has_its_words(browser, monkeypatch, problem, trouble):
    def broken(*args, **kwargs):
        raise problem

    monkeypatch.setattr(Paper.objects, "visible_to", broken)
    answer = browser.get("/papers/")
    monkeypatch.undo()

    assert said(answer, trouble)
    assert answer.get("Retry-After") == (str(trouble.again) if trouble.again else None)
