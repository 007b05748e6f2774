"""Two real cities and a third dialect come in to the counts their readme states."""

import io
import json
from collections import Counter

import pytest

from motions.importing.oparl import fetch, web
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.folder import FolderSource
from motions.importing.oparl.reading import Reading
from motions.importing.oparl.records import File, Meeting, Organization, Paper, Record, Skipped, fingerprint
from motions.importing.oparl.source import Problem
from tests import shared
from tests.motions.importing.oparl import server

pytestmark = shared.MARKS
SAMPLES = shared.SHARED / "data"


def read(name):
    reading = Reading(FolderSource(SAMPLES / name))
    pieces = list(reading.pieces())
    outcomes = [outcome for piece in pieces if not isinstance(piece, Problem) for outcome in piece.outcomes]
    return reading, pieces, outcomes


@pytest.fixture(scope="module")
def karlsruhe():
    return read("karlsruhe-oparl")


@pytest.fixture(scope="module")
def magdeburg():
    return read("magdeburg-oparl")


def test_karlsruhe_has_the_counts_of_its_readme(karlsruhe):
    reading, _, _ = karlsruhe

    assert reading.records == {
        "Organization": 97,
        "Meeting": 56,
        "AgendaItem": 702,
        "Paper": 157,
        "Consultation": 228,
        "File": 646,
        "Location": 56,
    }
    assert reading.tombstones == {"Paper": 6}
    assert reading.skipped == {"Location": 32}
    assert reading.counts_agree()


def test_karlsruhe_has_547_files_of_papers_and_of_meetings_in_its_two_months(karlsruhe):
    outcomes = karlsruhe[2]
    window = {
        meeting.origin
        for meeting in outcomes
        if isinstance(meeting, Meeting) and "2025-02-01" <= str(meeting.start_on) < "2025-04-01"
    }
    items = {
        item
        for meeting in outcomes
        if isinstance(meeting, Meeting) and meeting.origin in window
        for item in meeting.agenda
    }

    files = [
        file
        for file in outcomes
        if isinstance(file, File) and (file.papers or window & {*file.meetings} or items & {*file.agenda_items})
    ]

    manifest = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))["karlsruhe"]
    assert (len(window), len(files)) == (manifest["meetings_in_window"], manifest["files"]) == (29, 547)


def test_karlsruhe_leaves_these_doubts(karlsruhe):
    reading, pieces, _ = karlsruhe

    assert reading.doubts == {Doubt.TIME_UNKNOWN: 8, Doubt.MAIN_FILE_DOUBTFUL: 11}
    assert [piece for piece in pieces if isinstance(piece, Problem)] == [
        Problem(
            where="paper-submitters.json",
            message="Die Datei enthält keine OParl-Objekte. Gelesen wurden 0 Objekte.",
        )
    ]
    assert Counter((remark.kind, remark.field) for remark in reading.dangling()) == {
        ("Body", ""): 1,
        ("AgendaItem", "consultation"): 309,
        ("Organization", "memberships"): 25,
        ("Paper", "superordinated"): 1,
    }


def test_every_paper_of_karlsruhe_with_files_has_a_main_document(karlsruhe):
    papers = [record for record in karlsruhe[2] if isinstance(record, Paper)]

    assert sum(1 for paper in papers if paper.main_file_chosen) == 154
    assert [paper for paper in papers if paper.auxiliary_files and not paper.main_file] == []


def test_bytes_and_texts_of_karlsruhe_are_found(karlsruhe):
    source = FolderSource(SAMPLES / "karlsruhe-oparl")
    files = [record for record in karlsruhe[2] if isinstance(record, File)]

    with_text = [file for file in files if source.text(file)]
    first = next(file for file in files if file.file_name == "00657464.pdf")
    into = io.BytesIO()
    source.copy(first, into=into)

    assert len(with_text) == 417
    assert into.getvalue()[:5] == b"%PDF-"


def test_magdeburg_has_the_counts_of_its_readme(magdeburg):
    reading, _, _ = magdeburg

    assert reading.records == {
        "Body": 1,
        "LegislativeTerm": 2,
        "Organization": 50,
        "Person": 82,
        "Membership": 234,
        "Meeting": 268,
        "AgendaItem": 1489,
        "Paper": 430,
        "Consultation": 1489,
        "File": 594,
    }
    assert (reading.repeated, reading.skipped, reading.doubts) == ({"Membership": 234}, {}, {Doubt.TIME_UNKNOWN: 2})
    assert reading.counts_agree()


def test_magdeburg_is_closed_but_for_its_system(magdeburg):
    assert [(remark.kind, remark.field) for remark in magdeburg[0].dangling()] == [("Body", "system")]


@pytest.mark.parametrize(
    ("city", "sorts"),
    [
        (
            "karlsruhe",
            {
                ("Verwaltungsbereich", ""): 70,
                ("Gremium", "Ausschuss"): 18,
                ("Gremium", "Ortsbeirat"): 7,
                ("Gremium", "Parlament"): 1,
                ("Gremium", "Beirat"): 1,
            },
        ),
        (
            "magdeburg",
            {
                ("Fraktion", ""): 12,
                ("Partei", ""): 12,
                ("Gremium", "Ausschuss"): 21,
                ("Gremium", "Ortsbeirat"): 3,
                ("Gremium", "Parlament"): 1,
                ("Gremium", ""): 1,
            },
        ),
    ],
)
def test_every_organization_is_sorted(city, sorts, request):
    outcomes = request.getfixturevalue(city)[2]

    found = Counter(
        (record.organization_type, record.classification) for record in outcomes if isinstance(record, Organization)
    )

    assert found == sorts


def test_augsburg_shows_the_ways_of_its_vendor():
    reading, _, outcomes = read("oparl-dialects/augsburg-allris")

    assert reading.records.total() == 10
    assert [outcome.reason for outcome in outcomes if isinstance(outcome, Skipped)] == ["Ort ohne jede Angabe."] * 2
    assert reading.doubts == {
        Doubt.BLANKS: 1,
        Doubt.TIME_UNKNOWN: 1,
        Doubt.EMPTY_URL: 1,
        Doubt.MIME_TYPE: 1,
        Doubt.NULL_ENTRY: 1,
    }


def test_a_second_pass_has_the_same_fingerprints(karlsruhe):
    again = read("karlsruhe-oparl")[2]

    first, second = (
        {record.origin: fingerprint(record) for record in outcomes if isinstance(record, Record)}
        for outcomes in (karlsruhe[2], again)
    )
    assert first == second


def test_magdeburg_over_http_with_faults_is_magdeburg_from_the_folder(magdeburg):
    folder = SAMPLES / "magdeburg-oparl"
    names = ("organizations", "people", "memberships", "meetings", "papers")
    lists = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names}
    body = json.loads((folder / "body.json").read_text(encoding="utf-8"))
    replay = server.Replay(lists=lists, body=body, page_size=50)
    replay.spoil("/meetings?page=2", "500", "html", "half")
    replay.spoil("/papers?page=9", "cut", "garbage")

    with server.running(replay):
        fetcher = fetch.Fetcher(replay.start(), limits=fetch.Limits(read=5), sleep=lambda pause: None)
        reading = Reading(web.WebSource(replay.start(), fetcher=fetcher))
        delivered = {
            outcome.origin: print_
            for piece in reading.pieces()
            for outcome, print_ in zip(piece.outcomes, piece.fingerprints, strict=True)
        }

    assert delivered.pop(f"{replay.url}/system")
    assert delivered == {record.origin: fingerprint(record) for record in magdeburg[2]}
