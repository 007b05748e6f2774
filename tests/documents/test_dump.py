"""The file of all public texts: what is in it, how it comes about, and how what was withdrawn leaves it at once."""

import gzip
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from council.states import Audience
from documents import dump
from documents.actions import files, papers
from documents.models import File, Paper
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/open-data/texts.jsonl.gz"
SECRET = "Geheimwort"


def make(*, days: int = 2) -> None:
    now = timezone.localtime().replace(hour=3) + timedelta(days=days)  # in the night, after the next one
    while dump.work(now):
        pass


def asked(client, **headers):
    """An answer that was read to its end; then its file is closed."""
    response = client.get(ADDRESS, headers=headers)
    response.body = response.getvalue()
    return response


def lines(client) -> list[dict[str, object]]:
    content = asked(client).body
    return [json.loads(line) for line in gzip.decompress(content).decode().splitlines()] if content else []


def texts(client) -> list[str]:
    return [line["text"] for line in lines(client)]


def test_every_version_and_every_page_everybody_may_read_has_a_line(client, cast, settings):
    paper = factories.paper(name="Radweg", reference="101.20.9", text="Erste Fassung.")
    papers.revise(paper, body_text="Zweite Fassung.", by=cast.clerk)
    file = factories.file(name="Plan", paper=paper, pages=("Seite eins.", " ", "Seite drei."))
    factories.paper(text=SECRET, audience=Audience.COUNCIL)
    factories.file(pages=(SECRET,), audience=Audience.COUNCIL)
    factories.file(pages=(SECRET,), paper=factories.paper(text="", audience=Audience.COUNCIL))
    make()

    about = {"date": "2026-06-01", "reference": "101.20.9", "kind": "Antrag"}
    of_paper = about | {
        "key": paper.key,
        "title": "Radweg",
        "url": f"{settings.BASE_URL}{paper.get_absolute_url()}",
    }
    of_file = {
        "key": file.key,
        "title": "Plan",
        "url": f"{settings.BASE_URL}{file.get_absolute_url()}",
        "reference": "101.20.9",
        "kind": "Antrag",
        "paper": paper.key,
        "paper_title": "Radweg",
    }
    for user in (None, cast.clerk):
        client.force_login(user) if user else client.logout()
        assert lines(client) == [
            of_paper | {"version": 1, "text": "Erste Fassung."},
            of_paper | {"version": 2, "text": "Zweite Fassung."},
            of_file | {"page": 1, "text": "Seite eins."},
            of_file | {"page": 3, "text": "Seite drei."},
        ]


def test_what_is_withdrawn_is_gone_with_the_next_request(client, cast):
    withdrawn = factories.paper(text=SECRET)
    factories.paper(text="Bleibt.")
    file = factories.file(pages=(SECRET,))
    hanging = factories.file(pages=(SECRET,), paper=withdrawn)
    make()
    assert texts(client) == [SECRET, "Bleibt.", SECRET, SECRET]
    first = asked(client)

    papers.restrict(withdrawn, audience=Audience.COUNCIL, by=cast.clerk)
    files.restrict(file, audience=Audience.COUNCIL, by=cast.clerk)

    assert File.objects.get(pk=hanging.pk).audience == Audience.PUBLIC
    assert texts(client) == ["Bleibt."]
    again = asked(client, **{"if-none-match": first["ETag"]})
    assert again.status_code == 200
    ranged = asked(client, **{"range": "bytes=0-9", "if-range": first["ETag"]})
    assert ranged.status_code == 200


def test_text_that_was_replaced_for_good_is_gone_with_the_next_request(client, cast):
    paper = factories.paper(name="Eingabe", text=SECRET)
    factories.paper(text="Bleibt.")
    make()

    papers.revise(paper, body_text="Geschwärzt.", by=cast.clerk)
    paper.versions.get(number=1).delete()

    assert texts(client) == ["Bleibt."]
    make(days=4)
    assert texts(client) == ["Bleibt.", "Geschwärzt."]


def test_title_that_was_replaced_is_gone_with_the_next_request(client, cast):
    paper = factories.paper(name=SECRET, text="Ein Text.")
    factories.file(name="Anlage", paper=paper, pages=("Seite eins.",))
    factories.paper(text="Bleibt.")
    make()

    papers.revise(paper, body_text="Ein anderer Text.", name="Eingabe", by=cast.clerk)

    assert texts(client) == ["Bleibt."]


