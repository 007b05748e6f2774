"""One pass counts everything, delivers each object once and knows what leads nowhere."""

import json

import pytest

from motions.importing.oparl import records
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.folder import FolderSource
from motions.importing.oparl.normalise import normalise
from motions.importing.oparl.reading import Reading
from tests.motions.importing.oparl.objects import made, origin


@pytest.fixture
def read(tmp_path):
    def reading(**lists):
        for name, objects in lists.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(objects), encoding="utf-8")
        found = Reading(FolderSource(tmp_path))
        return found, list(found.pieces())

    return reading


def one(raw):
    return normalise(raw).outcomes[0]


def test_everything_found_is_counted_under_how_it_ended(read):
    reading, _ = read(
        people=[made("Person", membership=[made("Membership")])],
        memberships=[made("Membership")],
        papers=[made("Paper"), made("Paper", 2, deleted=True), None],
    )

    assert (reading.found, reading.counts_agree()) == (6, True)
    assert reading.records == {"Person": 1, "Membership": 1, "Paper": 1}
    assert reading.tombstones == {"Paper": 1}
    assert reading.repeated == {"Membership": 1}
    assert reading.skipped == {"Paper": 1}


def test_a_copy_that_differs_is_told_and_the_first_counts(read):
    _, pieces = read(papers=[made("Paper", name="Radweg"), made("Paper", name="Fußweg")])

    assert [[record.name for record in piece.outcomes] for piece in pieces] == [["Radweg"], []]
    assert [remark.doubt for remark in pieces[1].remarks] == [Doubt.COPIES_DIFFER]


def test_what_leads_nowhere_is_told_once_for_each_property(read):
    reading, _ = read(
        organizations=[made("Organization", membership=[origin("Membership", number) for number in (1, 2, 3)])],
        papers=[made("Paper", number, body=origin("Body", 1)) for number in (1, 2)],
    )

    assert [(remark.origin, remark.field, remark.message) for remark in reading.dangling()] == [
        (
            origin("Body", 1),
            "",
            "2 Objekte nennen diese Körperschaft; sie ist in der Quelle nicht enthalten.",
        ),
        (
            origin("Organization", 1),
            "memberships",
            f"„Mitgliedschaften“ verweist auf {origin('Membership', 1)} und 2 weitere; in der Quelle nicht enthalten.",
        ),
    ]


def test_a_reference_to_what_comes_later_or_is_known_leads_somewhere(read):
    reading, _ = read(papers=[made("Paper", relatedPaper=[origin("Paper", 2), origin("Paper", 3)]), made("Paper", 2)])

    assert list(reading.dangling(known=frozenset({origin("Paper", 3)}))) == []


def test_the_fingerprint_changes_with_the_content_only():
    paper = one(made("Paper"))

    touched = one(made("Paper", modified="2026-01-01T00:00:00+01:00"))
    renamed = one(made("Paper", name="Fußweg"))

    assert records.fingerprint(touched) == records.fingerprint(paper)
    assert records.fingerprint(renamed) != records.fingerprint(paper)


def test_the_fingerprint_of_a_file_is_the_same_listed_and_embedded():
    embedded = normalise(made("Paper", mainFile=made("File"))).outcomes[1]
    listed = one(made("File"))

    assert embedded.papers != listed.papers
    assert records.fingerprint(embedded) == records.fingerprint(listed)


def test_the_same_moment_in_two_spellings_has_one_fingerprint():
    berlin = one(made("Meeting", start="2025-07-12T17:00:00+02:00", end=None))
    greenwich = one(made("Meeting", start="2025-07-12T15:00:00Z", end=None))

    assert records.fingerprint(berlin) == records.fingerprint(greenwich)


def test_records_of_two_types_never_share_a_fingerprint():
    prints = {records.fingerprint(kind(origin=origin("A", 1))) for kind in (records.System, records.Body, records.File)}

    assert len(prints) == 3
