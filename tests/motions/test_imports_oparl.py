"""The assembly office sees how each import run went; nobody else does."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from motions.actions import imports
from motions.models import ImportRemark, ImportRun

pytestmark = pytest.mark.django_db


def run(**fields):
    now = timezone.now()
    counts = {"kinds": {"Paper": [3, 1, 7, 0, 2]}, "reasons": {"Ohne Kennung": 2}, "doubts": {"Text gekürzt": 1}}
    fields = {"source": "Quelle", "started_at": now, "seen_at": now, "counts": counts, "state": "done"} | fields
    return ImportRun.objects.create(**fields)


def remark(of, **fields):
    fields = {"sort": "doubt", "group": "Text gekürzt", "kind": "Paper", "message": "„name“ ist lang."} | fields
    return ImportRemark.objects.create(run=of, **fields)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize(
    ("name", "status"), [("clerk", 200), ("councillor", 403), ("mayor", 403), ("citizen", 403), ("nobody", 302)]
)
def test_runs_are_shown_to_the_assembly_office_alone(client, cast, name, status):
    one = run()
    if name != "nobody":
        client.force_login(cast.people[name])

    answers = [client.get(address).status_code for address in ("/imports/", one.get_absolute_url())]

    assert answers == [status, status]


def test_the_list_says_what_each_run_brought(client, cast):
    run()
    client.force_login(cast.clerk)

    shown = words(client.get("/imports/"))

    assert "3 neu · 1 geändert · 7 unverändert · 2 übersprungen · 1 zweifelhaft fertig" in shown


def test_an_empty_list_says_how_a_run_is_begun(client, cast):
    client.force_login(cast.clerk)

    text = words(client.get("/imports/"))

    assert ("manage.py import_oparl" in text, "Neue Quelle übernehmen" in text) == (True, True)


def test_a_run_that_fell_silent_counts_as_broken_off(client, cast):
    run(state="running", seen_at=timezone.now() - timedelta(minutes=11))
    client.force_login(cast.clerk)

    assert "abgebrochen" in words(client.get("/imports/"))


def test_the_page_of_a_run_lists_what_to_look_at_by_group(client, cast):
    one = run()
    remark(one)
    remark(one, sort="skipped", group="Ohne Kennung", message="Objekt ohne brauchbare Kennung (id).")
    client.force_login(cast.clerk)

    everything, chosen = (words(client.get(one.get_absolute_url() + query)) for query in ("", "?group=Ohne+Kennung"))

    assert ["„name“ ist lang." in text for text in (everything, chosen)] == [True, False]
    assert ["Objekt ohne brauchbare Kennung (id)." in text for text in (everything, chosen)] == [True, True]


@pytest.mark.parametrize("address", ["/imports/", ""])
def test_the_number_of_queries_does_not_grow(client, cast, address):
    client.force_login(cast.clerk)

    def queries(count):
        ImportRun.objects.all().delete()
        runs = [run(by=cast.clerk, body=cast.town) for _ in range(count)]
        for _ in range(count):
            remark(runs[0])
        with CaptureQueriesContext(connection) as found:
            client.get(address or runs[0].get_absolute_url())
        return len(found)

    assert queries(1) == queries(3)


def test_an_unknown_run_is_not_found(client, cast):
    client.force_login(cast.clerk)

    assert client.get("/imports/unbekannt/").status_code == 404


def test_remarks_beyond_the_limit_are_only_counted(monkeypatch):
    monkeypatch.setattr(imports, "REMARKS_KEPT", 3)
    one = run()

    for _ in range(2):
        fresh = [ImportRemark(run=one, sort="doubt", group="Text gekürzt", message="lang") for _ in range(2)]
        imports.note(one, found=1, counts={}, remarks=fresh)

    assert one.remarks.count() == 3


def test_only_the_latest_runs_of_a_source_keep_their_remarks(monkeypatch):
    monkeypatch.setattr(imports, "RUNS_REMEMBERED", 2)
    runs = [imports.begin("Quelle", by=None, with_files=False, expected=None) for _ in range(2)]
    for one in runs:
        remark(one)

    imports.begin("Quelle", by=None, with_files=False, expected=None)

    assert [one.remarks.count() for one in runs] == [0, 1]
