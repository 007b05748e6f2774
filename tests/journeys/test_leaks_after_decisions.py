"""Nothing closed gets out after a decision: extracts, their PDF, tasks, reports and objections × everybody."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
from django.utils import timezone

from council.states import Audience
from documents.actions import consultations, papers
from motions.actions import resolutions
from motions.models import Objection, ResolutionExtract, ResolutionTask, TaskReport
from tests import factories
from tests.journeys import leak_world
from tests.journeys.leak_world import EVERYONE, READERS, World
from tests.journeys.test_leak_matrix import CANARY, doors, said

pytestmark = pytest.mark.django_db

WHO = ("nobody", "citizen", "rival", "councillor", "officer", "clerk")


def resolved(world: World, audience: str, carrier) -> None:
    """A resolution on a paper at an item of a public meeting, with everything that follows from one."""
    readers, now, today = READERS[audience], timezone.now(), timezone.localdate()
    moments, closed = {"created_at": now, "modified_at": now}, leak_world._closed(world, audience)
    words = {
        part: world.say(f"{part} of {audience}", readers) for part in ("name", "text", "order", "report", "reason")
    }
    paper = factories.paper(name=words["name"], text=words["text"], state="suspended", **closed)
    item = factories.item(carrier, name=words["name"], **(closed | {"public": audience == "public"}))
    for thing in (paper, item):
        leak_world._name(world, thing, audience)
    type(paper).objects.filter(pk=paper.pk).update(state="admitted")
    consultations.schedule(papers.refer(paper, to=world.cast.committee, by=None), item=item, by=None)
    type(paper).objects.filter(pk=paper.pk).update(state="suspended")
    extract = ResolutionExtract.objects.create(
        organization=world.cast.committee,
        year=today.year,
        serial=len(world.about) + 1,
        number=world.say(f"number of {audience}", readers, "lists"),
        item=item,
        paper=paper,
        title=words["name"],
        text=words["text"],
        result="adopted",
        resolved_on=today,
        made_at=now,
        **moments,
    )
    extract = resolutions.file(extract)
    if audience == "named":
        leak_world._name(world, extract.file, audience)
    task = ResolutionTask.objects.create(
        paper=paper,
        extract=extract,
        order_text=words["order"],
        office=world.cast.office,
        due=today - timedelta(days=1),
        report_due=today,
        **moments,
    )
    TaskReport.objects.create(
        task=task, number=1, text=words["report"], reported_on=today, state="in_progress", made_at=now
    )
    Objection.objects.create(
        paper=paper,
        item=item,
        number=1,
        reason=words["reason"],
        decided_on=today,
        due=today,
        raised_on=today,
        raised_at=now,
    )
    pages = {
        extract.get_absolute_url(): ("name", "text", "order"),
        f"{extract.get_absolute_url()}pdf/": ("name", "text"),
        task.get_absolute_url(): ("order", "report"),
        paper.get_absolute_url(): ("name", "text", "order", "reason"),
        f"{paper.get_absolute_url()}pdf/": ("name", "text", "order", "reason"),
        extract.file.get_absolute_url(): (),
    }
    for page, shown in pages.items():
        world.gates[page] = readers
        world.shown[page] |= {words[part] for part in shown}
    world.shown["lists"] |= {words["name"], words["order"]}
    for thing, about in ((extract, "extract"), (task, "task"), (extract.file, "file")):
        world.about[thing.key], world.readers[thing.key] = f"key of {audience} {about}", readers


def drawn(response) -> str:
    """The words of a PDF, those broken at the end of a line put together, and what it says of itself."""
    pdf = pypdf.PdfReader(io.BytesIO(response.content))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    return f"{response['Content-Disposition']} {pdf.metadata} {text}".replace("-\n", "").replace("\u00ad\n", "")


def heard(client, world, carrier):
    """What each page says to this person: its address, whether it opened, and the words."""
    for page in world.gates:
        response = client.get(page)
        assert response.status_code in (200, 404), page
        opened = response.status_code == 200
        yield page, opened, drawn(response) if opened and page.endswith("pdf/") else said(response)
    lists = ("/resolutions/", "/resolutions/tasks/", "/resolutions/tasks/csv/", "/desk/")
    found = "".join(said(client.get(page)) for page in (*lists, world.cast.committee.get_absolute_url()))
    yield "lists", True, found + said(client.get("/resolutions/", {"wort": "Q"}))
    yield "meeting", True, said(client.get(carrier.get_absolute_url()))
    yield "agenda", True, drawn(client.get(f"{carrier.get_absolute_url()}agenda/pdf/"))


def test_nothing_closed_gets_out_after_a_decision(cast):
    world = World(cast)
    carrier = factories.meeting(cast.committee)
    for audience in Audience.values:
        resolved(world, audience, carrier)
    leaks, losses, wrong_doors = set(), set(), set()

    clients = doors(cast)
    for name in WHO:
        for page, opened, text in heard(clients[name], world, carrier):
            met = set(CANARY.findall(text)) & world.readers.keys()
            wanted = {word for word in world.shown.get(page, ()) if name in world.readers[word]}
            leaks |= {(name, page, world.about[word]) for word in met if name not in world.readers[word]}
            losses |= {(name, page, world.about[word]) for word in wanted - met}
            if opened != (name in world.gates.get(page, EVERYONE)):
                wrong_doors.add((name, page, opened))

    assert leaks == set()
    assert wrong_doors == set()
    assert losses == set()
