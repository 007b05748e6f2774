"""The mirror follows what happens: the lines F7 to F9 of the requirements."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from council import journal
from council.actions import bodies
from documents.actions import files, papers
from documents.models import File, OparlObject, Paper
from documents.oparl import following, mirror
from tests import factories
from tests.documents.oparl import asking, towns

EDITS = 200


def aged() -> None:
    """Let everything have been changed last a while ago."""
    OparlObject.objects.update(
        modified_at=datetime(2020, 1, 1, tzinfo=UTC), created_at=datetime(2020, 1, 1, tzinfo=UTC)
    )


def changed() -> set[tuple[str, str]]:
    rows = OparlObject.objects.filter(modified_at__year__gt=2020)
    return set(rows.values_list("type", "key"))


def named(**things) -> set[tuple[str, str]]:
    return {(type_, thing.key) for type_, thing in things.items()}


def test_f7_created_stays(world, cast):
    aged()
    bodies.change(cast.our_faction, name="Fraktion Neu", by=None)
    journal.drain("oparl")

    told = asking.get(f"/oparl/v1.1/organization/{cast.our_faction.key}")

    assert told["created"] == "2020-01-01T01:00:00+01:00"
    assert told["modified"] > told["created"]


def test_f8_only_what_shows_a_change_is_modified(world, cast):
    aged()
    bodies.change(cast.our_faction, name="Fraktion Neu", by=None)
    journal.drain("oparl")

    assert changed() == named(Organization=cast.our_faction)


def test_f8_a_change_nobody_sees_modifies_nothing(world, cast):
    aged()
    Paper.objects.filter(pk=world["paper"].pk).update(version=17)
    papers.step(world["paper"], "take_off", by=None)
    papers.step(world["paper"], "schedule", by=None)
    journal.drain("oparl")

    assert changed() == set()


def test_f8_a_place_is_shown_by_what_it_is_the_place_of(world):
    aged()
    bodies.change(world["hall"], room="Saal 2", by=None)
    journal.drain("oparl")

    place = OparlObject.objects.get(type="Location", part_of="Meeting")
    assert changed() == {("Location", place.key), *named(Meeting=world["meeting"])}


def test_f8_a_seat_changes_person_and_organization(world, cast):
    aged()
    seat = factories.membership(cast.rival.person, cast.committee)
    journal.drain("oparl")

    assert changed() == named(Membership=seat, Person=cast.rival.person, Organization=cast.committee)


def test_f8_reading_a_file_changes_what_shows_it(world):
    aged()
    files.keep_text(world["annex"], pages=["Der Plan."])
    journal.drain("oparl")

    assert changed() == named(File=world["annex"], AgendaItem=world["items"][1], Meeting=world["meeting"])


def test_f8_related_papers_name_each_other_as_long_as_both_are_public(world):
    one, other = world["paper"], factories.paper(name="Brücke")
    other.related.add(one)
    journal.drain("oparl")

    def named() -> list[list[str]]:
        found = (asking.get(f"/oparl/v1.1/paper/{paper.key}") for paper in (one, other))
        return [[url.rpartition("/")[2] for url in paper.get("relatedPaper", [])] for paper in found]

    assert named() == [[other.key], [one.key]]
    papers.restrict(other, audience="private", by=None)
    assert named() == [[], []]
    papers.publish(other, by=None)
    journal.drain("oparl")
    assert named() == [[other.key], [one.key]]


def test_f8_modified_is_never_to_come(world, cast):
    bodies.change(cast.other_faction, name="Fraktion Alt", by=None)
    journal.drain("oparl")

    moment = OparlObject.objects.get(key=cast.other_faction.key).modified_at
    assert moment <= timezone.now()
    assert moment.microsecond == 0


def test_f8_modified_never_goes_back_behind_any_that_was_given_out(world, cast):
    """As it would when the clock is put back: F9 matters more than what the clock says."""
    later = (timezone.now() + timedelta(minutes=10)).replace(microsecond=0)
    OparlObject.objects.filter(key=cast.our_faction.key).update(modified_at=later)

    bodies.change(cast.our_faction, name="Fraktion Neu", by=None)
    bodies.change(cast.other_faction, name="Fraktion Alt", by=None)
    journal.drain("oparl")

    rows = dict(OparlObject.objects.values_list("key", "modified_at"))
    assert [rows[one.key] for one in (cast.our_faction, cast.other_faction)] == [later, later]


def test_reading_the_journal_a_second_time_changes_nothing(world):
    aged()
    journal.replay("oparl")
    journal.drain("oparl")

    assert changed() == set()


def test_the_comparison_finds_what_no_entry_told(world):
    aged()
    Paper.objects.filter(pk=world["paper"].pk).update(name="Radschnellweg")
    for _ in range(2):
        following.compare(timezone.now())

    assert changed() - {("System", "system")} == named(Paper=world["paper"])


def test_what_belongs_to_a_thing_is_found_by_its_references():
    found = following._paths("motions.passage")

    assert ("Paper", "answer__inquiry__paper") in found
    assert following.touched([("council.speech", 1), ("council.user", 1)]) == {}


class Client:
    """A client that downloads everything once and then asks only what has changed."""

    def __init__(self) -> None:
        self.kept = asking.download()
        self.since = "1990-01-01T00:00:00%2B01:00"

    def catch_up(self) -> None:
        for id_, one in asking.download(f"?modified_since={self.since}").items():
            if one.get("deleted"):
                self.kept.pop(id_, None)
            else:
                self.kept[id_] = one
        latest = max(OparlObject.objects.values_list("modified_at", flat=True))
        self.since = (latest - timedelta(seconds=1)).isoformat().replace("+", "%2B")


@pytest.mark.parametrize("seed", [1])
def test_f9_whoever_applies_what_changed_has_what_a_fresh_download_gives(world, cast, seed):
    client, town = Client(), towns.Town(cast, world, chance=random.Random(seed))

    for number in range(EDITS):
        town.live()
        if number % 50 == 49:
            journal.drain("oparl")
            client.catch_up()

    assert client.kept == asking.download()
    assert mirror.settle(following.everything()) == 0
    assert File.objects.count() > 3
