"""What this house gives out, another takes in and gives out alike – and whatever happens here afterwards too."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from council import journal
from documents.models import OparlObject
from documents.states import FileRole
from motions.actions import imports
from motions.importing.oparl import running, web, writing
from motions.importing.oparl.report import Report
from tests import cast as casting
from tests import factories
from tests.documents.oparl import asking, towns
from tests.motions.importing.oparl import houses

EDITS, TOGETHER = 200, 20

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the second house is a copy of the first's file"),
]


@pytest.fixture
def pair(tmp_path):
    with houses.pair(tmp_path) as both:
        yield both


def settled():
    cast = casting.assemble()
    world = asking.world(cast)
    bridge = factories.paper(name="Brücke")
    bridge.related.add(world["paper"])
    bridge.locations.add(asking.place(description="Alte Brücke"))
    asking.file("Brücke", paper=bridge, role=FileRole.MAIN)
    journal.drain("oparl")
    return cast, world


def differences(one, other):
    """Every property that differs, with both values; a main file that nobody named may have been chosen there."""
    if "mainFile" in other and "mainFile" not in one:
        one, other = unchosen(one), unchosen(other)
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    return [(name, one.get(name), other.get(name)) for name in names]


def unchosen(paper):
    files = [*paper.get("auxiliaryFile", ()), *([paper["mainFile"]] if "mainFile" in paper else ())]
    kept = {name: value for name, value in paper.items() if name != "mainFile"}
    return kept | {"auxiliaryFile": sorted(files, key=lambda file: file["id"])}


def look_alike(first, second):
    with first.inside():
        given = houses.told()
    with second.inside():
        journal.drain("oparl")
        again = houses.told()
    assert set(again) == set(given)
    assert [(id_, *one) for id_, other in again.items() for one in differences(given[id_], other)] == []
    return given


def test_a_town_taken_over_gives_out_what_it_was_taken_over_from(pair):
    first, second = pair
    with first.inside():
        settled()

    with second.inside():
        writing.import_source(web.WebSource(houses.START, fetcher=houses.Line(first)), named="round trip")

    given = look_alike(first, second).values()
    of_papers = ("relatedPaper", "location", "superordinatedPaper", "subordinatedPaper", "mainFile", "consultation")
    assert [name for name in of_papers if not any(name in one for one in given if "paperType" in one)] == []


class Follower:
    """A house that takes over another from time to time; `told` counts what came over the line each time."""

    def __init__(self, house, *, other):
        self.house = house
        self.line = houses.Line(other)
        self.told = []

    def follow(self, *, whole=False) -> Report:
        before = self.line.told
        with self.house.inside():
            source = imports.register(houses.START, body_name="", with_files=True, by=None)
            report = running.work(running.ask(source, by=None, whole=whole), through=self.line)
        self.told.append(self.line.told - before)
        return report


def an_hour_passes():
    moments = {name: F(name) - timedelta(hours=1) for name in ("created_at", "modified_at")}
    OparlObject.objects.update(**moments)


@pytest.mark.parametrize("seed", [9])
def test_two_hundred_edits_are_followed_exactly_by_asking_for_changes_alone(pair, seed):
    first, second = pair
    with first.inside():
        cast, world = settled()
        town = towns.Town(cast, world, chance=random.Random(seed))
    follower = Follower(second, other=first)
    follower.follow()
    ever = set(look_alike(first, second))

    for _ in range(EDITS // TOGETHER):
        with first.inside():
            an_hour_passes()
            for _ in range(TOGETHER):
                town.live()
            journal.drain("oparl")
        follower.follow()
        ever |= set(look_alike(first, second))

    with first.inside():
        buried, living = houses.tombstones(), len(asking.download())
    with second.inside():
        assert houses.tombstones() == buried & ever
    assert len(buried & ever) > 10
    assert max(follower.told[1:]) < living
    again = follower.follow(whole=True)
    assert (again.new.total(), again.changed.total(), again.deleted.total(), again.gone) == (0, 0, 0, 0)
