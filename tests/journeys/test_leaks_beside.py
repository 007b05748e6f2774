"""Nothing closed gets out beside: not on a district's page or in its feeds, in a comparison, or on a programme's goals."""

from __future__ import annotations

import pytest

from council.actions import bodies
from council.models import AgendaItem, District
from council.states import Audience
from documents.models import Paper
from motions.models import GoalPaper, Programme
from tests import cast as casting
from tests.journeys import leak_world
from tests.journeys.test_leak_matrix import CANARY, doors, said, told
from tests.motions.test_programmes import goal_of, laid_out

WHO = ("nobody", "citizen", "rival", "councillor", "officer", "clerk")
FEEDS = ("papers.atom", "meetings.atom", "calendar.ics")


@pytest.fixture
def world(transactional_db):
    """The town of every audience, in which everything concerns one district and hangs on one goal."""
    return leak_world.build(casting.assemble())


def harbour_of_everything(world) -> District:
    made = bodies.enter(District(body=world.cast.town, name="Hafenviertel", council=world.cast.committee), by=None)
    made.papers.set(Paper.objects.all())
    made.items.set(AgendaItem.objects.all())
    return made


def programme_of_everything(world) -> Programme:
    made = laid_out(world.cast)
    goal, now = goal_of(made), made.paper.created_at
    rows = [GoalPaper(goal=goal, paper=paper, hung_at=now) for paper in Paper.objects.exclude(pk=made.paper.pk)]
    GoalPaper.objects.bulk_create(rows)
    return made


def leaks_in(world, name: str, place: str, text: str) -> set[tuple[str, ...]]:
    met = set(CANARY.findall(text)) & world.readers.keys()
    return {(name, place, word) for word in met if name not in world.readers[word]}


@pytest.mark.django_db(transaction=True)
def test_nothing_closed_gets_out_beside(world):
    harbour, programme = harbour_of_everything(world), programme_of_everything(world)
    host = Paper.objects.filter(audience=Audience.PUBLIC, paper_type="motion", versions__isnull=False).first()
    page = harbour.get_absolute_url()
    pages = [page, programme.get_absolute_url(), f"/papers/?bezirk={harbour.key}", f"/compare/?left={host.key}&q=Q"]
    watched = [paper for paper in Paper.objects.all() if paper.key in world.readers and paper.versions.exists()]
    leaks, wrong_doors, fed = set(), set(), set()

    for name, client in doors(world.cast).items():
        if name not in WHO:
            continue
        for address in pages:
            leaks |= leaks_in(world, name, address, said(client.get(address)))
        feeds = [client.get(f"{page}{feed}").content for feed in FEEDS]
        fed.add(tuple(feeds))
        leaks |= leaks_in(world, "nobody", "feeds", b"".join(feeds).decode())
        for paper in watched:
            answer = client.get("/compare/", {"left": paper.key, "right": host.key})
            leaks |= leaks_in(world, name, "comparison", said(answer).replace(paper.key, ""))
            if (answer.status_code == 200) != (
                name in world.gates.get(paper.get_absolute_url(), world.readers[paper.key])
            ):
                wrong_doors.add((name, "comparison", paper.key, str(answer.status_code)))

    assert told(leaks, world) == set()
    assert told(wrong_doors, world) == set()
    assert len(fed) == 1
    assert {paper.audience for paper in watched} == set(Audience.values)
