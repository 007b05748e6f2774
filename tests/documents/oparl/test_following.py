"""The mirror follows what happens: the lines F7 to F9 of the requirements."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from council import journal, life
from council.actions import agenda, bodies, meetings
from council.models import Location
from council.states import Audience
from documents.actions import consultations, districts, files, papers
from documents.models import Consultation, File, OparlObject, Paper
from documents.oparl import following, mirror
from tests import factories
from tests.documents.oparl import asking

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


def test_f8_modified_never_goes_back_and_is_never_to_come(world, cast):
    later = (timezone.now() + timedelta(seconds=30)).replace(microsecond=0)
    OparlObject.objects.filter(key=cast.our_faction.key).update(modified_at=later)

    bodies.change(cast.our_faction, name="Fraktion Neu", by=None)
    bodies.change(cast.other_faction, name="Fraktion Alt", by=None)
    journal.drain("oparl")

    rows = dict(OparlObject.objects.values_list("key", "modified_at"))
    assert rows[cast.our_faction.key] == later
    assert rows[cast.other_faction.key] <= timezone.now()
    assert rows[cast.other_faction.key].microsecond == 0


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


class Town:
    """A town in which anything may happen next."""

    def __init__(self, cast, world: dict, *, chance: random.Random) -> None:
        self.cast = cast
        self.chance = chance
        self.meetings = [world["meeting"]]
        self.items = list(world["items"])
        self.papers = [world["paper"], world["amendment"]]
        self.files = [world["main"], world["invitation"], world["annex"]]
        self.deeds = [name for name in dir(self) if name.startswith("do_")]

    def live(self) -> None:
        getattr(self, self.chance.choice(self.deeds))()

    def any(self, things):
        thing = self.chance.choice(things)
        thing.refresh_from_db()
        return thing

    def audience(self) -> str:
        return self.chance.choice([Audience.PUBLIC, Audience.PRIVATE])

    def do_plan(self) -> None:
        body = self.chance.choice([self.cast.committee, self.cast.assembly])
        self.meetings.append(factories.meeting(body, location=self.chance.choice([None, Location.objects.first()])))

    def do_add_item(self) -> None:
        self.items.append(factories.item(self.any(self.meetings)))

    def do_close_item(self) -> None:
        agenda.close_to_public(self.any(self.items), by=None)

    def do_open_item(self) -> None:
        agenda.publish(self.any(self.items), by=None)

    def do_rename_item(self) -> None:
        agenda.change(self.any(self.items), name=f"Punkt {self.chance.random()}", by=self.cast.clerk)

    def do_move_item(self) -> None:
        agenda.move(self.any(self.items), to=self.chance.randint(0, 3), by=self.cast.clerk)

    def do_change_meeting(self) -> None:
        meetings.change(self.any(self.meetings), audience=self.audience(), by=self.cast.clerk)

    def do_bring_in(self) -> None:
        above = self.any(self.papers) if self.chance.random() < 0.3 else None
        self.papers.append(factories.paper(superordinate=above))

    def do_restrict(self) -> None:
        papers.restrict(self.any(self.papers), audience="private", by=None)

    def do_publish(self) -> None:
        papers.publish(self.any(self.papers), by=None)

    def do_rewrite(self) -> None:
        with journal.acting():
            papers.put_text(life.lock(self.any(self.papers)), body_text=f"Fassung {self.chance.random()}", by=None)

    def do_schedule(self) -> None:
        way = Consultation(organization=self.cast.committee)
        paper = papers.record(
            Paper(body=self.cast.town, paper_type="motion", name="Neu", state="admitted", audience=self.audience()),
            by=None,
            consultations=[way],
        )
        self.papers.append(paper)
        item = factories.item(self.any(self.meetings), audience=self.audience())
        self.items.append(item)
        consultations.schedule(way, item=item, by=None)

    def do_upload(self) -> None:
        hangs_on = self.chance.choice([{"paper": self.any(self.papers)}, {"meeting": self.any(self.meetings)}])
        role = self.chance.choice(["main", "auxiliary", "invitation"])
        self.files.append(factories.file(sha512="e" * 128, size=1, role=role, audience=self.audience(), **hangs_on))

    def do_close_file(self) -> None:
        files.restrict(self.any(self.files), audience="private", by=None)

    def do_open_file(self) -> None:
        files.publish(self.any(self.files), by=None)

    def do_read_file(self) -> None:
        files.keep_text(self.any(self.files), pages=[f"Seite {self.chance.random()}"])

    def do_seat(self) -> None:
        factories.membership(self.any([self.cast.chair.person, self.cast.rival.person]), self.cast.committee)

    def do_unseat(self) -> None:
        seat = self.any(list(self.cast.committee.memberships.all()))
        bodies.change(seat, end_date=date(2026, 5, 5), deleted_at=self._moment(), by=None)

    def do_reform(self) -> None:
        faction = self.any([self.cast.our_faction, self.cast.other_faction])
        bodies.change(faction, name=f"Fraktion {self.chance.random()}", deleted_at=self._moment(), by=None)

    def do_place(self) -> None:
        paper = self.any(self.papers)
        districts.assign(paper, self.chance.choice([[], list(self.cast.town.districts.all())]), by=None)

    def _moment(self):
        return self.chance.choice([None, timezone.now()])


@pytest.mark.parametrize("seed", [1])
def test_f9_whoever_applies_what_changed_has_what_a_fresh_download_gives(world, cast, seed):
    client, town = Client(), Town(cast, world, chance=random.Random(seed))

    for number in range(EDITS):
        town.live()
        if number % 50 == 49:
            journal.drain("oparl")
            client.catch_up()

    assert client.kept == asking.download()
    assert mirror.settle(following.everything()) == 0
    assert File.objects.count() > 3