def test_earlier_drafts_of_what_was_handed_in_are_in_no_line(client, cast):
    paper = factories.paper(text=SECRET)
    papers.revise(paper, body_text="Eingereicht.", by=cast.clerk)
    Paper.objects.filter(pk=paper.pk).update(submitted_at=timezone.now())
    make()

    assert texts(client) == ["Eingereicht."]


def test_withdrawn_text_no_longer_lies_on_the_disk_once_it_was_asked_for(client, cast):
    paper = factories.paper(text=SECRET)
    make()
    papers.restrict(paper, audience=Audience.COUNCIL, by=cast.clerk)

    asked(client)

    kept = [path.read_bytes() for path in dump._root().rglob("*.gz")]
    assert kept == [b""]


def test_dump_is_made_every_night_in_rounds_and_only_once(client, cast, monkeypatch):
    monkeypatch.setattr(dump, "AT_ONCE", 2)
    for number in range(3):
        factories.paper(text=f"Text {number}.")
    evening = timezone.localtime().replace(hour=20)

    first = [dump.work(evening) for _ in range(4)]
    night = (evening + timedelta(days=1)).replace(hour=3)
    second = [dump.work(night) for _ in range(4)]

    assert first == [2, 1, 0, 0]
    assert dump.work(night - timedelta(hours=4)) == 0
    assert second == [2, 1, 0, 0]
    assert texts(client) == ["Text 0.", "Text 1.", "Text 2."]


def test_dump_that_was_broken_off_goes_on_and_is_equal_to_an_unbroken_one(client, cast, monkeypatch):
    monkeypatch.setattr(dump, "AT_ONCE", 1)
    for number in range(3):
        factories.paper(text=f"Text {number}.")
    now = timezone.now()
    dump.work(now), dump.work(now)
    unfinished = dump._root() / "unfinished"
    with (unfinished / "texts.jsonl.gz").open("ab") as broken:
        broken.write(b"half a member")
    with (unfinished / "index").open("a") as broken:
        broken.write("paper 99")

    while dump.work(now):
        pass

    assert texts(client) == ["Text 0.", "Text 1.", "Text 2."]


def test_while_there_is_no_dump_it_is_not_found(client, cast):
    factories.paper()

    assert asked(client).status_code == 404


def test_download_goes_on_where_it_broke_off(client, cast):
    factories.paper(text="Ein Text.")
    make()
    whole = asked(client)
    content, size = whole.body, int(whole["Content-Length"])

    def part(wanted, **headers):
        response = asked(client, range=wanted, **headers)
        return response.status_code, response.body, response.get("Content-Range")

    assert len(content) == size
    assert part("bytes=0-9") == (206, content[:10], f"bytes 0-9/{size}")
    assert part("bytes=10-") == (206, content[10:], f"bytes 10-{size - 1}/{size}")
    assert part("bytes=-5") == (206, content[-5:], f"bytes {size - 5}-{size - 1}/{size}")
    assert part(f"bytes=0-{10**14}") == (206, content, f"bytes 0-{size - 1}/{size}")
    assert part("bytes=5-", **{"if-range": whole["ETag"]})[0] == 206
    assert part("bytes=5-", **{"if-range": '"other"'}) == (200, content, None)
    assert part("bytes=9-3") == (200, content, None)  # no range at all (RFC 9110 §14.1.1)
    for refused in (f"bytes={size}-", "bytes=-0"):
        assert part(refused) == (416, b"", f"bytes */{size}")
    for odd in ("bytes=", "bytes=-", "lines=1-2", "bytes=0-1,3-4", "bytes=x-y", "bytes=" + "9" * 99 + "-"):
        assert part(odd)[0] in (200, 416)
    unchanged = asked(client, **{"if-none-match": whole["ETag"]})
    assert (unchanged.status_code, unchanged["ETag"], unchanged["Cache-Control"]) == (304, whole["ETag"], "no-cache")


def test_handing_out_costs_the_same_for_one_and_for_three(client, cast, django_assert_num_queries):
    def grow():
        paper = factories.paper()
        factories.file(pages=("Seite.",), paper=paper)
        make()

    grow()
    with django_assert_num_queries(2):
        asked(client)
    for folder in dump._root().iterdir():
        (folder / "made").write_text("2020-01-01T00:00:00+00:00")
    grow(), grow()

    with django_assert_num_queries(2):
        asked(client)
